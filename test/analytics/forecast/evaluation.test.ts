/** Backtests, calibrated intervals, chances of a target and reconciliation. */
import { describe, expect, it } from 'vitest';
import {
  backtest,
  calibrateIntervals,
  type FittedModel,
  type ForecastModel,
  type Hierarchy,
  intervalScore,
  leaderboard,
  meanAbsoluteError,
  modelById,
  probabilityOf,
  reachedCoverage,
  reconcile,
  rootMeanSquareError,
  type Series,
  scaledError,
  symmetricPercentageError,
} from '../../../src/analytics/forecast/index.ts';
import { normalCdf } from '../../../src/analytics/stats/distributions/normal.ts';
import { createRng } from '../../../src/domain/rng.ts';

const naive = modelById('naive')!;
const walk = (n: number, seed: number): number[] => {
  const rng = createRng(seed);
  let level = 100;
  return Array.from({ length: n }, () => {
    level += rng.normal();
    return level;
  });
};

describe('backtest', () => {
  it('shows a fit nothing after its origin', () => {
    const seen: Series[] = [];
    const spy: ForecastModel = {
      ...naive,
      fit: (values, o) => {
        seen.push(values);
        return naive.fit(values, o);
      },
    };
    const y = walk(40, 1);
    const result = backtest(spy, y, { seasonLength: 1, horizon: 3, origins: 5 });
    expect(seen.map((s) => s.length)).toEqual([39, 38, 37, 36, 35]);
    for (const s of seen) expect(s).toEqual(y.slice(0, s.length));
    expect(result.origins).toBe(5);
    expect(result.points).toHaveLength(3 + 3 + 3 + 2 + 1);
    for (const p of result.points) {
      expect(p.actual).toBe(y[p.origin + p.step - 1]);
      expect(p.forecast).toBeCloseTo(y[p.origin - 1]!, 9);
    }
  });

  it('measures by hand-made numbers', () => {
    const y = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14];
    const { points } = backtest(naive, y, { seasonLength: 1, horizon: 1, origins: 2, minimum: 6 });
    expect(meanAbsoluteError(points, y, 1)).toBeCloseTo(1, 9);
    expect(rootMeanSquareError(points, y, 1)).toBeCloseTo(1, 9);
    expect(scaledError(points, y, 1)).toBeCloseTo(1, 9);
    expect(symmetricPercentageError(points, y, 1)).toBeCloseTo((200 / 25 + 200 / 27) / 2, 9);
    expect(meanAbsoluteError([], y, 1)).toBeNull();
    const point = { origin: 1, step: 1, actual: 12, forecast: 5, low: 0, high: 10, scaledError: null };
    expect(intervalScore(0.95)([point], y, 1)).toBeCloseTo(10 + 40 * 2, 9);
  });

  it('has no origins on a short series, and tells no coverage below 20', () => {
    const none = backtest(naive, walk(10, 2), { seasonLength: 12, horizon: 3 });
    expect(none.origins).toBe(0);
    expect(meanAbsoluteError(none.points, [], 12)).toBeNull();
    expect(reachedCoverage(none)).toBeNull();
    expect(reachedCoverage(backtest(naive, walk(60, 2), { seasonLength: 1, horizon: 1, origins: 19 }))).toBeNull();
    const enough = reachedCoverage(backtest(naive, walk(60, 2), { seasonLength: 1, horizon: 1, origins: 20 }))!;
    expect(enough.share).toBeGreaterThanOrEqual(enough.interval[0]);
    expect(enough.share).toBeLessThanOrEqual(enough.interval[1]);
  });

  it('ranks models against the naive forecast', () => {
    const y = walk(80, 3).map((v, t) => v + 40 * Math.sin((2 * Math.PI * t) / 12));
    const board = leaderboard([naive, modelById('seasonal-naive')!, modelById('ets')!], naive, y, meanAbsoluteError, {
      seasonLength: 12,
      horizon: 3,
      origins: 8,
    });
    expect(board[0]!.model).toBe('ets');
    expect(board.at(-1)!.model).toBe('naive');
    expect(board.at(-1)!.skill).toBe(0);
    expect(board[0]!.skill!).toBeGreaterThan(0.5);
  });
});

describe('interval calibration', () => {
  const tested = (count: number, scale: number) =>
    Array.from({ length: count }, (_, seed) => {
      const rng = createRng(seed);
      const result = backtest(naive, walk(60, seed), { seasonLength: 1, horizon: 1, origins: 25 });
      return { ...result, points: result.points.map((p) => ({ ...p, scaledError: scale * rng.normal() })) };
    });

  it('finds the reach that past errors needed', () => {
    const right = calibrateIntervals(tested(40, 1));
    expect(right.calibrated).toBe(true);
    expect(right.effective).toBeCloseTo(1_000, 6);
    expect(right.factor(0.95)!).toBeGreaterThan(1.8);
    expect(right.factor(0.95)!).toBeLessThan(2.15);
    expect(calibrateIntervals(tested(40, 2)).factor(0.95)! / right.factor(0.95)!).toBeCloseTo(2, 6);
  });

  it('says nothing with few scores, or at a level beyond them', () => {
    const few = calibrateIntervals(tested(1, 1));
    expect(few.calibrated).toBe(false);
    expect(few.factor(0.8)).toBeNull();
    const some = calibrateIntervals(tested(2, 1));
    expect(some.factor(0.9)).not.toBeNull();
    expect(some.factor(0.99)).toBeNull();
  });

  it('counts overlapping horizons as fewer', () => {
    const long = backtest(naive, walk(60, 1), { seasonLength: 1, horizon: 4, origins: 20 });
    expect(calibrateIntervals([long]).effective).toBeLessThan(12);
  });

  it('widens the forecast that is given the factor', () => {
    const fitted = naive.fit(walk(60, 4), { seasonLength: 1 })!;
    const plain = fitted.forecast(2, [0.95]).intervals[0]!;
    const wide = fitted.forecast(2, [0.95], () => 6).intervals[0]!;
    expect(wide.high[0]! - wide.low[0]!).toBeGreaterThan(2 * (plain.high[0]! - plain.low[0]!));
  });
});

describe('chance of a target', () => {
  it('is that of a random walk', () => {
    const y = walk(200, 5);
    const fitted = naive.fit(y, { seasonLength: 1 })!;
    const last = y.at(-1)!;
    const chance = probabilityOf({ value: last + 2, direction: 'at least' }, fitted, { horizon: 4, rng: createRng(1) });
    const changes = y.slice(1).map((v, t) => v - y[t]!);
    const sd = Math.sqrt(changes.reduce((sum, d) => sum + d * d, 0) / changes.length);
    for (let h = 0; h < 4; h++)
      expect(Math.abs(chance.perPeriod[h]! - normalCdf(-2 / (sd * Math.sqrt(h + 1))))).toBeLessThan(0.03);
    for (let h = 0; h < 4; h++) expect(chance.byPeriod[h]!).toBeGreaterThanOrEqual(chance.perPeriod[h]! - 1e-12);
    expect(chance.byPeriod).toEqual([...chance.byPeriod].sort((a, b) => a - b));
    const below = probabilityOf({ value: last + 2, direction: 'at most' }, fitted, { horizon: 4, rng: createRng(1) });
    expect(below.perPeriod[0]! + chance.perPeriod[0]!).toBeCloseTo(1, 9);
  });

  it('of a constant series is certain', () => {
    const fitted: FittedModel = naive.fit([5, 5, 5, 5, 5, 5], { seasonLength: 1 })!;
    const chance = probabilityOf({ value: 5, direction: 'at least' }, fitted, { horizon: 2, rng: createRng(1) });
    expect(chance.perPeriod[1]!).toBeCloseTo(1, 9);
  });
});

describe('reconciliation', () => {
  const tree: Hierarchy = {
    bottom: ['a', 'b', 'c'],
    aggregates: [
      {
        total: 'ab',
        parts: [
          { id: 'a', weight: 0.5 },
          { id: 'b', weight: 0.5 },
        ],
      },
      {
        total: 'all',
        parts: [
          { id: 'ab', weight: 2 },
          { id: 'c', weight: 1 },
        ],
      },
    ],
  };
  const base = { a: [10, 11], b: [20, 19], c: [5, 6], ab: [16, 15], all: [40, 35] };
  const rng = createRng(9);
  const residuals = Object.fromEntries(
    ['a', 'b', 'c', 'ab', 'all'].map((id, i) => [id, Array.from({ length: 60 }, () => (i + 1) * rng.normal())]),
  );
  const methods = ['bottom-up', 'ols', 'wls', 'mint-shrink'] as const;

  it.each(methods)('%s adds up', (method) => {
    const { forecasts: f } = reconcile(tree, base, residuals, method);
    for (let h = 0; h < 2; h++) {
      expect(f.ab![h]!).toBeCloseTo((f.a![h]! + f.b![h]!) / 2, 9);
      expect(f.all![h]!).toBeCloseTo(2 * f.ab![h]! + f.c![h]!, 9);
    }
  });

  it.each(methods)('%s leaves forecasts that agree as they are', (method) => {
    const agreeing = { a: [10], b: [20], c: [5], ab: [15], all: [35] };
    const { forecasts } = reconcile(tree, agreeing, residuals, method);
    for (const [id, values] of Object.entries(agreeing)) expect(forecasts[id]![0]!).toBeCloseTo(values[0]!, 9);
  });

  it('OLS is the nearest that agrees', () => {
    const pair: Hierarchy = {
      bottom: ['x', 'y'],
      aggregates: [
        {
          total: 'sum',
          parts: [
            { id: 'x', weight: 1 },
            { id: 'y', weight: 1 },
          ],
        },
      ],
    };
    const { forecasts } = reconcile(pair, { x: [1], y: [2], sum: [6] }, {}, 'ols');
    expect(forecasts.x![0]!).toBeCloseTo(2, 9);
    expect(forecasts.y![0]!).toBeCloseTo(3, 9);
    expect(forecasts.sum![0]!).toBeCloseTo(5, 9);
  });

  it('WLS moves what is uncertain', () => {
    const exactC = { ...residuals, c: residuals.c!.map((e) => e / 1_000) };
    const { forecasts } = reconcile(tree, base, exactC, 'wls');
    expect(forecasts.c![0]!).toBeCloseTo(5, 3);
  });

  it('chooses by the residuals there are', () => {
    expect(reconcile(tree, base, residuals)).toMatchObject({ method: 'mint-shrink' });
    expect(reconcile(tree, base, residuals).shrinkage!).toBeGreaterThan(0.3);
    const short = Object.fromEntries(Object.entries(residuals).map(([id, e]) => [id, e.slice(0, 23)]));
    expect(reconcile(tree, base, short).method).toBe('wls');
    expect(reconcile(tree, base).method).toBe('ols');
  });

  it('refuses a sum of what is not there', () => {
    expect(() =>
      reconcile({ bottom: ['a'], aggregates: [{ total: 't', parts: [{ id: 'z', weight: 1 }] }] }, {}),
    ).toThrow(/"z" in "t"/);
  });
});
