/**
 * Stationary block bootstrap: resamples a dependent series in blocks of random length, so that draws keep its short-run
 * dependence (Politis & Romano 1994). For intervals that describe; no finding rests on it.
 */
import type { Rng } from '../../../domain/rng.ts';
import { mean, quantile } from '../describe.ts';

/**
 * Expected block length that makes the bootstrap variance of the mean most accurate: Politis & White (2004) with the
 * corrected constant of Patton, Politis & White (2009). Between 1 and min(3√n, n ÷ 3), not rounded. Null: fewer than four
 * values, a constant, or values that are not finite.
 */
export function automaticBlockLength(x: readonly number[]): number | null {
  const n = x.length;
  const centre = mean(x);
  if (centre === null || n < 4 || x.some((value) => !Number.isFinite(value))) return null;
  const d = x.map((value) => value - centre);
  const covariance = (k: number): number => {
    let sum = 0;
    for (let t = k; t < n; t++) sum += d[t]! * d[t - k]!;
    return sum / n;
  };
  const variance = covariance(0);
  if (!(variance > (1e-14 * centre) ** 2)) return null;
  // K_n and m_max of the 2004 paper, its section 3.2; c = 2.
  const quiet = Math.max(5, Math.ceil(Math.sqrt(Math.log10(n))));
  const most = Math.min(n - 1, Math.ceil(Math.sqrt(n)) + quiet);
  const bound = 2 * Math.sqrt(Math.log10(n) / n);
  const large = Array.from({ length: most }, (_, i) => Math.abs(covariance(i + 1) / variance) >= bound);
  // The last lag before the first `quiet` lags in a row that are all small; without such a run the last large lag.
  let last = large.lastIndexOf(true) + 1;
  for (let m = 0; m + quiet <= most; m++)
    if (!large.slice(m, m + quiet).includes(true)) {
      last = m;
      break;
    }
  const reach = Math.min(2 * Math.max(1, last), most);
  let [spectrum, slope] = [variance, 0];
  for (let k = 1; k <= reach; k++) {
    const weight = k / reach <= 0.5 ? 1 : 2 * (1 - k / reach);
    spectrum += 2 * weight * covariance(k);
    slope += 2 * weight * k * covariance(k);
  }
  const longest = Math.min(3 * Math.sqrt(n), n / 3);
  const length = spectrum === 0 ? longest : Math.cbrt((slope / spectrum) ** 2 * n);
  return Math.max(1, Math.min(longest, length));
}

/** Positions of one bootstrap series of length n: blocks start anywhere, end with probability 1 ÷ `blockLength`, and wrap. */
export function stationaryBootstrapPositions(n: number, blockLength: number, rng: Rng): Int32Array {
  const positions = new Int32Array(n);
  const stop = 1 / Math.max(1, blockLength);
  for (let t = 0; t < n; t++)
    positions[t] = t === 0 || rng.next() < stop ? rng.integer(n) : (positions[t - 1]! + 1) % n;
  return positions;
}

export interface BootstrapResult {
  readonly estimate: number;
  readonly error: number;
  /** Percentile interval (Efron 1979). */
  readonly interval: readonly [low: number, high: number];
  readonly blockLength: number;
  /** Draws on which the statistic was defined. */
  readonly draws: number;
}

/**
 * Interval and standard error of any statistic of a series, or of several series resampled together (`x` decides the block
 * length). The statistic gets positions and returns null where it is undefined. Null: no block length, a statistic
 * undefined on the data, or on more than a tenth of the draws.
 */
export function bootstrapStatistic(
  x: readonly number[],
  statistic: (positions: ArrayLike<number>) => number | null,
  o: { level: number; rng: Rng; draws?: number; blockLength?: number },
): BootstrapResult | null {
  const n = x.length;
  const blockLength = o.blockLength ?? automaticBlockLength(x);
  const estimate = statistic(Int32Array.from({ length: n }, (_, t) => t));
  if (blockLength === null || estimate === null || n === 0) return null;
  const wanted = o.draws ?? 1_999;
  const values: number[] = [];
  for (let draw = 0; draw < wanted; draw++) {
    const value = statistic(stationaryBootstrapPositions(n, blockLength, o.rng));
    if (value !== null && Number.isFinite(value)) values.push(value);
  }
  if (values.length < Math.max(2, 0.9 * wanted)) return null;
  const centre = mean(values)!;
  const error = Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
  const tail = (1 - o.level) / 2;
  const interval = [quantile(values, tail)!, quantile(values, 1 - tail)!] as const;
  return { estimate, error, interval, blockLength, draws: values.length };
}
