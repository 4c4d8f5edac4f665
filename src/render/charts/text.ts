/** Text on a canvas: measured, cleaned, wrapped and shortened without cutting a character in two. */
import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas';

export type Weight = 400 | 600;

/** Width of one line in px. */
export type Measure = (text: string, sizePx: number, weight?: Weight) => number;

/** Height of capitals over the em size in Inter: text centred by it looks centred. */
const CAP_HEIGHT = 0.727;
/** Distance of baselines over the em size. */
export const LINE_HEIGHT = 1.24;

export function cssFont(sizePx: number, weight: Weight, fontStack: string): string {
  return `${weight} ${sizePx}px ${fontStack}`;
}

let ruler: SKRSContext2D | null = null;

export function measureWith(fontStack: string): Measure {
  ruler ??= createCanvas(1, 1).getContext('2d');
  const context = ruler;
  const known = new Map<string, number>();
  return (text, sizePx, weight = 400) => {
    const key = `${sizePx}|${weight}|${text}`;
    let width = known.get(key);
    if (width === undefined) {
      context.font = cssFont(sizePx, weight, fontStack);
      context.fontVariationSettings = `"wght" ${weight}`;
      width = context.measureText(text).width;
      known.set(key, width);
    }
    return width;
  };
}

/** One line without control characters, broken surrogates or runs of spaces. */
export function cleanText(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\u{FFFE}\u{FFFF}]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
}

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Characters as readers see them (grapheme clusters). */
function graphemes(text: string): string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** Length of the longest beginning of `parts` that passes `fits`, which must be monotone. */
function longestPrefix(parts: readonly string[], fits: (prefix: string) => boolean): number {
  let [low, high] = [0, parts.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(parts.slice(0, middle).join(''))) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** `text` itself when it fits in `maxPx`, else its beginning with "…"; empty when not even that fits. */
export function ellipsise(text: string, maxPx: number, sizePx: number, measure: Measure, weight: Weight = 400): string {
  if (measure(text, sizePx, weight) <= maxPx) return text;
  const parts = graphemes(text);
  const length = longestPrefix(parts, (prefix) => measure(`${prefix.trimEnd()}…`, sizePx, weight) <= maxPx);
  if (length > 0) return `${parts.slice(0, length).join('').trimEnd()}…`;
  return measure('…', sizePx, weight) <= maxPx ? '…' : '';
}

/**
 * `text` in at most `maxLines` lines of at most `maxPx`; broken at spaces, inside a word only when the word alone is
 * too long; what does not fit ends in "…".
 */
export function wrap(
  text: string,
  maxPx: number,
  maxLines: number,
  sizePx: number,
  measure: Measure,
  weight: Weight = 400,
): string[] {
  if (text === '') return [];
  const fits = (line: string) => measure(line, sizePx, weight) <= maxPx;
  if (maxLines <= 1 || fits(text)) return [ellipsise(text, maxPx, sizePx, measure, weight)];
  const words = text.split(' ');
  let count = 1;
  while (count < words.length && fits(words.slice(0, count + 1).join(' '))) count++;
  let line = words.slice(0, count).join(' ');
  let rest = words.slice(count).join(' ');
  if (!fits(line)) {
    const parts = graphemes(line);
    const length = Math.max(1, longestPrefix(parts, fits));
    rest = [parts.slice(length).join(''), rest].filter((part) => part !== '').join(' ');
    line = ellipsise(parts.slice(0, length).join(''), maxPx, sizePx, measure, weight);
  }
  return [line, ...wrap(rest, maxPx, maxLines - 1, sizePx, measure, weight)];
}

/** As {@link wrap}, with lines of about the same length: the narrowest width that needs no more lines. */
export function wrapEvenly(
  text: string,
  maxPx: number,
  maxLines: number,
  sizePx: number,
  measure: Measure,
  weight: Weight = 400,
): string[] {
  const lines = wrap(text, maxPx, maxLines, sizePx, measure, weight);
  if (lines.length < 2 || lines.at(-1)!.endsWith('…')) return lines;
  let best = lines;
  for (let width = maxPx * 0.98; width > maxPx * 0.4; width -= maxPx * 0.02) {
    const narrower = wrap(text, width, lines.length + 1, sizePx, measure, weight);
    if (narrower.length > lines.length || narrower.some((line) => line.endsWith('…'))) break;
    best = narrower;
  }
  return best;
}

export interface TextStyle {
  readonly sizePx: number;
  readonly weight?: Weight;
  readonly colour: string;
  readonly align?: 'left' | 'center' | 'right';
  /** A white edge that keeps text readable over lines. */
  readonly halo?: boolean;
}

/** Draws one line; `y` is its vertical middle (of the capitals). */
export function drawText(
  context: SKRSContext2D,
  fontStack: string,
  text: string,
  x: number,
  y: number,
  style: TextStyle,
): void {
  if (text === '') return;
  const weight = style.weight ?? 400;
  context.save();
  context.font = cssFont(style.sizePx, weight, fontStack);
  context.fontVariationSettings = `"wght" ${weight}`;
  context.textAlign = style.align ?? 'left';
  context.textBaseline = 'alphabetic';
  const baseline = y + (style.sizePx * CAP_HEIGHT) / 2;
  if (style.halo) {
    context.strokeStyle = '#FFFFFF';
    context.lineWidth = style.sizePx * 0.28;
    context.lineJoin = 'round';
    context.strokeText(text, x, baseline);
  }
  context.fillStyle = style.colour;
  context.fillText(text, x, baseline);
  context.restore();
}

/** Draws lines around the vertical middle `y`. */
export function drawLines(
  context: SKRSContext2D,
  fontStack: string,
  lines: readonly string[],
  x: number,
  y: number,
  style: TextStyle,
): void {
  const step = style.sizePx * LINE_HEIGHT;
  lines.forEach((line, i) => {
    drawText(context, fontStack, line, x, y + (i - (lines.length - 1) / 2) * step, style);
  });
}
