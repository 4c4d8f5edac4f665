/** How good predictions are. Undefined is null: no rows, a constant target, a single class. */
import { ranks } from '../stats/describe.ts';

type Numbers = ArrayLike<number>;

function meanOver(count: number, term: (i: number) => number): number | null {
  if (count === 0) return null;
  let sum = 0;
  for (let i = 0; i < count; i++) sum += term(i);
  return sum / count;
}

function checkLengths(actual: Numbers, predicted: Numbers): void {
  if (actual.length !== predicted.length)
    throw new RangeError(`${actual.length} values, ${predicted.length} predictions`);
}

/** Mean squared error, in squared units. */
export function meanSquaredError(actual: Numbers, predicted: Numbers): number | null {
  checkLengths(actual, predicted);
  return meanOver(actual.length, (i) => (actual[i]! - predicted[i]!) ** 2);
}

/** Root mean squared error, in the unit of the target. */
export function rootMeanSquaredError(actual: Numbers, predicted: Numbers): number | null {
  const squares = meanSquaredError(actual, predicted);
  return squares === null ? null : Math.sqrt(squares);
}

/** Mean absolute error, in the unit of the target. */
export function meanAbsoluteError(actual: Numbers, predicted: Numbers): number | null {
  checkLengths(actual, predicted);
  return meanOver(actual.length, (i) => Math.abs(actual[i]! - predicted[i]!));
}

/** 1 − Σ error² ÷ Σ (y − mean)²: 1 is perfect, 0 is as good as the mean of these rows, below 0 worse. Null: y is constant. */
export function rSquared(actual: Numbers, predicted: Numbers): number | null {
  const error = meanSquaredError(actual, predicted);
  const centre = meanOver(actual.length, (i) => actual[i]!);
  if (error === null || centre === null) return null;
  const spread = meanOver(actual.length, (i) => (actual[i]! - centre) ** 2)!;
  return spread === 0 ? null : 1 - error / spread;
}

/** Share of predicted labels that are right. */
export function accuracy(labels: Numbers, predicted: Numbers): number | null {
  checkLengths(labels, predicted);
  return meanOver(labels.length, (i) => (labels[i] === predicted[i] ? 1 : 0));
}

/**
 * Area under the ROC curve of scores for labels 0 and 1: the chance that a random 1 scores above a random 0, ties half
 * (Hanley & McNeil 1982). Null: one of the classes has no row.
 */
export function areaUnderCurve(labels: Numbers, scores: Numbers): number | null {
  checkLengths(labels, scores);
  const rank = ranks(Array.from(scores));
  let [positives, sum] = [0, 0];
  for (let i = 0; i < labels.length; i++)
    if (labels[i] === 1) {
      positives++;
      sum += rank[i]!;
    }
  const negatives = labels.length - positives;
  return positives === 0 || negatives === 0
    ? null
    : (sum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/** Mean −log of the probability given to what happened; [class][row]. Probabilities count as at least 1e-15, so it stays finite. */
export function logLoss(labels: Numbers, probabilities: readonly Numbers[]): number | null {
  for (const p of probabilities) checkLengths(labels, p);
  return meanOver(labels.length, (i) => -Math.log(Math.min(1, Math.max(1e-15, probabilities[labels[i]!]![i]!))));
}

/** Mean squared distance of the probability of label 1 from what happened (Brier 1950). */
export const brierScore = (labels: Numbers, probability: Numbers): number | null =>
  meanSquaredError(labels, probability);
