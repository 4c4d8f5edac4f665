/**
 * Single trees (CART: Breiman, Friedman, Olshen & Stone 1984) and random forests (Breiman 2001), for regression and
 * classification. Trees are drawn from generators of their own, so that any number of threads gives the same forest.
 */
import { createRng, type Rng } from '../../domain/rng.ts';
import { type Classifier, countClasses, indicators } from './classifier.ts';
import { checkTarget, keepMarked, type Rows, sortColumns, toColumns } from './columns.ts';
import { type GrowthLimits, growTree } from './grow.ts';
import { type Ensemble, leafOf, type Tree } from './tree.ts';
import { tick, type Watch } from './watch.ts';

export interface TreeOptions {
  /** Questions from root to leaf; unlimited by default. */
  readonly maxDepth?: number;
  /** Leaves, the most gainful splits first; unlimited by default. */
  readonly maxLeaves?: number;
  /** Fewest training rows in a leaf; 1 by default. */
  readonly minLeafRows?: number;
  /** Smallest decrease of the sum of squares (classification: of rows × Gini ÷ 2 per class) of a split; any by default. */
  readonly minGain?: number;
  /** Per column −1 (prediction may only fall), 0, 1 (only rise). Not for more than two classes. */
  readonly monotone?: readonly number[];
  /** Weight of each row, above 0; 1 by default. */
  readonly weights?: readonly number[];
}

export interface ForestOptions extends TreeOptions, Watch {
  readonly rng: Rng;
  /** Trees; 500 by default. */
  readonly trees?: number;
  /** Columns drawn at each split: by default all for regression, ⌊√columns⌋ for classification (as scikit-learn). */
  readonly columnsPerSplit?: number;
  /** Draw rows with replacement for each tree; true by default. */
  readonly bootstrap?: boolean;
  /** Which of equally good columns a split takes: one drawn by lot (default), or the first. */
  readonly ties?: 'drawn' | 'first';
}

export interface RegressionForest {
  readonly ensemble: Ensemble;
  /** Each row predicted by the trees that did not see it (Breiman 1996); null for a row that every tree saw. */
  readonly outOfBag: readonly (number | null)[];
}

export interface ClassificationForest {
  readonly classifier: Classifier;
  /** Probabilities by the trees that did not see the row, [class][row]. */
  readonly outOfBag: readonly (readonly (number | null)[])[];
}

function limitsOf(o: ForestOptions, columnsPerSplit: number): GrowthLimits {
  return {
    maxDepth: o.maxDepth ?? Number.POSITIVE_INFINITY,
    maxLeaves: o.maxLeaves ?? Number.POSITIVE_INFINITY,
    minLeafRows: Math.max(1, o.minLeafRows ?? 1),
    minLeafHessian: 0,
    l2: 0,
    minGain: o.minGain ?? null,
    columnsPerSplit,
    drawTies: o.ties !== 'first',
    monotone: o.monotone ?? null,
  };
}

function checkOptions(o: TreeOptions, rows: Rows, width: number, outputs: number): void {
  if (o.monotone !== undefined && o.monotone.length !== width)
    throw new RangeError('one constraint a column is needed');
  if (o.monotone !== undefined && outputs > 1) throw new RangeError('constraints need a single output');
  if (o.weights !== undefined && (o.weights.length !== rows.length || o.weights.some((w) => !(w > 0))))
    throw new RangeError('one weight above 0 a row is needed');
}

interface Growth {
  /** [tree][output]. */
  readonly trees: readonly Tree[][];
  readonly outOfBag: readonly (readonly (number | null)[])[];
}

function growForest(rows: Rows, targets: readonly Float64Array[], o: ForestOptions, columnsPerSplit: number): Growth {
  const columns = toColumns(rows);
  const n = rows.length;
  checkOptions(o, rows, columns.length, targets.length);
  const sorted = sortColumns(columns);
  const candidates = Int32Array.from(columns, (_, j) => j);
  const limits = limitsOf(o, Math.max(1, Math.min(columns.length, columnsPerSplit)));
  const count = o.trees ?? 500;
  const sums = targets.map(() => new Float64Array(n));
  const votes = new Float64Array(n);
  const trees: Tree[][] = [];
  for (let t = 0; t < count; t++) {
    tick(o, t, count);
    const rng = o.rng.fork(`tree ${t}`);
    const drawn = new Float64Array(n);
    if (o.bootstrap === false) drawn.fill(1);
    else for (let i = 0; i < n; i++) drawn[rng.integer(n)]! += 1;
    const weight = o.weights === undefined ? drawn : drawn.map((times, i) => times * o.weights![i]!);
    let distinct = 0;
    for (let i = 0; i < n; i++) if (drawn[i]! > 0) distinct++;
    const orders = sorted.map((order) => {
      const kept = new Int32Array(distinct);
      keepMarked(order, drawn, kept);
      return kept;
    });
    const grown = growTree(
      {
        columns,
        candidates,
        orders,
        gradients: targets.map((y) => y.map((value, i) => value * weight[i]!)),
        hessian: weight,
        counts: drawn,
      },
      limits,
      rng,
    );
    for (let i = 0; i < n; i++) {
      if (drawn[i] !== 0) continue;
      const leaf = leafOf(grown[0]!, columns, i);
      votes[i]! += 1;
      grown.forEach((tree, k) => {
        sums[k]![i]! += tree.value[leaf]!;
      });
    }
    trees.push(grown.map((tree) => ({ ...tree, value: tree.value.map((value) => value / count) })));
  }
  tick(o, count, count);
  return {
    trees,
    outOfBag: sums.map((sum) => Array.from(sum, (total, i) => (votes[i] === 0 ? null : total / votes[i]!))),
  };
}

/**
 * Regression forest: mean of fully grown trees on bootstrap samples. Null: no rows or no columns. Time grows with trees × rows
 * × columns × depth; memory with rows × columns × 12 bytes, and trees × leaves × about 80 bytes for the result.
 * @throws RangeError on malformed input. @throws AbortedError when the signal says so.
 */
export function fitRegressionForest(rows: Rows, y: readonly number[], o: ForestOptions): RegressionForest | null {
  checkTarget(rows, y);
  const width = rows[0]?.length ?? 0;
  if (width === 0) return null;
  // Centring keeps the sums of squares from cancelling when the mean is large beside the spread.
  const base = y.reduce((sum, value) => sum + value / y.length, 0);
  const target = Float64Array.from(y, (value) => value - base);
  const { trees, outOfBag } = growForest(rows, [target], o, o.columnsPerSplit ?? width);
  return {
    ensemble: { featureCount: width, base, trees: trees.map(([tree]) => tree!) },
    outOfBag: outOfBag[0]!.map((value) => (value === null ? null : value + base)),
  };
}

/**
 * Classification forest on labels 0, 1, …: mean of the leaves' class shares, splits by Gini impurity. Null: no rows or no
 * columns.
 * @throws RangeError on malformed input. @throws AbortedError when the signal says so.
 */
export function fitClassificationForest(
  rows: Rows,
  labels: readonly number[],
  o: ForestOptions,
): ClassificationForest | null {
  checkTarget(rows, labels);
  const width = rows[0]?.length ?? 0;
  if (width === 0) return null;
  const classCount = countClasses(labels);
  const targets = indicators(labels, classCount);
  const { trees, outOfBag } = growForest(rows, targets, o, o.columnsPerSplit ?? Math.floor(Math.sqrt(width)));
  const ensembles = targets.map((_, k): Ensemble => ({ featureCount: width, base: 0, trees: trees.map((t) => t[k]!) }));
  const complement = outOfBag[0]!.map((p) => (p === null ? null : 1 - p));
  return {
    classifier: { classCount, ensembles, scale: 'probability' },
    outOfBag: classCount === 2 ? [complement, outOfBag[0]!] : outOfBag,
  };
}

/** One regression tree on all rows. Null: no rows or no columns. @throws RangeError on malformed input. */
export function fitRegressionTree(rows: Rows, y: readonly number[], o: TreeOptions = {}): Ensemble | null {
  return fitRegressionForest(rows, y, { ...o, ...ALONE })?.ensemble ?? null;
}

/** One classification tree on all rows, labels 0, 1, …. Null: no rows or no columns. @throws RangeError on malformed input. */
export function fitClassificationTree(rows: Rows, labels: readonly number[], o: TreeOptions = {}): Classifier | null {
  const columnsPerSplit = Number.POSITIVE_INFINITY;
  return fitClassificationForest(rows, labels, { ...o, ...ALONE, columnsPerSplit })?.classifier ?? null;
}

/** A single tree draws nothing: neither rows nor columns. */
const ALONE = { trees: 1, bootstrap: false, ties: 'first', rng: createRng(0) } as const;
