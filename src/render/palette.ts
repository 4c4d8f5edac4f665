/**
 * Colours: the palette safe for colour-blind readers, the hue of each section, and the contrast that text must keep.
 * Context is grey, the subject has the colour.
 */
import type { Emphasis } from '../document/chart.ts';
import type { Theme } from '../ports.ts';

/** Okabe & Ito (2008), "Color Universal Design", with neutrals; all as `#RRGGBB`. */
export const COLOURS = {
  blue: '#0072B2',
  vermilion: '#D55E00',
  green: '#009E73',
  purple: '#CC79A7',
  orange: '#E69F00',
  sky: '#56B4E9',
  ink: '#1B1F24',
  muted: '#6A737D',
  context: '#A3ABB4',
  hairline: '#D8DEE4',
  paper: '#FFFFFF',
} as const;

/** Smallest contrast of text, and of marks, on what is behind them (WCAG 2.2, success criteria 1.4.3 and 1.4.11). */
export const TEXT_CONTRAST = 4.5;
export const MARK_CONTRAST = 3;

/** What a workspace may change in a chart. */
export type ChartTheme = Pick<Theme, 'accent'>;

export const DEFAULT_THEME: Theme = { accent: COLOURS.blue, logo: null, paper: 'A4' };

type Rgb = readonly [number, number, number];

/** @throws RangeError unless `colour` is `#RGB` or `#RRGGBB`. */
function parse(colour: string): Rgb {
  const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(colour.trim())?.[1];
  if (!hex) throw new RangeError(`"${colour}" is not a colour of the form #RRGGBB`);
  const full = hex.length === 3 ? [...hex].map((digit) => digit + digit).join('') : hex;
  return [0, 2, 4].map((at) => Number.parseInt(full.slice(at, at + 2), 16)) as unknown as Rgb;
}

function format(rgb: Rgb): string {
  return `#${rgb.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`.toUpperCase();
}

/** Relative luminance, 0 (black) to 1 (white); WCAG 2.2. */
function luminance(colour: string): number {
  const [red, green, blue] = parse(colour).map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

/** Contrast ratio of two colours, 1 to 21; WCAG 2.2. */
export function contrast(one: string, other: string): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high! + 0.05) / (low! + 0.05);
}

/** `share` of `other` mixed into `colour`, 0 to 1, in sRGB. */
export function mix(colour: string, other: string, share: number): string {
  const [from, to] = [parse(colour), parse(other)];
  return format([0, 1, 2].map((i) => from[i]! + (to[i]! - from[i]!) * share) as unknown as Rgb);
}

/** A colour with opacity, as `rgba(…)`. */
export function withAlpha(colour: string, alpha: number): string {
  return `rgba(${parse(colour).join(', ')}, ${alpha})`;
}

/**
 * The colour nearest to `colour`, towards black or white, that has at least the contrast `ratio` on `background`.
 * Of the two directions the smaller change wins; one of them always reaches 4.5.
 */
export function ensureContrast(colour: string, background: string, ratio: number = TEXT_CONTRAST): string {
  if (contrast(colour, background) >= ratio) return format(parse(colour));
  const steps = 50;
  for (let step = 1; step <= steps; step++)
    for (const end of ['#000000', '#FFFFFF']) {
      const candidate = mix(colour, end, step / steps);
      if (contrast(candidate, background) >= ratio) return candidate;
    }
  return contrast('#000000', background) >= contrast('#FFFFFF', background) ? '#000000' : '#FFFFFF';
}

const SECTION_HUES: Readonly<Record<string, string>> = {
  marketplace: COLOURS.blue,
  'digital spends': COLOURS.orange,
  'organic performance': COLOURS.green,
  socialwatch: COLOURS.purple,
};

/** Hues of sections that have no fixed one; chosen by name, so that a section keeps its hue in every picture. */
const SPARE_HUES = [COLOURS.sky, '#7A68A6', '#8C6D31', '#4C7A7E'];

/** The hue of a section, the same everywhere. */
export function sectionColour(section: string): string {
  const name = section.trim().toLowerCase();
  const fixed = SECTION_HUES[name];
  if (fixed) return fixed;
  let sum = 0;
  for (const character of name) sum = (sum * 31 + character.codePointAt(0)!) % 65_521;
  return SPARE_HUES[sum % SPARE_HUES.length]!;
}

/** Colour of a mark by whom it belongs to; the accent is darkened where it would not stand out on paper. */
export function emphasisColour(emphasis: Emphasis, theme: ChartTheme): string {
  if (emphasis === 'context') return COLOURS.context;
  const accent = ensureContrast(theme.accent, COLOURS.paper, MARK_CONTRAST);
  return emphasis === 'subject' ? accent : mix(accent, COLOURS.paper, 0.42);
}

/** Colour of a mark: its section's hue, lighter for context, else by emphasis. */
export function markColour(section: string | null, emphasis: Emphasis, theme: ChartTheme): string {
  if (section === null) return emphasisColour(emphasis, theme);
  return emphasis === 'context' ? mix(sectionColour(section), COLOURS.paper, 0.35) : sectionColour(section);
}

/** Text in a hue, dark enough to be read on `background`. */
export function textColour(hue: string, background: string = COLOURS.paper): string {
  return ensureContrast(hue, background, TEXT_CONTRAST);
}

/** Text colour of a change: blue when better, vermilion when worse, muted when neither. */
export function changeColour(better: boolean | null): string {
  if (better === null) return COLOURS.muted;
  return textColour(better ? COLOURS.blue : COLOURS.vermilion);
}
