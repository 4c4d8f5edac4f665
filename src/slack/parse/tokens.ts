/** A typed line as tokens: words, quoted names (as in CSV), `name=value` pairs, channel mentions. Nothing is dropped. */

export interface Token {
  /** What it says, without quotes. */
  readonly text: string;
  readonly quoted: boolean;
  /** Set for `name=value`: `text` is the value, `name` the part before the sign. */
  readonly name: string | null;
  /** A comma follows directly: the next token starts another name. */
  readonly comma: boolean;
  /** The characters of the line it was read from. */
  readonly from: number;
  readonly to: number;
}

const QUOTES: Readonly<Record<string, string>> = { '"': '"', '“': '”', '„': '“', '«': '»', "'": "'", '‘': '’' };
const BLANK = /[\s\u200b]/;

/** Slack escapes these three characters in command texts. */
export function unescapeSlack(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/**
 * Splits a line. Quotes open only at the start of a word (so "L'Oréal" stays one word), a doubled quote inside stands
 * for itself, an unclosed quote ends with the line. `<#C1|name>` and `<@U1>` stay whole.
 */
export function tokenise(line: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < line.length) {
    const char = line.charAt(at);
    if (BLANK.test(char)) {
      at++;
      continue;
    }
    if (char === ',' || char === ';') {
      markComma(tokens);
      at++;
      continue;
    }
    const from = at;
    const named = /^([A-Za-z][\w-]*)[=:](?=[^\s=:/.])/.exec(line.slice(at, at + 60));
    const name = named?.[1] ?? null;
    if (named) at += named[0].length;
    const read = readValue(line, at);
    at = read.to;
    if (read.text === '' && !read.quoted && name === null) continue;
    tokens.push({ text: read.text, quoted: read.quoted, name, comma: false, from, to: at });
  }
  return tokens;
}

function readValue(line: string, at: number): { text: string; quoted: boolean; to: number } {
  const open = line.charAt(at);
  const close = QUOTES[open];
  // A lone apostrophe ("'24") is not a quote: it must close again.
  if (
    close !== undefined &&
    (open === '"' || line.indexOf(close, at + 1) !== -1) &&
    !/^['’]\d\d\b/.test(line.slice(at))
  )
    return readQuoted(line, at, close);
  const mention = /^<[#@!][^>]*>/.exec(line.slice(at));
  if (mention) return { text: mention[0], quoted: false, to: at + mention[0].length };
  let to = at;
  while (to < line.length && !BLANK.test(line.charAt(to)) && line.charAt(to) !== ',' && line.charAt(to) !== ';') to++;
  return { text: line.slice(at, to), quoted: false, to };
}

function readQuoted(line: string, at: number, close: string): { text: string; quoted: boolean; to: number } {
  let text = '';
  let to = at + 1;
  while (to < line.length) {
    if (line.charAt(to) !== close) text += line.charAt(to++);
    else if (close === '"' && line.charAt(to + 1) === close) {
      text += close;
      to += 2;
    } else return { text: text.trim(), quoted: true, to: to + 1 };
  }
  return { text: text.trim(), quoted: true, to };
}

function markComma(tokens: Token[]): void {
  const last = tokens.pop();
  if (last) tokens.push({ ...last, comma: true });
}
