/** Equity, its components and price premiums of the window, the paths beside the score, importance: arithmetic, no tests. */
import { equityImportance } from '../../../analytics/equity/importance.ts';
import { pricePremiums } from '../../../analytics/equity/price-premium.ts';
import type { OutcomeLink } from '../../../analytics/outcome-link/link.ts';
import { outcomeOf } from '../../../analytics/outcome-link/units.ts';
import { mean, standardDeviation } from '../../../analytics/stats/describe.ts';
import type { OutcomeSeries } from '../../../domain/dataset.ts';
import { PERIODS_PER_YEAR } from '../../../domain/period.ts';
import type { Rng } from '../../../domain/rng.ts';
import type { LinkAnalysis } from '../../outcome-link/analysis.ts';
import { linkedOf } from '../../outcome-link/words.ts';
import type { DescribedMarket } from '../../shared/market/markets.ts';
import type { EquityImportanceAnalysis, EquityLevel, EquityPath, PremiumLevel } from './analysis.ts';
import { indexSeries, type Measured } from './measure.ts';

type Series = readonly (number | null)[];

const YEARS_DRAWN = 2;

const over = (indices: readonly number[], values: Series): number | null => mean(indices.map((t) => values[t] ?? null));

const difference = (now: number | null, before: number | null): number | null =>
  now === null || before === null ? null : now - before;

/** Periods of the comparison on the same market's grid; another market is no earlier state of this one. */
const pastOf = ({ ground }: DescribedMarket): readonly number[] =>
  ground.before?.history === ground.history ? ground.before.indices : [];

const marketOf = ({ ground, facts }: DescribedMarket) => ({ project: facts.project, history: ground.history });

export function equityLevels(
  described: readonly DescribedMarket[],
  measured: Measured,
  outcomes: readonly OutcomeSeries[],
): EquityLevel[] {
  return described.flatMap((each) => {
    const { ground, facts } = each;
    const { history, current } = ground;
    const past = pastOf(each);
    const standing = new Map(
      history.brands.map((brand) => [brand, over(current, indexSeries(marketOf(each), brand, measured))]),
    );
    const known = [...standing.values()].filter((value) => value !== null);
    return facts.subjects.map(({ brand }): EquityLevel => {
      const values = indexSeries(marketOf(each), brand, measured);
      const [equity, before] = [standing.get(brand) ?? null, over(past, values)];
      const end = current.at(-1)!;
      return {
        project: facts.project,
        brand,
        equity,
        before,
        change: difference(equity, before),
        rank: equity === null ? null : 1 + known.filter((value) => value > equity).length,
        of: known.length,
        periods: current.filter((t) => values[t] !== null).length,
        components: measured.facts.components.map(({ component, label }) => {
          const shares = outcomeOf(history, brand, component, outcomes);
          const share = over(current, shares);
          return { label, share, change: difference(share, over(past, shares)) };
        }),
        path: values.slice(Math.max(0, end + 1 - YEARS_DRAWN * PERIODS_PER_YEAR[facts.frequency]), end + 1),
      };
    });
  });
}

/** In standard deviations around the mean, so that two scales share one axis without a second one. */
function inOwnUnits(values: Series): (number | null)[] {
  const [centre, spread] = [mean(values), standardDeviation(values)];
  return values.map((value) =>
    value === null || centre === null || spread === null || !(spread > 0) ? null : (value - centre) / spread,
  );
}

/** Equity beside the section that goes with it most clearly; beside the whole score where none does. */
export function equityPaths(
  described: readonly DescribedMarket[],
  measured: Measured,
  link: LinkAnalysis,
  of: OutcomeLink | null,
): EquityPath[] {
  const section = linkedOf(link)[0]?.predictor.section ?? null;
  const at = link.predictors.findIndex(({ predictor }) => predictor.section === section);
  return described.flatMap((each) =>
    each.facts.subjects.flatMap(({ brand, values }): EquityPath[] => {
      const index = indexSeries(marketOf(each), brand, measured);
      if (index.every((value) => value === null)) return [];
      const unit = of?.panel.units.find((one) => one.project === each.facts.project && one.brand === brand);
      const score = section === null ? values : (unit?.scores[at] ?? []);
      return [
        {
          project: each.facts.project,
          brand,
          periods: each.facts.periods,
          section,
          equity: inOwnUnits(index),
          score: inOwnUnits(score.length === index.length ? score : index.map(() => null)),
        },
      ];
    }),
  );
}

const DRAWS = { basic: 0, standard: 499, detailed: 999 } as const;

/** Null with the reason; both null where importance was not asked for. */
export function importanceOf(
  link: OutcomeLink | null,
  o: { readonly depth: keyof typeof DRAWS; readonly level: number; readonly rng: Rng; readonly most: number },
): { readonly importance: EquityImportanceAnalysis | null; readonly reason: string | null } {
  if (o.depth === 'basic') return { importance: null, reason: null };
  if (link === null) return { importance: null, reason: 'too little history of equity beside every part of the score' };
  const { panel } = link;
  if (panel.predictors.length > o.most)
    return {
      importance: null,
      reason: `the score has ${panel.predictors.length} sections; importance is exact for up to ${o.most}`,
    };
  const found = equityImportance(panel, {
    seasonLength: PERIODS_PER_YEAR[panel.frequency],
    level: o.level,
    rng: o.rng.fork('equity:importance'),
    draws: DRAWS[o.depth],
  });
  if (found === null) return { importance: null, reason: 'too few periods for three lags of every part of the score' };
  return {
    importance: {
      parts: found.parts
        .map(({ predictor, part, interval, rank, rankInterval }) => ({
          section: panel.predictors[predictor]!.predictor.section!,
          part: 100 * part,
          interval: [100 * interval[0], 100 * interval[1]] as const,
          rank,
          rankInterval,
        }))
        .sort((a, b) => b.part - a.part || (a.section < b.section ? -1 : 1)),
      explained: 100 * found.rSquared,
      chance: 100 * found.chance,
      rows: found.rows,
      brands: found.brands,
    },
    reason: null,
  };
}

/** Null: no brand has a price. */
export function premiumLevels(
  described: readonly DescribedMarket[],
  outcomes: readonly OutcomeSeries[],
): PremiumLevel[] | null {
  if (!outcomes.some(({ outcome, values }) => outcome === 'price' && values.some((value) => value !== null)))
    return null;
  return described.flatMap((each) => {
    const { history, current } = each.ground;
    const prices = history.brands.map((brand) => outcomeOf(history, brand, 'price', outcomes));
    const premiums = pricePremiums(prices);
    return each.facts.subjects.map(({ brand }): PremiumLevel => {
      const b = history.brands.indexOf(brand);
      const own = premiums[b]!;
      const [premium, before] = [over(current, own), over(pastOf(each), own)];
      return {
        project: each.facts.project,
        brand,
        premium,
        before,
        change: difference(premium, before),
        others: prices.filter((series, i) => i !== b && current.some((t) => series[t] != null)).length,
        periods: current.filter((t) => own[t] != null).length,
      };
    });
  });
}
