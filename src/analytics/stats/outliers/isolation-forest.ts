/** Isolation forest (Liu, Ting & Zhou 2008): rows that random splits cut off early are odd. */
import type { Rng } from '../../../domain/rng.ts';

type Node =
  | { readonly size: number }
  | { readonly column: number; readonly cut: number; readonly below: Node; readonly above: Node };

/** Mean depth of an unsuccessful search in a binary tree of n values. */
const meanDepth = (n: number): number => {
  if (n <= 1) return 0;
  if (n === 2) return 1;
  const harmonic = Math.log(n - 1) + 0.5772156649015329;
  return 2 * harmonic - (2 * (n - 1)) / n;
};

function grow(rows: readonly (readonly number[])[], members: readonly number[], depth: number, rng: Rng): Node {
  const width = rows[0]?.length ?? 0;
  if (depth === 0 || members.length <= 1) return { size: members.length };
  const ranges: { column: number; low: number; high: number }[] = [];
  for (let column = 0; column < width; column++) {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const i of members) {
      low = Math.min(low, rows[i]![column]!);
      high = Math.max(high, rows[i]![column]!);
    }
    if (high > low) ranges.push({ column, low, high });
  }
  if (ranges.length === 0) return { size: members.length };
  const { column, low, high } = ranges[rng.integer(ranges.length)]!;
  const cut = low + rng.next() * (high - low);
  return {
    column,
    cut,
    below: grow(
      rows,
      members.filter((i) => rows[i]![column]! <= cut),
      depth - 1,
      rng,
    ),
    above: grow(
      rows,
      members.filter((i) => rows[i]![column]! > cut),
      depth - 1,
      rng,
    ),
  };
}

function pathLength(node: Node, row: readonly number[]): number {
  let depth = 0;
  let at = node;
  while ('cut' in at) {
    at = row[at.column]! <= at.cut ? at.below : at.above;
    depth++;
  }
  return depth + meanDepth(at.size);
}

/** Score of each row, 0–1: near 1 odd, about ½ ordinary. Null below two rows. Deterministic given `rng`. */
export function isolationScores(
  rows: readonly (readonly number[])[],
  o: { rng: Rng; trees?: number; sample?: number },
): number[] | null {
  const n = rows.length;
  if (n < 2) return null;
  const size = Math.min(o.sample ?? 256, n);
  const depth = Math.ceil(Math.log2(size));
  const trees = Array.from({ length: o.trees ?? 200 }, () => {
    const order = Array.from({ length: n }, (_, i) => i);
    for (let i = 0; i < size; i++) {
      const j = i + o.rng.integer(n - i);
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
    return grow(rows, order.slice(0, size), depth, o.rng);
  });
  const scale = meanDepth(size);
  return rows.map((row) => 2 ** -(trees.reduce((sum, tree) => sum + pathLength(tree, row), 0) / trees.length / scale));
}
