/**
 * What a model family writes: one recursion on a complete series. Point forecasts, variances, intervals and sample paths
 * are derived from it in one place, so that no family has its own version of them.
 */

/** A complete, trimmed series as the families see it: no gaps, scaled to a mean size of 1, never constant. */
export interface CompleteSeries {
  readonly y: Float64Array;
  /** 1 when the series is shorter than two seasons. */
  readonly seasonLength: number;
}

export interface Core {
  readonly description: string;
  readonly parameters: Readonly<Record<string, number>>;
  /** Estimated coefficients and initial states, for degrees of freedom. */
  readonly parameterCount: number;
  readonly aicc: number | null;
  /** One-step errors y − ŷ; the first `burnIn` mean nothing. */
  readonly errors: Float64Array;
  readonly burnIn: number;
  /** Standard deviation of a shock, in the unit in which `path` takes shocks. */
  readonly shockSd: number;
  /**
   * The `horizon` values after the first `origin` ones, from the states that the model had there, under the given shocks
   * (null: none). `origin` ≥ burnIn.
   */
  path(origin: number, horizon: number, shocks: Float64Array | null): Float64Array;
}

/** Builds a core, or null where the family cannot describe the series (e.g. multiplicative season with zeros). */
export type CoreFitter = (series: CompleteSeries) => Core | null;

/**
 * Forecast standard deviations of 1 … horizon: the shocks of each period are followed to each later one by central
 * differences of one standard deviation, which is exact for linear models and the first order for others.
 */
export function forecastDeviations(core: Core, origin: number, horizon: number): Float64Array {
  const variance = new Float64Array(horizon);
  const shocks = new Float64Array(horizon);
  for (let j = 0; j < horizon; j++) {
    shocks[j] = core.shockSd;
    const up = core.path(origin, horizon, shocks);
    shocks[j] = -core.shockSd;
    const down = core.path(origin, horizon, shocks);
    shocks[j] = 0;
    for (let h = j; h < horizon; h++) variance[h]! += (0.5 * (up[h]! - down[h]!)) ** 2;
  }
  return variance.map(Math.sqrt);
}

/** √(Σe² ÷ (n − k)) of the errors after burn-in, with at least one degree of freedom. */
export function errorDeviation(errors: Float64Array, burnIn: number, parameterCount: number): number {
  let squares = 0;
  for (let t = burnIn; t < errors.length; t++) squares += errors[t]! * errors[t]!;
  return Math.sqrt(squares / Math.max(1, errors.length - burnIn - parameterCount));
}
