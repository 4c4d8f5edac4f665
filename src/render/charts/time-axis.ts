/** Ticks of a time axis: year labels on long ranges, a few period labels on short ones, never crowded. */
import type { Tick } from './ticks.ts';

const MOST_LABELS = 6;

/** Positions at which a new year begins, from period names that start with `YYYY-MM`. */
function yearStarts(periods: readonly string[]): { index: number; year: string }[] {
  const starts: { index: number; year: string }[] = [];
  periods.forEach((period, index) => {
    const year = /^(\d{4})-/.exec(period)?.[1];
    const before = index === 0 ? null : /^(\d{4})-/.exec(periods[index - 1]!)?.[1];
    if (year && before && year !== before) starts.push({ index, year });
  });
  return starts;
}

/**
 * At most six ticks; values are indices of periods. More than two turns of the year: years. Else first, last and evenly
 * spaced periods between them, as many as fit: `widthOf` measures a label, `stepPx` is the distance of two periods.
 */
export function timeTicks(
  periods: readonly string[],
  labels: readonly string[],
  stepPx: number,
  widthOf: (label: string) => number,
): Tick[] {
  const last = periods.length - 1;
  if (last < 0) return [];
  if (last === 0) return [{ value: 0, label: labels[0] ?? '' }];
  const gap = widthOf('00');
  const fits = (ticks: readonly Tick[]) =>
    ticks.every((tick, i) => {
      const next = ticks[i + 1];
      if (!next) return true;
      return (next.value - tick.value) * stepPx >= (widthOf(tick.label) + widthOf(next.label)) / 2 + gap;
    });
  const years = yearStarts(periods);
  if (years.length > 2)
    for (const every of [1, 2, 5, 10, 20, 50]) {
      const ticks = years
        .filter(({ year }) => Number(year) % every === 0)
        .map(({ index, year }) => ({ value: index, label: year }));
      if (ticks.length <= MOST_LABELS + 2 && ticks.length > 0 && fits(ticks)) return ticks;
    }
  for (let parts = Math.min(MOST_LABELS - 1, last); parts > 1; parts--) {
    const ticks = Array.from({ length: parts + 1 }, (_, i) => {
      const value = Math.round((i * last) / parts);
      return { value, label: labels[value] ?? '' };
    });
    if (fits(ticks)) return ticks;
  }
  const ends = [0, last].map((value) => ({ value, label: labels[value] ?? '' }));
  return fits(ends) ? ends : ends.slice(1);
}
