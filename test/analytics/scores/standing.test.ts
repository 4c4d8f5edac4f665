import { describe, expect, it } from 'vitest';
import { headroomOf, paceOf, windowMeans } from '../../../src/analytics/scores/headroom.ts';
import { joinRounds } from '../../../src/analytics/scores/history.ts';
import { rankPeers } from '../../../src/analytics/scores/standing.ts';
import { volatility } from '../../../src/analytics/scores/volatility.ts';
import { smallDataset } from '../../support/small-dataset.ts';

describe('standing', () => {
  it('ranks, shares ranks, and leaves brands without a score out', () => {
    const { brands, count, median, best } = rankPeers([50, 70, null, 70, 30, 60]);
    expect(brands.map(({ rank }) => rank)).toEqual([4, 1, null, 1, 5, 3]);
    expect(brands.map(({ tied }) => tied)).toEqual([1, 2, 0, 2, 1, 1]);
    expect([count, median, best]).toEqual([5, 60, 70]);
  });

  it('counts the share of the peer set that scores lower, ties half', () => {
    // Second of twelve: ten lower. The two at the top of the other list: three lower and half of the other one.
    const twelve = Array.from({ length: 12 }, (_, i) => 40 + i);
    expect(rankPeers(twelve).brands[10]!.percentile).toBeCloseTo((100 * 10) / 12, 12);
    expect(rankPeers([50, 70, 70, 30, 60]).brands[1]!.percentile).toBeCloseTo(70, 12);
  });

  it('cuts tiers at the quartiles of the peer set, from four brands on', () => {
    const { cuts, brands } = rankPeers([10, 20, 30, 40, 50]);
    expect(cuts).toEqual([20, 30, 40]);
    expect(brands.map(({ tier }) => tier)).toEqual(['trailing', 'lower', 'upper', 'leading', 'leading']);
    expect(rankPeers([10, 20, 30])).toMatchObject({
      cuts: null,
      brands: [{ tier: null }, { tier: null }, { tier: null }],
    });
  });

  it('says nothing without scores', () => {
    expect(rankPeers([null, null])).toMatchObject({ count: 0, median: null, best: null, cuts: null });
  });
});

describe('headroom', () => {
  const history = (value: (brand: string, metric: string, t: number) => number | null, periods = 12) => {
    const { dataset } = smallDataset(
      [
        {
          project: 'one',
          start: '2022-01-01',
          periods,
          brands: ['Aurora', 'Borealis', 'Cirrus'],
          metrics: ['A/P/x', 'A/P/y', 'B/Q/z'],
          value,
          weights: [{ level: 'A/P/x', weight: 2 }],
        },
      ],
      [],
    );
    return joinRounds(['one'], dataset.scores, dataset.weights, 'monthly')!;
  };
  const none = { season: 12, level: 0.95, isRelative: [false, false, false] };
  const values: Record<string, Record<string, number>> = {
    Aurora: { 'A/P/x': 40, 'A/P/y': 90, 'B/Q/z': 50 },
    Borealis: { 'A/P/x': 60, 'A/P/y': 80, 'B/Q/z': 90 },
    Cirrus: { 'A/P/x': 70, 'A/P/y': 20, 'B/Q/z': 60 },
  };

  it('is gap × weight share, most points first, leads left out', () => {
    const market = history((brand, metric) => values[brand]![metric]!);
    const rows = headroomOf(market, 0, windowMeans(market, [0, 1, 2]), { ...none, paces: [null, null, null] });
    // Weights 2, 1, 1: x (70 − 40)·½ = 15 to Cirrus, z (90 − 50)·¼ = 10 to Borealis; y leads.
    expect(rows.map(({ metric, bestPeer, gap, points }) => [metric, bestPeer, gap, points])).toEqual([
      ['x', 'Cirrus', 30, 15],
      ['z', 'Borealis', 40, 10],
    ]);
    expect(rows[0]).toMatchObject({ pace: null, periodsToClose: null, expected: null });
  });

  it('is to the target where one is given: metrics at it or above hold nothing', () => {
    const market = history((brand, metric) => values[brand]![metric]!);
    const pace = { changes: 9, quartiles: [-2, 1, 4] } as const;
    const rows = headroomOf(market, 0, windowMeans(market, [0]), { ...none, target: 80, paces: [pace, null, null] });
    expect(rows.map(({ metric, bestPeer, best, points }) => [metric, bestPeer, best, points])).toEqual([
      ['x', null, 80, 20],
      ['z', null, 80, 7.5],
    ]);
    // Aurora's 40 among a mean of 56.67, variance 233.33: only its own mean is drawn in, the target is not.
    const noise = (6 / 1.349) ** 2 / 2;
    const kept = 1 - noise / (700 / 3);
    const mean = 170 / 3;
    expect(rows[0]!.expected!.points).toBeCloseTo((80 - (mean + kept * (40 - mean))) / 2, 9);
    const [low, high] = rows[0]!.expected!.interval;
    expect(high - low).toBeCloseTo(1.959964 * Math.sqrt(kept * noise), 5);
    expect(rows[0]!.withinYear).toBe(2);
  });

  it('leaves relative metrics out', () => {
    const market = history((brand, metric) => values[brand]![metric]!);
    const rows = headroomOf(market, 0, windowMeans(market, [0]), {
      ...none,
      isRelative: [true, false, false],
      paces: [null, null, null],
    });
    expect(rows.map(({ metric }) => metric)).toEqual(['z']);
  });

  it('takes the speed from past season-on-season changes and shrinks by their noise', () => {
    // Each season adds 4, −2 or 1 points by brand: changes 4, 4, 4, −2, −2, −2, 1, 1, 1 over three steps.
    const step: Record<string, number> = { Aurora: 4, Borealis: -2, Cirrus: 1 };
    const market = history(
      (brand, metric, t) => (metric === 'A/P/x' ? values[brand]![metric]! + step[brand]! * Math.floor(t / 12) : 50),
      48,
    );
    const pace = paceOf(market, 0, 12)!;
    expect(pace.changes).toBe(9);
    expect(pace.quartiles).toEqual([-2, 1, 4]);
    const last = Array.from({ length: 12 }, (_, i) => 36 + i);
    const [row] = headroomOf(market, 0, windowMeans(market, last), { ...none, paces: [pace, null, null] });
    // Aurora 52, Borealis 54, Cirrus 73: gap 21 at 4 a year.
    expect(row!.gap).toBeCloseTo(21, 12);
    expect(row!.periodsToClose).toBeCloseTo((21 / 4) * 12, 9);
    // Noise (6 ÷ 1.349)² ÷ 2 = 9.89, between-brand variance 134.33: 92.6 % of the gap is kept.
    const kept = 1 - (6 / 1.349) ** 2 / 2 / (403 / 3);
    expect(row!.expected!.points).toBeCloseTo(kept * 21 * 0.5, 9);
    const [low, high] = row!.expected!.interval;
    expect((low + high) / 2).toBeCloseTo(row!.expected!.points, 9);
    expect(low).toBeLessThan(high);
  });
});

describe('volatility', () => {
  it('is the standard deviation of neighbouring changes, gaps skipped', () => {
    expect(volatility([1, 2, 4, null, 8, 9])).toBeCloseTo(Math.sqrt(1 / 3), 12);
    expect(volatility([1, 2, 4])).toBeNull();
  });
});
