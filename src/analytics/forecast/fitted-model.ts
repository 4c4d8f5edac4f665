/** Makes a public model out of a family's recursion: preparation, intervals, sample paths, the way back to the unit. */
import type { Rng } from '../../domain/rng.ts';
import { studentQuantile } from '../stats/distributions/beta.ts';
import { completeSeries, type Preparation } from './complete-series.ts';
import { type Core, type CoreFitter, forecastDeviations } from './core.ts';
import type { FittedModel, Forecast, ForecastModel } from './model.ts';

export const DEFAULT_LEVELS: readonly number[] = [0.8, 0.95];

/** Deviations below this share of the series' size are rounding: nothing can be scaled by them. */
const NO_ERROR = 1e-10;

/** A predictive law on the families' scale: what all public answers are made from. */
export interface Predictive {
  readonly centre: Float64Array;
  /** σ_h of each period ahead, with the uncertainty of parameters. */
  readonly deviations: Float64Array;
  /** Half-width of the interval at `level`, one per period. */
  halfWidths(level: number): Float64Array;
  /** One future as deviations from the centre. */
  deviate(rng: Rng): Float64Array;
}

/** A family's or combination's result before it is brought back to the unit of the series. */
export interface FittedCore {
  readonly description: string;
  readonly parameters: Readonly<Record<string, number>>;
  readonly aicc: number | null;
  readonly errors: Float64Array;
  readonly burnIn: number;
  predict(horizon: number): Predictive;
}

/** A model that always repeats the one value that a series has. */
function constantModel(value: number, length: number): FittedModel {
  return {
    description: 'constant series',
    parameters: { level: value },
    residuals: Array.from({ length }, () => 0),
    aicc: null,
    forecast: (horizon, levels = DEFAULT_LEVELS) => {
      const mean = Array.from({ length: horizon }, () => value);
      return { mean, intervals: levels.map((level) => ({ level, low: mean, high: mean })) };
    },
    scaledErrors: (actual) => actual.map((x) => (x === value ? 0 : null)),
    samplePaths: (horizon, count) => Array.from({ length: count }, () => new Float64Array(horizon).fill(value)),
  };
}

function present(fitted: FittedCore, p: Preparation, length: number): FittedModel {
  const { y } = p.series;
  // One law a horizon, kept: reports ask for the forecast, the probability of a target and paths of the same fit.
  const laws = new Map<number, Predictive>();
  const lawOf = (horizon: number): Predictive => {
    const reach = horizon + p.trailing;
    const known = laws.get(reach);
    if (known !== undefined) return known;
    const law = fitted.predict(reach);
    laws.set(reach, law);
    return law;
  };
  const residuals: (number | null)[] = Array.from({ length }, () => null);
  for (let t = fitted.burnIn; t < y.length; t++)
    if (p.observed[t]) residuals[p.skipped + t] = p.restore(y[t]!) - p.restore(y[t]! - fitted.errors[t]!);
  return {
    description: fitted.description,
    parameters: fitted.parameters,
    residuals,
    aicc: fitted.aicc,
    forecast(horizon, levels = DEFAULT_LEVELS, factor = () => null): Forecast {
      const law = lawOf(horizon);
      const from = p.trailing;
      const mean = Array.from(law.centre.subarray(from), p.restore);
      return {
        mean,
        intervals: levels.map((level) => {
          const reach = factor(level);
          const half = reach === null ? law.halfWidths(level) : law.deviations.map((sd) => sd * reach);
          const at = (sign: number): number[] =>
            mean.map((_, h) => p.restore(law.centre[from + h]! + sign * half[from + h]!));
          return { level, low: at(-1), high: at(1) };
        }),
      };
    },
    scaledErrors(actual) {
      const law = lawOf(actual.length);
      return actual.map((value, h) => {
        if (value === null) return null;
        const sd = law.deviations[p.trailing + h]!;
        return sd > NO_ERROR ? (p.scale(value) - law.centre[p.trailing + h]!) / sd : null;
      });
    },
    samplePaths(horizon, count, rng) {
      const law = lawOf(horizon);
      return Array.from({ length: count }, () =>
        law
          .deviate(rng)
          .map((d, h) => p.restore(law.centre[h]! + d))
          .subarray(p.trailing),
      );
    },
  };
}

/** A public model from a function that fits the prepared series; null there counts as no model for this series. */
export function defineFittedModel(
  id: string,
  title: string,
  fitPrepared: (p: Preparation) => FittedCore | null,
): ForecastModel {
  return {
    id,
    title,
    fit(values, o) {
      const prepared = completeSeries(values, o);
      if (prepared === null) return null;
      if (prepared.constant !== null) return constantModel(prepared.constant, values.length);
      const fitted = fitPrepared(prepared);
      return fitted === null ? null : present(fitted, prepared, values.length);
    },
  };
}

/**
 * Gaussian law of a single family with the uncertainty of its parameters: σ from n − k degrees of freedom, Student's t
 * for σ unknown, and (1 + k ÷ n) on the variance for estimated coefficients (the order of Ansley & Newbold 1981).
 */
export function singleModel(core: Core): FittedCore {
  const n = core.errors.length - core.burnIn;
  const df = Math.max(2, n - core.parameterCount);
  return {
    ...core,
    predict(horizon) {
      const origin = core.errors.length;
      const centre = core.path(origin, horizon, null);
      const inflation = Math.sqrt(1 + core.parameterCount / n);
      const sd = forecastDeviations(core, origin, horizon).map((s) => s * inflation);
      return {
        centre,
        deviations: sd,
        halfWidths: (level) => {
          const t = studentQuantile(0.5 + level / 2, df);
          return sd.map((s) => s * t);
        },
        deviate: (rng) => {
          const shocks = Float64Array.from({ length: horizon }, () => rng.normal() * core.shockSd * inflation);
          const path = core.path(origin, horizon, shocks);
          return path.map((value, h) => value - centre[h]!);
        },
      };
    },
  };
}

/** A public model of one family. */
export function defineModel(id: string, title: string, fitCore: CoreFitter): ForecastModel {
  return defineFittedModel(id, title, (p) => {
    const core = fitCore(p.series);
    return core === null ? null : singleModel(core);
  });
}
