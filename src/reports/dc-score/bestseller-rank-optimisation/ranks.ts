/** Where each brand stands on the bestseller list, and which step of it comes next: arithmetic, no tests. */
import { outcomeOf } from '../../../analytics/outcome-link/units.ts';
import type { ScoreHistory } from '../../../analytics/scores/history.ts';
import { mean } from '../../../analytics/stats/describe.ts';
import type { OutcomeSeries } from '../../../domain/dataset.ts';
import type { DescribedMarket } from '../../shared/market/markets.ts';
import type { RankLevel } from './analysis.ts';

export const RANK_OUTCOME = 'bestseller_rank';

/** Steps that lists are read by, and 1-2-5 steps beyond. */
const STEPS = [1, 3, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000];

/** Ranks of a brand on the market's periods; what is no rank (below 1) counts as missing. */
export const ranksOf = (history: ScoreHistory, brand: string, outcomes: readonly OutcomeSeries[]): (number | null)[] =>
  outcomeOf(history, brand, RANK_OUTCOME, outcomes).map((rank) => (rank !== null && rank >= 1 ? rank : null));

/** Geometric mean; null without a rank. */
export function typicalRank(ranks: readonly (number | null)[]): number | null {
  const logs = mean(ranks.map((rank) => (rank === null ? null : Math.log(rank))));
  return logs === null ? null : Math.exp(logs);
}

/** The step that a brand of this typical rank has not reached yet; 1 for one that stands at the top. */
export const nextStep = (typical: number): number => STEPS.findLast((step) => step < typical) ?? 1;

/** The goal with one easier and one harder step, best first. */
export function stepsAround(goal: number): number[] {
  const easier = STEPS.find((step) => step > goal);
  const harder = STEPS.findLast((step) => step < goal);
  return [...(harder === undefined ? [] : [harder]), goal, ...(easier === undefined ? [] : [easier])];
}

/** @param target null: every brand's goal is its next step */
export function rankLevels(
  described: readonly DescribedMarket[],
  outcomes: readonly OutcomeSeries[],
  target: number | null,
): RankLevel[] {
  return described.flatMap(({ ground, facts }) => {
    const { history, current, before } = ground;
    const inWindow = (brand: string): (number | null)[] => {
      const ranks = ranksOf(history, brand, outcomes);
      return current.map((t) => ranks[t] ?? null);
    };
    const typicalOf = new Map(history.brands.map((brand) => [brand, typicalRank(inWindow(brand))]));
    const known = [...typicalOf.values()].filter((typical) => typical !== null);
    return facts.subjects.map(({ brand }): RankLevel => {
      const ranks = inWindow(brand);
      const listed = ranks.filter((rank) => rank !== null);
      const typical = typicalOf.get(brand) ?? null;
      // Another market has another list: only a market against its own past is compared.
      const earlier = before?.history === history ? ranksOf(history, brand, outcomes) : null;
      const past = earlier === null ? null : typicalRank(before!.indices.map((t) => earlier[t] ?? null));
      return {
        project: facts.project,
        brand,
        typical,
        before: past,
        change: typical === null || past === null ? null : 100 * (1 - typical / past),
        latest: listed.at(-1) ?? null,
        best: listed.length === 0 ? null : Math.min(...listed),
        worst: listed.length === 0 ? null : Math.max(...listed),
        periods: listed.length,
        place: typical === null ? null : 1 + known.filter((other) => other < typical).length,
        ranked: known.length,
        goal: typical === null ? null : (target ?? nextStep(typical)),
      };
    });
  });
}
