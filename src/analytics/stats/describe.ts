/** Descriptive figures of a sample. Gaps (null) are left out; what the rest cannot support is null, never NaN or 0. */
import { medianSorted, sum } from 'simple-statistics';

export type Values = readonly (number | null | undefined)[];

/** The values that are there: gaps and non-finite entries left out, order kept. */
export function present(values: Values): number[] {
  const kept: number[] = [];
  for (const value of values) if (value !== null && value !== undefined && Number.isFinite(value)) kept.push(value);
  return kept;
}

const ascending = (values: Values): number[] => present(values).sort((a, b) => a - b);

/** How many values are there. */
export function count(values: Values): number {
  return present(values).length;
}

/** Arithmetic mean; null without values. Two passes, so a large common offset costs no digits. */
export function mean(values: Values): number | null {
  const x = present(values);
  if (x.length === 0) return null;
  const rough = sum(x) / x.length;
  let correction = 0;
  for (const value of x) correction += value - rough;
  return rough + correction / x.length;
}

/** Sum of squared deviations from the mean; null without values. */
export function sumOfSquares(values: Values): number | null {
  const x = present(values);
  const centre = mean(x);
  if (centre === null) return null;
  let squares = 0;
  let drift = 0;
  for (const value of x) {
    squares += (value - centre) ** 2;
    drift += value - centre;
  }
  return Math.max(0, squares - (drift * drift) / x.length);
}

/** Sample variance, divisor n − 1; null below two values. */
export function variance(values: Values): number | null {
  const n = count(values);
  return n < 2 ? null : sumOfSquares(values)! / (n - 1);
}

/** Sample standard deviation, divisor n − 1; null below two values. */
export function standardDeviation(values: Values): number | null {
  const v = variance(values);
  return v === null ? null : Math.sqrt(v);
}

/** Median; null without values. */
export function median(values: Values): number | null {
  const x = ascending(values);
  return x.length === 0 ? null : medianSorted(x);
}

/** Quantile by linear interpolation of the order statistics, R's type 7 (Hyndman & Fan 1996); 0 ≤ p ≤ 1. */
export function quantile(values: Values, p: number): number | null {
  const x = ascending(values);
  if (x.length === 0 || !(p >= 0 && p <= 1)) return null;
  const position = (x.length - 1) * p;
  const below = Math.floor(position);
  const low = x[below]!;
  return below + 1 < x.length ? low + (position - below) * (x[below + 1]! - low) : low;
}

/** Distance between the quartiles (type 7). */
export function interquartileRange(values: Values): number | null {
  const low = quantile(values, 0.25);
  return low === null ? null : quantile(values, 0.75)! - low;
}

/** Factor that makes the median absolute deviation estimate σ on normal data: 1 / Φ⁻¹(¾). */
export const MAD_TO_SIGMA = 1.4826;

/** Median absolute deviation from the median, times `scale` (1 gives it raw, MAD_TO_SIGMA estimates σ). */
export function medianAbsoluteDeviation(values: Values, scale = 1): number | null {
  const x = present(values);
  const centre = median(x);
  return centre === null ? null : scale * median(x.map((value) => Math.abs(value - centre)))!;
}

/** Smallest value. */
export function minimum(values: Values): number | null {
  return ascending(values)[0] ?? null;
}

/** Largest value. */
export function maximum(values: Values): number | null {
  return ascending(values).at(-1) ?? null;
}

/** Central moments m2, m3, m4 with divisor n, in units of the largest deviation, so that no power leaves the range of numbers. */
function moments(x: readonly number[]): { n: number; m2: number; m3: number; m4: number } | null {
  const centre = mean(x);
  if (centre === null) return null;
  const size = x.reduce((largest, value) => Math.max(largest, Math.abs(value - centre)), 0);
  let [m2, m3, m4] = [0, 0, 0];
  for (const value of x) {
    const d = size > 0 ? (value - centre) / size : 0;
    m2 += d * d;
    m3 += d * d * d;
    m4 += d * d * d * d;
  }
  const n = x.length;
  return { n, m2: m2 / n, m3: m3 / n, m4: m4 / n };
}

/** Moment skewness g1, and G1 adjusted for bias (Joanes & Gill 1998); null for constants and short samples. */
export function skewness(values: Values): { g1: number | null; adjusted: number | null } {
  const m = moments(present(values));
  if (m === null || m.m2 === 0) return { g1: null, adjusted: null };
  const g1 = m.m3 / m.m2 ** 1.5;
  return { g1, adjusted: m.n < 3 ? null : (g1 * Math.sqrt(m.n * (m.n - 1))) / (m.n - 2) };
}

/** Moment excess kurtosis g2, and G2 adjusted for bias (Joanes & Gill 1998); null for constants and short samples. */
export function excessKurtosis(values: Values): { g2: number | null; adjusted: number | null } {
  const m = moments(present(values));
  if (m === null || m.m2 === 0) return { g2: null, adjusted: null };
  const g2 = m.m4 / (m.m2 * m.m2) - 3;
  const adjusted = m.n < 4 ? null : ((m.n - 1) / ((m.n - 2) * (m.n - 3))) * ((m.n + 1) * g2 + 6);
  return { g2, adjusted };
}

/** Mean without the `share` smallest and `share` largest values (⌊share·n⌋ at each end), 0 ≤ share < ½. */
export function trimmedMean(values: Values, share: number): number | null {
  const x = ascending(values);
  const cut = Math.floor(x.length * share);
  return mean(x.slice(cut, x.length - cut));
}

/** Standard deviation ÷ mean; null when the mean is zero. */
export function coefficientOfVariation(values: Values): number | null {
  const sd = standardDeviation(values);
  const centre = mean(values);
  return sd === null || centre === null || centre === 0 ? null : sd / centre;
}

/** Percentile rank of `x` among the values, 0–1: share below plus half the share equal (mid-rank). */
export function percentileRank(values: Values, x: number): number | null {
  const kept = present(values);
  if (kept.length === 0) return null;
  let rank = 0;
  for (const value of kept) rank += value < x ? 1 : value === x ? 0.5 : 0;
  return rank / kept.length;
}

/** Mid-ranks 1…n: ties share their mean rank. */
export function ranks(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const result = new Array<number>(values.length);
  for (let i = 0; i < order.length; ) {
    let j = i;
    while (j + 1 < order.length && values[order[j + 1]!] === values[order[i]!]) j++;
    for (let k = i; k <= j; k++) result[order[k]!] = (i + j) / 2 + 1;
    i = j + 1;
  }
  return result;
}

/** Sizes of the groups of equal values, groups of one left out. */
export function tieSizes(values: readonly number[]): number[] {
  const sizes = new Map<number, number>();
  for (const value of values) sizes.set(value, (sizes.get(value) ?? 0) + 1);
  return [...sizes.values()].filter((size) => size > 1);
}
