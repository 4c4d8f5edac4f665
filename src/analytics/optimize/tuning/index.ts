/** Everything that can be tuned, and how. */
import { anomalySensitivity, averagingWindow, shrinkage, smoothing } from './objects/analysis-settings.ts';
import { forecastCombination } from './objects/forecast-combination.ts';
import { geneticSettings } from './objects/genetic-settings.ts';
import { shapSizes } from './objects/shap-sizes.ts';
import { boosting, forest } from './objects/tree-models.ts';
import type { TunedObject } from './tuned-object.ts';

export const TUNED_OBJECTS: readonly TunedObject[] = [
  geneticSettings,
  shapSizes,
  forest,
  boosting,
  forecastCombination,
  averagingWindow,
  smoothing,
  anomalySensitivity,
  shrinkage,
];

/** The object of that name; null when there is none. */
export const tunedObject = (name: string): TunedObject | null =>
  TUNED_OBJECTS.find((object) => object.name === name) ?? null;

export { signatureOf, TUNING_OUTCOMES, TUNING_TABLES, type TuningData, tuningDataOf } from './data.ts';
export {
  isReusable,
  REPORT_TRIALS,
  type RemoteJudge,
  type TrackedPerformance,
  trackPerformance,
  tuneForReport,
  tuneInBackground,
  tuningKey,
} from './tune.ts';
export type { Judge, JudgingPart, TunedObject } from './tuned-object.ts';
