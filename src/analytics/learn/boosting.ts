/**
 * Gradient boosting of trees (Friedman 2001), rows drawn for each tree (Friedman 2002), leaves by penalised Newton steps
 * with exact split search (Chen & Guestrin 2016), missing values in the direction that helps most, monotone constraints.
 */
import type { Rng } from '../../domain/rng.ts';
import { type Classifier, countClasses, indicators, probabilitiesOf } from './classifier.ts';
import { checkTarget, keepMarked, type Rows, sortColumns, toColumns } from './columns.ts';
import { type GrowthLimits, growTree } from './grow.ts';
import { addPredictions, type Ensemble, type Tree } from './tree.ts';
import { tick, type Watch } from './watch.ts';

export interface BoostingParameters {
  /** Rounds, each one tree (more than two classes: one tree a class); 300 by default. */
  readonly rounds?: number;
  /** Share of each tree that is added, above 0, at most 1; .05 by default. */
  readonly learningRate?: number;
  /** Questions from root to leaf; 3 by default. */
  readonly maxDepth?: number;
  /** Leaves of a tree, the most gainful splits first; unlimited by default. */
  readonly maxLeaves?: number;
  /** Fewest drawn rows in a leaf; 1 by default. */
  readonly minLeafRows?: number;
  /** Smallest sum of second derivatives in a leaf (rows, for squared error); 0 by default. */
  readonly minLeafHessian?: number;
  /** Penalty on squared leaf values; 1 by default. */
  readonly l2?: number;
  /** Smallest gain of a split, in the unit of Σ gradient² ÷ Σ hessian; 0 by default. */
  readonly minGain?: number;
  /** Share of rows drawn without replacement for each round; .8 by default. */
  readonly rowShare?: number;
  /** Share of columns drawn for each tree; 1 by default. */
  readonly columnShare?: number;
  /** Share of those columns drawn again at each split; 1 by default. */
  readonly columnShareBySplit?: number;
}

export interface BoostingOptions extends BoostingParameters, Watch {
  readonly rng: Rng;
  /** Per column −1 (prediction may only fall), 0, 1 (only rise). Not for more than two classes. */
  readonly monotone?: readonly number[];
  /** Weight of each row, above 0; 1 by default. */
  readonly weights?: readonly number[];
  /**
   * Rows (numbers) kept out of fitting; boosting stops after `patience` rounds without a better loss on them and keeps the
   * rounds up to the best. For series take a block, with a gap to the training rows (see `blockedFolds`).
   */
  readonly earlyStopping?: { readonly rows: readonly number[]; readonly patience: number };
}

export interface BoostingTrace {
  /** Rounds that were kept. */
  readonly rounds: number;
  /** Loss on the held-out rows after each round that was run (mean squared error, log loss); empty without them. */
  readonly validationLoss: readonly number[];
}

export interface BoostedRegression extends BoostingTrace {
  readonly ensemble: Ensemble;
}

export interface BoostedClassifier extends BoostingTrace {
  readonly classifier: Classifier;
}

/** What a loss must tell: first and second derivatives per output, and its mean over rows. */
interface Loss {
  readonly start: readonly number[];
  /** Fills negative gradients and hessians, per output, at the current scores. */
  derivatives(scores: readonly Float64Array[], gradients: Float64Array[], hessians: Float64Array[]): void;
  mean(scores: readonly Float64Array[], rows: readonly number[]): number;
}

const weightOf = (o: BoostingOptions, row: number): number => o.weights?.[row] ?? 1;

function weightedMean(values: ArrayLike<number>, rows: readonly number[], o: BoostingOptions): number {
  let [sum, total] = [0, 0];
  for (const row of rows) {
    sum += weightOf(o, row) * values[row]!;
    total += weightOf(o, row);
  }
  return sum / total;
}

function squaredLoss(y: Float64Array, fitted: readonly number[], o: BoostingOptions): Loss {
  return {
    start: [weightedMean(y, fitted, o)],
    derivatives([score], [gradient], [hessian]) {
      for (let i = 0; i < y.length; i++) {
        const weight = weightOf(o, i);
        gradient![i] = weight * (y[i]! - score![i]!);
        hessian![i] = weight;
      }
    },
    mean([score], rows) {
      const squares = y.map((value, i) => (value - score![i]!) ** 2);
      return weightedMean(squares, rows, o);
    },
  };
}

/** Keeps second derivatives off 0 where a probability has come to 0 or 1 (as xgboost's 1e-16). */
const LEAST_HESSIAN = 1e-16;
/** Log-odds of a class without rows would be infinite. */
const LEAST_SHARE = 1e-6;

function logLoss(labels: ArrayLike<number>, classCount: number, fitted: readonly number[], o: BoostingOptions): Loss {
  const targets = indicators(labels, classCount);
  const two = classCount === 2;
  return {
    start: targets.map((target) => {
      const share = Math.min(1 - LEAST_SHARE, Math.max(LEAST_SHARE, weightedMean(target, fitted, o)));
      return two ? Math.log(share / (1 - share)) : Math.log(share);
    }),
    derivatives(scores, gradients, hessians) {
      const all = probabilitiesOf(scores, 'log-odds');
      const probabilities = two ? [all[1]!] : all;
      probabilities.forEach((p, k) => {
        for (let i = 0; i < p.length; i++) {
          const weight = weightOf(o, i);
          gradients[k]![i] = weight * (targets[k]![i]! - p[i]!);
          hessians[k]![i] = weight * Math.max(LEAST_HESSIAN, p[i]! * (1 - p[i]!));
        }
      });
    },
    mean(scores, rows) {
      const probabilities = probabilitiesOf(scores, 'log-odds');
      const surprise = Float64Array.from(
        labels,
        (label, i) => -Math.log(Math.max(LEAST_HESSIAN, probabilities[label]![i]!)),
      );
      return weightedMean(surprise, rows, o);
    },
  };
}

/** Draws `count` of the numbers, in rising order. */
function drawSome(from: Int32Array, count: number, rng: Rng): Int32Array {
  if (count >= from.length) return from;
  const pool = Int32Array.from(from);
  for (let i = 0; i < count; i++) {
    const pick = i + rng.integer(pool.length - i);
    [pool[i], pool[pick]] = [pool[pick]!, pool[i]!];
  }
  return pool.slice(0, count).sort();
}

interface Boosted extends BoostingTrace {
  /** One an output. */
  readonly ensembles: readonly Ensemble[];
}

function boost(
  rows: Rows,
  columns: readonly Float64Array[],
  loss: Loss,
  fitted: readonly number[],
  o: BoostingOptions,
): Boosted {
  const n = rows.length;
  const width = columns.length;
  if (o.monotone !== undefined && o.monotone.length !== width)
    throw new RangeError('one constraint a column is needed');
  if (o.monotone !== undefined && loss.start.length > 1) throw new RangeError('constraints need a single output');
  if (o.weights !== undefined && (o.weights.length !== n || o.weights.some((w) => !(w > 0))))
    throw new RangeError('one weight above 0 a row is needed');
  const outputs = loss.start.length;
  const rounds = o.rounds ?? 300;
  const rate = o.learningRate ?? 0.05;
  const fittedRows = Int32Array.from(fitted);
  const rowCount = Math.max(1, Math.round((o.rowShare ?? 0.8) * fitted.length));
  const columnCount = Math.max(1, Math.round((o.columnShare ?? 1) * width));
  const limits: GrowthLimits = {
    maxDepth: o.maxDepth ?? 3,
    maxLeaves: o.maxLeaves ?? Number.POSITIVE_INFINITY,
    minLeafRows: Math.max(1, o.minLeafRows ?? 1),
    minLeafHessian: o.minLeafHessian ?? 0,
    l2: o.l2 ?? 1,
    minGain: o.minGain ?? 0,
    columnsPerSplit: Math.max(1, Math.round((o.columnShareBySplit ?? 1) * columnCount)),
    drawTies: false,
    monotone: o.monotone ?? null,
  };
  const isDrawn = new Uint8Array(n);
  for (const row of fitted) isDrawn[row] = 1;
  const sorted = sortColumns(columns).map((order) => {
    const kept = new Int32Array(fitted.length);
    keepMarked(order, isDrawn, kept);
    return kept;
  });
  // Filled again for each tree.
  const memory = columns.map(() => new Int32Array(rowCount));
  const everyColumn = Int32Array.from(columns, (_, j) => j);
  const scores = loss.start.map((start) => new Float64Array(n).fill(start));
  const gradients = scores.map(() => new Float64Array(n));
  const hessians = scores.map(() => new Float64Array(n));
  const trees: Tree[][] = loss.start.map(() => []);
  const held = o.earlyStopping?.rows ?? [];
  const validationLoss: number[] = [];
  let best = { rounds: 0, loss: held.length === 0 ? 0 : loss.mean(scores, held) };
  for (let round = 0; round < rounds; round++) {
    tick(o, round, rounds);
    const rng = o.rng.fork(`round ${round}`);
    loss.derivatives(scores, gradients, hessians);
    const drawn = drawSome(fittedRows, rowCount, rng);
    isDrawn.fill(0);
    for (const row of drawn) isDrawn[row] = 1;
    for (let k = 0; k < outputs; k++) {
      const candidates = drawSome(everyColumn, columnCount, rng);
      const orders = Array.from(candidates, (j, slot) => {
        keepMarked(sorted[j]!, isDrawn, memory[slot]!);
        return memory[slot]!;
      });
      const data = { columns, candidates, orders, gradients: [gradients[k]!], hessian: hessians[k]!, counts: null };
      const [grown] = growTree(data, limits, rng) as [Tree];
      const tree = { ...grown, value: grown.value.map((value) => rate * value) };
      addPredictions(tree, columns, scores[k]!);
      trees[k]!.push(tree);
    }
    if (held.length > 0) {
      const now = loss.mean(scores, held);
      validationLoss.push(now);
      if (now < best.loss) best = { rounds: round + 1, loss: now };
      else if (round + 1 - best.rounds >= o.earlyStopping!.patience) break;
    }
  }
  tick(o, rounds, rounds);
  const kept = held.length > 0 ? best.rounds : rounds;
  return {
    ensembles: trees.map((list, k) => ({ featureCount: width, base: loss.start[k]!, trees: list.slice(0, kept) })),
    rounds: kept,
    validationLoss,
  };
}

function fittedRowsOf(count: number, o: BoostingOptions): number[] {
  const held = new Set(o.earlyStopping?.rows);
  return Array.from({ length: count }, (_, i) => i).filter((i) => !held.has(i));
}

/**
 * Boosted trees for squared error. Null: no rows to fit, or no columns. Time grows with rounds × rows × columns × depth;
 * memory with rows × columns × 16 bytes, beside the trees.
 * @throws RangeError on malformed input. @throws AbortedError when the signal says so.
 */
export function fitBoostedRegression(rows: Rows, y: readonly number[], o: BoostingOptions): BoostedRegression | null {
  checkTarget(rows, y);
  const fitted = fittedRowsOf(rows.length, o);
  if (fitted.length === 0 || rows[0]!.length === 0) return null;
  const { ensembles, ...trace } = boost(rows, toColumns(rows), squaredLoss(Float64Array.from(y), fitted, o), fitted, o);
  return { ensemble: ensembles[0]!, ...trace };
}

/**
 * Boosted trees for log loss on labels 0, 1, …: logistic for two classes, softmax for more. Null: no rows to fit, or no
 * columns.
 * @throws RangeError on malformed input. @throws AbortedError when the signal says so.
 */
export function fitBoostedClassifier(
  rows: Rows,
  labels: readonly number[],
  o: BoostingOptions,
): BoostedClassifier | null {
  checkTarget(rows, labels);
  const classCount = countClasses(labels);
  const fitted = fittedRowsOf(rows.length, o);
  if (fitted.length === 0 || rows[0]!.length === 0) return null;
  const loss = logLoss(labels, classCount, fitted, o);
  const { ensembles, ...trace } = boost(rows, toColumns(rows), loss, fitted, o);
  return { classifier: { classCount, ensembles, scale: 'log-odds' }, ...trace };
}
