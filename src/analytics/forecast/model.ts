/** What every forecasting model takes and gives: one interface, so that any of them can stand in for another. */
import type { Rng } from '../../domain/rng.ts';

/** A series in time order at equal spacing; null is a gap. */
export type Series = readonly (number | null)[];

/** Fewest observed values that any model accepts. */
export const MINIMUM_OBSERVATIONS = 6;

export interface FitOptions {
  /** Periods a season: 12 monthly, 52 weekly, 4 quarterly, 1 for none. */
  readonly seasonLength: number;
  /**
   * Limits that no value can pass, e.g. 0–100 for a score: near them the series is modelled on a logit scale. With one
   * limit infinite (0 to ∞ for sales), forecasts and intervals are cut at the other.
   */
  readonly bounds?: readonly [lower: number, upper: number];
}

export interface ForecastInterval {
  /** Share of outcomes the interval is meant to hold, in (0, 1). */
  readonly level: number;
  /** One per period ahead. */
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/**
 * Interval factors learnt from past forecasts: at `level`, the interval reaches this many σ_h to either side. Null where
 * they cannot say, then the model's own law is used. See intervals.ts.
 */
export type IntervalFactor = (level: number) => number | null;

export interface Forecast {
  /** Point forecast of each period ahead (the median where the series is modelled on another scale). */
  readonly mean: readonly number[];
  /** In the order of the levels asked for. */
  readonly intervals: readonly ForecastInterval[];
}

export interface FittedModel {
  /** What was fitted, in the field's notation, e.g. "ETS(M,Ad,A)" or "ARIMA(0,1,1)(0,1,1)[12]". */
  readonly description: string;
  /** Estimated parameters by their usual names. */
  readonly parameters: Readonly<Record<string, number>>;
  /** One-step errors in the unit of the series; null at gaps and where the model has no forecast yet. */
  readonly residuals: readonly (number | null)[];
  /** Corrected Akaike criterion; null for models without a likelihood. Comparable within one family only. */
  readonly aicc: number | null;
  /** Forecasts `horizon` ≥ 1 periods beyond the end of the series. */
  forecast(horizon: number, levels?: readonly number[], factor?: IntervalFactor): Forecast;
  /** Errors of what came after the series, in σ_h on the scale of the model: the scores that calibrate intervals. */
  scaledErrors(actual: Series): (number | null)[];
  /** `count` equally likely futures of `horizon` periods, with the spread that the intervals have. */
  samplePaths(horizon: number, count: number, rng: Rng): Float64Array[];
}

export interface ForecastModel {
  /** Stable and short, e.g. "ets". */
  readonly id: string;
  /** For tables, e.g. "Exponential smoothing (ETS, chosen by AICc)". */
  readonly title: string;
  /** Fits one series. Null with fewer than `MINIMUM_OBSERVATIONS` observed values. Same input, same result. */
  fit(values: Series, o: FitOptions): FittedModel | null;
}
