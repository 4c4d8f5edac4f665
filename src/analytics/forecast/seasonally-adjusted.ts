/** Fits a model without season to the seasonally adjusted series and puts the season back on its forecasts. */
import { stl } from '../stats/series/stl.ts';
import type { CompleteSeries, Core, CoreFitter } from './core.ts';
import { isPositive, isSeasonal, type SeasonalShape, seasonalShape } from './seasonality.ts';

export interface Season {
  readonly kind: SeasonalShape['kind'];
  /** The part of period t (from 0), also beyond the data. */
  at(t: number): number;
}

/** Seasons averaged by the STL smoother: the shape may change over about a decade (the default of R's mstl). */
const EVOLVING_SPAN = 11;

/** Constant season: multiplicative for series without negative values, else additive; null unless significant. */
export function constantSeason({ y, seasonLength: m }: CompleteSeries): Season | null {
  if (!isSeasonal(y, m)) return null;
  const multiplicative = y.every((value) => value >= 0) ? seasonalShape(y, m, 'multiplicative') : null;
  const shape = multiplicative ?? seasonalShape(y, m, 'additive');
  return shape === null ? null : { kind: shape.kind, at: (t) => shape.indices[t % m]! };
}

/** Slowly changing season by STL, on logs for positive series; the last one is carried on. Null unless significant. */
export function evolvingSeason({ y, seasonLength: m }: CompleteSeries): Season | null {
  if (!isSeasonal(y, m)) return null;
  const positive = isPositive(y);
  const parts = stl([...(positive ? y.map(Math.log) : y)], { period: m, seasonal: EVOLVING_SPAN });
  if (parts === null) return null;
  const n = y.length;
  const at = (t: number): number => parts.seasonal[t < n ? t : n - m + ((t - n) % m)]!;
  return positive ? { kind: 'multiplicative', at: (t) => Math.exp(at(t)) } : { kind: 'additive', at };
}

export const removeSeason = (season: Season | null, value: number, t: number): number => {
  if (season === null) return value;
  return season.kind === 'additive' ? value - season.at(t) : value / season.at(t);
};

export const restoreSeason = (season: Season | null, value: number, t: number): number => {
  if (season === null) return value;
  return season.kind === 'additive' ? value + season.at(t) : value * season.at(t);
};

export function fitAdjusted(series: CompleteSeries, season: Season | null, fitCore: CoreFitter): Core | null {
  const inner = fitCore({ y: series.y.map((value, t) => removeSeason(season, value, t)), seasonLength: 1 });
  if (inner === null || season === null) return inner;
  return {
    ...inner,
    description: `${inner.description}, ${season.kind} season`,
    parameterCount: inner.parameterCount + series.seasonLength - 1,
    errors: season.kind === 'additive' ? inner.errors : inner.errors.map((e, t) => e * season.at(t)),
    path(origin, horizon, shocks) {
      const path = inner.path(origin, horizon, shocks);
      return path.map((value, h) => restoreSeason(season, value, origin + h));
    },
  };
}
