/** Text for Slack: escaping, so that names from data never become markup or mentions, and shortening. */
import { dateLabel } from '../../domain/period.ts';

const ZERO_WIDTH_SPACE = '\u200b';

/**
 * Text from data as literal mrkdwn. `&`, `<` and `>` become entities, so that no link, mention or broadcast
 * (`<!channel>`) survives; `@channel`, `@here` and `@everyone` are broken by a zero-width space, because clients
 * resolve the bare words; formatting marks at the edge of a word (where Slack acts on them) are wrapped in the same
 * way, since mrkdwn has no escape for them.
 */
export function escapeMrkdwn(text: string): string {
  return breakBroadcasts(text)
    .replace(/`|(?<![\p{L}\p{N}])[*_~]|[*_~](?![\p{L}\p{N}])/gu, `${ZERO_WIDTH_SPACE}$&${ZERO_WIDTH_SPACE}`)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

/** `text` without words that could notify a whole channel, for plain_text objects and fallback texts. */
export function breakBroadcasts(text: string): string {
  return text.replace(/@(?=(?:channel|here|everyone|group)\b)/gi, `@${ZERO_WIDTH_SPACE}`);
}

/**
 * `text` in at most `limit` UTF-16 units, ending in an ellipsis when something was cut. Never cuts inside a surrogate
 * pair, an `&amp;` entity or a `<…>` construct.
 */
export function clip(text: string, limit: number): string {
  if (text.length <= limit) return text;
  if (limit <= 0) return '';
  let end = limit - 1;
  const before = text.charCodeAt(end - 1);
  if (before >= 0xd800 && before <= 0xdbff) end--;
  // The longest entity Slack knows is "&amp;": five characters.
  const ampersand = text.lastIndexOf('&', end - 1);
  if (ampersand > end - 5 && ampersand !== -1 && /^&(?:amp|lt|gt);/.test(text.slice(ampersand))) {
    const entityEnd = text.indexOf(';', ampersand) + 1;
    if (entityEnd > end) end = ampersand;
  }
  const open = text.lastIndexOf('<', end - 1);
  if (open !== -1) {
    const close = text.indexOf('>', open);
    if (close >= end) end = open;
  }
  return `${text.slice(0, Math.max(0, end)).trimEnd()}…`;
}

/**
 * One line: line breaks, control characters and runs of blanks become single blanks; a no-break space alone stays, so
 * that no line ends between a figure and its unit.
 */
export function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, (blank) => (/^[\u00a0\u202f]$/.test(blank) ? blank : ' ')).trim();
}

/** Notes on data carry ISO dates; people read "31 Oct 2026". */
export const withDateWords = (text: string): string =>
  text.replace(/\b\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])\b/g, dateLabel);
