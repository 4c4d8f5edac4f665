/** Folds keep apart what must be apart, and nested choices see nothing of the test part. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  blockedFolds,
  blockedGroupedFolds,
  chooseLearner,
  crossPredict,
  crossScore,
  groupedFolds,
  type Learner,
  meanSquaredError,
  nestedLearner,
  randomFolds,
} from '../../../src/analytics/learn/index.ts';
import { AbortedError } from '../../../src/domain/aborted.ts';
import { createRng } from '../../../src/domain/rng.ts';

const panel = fc.record({
  periods: fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 80 }),
  folds: fc.integer({ min: 2, max: 7 }),
  gap: fc.integer({ min: 0, max: 6 }),
});

describe('blocked folds', () => {
  it('never put a training row within the gap of a tested period, and test each row at most once', () => {
    fc.assert(
      fc.property(panel, ({ periods, folds, gap }) => {
        const made = blockedFolds(periods, { folds, gap });
        for (const { train, test } of made) {
          expect(train.length).toBeGreaterThan(0);
          for (const i of test) for (const j of train) expect(Math.abs(periods[i]! - periods[j]!)).toBeGreaterThan(gap);
        }
        const tested = made.flatMap((fold) => fold.test);
        expect(new Set(tested).size).toBe(tested.length);
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it('test every row when there is enough to learn from, all units of a period together', () => {
    const periods = Array.from({ length: 60 }, (_, i) => Math.floor(i / 3));
    const folds = blockedFolds(periods, { folds: 5, gap: 2 });
    expect(folds.flatMap((fold) => fold.test)).toEqual(periods.map((_, i) => i));
    expect(folds[0]!.test).toEqual(Array.from({ length: 12 }, (_, i) => i));
    // Periods 0–3 are tested, 4 and 5 purged.
    expect(folds[0]!.train[0]).toBe(18);
    expect(folds[1]!.train).toEqual([
      ...Array.from({ length: 6 }, (_, i) => i),
      ...Array.from({ length: 30 }, (_, i) => 30 + i),
    ]);
  });

  it('nest: folds of a training part keep the gap in its own periods', () => {
    const periods = Array.from({ length: 40 }, (_, t) => t);
    const [outer] = blockedFolds(periods, { folds: 4, gap: 3 }).slice(1, 2);
    const inside = outer!.train.map((i) => periods[i]!);
    for (const { train, test } of blockedFolds(inside, { folds: 3, gap: 3 }))
      for (const i of test) for (const j of train) expect(Math.abs(inside[i]! - inside[j]!)).toBeGreaterThan(3);
  });

  it('refuse fewer than two folds, negative gaps, broken periods', () => {
    expect(() => blockedFolds([1, 2], { folds: 1, gap: 0 })).toThrow(RangeError);
    expect(() => blockedFolds([1, 2], { folds: 2, gap: -1 })).toThrow(RangeError);
    expect(() => blockedFolds([1, 2.5], { folds: 2, gap: 0 })).toThrow(RangeError);
    expect(() => groupedFolds(['a'], 1)).toThrow(RangeError);
    expect(() => randomFolds(4, 1, createRng(1))).toThrow(RangeError);
    expect(blockedFolds([], { folds: 2, gap: 0 })).toEqual([]);
  });
});

describe('grouped and random folds', () => {
  it('keep a group together and spread rows evenly', () => {
    const groups = Array.from({ length: 100 }, (_, i) => `brand ${i % 11}`);
    const folds = groupedFolds(groups, 4);
    for (const { train, test } of folds) {
      const tested = new Set(test.map((i) => groups[i]));
      expect(train.some((i) => tested.has(groups[i]))).toBe(false);
      expect(train.length + test.length).toBe(100);
      expect(test.length).toBeGreaterThanOrEqual(18);
    }
    expect(folds.flatMap((fold) => fold.test).sort((a, b) => a - b)).toEqual(groups.map((_, i) => i));
  });

  it('cross periods with groups', () => {
    const groups = Array.from({ length: 80 }, (_, i) => i % 4);
    const periods = Array.from({ length: 80 }, (_, i) => Math.floor(i / 4));
    const folds = blockedGroupedFolds(periods, groups, { folds: 4, groupFolds: 2, gap: 1 });
    expect(folds).toHaveLength(8);
    for (const { train, test } of folds)
      for (const i of test)
        for (const j of train) {
          expect(groups[i]).not.toBe(groups[j]);
          expect(Math.abs(periods[i]! - periods[j]!)).toBeGreaterThan(1);
        }
  });

  it('draw each row once, by the seed', () => {
    const folds = randomFolds(23, 5, createRng(3));
    expect(folds.flatMap((fold) => fold.test).sort((a, b) => a - b)).toEqual(Array.from({ length: 23 }, (_, i) => i));
    expect(randomFolds(23, 5, createRng(3))).toEqual(folds);
    expect(randomFolds(23, 5, createRng(4))).not.toEqual(folds);
  });
});

/** Predicts `share` of the training mean. */
const shrunken =
  (share: number): Learner =>
  (_, y) => {
    const mean = y.reduce((sum, value) => sum + value / y.length, 0);
    return (rows) => rows.map(() => share * mean);
  };

describe('cross-validation', () => {
  const y = [1, 2, 3, 4, 5, 6, 7, 8];
  const rows = y.map((value) => [value]);
  const folds = blockedFolds([0, 1, 2, 3, 4, 5, 6, 7], { folds: 2, gap: 0 });

  it('predicts each row without its own fold', () => {
    expect(crossPredict(shrunken(1), rows, y, folds)).toEqual([6.5, 6.5, 6.5, 6.5, 2.5, 2.5, 2.5, 2.5]);
    expect(crossScore(shrunken(1), rows, y, folds, meanSquaredError)).toBeCloseTo(17.25, 12);
    expect(crossPredict(() => null, rows, y, folds)).toEqual(y.map(() => null));
    expect(crossScore(() => null, rows, y, folds, meanSquaredError)).toBeNull();
  });

  it('chooses the smallest loss, of equals the first', () => {
    const { index, losses } = chooseLearner(
      [shrunken(2), shrunken(0.7), shrunken(0.7), () => null],
      rows,
      y,
      folds,
      meanSquaredError,
    );
    expect(index).toBe(1);
    expect(losses[3]).toBeNull();
    expect(chooseLearner([() => null], rows, y, folds, meanSquaredError).index).toBe(-1);
  });

  it('nests: the choice never sees rows outside its training part, and rows keep their numbers', () => {
    const seen: number[][] = [];
    const spy: Learner = (trainRows, _, numbers) => {
      expect(trainRows.map((row) => row[0])).toEqual(numbers.map((i) => y[i]));
      seen.push([...numbers]);
      return (testRows, testNumbers) => {
        expect(testRows.map((row) => row[0])).toEqual(testNumbers.map((i) => y[i]));
        return testRows.map(() => 0);
      };
    };
    const learner = nestedLearner(
      [spy, shrunken(5)],
      (numbers) => blockedFolds([...numbers], { folds: 2, gap: 0 }),
      meanSquaredError,
    );
    crossPredict(learner, rows, y, folds.slice(0, 1));
    // The outer training part is 4–7; inner folds split it, the last fit has all of it.
    expect(seen).toEqual([
      [6, 7],
      [4, 5],
      [4, 5, 6, 7],
    ]);
  });

  it('stops when asked', () => {
    expect(() => crossPredict(shrunken(1), rows, y, folds, { signal: { aborted: true } })).toThrow(AbortedError);
  });
});
