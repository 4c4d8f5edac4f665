/**
 * Long seasons (weekly data): STL takes the season off, exponential smoothing forecasts the rest, the last season is
 * repeated (Bandara, Hyndman & Bergmeir 2021, MSTL; with one season it is STL).
 */
import { autocorrelation } from '../stats/series/autocorrelation.ts';
import { mstl as decompose } from '../stats/series/mstl.ts';
import type { CompleteSeries, Core, CoreFitter } from './core.ts';
import { fitAutoEts } from './ets.ts';
import { defineModel } from './fitted-model.ts';

/** Seasons averaged by the seasonal smoother: weekly seasons are seen few times, so their shape is nearly constant. */
const SEASONAL_SPAN = 35;

export interface SeasonOff {
  readonly rest: Float64Array;
  readonly seasonal: Float64Array;
}

/** Takes the season off. Null below two seasons. */
export function seasonOff({ y, seasonLength }: CompleteSeries): SeasonOff | null {
  const season = decompose([...y], { periods: [seasonLength], seasonal: [SEASONAL_SPAN] })?.seasons[0];
  if (season === undefined) return null;
  return { rest: y.map((value, t) => value - season.values[t]!), seasonal: season.values };
}

/** Adds the season to a path that begins after `origin` periods; beyond the data the last season repeats. */
export function addSeason(path: Float64Array, off: SeasonOff, seasonLength: number, origin: number): void {
  const n = off.seasonal.length;
  for (let h = 0; h < path.length; h++) {
    const t = origin + h;
    path[h]! += off.seasonal[t < n ? t : n - seasonLength + ((t - n) % seasonLength)]!;
  }
}

/**
 * Puts the season back on a core of the rest. With K seasons, the shape took
 * 1 ÷ K of the variance of the rest with it and adds as much to a forecast: σ grows by √((K + 1) ÷ (K − 1)).
 */
export function withSeason(core: Core, off: SeasonOff, seasonLength: number): Core {
  const seasons = off.seasonal.length / seasonLength;
  return {
    ...core,
    description: `${core.description} with STL season [${seasonLength}]`,
    shockSd: core.shockSd * Math.sqrt((seasons + 1) / (seasons - 1)),
    path(origin, horizon, shocks) {
      const path = core.path(origin, horizon, shocks);
      addSeason(path, off, seasonLength, origin);
      return path;
    },
  };
}

/**
 * Whether a long season earns its place: changes repeat after a season more than chance allows, and, as far
 * as two seasons remain before them, the quarters of the last season are forecast better with it than without. The strength of a season says
 * nothing here: with three seasons of 52 weeks pure noise has a strength of .7.
 */
export function longSeasonPays(series: CompleteSeries, fitCore: CoreFitter): boolean {
  const { y, seasonLength: m } = series;
  const off = changesRepeat(y, m) ? seasonOff(series) : null;
  if (off === null) return false;
  const held = Math.ceil(m / 4);
  let [withIt, without] = [0, 0];
  for (let quarter = 1; quarter <= 4; quarter++) {
    const n = y.length - quarter * held;
    if (n < 2 * m) break;
    const before = { y: y.slice(0, n), seasonLength: m };
    const offBefore = seasonOff(before);
    const rest = offBefore === null ? null : fitCore({ y: offBefore.rest, seasonLength: 1 });
    const plain = fitCore({ y: before.y, seasonLength: 1 });
    if (offBefore === null || rest === null || plain === null) return false;
    const miss = (core: Core): number =>
      core.path(n, held, null).reduce((sum, value, h) => sum + Math.abs(value - y[n + h]!), 0);
    withIt += miss(withSeason(rest, offBefore, m));
    without += miss(plain);
  }
  return withIt <= without;
}

/**
 * Autocorrelation of the changes at one season above its 5 % limit (Bartlett 1946), from two seasons on. Changes, because
 * the levels of a wandering series resemble each other at every lag.
 */
function changesRepeat(y: Float64Array, m: number): boolean {
  const changes = Array.from({ length: y.length - 1 }, (_, t) => y[t + 1]! - y[t]!);
  if (m < 2 || y.length < 2 * m) return false;
  const r = autocorrelation(changes, m);
  if (r === null) return false;
  // Only the first lags enter the variance: at most a quarter season is taken for dependence of the noise.
  let squares = 0;
  for (let k = 1; k <= m / 4; k++) squares += r[k]! ** 2;
  const pairs = changes.length - m;
  // Divisor n shrinks r at a long lag by pairs ÷ n; its standard error shrinks by the root of that.
  return r[m]! > (1.645 * Math.sqrt((1 + 2 * squares) * pairs)) / changes.length;
}

export function fitMstl(series: CompleteSeries): Core | null {
  const off = seasonOff(series);
  if (off === null) return fitAutoEts({ y: series.y, seasonLength: 1 });
  const core = fitAutoEts({ y: off.rest, seasonLength: 1 });
  return core === null ? null : withSeason(core, off, series.seasonLength);
}

export const mstl = defineModel('mstl-ets', 'STL season with ETS', fitMstl);
