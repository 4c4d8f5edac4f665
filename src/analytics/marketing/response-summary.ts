/** What both response models report of a channel, and the curve that stands for its draws. */
import { mean, quantile, standardDeviation } from '../stats/describe.ts';
import type { ResponseCurve } from './saturation.ts';

/** Median of the posterior draws with their central interval. */
export interface Estimate {
  readonly median: number;
  readonly interval: readonly [low: number, high: number];
  readonly sd: number;
}

export function estimateOf(draws: readonly number[], level: number): Estimate {
  return {
    median: quantile(draws, 0.5)!,
    interval: [quantile(draws, (1 - level) / 2)!, quantile(draws, (1 + level) / 2)!],
    sd: standardDeviation(draws) ?? 0,
  };
}

/** Spend a period that the data speak for: 20 % beyond what was seen on either side. */
export interface SpendRange {
  readonly low: number;
  readonly high: number;
}

const BEYOND = 0.2;

export function supportedRange(spend: readonly number[]): SpendRange {
  return { low: (1 - BEYOND) * Math.min(...spend), high: (1 + BEYOND) * Math.max(...spend) };
}

/** Mean spend of the last `periods` periods. */
export function currentSpend(spend: readonly number[], periods: number): number {
  return mean(spend.slice(-periods)) ?? 0;
}

const POINTS = 20;

/**
 * Index of the draw whose curve is nearest to the mean of all curves over the range: a curve of the model itself, where a mean
 * of S-shaped curves need not be S-shaped.
 */
export function centralDraw(curves: readonly ResponseCurve[], range: SpendRange): number {
  const points = Array.from({ length: POINTS }, (_, i) => range.low + ((range.high - range.low) * (i + 0.5)) / POINTS);
  const values = curves.map((curve) => points.map(curve.value));
  const centre = points.map((_, i) => mean(values.map((row) => row[i]!))!);
  const distance = (row: readonly number[]): number => row.reduce((sum, v, i) => sum + (v - centre[i]!) ** 2, 0);
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  values.forEach((row, d) => {
    const far = distance(row);
    if (far < least) [best, least] = [d, far];
  });
  return best;
}
