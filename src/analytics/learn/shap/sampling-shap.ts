/**
 * SHAP values of any function by sampling orders in which columns become known (Castro, Gómez & Tejada 2009), each order
 * walked forwards and backwards (antithetic pairs: Mitchell, Cooper, Frank & Holmes 2022), against background rows.
 * Exact by enumeration where all coalitions cost no more than the sample.
 */
import type { Rng } from '../../../domain/rng.ts';
import type { Rows } from '../columns.ts';
import { tick, type Watch } from '../watch.ts';

/** Any model: one prediction a row. Called with many rows at a time. */
export type Predictor = (rows: (number | null)[][]) => ArrayLike<number>;

export interface SamplingShapOptions extends Watch {
  readonly rng: Rng;
  /** Pairs of orders drawn for each row; 32 by default, at least 2. */
  readonly pairs?: number;
  /** Columns that become known together; by default each alone. Every column belongs to exactly one group. */
  readonly groups?: readonly (readonly number[])[];
}

export interface SampledShap {
  readonly expected: number;
  /** One array a row, one value a group; with `expected` they sum to the prediction exactly. */
  readonly values: readonly Float64Array[];
  /** Standard error of each value from the spread of the pairs; 0 where computed exactly. */
  readonly errors: readonly Float64Array[];
  readonly isExact: boolean;
}

/** Mean prediction when the groups marked in `known` come from the row and the others from each background row. */
function coalitionValues(
  predict: Predictor,
  row: ArrayLike<number | null>,
  background: Rows,
  groupOf: Int32Array,
  coalitions: readonly Uint8Array[],
): Float64Array {
  const rows: (number | null)[][] = [];
  for (const known of coalitions)
    for (const other of background)
      rows.push(Array.from(groupOf, (group, j) => (known[group] === 1 ? row[j]! : other[j]!)));
  const predictions = predict(rows);
  const size = background.length;
  return Float64Array.from(coalitions, (_, c) => {
    let sum = 0;
    for (let b = 0; b < size; b++) sum += predictions[c * size + b]!;
    return sum / size;
  });
}

function groupOfColumns(width: number, groups: readonly (readonly number[])[]): Int32Array {
  const groupOf = new Int32Array(width).fill(-1);
  groups.forEach((group, g) => {
    for (const j of group) {
      if (groupOf[j] !== -1) throw new RangeError(`column ${j} does not exist or belongs to two groups`);
      groupOf[j] = g;
    }
  });
  if (groupOf.includes(-1)) throw new RangeError('every column needs a group');
  return groupOf;
}

/** Shapley values from the values of all 2ⁿ coalitions, bit g of a coalition's number for group g. */
function shapleyOfAll(values: Float64Array, count: number): Float64Array {
  const result = new Float64Array(count);
  // |S|! (n − 1 − |S|)! ÷ n! by size of S.
  const weight = new Float64Array(count);
  weight[0] = 1 / count;
  for (let s = 1; s < count; s++) weight[s] = (weight[s - 1]! * s) / (count - s);
  for (let coalition = 0; coalition < values.length; coalition++) {
    let size = 0;
    for (let g = 0; g < count; g++) size += (coalition >> g) & 1;
    for (let g = 0; g < count; g++)
      if (((coalition >> g) & 1) === 0)
        result[g]! += weight[size]! * (values[coalition | (1 << g)]! - values[coalition]!);
  }
  return result;
}

/**
 * SHAP values of `predict` for each row. Predictions needed: rows × background rows × min(2^groups, pairs × 2 × (groups − 1)
 * + 2). Null in a row or a background row reaches the function as null.
 * @throws RangeError when there is no background row, fewer than two pairs, or groups do not partition the columns.
 * @throws AbortedError when the signal says so.
 */
export function samplingShap(predict: Predictor, rows: Rows, background: Rows, o: SamplingShapOptions): SampledShap {
  const width = background[0]?.length ?? 0;
  if (background.length === 0) throw new RangeError('a background row is needed');
  const groups = o.groups ?? Array.from({ length: width }, (_, j) => [j]);
  const groupOf = groupOfColumns(width, groups);
  const count = groups.length;
  const pairs = o.pairs ?? 32;
  if (pairs < 2) throw new RangeError('two pairs are needed to tell the error');
  const isExact = count < 2 || (count <= 20 && 2 ** count <= pairs * 2 * (count - 1) + 2);
  const none = new Uint8Array(count);
  const expected = coalitionValues(predict, background[0]!, background, groupOf, [none])[0]!;
  const results = rows.map((row, i) => {
    tick(o, i, rows.length);
    if (isExact) {
      const coalitions = Array.from({ length: 2 ** count }, (_, c) => Uint8Array.from(groups, (__, g) => (c >> g) & 1));
      const values = coalitionValues(predict, row, background, groupOf, coalitions);
      return { values: shapleyOfAll(values, count), errors: new Float64Array(count) };
    }
    return sampleRow(predict, row, background, groupOf, count, expected, pairs, o.rng.fork(`row ${i}`));
  });
  tick(o, rows.length, rows.length);
  return { expected, values: results.map((r) => r.values), errors: results.map((r) => r.errors), isExact };
}

function sampleRow(
  predict: Predictor,
  row: ArrayLike<number | null>,
  background: Rows,
  groupOf: Int32Array,
  count: number,
  expected: number,
  pairs: number,
  rng: Rng,
): { values: Float64Array; errors: Float64Array } {
  const whole = coalitionValues(predict, row, background, groupOf, [new Uint8Array(count).fill(1)])[0]!;
  const sum = new Float64Array(count);
  const squares = new Float64Array(count);
  for (let pair = 0; pair < pairs; pair++) {
    const order = Int32Array.from({ length: count }, (_, g) => g);
    for (let g = count - 1; g > 0; g--) {
      const swap = rng.integer(g + 1);
      [order[g], order[swap]] = [order[swap]!, order[g]!];
    }
    const one = new Float64Array(count);
    for (const walk of [order, order.toReversed()]) {
      const known = new Uint8Array(count);
      const coalitions = Array.from(walk.subarray(0, count - 1), (g) => {
        known[g] = 1;
        return Uint8Array.from(known);
      });
      const values = coalitionValues(predict, row, background, groupOf, coalitions);
      walk.forEach((g, k) => {
        const after = k === count - 1 ? whole : values[k]!;
        const before = k === 0 ? expected : values[k - 1]!;
        one[g]! += (after - before) / 2;
      });
    }
    // Welford (1962): the mean and the sum of squares about it.
    for (let g = 0; g < count; g++) {
      const distance = one[g]! - sum[g]!;
      sum[g]! += distance / (pair + 1);
      squares[g]! += distance * (one[g]! - sum[g]!);
    }
  }
  return { values: sum, errors: squares.map((square) => Math.sqrt(square / (pairs - 1) / pairs)) };
}
