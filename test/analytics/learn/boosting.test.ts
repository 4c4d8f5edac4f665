/** Boosting: steps worked out by hand, and what must hold on any table. */
import { describe, expect, it } from 'vitest';
import {
  fitBoostedClassifier,
  fitBoostedRegression,
  logLoss,
  predictEnsemble,
  predictProbabilities,
  rSquared,
} from '../../../src/analytics/learn/index.ts';
import { AbortedError } from '../../../src/domain/aborted.ts';
import { createRng } from '../../../src/domain/rng.ts';
import { maxDifference, randomTable } from './tables.ts';

const rng = createRng(1);

describe('boosted regression', () => {
  it('takes the penalised Newton step', () => {
    const fit = fitBoostedRegression([[1], [2], [5], [6]], [10, 12, 30, 34], {
      rounds: 1,
      learningRate: 0.5,
      maxDepth: 1,
      l2: 2,
      rowShare: 1,
      rng,
    })!;
    // Mean 21.5; residuals −11.5, −9.5, 8.5, 12.5; leaves −21 ÷ (2 + 2) and 21 ÷ (2 + 2), halved.
    expect(fit.ensemble.base).toBe(21.5);
    expect([...predictEnsemble(fit.ensemble, [[1], [6]])]).toEqual([21.5 - 21 / 8, 21.5 + 21 / 8]);
  });

  it('splits only where the gain exceeds its price', () => {
    const fitted = (minGain: number) =>
      fitBoostedRegression([[1], [2]], [0, 2], { rounds: 1, l2: 0, rowShare: 1, minGain, rng })!.ensemble.trees[0]!;
    // Residuals −1 and 1: the gain is 1 + 1 − 0 = 2.
    expect(fitted(1.99).left).toHaveLength(3);
    expect(fitted(2).left).toHaveLength(1);
  });

  it('fits better with every round on its own rows, whatever is drawn', () => {
    const { rows, y } = randomTable(2, 150, 4, 0.1);
    const scores = [0, 5, 50, 200].map(
      (rounds) => rSquared(y, predictEnsemble(fitBoostedRegression(rows, y, { rounds, rng })!.ensemble, rows))!,
    );
    expect(scores[0]).toBeCloseTo(0, 12);
    expect(scores).toEqual([...scores].sort((a, b) => a - b));
    expect(scores[3]).toBeGreaterThan(0.95);
  });

  it('is deterministic, and the first rounds of more rounds are fewer rounds', () => {
    const { rows, y } = randomTable(3, 80, 3);
    const options = { rowShare: 0.6, columnShare: 0.7, columnShareBySplit: 0.5, rng: createRng(4) };
    const few = fitBoostedRegression(rows, y, { ...options, rounds: 10 })!;
    const more = fitBoostedRegression(rows, y, { ...options, rounds: 20 })!;
    expect(more.ensemble.trees.slice(0, 10)).toEqual(few.ensemble.trees);
  });

  it('draws the share of rows it was told, and covers count them', () => {
    const { rows, y } = randomTable(5, 100, 3);
    const { ensemble } = fitBoostedRegression(rows, y, { rounds: 8, rowShare: 0.37, rng })!;
    for (const tree of ensemble.trees) expect(tree.cover[0]).toBe(37);
  });

  it('stops early on held-out rows and keeps the best round', () => {
    const { rows, y } = randomTable(6, 120, 4);
    const noisy = y.map((value) => value + 3 * rng.normal());
    const held = Array.from({ length: 40 }, (_, i) => i);
    const earlyStopping = { rows: held, patience: 15 };
    const fit = fitBoostedRegression(rows, noisy, { rounds: 400, learningRate: 0.2, earlyStopping, rng })!;
    expect(fit.validationLoss.length).toBeLessThan(400);
    expect(fit.validationLoss).toHaveLength(fit.rounds + 15);
    expect(fit.validationLoss[fit.rounds - 1]).toBe(Math.min(...fit.validationLoss));
    const predicted = predictEnsemble(fit.ensemble, rows.slice(0, 40));
    const loss = held.reduce((sum, i) => sum + (noisy[i]! - predicted[i]!) ** 2 / 40, 0);
    expect(loss).toBeCloseTo(Math.min(...fit.validationLoss), 9);
    // Held-out rows never reach the fit.
    const other = noisy.map((value, i) => (i < 40 ? value + 100 : value));
    const again = fitBoostedRegression(rows, other, { rounds: 5, earlyStopping: { rows: held, patience: 99 }, rng })!;
    const plain = fitBoostedRegression(rows, noisy, { rounds: 5, earlyStopping: { rows: held, patience: 99 }, rng })!;
    expect(again.ensemble.base).toBe(plain.ensemble.base);
  });

  it('predicts monotonely in constrained columns', () => {
    for (const direction of [1, -1]) {
      const { rows, y } = randomTable(7, 200, 3, 0.1);
      const { ensemble } = fitBoostedRegression(rows, y, { maxDepth: 4, monotone: [direction, -direction, 0], rng })!;
      for (const row of rows.slice(0, 30))
        for (const column of [0, 1]) {
          const grid = Array.from({ length: 40 }, (_, i) => -2.5 + i / 6);
          const curve = predictEnsemble(
            ensemble,
            grid.map((value) => row.with(column, value)),
          );
          const sign = column === 0 ? direction : -direction;
          for (let g = 1; g < grid.length; g++)
            expect(sign * (curve[g]! - curve[g - 1]!)).toBeGreaterThanOrEqual(-1e-9);
        }
    }
  });

  it('learns from missing values themselves', () => {
    const rows = Array.from({ length: 100 }, (_, i) => [i % 2 === 0 ? null : i]);
    const y = rows.map(([x]) => (x === null ? 5 : 0));
    const { ensemble } = fitBoostedRegression(rows, y, { rounds: 200, learningRate: 0.2, rng })!;
    expect(predictEnsemble(ensemble, [[null], [50]])[0]).toBeCloseTo(5, 2);
  });

  it('weighs a row of weight 3 as three rows', () => {
    const rows = [[1], [2], [3]];
    const options = { rounds: 3, rowShare: 1, rng };
    const weighted = fitBoostedRegression(rows, [1, 2, 9], { ...options, weights: [3, 1, 2] })!;
    const repeated = fitBoostedRegression([[1], [1], [1], [2], [3], [3]], [1, 1, 1, 2, 9, 9], options)!;
    expect(
      maxDifference(predictEnsemble(weighted.ensemble, rows), predictEnsemble(repeated.ensemble, rows)),
    ).toBeLessThan(1e-12);
  });

  it('is null without rows, stops when asked, refuses malformed input', () => {
    expect(fitBoostedRegression([], [], { rng })).toBeNull();
    const stopped = { rng, signal: { aborted: true } };
    expect(() => fitBoostedRegression([[1], [2]], [1, 2], stopped)).toThrow(AbortedError);
    expect(() => fitBoostedRegression([[1]], [1], { rng, weights: [-1] })).toThrow(RangeError);
    expect(() => fitBoostedRegression([[1]], [1], { rng, monotone: [] })).toThrow(RangeError);
  });
});

describe('boosted classification', () => {
  it('takes the logistic Newton step', () => {
    const fit = fitBoostedClassifier([[1], [2], [5], [6]], [0, 0, 1, 1], {
      rounds: 1,
      learningRate: 1,
      maxDepth: 1,
      l2: 0,
      rowShare: 1,
      rng,
    })!;
    // Log-odds 0; gradient ±½, hessian ¼ each: leaves ∓1 ÷ ½ = ∓2.
    const [, one] = predictProbabilities(fit.classifier, [[1], [6]]);
    expect(one![0]).toBeCloseTo(1 / (1 + Math.exp(2)), 12);
    expect(one![1]).toBeCloseTo(1 / (1 + Math.exp(-2)), 12);
  });

  it('tells three classes apart and gives probabilities', () => {
    const { rows, y } = randomTable(8, 200, 3);
    const labels = y.map((value) => (value > 1 ? 2 : value > -1 ? 1 : 0));
    const { classifier } = fitBoostedClassifier(rows, labels, { rounds: 80, rng })!;
    const probabilities = predictProbabilities(classifier, rows);
    rows.forEach((_, i) => {
      expect(probabilities.reduce((sum, p) => sum + p[i]!, 0)).toBeCloseTo(1, 12);
    });
    expect(logLoss(labels, probabilities)).toBeLessThan(0.4);
  });

  it('stays finite on labels that a column gives away, and on a single class', () => {
    const rows = Array.from({ length: 40 }, (_, i) => [i]);
    const sure = fitBoostedClassifier(
      rows,
      rows.map(([x]) => (x! < 20 ? 0 : 1)),
      {
        rounds: 2_000,
        learningRate: 1,
        l2: 0,
        rng,
      },
    )!;
    expect([...predictEnsemble(sure.classifier.ensembles[0]!, rows)].every(Number.isFinite)).toBe(true);
    const single = fitBoostedClassifier(
      rows,
      rows.map(() => 1),
      { rounds: 5, rng },
    )!;
    expect(predictProbabilities(single.classifier, [[3]])[1]![0]).toBeGreaterThan(0.999);
  });
});
