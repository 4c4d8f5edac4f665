/** Lists of names as people write them: separated by commas, quoted as in CSV when a name holds one. */

/**
 * Splits "Aurora, \"Smith, Jones\" ,Dune" into its names. A quote opens only at the start of a name; "" inside quotes is
 * one quote (RFC 4180). Empty names are left out; a quote that never closes ends with the text.
 */
export function splitNames(text: string): string[] {
  const names: string[] = [];
  let at = 0;
  while (at < text.length) {
    while (at < text.length && /[\s,]/.test(text.charAt(at))) at++;
    let name = '';
    if (text.charAt(at) === '"') {
      at++;
      for (; at < text.length; at++) {
        if (text.charAt(at) !== '"') name += text.charAt(at);
        else if (text.charAt(at + 1) === '"') {
          name += '"';
          at++;
        } else break;
      }
      at++;
      while (at < text.length && text.charAt(at) !== ',') name += text.charAt(at++);
    } else while (at < text.length && text.charAt(at) !== ',') name += text.charAt(at++);
    const trimmed = name.trim();
    if (trimmed !== '') names.push(trimmed);
  }
  return names;
}
