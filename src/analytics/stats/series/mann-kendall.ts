/**
 * Mann–Kendall trend tests with Sen's slope. Both assume independent observations: on autocorrelated series they reject
 * noise, also in Hamed & Rao's corrected form (25–58 % at 24 periods), so reports test movement with `testMovement` and
 * these stay descriptive.
 */
import { median, ranks, tieSizes } from '../describe.ts';
import { normalQuantile, normalTwoSided } from '../distributions/normal.ts';
import { autocorrelation } from './autocorrelation.ts';
import { pairwiseSlopes } from './theil-sen.ts';

export interface MannKendall {
  readonly s: number;
  readonly variance: number;
  /** With continuity correction; null for a constant series. */
  readonly z: number | null;
  readonly p: number | null;
  readonly tauB: number | null;
  /** Per period. */
  readonly slope: number | null;
  /** Median of y − slope · median of t, t from 0. */
  readonly intercept: number | null;
  readonly slopeInterval: readonly [number, number] | null;
}

const score = (y: readonly number[]): number => {
  let s = 0;
  for (let i = 0; i < y.length; i++) for (let j = i + 1; j < y.length; j++) s += Math.sign(y[j]! - y[i]!);
  return s;
};

const scoreVariance = (y: readonly number[]): number => {
  const term = (t: number): number => t * (t - 1) * (2 * t + 5);
  return (term(y.length) - tieSizes(y).reduce((sum, t) => sum + term(t), 0)) / 18;
};

const standardise = (s: number, variance: number): { z: number | null; p: number | null } => {
  if (!(variance > 0)) return { z: null, p: null };
  const z = (s - Math.sign(s)) / Math.sqrt(variance);
  return { z, p: normalTwoSided(z) };
};

/** Half to even, as the reference interval of Sen's slope rounds. */
const roundHalfEven = (x: number): number => {
  const low = Math.floor(x);
  const rest = x - low;
  if (rest !== 0.5) return Math.round(x);
  return low % 2 === 0 ? low : low + 1;
};

/** Mann (1945), Kendall (1970) with ties; slope and its interval: Sen (1968). In time order, gaps null and left out. */
export function mannKendall(values: readonly (number | null)[], level = 0.95): MannKendall {
  const times = values.flatMap((value, t) => (value === null ? [] : [t]));
  const y = times.map((t) => values[t]!);
  const n = y.length;
  const s = score(y);
  const variance = scoreVariance(y);
  const slopes = pairwiseSlopes(times, y).sort((a, b) => a - b);
  const slope = median(slopes);
  const pairs = (n * (n - 1)) / 2;
  const untied = pairs - tieSizes(y).reduce((sum, t) => sum + (t * (t - 1)) / 2, 0);
  const half = normalQuantile((1 + level) / 2) * Math.sqrt(Math.max(0, variance));
  const low = Math.max(roundHalfEven((slopes.length - half) / 2) - 1, 0);
  const high = Math.min(roundHalfEven((slopes.length + half) / 2), slopes.length - 1);
  return {
    s,
    variance,
    ...standardise(s, variance),
    tauB: untied > 0 ? s / Math.sqrt(pairs * untied) : null,
    slope,
    intercept: slope === null ? null : median(y)! - slope * median(times)!,
    slopeInterval: slopes.length === 0 ? null : [slopes[low]!, slopes[high]!],
  };
}

/** Seasonal Mann–Kendall test: scores within each position of the season, added (Hirsch, Slack & Smith 1982). Gaps null. */
export function seasonalMannKendall(
  values: readonly (number | null)[],
  seasonLength: number,
): { s: number; variance: number; z: number | null; p: number | null; slopePerSeason: number | null } {
  let [s, variance] = [0, 0];
  const slopes: number[] = [];
  for (let position = 0; position < seasonLength; position++) {
    const times = values.flatMap((value, t) => (value !== null && t % seasonLength === position ? [t] : []));
    const series = times.map((t) => values[t]!);
    s += score(series);
    variance += scoreVariance(series);
    slopes.push(
      ...pairwiseSlopes(
        times.map((t) => (t - position) / seasonLength),
        series,
      ),
    );
  }
  return { s, variance, ...standardise(s, variance), slopePerSeason: median(slopes) };
}

/**
 * Hamed & Rao (1998): the variance inflated by the significant autocorrelations of the ranks of the detrended series.
 * Descriptive only (see above).
 */
export function hamedRaoMannKendall(y: readonly number[]): { z: number | null; p: number | null; variance: number } {
  const n = y.length;
  const { s, variance, slope } = mannKendall(y);
  const detrended = ranks(y.map((value, t) => value - (slope ?? 0) * t));
  const r = n < 4 ? null : autocorrelation(detrended, n - 1);
  let factor = 1;
  const bound = normalQuantile(0.975) / Math.sqrt(n);
  if (r !== null)
    for (let k = 1; k < n - 2; k++)
      if (Math.abs(r[k]!) > bound)
        factor += (2 / (n * (n - 1) * (n - 2))) * (n - k) * (n - k - 1) * (n - k - 2) * r[k]!;
  const inflated = variance * Math.max(factor, 1 / Math.max(1, n));
  return { ...standardise(s, inflated), variance: inflated };
}
