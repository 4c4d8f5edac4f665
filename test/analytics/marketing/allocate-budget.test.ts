/** The best split of a budget: against exhaustive grids, with its prices, bounds and targets. */
import { describe, expect, it } from 'vitest';
import { type Allocation, allocateBudget, type Channel } from '../../../src/analytics/marketing/allocate-budget.ts';
import { allocateGenetically, projectOntoBudget } from '../../../src/analytics/marketing/genetic-allocation.ts';
import { type PlannedCurve, planAllocation } from '../../../src/analytics/marketing/plan-allocation.ts';
import { hillCurve, logCurve } from '../../../src/analytics/marketing/saturation.ts';
import { AbortedError } from '../../../src/domain/aborted.ts';
import { createRng, type Rng } from '../../../src/domain/rng.ts';

function randomChannels(rng: Rng, count: number): Channel[] {
  return Array.from({ length: count }, (_, i) => {
    const lower = rng.next() < 0.4 ? 0 : 10 * rng.next();
    return {
      id: `c${i}`,
      curve: hillCurve({
        ceiling: 50 + 100 * rng.next(),
        alpha: 0.5 + 4 * rng.next(),
        inflexion: 5 + 60 * rng.next(),
        carryOver: rng.next() < 0.5 ? 0 : 5 * rng.next(),
      }),
      lower,
      upper: lower + 20 + 60 * rng.next(),
    };
  });
}

/** Best total on a grid of spends, by dynamic programming. */
function gridOptimum(channels: readonly Channel[], total: number, steps: number): number {
  const slack = total - channels.reduce((sum, { lower }) => sum + lower, 0);
  const unit = slack / steps;
  let best = new Array<number>(steps + 1).fill(0);
  for (const { curve, lower, upper } of channels) {
    const values = Array.from({ length: steps + 1 }, (_, k) =>
      lower + k * unit <= upper + 1e-9 ? curve.value(lower + k * unit) : Number.NEGATIVE_INFINITY,
    );
    best = best.map((_, b) => {
      let most = Number.NEGATIVE_INFINITY;
      for (let k = 0; k <= b; k++) most = Math.max(most, best[b - k]! + values[k]!);
      return most;
    });
  }
  return Math.max(...best);
}

const solved = (result: ReturnType<typeof allocateBudget>): Allocation => {
  if (!result.feasible) throw new Error(result.reason);
  return result;
};

describe('fixed budget', () => {
  it('is never worse than an exhaustive grid, keeps every limit, and proves it', () => {
    const rng = createRng(3);
    for (let i = 0; i < 40; i++) {
      const channels = randomChannels(rng, 2 + rng.integer(5));
      const low = channels.reduce((sum, { lower }) => sum + lower, 0);
      const high = channels.reduce((sum, { upper }) => sum + upper, 0);
      const total = low + (high - low) * (0.1 + 0.8 * rng.next());
      const result = solved(allocateBudget(channels, { kind: 'fixed', total }));
      expect(result.proved).toBe(true);
      expect(result.totalSpend).toBeCloseTo(total, 9);
      expect(result.totalResponse).toBeGreaterThanOrEqual(gridOptimum(channels, total, 200) * (1 - 1e-9));
      expect(result.bound).toBeGreaterThanOrEqual(result.totalResponse);
      result.channels.forEach(({ spend }, c) => {
        expect(spend).toBeGreaterThanOrEqual(channels[c]!.lower - 1e-9);
        expect(spend).toBeLessThanOrEqual(channels[c]!.upper + 1e-9);
      });
    }
  });

  it('gives free channels one marginal response, and bound ones a price of their bound', () => {
    const channels: Channel[] = [
      { id: 'a', curve: logCurve({ scale: 10, unit: 5 }), lower: 0, upper: 100 },
      { id: 'b', curve: logCurve({ scale: 30, unit: 5 }), lower: 0, upper: 100 },
      { id: 'cheap', curve: logCurve({ scale: 100, unit: 5 }), lower: 0, upper: 10 },
      { id: 'dull', curve: logCurve({ scale: 1, unit: 50 }), lower: 4, upper: 100 },
    ];
    const { channels: rows, budgetPrice } = solved(allocateBudget(channels, { kind: 'fixed', total: 60 }));
    // By hand: 46 left for a and b with 10 ÷ (5 + x) = 30 ÷ (5 + y).
    expect(rows[0]!.spend).toBeCloseTo(9, 8);
    expect(rows[1]!.spend).toBeCloseTo(37, 8);
    expect(rows[0]!.marginalResponse).toBeCloseTo(rows[1]!.marginalResponse!, 9);
    expect(budgetPrice).toBeCloseTo(10 / 14, 8);
    expect(rows[2]).toMatchObject({ binding: 'upper', spend: 10 });
    expect(rows[2]!.boundPrice).toBeCloseTo(100 / 15 - 10 / 14, 8);
    expect(rows[3]).toMatchObject({ binding: 'lower', spend: 4 });
  });

  it('does not fall for the local optimum of S-shaped curves', () => {
    const channels: Channel[] = [0, 1, 2].map((i) => ({
      id: String(i),
      curve: hillCurve({ ceiling: 100 - i, alpha: 6, inflexion: 50 }),
      lower: 0,
      upper: 100,
    }));
    // An even split leaves all three below their take-off.
    const result = solved(allocateBudget(channels, { kind: 'fixed', total: 70 }));
    expect(result.channels.map(({ spend }) => Math.round(spend))).toEqual([70, 0, 0]);
  });

  it('spends the whole budget where a channel does nothing, or nothing but a bound remains', () => {
    const flat: Channel = {
      id: 'flat',
      curve: hillCurve({ ceiling: 0, alpha: 3, inflexion: 40 }),
      lower: 3,
      upper: 29,
    };
    const [a, b] = randomChannels(createRng(12), 2) as [Channel, Channel];
    const dear = { ...a, lower: 0, upper: 13 };
    for (const total of [3, 10, 28, 40]) {
      const result = solved(allocateBudget([flat, dear], { kind: 'fixed', total }));
      expect(result.totalSpend).toBeCloseTo(total, 9);
      expect(result.totalResponse).toBeGreaterThanOrEqual(gridOptimum([flat, dear], total, 200) * (1 - 1e-9));
    }
    // Bounds that sum to the total but for rounding.
    const held = [a, b, { ...b, lower: 0.1 }].map((each) => ({ ...each, upper: each.lower }));
    const total = held.reduce((sum, { lower }) => sum + lower, 0) * (1 - 1e-15);
    expect(solved(allocateBudget(held, { kind: 'fixed', total })).channels.map(({ spend }) => spend)).toEqual(
      held.map(({ lower }) => lower),
    );
  });

  it('says why it cannot', () => {
    const [channel] = randomChannels(createRng(4), 1);
    for (const total of [channel!.lower - 1, channel!.upper + 1])
      expect(allocateBudget([channel!], { kind: 'fixed', total })).toMatchObject({ feasible: false });
    expect(allocateBudget([], { kind: 'fixed', total: 1 })).toMatchObject({ feasible: false });
    expect(allocateBudget([{ ...channel!, lower: 5, upper: 4 }], { kind: 'fixed', total: 4 })).toMatchObject({
      feasible: false,
      reason: expect.stringContaining('bounds'),
    });
  });

  it('can be stopped, and keeps its bound when cut short', () => {
    const channels = Array.from({ length: 30 }, (_, i) => ({
      id: String(i),
      curve: hillCurve({ ceiling: 100 + 0.37 * i, alpha: 5, inflexion: 50 + 0.11 * i }),
      lower: 0,
      upper: 100,
    }));
    const budget = { kind: 'fixed', total: 777 } as const;
    const short = solved(allocateBudget(channels, budget, { maxNodes: 5, tolerance: 0 }));
    const long = solved(allocateBudget(channels, budget));
    expect(short.bound).toBeGreaterThanOrEqual(long.totalResponse * (1 - 1e-12));
    expect(() => allocateBudget(channels, budget, { tolerance: 0, isAborted: () => true })).toThrow(AbortedError);
  });
});

describe('free budgets', () => {
  const channels = randomChannels(createRng(6), 4);
  const curveValue = (spend: readonly number[]): number =>
    channels.reduce((sum, { curve }, i) => sum + curve.value(spend[i]!), 0);

  it('spends as long as it pays, no more', () => {
    const value = 1.5;
    const result = solved(
      allocateBudget(channels, { kind: 'flexible', least: 0, most: 1_000, valuePerResponse: value }),
    );
    const profit = value * result.totalResponse - result.totalSpend;
    expect(result.bound).toBeGreaterThanOrEqual(profit - 1e-9);
    const rng = createRng(7);
    for (let i = 0; i < 2_000; i++) {
      const spend = channels.map(({ lower, upper }) => lower + (upper - lower) * rng.next());
      expect(value * curveValue(spend) - spend.reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(profit + 1e-9);
    }
    const tight = solved(allocateBudget(channels, { kind: 'flexible', least: 0, most: 60, valuePerResponse: 100 }));
    expect(tight.totalSpend).toBeCloseTo(60, 9);
    expect(tight.bindingTotal).toBe('budget');
  });

  it('meets a target return with the most response, and refuses one that nothing meets', () => {
    const all = solved(allocateBudget(channels, { kind: 'fixed', total: 80 }));
    const leastReturn = all.totalResponse / 80;
    const result = solved(allocateBudget(channels, { kind: 'target-return', leastReturn, least: 0, most: 1_000 }));
    expect(result.totalResponse / result.totalSpend).toBeGreaterThanOrEqual(leastReturn * (1 - 1e-9));
    expect(result.totalResponse).toBeGreaterThanOrEqual(all.totalResponse * (1 - 1e-9));
    // No larger budget meets it.
    for (let total = result.totalSpend * 1.001; total < 200; total *= 1.02) {
      const larger = allocateBudget(channels, { kind: 'fixed', total });
      if (larger.feasible) expect(larger.totalResponse / total).toBeLessThan(leastReturn);
    }
    expect(allocateBudget(channels, { kind: 'target-return', leastReturn: 1e6, least: 0, most: 1_000 })).toMatchObject({
      feasible: false,
    });
  });
});

describe('genetic allocation', () => {
  it('projects onto the budget: nearest point, limits kept', () => {
    const limits = [
      { lower: 0, upper: 10 },
      { lower: 2, upper: 5 },
      { lower: 0, upper: 100 },
    ];
    const spend = projectOntoBudget([9, 9, 9], limits, 30);
    expect(spend.reduce((a, b) => a + b, 0)).toBeCloseTo(30, 10);
    expect(spend[0]).toBe(10);
    expect(spend[1]).toBe(5);
    expect(spend[2]).toBeCloseTo(15, 9);
  });

  it('comes near the proved optimum, the same with the same seed', () => {
    const channels = randomChannels(createRng(8), 4);
    const exact = solved(allocateBudget(channels, { kind: 'fixed', total: 120 }));
    const run = () =>
      allocateGenetically(
        channels,
        120,
        (spend) => channels.reduce((sum, { curve }, i) => sum + curve.value(spend[i]!), 0),
        { population: 40, generations: 60 },
        createRng(1),
      )!;
    const first = run();
    expect(first.response).toBeLessThanOrEqual(exact.totalResponse * (1 + 1e-9));
    expect(first.response).toBeGreaterThan(0.97 * exact.totalResponse);
    expect(run()).toEqual(first);
    expect(allocateGenetically([{ lower: 0, upper: 1 }], 2, () => 0, {}, createRng(1))).toBeNull();
  });
});

describe('plan over fitted curves', () => {
  const planned = (id: string, scale: number, more: Partial<PlannedCurve> = {}): PlannedCurve => ({
    id,
    identified: true,
    currentSpend: 50,
    range: { low: 20, high: 90 },
    curve: logCurve({ scale, unit: 20 }),
    draws: [0.8, 1, 1.2].map((factor) => logCurve({ scale: scale * factor, unit: 20 })),
    ...more,
  });

  it('keeps spend where the data do not identify the curve, and inside what was observed', () => {
    const plan = planAllocation([planned('a', 100), planned('b', 10), planned('c', 1_000, { identified: false })], {
      kind: 'fixed',
      total: 150,
    });
    if (!plan.feasible) throw new Error(plan.reason);
    expect(plan.allocation.channels.map(({ spend }) => spend)).toEqual([80, 20, 50]);
    expect(plan.held).toEqual([{ id: 'c', spend: 50, reason: expect.any(String) }]);
    expect(plan.limits).toEqual([{ id: 'b', binding: 'lower', because: 'observed range' }]);
    expect(plan.gain!.median).toBeGreaterThan(0);
    expect(plan.gain!.interval[0]).toBeLessThan(plan.gain!.interval[1]);
    expect(plan.probabilityOfGain).toBe(1);
  });

  it('does not plan with fewer than two identified curves', () => {
    expect(
      planAllocation([planned('a', 10), planned('b', 10, { identified: false })], { kind: 'fixed', total: 100 }),
    ).toMatchObject({ feasible: false });
  });
});
