/** Hyperparameters of forest and boosting, judged by blocked cross-validation with a purge gap, then on the latest periods. */
import { createRng } from '../../../../domain/rng.ts';
import {
  blockedFolds,
  crossScore,
  type Fold,
  fitBoostedRegression,
  fitRegressionForest,
  type Learner,
  predictEnsemble,
  rootMeanSquaredError,
} from '../../../learn/index.ts';
import type { Params } from '../../space.ts';
import type { TuningTable } from '../data.ts';
import { confirmationStart, type Judge, type JudgingPart, type TunedObject } from '../tuned-object.ts';

const FOLDS = 4;
const FEWEST_ROWS = 60;

/** Folds of the part: blocks of the earlier periods, or one fold whose test are the latest. Null: too few rows. */
export function foldsOf({ periods, longestLag }: TuningTable, part: JudgingPart): Fold[] | null {
  if (periods.length < FEWEST_ROWS) return null;
  const times = [...new Set(periods)].sort((a, b) => a - b);
  const cut = times[confirmationStart(times.length)];
  if (cut === undefined) return null;
  const numbers = periods.map((_, i) => i);
  const early = numbers.filter((i) => (periods[i] as number) < cut - longestLag);
  if (part === 'confirmation') return [{ train: early, test: numbers.filter((i) => (periods[i] as number) >= cut) }];
  return blockedFolds(
    early.map((i) => periods[i] as number),
    { folds: FOLDS, gap: longestLag },
  ).map(({ train, test }) => ({
    train: train.map((i) => early[i] as number),
    test: test.map((i) => early[i] as number),
  }));
}

type LearnerOf = (params: Params, seed: number) => Learner;

const judgeTable =
  (learnerOf: LearnerOf): TunedObject['judge'] =>
  ({ table }, part): Judge | null => {
    const folds = table === null ? null : foldsOf(table, part);
    if (table === null || folds === null || folds.length === 0) return null;
    return (params, seed) => crossScore(learnerOf(params, seed), table.rows, table.target, folds, rootMeanSquaredError);
  };

const number = (params: Params, name: string): number => Number(params[name]);
const LOSS = 'root mean squared error, standard deviations of the outcome';

/** Defaults of the boosting in analytics/learn. */
export const boosting: TunedObject = {
  name: 'boosting',
  title: 'Gradient boosting',
  loss: LOSS,
  space: [
    { name: 'rounds', type: 'int', low: 20, high: 400, log: true },
    { name: 'learningRate', type: 'float', low: 0.01, high: 0.3, log: true },
    { name: 'maxDepth', type: 'int', low: 1, high: 6 },
    { name: 'minLeafRows', type: 'int', low: 1, high: 30, log: true },
    { name: 'l2', type: 'float', low: 0.1, high: 30, log: true },
    { name: 'rowShare', type: 'float', low: 0.4, high: 1 },
    { name: 'columnShare', type: 'float', low: 0.3, high: 1 },
  ],
  spaceVersion: 1,
  defaults: { rounds: 300, learningRate: 0.05, maxDepth: 3, minLeafRows: 1, l2: 1, rowShare: 0.8, columnShare: 1 },
  judge: judgeTable((params, seed) => (rows, y) => {
    const model = fitBoostedRegression(rows, y, {
      rng: createRng(seed),
      rounds: number(params, 'rounds'),
      learningRate: number(params, 'learningRate'),
      maxDepth: number(params, 'maxDepth'),
      minLeafRows: number(params, 'minLeafRows'),
      l2: number(params, 'l2'),
      rowShare: number(params, 'rowShare'),
      columnShare: number(params, 'columnShare'),
    });
    return model && ((test) => predictEnsemble(model.ensemble, test));
  }),
};

/** Defaults: 100 unpruned trees on all columns, as scikit-learn's. */
export const forest: TunedObject = {
  name: 'forest',
  title: 'Random forest',
  loss: LOSS,
  space: [
    { name: 'trees', type: 'int', low: 25, high: 200, log: true },
    { name: 'maxDepth', type: 'int', low: 2, high: 24 },
    { name: 'minLeafRows', type: 'int', low: 1, high: 40, log: true },
    { name: 'columnShare', type: 'float', low: 0.1, high: 1 },
  ],
  spaceVersion: 1,
  defaults: { trees: 100, maxDepth: 24, minLeafRows: 1, columnShare: 1 },
  judge: judgeTable((params, seed) => (rows, y) => {
    const width = rows[0]?.length ?? 1;
    const model = fitRegressionForest(rows, y, {
      rng: createRng(seed),
      trees: number(params, 'trees'),
      maxDepth: number(params, 'maxDepth'),
      minLeafRows: number(params, 'minLeafRows'),
      columnsPerSplit: Math.max(1, Math.round(number(params, 'columnShare') * width)),
    });
    return model && ((test) => predictEnsemble(model.ensemble, test));
  }),
};
