/**
 * One budget over several brands: the split with the most expected outcome, exactly, and the trade-offs between outcome, risk
 * and how much has to change.
 */
import type { Rng } from '../../domain/rng.ts';
import { allocateBudget, type Channel, type Infeasible, type SearchOptions } from '../marketing/allocate-budget.ts';
import { projectOntoBudget } from '../marketing/genetic-allocation.ts';
import { realEncoding } from '../optimize/encodings.ts';
import type { GeneticWatch } from '../optimize/genetic.ts';
import { type Nsga2Settings, tradeOffs } from '../optimize/nsga2.ts';
import { riskOf } from './frontier.ts';

export interface BrandBudget extends Channel {
  readonly currentSpend: number;
}

export interface BrandSplit {
  readonly spend: readonly number[];
  /** Expected outcome of all brands. */
  readonly expected: number;
  /** Standard deviation of the outcome; null without a covariance. */
  readonly risk: number | null;
  /** Share of the budget that goes where it is not spent today, 0–1; 0 without a budget. */
  readonly moved: number;
}

export interface BrandTradeOffs {
  readonly feasible: true;
  /** The split with the most expected outcome, proved by branch and bound. */
  readonly mostExpected: BrandSplit & { readonly proved: boolean };
  /** Splits that no other beats in everything, sorted by expected outcome. */
  readonly front: readonly BrandSplit[];
  /** The front's point farthest from the line between its ends (Das 1999); null with fewer than three points. */
  readonly knee: BrandSplit | null;
}

/**
 * Splits a total budget (fixed) over brands. With `growthCovariance`, the covariance of the brands' growth, risk is the standard
 * deviation of Σ outcome·(1 + growth). The front is NSGA-II's (Deb et al. 2002), started from the exact optimum and
 * today's split; same rng, same front.
 */
export function allocateAcrossBrands(
  brands: readonly BrandBudget[],
  total: number,
  rng: Rng,
  o: {
    readonly growthCovariance?: readonly (readonly number[])[];
    readonly settings?: Partial<Nsga2Settings>;
  } & GeneticWatch &
    SearchOptions = {},
): BrandTradeOffs | Infeasible {
  const { growthCovariance: covariance, settings = {}, ...watch } = o;
  const exact = allocateBudget(brands, { kind: 'fixed', total }, watch);
  if (!exact.feasible) return exact;
  const describe = (spend: readonly number[]): BrandSplit => {
    const outcomes = brands.map(({ curve }, i) => curve.value(spend[i]!));
    return {
      spend,
      expected: outcomes.reduce((sum, value) => sum + value, 0),
      risk: covariance ? riskOf(outcomes, covariance) : null,
      moved:
        total > 0 ? brands.reduce((sum, each, i) => sum + Math.max(0, spend[i]! - each.currentSpend), 0) / total : 0,
    };
  };
  const best = describe(exact.channels.map(({ spend }) => spend));
  const repair = (spend: readonly number[]): readonly number[] => projectOntoBudget(spend, brands, total);
  const found = tradeOffs(
    {
      encoding: realEncoding(brands.map(({ lower, upper }) => ({ low: lower, high: upper }))),
      costs: (spend) => {
        const { expected, risk, moved } = describe(spend);
        return risk === null ? [-expected, moved] : [-expected, risk, moved];
      },
      repair,
      start: [best.spend, repair(brands.map(({ currentSpend }) => currentSpend))],
    },
    settings,
    rng,
    watch,
  );
  const front = found.map(({ genome }) => describe(genome)).sort((a, b) => a.expected - b.expected);
  return { feasible: true, mostExpected: { ...best, proved: exact.proved }, front, knee: kneeOf(front) };
}

/** Outcome against risk where there is one, else against change, both scaled to the front's range. */
function kneeOf(front: readonly BrandSplit[]): BrandSplit | null {
  const [first, last] = [front[0], front.at(-1)];
  if (first === undefined || last === undefined || front.length < 3) return null;
  const price = ({ risk, moved }: BrandSplit): number => risk ?? moved;
  const prices = front.map(price);
  const [low, high] = [Math.min(...prices), Math.max(...prices)];
  const range = last.expected - first.expected;
  if (!(range > 0) || !(high > low)) return null;
  // Above the diagonal by how much: gain in outcome beyond its share of the price.
  const lift = front.map((split) => (split.expected - first.expected) / range - (price(split) - low) / (high - low));
  return front[lift.indexOf(Math.max(...lift))]!;
}
