/**
 * Covariances of rows that belong to periods, and of the same rows with whole periods resampled: several units observed side
 * by side stay together, so that what they share in a period, and from one period to the next, stays in the draws.
 */
import type { Rng } from '../../domain/rng.ts';
import { quantile } from './describe.ts';
import { stationaryBootstrapPositions } from './series/stationary-bootstrap.ts';

interface Moments {
  readonly n: number;
  readonly sums: Float64Array;
  readonly products: readonly Float64Array[];
}

export interface PeriodMoments {
  /** Moments of each period, oldest first. */
  readonly periods: readonly Moments[];
  readonly rows: number;
}

/** @param columns of one length, values finite @param periods running number of the period of every row */
export function momentsByPeriod(columns: readonly ArrayLike<number>[], periods: readonly number[]): PeriodMoments {
  const width = columns.length;
  const centres = columns.map((column) => Array.from(column).reduce((sum, value) => sum + value, 0) / periods.length);
  const found = new Map<number, { n: number; sums: Float64Array; products: Float64Array[] }>();
  periods.forEach((period, i) => {
    const made = found.get(period) ?? {
      n: 0,
      sums: new Float64Array(width),
      products: columns.map(() => new Float64Array(width)),
    };
    found.set(period, made);
    made.n++;
    for (let a = 0; a < width; a++) {
      // Around the mean of all rows, so that a large common offset costs no digits.
      const x = columns[a]![i]! - centres[a]!;
      made.sums[a]! += x;
      for (let b = 0; b <= a; b++) made.products[a]![b]! += x * (columns[b]![i]! - centres[b]!);
    }
  });
  return {
    periods: [...found].sort(([a], [b]) => a - b).map(([, moments]) => moments),
    rows: periods.length,
  };
}

/** Sample covariances (divisor n − 1) of the rows of these periods, each as often as it is named. Null below two rows. */
export function covarianceOf({ periods }: PeriodMoments, positions: ArrayLike<number>): Float64Array[] | null {
  const width = periods[0]?.sums.length ?? 0;
  let n = 0;
  const sums = new Float64Array(width);
  const result = Array.from({ length: width }, () => new Float64Array(width));
  for (let i = 0; i < positions.length; i++) {
    const part = periods[positions[i]!]!;
    n += part.n;
    for (let a = 0; a < width; a++) {
      sums[a]! += part.sums[a]!;
      for (let b = 0; b <= a; b++) result[a]![b]! += part.products[a]![b]!;
    }
  }
  if (n < 2) return null;
  for (let a = 0; a < width; a++)
    for (let b = 0; b <= a; b++) {
      result[a]![b] = (result[a]![b]! - (sums[a]! * sums[b]!) / n) / (n - 1);
      result[b]![a] = result[a]![b]!;
    }
  return result;
}

/** Covariances of all rows. */
export const covarianceOfAll = (moments: PeriodMoments): Float64Array[] | null =>
  covarianceOf(
    moments,
    Int32Array.from(moments.periods, (_, t) => t),
  );

/** Correlations of covariances; what does not vary correlates with nothing. */
export function correlationsOf(covariance: readonly Float64Array[]): Float64Array[] {
  return covariance.map((row, a) =>
    row.map((value, b) => {
      const size = Math.sqrt(covariance[a]![a]! * covariance[b]![b]!);
      return size > 0 ? value / size : 0;
    }),
  );
}

/** Fewer defined draws than this share say nothing about the rest. */
const DEFINED = 0.9;

/**
 * Draws of a statistic of the covariances under the stationary bootstrap of whole periods (Politis & Romano 1994), expected
 * block length T^⅓ (the rate of Hall, Horowitz & Jing 1995 for variances). Null: undefined on more than a tenth of the draws.
 */
export function drawnByPeriod<T>(
  moments: PeriodMoments,
  statistic: (covariance: Float64Array[]) => T | null,
  o: { readonly rng: Rng; readonly draws: number },
): T[] | null {
  const length = moments.periods.length;
  const drawn: T[] = [];
  for (let d = 0; d < o.draws; d++) {
    const covariance = covarianceOf(moments, stationaryBootstrapPositions(length, Math.cbrt(length), o.rng));
    const value = covariance === null ? null : statistic(covariance);
    if (value !== null) drawn.push(value);
  }
  return drawn.length < Math.max(2, DEFINED * o.draws) ? null : drawn;
}

/** Percentile interval of draws (Efron 1979). */
export function percentileInterval(values: readonly number[], level: number): readonly [number, number] {
  const tail = (1 - level) / 2;
  return [quantile(values, tail)!, quantile(values, 1 - tail)!];
}
