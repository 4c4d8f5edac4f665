/**
 * Adaptive processing: gaps of one or two periods inside a series are closed by seasonal interpolation, and marked, so
 * that whatever tests or forecasts can leave them out again.
 */
import type { ScoreCube } from '../../domain/dataset.ts';
import { type Frequency, PERIODS_PER_YEAR } from '../../domain/period.ts';

/** Longer gaps hold news that no neighbour knows. */
export const MAX_GAP = 2;
/** Years that each season must have been seen before a series is believed to have one. */
const MIN_YEARS = 2;

export interface Filled {
  readonly cube: ScoreCube;
  /** Gaps closed (runs of missing cells, not cells). */
  readonly gaps: number;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/**
 * Seasonal figures of a series with gaps: the median, by season, of its distance from the centred mean of one year
 * (classical decomposition with medians, Makridakis et al. 1998, ch. 3); null below two full years of such distances.
 */
function seasonalFigures(series: Float64Array, season: number): number[] | null {
  const half = season >> 1;
  const distances: number[][] = Array.from({ length: season }, () => []);
  for (let t = half; t + half < series.length; t++) {
    if (Number.isNaN(series[t])) continue;
    let sum = 0;
    let weight = 0;
    for (let k = -half; k <= half; k++) {
      const value = series[t + k]!;
      // An even season has half a share at both ends.
      const share = season % 2 === 0 && Math.abs(k) === half ? 0.5 : 1;
      if (Number.isNaN(value)) continue;
      sum += share * value;
      weight += share;
    }
    if (weight > season * 0.75) distances[t % season]!.push(series[t]! - sum / weight);
  }
  if (distances.some((each) => each.length < MIN_YEARS)) return null;
  const figures = distances.map(median);
  const mean = figures.reduce((sum, figure) => sum + figure, 0) / season;
  return figures.map((figure) => figure - mean);
}

/**
 * Fills gaps that have a value on either side: a straight line between the neighbours after their season is taken off,
 * with the season of the gap put back on; without a season, the straight line. Values stay inside 0–100.
 * @param cube is left as it is
 */
export function fillGaps(cube: ScoreCube, frequency: Frequency): Filled {
  const span = cube.periods.length;
  const season = PERIODS_PER_YEAR[frequency];
  const values = cube.values.slice();
  const imputed = new Uint8Array(values.length);
  let gaps = 0;
  for (let start = 0; start < values.length; start += span) {
    const series = cube.values.subarray(start, start + span);
    let figures: number[] | null | undefined;
    let before = -1;
    for (let t = 0; t < span; t++) {
      if (Number.isNaN(series[t])) continue;
      const missing = t - before - 1;
      if (before >= 0 && missing >= 1 && missing <= MAX_GAP) {
        figures ??= seasonalFigures(series, season);
        const figure = (at: number): number => figures?.[at % season] ?? 0;
        const [from, to] = [series[before]! - figure(before), series[t]! - figure(t)];
        for (let at = before + 1; at < t; at++) {
          const level = from + ((to - from) * (at - before)) / (t - before);
          values[start + at] = Math.min(100, Math.max(0, level + figure(at)));
          imputed[start + at] = 1;
        }
        gaps += 1;
      }
      before = t;
    }
  }
  return { cube: { ...cube, values, imputed }, gaps };
}
