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
export {
  chooseLearner,
  crossPredict,
  crossScore,
  type Learner,
  nestedLearner,
  type Prediction,
  type Score,
} from './cross-validation.ts';
export type { DriverUnit } from './driver-rows.ts';
export {
  type DriverContribution,
  type DriverOptions,
  type DriverPredictor,
  type DriverSkill,
  type Drivers,
  findDrivers,
  type GroupDriver,
} from './drivers.ts';
export { type EnsembleJson, exportEnsemble, importEnsemble, type TreeJson } from './ensemble-json.ts';
export { blockedFolds, blockedGroupedFolds, type Fold, groupedFolds, randomFolds } from './folds.ts';
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
  type ColumnImportance,
  columnGrid,
  type PartialDependence,
  partialDependence,
  permutationImportance,
} from './importance.ts';
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
export {
  type BootstrappedImportance,
  bootstrapPanelImportance,
  bootstrapRelativeImportance,
  MOST_BLOCKS,
  type RankInterval,
  type RelativeImportance,
  relativeImportance,
} from './relative-importance.ts';
export { linearShap } from './shap/linear-shap.ts';
export { type Predictor, type SampledShap, type SamplingShapOptions, samplingShap } from './shap/sampling-shap.ts';
export {
  groupShap,
  interventionalShap,
  meanAbsoluteShap,
  pathDependentShap,
  type ShapOptions,
  type ShapValues,
} from './shap/tree-shap.ts';
export { type Ensemble, predictEnsemble, scaleEnsemble, type Tree } from './tree.ts';
export type { Watch } from './watch.ts';
