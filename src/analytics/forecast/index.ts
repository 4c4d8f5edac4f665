/** The forecasting room's front door: the models by name, and what is built on them. */
import { arima } from './arima.ts';
import { combination } from './combination.ts';
import { croston, sba, tsb } from './croston.ts';
import { damped } from './damped.ts';
import { drift } from './drift.ts';
import { ets } from './ets.ts';
import { holt } from './holt.ts';
import { holtWinters } from './holt-winters.ts';
import type { ForecastModel } from './model.ts';
import { mstl } from './mstl.ts';
import { naive } from './naive.ts';
import { dynamicTheta, optimisedTheta } from './optimised-theta.ts';
import { seasonalNaive } from './seasonal-naive.ts';
import { ses } from './ses.ts';
import { theta } from './theta.ts';

export type {
  FitOptions,
  FittedModel,
  Forecast,
  ForecastInterval,
  ForecastModel,
  IntervalFactor,
  Series,
} from './model.ts';
export { MINIMUM_OBSERVATIONS } from './model.ts';

/** Every model, simplest first. */
export const FORECAST_MODELS: readonly ForecastModel[] = [
  naive,
  seasonalNaive,
  drift,
  ses,
  holt,
  damped,
  holtWinters,
  ets,
  theta,
  optimisedTheta,
  dynamicTheta,
  arima,
  mstl,
  croston,
  sba,
  tsb,
  combination,
];

/** What the reports forecast with. */
export const defaultModel: ForecastModel = combination;

/** The model of that id; null when there is none. */
export const modelById = (id: string): ForecastModel | null => FORECAST_MODELS.find((model) => model.id === id) ?? null;

export {
  type Backtest,
  type BacktestOptions,
  type BacktestPoint,
  backtest,
  type Coverage,
  intervalScore,
  leaderboard,
  type Metric,
  meanAbsoluteError,
  reachedCoverage,
  rootMeanSquareError,
  type Standing,
  scaledError,
  symmetricPercentageError,
} from './backtest.ts';
export { calibrateIntervals, type IntervalCalibration } from './intervals.ts';
export { probabilityOf, type Target, type TargetProbability } from './probability.ts';
export { type Aggregate, type Hierarchy, type ReconcileMethod, type Reconciliation, reconcile } from './reconcile.ts';
