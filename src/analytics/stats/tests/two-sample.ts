/** Do two independent samples differ, in mean, rank, spread or shape? All assume independent observations. */
import { mean, median, ranks, tieSizes, variance } from '../describe.ts';
import { fTail, studentQuantile, studentTwoSided } from '../distributions/beta.ts';
import { normalTail } from '../distributions/normal.ts';
import { oneWayAnova } from './k-sample.ts';

export interface TTest {
  readonly t: number;
  readonly df: number;
  readonly p: number;
  readonly difference: number;
  readonly interval: readonly [number, number];
}

function tTest(difference: number, error: number, df: number, level: number): TTest | null {
  if (!(error > 0) || !(df > 0)) return null;
  const t = difference / error;
  const half = studentQuantile((1 + level) / 2, df) * error;
  return { t, df, p: studentTwoSided(t, df), difference, interval: [difference - half, difference + half] };
}

/** Welch's (1947) test of equal means, variances free. Null below two values each, or without variation. */
export function welchTest(a: readonly number[], b: readonly number[], level = 0.95): TTest | null {
  const [va, vb] = [variance(a), variance(b)];
  if (va === null || vb === null) return null;
  const [ea, eb] = [va / a.length, vb / b.length];
  const df = (ea + eb) ** 2 / (ea ** 2 / (a.length - 1) + eb ** 2 / (b.length - 1));
  return tTest(mean(a)! - mean(b)!, Math.sqrt(ea + eb), df, level);
}

/** Student's test of equal means, one common variance. */
export function studentTest(a: readonly number[], b: readonly number[], level = 0.95): TTest | null {
  const pooled = pooledVariance(a, b);
  if (pooled === null) return null;
  return tTest(mean(a)! - mean(b)!, Math.sqrt(pooled * (1 / a.length + 1 / b.length)), a.length + b.length - 2, level);
}

/** Student's test that the mean of a sample (of differences, say) is `expected`. */
export function oneSampleTest(a: readonly number[], expected = 0, level = 0.95): TTest | null {
  const v = variance(a);
  return v === null ? null : tTest(mean(a)! - expected, Math.sqrt(v / a.length), a.length - 1, level);
}

function pooledVariance(a: readonly number[], b: readonly number[]): number | null {
  const [va, vb] = [variance(a), variance(b)];
  if (va === null || vb === null) return null;
  return (va * (a.length - 1) + vb * (b.length - 1)) / (a.length + b.length - 2);
}

/** Difference of means in pooled standard deviations (Cohen 1988), and with Hedges' (1981) small-sample correction. */
export function standardisedDifference(
  a: readonly number[],
  b: readonly number[],
): { cohenD: number; hedgesG: number } | null {
  const pooled = pooledVariance(a, b);
  if (pooled === null || pooled === 0) return null;
  const cohenD = (mean(a)! - mean(b)!) / Math.sqrt(pooled);
  return { cohenD, hedgesG: cohenD * (1 - 3 / (4 * (a.length + b.length - 2) - 1)) };
}

export interface MannWhitney {
  /** Pairs in which a exceeds b, ties half. */
  readonly u: number;
  /** Normal approximation with tie and continuity correction; null when all values are equal. */
  readonly p: number | null;
  /** Null with ties, or above 100 values in a sample. */
  readonly exactP: number | null;
}

// The exact law needs of the order of (n·m)² steps.
const LARGEST_EXACT = 100;

/** Mann & Whitney (1947). Null without values. */
export function mannWhitney(a: readonly number[], b: readonly number[]): MannWhitney | null {
  const [n, m] = [a.length, b.length];
  if (n === 0 || m === 0) return null;
  const all = [...a, ...b];
  const rankSum = ranks(all)
    .slice(0, n)
    .reduce((sum, rank) => sum + rank, 0);
  const u = rankSum - (n * (n + 1)) / 2;
  const largest = Math.max(u, n * m - u);
  const ties = tieSizes(all);
  const total = n + m;
  const tieTerm = ties.reduce((sum, t) => sum + (t ** 3 - t), 0) / (total * (total - 1));
  const sd = Math.sqrt(((n * m) / 12) * (total + 1 - tieTerm));
  const p = sd > 0 ? Math.min(1, 2 * normalTail((largest - (n * m) / 2 - 0.5) / sd)) : null;
  const exact = ties.length === 0 && Math.max(n, m) <= LARGEST_EXACT;
  return { u, p, exactP: exact ? Math.min(1, 2 * rankSumTail(n, m, largest)) : null };
}

/** P(U ≥ u) under exchangeability: ways to choose n of n + m ranks, counted by their sum as probabilities. */
function rankSumTail(n: number, m: number, u: number): number {
  // ways[k][s]: probability mass of k of the ranks taken so far with U-sum s, built rank by rank.
  let law = new Map<number, Float64Array>([[0, Float64Array.of(1)]]);
  for (let i = 0; i < n + m; i++) {
    const next = new Map<number, Float64Array>();
    for (const [taken, mass] of law) {
      const left = n + m - i;
      const share = (n - taken) / left;
      for (const [count, probability, shift] of [
        [taken + 1, share, i - taken],
        [taken, 1 - share, 0],
      ] as const) {
        if (probability === 0) continue;
        const into = next.get(count) ?? new Float64Array(count * m + 1);
        for (let s = 0; s < mass.length; s++) if (mass[s]! > 0) into[s + shift]! += mass[s]! * probability;
        next.set(count, into);
      }
    }
    law = next;
  }
  let tail = 0;
  const final = law.get(n)!;
  for (let s = Math.ceil(u); s < final.length; s++) tail += final[s]!;
  return tail;
}

/** Brown & Forsythe's (1974) test of equal spread: analysis of variance of the distances from the medians. */
export function brownForsythe(groups: readonly (readonly number[])[]): { w: number; p: number } | null {
  const distances = groups.map((group) => {
    const centre = median(group);
    return centre === null ? [] : group.map((value) => Math.abs(value - centre));
  });
  const anova = oneWayAnova(distances);
  return anova === null ? null : { w: anova.f, p: fTail(anova.f, anova.dfBetween, anova.dfWithin) };
}

/** Two-sample Kolmogorov–Smirnov statistic with its exact p (Hodges 1957: lattice paths that stay inside the band). */
export function kolmogorovSmirnov(a: readonly number[], b: readonly number[]): { d: number; p: number } | null {
  const [n, m] = [a.length, b.length];
  if (n === 0 || m === 0) return null;
  const [x, y] = [[...a].sort((p, q) => p - q), [...b].sort((p, q) => p - q)];
  // The distance in units of 1 ÷ (n·m), so that comparisons are exact.
  let [i, j, largest] = [0, 0, 0];
  while (i < n && j < m) {
    const value = Math.min(x[i]!, y[j]!);
    while (i < n && x[i] === value) i++;
    while (j < m && y[j] === value) j++;
    largest = Math.max(largest, Math.abs(i * m - j * n));
  }
  let row = new Float64Array(m + 1);
  for (let r = 0; r <= n; r++) {
    const next = new Float64Array(m + 1);
    for (let s = 0; s <= m; s++) {
      if (Math.abs(r * m - s * n) >= largest) continue;
      if (r === 0 && s === 0) next[s] = 1;
      else {
        // Probability of the last step along either side of a uniformly drawn path.
        const fromA = r > 0 ? row[s]! * (r / (r + s)) : 0;
        const fromB = s > 0 ? next[s - 1]! * (s / (r + s)) : 0;
        next[s] = fromA + fromB;
      }
    }
    row = next;
  }
  return { d: largest / (n * m), p: largest === 0 ? 1 : Math.max(0, Math.min(1, 1 - row[m]!)) };
}
