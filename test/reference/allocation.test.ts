/** The allocation topic of the reference runner: every stored transform, optimum and portfolio. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type AllocationSet, measureAllocationSet } from '../../src/reference/allocation.ts';

const set = JSON.parse(
  readFileSync(new URL('../fixtures/reference/allocation.json', import.meta.url), 'utf8'),
) as AllocationSet;

describe('allocation topic', () => {
  const result = measureAllocationSet(set);

  it('computes transforms as Robyn does', () => {
    expect(set.transforms).toHaveLength(6);
    expect(result.transformsMaxError).toBeLessThan(1e-9);
  });

  it('reaches and proves the global optimum of every allocation', () => {
    expect(result.allocation).toHaveLength(8);
    for (const { id, ratioToOptimum, budgetError, proved } of result.allocation) {
      expect(ratioToOptimum, id).toBeGreaterThan(1 - 1e-8);
      expect(ratioToOptimum, id).toBeLessThan(1 + 1e-6);
      expect(budgetError, id).toBeLessThan(1e-12);
      expect(proved, id).toBe(true);
    }
  });

  it('comes near it genetically, keeping the budget', () => {
    for (const { id, genetic } of result.allocation) expect(genetic.ratioToOptimum, id).toBeGreaterThan(0.95);
  });

  it('solves every portfolio exactly', () => {
    expect(result.portfolio).toHaveLength(6);
    for (const { id, value, optimum, proved, genetic } of result.portfolio) {
      expect(value, id).toBe(optimum);
      expect(proved, id).toBe(true);
      expect(genetic.value, id).toBeGreaterThan(0.98 * optimum!);
      expect(genetic.value, id).toBeLessThanOrEqual(optimum!);
    }
  });

  it('notices a wrong transform and a missed optimum', () => {
    const [transform] = set.transforms!;
    const [allocation] = set.allocation!;
    const wrong = measureAllocationSet({
      transforms: [{ ...transform!, out: transform!.out.map((value) => value * 1.001) }],
      allocation: [
        { ...allocation!, global_optimum: { total_response: 2 * allocation!.global_optimum!.total_response } },
      ],
    });
    expect(wrong.transformsMaxError).toBeGreaterThan(1e-4);
    expect(wrong.allocation[0]!.ratioToOptimum).toBeCloseTo(0.5, 6);
  });

  it('says what is wrong with a file, and measures cases that nothing solves', () => {
    const [allocation] = set.allocation!;
    const [portfolio] = set.portfolio!;
    const { global_optimum: _, ...unsolved } = allocation!;
    const other = measureAllocationSet({
      allocation: [
        { ...unsolved, budget: 2 * unsolved.upper.reduce((sum, value) => sum + value, 0) },
        { ...unsolved, coef: unsolved.coef.map(() => 0), global_optimum: { total_response: 0 } },
      ],
      portfolio: [{ ...portfolio!, group_min: 100 }],
    });
    expect(other.allocation[0]).toMatchObject({
      ratioToOptimum: null,
      budgetError: null,
      infeasible: expect.stringContaining('upper bounds'),
      genetic: { ratioToOptimum: null },
    });
    expect(other.allocation[1]).toMatchObject({ ratioToOptimum: 1, proved: true });
    expect(other.allocation[1]!.budgetError).toBeLessThan(1e-12);
    expect(other.portfolio[0]).toMatchObject({ value: null, genetic: { value: null } });
    expect(() => measureAllocationSet({ allocation: [{ ...allocation!, lower: [1] }] })).toThrow(
      'allocation.json: allocation.0: one entry a channel is needed in every list',
    );
    expect(() => measureAllocationSet({ portfolio: [{ ...portfolio!, requires: [[0, 400]] }] })).toThrow('not there');
  });
});
