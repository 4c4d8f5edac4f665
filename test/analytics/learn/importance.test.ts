/** Permutation importance and partial dependence: a stored curve, known functions. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  columnGrid,
  type EnsembleJson,
  importEnsemble,
  meanSquaredError,
  partialDependence,
  permutationImportance,
  predictEnsemble,
  rSquared,
} from '../../../src/analytics/learn/index.ts';
import { AbortedError } from '../../../src/domain/aborted.ts';
import { createRng } from '../../../src/domain/rng.ts';
import { maxDifference, randomTable } from './tables.ts';

type Stored = EnsembleJson & { X: number[][]; partial_dependence_feature0: { grid: number[]; average: number[] } };
const stored = JSON.parse(readFileSync(new URL('../../fixtures/reference/shap.json', import.meta.url), 'utf8')) as {
  models: Stored[];
};

describe('partial dependence', () => {
  it('is what scikit-learn finds', () => {
    for (const { X, partial_dependence_feature0: known, ...model } of stored.models) {
      const ensemble = importEnsemble(model);
      const got = partialDependence((rows) => predictEnsemble(ensemble, rows), X, 0, known.grid)!;
      expect(maxDifference(got.mean, known.average)).toBeLessThan(1e-9);
    }
  });

  it('of a sum is the column alone, with curves that are parallel', () => {
    const { rows } = randomTable(1, 30, 2);
    const predict = (table: (number | null)[][]) => table.map(([a, b]) => a! ** 2 + b!);
    const got = partialDependence(predict, rows, 0, [-1, 0, 2])!;
    expect(got.mean[2]! - got.mean[1]!).toBeCloseTo(4, 12);
    for (const curve of got.curves) expect(curve[0]! - curve[1]!).toBeCloseTo(1, 12);
    expect(partialDependence(predict, [], 0, [1])).toBeNull();
    const stopped = { signal: { aborted: true } };
    expect(() => partialDependence(predict, rows, 0, [1], stopped)).toThrow(AbortedError);
  });

  it('spans what is present', () => {
    expect(columnGrid([[1], [null], [5]], 0, 3)).toEqual([1, 3, 5]);
    expect(columnGrid([[2], [2]], 0, 9)).toEqual([2]);
    expect(columnGrid([[null]], 0, 9)).toEqual([]);
  });
});

describe('permutation importance', () => {
  const { rows } = randomTable(2, 400, 3);
  const y = rows.map(([a, b]) => 3 * a! + b!);
  const predict = (table: (number | null)[][]) => table.map(([a, b]) => 3 * a! + b!);
  const loss = meanSquaredError;

  it('is twice the variance that an independent column carries, and 0 for one that is not read', () => {
    const got = permutationImportance(predict, rows, y, loss, { rng: createRng(1), repeats: 30 })!;
    const variance = (j: number): number => {
      const mean = rows.reduce((sum, row) => sum + row[j]! / 400, 0);
      return rows.reduce((sum, row) => sum + (row[j]! - mean) ** 2 / 400, 0);
    };
    expect(got[0]!.rise / (2 * 9 * variance(0))).toBeCloseTo(1, 1);
    expect(got[1]!.rise / (2 * variance(1))).toBeCloseTo(1, 1);
    expect(got[2]).toEqual({ rise: 0, spread: 0 });
    expect(got[0]!.spread).toBeGreaterThan(0);
  });

  it('shuffles groups together, so that what only matters jointly is seen', () => {
    const product = (table: (number | null)[][]) => table.map(([a, b]) => a! - b!);
    const twins = rows.map(([a]) => [a!, a!, 0]);
    const zero = twins.map(() => 0);
    const options = { rng: createRng(1), groups: [[0, 1], [0], [2]] };
    const got = permutationImportance(product, twins, zero, loss, options)!;
    expect(got[0]!.rise).toBe(0);
    expect(got[1]!.rise).toBeGreaterThan(1);
  });

  it('is null where the loss is undefined, deterministic, and stops when asked', () => {
    const constant = y.map(() => 1);
    const negative = (a: readonly number[], b: readonly number[]) => {
      const r2 = rSquared(a, b);
      return r2 === null ? null : -r2;
    };
    expect(permutationImportance(predict, rows, constant, negative, { rng: createRng(1) })).toBeNull();
    const run = () => permutationImportance(predict, rows, y, loss, { rng: createRng(7), repeats: 2 });
    expect(run()).toEqual(run());
    const stopped = { rng: createRng(1), signal: { aborted: true } };
    expect(() => permutationImportance(predict, rows, y, loss, stopped)).toThrow(AbortedError);
  });
});
