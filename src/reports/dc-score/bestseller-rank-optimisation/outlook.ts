/**
 * Where ranks are heading when nothing changes: the forecast of the logarithm of the rank, its simulated futures, and the
 * chance of each step of the list, counted on them. No logit of "top N": months at a step that is worth asking about are
 * rare, and a logit wants ten of them a parameter (Peduzzi et al. 1996).
 */
import { defaultModel, type FittedModel, probabilityOf } from '../../../analytics/forecast/index.ts';
import type { OutcomeSeries } from '../../../domain/dataset.ts';
import { PERIODS_PER_YEAR, shiftPeriod } from '../../../domain/period.ts';
import type { Rng } from '../../../domain/rng.ts';
import type { DescribedMarket } from '../../shared/market/markets.ts';
import type { RankLevel, RankOutlook, StepChance } from './analysis.ts';
import { ranksOf, stepsAround } from './ranks.ts';

/** Fewest known ranks for a forecast. */
export const FEWEST_RANKS = 12;
const PATHS = 2_000;
/** Level of the inner band beside the one asked for. */
export const LIKELY = 0.8;

/** An outlook with what requirements need beyond it: simulated logarithms of the rank in the last period. */
export interface SimulatedOutlook {
  readonly outlook: RankOutlook;
  readonly endings: readonly number[];
  /** Logarithm below which the goal is met. */
  readonly bar: number;
}

/**
 * Whole ranks stand for half a place to either side of them: at 10 or better is below 10.5. Means over weeks are no whole
 * numbers and are taken as they are.
 */
export const barOf = (rank: number, ranks: readonly (number | null)[]): number =>
  Math.log(ranks.every((each) => each === null || Number.isInteger(each)) ? rank + 0.5 : rank);

export function rankOutlooks(
  described: readonly DescribedMarket[],
  outcomes: readonly OutcomeSeries[],
  levels: readonly RankLevel[],
  o: { readonly horizon: number; readonly level: number; readonly rng: Rng },
): SimulatedOutlook[] {
  return levels.map((level): SimulatedOutlook => {
    const { facts, ground } = described.find((each) => each.facts.project === level.project)!;
    const ranks = ranksOf(ground.history, level.brand, outcomes);
    const last = ground.history.periods.at(-1)!;
    const base = {
      project: level.project,
      brand: level.brand,
      known: ranks.filter((rank) => rank !== null).length,
      periods: Array.from({ length: o.horizon }, (_, h) => shiftPeriod(facts.frequency, last, h + 1)),
    };
    const none = (insufficient: string): SimulatedOutlook => ({
      outlook: {
        ...base,
        insufficient,
        model: null,
        median: [],
        likely: { low: [], high: [] },
        wide: { low: [], high: [] },
        chance: [],
        steps: [],
        paths: 0,
      },
      endings: [],
      bar: 0,
    });
    if (level.goal === null) return none('no rank in the window');
    if (base.known < FEWEST_RANKS) return none(`a forecast needs ${FEWEST_RANKS} ranks, there are ${base.known}`);
    const season = PERIODS_PER_YEAR[facts.frequency];
    const fitted = defaultModel.fit(
      ranks.map((rank) => (rank === null ? null : Math.log(rank))),
      { seasonLength: season, bounds: [0, Number.POSITIVE_INFINITY] },
    );
    if (fitted === null) return none(`a forecast needs ${FEWEST_RANKS} ranks, there are ${base.known}`);
    const futures = fitted.samplePaths(o.horizon, PATHS, o.rng.fork(`rank-outlook:${level.project}:${level.brand}`));
    // Every step is counted on the same futures, so that an easier one is never less likely.
    const drawn: FittedModel = { ...fitted, samplePaths: () => futures };
    const year = ranks.slice(-season);
    const chanceOf = (rank: number) =>
      probabilityOf({ value: barOf(rank, ranks), direction: 'at most' }, drawn, {
        horizon: o.horizon,
        rng: o.rng,
        paths: PATHS,
      });
    const goal = chanceOf(level.goal);
    const steps = stepsAround(level.goal).map((rank): StepChance => {
      const { perPeriod, byPeriod } = rank === level.goal ? goal : chanceOf(rank);
      const seen = year.filter((each) => each !== null);
      return {
        rank,
        atEnd: perPeriod.at(-1)!,
        until: byPeriod.at(-1)!,
        lastYear: seen.length === 0 ? null : seen.filter((each) => each <= rank).length / seen.length,
        periods: seen.length,
      };
    });
    const { mean, intervals } = fitted.forecast(o.horizon, [LIKELY, o.level]);
    const toRank = (logs: readonly number[]): number[] => logs.map((each) => Math.max(1, Math.exp(each)));
    const band = (at: number) => ({ low: toRank(intervals[at]!.low), high: toRank(intervals[at]!.high) });
    return {
      outlook: {
        ...base,
        insufficient: null,
        model: fitted.description,
        median: toRank(mean),
        likely: band(0),
        wide: band(1),
        chance: goal.perPeriod,
        steps,
        paths: goal.paths,
      },
      endings: futures.map((path) => path[o.horizon - 1]!),
      bar: barOf(level.goal, ranks),
    };
  });
}
