/** Small random tables for the tests of this room. */
import type { Ensemble, Tree } from '../../../src/analytics/learn/index.ts';
import { createRng, type Rng } from '../../../src/domain/rng.ts';

export interface Table {
  readonly rows: (number | null)[][];
  readonly y: number[];
}

/** Rows with whole numbers (so that values tie) in half of the columns, and a target with interactions. */
export function randomTable(seed: number, count: number, width: number, missingShare = 0): Table {
  const rng = createRng(seed);
  const rows = Array.from({ length: count }, () =>
    Array.from({ length: width }, (_, j) => {
      const value = j % 2 === 0 ? rng.normal() : rng.integer(5);
      return rng.next() < missingShare ? null : value;
    }),
  );
  const y = rows.map((row) => {
    const [a, b, c] = [row[0] ?? -1, row[1 % width] ?? 2, row[2 % width] ?? 0.5];
    return a * b + (c > 0 ? 2 : -1) + 0.3 * rng.normal();
  });
  return { rows, y };
}

/** A tree of random questions and leaf values whose covers are those of `rows` drawn at random, at least 1 each. */
export function randomTree(rng: Rng, width: number, depth: number): Tree {
  const feature: number[] = [];
  const threshold: number[] = [];
  const left: number[] = [];
  const right: number[] = [];
  const value: number[] = [];
  const cover: number[] = [];
  const missingLeft: number[] = [];
  const grow = (level: number): number => {
    const id = feature.length;
    for (const list of [feature, threshold]) list.push(-2);
    for (const list of [left, right]) list.push(-1);
    value.push(rng.normal());
    cover.push(1 + rng.integer(9));
    missingLeft.push(0);
    if (level === depth || (level > 0 && rng.next() < 0.2)) return id;
    feature[id] = rng.integer(width);
    threshold[id] = rng.normal();
    missingLeft[id] = rng.integer(2);
    left[id] = grow(level + 1);
    right[id] = grow(level + 1);
    cover[id] = cover[left[id]!]! + cover[right[id]!]!;
    return id;
  };
  grow(0);
  return {
    feature: Int32Array.from(feature),
    threshold: Float64Array.from(threshold),
    left: Int32Array.from(left),
    right: Int32Array.from(right),
    value: Float64Array.from(value),
    cover: Float64Array.from(cover),
    missingLeft: Uint8Array.from(missingLeft),
  };
}

export function randomEnsemble(seed: number, width: number, depth: number, trees: number): Ensemble {
  const rng = createRng(seed);
  return {
    featureCount: width,
    base: rng.normal(),
    trees: Array.from({ length: trees }, () => randomTree(rng, width, depth)),
  };
}

export const maxDifference = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce(
    (most, value, i) => Math.max(most, Math.abs(value - b[i]!)),
    a.length === b.length ? 0 : Infinity,
  );
