/**
 * The default forecaster of all reports: the mean of exponential smoothing with damped trends, dynamic optimised Theta and
 * ARIMA, and of the first two on blocks of three periods; intermittent series by the methods made for them. Why these:
 * docs/adr, "Forecasting models".
 */
import { fitAutoArima } from './arima.ts';
import { combine } from './combine.ts';
import type { CompleteSeries, Core } from './core.ts';
import { fitSba, fitTsb, isIntermittent } from './croston.ts';
import { fitDamped } from './damped.ts';
import { fitAutoEts, LONGEST_SEASON } from './ets.ts';
import { defineFittedModel, type FittedCore } from './fitted-model.ts';
import { addSeason, longSeasonPays, type SeasonOff, seasonOff, withSeason } from './mstl.ts';
import { fitNaive } from './naive.ts';
import { fitDynamicTheta } from './optimised-theta.ts';
import { forecastFromBlocks } from './temporal-aggregation.ts';

/** Quarters of months. */
const BLOCK = 3;

/** A straight trend carried a year ahead does more harm than good (Gardner & McKenzie 1985): only damped ones here. */
const fitDampedEts = (series: CompleteSeries): Core | null => fitAutoEts(series, ['N', 'Ad']);

/** The models of a series whose season they know themselves, or whose long season was taken off. */
function fitMembers(series: CompleteSeries, seasonLength: number, off: SeasonOff | null): FittedCore {
  const fitted = [fitDampedEts, fitDynamicTheta, fitAutoArima].map((fitCore) => fitCore(series));
  const known = fitted.filter((core) => core !== null);
  const cores = known.length > 0 ? known : [fitNaive(series)];
  return combine(
    off === null ? cores : cores.map((core) => withSeason(core, off, seasonLength)),
    [fitDampedEts, fitDynamicTheta].map((fitCore) => (horizon) => {
      const path = forecastFromBlocks(series, BLOCK, fitCore, horizon);
      if (path !== null && off !== null) addSeason(path, off, seasonLength, series.y.length);
      return path;
    }),
  );
}

export function fitCombination(series: CompleteSeries): FittedCore {
  const { y, seasonLength } = series;
  if (isIntermittent(y)) return combine([fitSba(series), fitTsb(series)]);
  if (seasonLength <= LONGEST_SEASON) return fitMembers(series, seasonLength, null);
  const off = longSeasonPays(series, fitDamped) ? seasonOff(series) : null;
  return fitMembers({ y: off === null ? y : off.rest, seasonLength: 1 }, seasonLength, off);
}

export const combination = defineFittedModel('combination', 'Combination', (p) => fitCombination(p.series));
