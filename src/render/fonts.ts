/**
 * Bundled fonts: which files there are, which of them a text needs, what none of them can draw, and their registration
 * with the canvas. Inter leads; Noto cuts follow for names and symbols that Inter lacks. No network, no system fonts.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { GlobalFonts } from '@napi-rs/canvas';
import * as fontkit from 'fontkit';
import { AppError } from '../errors.ts';

/** One file of one family: what an `@font-face` rule or a canvas registration needs. */
export interface FontFile {
  /** CSS family, e.g. "Inter". */
  readonly family: string;
  /** CSS weight: "400", or a range such as "100 900" for a variable file. */
  readonly weight: string;
  readonly subset: string;
  /** CSS unicode-range that the file serves. */
  readonly unicodeRange: string;
  /** Absolute path of the woff2 file. */
  readonly path: string;
}

interface FontPackage {
  readonly family: string;
  readonly package: string;
  /** File-name part and CSS weight of each cut. */
  readonly cuts: readonly { readonly name: string; readonly weight: string }[];
  /** Subsets taken; the rest repeats what an earlier family has. */
  readonly takes: (subset: string) => boolean;
}

const INTER_WEIGHTS = ['400', '500', '600', '700'];
const isNumbered = (subset: string) => /^\[\d+\]$/.test(subset);
const regular = [{ name: '400', weight: '400' }];

/** The variable cut of Noto Sans for one script, in the subsets that Inter and the families before it lack. */
function notoSans(script: string, takes: FontPackage['takes']): FontPackage {
  return {
    family: `Noto Sans ${script}`,
    package: `@fontsource-variable/noto-sans-${script.toLowerCase()}`,
    cuts: [{ name: 'wght', weight: '100 900' }],
    takes,
  };
}

/** In the order of fallback. */
const PACKAGES: readonly FontPackage[] = [
  {
    family: 'Inter',
    package: '@fontsource/inter',
    cuts: INTER_WEIGHTS.map((weight) => ({ name: weight, weight })),
    takes: () => true,
  },
  notoSans('JP', isNumbered),
  notoSans('SC', isNumbered),
  notoSans('KR', isNumbered),
  ...['Devanagari', 'Bengali', 'Tamil', 'Arabic', 'Hebrew', 'Thai'].map((script) =>
    notoSans(script, (subset) => subset === script.toLowerCase()),
  ),
  { family: 'Noto Emoji', package: '@fontsource/noto-emoji', cuts: regular, takes: isNumbered },
  {
    family: 'Noto Sans Symbols',
    package: '@fontsource/noto-sans-symbols',
    cuts: regular,
    takes: (subset) => subset === 'symbols',
  },
  {
    family: 'Noto Sans Symbols 2',
    package: '@fontsource/noto-sans-symbols-2',
    cuts: regular,
    takes: (subset) => subset === 'symbols' || subset === 'math' || subset === 'braille',
  },
  { family: 'Noto Sans Math', package: '@fontsource/noto-sans-math', cuts: regular, takes: () => true },
];

/** Families in the order of fallback, as a CSS `font-family` value (without a generic family: nothing else may step in). */
export const FONT_STACK = PACKAGES.map(({ family }) => (family.includes(' ') ? `'${family}'` : family)).join(', ');

const require = createRequire(import.meta.url);

interface LoadedFile extends FontFile {
  /** Inclusive ranges of `unicodeRange`, ascending. */
  readonly ranges: readonly (readonly [number, number])[];
  /** Family name on the canvas: one a subset, because Skia falls back between families, never inside one. */
  readonly alias: string;
}

function parseRange(unicodeRange: string): [number, number][] {
  return unicodeRange
    .split(',')
    .map((part): [number, number] => {
      const [from, to] = part.trim().replace(/^U\+/i, '').split('-');
      return [Number.parseInt(from!, 16), Number.parseInt(to ?? from!, 16)];
    })
    .sort((a, b) => a[0] - b[0]);
}

function readPackage(font: FontPackage): LoadedFile[] {
  const subsets = require(`${font.package}/unicode.json`) as Record<string, string>;
  const prefix = font.package.split('/')[1]!;
  return Object.entries(subsets)
    .filter(([subset]) => font.takes(subset))
    .flatMap(([subset, unicodeRange]) => {
      const name = subset.replace(/[[\]]/g, '');
      const ranges = parseRange(unicodeRange);
      return font.cuts.map((cut) => ({
        family: font.family,
        weight: cut.weight,
        subset: name,
        unicodeRange,
        path: require.resolve(`${font.package}/files/${prefix}-${name}-${cut.name}-normal.woff2`),
        ranges,
        alias: `DC ${font.family} ${name}`,
      }));
    });
}

let loaded: readonly LoadedFile[] | null = null;

function files(): readonly LoadedFile[] {
  loaded ??= PACKAGES.flatMap(readPackage);
  return loaded;
}

/** Every bundled font file, in the order of fallback (several hundred; see {@link fontFilesFor} for those a text needs). */
export function fontFiles(): readonly FontFile[] {
  return files();
}

/** Characters that need no glyph: controls, joiners, variation selectors, direction marks, tags. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Variation_Selector}]/u;

const glyphs = new Map<string, fontkit.Font>();

/** True when the file's own character map (not its declared range) holds the code point. */
function hasGlyph(path: string, codePoint: number): boolean {
  let font = glyphs.get(path);
  if (!font) {
    const opened = fontkit.create(readFileSync(path));
    if (opened.type === 'TTC' || opened.type === 'DFont') throw new RangeError(`${path} is a collection`);
    font = opened as fontkit.Font;
    glyphs.set(path, font);
  }
  return font.hasGlyphForCodePoint(codePoint);
}

const serving = new Map<number, string | null>();

/** Alias of the first subset that can draw the code point; null: none can. All cuts of a subset share one character map. */
function aliasFor(codePoint: number): string | null {
  const known = serving.get(codePoint);
  if (known !== undefined) return known;
  const file = files().find(
    ({ ranges, path }) =>
      ranges.some(([from, to]) => codePoint >= from && codePoint <= to) && hasGlyph(path, codePoint),
  );
  const alias = file?.alias ?? null;
  serving.set(codePoint, alias);
  return alias;
}

/** Distinct visible characters of `text`, in order of appearance. */
function visible(text: string): string[] {
  return [...new Set(text)].filter((character) => !INVISIBLE.test(character));
}

/**
 * Characters of `text` that no bundled font can draw, each once, in order of appearance, looked up in the fonts'
 * character maps. Not covered by the bundle: Devanagari, Arabic, Hebrew, Thai, Hangul and most other Indic scripts
 * (`@fontsource/noto-sans-devanagari`, `-arabic`, `-hebrew`, `-thai`, `-kr` would add them).
 */
export function missingGlyphs(text: string): string[] {
  return visible(text).filter((character) => aliasFor(character.codePointAt(0)!) === null);
}

function aliasesFor(text: string): Set<string> {
  const aliases = new Set(visible(text).map((character) => aliasFor(character.codePointAt(0)!)));
  aliases.add(aliasFor(0x20));
  aliases.delete(null);
  return aliases as Set<string>;
}

/** The files, all weights, that `text` needs, in the order of fallback. */
export function fontFilesFor(text: string): readonly FontFile[] {
  const aliases = aliasesFor(text);
  return files().filter(({ alias }) => aliases.has(alias));
}

const registered = new Set<string>();

/**
 * Registers the files that `text` needs with the canvas, once each, and returns the `font-family` value to draw it
 * with. The value depends on the text alone, so that a picture does not depend on what was drawn before it.
 * @throws AppError `render` when a file cannot be registered: the canvas would drop its text silently.
 */
export function registerFonts(text: string): string {
  const aliases = aliasesFor(text);
  const needed = files().filter(({ alias }) => aliases.has(alias));
  for (const { path, alias } of needed) {
    if (registered.has(path)) continue;
    if (!GlobalFonts.registerFromPath(path, alias))
      throw new AppError({
        code: 'render',
        what: 'A chart could not be drawn.',
        why: `The font file ${path} could not be read.`,
        fix: 'Install the dependencies again (npm ci).',
      });
    registered.add(path);
  }
  return [...new Set(needed.map(({ alias }) => `"${alias}"`))].join(', ');
}
