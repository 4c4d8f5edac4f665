/**
 * The games that TreeSHAP plays, one a leaf: its value is paid when the row meets the leaf's condition on every column of
 * its path. What a row gets depends only on which of these conditions it meets, so a leaf's answers are worked out once per
 * pattern that occurs and looked up for all other rows (the idea of Fast TreeSHAP v2, Yang 2021), leaf after leaf.
 */
import type { Ensemble, Tree } from '../tree.ts';

/** Conditions of one leaf: value in (low, high] per column of its path, in order of first use. */
export interface LeafPath {
  readonly value: number;
  readonly columns: Int32Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** 1 where a missing value meets the condition. */
  readonly missing: Uint8Array;
  /** Share of the training rows that go on along the path at this column's nodes, multiplied. */
  readonly share: Float64Array;
}

/** The leaves of one tree with their paths. */
export function leafPaths(tree: Tree): LeafPath[] {
  const paths: LeafPath[] = [];
  const columns: number[] = [];
  const low: number[] = [];
  const high: number[] = [];
  const missing: number[] = [];
  const share: number[] = [];
  const visit = (node: number): void => {
    const left = tree.left[node]!;
    if (left < 0) {
      paths.push({
        value: tree.value[node]!,
        columns: Int32Array.from(columns),
        low: Float64Array.from(low),
        high: Float64Array.from(high),
        missing: Uint8Array.from(missing),
        share: Float64Array.from(share),
      });
      return;
    }
    const column = tree.feature[node]!;
    let at = columns.indexOf(column);
    const isNew = at < 0;
    if (isNew) {
      at = columns.length;
      columns.push(column);
      low.push(Number.NEGATIVE_INFINITY);
      high.push(Number.POSITIVE_INFINITY);
      missing.push(1);
      share.push(1);
    }
    const before = [low[at]!, high[at]!, missing[at]!, share[at]!] as const;
    const right = tree.right[node]!;
    high[at] = Math.min(before[1], tree.threshold[node]!);
    missing[at] = before[2] & tree.missingLeft[node]!;
    share[at] = (before[3] * tree.cover[left]!) / tree.cover[node]!;
    visit(left);
    low[at] = Math.max(before[0], tree.threshold[node]!);
    high[at] = before[1];
    missing[at] = before[2] & (1 - tree.missingLeft[node]!);
    share[at] = (before[3] * tree.cover[right]!) / tree.cover[node]!;
    visit(right);
    if (isNew) for (const list of [columns, low, high, missing, share]) list.pop();
    else [low[at], high[at], missing[at], share[at]] = before;
  };
  visit(0);
  return paths;
}

/** A pattern is a whole number with bit j set when condition j is met; longer paths are written as text. */
export type PatternKey = number | string;

/** Conditions of a pattern that fit into its bits. */
const LONGEST_NUMBER = 30;
/** Up to this length a pattern's slot is found by its number in an array, beyond in a map. */
const LONGEST_ARRAY = 12;

/** Distinct patterns of a leaf among the rows of a table. */
export interface Patterns {
  /** Per row the slot of its pattern. */
  readonly slots: Int32Array;
  /** Per slot whether each condition is met, `width` entries a slot. */
  readonly met: Uint8Array;
  readonly count: number;
  /** Rows per slot. */
  readonly rows: Int32Array;
}

/** Reads the patterns of leaves from one table; its memory is used again for every leaf, so read a result before the next. */
export function patternReader(table: readonly Float64Array[], rowCount: number): (path: LeafPath) => Patterns {
  const bits = new Int32Array(rowCount);
  const slots = new Int32Array(rowCount);
  const rows = new Int32Array(rowCount);
  const byNumber = new Int32Array(1 << LONGEST_ARRAY);
  return (path) => {
    const width = path.columns.length;
    const met: number[] = [];
    let count = 0;
    if (width <= LONGEST_NUMBER) {
      bits.fill(0);
      for (let j = 0; j < width; j++) {
        const column = table[path.columns[j]!]!;
        const low = path.low[j]!;
        const high = path.high[j]!;
        const bit = 1 << j;
        if (path.missing[j] === 0)
          for (let i = 0; i < rowCount; i++) bits[i]! |= column[i]! > low && column[i]! <= high ? bit : 0;
        else for (let i = 0; i < rowCount; i++) bits[i]! |= column[i]! <= low || column[i]! > high ? 0 : bit;
      }
    }
    const open = (): number => {
      rows[count] = 0;
      return count++;
    };
    if (width <= LONGEST_ARRAY) {
      const patterns = 1 << width;
      for (let b = 0; b < patterns; b++) byNumber[b] = -1;
      for (let i = 0; i < rowCount; i++) {
        const b = bits[i]!;
        let slot = byNumber[b]!;
        if (slot < 0) {
          slot = open();
          byNumber[b] = slot;
          for (let j = 0; j < width; j++) met.push((b >> j) & 1);
        }
        slots[i] = slot;
        rows[slot]! += 1;
      }
    } else {
      const known = new Map<PatternKey, number>();
      for (let i = 0; i < rowCount; i++) {
        let key: PatternKey = bits[i]!;
        if (width > LONGEST_NUMBER) {
          key = '';
          for (let j = 0; j < width; j++) key += meets(path, j, table[path.columns[j]!]![i]!) ? '1' : '0';
        }
        let slot = known.get(key);
        if (slot === undefined) {
          slot = open();
          known.set(key, slot);
          for (let j = 0; j < width; j++) met.push(meets(path, j, table[path.columns[j]!]![i]!) ? 1 : 0);
        }
        slots[i] = slot;
        rows[slot]! += 1;
      }
    }
    return { slots, met: Uint8Array.from(met), count, rows };
  };
}

function meets(path: LeafPath, j: number, value: number): boolean {
  return Number.isNaN(value) ? path.missing[j] === 1 : value > path.low[j]! && value <= path.high[j]!;
}

/** Adds what each condition gets in a game, `into[j]`, for a row whose pattern is met[from …]. */
export interface LeafRule {
  /** The leaf's share of the prediction that is expected before anything is known of the row. */
  expected(path: LeafPath): number;
  /** Shapley values of the conditions; into has `path.columns.length` entries, all 0. */
  values(path: LeafPath, met: Uint8Array, from: number, into: Float64Array): void;
  /** Shapley interaction indices, halved: what pair (j, k), j < k, adds to both off-diagonal cells; width × width. */
  pairs(path: LeafPath, met: Uint8Array, from: number, into: Float64Array): void;
}

export interface LeafSums {
  readonly expected: number;
  /** Row after row, one value a column. */
  readonly values: Float64Array;
  /** Row after row, columns × columns; null unless asked for. */
  readonly interactions: Float64Array | null;
}

/** Plays the games of all leaves for all rows of `table`. `prepare` is called before each leaf, `onTree` before each tree. */
export function playLeaves(
  ensemble: Ensemble,
  table: readonly Float64Array[],
  rowCount: number,
  prepare: (path: LeafPath) => LeafRule,
  o: { readonly interactions: boolean; readonly onTree: (done: number) => void },
): LeafSums {
  const p = ensemble.featureCount;
  const values = new Float64Array(rowCount * p);
  const interactions = o.interactions ? new Float64Array(rowCount * p * p) : null;
  const read = patternReader(table, rowCount);
  let expected = ensemble.base;
  ensemble.trees.forEach((tree, t) => {
    o.onTree(t);
    for (const path of leafPaths(tree)) {
      const rule = prepare(path);
      expected += rule.expected(path);
      const width = path.columns.length;
      if (width === 0) continue;
      const patterns = read(path);
      const answers = new Float64Array(patterns.count * width);
      for (let s = 0; s < patterns.count; s++)
        rule.values(path, patterns.met, s * width, answers.subarray(s * width, (s + 1) * width));
      for (let j = 0; j < width; j++) {
        const column = path.columns[j]!;
        for (let i = 0, cell = column; i < rowCount; i++, cell += p)
          values[cell]! += answers[patterns.slots[i]! * width + j]!;
      }
      if (interactions === null || width < 2) continue;
      const area = width * width;
      const pairs = new Float64Array(patterns.count * area);
      for (let s = 0; s < patterns.count; s++)
        rule.pairs(path, patterns.met, s * width, pairs.subarray(s * area, (s + 1) * area));
      for (let j = 0; j < width; j++)
        for (let k = j + 1; k < width; k++) {
          const [a, b] = [path.columns[j]!, path.columns[k]!];
          for (let i = 0; i < rowCount; i++) {
            const half = pairs[patterns.slots[i]! * area + j * width + k]!;
            interactions[i * p * p + a * p + b]! += half;
            interactions[i * p * p + b * p + a]! += half;
          }
        }
    }
  });
  o.onTree(ensemble.trees.length);
  // What a column adds alone: its value less its halves of all pairs (Lundberg et al. 2020).
  if (interactions !== null)
    for (let i = 0; i < rowCount; i++)
      for (let a = 0; a < p; a++) {
        let alone = values[i * p + a]!;
        for (let b = 0; b < p; b++) if (b !== a) alone -= interactions[i * p * p + a * p + b]!;
        interactions[i * p * p + a * p + a] = alone;
      }
  return { expected, values, interactions };
}
