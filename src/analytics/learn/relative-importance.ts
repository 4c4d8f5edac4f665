/**
 * How much of R² each block of regressors carries: the Shapley value of R², averaged over all orders in which blocks can
 * enter (LMG: Lindeman, Merenda & Gold 1980; Grömping 2007; blocks: Shapley value of groups, Owen 1977 with one level).
 */
import type { Rng } from '../../domain/rng.ts';
import { quantile, ranks } from '../stats/describe.ts';
import {
  correlationsOf,
  covarianceOfAll,
  drawnByPeriod,
  momentsByPeriod,
  percentileInterval,
} from '../stats/period-moments.ts';
import { automaticBlockLength, stationaryBootstrapPositions } from '../stats/series/stationary-bootstrap.ts';
import { tick, type Watch } from './watch.ts';

/** Blocks up to which all subsets are fitted. */
export const MOST_BLOCKS = 10;

export interface RelativeImportance {
  /** R² of the regression on all blocks. */
  readonly rSquared: number;
  /** Parts of R², one a block, summing to it. */
  readonly parts: readonly number[];
  /** Parts ÷ R²; null where R² is 0. */
  readonly shares: readonly number[] | null;
  /** Rank by part, 1 the largest; equals share the mean rank. */
  readonly ranks: readonly number[];
}

export interface RankInterval {
  readonly partInterval: readonly [low: number, high: number];
  readonly rankInterval: readonly [low: number, high: number];
}

export interface BootstrappedImportance extends RelativeImportance {
  /** One a block: percentile intervals over draws. */
  readonly intervals: readonly RankInterval[];
  readonly level: number;
  /** Draws on which R² was defined. */
  readonly draws: number;
  readonly blockLength: number;
}

/** What of a column must remain beside those that entered before; below it the column adds nothing but rounding. */
const COLLINEAR = 1e-10;

/** Cross products of centred columns, the response last, scaled to correlations; null where the response is constant. */
function correlations(
  columns: readonly Float64Array[],
  y: Float64Array,
  positions: ArrayLike<number>,
): Float64Array[] | null {
  const n = positions.length;
  const centred = [...columns, y].map((column) => {
    const picked = Float64Array.from({ length: n }, (_, t) => column[positions[t]!]!);
    const mean = picked.reduce((sum, value) => sum + value / n, 0);
    const size = picked.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    for (let t = 0; t < n; t++) picked[t]! -= mean;
    const norm = Math.sqrt(picked.reduce((sum, value) => sum + value * value, 0));
    // A column that moves by rounding only is constant and explains nothing.
    const isConstant = norm <= 1e-12 * size * Math.sqrt(n);
    return picked.map((value) => (isConstant ? 0 : value / norm));
  });
  const size = centred.length;
  const gram = centred.map(() => new Float64Array(size));
  for (let a = 0; a < size; a++)
    for (let b = a; b < size; b++) {
      let sum = 0;
      for (let t = 0; t < n; t++) sum += centred[a]![t]! * centred[b]![t]!;
      gram[a]![b] = sum;
      gram[b]![a] = sum;
    }
  return gram[size - 1]![size - 1] === 0 ? null : gram;
}

/**
 * Takes column k's part out of the columns that are still needed (a sweep of the cross products); columns that are collinear
 * leave no trace. Rows and columns that are not needed any more are left empty.
 */
function partialOut(
  gram: readonly Float64Array[],
  k: number,
  original: number,
  needed: readonly number[],
): Float64Array[] {
  const pivot = gram[k]![k]!;
  if (pivot <= COLLINEAR * original) return [...gram];
  const pivots = gram[k]!;
  const result = new Array<Float64Array>(gram.length).fill(NOTHING);
  for (const i of needed) {
    const [row, left] = [gram[i]!, new Float64Array(gram.length)];
    const factor = row[k]! / pivot;
    for (const j of needed) left[j] = row[j]! - factor * pivots[j]!;
    result[i] = left;
  }
  return result;
}

const NOTHING = new Float64Array(0);

function decompose(
  columns: readonly Float64Array[],
  y: Float64Array,
  blocks: readonly (readonly number[])[],
  positions: ArrayLike<number>,
): RelativeImportance | null {
  const gram = correlations(columns, y, positions);
  return gram === null ? null : decomposeGram(gram, blocks);
}

/** @param gram correlations of all columns and the response, which is last and varies */
function decomposeGram(gram: readonly Float64Array[], blocks: readonly (readonly number[])[]): RelativeImportance {
  const last = gram.length - 1;
  const count = blocks.length;
  const explained = new Float64Array(2 ** count);
  // Subsets depth first, so that each costs one sweep of one block more than its parent.
  const visit = (from: number, subset: number, left: readonly Float64Array[]): void => {
    explained[subset] = 1 - left[last]![last]!;
    for (let b = from; b < count; b++) {
      let next = left;
      const later = [...blocks.slice(b + 1).flat(), last];
      blocks[b]!.forEach((k, i) => {
        next = partialOut(next, k, gram[k]![k]!, [...blocks[b]!.slice(i + 1), ...later]);
      });
      visit(b + 1, subset | (1 << b), next);
    }
  };
  visit(0, 0, gram);
  const weight = new Float64Array(count);
  weight[0] = 1 / count;
  for (let s = 1; s < count; s++) weight[s] = (weight[s - 1]! * s) / (count - s);
  const parts = new Array<number>(count).fill(0);
  for (let subset = 0; subset < explained.length; subset++) {
    let size = 0;
    for (let b = 0; b < count; b++) size += (subset >> b) & 1;
    for (let b = 0; b < count; b++)
      if (((subset >> b) & 1) === 0) parts[b]! += weight[size]! * (explained[subset | (1 << b)]! - explained[subset]!);
  }
  const rSquared = explained[explained.length - 1]!;
  return {
    rSquared,
    parts,
    shares: rSquared <= COLLINEAR ? null : parts.map((part) => part / rSquared),
    ranks: ranks(parts.map((part) => -part)),
  };
}

function checkInput(
  columns: readonly ArrayLike<number>[],
  y: ArrayLike<number>,
  blocks: readonly (readonly number[])[],
) {
  if (blocks.length === 0 || blocks.length > MOST_BLOCKS) throw new RangeError(`1 to ${MOST_BLOCKS} blocks are needed`);
  const used = blocks.flat();
  if (new Set(used).size !== used.length || used.some((j) => !(j in columns)))
    throw new RangeError('blocks must name existing columns, each once');
  const series = [...columns, y].map((column) => Float64Array.from(column));
  for (const column of series) {
    if (column.length !== y.length) throw new RangeError('columns and response differ in length');
    if (column.some((value) => !Number.isFinite(value))) throw new RangeError('every value must be finite');
  }
  return { predictors: series.slice(0, -1), response: series.at(-1)! };
}

/**
 * LMG parts of R² of a least-squares regression with intercept, exact over all subsets of up to 10 blocks; a block is a
 * list of column numbers, by default each column alone. Parts are never negative but for rounding. Null: fewer than two
 * observations more than columns, or a constant response.
 * @throws RangeError on malformed input.
 */
export function relativeImportance(
  columns: readonly ArrayLike<number>[],
  y: ArrayLike<number>,
  blocks: readonly (readonly number[])[] = columns.map((_, j) => [j]),
): RelativeImportance | null {
  const { predictors, response } = checkInput(columns, y, blocks);
  if (y.length < blocks.flat().length + 2) return null;
  return decompose(
    predictors,
    response,
    blocks,
    Int32Array.from(response, (_, t) => t),
  );
}

/**
 * The same with percentile intervals of parts and ranks from the stationary bootstrap of whole observations (Politis &
 * Romano 1994), for differenced or otherwise stationary series in order of time. Block length by default automatic, from
 * the response. Null: as above, or fewer than nine tenths of the draws defined.
 * @throws RangeError on malformed input. @throws AbortedError when the signal says so.
 */
export function bootstrapRelativeImportance(
  columns: readonly ArrayLike<number>[],
  y: ArrayLike<number>,
  o: Watch & {
    readonly rng: Rng;
    readonly blocks?: readonly (readonly number[])[];
    readonly draws?: number;
    readonly level?: number;
    readonly blockLength?: number;
  },
): BootstrappedImportance | null {
  const blocks = o.blocks ?? columns.map((_, j) => [j]);
  const { predictors, response } = checkInput(columns, y, blocks);
  const point = relativeImportance(columns, y, blocks);
  const blockLength = o.blockLength ?? automaticBlockLength([...response]);
  if (point === null || blockLength === null) return null;
  const wanted = o.draws ?? 999;
  const level = o.level ?? 0.95;
  const drawn: RelativeImportance[] = [];
  for (let d = 0; d < wanted; d++) {
    tick(o, d, wanted);
    const result = decompose(predictors, response, blocks, stationaryBootstrapPositions(y.length, blockLength, o.rng));
    if (result !== null) drawn.push(result);
  }
  tick(o, wanted, wanted);
  if (drawn.length < Math.max(2, 0.9 * wanted)) return null;
  const tail = (1 - level) / 2;
  const interval = (values: number[]): readonly [number, number] => [
    quantile(values, tail)!,
    quantile(values, 1 - tail)!,
  ];
  return {
    ...point,
    intervals: blocks.map((_, b) => ({
      partInterval: interval(drawn.map((draw) => draw.parts[b]!)),
      rankInterval: interval(drawn.map((draw) => draw.ranks[b]!)),
    })),
    level,
    draws: drawn.length,
    blockLength,
  };
}

/**
 * The same for several units observed over the same periods: whole periods are resampled in blocks, so that units may move
 * together. Rows need no order; what belongs to single units (levels, seasons) must have been taken out.
 * @param periods running number of the period of every row
 * @throws RangeError on malformed input.
 */
export function bootstrapPanelImportance(
  columns: readonly ArrayLike<number>[],
  y: ArrayLike<number>,
  periods: readonly number[],
  o: {
    readonly rng: Rng;
    readonly blocks: readonly (readonly number[])[];
    readonly draws?: number;
    readonly level?: number;
  },
): Omit<BootstrappedImportance, 'blockLength'> | null {
  const { predictors, response } = checkInput(columns, y, o.blocks);
  if (periods.length !== y.length) throw new RangeError('rows and their periods differ in length');
  if (y.length < o.blocks.flat().length + 2) return null;
  const moments = momentsByPeriod([...predictors, response], periods);
  const last = predictors.length;
  const statistic = (covariance: Float64Array[]): RelativeImportance | null =>
    covariance[last]![last]! > 0 ? decomposeGram(correlationsOf(covariance), o.blocks) : null;
  const whole = covarianceOfAll(moments);
  const point = whole === null ? null : statistic(whole);
  const drawn = point === null ? null : drawnByPeriod(moments, statistic, { rng: o.rng, draws: o.draws ?? 999 });
  if (point === null || drawn === null) return null;
  const level = o.level ?? 0.95;
  return {
    ...point,
    intervals: o.blocks.map((_, b) => ({
      partInterval: percentileInterval(
        drawn.map(({ parts }) => parts[b]!),
        level,
      ),
      rankInterval: percentileInterval(
        drawn.map((draw) => draw.ranks[b]!),
        level,
      ),
    })),
    level,
    draws: drawn.length,
  };
}
