/** The static shell and style sheets of templates/, and the fonts that a text needs as data URLs. */
import { readFileSync } from 'node:fs';
import { fontFilesFor } from '../fonts.ts';
import { cssString } from './markup.ts';

const TEMPLATES = new URL('../../../templates/', import.meta.url);

const read = new Map<string, string>();

export function template(name: 'report.html.template' | 'report.css' | 'paper.css' | 'web.css' | 'ready.js'): string {
  let text = read.get(name);
  if (text === undefined) {
    text = readFileSync(new URL(name, TEMPLATES), 'utf8');
    read.set(name, text);
  }
  return text;
}

/**
 * Fills the named slots `{{name}}` of a template. Values are put in as they are and never read for slots again.
 * @throws RangeError when the template has a slot without value or a value has no slot
 */
export function fillSlots(text: string, values: Readonly<Record<string, string>>): string {
  const used = new Set<string>();
  const filled = text.replace(/\{\{([a-z-]+)\}\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new RangeError(`the template has a slot "${name}" without value`);
    used.add(name);
    return value;
  });
  for (const name of Object.keys(values))
    if (!used.has(name)) throw new RangeError(`the template has no slot "${name}"`);
  return filled;
}

const encoded = new Map<string, string>();

function dataUrl(path: string): string {
  let url = encoded.get(path);
  if (url === undefined) {
    url = `data:font/woff2;base64,${readFileSync(path).toString('base64')}`;
    encoded.set(path, url);
  }
  return url;
}

/** `@font-face` rules with the files that hold the characters of `text`; nothing is loaded from anywhere. */
export function fontFaces(text: string): string {
  return fontFilesFor(text)
    .map(
      (file) =>
        `@font-face{font-family:${cssString(file.family)};font-weight:${file.weight};font-style:normal;font-display:block;` +
        `src:url(${dataUrl(file.path)}) format("woff2");unicode-range:${file.unicodeRange}}`,
    )
    .join('\n');
}
