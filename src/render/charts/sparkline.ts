/** Sparkline of a KPI tile: a small inline SVG, written as text; gaps for missing data, a dot at the last value. */
import { type ChartTheme, COLOURS, DEFAULT_THEME, emphasisColour } from '../palette.ts';
import { drawable } from './ticks.ts';

export interface SparklineSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

const round = (value: number) => String(Math.round(value * 100) / 100 + 0);

/**
 * The line as an `svg` element hidden from screen readers (the tile says its figures in words); an empty string when
 * fewer than two values are present. `better` colours the dot: true accent, false vermilion, null grey.
 */
export function sparkline(
  values: readonly (number | null)[],
  better: boolean | null,
  theme: ChartTheme = DEFAULT_THEME,
  { widthPx, heightPx }: SparklineSize = { widthPx: 64, heightPx: 24 },
): string {
  const figures = values.map(drawable);
  const present = figures.filter((value) => value !== null);
  if (present.length < 2) return '';
  const [low, high] = [Math.min(...present), Math.max(...present)];
  const dot = heightPx / 9;
  const x = (i: number) => dot + (i / Math.max(1, figures.length - 1)) * (widthPx - 2 * dot);
  const y = (value: number) =>
    high - low < 1e-200 ? heightPx / 2 : heightPx - dot - ((value - low) / (high - low)) * (heightPx - 2 * dot);
  let path = '';
  figures.forEach((value, i) => {
    if (value === null) return;
    const starts = (figures[i - 1] ?? null) === null;
    path += `${starts ? 'M' : 'L'}${round(x(i))} ${round(y(value))}`;
    // A lone value is a dot: a line of no length with round ends.
    if (starts && (figures[i + 1] ?? null) === null) path += 'h0';
  });
  const last = figures.findLastIndex((value) => value !== null);
  const colour = better === null ? COLOURS.muted : better ? emphasisColour('subject', theme) : COLOURS.vermilion;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}" viewBox="0 0 ${widthPx} ${heightPx}" aria-hidden="true">` +
    `<path d="${path}" fill="none" stroke="${COLOURS.muted}" stroke-width="1.25" stroke-linecap="round" stroke-linejoin="round"/>` +
    `<circle cx="${round(x(last))}" cy="${round(y(figures[last]!))}" r="${round(dot)}" fill="${colour}"/></svg>`
  );
}
