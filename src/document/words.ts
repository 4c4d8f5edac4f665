/** Small pieces of English that every report needs: lists, plurals, possessives, titles that fit. */

/** "A", "A and B", "A, B and C". */
export function joinNames(names: readonly string[]): string {
  if (names.length <= 1) return names[0] ?? '';
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** The first names and how many more: "A, B and 3 more". */
export function someNames(names: readonly string[], most: number): string {
  if (names.length <= most) return joinNames(names);
  return `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
}

/** "1 brand", "3 brands". */
export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** "Aurora’s", "Socks’". */
export function possessive(name: string): string {
  return /s$/i.test(name) ? `${name}’` : `${name}’s`;
}

export function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** "a Marketplace point", "an Organic Performance point": by its first letter, u as in "user". */
export function withArticle(phrase: string): string {
  // Numbers are read aloud: an 8, an 11.8, an 80; a 110.
  return `${/^(?:[aeio]|8|1[18](?!\d))/i.test(phrase) ? 'an' : 'a'} ${phrase}`;
}

export const CHART_TITLE_LENGTH = 70;
export const DOCUMENT_TITLE_LENGTH = 90;

/**
 * The first candidate (best wording first) of at most `length` characters; when none fits, the last one cut at a word
 * with an ellipsis.
 */
export function fitTitle(candidates: readonly string[], length: number = CHART_TITLE_LENGTH): string {
  const fitting = candidates.find((candidate) => [...candidate].length <= length);
  if (fitting !== undefined) return fitting;
  const characters = [...(candidates.at(-1) ?? '')].slice(0, length - 1).join('');
  const cut = characters.lastIndexOf(' ');
  return `${(cut > length / 2 ? characters.slice(0, cut) : characters).replace(/[\s,;:–]+$/, '')}…`;
}
