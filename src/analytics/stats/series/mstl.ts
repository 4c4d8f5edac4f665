/**
 * MSTL: several seasons at once by repeated STL (Bandara, Hyndman & Bergmeir 2021, "MSTL: a seasonal-trend decomposition
 * algorithm for time series with multiple seasonal patterns"). For weekly data: the year (52) and, say, the quarter (13).
 */
import { componentStrength, stl } from './stl.ts';

export interface MultiSeasonal {
  readonly trend: Float64Array;
  /** One per season that two full cycles were there for, shortest first. */
  readonly seasons: readonly {
    readonly period: number;
    readonly values: Float64Array;
    readonly strength: number | null;
  }[];
  readonly remainder: Float64Array;
}

export interface MstlOptions {
  /** Lengths of the seasons in observations, any order; those without two full cycles are left out. */
  readonly periods: readonly number[];
  /** Odd span of each seasonal smoother in its seasons, shortest season first; 11, 15, 19 … by default, as in the paper. */
  readonly seasonal?: readonly number[];
  /** Rounds over all seasons, 2 by default; one season needs one. */
  readonly rounds?: number;
  /** Down-weights outliers in every STL. */
  readonly robust?: boolean;
}

/**
 * Decomposes a series without gaps into a trend, its seasons and a remainder, which add up to the series. Seasons are taken
 * out shortest first, each from the series less the others, so that a short one is not swallowed by a multiple of itself.
 * Null: no season with two full cycles, or values that are not finite.
 */
export function mstl(y: readonly number[], o: MstlOptions): MultiSeasonal | null {
  const periods = [...new Set(o.periods)]
    .filter((period) => Number.isInteger(period) && period >= 2 && 2 * period <= y.length)
    .sort((a, b) => a - b);
  if (periods.length === 0 || y.some((value) => !Number.isFinite(value))) return null;
  const rounds = periods.length === 1 ? 1 : Math.max(1, o.rounds ?? 2);
  const parts = periods.map(() => new Float64Array(y.length));
  const rest = Float64Array.from(y);
  let trend = new Float64Array(y.length);
  for (let round = 0; round < rounds; round++)
    for (const [i, period] of periods.entries()) {
      const part = parts[i]!;
      for (let t = 0; t < rest.length; t++) rest[t]! += part[t]!;
      const fit = stl([...rest], { period, seasonal: o.seasonal?.[i] ?? 11 + 4 * i, robust: o.robust ?? false });
      if (fit === null) return null;
      part.set(fit.seasonal);
      for (let t = 0; t < rest.length; t++) rest[t]! -= part[t]!;
      trend = Float64Array.from(fit.trend);
    }
  const remainder = rest.map((value, t) => value - trend[t]!);
  return {
    trend,
    seasons: periods.map((period, i) => ({
      period,
      values: parts[i]!,
      strength: componentStrength({ trend, seasonal: parts[i]!, remainder }).seasonal,
    })),
    remainder,
  };
}
