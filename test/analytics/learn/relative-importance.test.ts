/** LMG against formulas, brute force over orders, and its axioms. */
import { describe, expect, it } from 'vitest';
import { bootstrapRelativeImportance, relativeImportance } from '../../../src/analytics/learn/index.ts';
import { ols } from '../../../src/analytics/stats/regression/ols.ts';
import { createRng } from '../../../src/domain/rng.ts';
import { maxDifference } from './tables.ts';

function sample(seed: number, n: number, width: number) {
  const rng = createRng(seed);
  const shared = Array.from({ length: n }, () => rng.normal());
  const columns = Array.from({ length: width }, (_, j) => shared.map((s) => 0.5 * j * s + rng.normal()));
  const y = shared.map((_, t) => columns.reduce((sum, x, j) => sum + (j % 3) * x[t]!, 0) + 2 * rng.normal());
  return { columns, y };
}

const correlation = (a: readonly number[], b: readonly number[]): number => {
  const mean = (x: readonly number[]): number => x.reduce((s, v) => s + v, 0) / x.length;
  const [ma, mb] = [mean(a), mean(b)];
  const cross = (x: readonly number[], mx: number, z: readonly number[], mz: number): number =>
    x.reduce((s, v, i) => s + (v - mx) * (z[i]! - mz), 0);
  return cross(a, ma, b, mb) / Math.sqrt(cross(a, ma, a, ma) * cross(b, mb, b, mb));
};

const permutations = (items: readonly number[]): number[][] =>
  items.length < 2
    ? [[...items]]
    : items.flatMap((item) => permutations(items.filter((x) => x !== item)).map((rest) => [item, ...rest]));

describe('LMG', () => {
  it('follows the formula for two regressors', () => {
    const { columns, y } = sample(1, 60, 2);
    const [r1, r2, r12] = [
      correlation(columns[0]!, y),
      correlation(columns[1]!, y),
      correlation(columns[0]!, columns[1]!),
    ];
    const both = (r1 ** 2 + r2 ** 2 - 2 * r1 * r2 * r12) / (1 - r12 ** 2);
    const got = relativeImportance(columns, y)!;
    expect(got.rSquared).toBeCloseTo(both, 10);
    expect(got.parts[0]).toBeCloseTo((r1 ** 2 + (both - r2 ** 2)) / 2, 10);
    expect(got.parts[1]).toBeCloseTo((r2 ** 2 + (both - r1 ** 2)) / 2, 10);
  });

  it('is the mean over all orders of what a block adds, blocks of columns included', () => {
    const { columns, y } = sample(2, 50, 6);
    const blocks = [[0, 3], [1], [5], [2, 4]];
    const explained = (columnsIn: readonly number[]): number =>
      columnsIn.length === 0
        ? 0
        : ols(
            y.map((_, t) => columnsIn.map((j) => columns[j]![t]!)),
            y,
          )!.rSquared!;
    const orders = permutations([0, 1, 2, 3]);
    const expected = blocks.map((block, b) =>
      orders.reduce((sum, order) => {
        const before = order.slice(0, order.indexOf(b)).flatMap((k) => blocks[k]!);
        return sum + (explained([...before, ...block]) - explained(before)) / orders.length;
      }, 0),
    );
    const got = relativeImportance(columns, y, blocks)!;
    expect(maxDifference(got.parts, expected)).toBeLessThan(1e-10);
  });

  it('adds up to R², is never negative, and gives orthogonal columns their squared correlation', () => {
    for (let seed = 3; seed < 9; seed++) {
      const { columns, y } = sample(seed, 40, 7);
      const got = relativeImportance(columns, y)!;
      expect(got.parts.reduce((a, b) => a + b, 0)).toBeCloseTo(got.rSquared, 10);
      expect(got.shares!.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 10);
      expect(Math.min(...got.parts)).toBeGreaterThan(-1e-12);
    }
    const a = [1, -1, 1, -1, 1, -1, 1, -1];
    const b = [1, 1, -1, -1, 1, 1, -1, -1];
    const y = [3, 1, 2, 5, 4, 1, 2, 3];
    const got = relativeImportance([a, b], y)!;
    expect(got.parts[0]).toBeCloseTo(correlation(a, y) ** 2, 12);
    expect(got.parts[1]).toBeCloseTo(correlation(b, y) ** 2, 12);
  });

  it('shares equally between twins, and gives a constant nothing', () => {
    const { columns, y } = sample(9, 40, 3);
    const got = relativeImportance([columns[2]!, columns[2]!, columns[1]!, y.map(() => 4)], y)!;
    expect(got.parts[0]).toBeCloseTo(got.parts[1]!, 12);
    expect(got.parts[3]).toBe(0);
    expect(got.ranks[0]).toBe(got.ranks[1]);
    expect(got.rSquared).toBeCloseTo(relativeImportance([columns[2]!, columns[1]!], y)!.rSquared, 10);
  });

  it('does not mind units or large means', () => {
    const { columns, y } = sample(10, 60, 4);
    const got = relativeImportance(columns, y)!;
    const scaled = relativeImportance(
      columns.map((x, j) => x.map((v) => 1e6 + 10 ** j * v)),
      y.map((v) => 5e5 - 3 * v),
    )!;
    expect(maxDifference(got.parts, scaled.parts)).toBeLessThan(1e-6);
  });

  it('is null on a constant response or too few observations, and refuses malformed blocks', () => {
    expect(relativeImportance([[1, 2, 3, 4]], [5, 5, 5, 5])).toBeNull();
    expect(
      relativeImportance(
        [
          [1, 2],
          [2, 5],
        ],
        [1, 2],
      ),
    ).toBeNull();
    const { columns, y } = sample(11, 30, 11);
    expect(() => relativeImportance(columns, y)).toThrow(RangeError);
    expect(() => relativeImportance(columns, y, [[0], [0]])).toThrow(RangeError);
    expect(() => relativeImportance(columns, y, [[12]])).toThrow(RangeError);
    expect(() => relativeImportance([[1, 2, Number.NaN]], [1, 2, 3])).toThrow(RangeError);
    expect(() => relativeImportance([[1, 2]], [1, 2, 3])).toThrow(RangeError);
  });
});

describe('bootstrap', () => {
  it('surrounds the parts, and ranks a clear order clearly', () => {
    const rng = createRng(12);
    const columns = Array.from({ length: 3 }, () => Array.from({ length: 200 }, () => rng.normal()));
    const y = columns[0]!.map((value, t) => 5 * value + 2 * columns[1]![t]! + rng.normal());
    const got = bootstrapRelativeImportance(columns, y, { rng: createRng(1), draws: 199 })!;
    expect(got.ranks).toEqual([1, 2, 3]);
    got.intervals.forEach(({ partInterval, rankInterval }, b) => {
      expect(rankInterval).toEqual([b + 1, b + 1]);
      expect(partInterval[0]).toBeLessThanOrEqual(partInterval[1]);
    });
    expect(got.intervals[0]!.partInterval[0]).toBeLessThan(got.parts[0]!);
    expect(got.intervals[0]!.partInterval[1]).toBeGreaterThan(got.parts[0]!);
    expect(got.draws).toBe(199);
  });

  it('leaves ranks open where nothing tells the columns apart', () => {
    const rng = createRng(13);
    const columns = Array.from({ length: 4 }, () => Array.from({ length: 60 }, () => rng.normal()));
    const y = Array.from({ length: 60 }, () => rng.normal());
    const got = bootstrapRelativeImportance(columns, y, { rng: createRng(1), draws: 199 })!;
    for (const { rankInterval } of got.intervals) expect(rankInterval[1] - rankInterval[0]).toBeGreaterThanOrEqual(2);
  });
});
