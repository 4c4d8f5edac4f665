/**
 * The default forecaster of all reports: exponential smoothing with damped trends, dynamic optimised Theta, ARIMA, and the
 * first two on blocks of three periods, weighted by how well each would have forecast the last season. Weekly data: ETS, also on
 * blocks, and ARIMA. Intermittent series by the methods made for them. Why these: docs/adr, "Forecasting models".
 */
import { fitAutoArima } from './arima.ts';
import { combine, type Member } from './combine.ts';
import type { CompleteSeries, Core, CoreFitter } from './core.ts';
import { fitSba, fitTsb, isIntermittent } from './croston.ts';
import { fitDamped } from './damped.ts';
import { fitAutoEts, LONGEST_SEASON } from './ets.ts';
import { defineFittedModel, type FittedCore } from './fitted-model.ts';
import { addSeason, longSeasonPays, type SeasonOff, seasonOff, withSeason } from './mstl.ts';
import { fitNaive } from './naive.ts';
import { fitDynamicTheta, fitEvolvingTheta } from './optimised-theta.ts';
import { forecastFromBlocks } from './temporal-aggregation.ts';

/** Periods held out for the weights (a season of months), and the fewest before them: with less all weigh the same. */
const HELD_OUT = 12;
const FEWEST_BEFORE = 24;

/** A straight trend carried a year ahead does more harm than good (Gardner & McKenzie 1985): only damped ones here. */
const fitDampedEts = (series: CompleteSeries): Core | null => fitAutoEts(series, ['N', 'Ad']);

const fitAnyEts = (series: CompleteSeries): Core | null => fitAutoEts(series);
const fitArima = (series: CompleteSeries): Core | null => fitAutoArima(series);

/** What is asked for an opinion: models of the periods themselves, and of means over blocks of `block` periods. */
interface Panel {
  readonly cores: readonly { readonly name: string; readonly fitCore: CoreFitter }[];
  readonly blocks: readonly { readonly name: string; readonly block: number; readonly fitCore: CoreFitter }[];
}

const QUARTER = 3;
const SHORT_SEASONS: Panel = {
  cores: [
    { name: 'ETS', fitCore: fitDampedEts },
    { name: 'Theta', fitCore: fitEvolvingTheta },
    { name: 'ARIMA', fitCore: fitArima },
  ],
  blocks: [
    { name: 'ETS on blocks', block: QUARTER, fitCore: fitDampedEts },
    { name: 'Theta on blocks', block: QUARTER, fitCore: fitDynamicTheta },
  ],
};
/** Weekly data: what is ahead is a fraction of a year, over which a trend holds, and Theta's drift of the whole history does not. */
const LONG_SEASONS: Panel = {
  cores: [
    { name: 'ETS', fitCore: fitAnyEts },
    { name: 'ARIMA', fitCore: fitArima },
  ],
  blocks: [
    { name: 'ETS on pairs', block: 2, fitCore: fitAnyEts },
    { name: 'ETS on triples', block: 3, fitCore: fitAnyEts },
  ],
};

/** 1 ÷ mean absolute error of each forecast of the held-out periods; null where a model has none. */
function heldOutWeights(series: CompleteSeries, { cores, blocks }: Panel): (number | null)[] | null {
  const { y, seasonLength } = series;
  const n = y.length - HELD_OUT;
  if (n < FEWEST_BEFORE) return null;
  const before = { y: y.slice(0, n), seasonLength: n >= 2 * seasonLength ? seasonLength : 1 };
  const forecasts = [
    ...cores.map(({ fitCore }) => fitCore(before)?.path(n, HELD_OUT, null) ?? null),
    ...blocks.map(({ block, fitCore }) => forecastFromBlocks(before, block, fitCore, HELD_OUT)),
  ];
  // Rounding is no merit: a model cannot weigh more than one that misses by this share of the series' size.
  const least = 1e-6;
  return forecasts.map((path) => {
    if (path === null) return null;
    const missed = path.reduce((sum, value, h) => sum + Math.abs(value - y[n + h]!), 0) / HELD_OUT;
    return 1 / Math.max(missed, least);
  });
}

/** The models of a series whose season they know themselves, or whose long season was taken off. */
function fitMembers(panel: Panel, series: CompleteSeries, seasonLength: number, off: SeasonOff | null): FittedCore {
  const weights = heldOutWeights(series, panel);
  const known = weights?.filter((weight) => weight !== null) ?? [];
  const usual = known.length > 0 ? known.reduce((sum, weight) => sum + weight, 0) / known.length : 1;
  const weightOf = (i: number): number => weights?.[i] ?? usual;
  const members: Member[] = [];
  panel.cores.forEach(({ name, fitCore }, i) => {
    const core = fitCore(series);
    if (core === null) return;
    members.push({ name, weight: weightOf(i), core: off === null ? core : withSeason(core, off, seasonLength) });
  });
  if (members.length === 0) members.push({ name: 'naive', weight: usual, core: fitNaive(series) });
  panel.blocks.forEach(({ name, block, fitCore }, i) => {
    const point = (horizon: number): Float64Array | null => {
      const path = forecastFromBlocks(series, block, fitCore, horizon);
      if (path !== null && off !== null) addSeason(path, off, seasonLength, series.y.length);
      return path;
    };
    members.push({ name, weight: weightOf(panel.cores.length + i), point });
  });
  return combine(members);
}

export function fitCombination(series: CompleteSeries): FittedCore {
  const { y, seasonLength } = series;
  if (isIntermittent(y)) {
    return combine([
      { name: 'SBA', weight: 1, core: fitSba(series) },
      { name: 'TSB', weight: 1, core: fitTsb(series) },
    ]);
  }
  if (seasonLength <= LONGEST_SEASON) return fitMembers(SHORT_SEASONS, series, seasonLength, null);
  const off = longSeasonPays(series, fitDamped) ? seasonOff(series) : null;
  return fitMembers(LONG_SEASONS, { y: off === null ? y : off.rest, seasonLength: 1 }, seasonLength, off);
}

export const combination = defineFittedModel('combination', 'Combination', (p) => fitCombination(p.series));
