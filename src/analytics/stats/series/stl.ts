/**
 * STL: seasonal-trend decomposition by loess (Cleveland, Cleveland, McRae & Terpenning 1990, Journal of Official
 * Statistics 6), all degrees 1 and all jumps 1, after the netlib code.
 */
import { median } from '../describe.ts';
import { loessAt, loessSmooth } from './loess.ts';

export interface Decomposition {
  readonly trend: Float64Array;
  readonly seasonal: Float64Array;
  readonly remainder: Float64Array;
}

export interface StlOptions {
  /** Observations a season. */
  readonly period: number;
  /** Odd span of the seasonal smoother in seasons, 7 by default: how fast the season may change. */
  readonly seasonal?: number;
  /** Odd span of the trend smoother; by default the smallest odd one above 1.5·period ÷ (1 − 1.5 ÷ seasonal). */
  readonly trend?: number;
  /** Down-weights outliers in 15 outer rounds. */
  readonly robust?: boolean;
}

const oddAtLeast = (x: number): number => {
  const whole = Math.ceil(x);
  return whole % 2 === 1 ? whole : whole + 1;
};

/** Decomposes a series without gaps. Null below two full seasons. */
export function stl(y: readonly number[], o: StlOptions): Decomposition | null {
  const n = y.length;
  const period = o.period;
  if (period < 2 || n < 2 * period) return null;
  const seasonalSpan = o.seasonal ?? 7;
  const trendSpan = o.trend ?? oddAtLeast((1.5 * period) / (1 - 1.5 / seasonalSpan));
  const lowPassSpan = oddAtLeast(period + 1);
  const inner = o.robust === true ? 2 : 5;
  const outer = o.robust === true ? 15 : 0;

  const series = Float64Array.from(y);
  const trend = new Float64Array(n);
  const seasonal = new Float64Array(n);
  const extended = new Float64Array(n + 2 * period);
  const lowPass = new Float64Array(n + 2 * period);
  const work = new Float64Array(n + 2 * period);
  const weights = new Float64Array(n + 2 * period + 2);
  let robustness: Float64Array | null = null;
  for (let round = 0; round <= outer; round++) {
    for (let pass = 0; pass < inner; pass++) {
      for (let t = 0; t < n; t++) work[t] = series[t]! - trend[t]!;
      smoothCycles(work, n, period, seasonalSpan, robustness, extended, weights);
      movingAverage(extended, n + 2 * period, period, work);
      movingAverage(work, n + period + 1, period, lowPass);
      movingAverage(lowPass, n + 2, 3, work);
      loessSmooth(work, n, lowPassSpan, null, lowPass, weights);
      for (let t = 0; t < n; t++) seasonal[t] = extended[period + t]! - lowPass[t]!;
      for (let t = 0; t < n; t++) work[t] = series[t]! - seasonal[t]!;
      loessSmooth(work, n, trendSpan, robustness, trend, weights);
    }
    if (round < outer) robustness = bisquareWeights(series, trend, seasonal);
  }
  const remainder = series.map((value, t) => value - trend[t]! - seasonal[t]!);
  return { trend, seasonal, remainder };
}

/** Each calendar position smoothed by itself and carried one season beyond both ends. */
function smoothCycles(
  y: Float64Array,
  n: number,
  period: number,
  span: number,
  robustness: Float64Array | null,
  out: Float64Array,
  weights: Float64Array,
): void {
  for (let position = 0; position < period; position++) {
    const length = Math.floor((n - position - 1) / period) + 1;
    const cycle = Float64Array.from({ length }, (_, i) => y[i * period + position]!);
    const trust =
      robustness === null ? null : Float64Array.from({ length }, (_, i) => robustness[i * period + position]!);
    const smooth = new Float64Array(length);
    loessSmooth(cycle, length, span, trust, smooth, weights);
    const before = loessAt(cycle, length, span, 0, 1, Math.min(span, length), trust, weights) ?? smooth[0]!;
    const left = Math.max(1, length - span + 1);
    const after = loessAt(cycle, length, span, length + 1, left, length, trust, weights) ?? smooth[length - 1]!;
    out[position] = before;
    for (let i = 0; i < length; i++) out[(i + 1) * period + position] = smooth[i]!;
    out[(length + 1) * period + position] = after;
  }
}

/** Moving average of `length` terms over the first `n` values; n − length + 1 results. */
function movingAverage(x: Float64Array, n: number, length: number, out: Float64Array): void {
  let sum = 0;
  for (let i = 0; i < length; i++) sum += x[i]!;
  out[0] = sum / length;
  for (let i = length; i < n; i++) {
    sum += x[i]! - x[i - length]!;
    out[i - length + 1] = sum / length;
  }
}

/** Bisquare weights of the remainders at six median absolute remainders. */
function bisquareWeights(y: Float64Array, trend: Float64Array, seasonal: Float64Array): Float64Array {
  const size = y.map((value, t) => Math.abs(value - trend[t]! - seasonal[t]!));
  const limit = 6 * median([...size])!;
  return size.map((r) => {
    if (r <= 0.001 * limit) return 1;
    return r <= 0.999 * limit ? (1 - (r / limit) ** 2) ** 2 : 0;
  });
}

/**
 * Strength of trend and season, 0–1: 1 − Var(remainder) ÷ Var(remainder + component) (Wang, Smith & Hyndman 2006). Null where
 * both do not vary beyond rounding.
 */
export function componentStrength(d: Decomposition): { trend: number | null; seasonal: number | null } {
  const variance = (x: Float64Array): number => {
    const centre = x.reduce((sum, value) => sum + value, 0) / x.length;
    return x.reduce((sum, value) => sum + (value - centre) ** 2, 0) / x.length;
  };
  const rest = variance(d.remainder);
  const size = d.trend.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  const rounding = (1e-14 * size) ** 2;
  const strength = (component: Float64Array): number | null => {
    const both = variance(component.map((value, t) => value + d.remainder[t]!));
    return both <= rounding ? null : Math.max(0, 1 - rest / both);
  };
  return { trend: strength(d.trend), seasonal: strength(d.seasonal) };
}
