/** Classifiers as sums of trees, one ensemble a class, and their probabilities. */
import { type Rows, toColumns } from './columns.ts';
import { type Ensemble, predictColumns } from './tree.ts';

export interface Classifier {
  /** Labels are 0 … classCount − 1. */
  readonly classCount: number;
  /** Two classes: one ensemble, for label 1. More: one each. */
  readonly ensembles: readonly Ensemble[];
  /** What the ensembles add up to: a probability (trees, forests) or log-odds (boosting; with more classes their softmax). */
  readonly scale: 'probability' | 'log-odds';
}

/** 1 ÷ (1 + e⁻ˣ), without overflow. */
export const logistic = (x: number): number => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)));

/** Probabilities from the ensembles' sums, [class][row]. */
export function probabilitiesOf(scores: readonly Float64Array[], scale: Classifier['scale']): Float64Array[] {
  if (scores.length === 1) {
    const one = scale === 'probability' ? scores[0]! : scores[0]!.map(logistic);
    return [one.map((p) => 1 - p), one];
  }
  if (scale === 'probability') return [...scores];
  const result = scores.map((score) => new Float64Array(score.length));
  for (let i = 0; i < scores[0]!.length; i++) {
    let top = Number.NEGATIVE_INFINITY;
    for (const score of scores) top = Math.max(top, score[i]!);
    let total = 0;
    for (const score of scores) total += Math.exp(score[i]! - top);
    scores.forEach((score, k) => {
      result[k]![i] = Math.exp(score[i]! - top) / total;
    });
  }
  return result;
}

/** Probability of each class, [class][row], summing to 1 in each row. */
export function predictProbabilities(classifier: Classifier, rows: Rows): Float64Array[] {
  const columns = toColumns(rows, classifier.ensembles[0]!.featureCount);
  const scores = classifier.ensembles.map((ensemble) => predictColumns(ensemble, columns, rows.length));
  return probabilitiesOf(scores, classifier.scale);
}

/** Most probable class of each row; of equals the lowest. */
export function predictLabels(classifier: Classifier, rows: Rows): Int32Array {
  const probabilities = predictProbabilities(classifier, rows);
  return Int32Array.from({ length: rows.length }, (_, i) => {
    let best = 0;
    for (let k = 1; k < probabilities.length; k++) if (probabilities[k]![i]! > probabilities[best]![i]!) best = k;
    return best;
  });
}

/** Number of classes of labels 0, 1, …; at least 2. @throws RangeError on a label that is no whole number ≥ 0. */
export function countClasses(labels: ArrayLike<number>): number {
  let top = 1;
  for (let i = 0; i < labels.length; i++) {
    if (!Number.isInteger(labels[i]) || labels[i]! < 0) throw new RangeError(`label ${i} is not a whole number ≥ 0`);
    top = Math.max(top, labels[i]!);
  }
  return top + 1;
}

/** 1 where a row has the label, one array a class that gets an ensemble of its own. */
export function indicators(labels: ArrayLike<number>, classCount: number): Float64Array[] {
  const classes = classCount === 2 ? [1] : Array.from({ length: classCount }, (_, k) => k);
  return classes.map((k) => Float64Array.from({ length: labels.length }, (_, i) => (labels[i] === k ? 1 : 0)));
}
