/** Classical decomposition by a centred moving average (Kendall & Stuart 1983): constant season, ends left open. */
import { mean } from '../describe.ts';

export interface ClassicalDecomposition {
  /** One per position of the season; additive: they sum to 0; multiplicative: their mean is 1. */
  readonly indices: readonly number[];
  /** Null for half a season at both ends. */
  readonly trend: readonly (number | null)[];
  readonly remainder: readonly (number | null)[];
}

/** Decomposes a series without gaps. Null below two seasons, or multiplicative with a trend or index of zero. */
export function classicalDecomposition(
  y: readonly number[],
  period: number,
  model: 'additive' | 'multiplicative',
): ClassicalDecomposition | null {
  const n = y.length;
  if (period < 2 || n < 2 * period) return null;
  const half = Math.floor(period / 2);
  const trend = y.map((_, t): number | null => {
    if (t < half || t + half >= n) return null;
    let sum = 0;
    for (let k = -half; k <= half; k++) sum += y[t + k]! * (period % 2 === 0 && Math.abs(k) === half ? 0.5 : 1);
    return sum / period;
  });
  const additive = model === 'additive';
  if (!additive && trend.includes(0)) return null;
  const remove = (value: number, part: number): number => (additive ? value - part : value / part);
  const detrended = y.map((value, t) => (trend[t] == null ? null : remove(value, trend[t]!)));
  const raw = Array.from({ length: period }, (_, position) =>
    mean(detrended.filter((_, t) => t % period === position)),
  );
  const level = mean(raw);
  if (raw.includes(null) || level === null || (!additive && level === 0)) return null;
  const indices = raw.map((value) => remove(value!, level));
  if (!additive && indices.includes(0)) return null;
  const remainder = detrended.map((value, t) => (value === null ? null : remove(value, indices[t % period]!)));
  return { indices, trend, remainder };
}
