/** Decision trees and sums of trees as plain data, and their predictions. */
import { type Rows, toColumns } from './columns.ts';

/** A binary tree in parallel arrays, the root at 0. */
export interface Tree {
  /** Column that a node asks; −2 at leaves. */
  readonly feature: Int32Array;
  /** A row goes left when its value ≤ this; −2 at leaves. */
  readonly threshold: Float64Array;
  /** Node numbers of the children; −1 at leaves. */
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** Contribution to the prediction, learning rate included; read at leaves only. */
  readonly value: Float64Array;
  /** Training rows (forests: drawn rows) in the node. */
  readonly cover: Float64Array;
  /** 1 where a missing value goes left. */
  readonly missingLeft: Uint8Array;
}

/** prediction = base + Σ over trees of the value of the row's leaf. */
export interface Ensemble {
  readonly featureCount: number;
  readonly base: number;
  readonly trees: readonly Tree[];
}

/** Number of the leaf that a row of `columns` falls into. */
export function leafOf(tree: Tree, columns: readonly Float64Array[], row: number): number {
  const { feature, threshold, left, right, missingLeft } = tree;
  let node = 0;
  for (;;) {
    const next = left[node]!;
    if (next < 0) return node;
    const value = columns[feature[node]!]![row]!;
    node = value <= threshold[node]! || (missingLeft[node] === 1 && Number.isNaN(value)) ? next : right[node]!;
  }
}

/** Adds a tree's predictions for every row to `sum`. */
export function addPredictions(tree: Tree, columns: readonly Float64Array[], sum: Float64Array): void {
  for (let i = 0; i < sum.length; i++) sum[i]! += tree.value[leafOf(tree, columns, i)]!;
}

/** Predictions for columns (NaN = missing) of `count` rows. */
export function predictColumns(ensemble: Ensemble, columns: readonly Float64Array[], count: number): Float64Array {
  const sum = new Float64Array(count).fill(ensemble.base);
  for (const tree of ensemble.trees) addPredictions(tree, columns, sum);
  return sum;
}

/**
 * Predictions of the ensemble, one a row, in the unit of the target (regression, forest probabilities) or as log-odds
 * (boosted classification).
 * @throws RangeError when rows are of another width than the ensemble was fitted on.
 */
export function predictEnsemble(ensemble: Ensemble, rows: Rows): Float64Array {
  return predictColumns(ensemble, toColumns(rows, ensemble.featureCount), rows.length);
}

/** The same trees with every leaf, and the base, multiplied. */
export function scaleEnsemble(ensemble: Ensemble, factor: number): Ensemble {
  return {
    ...ensemble,
    base: ensemble.base * factor,
    trees: ensemble.trees.map((tree) => ({ ...tree, value: tree.value.map((value) => value * factor) })),
  };
}
