/**
 * The optimised Theta models of Fiorucci, Pellegrini, Louzada, Petropoulos & Koehler (2016, International Journal of
 * Forecasting 32): θ, the smoothing and the first level by least squares. In the plain one the line is that of the whole
 * series; in the dynamic one it is updated with every observation.
 */
import { type CompleteSeries, type Core, errorDeviation } from './core.ts';
import { defineModel } from './fitted-model.ts';
import { minimiseInBox } from './minimise.ts';
import { constantSeason, evolvingSeason, fitAdjusted } from './seasonally-adjusted.ts';
import { regressionSlope } from './theta.ts';

const LARGEST_THETA = 20;

/** The line and level after some observations. */
interface State {
  level: number;
  mean: number;
  intercept: number;
  slope: number;
}

interface Coefficients {
  readonly alpha: number;
  readonly theta: number;
}

/** The forecast of period t (counted from 1) from the state after t − 1 observations. */
function expected(s: State, c: Coefficients, t: number): number {
  const kept = (1 - c.alpha) ** (t - 1);
  return s.level + (1 - 1 / c.theta) * (kept * s.intercept + ((1 - kept * (1 - c.alpha)) / c.alpha) * s.slope);
}

/** Takes the value of period t into the state. */
function update(s: State, c: Coefficients, t: number, value: number, dynamic: boolean): void {
  s.level += c.alpha * (value - s.level);
  if (!dynamic) return;
  const before = s.mean;
  s.mean = ((t - 1) * before + value) / t;
  s.slope = t === 1 ? 0 : ((t - 2) * s.slope + (6 / t) * (value - before)) / (t + 1);
  s.intercept = s.mean - 0.5 * (t + 1) * s.slope;
}

function fitPlain({ y }: CompleteSeries, dynamic: boolean): Core {
  const n = y.length;
  const slope = regressionSlope(y);
  const mean = y.reduce((sum, value) => sum + value, 0) / n;
  const intercept = mean - (slope * (n + 1)) / 2;
  const begin = (level: number): State =>
    dynamic ? { level, mean: 0, intercept: 0, slope: 0 } : { level, mean, intercept, slope };
  // The first forecasts of the dynamic line say nothing: as in the source, errors count from the third period.
  const burnIn = dynamic ? 2 : 0;
  const errors = new Float64Array(n);
  const run = (c: Coefficients, level: number, keep: State[] | null): number => {
    const s = begin(level);
    let squares = 0;
    for (let t = 1; t <= n; t++) {
      if (keep !== null) keep.push({ ...s });
      const e = y[t - 1]! - expected(s, c, t);
      errors[t - 1] = e;
      if (t > burnIn) squares += e * e;
      update(s, c, t, y[t - 1]!, dynamic);
    }
    if (keep !== null) keep.push({ ...s });
    return squares;
  };
  let total = 0;
  for (let t = 1; t < n; t++) total += (y[t]! - y[t - 1]!) ** 2;
  const unit = Math.sqrt(total / (n - 1)) || 1e-6;
  const box = { low: [0.01, 1, -1e6], high: [0.99, LARGEST_THETA, 1e6] };
  const fit = minimiseInBox(
    (x) => n * Math.log(Math.max(run({ alpha: x[0]!, theta: x[1]! }, y[0]! + x[2]! * unit, null), 1e-300)),
    [0.5, 2, 0],
    [-0.2, 0.5, 1],
    box,
    { tolerance: 1e-4, evaluations: 300 },
  );
  const c: Coefficients = { alpha: fit.x[0]!, theta: fit.x[1]! };
  const states: State[] = [];
  run(c, y[0]! + fit.x[2]! * unit, states);
  return {
    description: dynamic ? 'dynamic optimised Theta' : 'optimised Theta',
    parameters: { alpha: c.alpha, theta: c.theta },
    parameterCount: 3,
    aicc: null,
    errors: Float64Array.from(errors),
    burnIn: 2,
    shockSd: errorDeviation(errors, 2, 3),
    path(origin, horizon, shocks) {
      const s = { ...states[origin]! };
      const result = new Float64Array(horizon);
      for (let h = 0; h < horizon; h++) {
        const t = origin + h + 1;
        result[h] = expected(s, c, t) + (shocks === null ? 0 : shocks[h]!);
        update(s, c, t, result[h]!, dynamic);
      }
      return result;
    },
  };
}

export const fitOptimisedTheta = (series: CompleteSeries): Core | null =>
  fitAdjusted(series, constantSeason(series), (x) => fitPlain(x, false));

export const fitDynamicTheta = (series: CompleteSeries): Core | null =>
  fitAdjusted(series, constantSeason(series), (x) => fitPlain(x, true));

/** The dynamic one with a slowly changing season. */
export const fitEvolvingTheta = (series: CompleteSeries): Core | null =>
  fitAdjusted(series, evolvingSeason(series), (x) => fitPlain(x, true));

export const optimisedTheta = defineModel('optimised-theta', 'Optimised Theta', fitOptimisedTheta);
export const dynamicTheta = defineModel('dynamic-theta', 'Dynamic optimised Theta', fitDynamicTheta);
