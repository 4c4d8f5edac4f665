import { describe, expect, it } from 'vitest';
import { pooledResiduals } from '../../../src/analytics/efficiency/pooled-residual.ts';
import {
  channelResponses,
  marginalCost,
  spendResponse,
  totalSpend,
} from '../../../src/analytics/efficiency/spend-response.ts';
import type { LinkPanel, LinkUnit } from '../../../src/analytics/outcome-link/units.ts';
import { createRng } from '../../../src/domain/rng.ts';

const CHANNELS = ['Search', 'Social', 'Unused'];

/** Six brands, 48 months, customers = spend^.4 · noise; Social is where half of the money goes and brings as much per unit. */
function world() {
  const spend = new Map<string, Map<string, number[]>>();
  const units = Array.from({ length: 6 }, (_, b): LinkUnit => {
    const rng = createRng(11).fork(`brand ${b}`);
    const channels = new Map(
      CHANNELS.map((channel) => [
        channel,
        Array.from({ length: 48 }, () => (channel === 'Unused' ? 0 : 1000 * (b + 1) * Math.exp(0.2 * rng.normal()))),
      ]),
    );
    spend.set(`brand ${b}`, channels);
    const score = Array.from({ length: 48 }, () => Math.log(50) + 0.03 * rng.normal());
    const outcome = totalSpend(channels, 48).map((total) => total! ** 0.4 * Math.exp(0.02 * rng.normal()));
    return {
      market: 'UK',
      project: 'UK',
      brand: `brand ${b}`,
      start: 0,
      periods: Array.from(
        { length: 48 },
        (_, t) => `${2020 + Math.floor(t / 12)}-${String((t % 12) + 1).padStart(2, '0')}-01`,
      ),
      outcome,
      scores: [score.map(Math.exp)],
      y: outcome.map(Math.log),
      x: [score],
      controls: [],
    };
  });
  const panel: LinkPanel = {
    units,
    frequency: 'monthly',
    outcomeScale: 'log',
    predictorScale: 'log',
    predictors: [],
    controls: [],
    missing: [],
    left: [],
  };
  return { panel, spendOf: ({ brand }: { brand: string }) => spend.get(brand)! };
}

describe('response to spend', () => {
  const { panel, spendOf } = world();

  it('finds the planted elasticity, in common and brand by brand', () => {
    const response = spendResponse(panel, spendOf, 0.95)!;
    expect(response.common.slope).toBeCloseTo(0.4, 1);
    expect(response.common.interval[0]).toBeLessThan(0.4);
    expect(response.common.interval[1]).toBeGreaterThan(0.4);
    expect(response.brands).toHaveLength(6);
    for (const { slope } of response.brands) expect(Math.abs(slope - 0.4)).toBeLessThan(0.1);
  });

  it('by channel: a unit of money brings as much in both; a channel that nobody uses has none', () => {
    const [search, social, unused] = channelResponses(panel, spendOf, CHANNELS, 0.95);
    // ln(1 + s ÷ usual) moves half as fast as ln(s) at the usual level, and each channel is half of the spend.
    for (const { response } of [search!, social!]) {
      expect(response!.interval[0]).toBeLessThan(0.4);
      expect(response!.interval[1]).toBeGreaterThan(0.4);
    }
    expect(unused!.response).toBeNull();
    const wider = channelResponses(panel, spendOf, CHANNELS, 0.99)[0]!.response!;
    expect(wider.interval[1] - wider.interval[0]).toBeGreaterThan(
      search!.response!.interval[1] - search!.response!.interval[0],
    );
  });

  it('sums channels, and keeps a period without any as unknown', () => {
    expect(
      totalSpend(
        new Map([
          ['a', [1, null, null]],
          ['b', [2, 3, null]],
        ]),
        3,
      ),
    ).toEqual([3, 3, null]);
  });
});

describe('marginal cost', () => {
  it('by hand: 100 customers for 5000 at an elasticity of .5, the next one costs 100', () => {
    const next = marginalCost({ slope: 0.5, interval: [0.4, 0.625] }, 5000, 100)!;
    expect(next.cost).toBeCloseTo(100, 9);
    expect(next.interval[0]).toBeCloseTo(80, 9);
    expect(next.interval[1]).toBeCloseTo(125, 9);
  });

  it('has no price where the response may be zero', () => {
    expect(marginalCost({ slope: 0.5, interval: [-0.1, 1.1] }, 5000, 100)).toBeNull();
    expect(marginalCost({ slope: 0.5, interval: [0.4, 0.6] }, 5000, 0)).toBeNull();
  });
});

describe('residual of the pooled model', () => {
  const spend = [100, 120, 90, 110, 130, 100, 95, 105];
  const slope = { slope: 0.5, interval: [0.5, 0.5] as const };

  it('by hand: one unit a quarter better than the other at equal spend and response', () => {
    const plain = spend.map((value) => 10 * Math.sqrt(value));
    const [better, other] = pooledResiduals(
      [
        // Four times the spend: twice the customers are expected.
        { input: spend.map((value) => 4 * value), output: plain.map((value) => 2 * 1.25 * value) },
        { input: spend, output: plain },
      ],
      slope,
      0.95,
    );
    // Both lie √1.25 from their middle.
    expect(better!.percent).toBeCloseTo(100 * (Math.sqrt(1.25) - 1), 6);
    expect(other!.percent).toBeCloseTo(100 * (1 / Math.sqrt(1.25) - 1), 6);
    expect(better!.periods).toBe(8);
  });

  it('widens with the doubt about the slope, and needs company and six periods', () => {
    const units = [
      { input: spend.map((value) => 4 * value), output: spend },
      { input: spend, output: spend },
    ];
    const [sure] = pooledResiduals(units, slope, 0.95);
    const [unsure] = pooledResiduals(units, { slope: 0.5, interval: [0.3, 0.7] }, 0.95);
    expect(unsure!.interval[1] - unsure!.interval[0]).toBeGreaterThan(sure!.interval[1] - sure!.interval[0]);
    expect(pooledResiduals(units.slice(0, 1), slope, 0.95)).toEqual([null]);
    const short = units.map(({ input, output }) => ({ input: input.slice(0, 5), output: output.slice(0, 5) }));
    expect(pooledResiduals(short, slope, 0.95)).toEqual([null, null]);
  });
});
