/**
 * Measures forests and boosting on data sets with fixed splits. Hyperparameters are those the set states for its own
 * models; for boosting it states three, and one is chosen by cross-validation inside the training part.
 */
import type { z } from 'zod';
import {
  areaUnderCurve,
  type BoostingParameters,
  fitBoostedClassifier,
  fitBoostedRegression,
  fitClassificationForest,
  fitRegressionForest,
  predictEnsemble,
  predictProbabilities,
  randomFolds,
  rSquared,
} from '../analytics/learn/index.ts';
import { createRng } from '../domain/rng.ts';
import { DATA_SETS, readFormat } from './format.ts';

type Read = (name: string) => Promise<unknown>;
type StoredSet = z.output<typeof DATA_SETS>['datasets'][number];
/** null: a missing value. */
type Table = readonly (readonly (number | null)[])[];

/** Hyperparameters in words: "300 trees depth 3 lr 0.05 subsample 0.8". */
export type StatedModels = Readonly<Record<string, string>>;

export interface Measured {
  /** Mean over seeds on the test part; null where it has one class or a constant target. */
  readonly score: number | null;
  /** Mean processor time of a fit. */
  readonly seconds: number;
}

export interface LearnResult {
  readonly metric: 'r2' | 'auc';
  readonly forest: Measured;
  /** `parameters`: which of the stated models; the choice's own time is in `choiceSeconds`. */
  readonly boosting: Measured & { readonly parameters: string; readonly choiceSeconds: number };
}

const SEEDS = 5;
const FOLDS = 5;

/** What the three programs do where the words say nothing: their documented defaults. */
const DEFAULTS: Readonly<Record<string, BoostingParameters>> = {
  gbm: { rounds: 100, learningRate: 0.1, maxDepth: 3, rowShare: 1, l2: 0, minLeafRows: 1 },
  hist_gbm: {
    rounds: 100,
    learningRate: 0.1,
    maxDepth: Number.POSITIVE_INFINITY,
    maxLeaves: 31,
    rowShare: 1,
    l2: 0,
    minLeafRows: 20,
    minLeafHessian: 1e-3,
  },
  xgboost: { rounds: 100, learningRate: 0.3, maxDepth: 6, rowShare: 1, l2: 1, minLeafRows: 1, minLeafHessian: 1 },
};

/** The number in front of (trees, iterations) or behind a word; null when the text does not have it. */
function stated(text: string, pattern: RegExp): number | null {
  const found = pattern.exec(text)?.[1];
  return found === undefined ? null : Number(found);
}

/** Boosting parameters of the models that the set states and we know, by name. */
export function boostingParameters(models: StatedModels): Readonly<Record<string, BoostingParameters>> {
  const known = Object.entries(DEFAULTS).filter(([name]) => name in models);
  return Object.fromEntries(
    known.map(([name, defaults]) => {
      const text = models[name]!;
      const number = (key: keyof BoostingParameters, pattern: RegExp): Partial<BoostingParameters> => {
        const value = stated(text, pattern);
        return value === null ? {} : { [key]: value };
      };
      return [
        name,
        {
          ...defaults,
          ...number('rounds', /(\d+) (?:trees|iterations)/),
          ...number('learningRate', /(?:lr|eta|learning_rate) ([\d.]+)/),
          ...number('maxDepth', /depth (\d+)/),
          ...number('rowShare', /subsample ([\d.]+)/),
          ...number('l2', /lambda ([\d.]+)/),
          ...number('minLeafRows', /min_samples_leaf (\d+)/),
        },
      ];
    }),
  );
}

/** One way to learn either task: fits and predicts values, or scores of label 1. */
type Method = (
  rows: Table,
  y: readonly number[],
  test: Table,
  seed: number,
) => { score: Float64Array; seconds: number };

function timed<T>(train: () => T): { model: T; seconds: number } {
  const before = process.threadCpuUsage();
  const model = train();
  const used = process.threadCpuUsage(before);
  return { model, seconds: (used.user + used.system) / 1e6 };
}

function boosting(task: StoredSet['task'], parameters: BoostingParameters): Method {
  return (rows, y, test, seed) => {
    const options = { ...parameters, rng: createRng(seed) };
    if (task === 'regression') {
      const { model, seconds } = timed(() => fitBoostedRegression(rows, y, options)!);
      return { score: predictEnsemble(model.ensemble, test), seconds };
    }
    const { model, seconds } = timed(() => fitBoostedClassifier(rows, y, options)!);
    return { score: predictEnsemble(model.classifier.ensembles[0]!, test), seconds };
  };
}

function forest(task: StoredSet['task'], trees: number): Method {
  return (rows, y, test, seed) => {
    const options = { trees, rng: createRng(seed) };
    if (task === 'regression') {
      const { model, seconds } = timed(() => fitRegressionForest(rows, y, options)!);
      return { score: predictEnsemble(model.ensemble, test), seconds };
    }
    const { model, seconds } = timed(() => fitClassificationForest(rows, y, options)!);
    return { score: predictProbabilities(model.classifier, test)[1]!, seconds };
  };
}

const pick = <T>(from: readonly T[], at: readonly number[]): T[] => at.map((i) => from[i]!);

/** Labels of two classes as 0 and 1, the smaller one first; 0 and 1 stay what they are. */
function zeroOrOne(labels: readonly number[]): readonly number[] {
  if (labels.every((label) => label === 0 || label === 1)) return labels;
  const smaller = Math.min(...new Set(labels));
  return labels.map((label) => (label === smaller ? 0 : 1));
}

function measureSet(set: StoredSet, models: StatedModels): LearnResult {
  const metric = set.task === 'regression' ? 'r2' : 'auc';
  const judge = set.task === 'regression' ? rSquared : areaUnderCurve;
  const targets = set.task === 'regression' ? set.y : zeroOrOne(set.y);
  const [X, y] = [pick(set.X, set.train_idx), pick(targets, set.train_idx)];
  const test = pick(set.X, set.test_idx);

  // Three times five folds, the same for every candidate; the test part is not touched before the choice is made.
  const before = process.threadCpuUsage();
  const candidates = Object.entries(boostingParameters(models)).map(([name, parameters]) => {
    const method = boosting(set.task, parameters);
    let total = 0;
    for (let repeat = 0; repeat < 3; repeat++) {
      const predicted = new Float64Array(X.length);
      for (const fold of randomFolds(X.length, FOLDS, createRng(repeat))) {
        const { score } = method(pick(X, fold.train), pick(y, fold.train), pick(X, fold.test), repeat);
        fold.test.forEach((row, i) => {
          predicted[row] = score[i]!;
        });
      }
      total += judge(y, predicted) ?? Number.NEGATIVE_INFINITY;
    }
    return { name, method, total };
  });
  if (candidates.length === 0) throw new Error('ml_accuracy.json: meta.models states no boosting that is known');
  const chosen = candidates.reduce((best, next) => (next.total > best.total ? next : best));
  const used = process.threadCpuUsage(before);

  const measure = (method: Method): Measured => {
    let score: number | null = 0;
    let seconds = 0;
    for (let seed = 0; seed < SEEDS; seed++) {
      const run = method(X, y, test, seed);
      const value = judge(pick(targets, set.test_idx), run.score);
      score = score === null || value === null ? null : score + value / SEEDS;
      seconds += run.seconds / SEEDS;
    }
    return { score, seconds };
  };
  return {
    metric,
    forest: measure(forest(set.task, stated(models.rf ?? '', /(\d+) trees/) ?? 100)),
    boosting: {
      ...measure(chosen.method),
      parameters: chosen.name,
      choiceSeconds: (used.user + used.system) / 1e6,
    },
  };
}

/** All data sets of ml_accuracy.json. */
export async function runLearn(read: Read): Promise<{ datasets: Readonly<Record<string, LearnResult>> }> {
  const stored = readFormat(DATA_SETS, await read('ml_accuracy.json'), 'ml_accuracy.json');
  return {
    datasets: Object.fromEntries(stored.datasets.map((set) => [set.name, measureSet(set, stored.meta.models)])),
  };
}
