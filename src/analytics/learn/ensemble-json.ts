/**
 * Ensembles as JSON: {base, n_features, trees: [{feature, threshold, left, right, value, cover}]} with scikit-learn's marks
 * (feature and threshold −2, children −1 at leaves). `missing_left` (1: a missing value goes left) is written only where the
 * direction differs from the rule for trees without it: the child with the larger cover, of equals the left one.
 */
import type { Ensemble, Tree } from './tree.ts';

export interface TreeJson {
  readonly feature: readonly number[];
  readonly threshold: readonly number[];
  readonly left: readonly number[];
  readonly right: readonly number[];
  readonly value: readonly number[];
  readonly cover: readonly number[];
  readonly missing_left?: readonly number[];
}

export interface EnsembleJson {
  readonly base: number;
  readonly n_features: number;
  readonly trees: readonly TreeJson[];
}

/** Where missing values go when nothing says so. */
function usualDirection(left: ArrayLike<number>, right: ArrayLike<number>, cover: ArrayLike<number>): Uint8Array {
  return Uint8Array.from(left, (child, node) => (child >= 0 && cover[child]! >= cover[right[node]!]! ? 1 : 0));
}

/** The ensemble as plain JSON; `importEnsemble` gives back the same ensemble. */
export function exportEnsemble(ensemble: Ensemble): EnsembleJson {
  return {
    base: ensemble.base,
    n_features: ensemble.featureCount,
    trees: ensemble.trees.map((tree) => {
      const usual = usualDirection(tree.left, tree.right, tree.cover);
      return {
        feature: [...tree.feature],
        threshold: [...tree.threshold],
        left: [...tree.left],
        right: [...tree.right],
        value: [...tree.value],
        cover: [...tree.cover],
        ...(tree.missingLeft.every((direction, node) => direction === usual[node])
          ? {}
          : { missing_left: [...tree.missingLeft] }),
      };
    }),
  };
}

function importTree(json: TreeJson, featureCount: number, name: string): Tree {
  const count = json.feature.length;
  const refuse = (what: string): never => {
    throw new RangeError(`${name}: ${what}`);
  };
  const lists = [json.threshold, json.left, json.right, json.value, json.cover, json.missing_left ?? json.feature];
  if (count === 0 || lists.some((list) => list.length !== count)) refuse('lists must have one entry a node');
  const parents = new Int32Array(count);
  for (let node = 0; node < count; node++) {
    const [left, right] = [json.left[node]!, json.right[node]!];
    if (!Number.isFinite(json.cover[node])) refuse(`cover of node ${node} is not a number`);
    if (left === -1) {
      if (right !== -1) refuse(`node ${node} has one child`);
      if (!Number.isFinite(json.value[node])) refuse(`value of leaf ${node} is not a number`);
      continue;
    }
    for (const child of [left, right]) {
      if (!Number.isInteger(child) || child <= 0 || child >= count) refuse(`node ${node} has no such child: ${child}`);
      parents[child]! += 1;
    }
    const feature = json.feature[node]!;
    if (!Number.isInteger(feature) || feature < 0 || feature >= featureCount) refuse(`no such column: ${feature}`);
    if (!Number.isFinite(json.threshold[node])) refuse(`threshold of node ${node} is not a number`);
    if (!(json.cover[node]! > 0)) refuse(`cover of node ${node} is not above 0`);
  }
  // With one parent for every node but the root, nodes that the root does not reach could only form circles.
  if (parents.some((times, node) => times !== (node === 0 ? 0 : 1))) refuse('each node but the first needs one parent');
  let reached = 0;
  for (const open = [0]; open.length > 0; ) {
    const node = open.pop()!;
    reached++;
    if (json.left[node] !== -1) open.push(json.left[node]!, json.right[node]!);
  }
  if (reached !== count) refuse('nodes are not reached from the first');
  return {
    feature: Int32Array.from(json.feature),
    threshold: Float64Array.from(json.threshold),
    left: Int32Array.from(json.left),
    right: Int32Array.from(json.right),
    value: Float64Array.from(json.value, (value) => (Number.isFinite(value) ? value : 0)),
    cover: Float64Array.from(json.cover),
    missingLeft:
      json.missing_left === undefined
        ? usualDirection(json.left, json.right, json.cover)
        : Uint8Array.from(json.missing_left, (direction) => (direction === 1 ? 1 : 0)),
  };
}

/**
 * An ensemble from its JSON; members besides those of EnsembleJson are ignored.
 * @throws RangeError that names the tree and what is wrong with it.
 */
export function importEnsemble(json: EnsembleJson): Ensemble {
  if (!Number.isFinite(json.base)) throw new RangeError('base is not a number');
  if (!Number.isInteger(json.n_features) || json.n_features < 0) throw new RangeError('n_features is not a count');
  return {
    featureCount: json.n_features,
    base: json.base,
    trees: json.trees.map((tree, i) => importTree(tree, json.n_features, `tree ${i}`)),
  };
}
