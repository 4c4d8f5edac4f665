/** Shapley values: stored values of trusted software, brute force over all coalitions, and the axioms. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  type Ensemble,
  type EnsembleJson,
  fitRegressionForest,
  groupShap,
  importEnsemble,
  interventionalShap,
  linearShap,
  meanAbsoluteShap,
  pathDependentShap,
  predictEnsemble,
  type Rows,
  type ShapValues,
  samplingShap,
  type Tree,
} from '../../../src/analytics/learn/index.ts';
import { gaussLegendre } from '../../../src/analytics/learn/shap/quadrature.ts';
import { AbortedError } from '../../../src/domain/aborted.ts';
import { createRng } from '../../../src/domain/rng.ts';
import { maxDifference, randomEnsemble, randomTable } from './tables.ts';

interface StoredShap {
  readonly expected_value: number;
  readonly shap: number[][];
}
type Stored = EnsembleJson & {
  name: string;
  X: number[][];
  background: number[][];
  path_dependent: StoredShap;
  interventional: StoredShap;
  interactions_path_dependent_first20: number[][][];
};
const stored = JSON.parse(readFileSync(new URL('../../fixtures/reference/shap.json', import.meta.url), 'utf8')) as {
  models: Stored[];
};

/** Value of a coalition (bits of `known`), from the definition of each kind. */
type Game = (row: readonly (number | null)[], known: number) => number;

const goesLeft = (tree: Tree, node: number, value: number | null): boolean =>
  value === null ? tree.missingLeft[node] === 1 : value <= tree.threshold[node]!;

function pathGame(ensemble: Ensemble): Game {
  const walk = (tree: Tree, node: number, row: readonly (number | null)[], known: number): number => {
    const [left, right] = [tree.left[node]!, tree.right[node]!];
    if (left < 0) return tree.value[node]!;
    const feature = tree.feature[node]!;
    if ((known >> feature) & 1) return walk(tree, goesLeft(tree, node, row[feature]!) ? left : right, row, known);
    return (
      (tree.cover[left]! * walk(tree, left, row, known) + tree.cover[right]! * walk(tree, right, row, known)) /
      tree.cover[node]!
    );
  };
  return (row, known) => ensemble.trees.reduce((sum, tree) => sum + walk(tree, 0, row, known), ensemble.base);
}

function backgroundGame(ensemble: Ensemble, background: Rows): Game {
  return (row, known) => {
    const mixed = background.map((other) => row.map((value, j) => ((known >> j) & 1 ? value : other[j]!)));
    return predictEnsemble(ensemble, mixed).reduce((sum, value) => sum + value / background.length, 0);
  };
}

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
const size = (bits: number): number => [...bits.toString(2)].filter((bit) => bit === '1').length;

function bruteForce(game: Game, row: readonly (number | null)[]): { values: number[]; interactions: number[] } {
  const p = row.length;
  const all = Array.from({ length: 2 ** p }, (_, known) => game(row, known));
  const values = row.map((_, a) =>
    all.reduce((sum, value, s) => {
      if ((s >> a) & 1) return sum;
      return sum + ((factorial(size(s)) * factorial(p - 1 - size(s))) / factorial(p)) * (all[s | (1 << a)]! - value);
    }, 0),
  );
  const half = (a: number, b: number): number =>
    all.reduce((sum, value, s) => {
      if ((s >> a) & 1 || (s >> b) & 1) return sum;
      const [A, B] = [1 << a, 1 << b];
      const weight = (factorial(size(s)) * factorial(p - 2 - size(s))) / (2 * factorial(p - 1));
      return sum + weight * (all[s | A | B]! - all[s | A]! - all[s | B]! + value);
    }, 0);
  const interactions = row.flatMap((_, a) => row.map((__, b) => (a === b ? 0 : half(a, b))));
  row.forEach((_, a) => {
    let others = 0;
    for (let b = 0; b < p; b++) others += interactions[a * p + b]!;
    interactions[a * p + a] = values[a]! - others;
  });
  return { values, interactions };
}

function expectAdditive(shap: ShapValues, predictions: Float64Array): void {
  shap.values.forEach((row, i) => {
    expect(Math.abs(row.reduce((sum, value) => sum + value, shap.expected) - predictions[i]!)).toBeLessThan(1e-9);
  });
}

describe('TreeSHAP against shap 0.44', () => {
  for (const model of stored.models)
    it(model.name, () => {
      const ensemble = importEnsemble(model);
      const path = pathDependentShap(ensemble, model.X, { interactions: true });
      const interventional = interventionalShap(ensemble, model.X, model.background);
      expect(Math.abs(path.expected - model.path_dependent.expected_value)).toBeLessThan(1e-9);
      expect(Math.abs(interventional.expected - model.interventional.expected_value)).toBeLessThan(1e-6);
      model.path_dependent.shap.forEach((row, i) => {
        expect(maxDifference(path.values[i]!, row)).toBeLessThan(1e-9);
      });
      model.interventional.shap.forEach((row, i) => {
        expect(maxDifference(interventional.values[i]!, row)).toBeLessThan(1e-6);
      });
      model.interactions_path_dependent_first20.forEach((matrix, i) => {
        expect(maxDifference(path.interactions![i]!, matrix.flat())).toBeLessThan(1e-8);
      });
      expectAdditive(path, predictEnsemble(ensemble, model.X));
      expectAdditive(interventional, predictEnsemble(ensemble, model.X));
    });
});

describe('TreeSHAP against brute force', () => {
  it('path-dependent and interventional, values and interactions, with missing values and repeated questions', () => {
    for (let seed = 0; seed < 12; seed++) {
      const width = 2 + (seed % 5);
      const ensemble = randomEnsemble(seed, width, 2 + (seed % 6), 3);
      const { rows } = randomTable(seed, 6, width, 0.2);
      const background = randomTable(seed + 100, 7, width, 0.2).rows;
      const path = pathDependentShap(ensemble, rows, { interactions: true });
      const interventional = interventionalShap(ensemble, rows, background, { interactions: true });
      rows.forEach((row, i) => {
        const kinds = [
          [path, bruteForce(pathGame(ensemble), row)],
          [interventional, bruteForce(backgroundGame(ensemble, background), row)],
        ] as const;
        for (const [got, expected] of kinds) {
          expect(maxDifference(got.values[i]!, expected.values)).toBeLessThan(1e-12);
          expect(maxDifference(got.interactions![i]!, expected.interactions)).toBeLessThan(1e-12);
        }
      });
    }
  });
});

/** A tree that asks `depth` different columns in a row; the path to its last leaf is as long. */
function chain(depth: number): Ensemble {
  const nodes = 2 * depth + 1;
  const tree: Tree = {
    feature: Int32Array.from({ length: nodes }, (_, i) => (i < depth ? i : -2)),
    threshold: Float64Array.from({ length: nodes }, (_, i) => (i < depth ? 0 : -2)),
    left: Int32Array.from({ length: nodes }, (_, i) => (i < depth ? i + 1 : -1)),
    right: Int32Array.from({ length: nodes }, (_, i) => (i < depth ? depth + 1 + i : -1)),
    value: Float64Array.from({ length: nodes }, (_, i) => Math.sin(3 * i)),
    cover: Float64Array.from({ length: nodes }, (_, i) => (i <= depth ? 2 ** (depth - i) : 2 ** (2 * depth - i))),
    missingLeft: new Uint8Array(nodes),
  };
  return { featureCount: depth, base: 0.5, trees: [tree] };
}

describe('long paths', () => {
  for (const depth of [11, 14, 29, 31, 45])
    it(`stays additive and keeps the interactions' row sums on paths of ${depth} columns`, () => {
      const ensemble = chain(depth);
      const rng = createRng(depth);
      const table = (count: number): (number | null)[][] =>
        Array.from({ length: count }, () =>
          Array.from({ length: depth }, () => (rng.next() < 0.05 ? null : rng.next() - 0.8)),
        );
      const [rows, background] = [table(30), table(20)];
      const predictions = predictEnsemble(ensemble, rows);
      for (const shap of [
        pathDependentShap(ensemble, rows, { interactions: true }),
        interventionalShap(ensemble, rows, background, { interactions: true }),
      ]) {
        expectAdditive(shap, predictions);
        shap.interactions!.forEach((matrix, i) => {
          for (let a = 0; a < depth; a++) {
            const row = matrix.subarray(a * depth, (a + 1) * depth);
            expect(row.reduce((sum, value) => sum + value, 0)).toBeCloseTo(shap.values[i]![a]!, 10);
            for (let b = 0; b < a; b++) expect(matrix[a * depth + b]).toBe(matrix[b * depth + a]);
          }
        });
      }
    });

  it('agrees with brute force on a path of 14', () => {
    const ensemble = chain(14);
    const row = Array.from({ length: 14 }, (_, j) => (j % 5 === 4 ? 1 : -1));
    const [got] = pathDependentShap(ensemble, [row]).values;
    expect(maxDifference(got!, bruteForceValues(pathGame(ensemble), row))).toBeLessThan(1e-12);
  });
});

/** As bruteForce, values only and for more columns. */
function bruteForceValues(game: Game, row: readonly number[]): number[] {
  const p = row.length;
  const all = Float64Array.from({ length: 2 ** p }, (_, known) => game(row, known));
  const sizes = all.map((_, s) => size(s));
  return row.map((_, a) => {
    let sum = 0;
    for (let s = 0; s < all.length; s++)
      if (((s >> a) & 1) === 0)
        sum += ((factorial(sizes[s]!) * factorial(p - 1 - sizes[s]!)) / factorial(p)) * (all[s | (1 << a)]! - all[s]!);
    return sum;
  });
}

describe('axioms', () => {
  const { rows, y } = randomTable(21, 120, 5, 0.1);
  const { ensemble } = fitRegressionForest(rows, y, { trees: 15, rng: createRng(2) })!;

  it('holds additivity on a grown forest with missing values', () => {
    const predictions = predictEnsemble(ensemble, rows);
    expectAdditive(pathDependentShap(ensemble, rows), predictions);
    const interventional = interventionalShap(ensemble, rows, rows);
    expectAdditive(interventional, predictions);
    expect(interventional.expected).toBeCloseTo(
      predictions.reduce((sum, value) => sum + value / 120, 0),
      10,
    );
  });

  it('expects the mean of the training rows when a tree saw each row once', () => {
    const tree = fitRegressionForest(rows, y, { trees: 1, bootstrap: false, rng: createRng(1) })!.ensemble;
    expect(pathDependentShap(tree, rows).expected).toBeCloseTo(
      y.reduce((sum, value) => sum + value / 120, 0),
      10,
    );
  });

  it('gives a column that no tree asks exactly nothing', () => {
    const wider: Ensemble = { ...ensemble, featureCount: 6 };
    const more = rows.map((row) => [...row, 7]);
    for (const shap of [pathDependentShap(wider, more), interventionalShap(wider, more, more)])
      for (const row of shap.values) expect(row[5]).toBe(0);
  });

  it('is linear over trees, and groups add up', () => {
    const parts = ensemble.trees.map((tree) => pathDependentShap({ ...ensemble, base: 0, trees: [tree] }, rows));
    const whole = pathDependentShap(ensemble, rows);
    const sum = whole.values[3]!.map((_, j) => parts.reduce((total, shap) => total + shap.values[3]![j]!, 0));
    expect(maxDifference(sum, whole.values[3]!)).toBeLessThan(1e-12);
    const groups = groupShap(whole, [[0, 2], [1], [3, 4]]);
    expect(groups[5]![0]).toBeCloseTo(whole.values[5]![0]! + whole.values[5]![2]!, 12);
    const mean = whole.values.reduce((total, row) => total + Math.abs(row[1]!) / whole.values.length, 0);
    expect(meanAbsoluteShap(whole)![1]).toBeCloseTo(mean, 12);
    expect(meanAbsoluteShap({ expected: 0, values: [], interactions: null })).toBeNull();
  });

  it('needs a background, tells its progress and stops when asked', () => {
    expect(() => interventionalShap(ensemble, rows, [])).toThrow(RangeError);
    expect(() => pathDependentShap(ensemble, [[1]])).toThrow(RangeError);
    expect(() => pathDependentShap(ensemble, rows, { signal: { aborted: true } })).toThrow(AbortedError);
    const shares: number[] = [];
    interventionalShap(ensemble, rows, rows, { onProgress: (share) => shares.push(share) });
    expect(shares[0]).toBe(0);
    expect(shares.at(-1)).toBe(1);
    expect(pathDependentShap(ensemble, []).values).toEqual([]);
  });
});

it('Gauss–Legendre points integrate polynomials exactly', () => {
  for (let n = 1; n <= 24; n++) {
    const { points, weights } = gaussLegendre(n);
    for (let power = 0; power < 2 * n; power++) {
      const integral = points.reduce((sum, x, i) => sum + weights[i]! * x ** power, 0);
      expect(integral).toBeCloseTo(1 / (power + 1), 13);
    }
  }
});

describe('linear SHAP', () => {
  const model = { intercept: 3, coefficients: [2, -1, 0] };

  it('is coefficient times distance from the background mean', () => {
    const shap = linearShap(
      model,
      [[4, 1, 9]],
      [
        [1, 1, 1],
        [3, 5, 1],
      ],
    );
    expect(shap.expected).toBe(3 + 2 * 2 - 3);
    expect([...shap.values[0]!]).toEqual([4, 2, 0]);
  });

  it('is what brute force finds on correlated columns', () => {
    const { rows } = randomTable(5, 12, 3);
    const table = rows.map((row) => [row[0]!, row[0]! + row[1]!, row[2]!]);
    const predict = (x: readonly (number | null)[]): number =>
      model.coefficients.reduce((sum, w, j) => sum + w * x[j]!, model.intercept);
    const game: Game = (row, known) =>
      table.reduce((sum, other) => sum + predict(row.map((v, j) => ((known >> j) & 1 ? v : other[j]!))) / 12, 0);
    const shap = linearShap(model, table, table);
    table.forEach((row, i) => {
      expect(maxDifference(shap.values[i]!, bruteForce(game, row).values)).toBeLessThan(1e-12);
    });
  });

  it('refuses missing values and no background', () => {
    expect(() => linearShap(model, [[1, null, 2]], [[1, 1, 1]])).toThrow(RangeError);
    expect(() => linearShap(model, [[1, 1, 2]], [])).toThrow(RangeError);
  });
});

describe('sampling SHAP', () => {
  const ensemble = randomEnsemble(31, 8, 5, 6);
  const { rows } = randomTable(31, 10, 8, 0.1);
  const background = randomTable(32, 9, 8, 0.1).rows;
  const predict = (table: Rows): Float64Array => predictEnsemble(ensemble, table);
  const exact = interventionalShap(ensemble, rows, background);

  it('is exact where all coalitions cost no more than the sample', () => {
    const got = samplingShap(predict, rows, background, { rng: createRng(1), pairs: 20 });
    expect(got.isExact).toBe(true);
    rows.forEach((_, i) => {
      expect(maxDifference(got.values[i]!, exact.values[i]!)).toBeLessThan(1e-12);
      expect([...got.errors[i]!]).toEqual(new Array(8).fill(0));
    });
  });

  it('errs by about its stated error, and adds up exactly', () => {
    const predictions = predict(rows);
    let [within, count] = [0, 0];
    for (let seed = 0; seed < 12; seed++) {
      const got = samplingShap(predict, rows, background, { rng: createRng(seed), pairs: 12 });
      expect(got.isExact).toBe(false);
      rows.forEach((_, i) => {
        const total = got.values[i]!.reduce((sum, value) => sum + value, got.expected);
        expect(Math.abs(total - predictions[i]!)).toBeLessThan(1e-9);
        got.values[i]!.forEach((value, j) => {
          const error = got.errors[i]![j]!;
          if (error < 1e-12) return;
          count++;
          if (Math.abs(value - exact.values[i]![j]!) < 2 * error) within++;
        });
      });
    }
    expect(count).toBeGreaterThan(500);
    // Student's t with 11 degrees of freedom: 93 % within two errors.
    expect(within / count).toBeGreaterThan(0.88);
    expect(within / count).toBeLessThan(0.98);
  });

  it('plays groups as one', () => {
    const groups = [
      [0, 3],
      [1, 2, 4],
      [5, 6, 7],
    ];
    const got = samplingShap(predict, rows, background, { rng: createRng(1), groups });
    const game: Game = (_, known) => {
      const columns = groups.reduce(
        (bits, group, g) => ((known >> g) & 1 ? bits | group.reduce((b, j) => b | (1 << j), 0) : bits),
        0,
      );
      return backgroundGame(ensemble, background)(rows[2]!, columns);
    };
    expect(maxDifference(got.values[2]!, bruteForce(game, [0, 0, 0]).values)).toBeLessThan(1e-12);
  });

  it('draws the same for the same seed, whatever rows surround a row', () => {
    const options = () => ({ rng: createRng(4), pairs: 3 });
    const all = samplingShap(predict, rows, background, options());
    const first = samplingShap(predict, rows.slice(0, 2), background, options());
    expect(first.values[1]).toEqual(all.values[1]);
  });

  it('refuses groups that leave a column out or take it twice', () => {
    const run = (groups: number[][]) => samplingShap(predict, rows, background, { rng: createRng(1), groups });
    expect(() => run([[0, 1, 2, 3, 4, 5, 6]])).toThrow(RangeError);
    expect(() => run([[0, 1, 2, 3, 4, 5, 6, 7], [7]])).toThrow(RangeError);
    expect(() => run([[0, 1, 2, 3, 4, 5, 6, 7, 8]])).toThrow(RangeError);
    expect(() => samplingShap(predict, rows, [], { rng: createRng(1) })).toThrow(RangeError);
    expect(() => samplingShap(predict, rows, background, { rng: createRng(1), pairs: 1 })).toThrow(RangeError);
  });
});
