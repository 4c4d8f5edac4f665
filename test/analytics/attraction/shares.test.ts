/** Shares of a market and what other attractions make of them, by hand. */
import { describe, expect, it } from 'vitest';
import { statedShares, trackedShares } from '../../../src/analytics/attraction/market-shares.ts';
import { shareOfVoice } from '../../../src/analytics/attraction/share-of-voice.ts';
import { movedShares, simulateShares } from '../../../src/analytics/attraction/share-simulation.ts';
import { joinRounds } from '../../../src/analytics/scores/history.ts';
import type { OutcomeSeries, SpendRow } from '../../../src/domain/dataset.ts';
import { createRng } from '../../../src/domain/rng.ts';
import { smallDataset } from '../../support/small-dataset.ts';

const BRANDS = ['Aurora', 'Borealis', 'Halo'];

/** Three brands over three months; Halo is on the market from the second on. */
const { dataset } = smallDataset(
  [
    {
      project: 'UK',
      start: '2026-01-01',
      periods: 3,
      brands: BRANDS,
      metrics: ['Marketplace/Bazaarly/Buy Box Share'],
      value: (brand, _metric, t) => (brand === 'Halo' && t === 0 ? null : 50),
    },
  ],
  ['Aurora'],
);
const history = joinRounds(['UK'], dataset.scores, dataset.weights, 'monthly')!;
const series = (brand: string, outcome: string, values: readonly (number | null)[]): OutcomeSeries => ({
  project: 'UK',
  brand,
  outcome,
  unit: '',
  periods: history.periods,
  values,
});

describe('market shares', () => {
  it('leave to others what the brands do not hold, and nothing where one is unknown or they hold too much', () => {
    const shares = statedShares(history, [
      series('Aurora', 'market_share', [30, 20, 60]),
      series('Borealis', 'market_share', [25, 20, 40]),
      series('Halo', 'market_share', [null, null, 20]),
    ])!;
    expect(shares.others).toEqual([45, null, null]);
    expect(shares.shares[2]).toEqual([null, null, 20]);
    expect(statedShares(history, [series('Aurora', 'revenue', [1, 2, 3])])).toBeNull();
  });

  it('of tracked sales need the sales of every brand that is there', () => {
    const sales = [series('Aurora', 'revenue', [30, 20, 60]), series('Borealis', 'revenue', [10, 20, 20])];
    expect(trackedShares(history, sales, 'revenue')).toBe('no revenue of Halo');
    const shares = trackedShares(history, [...sales, series('Halo', 'revenue', [null, null, 20])], 'revenue');
    if (typeof shares === 'string') throw new Error(shares);
    expect(shares.shares).toEqual([
      [75, null, 60],
      [25, null, 20],
      [null, null, 20],
    ]);
    expect(shares.others).toEqual([0, null, 0]);
  });
});

describe('share of voice', () => {
  it('is a part of the spend of all brands with a share, and unknown where one of them has none on record', () => {
    const row = (brand: string, period: string, amount: number, channel = 'Search Ads'): SpendRow => ({
      project: 'UK',
      brand,
      channel,
      period,
      amount,
      impressions: null,
      clicks: null,
    });
    const [first, second] = [history.periods[0]!, history.periods[1]!];
    const voice = shareOfVoice(
      history,
      {
        shares: [
          [1, 1, 1],
          [1, 1, 1],
          [null, 1, 1],
        ],
      },
      [
        row('Aurora', first, 20),
        row('Aurora', first, 10, 'Display'),
        row('Borealis', first, 70),
        row('Aurora', second, 5),
        row('Borealis', second, 5),
      ],
    );
    expect(voice).toEqual([
      [30, null, null],
      [70, null, null],
      [null, null, null],
    ]);
    expect(shareOfVoice(history, { shares: [[1], [1], [1]] }, [])).toBeNull();
  });
});

describe('moved shares', () => {
  it('keep their sum; rivals lose in proportion (by hand: attractions 40, 30, 50 of 120)', () => {
    const moved = movedShares([20, 30, 50], [Math.log(2), 0, 0]);
    expect(moved[0]).toBeCloseTo((100 * 40) / 120, 12);
    expect(moved[1]).toBeCloseTo((100 * 30) / 120, 12);
    expect(moved[2]).toBeCloseTo((100 * 50) / 120, 12);
    expect(moved[1]! / moved[2]!).toBeCloseTo(30 / 50, 12);
  });

  it('with a cross effect one rival loses more than its part', () => {
    const moved = movedShares([20, 30, 50], [Math.log(1.2), Math.log(0.9), 0]);
    expect(moved[1]! / 30).toBeLessThan(moved[2]! / 50);
    expect(moved.reduce((sum, share) => sum + share, 0)).toBeCloseTo(100, 12);
  });
});

describe('simulated shares', () => {
  const alternatives = (persistence: number, seed = 3) => {
    const rng = createRng(seed);
    const paths = ['Aurora', 'Borealis', 'Halo'].map((name, k) => {
      let state = 0;
      return {
        name,
        attractions: Array.from({ length: 200 }, () => {
          state = persistence * state + 0.05 * rng.normal();
          return [12, 18, 30][k]! * Math.exp(state);
        }),
      };
    });
    const totals = Array.from(
      { length: 200 },
      (_, t) => 40 + paths.reduce((sum, { attractions }) => sum + attractions[t]!, 0),
    );
    return [
      ...paths.map(({ name, attractions }) => ({
        name,
        shares: attractions.map((each, t) => (100 * each) / totals[t]!),
      })),
      { name: 'Others', shares: totals.map((total) => 4000 / total) },
    ];
  };
  const base = { subject: 0, untracked: 3, from: 2, level: 0.95 } as const;
  const run = (value: number, horizon = 12, persistence = 0.5) => {
    const found = simulateShares(alternatives(persistence), {
      ...base,
      horizon,
      changes: [{ at: 0, value, error: 0 }],
      rng: createRng(1),
    });
    if (typeof found === 'string') throw new Error(found);
    return found;
  };

  it('add the change after its lag, as the logit of the share says', () => {
    const found = run(0.2);
    expect(found.changed.median[0]).toBe(found.asIs.median[0]);
    const logit = (share: number) => Math.log(share / (100 - share));
    expect(logit(found.changed.median[5]!) - logit(found.asIs.median[5]!)).toBeCloseTo(0.2, 2);
    expect(found.drawn.reduce((sum, { change }) => sum + change, 0)).toBeCloseTo(0, 9);
    const [, borealis, halo] = found.drawn;
    expect(borealis!.change / borealis!.share).toBeCloseTo(halo!.change / halo!.share, 9);
    expect(found.next).toMatchObject({ name: 'Borealis' });
    const larger = run(0.4).next!;
    expect(larger.changed).toBeGreaterThan(larger.asIs + 0.2);
  });

  it('spread out as far as the process does (AR(1), known variance), and further when shares wander', () => {
    const width = ({ asIs }: ReturnType<typeof run>): number => {
      const [low, high] = asIs.outer.at(-1)!.map((share) => Math.log(share));
      return high! - low!;
    };
    // Against the sum of attractions a share of a tenth moves nearly as its own log attraction: sd .05 ÷ √(1 − .5²).
    const expected = 2 * 1.96 * (0.05 / Math.sqrt(0.75));
    expect(width(run(0))).toBeGreaterThan(0.7 * expected);
    expect(width(run(0))).toBeLessThan(1.3 * expected);
    expect(width(run(0, 12, 1))).toBeGreaterThan(1.8 * width(run(0)));
  });

  it('say why not when there is nothing to start from', () => {
    const gone = alternatives(0.5).map((each, k) =>
      k === 0 ? { ...each, shares: each.shares.map((share, t) => (t === 199 ? null : share)) } : each,
    );
    const options = { ...base, horizon: 3, changes: [], rng: createRng(1) };
    expect(simulateShares(gone, options)).toBe('no share in the last period');
    const short = alternatives(0.5).map((each) => ({ ...each, shares: each.shares.slice(0, 8) }));
    expect(simulateShares(short, options)).toMatch(/fewer than 12 changes/);
  });
});
