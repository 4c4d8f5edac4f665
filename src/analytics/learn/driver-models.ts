/** The two models that drivers are read from, each with its own choice of hyperparameters and exact SHAP values. */
import type { Rng } from '../../domain/rng.ts';
import { ridge } from '../stats/regression/penalised.ts';
import { fitBoostedRegression } from './boosting.ts';
import { toColumns } from './columns.ts';
import { linearShap } from './shap/linear-shap.ts';
import { interventionalShap } from './shap/tree-shap.ts';
import { addPredictions, predictEnsemble } from './tree.ts';

type Table = readonly (readonly (number | null)[])[];

export interface FittedDrivers {
  predict(rows: Table): ArrayLike<number>;
  /** Exact SHAP values against the rows themselves as background, [row][column]. */
  explain(rows: Table): readonly Float64Array[];
}

export interface DriverModel {
  readonly name: 'boosted trees' | 'section-level linear model';
  /** Sum of squared errors on a test part for every setting, in the order of `settings`. */
  errors(train: Table, y: readonly number[], test: Table, actual: readonly number[], rng: Rng): number[];
  readonly settings: readonly string[];
  fit(train: Table, y: readonly number[], setting: number, rng: Rng): FittedDrivers;
}

const squaredErrors = (actual: readonly number[], predicted: ArrayLike<number>): number =>
  actual.reduce((sum, value, i) => sum + (value - predicted[i]!) ** 2, 0);

/** Predicts no change beyond season and own past. */
const nothing: FittedDrivers = {
  predict: (rows) => new Float64Array(rows.length),
  explain: (rows) => rows.map((row) => new Float64Array(row.length)),
};

const ROUNDS = [10, 20, 40, 70, 100] as const;
const DEPTHS = [1, 2, 3] as const;
const TREE_SETTINGS = DEPTHS.flatMap((depth) => ROUNDS.map((rounds) => ({ depth, rounds })));

/** Shrunk by a tenth a round, half of the columns a tree, five rows a leaf: small samples, many columns, much noise. */
const boostingOptions = (depth: number, rounds: number, rng: Rng) => ({
  rounds,
  maxDepth: depth,
  learningRate: 0.1,
  rowShare: 0.8,
  columnShare: 0.5,
  minLeafRows: 5,
  l2: 1,
  rng,
});

/** Boosted trees; setting 0 is the empty model, the others depth by rounds. */
export const treeDrivers: DriverModel = {
  name: 'boosted trees',
  settings: ['none', ...TREE_SETTINGS.map(({ depth, rounds }) => `depth ${depth}, ${rounds} rounds`)],
  errors(train, y, test, actual, rng) {
    const result = [squaredErrors(actual, new Float64Array(actual.length))];
    const columns = toColumns(test, train[0]?.length ?? 0);
    for (const depth of DEPTHS) {
      const boosted = fitBoostedRegression(train, y, boostingOptions(depth, ROUNDS.at(-1)!, rng));
      // Fewer rounds are the first trees of more rounds.
      const sum = new Float64Array(test.length).fill(boosted?.ensemble.base ?? 0);
      let used = 0;
      for (const rounds of ROUNDS) {
        for (; used < rounds; used++) {
          const tree = boosted?.ensemble.trees[used];
          if (tree !== undefined) addPredictions(tree, columns, sum);
        }
        result.push(squaredErrors(actual, sum));
      }
    }
    return result;
  },
  fit(train, y, setting, rng) {
    const chosen = TREE_SETTINGS[setting - 1];
    if (chosen === undefined) return nothing;
    const boosted = fitBoostedRegression(train, y, boostingOptions(chosen.depth, chosen.rounds, rng));
    if (boosted === null) return nothing;
    return {
      predict: (rows) => predictEnsemble(boosted.ensemble, rows),
      explain: (rows) => interventionalShap(boosted.ensemble, rows, rows).values,
    };
  },
};

/** Ridge penalties by observation: from a tenth of a standardised column's own weight to ten times it. */
const PENALTIES = [10, 3, 1, 0.3, 0.1] as const;

/** Ridge regression on changes of sections; setting 0 is the empty model, the others penalties, strongest first. */
export const linearDrivers: DriverModel = {
  name: 'section-level linear model',
  settings: ['none', ...PENALTIES.map((penalty) => `ridge penalty ${penalty} × rows`)],
  errors(train, y, test, actual, rng) {
    return this.settings.map((_, setting) => squaredErrors(actual, this.fit(train, y, setting, rng).predict(test)));
  },
  fit(train, y, setting) {
    const penalty = PENALTIES[setting - 1];
    if (penalty === undefined) return nothing;
    const model = ridge(train as readonly (readonly number[])[], y, penalty * train.length);
    if (model === null) return nothing;
    return {
      predict: (rows) =>
        rows.map((row) => model.coefficients.reduce((sum, w, j) => sum + w * row[j]!, model.intercept)),
      explain: (rows) => linearShap(model, rows, rows).values,
    };
  },
};
