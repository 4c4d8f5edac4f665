/** Metrics by hand. */
import { expect, it } from 'vitest';
import {
  accuracy,
  areaUnderCurve,
  brierScore,
  logLoss,
  meanAbsoluteError,
  meanSquaredError,
  rootMeanSquaredError,
  rSquared,
} from '../../../src/analytics/learn/index.ts';

it('measures regression', () => {
  expect(meanSquaredError([1, 2, 3], [1, 4, 0])).toBeCloseTo(13 / 3, 12);
  expect(rootMeanSquaredError([1, 2, 3], [1, 4, 0])).toBeCloseTo(Math.sqrt(13 / 3), 12);
  expect(meanAbsoluteError([1, 2, 3], [1, 4, 0])).toBeCloseTo(5 / 3, 12);
  expect(rSquared([1, 2, 3], [1, 4, 0])).toBeCloseTo(1 - 13 / 2, 12);
  expect(rSquared([1, 2, 3], [2, 2, 2])).toBe(0);
});

it('measures classification', () => {
  expect(accuracy([0, 1, 2, 1], [0, 1, 1, 1])).toBe(0.75);
  // scikit-learn's documented example: roc_auc_score([0, 0, 1, 1], [.1, .4, .35, .8]) = .75.
  expect(areaUnderCurve([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8])).toBe(0.75);
  expect(areaUnderCurve([0, 1, 0, 1], [5, 5, 5, 5])).toBe(0.5);
  expect(
    logLoss(
      [1, 0],
      [
        [0.2, 0.7],
        [0.8, 0.3],
      ],
    ),
  ).toBeCloseTo(-(Math.log(0.8) + Math.log(0.7)) / 2, 12);
  expect(logLoss([1], [[1], [0]])).toBeCloseTo(-Math.log(1e-15), 9);
  expect(brierScore([1, 0], [0.8, 0.3])).toBeCloseTo((0.04 + 0.09) / 2, 12);
});

it('is null where nothing is defined, and refuses lists of two lengths', () => {
  expect(meanSquaredError([], [])).toBeNull();
  expect(rootMeanSquaredError([], [])).toBeNull();
  expect(meanAbsoluteError([], [])).toBeNull();
  expect(rSquared([2, 2], [1, 3])).toBeNull();
  expect(areaUnderCurve([1, 1], [1, 2])).toBeNull();
  expect(logLoss([], [[], []])).toBeNull();
  expect(accuracy([], [])).toBeNull();
  expect(() => rSquared([1], [1, 2])).toThrow(RangeError);
});
