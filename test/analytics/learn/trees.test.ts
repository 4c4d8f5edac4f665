/** Trees and forests: hand-made cases, the exhaustive search they stand for, and what must hold on any table. */
import { describe, expect, it } from 'vitest';
import {
  fitClassificationForest,
  fitClassificationTree,
  fitRegressionForest,
  fitRegressionTree,
  predictEnsemble,
  predictLabels,
  predictProbabilities,
  rSquared,
} from '../../../src/analytics/learn/index.ts';
import { AbortedError } from '../../../src/domain/aborted.ts';
import { createRng } from '../../../src/domain/rng.ts';
import { maxDifference, randomTable } from './tables.ts';

const squares = (values: readonly number[]): number => {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
};

describe('regression tree', () => {
  it('cuts a step in the middle of the gap and predicts the means', () => {
    const tree = fitRegressionTree([[1], [2], [5], [6]], [10, 12, 30, 34], { maxDepth: 1 })!;
    expect(tree.trees[0]!.threshold[0]).toBe(3.5);
    expect([...predictEnsemble(tree, [[0], [3.5], [3.6], [99]])]).toEqual([11, 11, 32, 32]);
    expect([...tree.trees[0]!.cover]).toEqual([4, 2, 2]);
  });

  it('learns exclusive or, whose first split gains nothing', () => {
    const rows = [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ];
    const tree = fitRegressionTree(rows, [0, 1, 1, 0])!;
    expect([...predictEnsemble(tree, rows)]).toEqual([0, 1, 1, 0]);
  });

  it('finds the split that an exhaustive search finds', () => {
    for (let seed = 0; seed < 30; seed++) {
      const { rows, y } = randomTable(seed, 25, 4);
      const minLeafRows = 1 + (seed % 4);
      const root = fitRegressionTree(rows, y, { maxDepth: 1, minLeafRows })!.trees[0]!;
      let best = Infinity;
      for (let j = 0; j < 4; j++)
        for (const cut of rows.map((row) => row[j]!)) {
          const left = y.filter((_, i) => rows[i]![j]! <= cut);
          const right = y.filter((_, i) => rows[i]![j]! > cut);
          if (left.length >= minLeafRows && right.length >= minLeafRows)
            best = Math.min(best, squares(left) + squares(right));
        }
      const side = (isLeft: boolean): number[] =>
        y.filter((_, i) => rows[i]![root.feature[0]!]! <= root.threshold[0]! === isLeft);
      expect(squares(side(true)) + squares(side(false))).toBeCloseTo(best, 9);
    }
  });

  it('repeats its training rows when it may grow', () => {
    const { rows, y } = randomTable(3, 80, 3);
    expect(maxDifference(predictEnsemble(fitRegressionTree(rows, y)!, rows), y)).toBeLessThan(1e-12);
  });

  it('keeps to its limits', () => {
    const { rows, y } = randomTable(4, 200, 4);
    const shallow = fitRegressionTree(rows, y, { maxDepth: 3 })!.trees[0]!;
    expect(shallow.left.filter((child) => child < 0).length).toBeLessThanOrEqual(8);
    const few = fitRegressionTree(rows, y, { maxLeaves: 5 })!.trees[0]!;
    expect(few.left.filter((child) => child < 0)).toHaveLength(5);
    const large = fitRegressionTree(rows, y, { minLeafRows: 20 })!.trees[0]!;
    expect(Math.min(...large.cover)).toBeGreaterThanOrEqual(20);
    const gainful = fitRegressionTree(rows, y, { minGain: 1e9 })!.trees[0]!;
    expect(gainful.left).toHaveLength(1);
  });

  it('splits the most gainful leaf first when leaves are counted', () => {
    const rows = [[0], [1], [2], [3], [4], [5]];
    const tree = fitRegressionTree(rows, [0, 1, 0, 100, 100, 300], { maxLeaves: 3 })!;
    expect([...predictEnsemble(tree, rows)].map(Math.round)).toEqual([0, 0, 0, 100, 100, 300]);
  });

  it('takes a weight of 2 for the same row twice', () => {
    const { rows, y } = randomTable(5, 40, 3);
    const weights = y.map((_, i) => 1 + (i % 3));
    const repeated = rows.flatMap((row, i) => Array.from({ length: weights[i]! }, () => row));
    const repeatedY = y.flatMap((value, i) => Array.from({ length: weights[i]! }, () => value));
    const a = fitRegressionTree(rows, y, { maxDepth: 4, weights })!;
    const b = fitRegressionTree(repeated, repeatedY, { maxDepth: 4 })!;
    expect(maxDifference(predictEnsemble(a, rows), predictEnsemble(b, rows))).toBeLessThan(1e-9);
  });

  it('sends missing values where they belong, and later ones with the larger child', () => {
    const rows = [[1], [2], [3], [null], [null], [null]];
    const apart = fitRegressionTree(rows, [1, 1, 1, 9, 9, 9])!;
    expect([...predictEnsemble(apart, [[2], [null], [1e300]])]).toEqual([1, 9, 1]);
    const withHigh = fitRegressionTree([[1], [2], [8], [null]], [0, 0, 5, 5])!;
    expect([...predictEnsemble(withHigh, [[null], [Number.NaN]])]).toEqual([5, 5]);
    const unseen = fitRegressionTree([[1], [2], [3], [8]], [0, 0, 0, 5])!;
    expect(predictEnsemble(unseen, [[null]])[0]).toBe(0);
  });

  it('predicts monotonely where asked, whatever the data say', () => {
    for (const direction of [1, -1]) {
      const { rows, y } = randomTable(6 + direction, 150, 3, 0.1);
      const tree = fitRegressionTree(rows, y, { monotone: [direction, 0, 0] })!;
      const grid = Array.from({ length: 60 }, (_, i) => -3 + i / 10);
      for (const row of rows.slice(0, 40)) {
        const curve = predictEnsemble(
          tree,
          grid.map((value) => [value, row[1]!, row[2]!]),
        );
        for (let g = 1; g < grid.length; g++)
          expect(direction * (curve[g]! - curve[g - 1]!)).toBeGreaterThanOrEqual(-1e-12);
      }
    }
  });

  it('is null without rows or columns and refuses malformed input', () => {
    expect(fitRegressionTree([], [])).toBeNull();
    expect(fitRegressionTree([[]], [1])).toBeNull();
    expect(() => fitRegressionTree([[1], [1, 2]], [1, 2])).toThrow(RangeError);
    expect(() => fitRegressionTree([[1]], [1, 2])).toThrow(RangeError);
    expect(() => fitRegressionTree([[1]], [Number.NaN])).toThrow(RangeError);
    expect(() => fitRegressionTree([[Infinity]], [1])).toThrow(RangeError);
    expect(() => fitRegressionTree([[1]], [1], { monotone: [1, 1] })).toThrow(RangeError);
    expect(() => fitRegressionTree([[1]], [1], { weights: [0] })).toThrow(RangeError);
    const tree = fitRegressionTree([[1], [2]], [1, 2])!;
    expect(() => predictEnsemble(tree, [[1, 2]])).toThrow(RangeError);
  });
});

describe('classification tree', () => {
  it('splits by Gini impurity and gives the shares of the leaves', () => {
    // Gini decrease: cut at 2.5 leaves (2 of 2, 1 of 3), at 3.5 (2 of 3, 1 of 2): the first is purer.
    const tree = fitClassificationTree([[1], [2], [3], [4], [5]], [1, 1, 0, 1, 0], { maxDepth: 1 })!;
    expect(tree.ensembles[0]!.trees[0]!.threshold[0]).toBe(2.5);
    const [zero, one] = predictProbabilities(tree, [[1], [4]]);
    expect(one![0]).toBe(1);
    expect(one![1]).toBeCloseTo(1 / 3, 12);
    expect(zero![1]).toBeCloseTo(2 / 3, 12);
  });

  it('tells three classes apart, with shares that sum to 1', () => {
    const rows = Array.from({ length: 90 }, (_, i) => [i % 30, i % 7]);
    const labels = rows.map(([x]) => (x! < 10 ? 2 : x! < 20 ? 0 : 1));
    const tree = fitClassificationTree(rows, labels)!;
    expect([...predictLabels(tree, rows)]).toEqual(labels);
    const shallow = predictProbabilities(fitClassificationTree(rows, labels, { maxDepth: 1 })!, rows);
    rows.forEach((_, i) => {
      expect(shallow.reduce((sum, p) => sum + p[i]!, 0)).toBeCloseTo(1, 12);
    });
    expect(() => fitClassificationTree([[1]], [0.5])).toThrow(RangeError);
  });
});

describe('forest', () => {
  const { rows, y } = randomTable(9, 200, 4, 0.05);
  const options = { trees: 40, rng: createRng(1) };

  it('is the same for the same seed, another for another', () => {
    const [a, b] = [1, 1].map((seed) => fitRegressionForest(rows, y, { trees: 5, rng: createRng(seed) })!);
    expect(a).toEqual(b);
    const c = fitRegressionForest(rows, y, { trees: 5, rng: createRng(2) })!;
    expect(maxDifference(predictEnsemble(a!.ensemble, rows), predictEnsemble(c.ensemble, rows))).toBeGreaterThan(0.01);
  });

  it('draws each tree from its own stream, so that more trees keep the first ones', () => {
    const few = fitRegressionForest(rows, y, { trees: 3, rng: createRng(5) })!;
    const more = fitRegressionForest(rows, y, { trees: 6, rng: createRng(5) })!;
    few.ensemble.trees.forEach((tree, t) => {
      expect(more.ensemble.trees[t]!.threshold).toEqual(tree.threshold);
    });
  });

  it('predicts rows out of bag about as well as new rows, and worse than rows it has seen', () => {
    const forest = fitRegressionForest(rows, y, { trees: 150, rng: createRng(3) })!;
    const fresh = randomTable(10, 400, 4, 0.05);
    const seen = rSquared(y, predictEnsemble(forest.ensemble, rows))!;
    const known = forest.outOfBag.map((value) => value!);
    const outOfBag = rSquared(y, known)!;
    expect(known.every(Number.isFinite)).toBe(true);
    expect(outOfBag).toBeLessThan(seen - 0.05);
    expect(Math.abs(outOfBag - rSquared(fresh.y, predictEnsemble(forest.ensemble, fresh.rows))!)).toBeLessThan(0.1);
  });

  it('covers each root with as many draws as there are rows', () => {
    const forest = fitRegressionForest(rows, y, options)!;
    for (const tree of forest.ensemble.trees) expect(tree.cover[0]).toBe(rows.length);
  });

  it('classifies, two classes or more', () => {
    const labels = y.map((value) => (value > 1 ? 2 : value > -1 ? 1 : 0));
    const forest = fitClassificationForest(rows, labels, options)!;
    expect(forest.classifier.ensembles).toHaveLength(3);
    const right = predictLabels(forest.classifier, rows).filter((label, i) => label === labels[i]).length;
    expect(right / rows.length).toBeGreaterThan(0.95);
    const two = fitClassificationForest(
      rows,
      labels.map((label) => Math.min(1, label)),
      options,
    )!;
    expect(two.classifier.ensembles).toHaveLength(1);
    two.outOfBag[0]!.forEach((p, i) => {
      if (p !== null) expect(p + two.outOfBag[1]![i]!).toBeCloseTo(1, 12);
    });
  });

  it('tells its progress and stops when asked', () => {
    const shares: number[] = [];
    fitRegressionForest(rows, y, { ...options, onProgress: (share) => shares.push(share) });
    expect(shares[0]).toBe(0);
    expect(shares.at(-1)).toBe(1);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    const controller = new AbortController();
    const onProgress = (share: number): void => {
      if (share > 0.5) controller.abort();
    };
    expect(() => fitRegressionForest(rows, y, { ...options, onProgress, signal: controller.signal })).toThrow(
      AbortedError,
    );
  });
});
