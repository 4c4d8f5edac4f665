/** Predictions for rows that a model has not seen, and choices between models that do not see them either. */
import type { Rows } from './columns.ts';
import type { Fold } from './folds.ts';
import { part, tick, type Watch } from './watch.ts';

/** A way to fit: gets training rows and their row numbers in the whole table, and returns what predicts; null if it cannot. */
export type Learner = (rows: Rows, y: readonly number[], numbers: readonly number[]) => Prediction | null;

export type Prediction = (rows: Rows, numbers: readonly number[]) => ArrayLike<number>;

/**
 * Prediction of each row by the model that was fitted without its fold; null for rows in no test part, or where the learner
 * could not fit. A row in several test parts gets the mean.
 */
export function crossPredict(
  learner: Learner,
  rows: Rows,
  y: readonly number[],
  folds: readonly Fold[],
  watch: Watch = {},
): (number | null)[] {
  const sum = new Float64Array(rows.length);
  const times = new Int32Array(rows.length);
  folds.forEach((fold, f) => {
    tick(watch, f, folds.length);
    const model = learner(pick(rows, fold.train), pick(y, fold.train), fold.train);
    if (model === null) return;
    const predictions = model(pick(rows, fold.test), fold.test);
    fold.test.forEach((row, i) => {
      sum[row]! += predictions[i]!;
      times[row]! += 1;
    });
  });
  tick(watch, folds.length, folds.length);
  return Array.from(sum, (total, i) => (times[i] === 0 ? null : total / times[i]!));
}

const pick = <T>(from: ArrayLike<T>, numbers: readonly number[]): T[] => numbers.map((i) => from[i]!);

/** A loss over predicted rows, less is better; null where undefined. */
export type Score = (actual: readonly number[], predicted: readonly number[]) => number | null;

/** Loss of a learner over all rows that got a cross-validated prediction. */
export function crossScore(
  learner: Learner,
  rows: Rows,
  y: readonly number[],
  folds: readonly Fold[],
  loss: Score,
  watch: Watch = {},
): number | null {
  const predicted = crossPredict(learner, rows, y, folds, watch);
  const known = predicted.flatMap((value, i) => (value === null ? [] : [i]));
  return known.length === 0
    ? null
    : loss(
        pick(y, known),
        known.map((i) => predicted[i]!),
      );
}

/**
 * The candidate with the smallest cross-validated loss, of equals the first: list the simplest first. −1: none has a loss.
 */
export function chooseLearner(
  candidates: readonly Learner[],
  rows: Rows,
  y: readonly number[],
  folds: readonly Fold[],
  loss: Score,
  watch: Watch = {},
): { readonly index: number; readonly losses: readonly (number | null)[] } {
  const losses = candidates.map((learner, c) =>
    crossScore(learner, rows, y, folds, loss, part(watch, c / candidates.length, (c + 1) / candidates.length)),
  );
  let index = -1;
  losses.forEach((value, c) => {
    if (value !== null && (index < 0 || value < losses[index]!)) index = c;
  });
  return { index, losses };
}

/**
 * A learner that chooses among candidates inside its own training part (nested cross-validation: Stone 1974; Varma & Simon
 * 2006), so that an outer cross-validation judges the choice as well. `innerFolds` gets the row numbers of the training part
 * and returns folds of positions in it.
 */
export function nestedLearner(
  candidates: readonly Learner[],
  innerFolds: (numbers: readonly number[]) => readonly Fold[],
  loss: Score,
): Learner {
  return (rows, y, numbers) => {
    const shifted = candidates.map(
      (learner): Learner =>
        (someRows, someY, positions) => {
          const model = learner(someRows, someY, pick(numbers, positions));
          return model === null ? null : (test, where) => model(test, pick(numbers, where));
        },
    );
    const { index } = chooseLearner(shifted, rows, y, innerFolds(numbers), loss);
    return candidates[Math.max(0, index)]?.(rows, y, numbers) ?? null;
  };
}
