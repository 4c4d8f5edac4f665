/**
 * From fitted curves to a plan: the best split over identified curves inside what was observed, with its gain over today in every
 * posterior draw. Curves that the data do not identify keep their spend.
 */
import {
  type Allocation,
  allocateBudget,
  type Budget,
  type Channel,
  type Infeasible,
  type SearchOptions,
} from './allocate-budget.ts';
import { type Estimate, estimateOf, type SpendRange } from './response-summary.ts';
import type { ResponseCurve } from './saturation.ts';

export interface PlannedCurve {
  readonly id: string;
  readonly identified: boolean;
  /** Spend a period today. */
  readonly currentSpend: number;
  /** What the data speak for; spend is never planned outside. */
  readonly range: SpendRange;
  readonly curve: ResponseCurve;
  /** The same number for every curve; draws of one index belong together. */
  readonly draws: readonly ResponseCurve[];
  /** Further limits of the planner. */
  readonly least?: number;
  readonly most?: number;
}

export interface AllocationPlan {
  readonly feasible: true;
  readonly allocation: Allocation;
  /** Which limit is behind each binding bound: the planner's, what was observed, or that the curve is not identified. */
  readonly limits: readonly {
    readonly id: string;
    readonly binding: 'lower' | 'upper';
    readonly because: 'limit' | 'observed range';
  }[];
  readonly held: readonly { readonly id: string; readonly spend: number; readonly reason: string }[];
  readonly currentSpend: number;
  /** Response of the plan less that of today, a period; null with fewer than two draws. */
  readonly gain: Estimate | null;
  /** Share of the draws in which the plan does better than today. */
  readonly probabilityOfGain: number | null;
}

/**
 * Plans a budget over fitted curves. Budgets count all curves, held ones included. A plan needs something to decide: two identified
 * curves, or one when the total is free. The gain is that of this plan under each draw, not of each draw's own best
 * plan, which would flatter it.
 */
export function planAllocation(
  curves: readonly PlannedCurve[],
  budget: Budget,
  o: SearchOptions & { readonly level?: number } = {},
): AllocationPlan | Infeasible {
  const identified = curves.filter((each) => each.identified);
  const held = curves
    .filter((each) => !each.identified)
    .map(({ id, currentSpend }) => ({ id, spend: currentSpend, reason: 'the data do not identify its curve' }));
  if (identified.length < (budget.kind === 'fixed' ? 2 : 1))
    return {
      feasible: false,
      reason: `${identified.length} of ${curves.length} curves are identified by the data: there is nothing to move spend between`,
    };
  const channels = curves.map((each): Channel => {
    if (!each.identified) return { id: each.id, curve: each.curve, lower: each.currentSpend, upper: each.currentSpend };
    return {
      id: each.id,
      curve: each.curve,
      lower: Math.max(each.least ?? 0, each.range.low),
      upper: Math.min(each.most ?? Number.POSITIVE_INFINITY, each.range.high),
    };
  });
  const allocation = allocateBudget(channels, budget, o);
  if (!allocation.feasible) return allocation;
  const draws = Math.min(...curves.map((each) => each.draws.length));
  const gains = Array.from({ length: draws }, (_, d) =>
    curves.reduce((sum, each, i) => {
      const curve = each.draws[d]!;
      return sum + curve.value(allocation.channels[i]!.spend) - curve.value(each.currentSpend);
    }, 0),
  );
  return {
    feasible: true,
    allocation,
    limits: allocation.channels.flatMap(({ id, binding }, i) => {
      const each = curves[i]!;
      if (binding === null || !each.identified) return [];
      const own =
        binding === 'lower'
          ? (each.least ?? 0) >= each.range.low
          : (each.most ?? Number.POSITIVE_INFINITY) <= each.range.high;
      return [{ id, binding, because: own ? ('limit' as const) : ('observed range' as const) }];
    }),
    held,
    currentSpend: curves.reduce((sum, each) => sum + each.currentSpend, 0),
    gain: draws < 2 ? null : estimateOf(gains, o.level ?? 0.95),
    probabilityOfGain: draws < 2 ? null : gains.filter((gain) => gain > 0).length / draws,
  };
}
