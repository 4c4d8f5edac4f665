/** Pearson's product-moment correlation with Fisher's interval. */
import { mean, type Values } from '../describe.ts';
import { studentTwoSided } from '../distributions/beta.ts';
import { normalQuantile } from '../distributions/normal.ts';

export interface Correlation {
  /** Complete pairs that entered. */
  readonly n: number;
  readonly r: number | null;
  /** Two-sided p of "no correlation"; null below three pairs. */
  readonly p: number | null;
  /** Null below four pairs. */
  readonly interval: readonly [number, number] | null;
}

/** The pairs in which both values are there. */
export function completePairs(x: Values, y: Values): { x: number[]; y: number[] } {
  const kept = { x: [] as number[], y: [] as number[] };
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    const [a, b] = [x[i], y[i]];
    if (a == null || b == null || !Number.isFinite(a) || !Number.isFinite(b)) continue;
    kept.x.push(a);
    kept.y.push(b);
  }
  return kept;
}

/** r of two complete samples of equal length; null when one of them is constant. Deviations first, so offsets cost nothing. */
export function correlationCoefficient(x: readonly number[], y: readonly number[]): number | null {
  const [mx, my] = [mean(x), mean(y)];
  if (mx === null || my === null) return null;
  let [sxx, syy, sxy] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const [dx, dy] = [x[i]! - mx, y[i]! - my];
    sxx += dx * dx;
    syy += dy * dy;
    sxy += dx * dy;
  }
  // Deviations of a constant are rounding errors of its size.
  const constant = (squares: number, centre: number): boolean => squares <= x.length * (1e-15 * centre) ** 2;
  if (constant(sxx, mx) || constant(syy, my)) return null;
  return Math.max(-1, Math.min(1, sxy / Math.sqrt(sxx) / Math.sqrt(syy)));
}

/** Two-sided p of a correlation by Student's t with the given degrees of freedom; null without any. */
export function correlationP(r: number, df: number): number | null {
  if (df < 1) return null;
  const rest = (1 - r) * (1 + r);
  return rest <= 0 ? 0 : studentTwoSided(r * Math.sqrt(df / rest), df);
}

/** Fisher's z interval; `effective` is n, less the number of variables held constant (Fisher 1924). */
export function fisherInterval(r: number, effective: number, level: number): readonly [number, number] | null {
  if (effective <= 3) return null;
  const half = normalQuantile((1 + level) / 2) / Math.sqrt(effective - 3);
  const z = Math.atanh(r);
  return [Math.tanh(z - half), Math.tanh(z + half)];
}

/** Pearson's r over the complete pairs. Assumes independent pairs: not for time series (reports use the association test). */
export function pearson(x: Values, y: Values, level = 0.95): Correlation {
  const pairs = completePairs(x, y);
  const n = pairs.x.length;
  const r = n < 2 ? null : correlationCoefficient(pairs.x, pairs.y);
  if (r === null) return { n, r: null, p: null, interval: null };
  return { n, r, p: correlationP(r, n - 2), interval: fisherInterval(r, n, level) };
}
