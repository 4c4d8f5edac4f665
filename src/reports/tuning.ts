/** The door through which the rim tunes: what can be tuned, on which data, how a search is run and shown. */
export type { Params } from '../analytics/optimize/space.ts';
export {
  isReusable,
  type Judge,
  type JudgingPart,
  REPORT_TRIALS,
  type RemoteJudge,
  type TrackedPerformance,
  TUNED_OBJECTS,
  TUNING_OUTCOMES,
  TUNING_TABLES,
  type TunedObject,
  type TuningData,
  trackPerformance,
  tunedObject,
  tuneInBackground,
  tuningDataOf,
  tuningKey,
} from '../analytics/optimize/tuning/index.ts';
