/** Measures transforms, budget allocation and exact selection against the stored optima, with the genetic algorithm beside. */
import type { z } from 'zod';
import { geometricAdstock, weibullAdstock } from '../analytics/marketing/adstock.ts';
import { allocateBudget, type Channel } from '../analytics/marketing/allocate-budget.ts';
import { chooseProjects, type ProjectChoice, projectProgram } from '../analytics/marketing/choose-projects.ts';
import { allocateGenetically } from '../analytics/marketing/genetic-allocation.ts';
import { chooseGenetically } from '../analytics/marketing/genetic-choice.ts';
import { hillCurve, hillInflexion, hillSaturation } from '../analytics/marketing/saturation.ts';
import { createRng } from '../domain/rng.ts';
import { ALLOCATIONS, readFormat } from './format.ts';

/** The content of allocation.json, checked when it is measured. */
export type AllocationSet = Partial<Cases>;
type Cases = z.output<typeof ALLOCATIONS>;
type TransformCase = Cases['transforms'][number];
type AllocationCase = Cases['allocation'][number];
type PortfolioCase = Cases['portfolio'][number];

const SEED = 1;
/** A genetic search of 12,000 splits, about the reference allocator's time. */
const SPLIT_SETTINGS = { population: 60, generations: 200 };
const CHOICE_SETTINGS = { population: 60, generations: 60 };

/** Sums of decimals taken in another order differ in the last digits: nine decimals are compared. */
const NINE_DECIMALS = 1e9;
const rounded = (value: number): number => Math.round(value * NINE_DECIMALS) / NINE_DECIMALS;

function timed<T>(run: () => T): { result: T; ms: number } {
  const start = process.hrtime.bigint();
  const result = run();
  return { result, ms: Number(process.hrtime.bigint() - start) / 1e6 };
}

/** Largest difference of a transform, absolute below 1 and relative above. */
function transformError(test: TransformCase): number {
  const far = (got: readonly number[], expected: readonly number[]): number =>
    got.reduce(
      (most, value, i) => {
        const difference = Math.abs(value - expected[i]!) / Math.max(1, Math.abs(expected[i]!));
        return Math.max(most, difference);
      },
      got.length === expected.length ? 0 : Number.POSITIVE_INFINITY,
    );
  if (test.kind === 'adstock_geometric') return far(geometricAdstock(test.x, test.theta), test.out);
  if (test.kind === 'saturation_hill') {
    const inflexion = test.inflexion ?? hillInflexion(test.x, test.gamma);
    return far(hillSaturation(test.x, { alpha: test.alpha, inflexion }), test.out);
  }
  const form = test.kind === 'adstock_weibull_cdf' ? 'cdf' : 'pdf';
  const { values, weights } = weibullAdstock(test.x, { form, shape: test.shape, scale: test.scale });
  return Math.max(far(values, test.out), test.weights ? far(weights, test.weights) : 0);
}

/** Of the stored optimum; an optimum of 0 is reached by 0. Null: none is stored. */
function share(value: number, optimum: number | undefined): number | null {
  if (optimum === undefined) return null;
  return value === optimum ? 1 : optimum === 0 ? null : value / optimum;
}

function measureAllocation(test: AllocationCase) {
  const channels = test.coef.map(
    (ceiling, i): Channel => ({
      id: String(i),
      curve: hillCurve({
        ceiling,
        alpha: test.alpha[i]!,
        inflexion: test.inflexion[i]!,
        carryOver: test.carryover[i]!,
      }),
      lower: test.lower[i]!,
      upper: test.upper[i]!,
    }),
  );
  const ratio = (response: number): number | null => share(response, test.global_optimum?.total_response);
  const exact = timed(() => allocateBudget(channels, { kind: 'fixed', total: test.budget }));
  const genetic = timed(() =>
    allocateGenetically(
      channels,
      test.budget,
      (spend) => channels.reduce((sum, { curve }, i) => sum + curve.value(spend[i]!), 0),
      SPLIT_SETTINGS,
      createRng(SEED),
    ),
  );
  const { result } = exact;
  return {
    id: test.id,
    ratioToOptimum: result.feasible ? ratio(result.totalResponse) : null,
    budgetError: result.feasible ? Math.abs(result.totalSpend - test.budget) / (test.budget || 1) : null,
    ms: exact.ms,
    proved: result.feasible && result.proved,
    ...(result.feasible ? {} : { infeasible: result.reason }),
    genetic: { ratioToOptimum: genetic.result === null ? null : ratio(genetic.result.response), ms: genetic.ms },
  };
}

function measurePortfolio(test: PortfolioCase) {
  const choice: ProjectChoice = {
    cost: test.cost,
    value: test.value,
    budget: test.budget,
    ...(test.hours && test.hours_max !== undefined && { hours: { each: test.hours, most: test.hours_max } }),
    ...(test.group && {
      groups: { of: test.group, least: test.group_min ?? 0, most: test.group_max ?? test.value.length },
    }),
    ...(test.exclusive_pairs && { exclusive: test.exclusive_pairs }),
    ...(test.requires && { requires: test.requires }),
  };
  const exact = timed(() => chooseProjects(choice));
  const genetic = timed(() => chooseGenetically(projectProgram(choice), CHOICE_SETTINGS, createRng(SEED)));
  return {
    id: test.id,
    value: exact.result === null ? null : rounded(exact.result.value),
    optimum: test.optimum === undefined ? null : rounded(test.optimum.value),
    ms: exact.ms,
    proved: exact.result?.proved ?? false,
    genetic: { value: genetic.result === null ? null : rounded(genetic.result.value), ms: genetic.ms },
  };
}

/** All cases of allocation.json. */
export async function runAllocation(read: (name: string) => Promise<unknown>) {
  return measureAllocationSet((await read('allocation.json')) as AllocationSet);
}

/** @throws RangeError for cases in another format */
export function measureAllocationSet(content: AllocationSet) {
  const set = readFormat(ALLOCATIONS, content, 'allocation.json');
  return {
    transformsMaxError: set.transforms.reduce((most, test) => Math.max(most, transformError(test)), 0),
    allocation: set.allocation.map(measureAllocation),
    portfolio: set.portfolio.map(measurePortfolio),
  };
}
