/**
 * Rolling-origin evaluation (Tashman 2000, International Journal of Forecasting 16): the model is fitted again at each
 * origin on what was known then, and its forecasts are compared with what came. Nothing after an origin reaches its fit.
 */
import { wilsonInterval } from '../stats/tests/proportions.ts';
import type { FitOptions, ForecastModel, IntervalFactor, Series } from './model.ts';

export interface BacktestOptions extends FitOptions {
  /** Periods ahead that each origin forecasts. */
  readonly horizon: number;
  /** Origins, the last ones that leave at least one period to compare; 20 by default. */
  readonly origins?: number;
  /** Periods from one origin to the next; 1 by default. */
  readonly step?: number;
  /** Fewest periods before an origin; by default two seasons, at least 12. */
  readonly minimum?: number;
  /** Level of the intervals whose coverage is counted; .95 by default. */
  readonly level?: number;
  /** Interval factors learnt elsewhere, e.g. from related series. */
  readonly factor?: IntervalFactor;
}

export interface BacktestPoint {
  /** Periods that the fit knew. */
  readonly origin: number;
  /** Periods ahead, from 1. */
  readonly step: number;
  readonly actual: number;
  readonly forecast: number;
  readonly low: number;
  readonly high: number;
  /** Error in σ_h on the model's own scale; null where σ_h is 0. */
  readonly scaledError: number | null;
}

export interface Backtest {
  readonly model: string;
  readonly level: number;
  /** Origins that could be fitted. */
  readonly origins: number;
  readonly points: readonly BacktestPoint[];
}

/** Runs the model over past origins. Gaps are not compared. No origins are left where the series is too short. */
export function backtest(model: ForecastModel, values: Series, o: BacktestOptions): Backtest {
  const level = o.level ?? 0.95;
  const step = o.step ?? 1;
  const first = Math.max(o.minimum ?? Math.max(12, 2 * o.seasonLength), 1);
  const points: BacktestPoint[] = [];
  let origins = 0;
  for (let i = 0; i < (o.origins ?? 20); i++) {
    const origin = values.length - 1 - i * step;
    if (origin < first) break;
    const fitted = model.fit(values.slice(0, origin), o);
    if (fitted === null) break;
    const actual = values.slice(origin, origin + o.horizon);
    const forecast = fitted.forecast(actual.length, [level], o.factor);
    const scaled = fitted.scaledErrors(actual);
    const interval = forecast.intervals[0]!;
    origins++;
    actual.forEach((value, h) => {
      if (value === null) return;
      points.push({
        origin,
        step: h + 1,
        actual: value,
        forecast: forecast.mean[h]!,
        low: interval.low[h]!,
        high: interval.high[h]!,
        scaledError: scaled[h]!,
      });
    });
  }
  points.sort((a, b) => a.origin - b.origin || a.step - b.step);
  return { model: model.id, level, origins, points };
}

/** One number from the compared points; null where it is undefined. */
export type Metric = (points: readonly BacktestPoint[], values: Series, seasonLength: number) => number | null;

const average = (x: readonly number[]): number | null =>
  x.length === 0 ? null : x.reduce((sum, value) => sum + value, 0) / x.length;

/** Mean absolute error, in the unit of the series. */
export const meanAbsoluteError: Metric = (points) => average(points.map((p) => Math.abs(p.actual - p.forecast)));

export const rootMeanSquareError: Metric = (points) => {
  const squares = average(points.map((p) => (p.actual - p.forecast) ** 2));
  return squares === null ? null : Math.sqrt(squares);
};

/** Symmetric percentage error as in the M competitions, 0–200; a point where both are 0 has no error. */
export const symmetricPercentageError: Metric = (points) =>
  average(
    points.map((p) => {
      const size = Math.abs(p.actual) + Math.abs(p.forecast);
      return size === 0 ? 0 : (200 * Math.abs(p.actual - p.forecast)) / size;
    }),
  );

/** Mean absolute change over one season of the whole series, the unit of the scaled metrics; null when it is 0. */
function seasonalChange(values: Series, seasonLength: number): number | null {
  const lag = values.length > seasonLength ? seasonLength : 1;
  const changes: number[] = [];
  for (let t = lag; t < values.length; t++) {
    const [now, before] = [values[t], values[t - lag]];
    if (now != null && before != null) changes.push(Math.abs(now - before));
  }
  return average(changes) || null;
}

/** Mean absolute scaled error (Hyndman & Koehler 2006): in mean absolute seasonal changes. */
export const scaledError: Metric = (points, values, seasonLength) => {
  const [error, unit] = [meanAbsoluteError(points, values, seasonLength), seasonalChange(values, seasonLength)];
  return error === null || unit === null ? null : error / unit;
};

/** Mean scaled interval score (Gneiting & Raftery 2007; M4) at the level of the backtest. */
export const intervalScore =
  (level: number): Metric =>
  (points, values, seasonLength) => {
    const miss = 2 / (1 - level);
    const score = average(
      points.map((p) => p.high - p.low + miss * (Math.max(0, p.low - p.actual) + Math.max(0, p.actual - p.high))),
    );
    const unit = seasonalChange(values, seasonLength);
    return score === null || unit === null ? null : score / unit;
  };

export interface Coverage {
  readonly share: number;
  /** 95 % interval of the share; overlapping forecasts count as the number of origins, not of points. */
  readonly interval: readonly [low: number, high: number];
  readonly origins: number;
}

/** Fewest origins from which a reached coverage is told. */
const FEWEST_ORIGINS = 20;

/** Share of outcomes inside their intervals. Null below 20 origins. */
export function reachedCoverage(b: Backtest): Coverage | null {
  if (b.origins < FEWEST_ORIGINS || b.points.length === 0) return null;
  const share = b.points.filter((p) => p.actual >= p.low && p.actual <= p.high).length / b.points.length;
  const interval = wilsonInterval(share * b.origins, b.origins, 0.95);
  return interval === null ? null : { share, interval, origins: b.origins };
}

export interface Standing {
  readonly model: string;
  readonly title: string;
  readonly value: number | null;
  /** 1 − value ÷ value of the naive forecast: above 0 better than "nothing changes"; null where undefined. */
  readonly skill: number | null;
  readonly backtest: Backtest;
}

/** Models by a metric where less is better, best first, each against the naive forecast on the same origins. */
export function leaderboard(
  models: readonly ForecastModel[],
  baseline: ForecastModel,
  values: Series,
  metric: Metric,
  o: BacktestOptions,
): Standing[] {
  const measure = (model: ForecastModel): { tested: Backtest; value: number | null } => {
    const tested = backtest(model, values, o);
    return { tested, value: metric(tested.points, values, o.seasonLength) };
  };
  const base = measure(baseline);
  const standings = models.map((model): Standing => {
    const { tested, value } = model === baseline ? base : measure(model);
    const skill = value === null || base.value === null || base.value === 0 ? null : 1 - value / base.value;
    return { model: model.id, title: model.title, value, skill, backtest: tested };
  });
  return standings.sort((a, b) => (a.value ?? Number.MAX_VALUE) - (b.value ?? Number.MAX_VALUE));
}
