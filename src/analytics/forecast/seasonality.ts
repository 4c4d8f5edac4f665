/** Whether a series has a season worth modelling, and its constant seasonal shape. */
import { autocorrelation } from '../stats/series/autocorrelation.ts';
import { classicalDecomposition } from '../stats/series/classical-decomposition.ts';

/**
 * The test of the M4 competition (Makridakis, Spiliotis & Assimakopoulos 2020): the autocorrelation at one season above
 * its 90 % limit under a moving average of lower order. Needs three seasons.
 */
export function isSeasonal(y: Float64Array, seasonLength: number): boolean {
  const m = seasonLength;
  if (m < 2 || y.length < 3 * m) return false;
  const r = autocorrelation([...y], m);
  if (r === null) return false;
  let squares = 0;
  for (let k = 1; k < m; k++) squares += r[k]! ** 2;
  return Math.abs(r[m]!) > 1.645 * Math.sqrt((1 + 2 * squares) / y.length);
}

export interface SeasonalShape {
  readonly kind: 'additive' | 'multiplicative';
  /** One for each position of the season, counted from the first period. */
  readonly indices: readonly number[];
}

/** Constant seasonal indices by classical decomposition; multiplicative where all values are positive. */
export function seasonalShape(
  y: Float64Array,
  seasonLength: number,
  kind: 'additive' | 'multiplicative',
): SeasonalShape | null {
  const found = classicalDecomposition([...y], seasonLength, kind);
  if (found === null) return null;
  if (kind === 'multiplicative' && found.indices.some((index) => index < 0.01)) return null;
  return { kind, indices: found.indices };
}

export const isPositive = (y: Float64Array): boolean => y.every((value) => value > 0);
