/** The learning room's front door: trees and their sums, how to judge them, how to explain them. */
export {
  type BoostedClassifier,
  type BoostedRegression,
  type BoostingOptions,
  type BoostingParameters,
  type BoostingTrace,
  fitBoostedClassifier,
  fitBoostedRegression,
} from './boosting.ts';
export { type Classifier, predictLabels, predictProbabilities } from './classifier.ts';
export type { Rows } from './columns.ts';
export { type EnsembleJson, exportEnsemble, importEnsemble, type TreeJson } from './ensemble-json.ts';
export {
  type ClassificationForest,
  type ForestOptions,
  fitClassificationForest,
  fitClassificationTree,
  fitRegressionForest,
  fitRegressionTree,
  type RegressionForest,
  type TreeOptions,
} from './forest.ts';
export {
  accuracy,
  areaUnderCurve,
  brierScore,
  logLoss,
  meanAbsoluteError,
  meanSquaredError,
  rootMeanSquaredError,
  rSquared,
} from './metrics.ts';
export { type Ensemble, predictEnsemble, scaleEnsemble, type Tree } from './tree.ts';
export type { Watch } from './watch.ts';
