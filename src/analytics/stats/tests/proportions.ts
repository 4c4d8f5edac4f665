/** Proportions: intervals for one, comparison of two, tables of counts. All assume independent trials (funnels are not). */
import { betaQuantile, binomialMass } from '../distributions/beta.ts';
import { chiSquaredTail } from '../distributions/gamma.ts';
import { normalQuantile, normalTwoSided } from '../distributions/normal.ts';

export type Interval = readonly [low: number, high: number];

/** Wilson's (1927) score interval for k of n; null without trials. */
export function wilsonInterval(k: number, n: number, level = 0.95): Interval | null {
  if (n <= 0) return null;
  const z = normalQuantile((1 + level) / 2);
  const share = k / n;
  const centre = (share + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n))) / (1 + (z * z) / n);
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}

/** Clopper & Pearson's (1934) interval: at least the level, always. */
export function clopperPearsonInterval(k: number, n: number, level = 0.95): Interval | null {
  if (n <= 0) return null;
  const tail = (1 - level) / 2;
  return [k === 0 ? 0 : betaQuantile(tail, k, n - k + 1), k === n ? 1 : betaQuantile(1 - tail, k + 1, n - k)];
}

/** The normal approximation, too short for small counts: kept for comparison only. */
export function waldInterval(k: number, n: number, level = 0.95): Interval | null {
  if (n <= 0) return null;
  const share = k / n;
  const half = normalQuantile((1 + level) / 2) * Math.sqrt((share * (1 - share)) / n);
  return [Math.max(0, share - half), Math.min(1, share + half)];
}

/** Test of two equal proportions with the pooled standard error. Null without trials or when all or none succeed. */
export function twoProportionTest(k1: number, n1: number, k2: number, n2: number): { z: number; p: number } | null {
  if (n1 <= 0 || n2 <= 0) return null;
  const pooled = (k1 + k2) / (n1 + n2);
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2));
  if (!(error > 0)) return null;
  const z = (k1 / n1 - k2 / n2) / error;
  return { z, p: normalTwoSided(z) };
}

/**
 * Pearson's χ² test of independence with Cramér's V; Yates' correction for 2 × 2 tables only. Null when a row or column
 * is empty.
 */
export function contingencyTest(
  table: readonly (readonly number[])[],
): { chiSquared: number; p: number; df: number; cramersV: number } | null {
  const rows = table.map((row) => row.reduce((sum, value) => sum + value, 0));
  const columns = (table[0] ?? []).map((_, j) => table.reduce((sum, row) => sum + row[j]!, 0));
  const total = rows.reduce((sum, value) => sum + value, 0);
  const df = (rows.length - 1) * (columns.length - 1);
  if (df < 1 || rows.includes(0) || columns.includes(0)) return null;
  const statistic = (correction: number): number =>
    table.reduce(
      (sum, row, i) =>
        sum +
        row.reduce((inner, value, j) => {
          const expected = (rows[i]! * columns[j]!) / total;
          const distance = Math.abs(value - expected);
          return inner + (distance - Math.min(correction, distance)) ** 2 / expected;
        }, 0),
      0,
    );
  const chiSquared = statistic(df === 1 ? 0.5 : 0);
  const cramersV = Math.sqrt(chiSquared / total / Math.min(rows.length - 1, columns.length - 1));
  return { chiSquared, p: chiSquaredTail(chiSquared, df), df, cramersV };
}

/** Exact two-sided test that a proportion is `expected`: all outcomes no more likely than the one seen. Null without trials. */
export function binomialTest(k: number, n: number, expected: number): number | null {
  if (!(n > 0) || !(k >= 0 && k <= n) || !(expected >= 0 && expected <= 1)) return null;
  const seen = binomialMass(k, n, expected);
  let p = 0;
  for (let i = 0; i <= n; i++) {
    const mass = binomialMass(i, n, expected);
    // Ties up to rounding count as no more likely.
    if (mass <= seen * (1 + 1e-7)) p += mass;
  }
  return Math.min(1, p);
}

/** Newcombe's (1998, method 10) interval of k1/n1 − k2/n2 from the two Wilson intervals. Null without trials. */
export function differenceOfProportions(k1: number, n1: number, k2: number, n2: number, level = 0.95): Interval | null {
  const [a, b] = [wilsonInterval(k1, n1, level), wilsonInterval(k2, n2, level)];
  if (a === null || b === null) return null;
  const [p1, p2] = [k1 / n1, k2 / n2];
  return [p1 - p2 - Math.hypot(p1 - a[0], b[1] - p2), p1 - p2 + Math.hypot(a[1] - p1, p2 - b[0])];
}
