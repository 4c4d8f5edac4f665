/** Escaped markup: the only way in which data become HTML. */
import { html, raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';

export type Markup = HtmlEscapedString;

/** Tagged template that escapes every value except {@link Markup}; arrays are joined, null and booleans vanish. */
export const markup = html as (strings: TemplateStringsArray, ...values: unknown[]) => Markup;

/** Marks text of our own making (drawn SVG, static CSS) as markup. Never for data. */
export const trusted = (text: string): Markup => raw(text);

/** A heading of the given level, 1–6, with escaped content. */
export function heading(level: number, content: unknown, attributes: { id?: string; class?: string } = {}): Markup {
  const tag = trusted(`h${Math.min(6, Math.max(1, Math.trunc(level)))}`);
  const id = attributes.id === undefined ? null : markup` id="${attributes.id}"`;
  const classes = attributes.class === undefined ? null : markup` class="${attributes.class}"`;
  return markup`<${tag}${id}${classes}>${content}</${tag}>`;
}

/** An id that is safe in HTML, URLs and PDF destinations: letters, digits and hyphens. */
export function anchor(...parts: readonly (string | number)[]): string {
  return parts
    .map((part) => String(part).replace(/[^A-Za-z0-9]+/g, '-'))
    .join('-')
    .replace(/^-+|-+$/g, '')
    .toLowerCase();
}

/** A CSS string literal: everything that is not a plain character is written as an escape. */
export function cssString(text: string): string {
  const escaped = [...text].map((character) =>
    /[A-Za-z0-9 ,.:·–]/.test(character) ? character : `\\${character.codePointAt(0)!.toString(16)} `,
  );
  return `"${escaped.join('')}"`;
}
