/**
 * Exponential smoothing in state-space form (Hyndman, Koehler, Ord & Snyder 2008): one recursion for all combinations of
 * additive and multiplicative errors, no, additive or damped trend, and no, additive or multiplicative season.
 * Initial seasonal states come from a classical decomposition; the other initial states and the smoothing parameters by
 * maximum likelihood.
 */
import { type CompleteSeries, type Core, errorDeviation } from './core.ts';
import { minimiseInBox } from './minimise.ts';
import { isPositive, seasonalShape } from './seasonality.ts';

export interface EtsForm {
  readonly error: 'A' | 'M';
  readonly trend: 'N' | 'A' | 'Ad';
  readonly season: 'N' | 'A' | 'M';
}

export const etsName = (form: EtsForm): string => `ETS(${form.error},${form.trend},${form.season})`;

/** Usual region of the smoothing parameters: 0 < β < α < 1, 0 < γ < 1 − α; damping as in Hyndman et al. (2008, p. 30). */
const SMALLEST = 1e-4;
const LARGEST = 0.9999;
const DAMPING = { low: 0.8, high: 0.98 };

interface States {
  readonly level: Float64Array;
  readonly trend: Float64Array;
  /** Season of period t at t; the update of period t at t + m. */
  readonly season: Float64Array;
}

interface Smoothing {
  readonly alpha: number;
  readonly beta: number;
  readonly gamma: number;
  readonly phi: number;
}

/** Runs the recursion over y from the states at index 0 and leaves the states and one-step forecasts behind. */
function smooth(y: Float64Array, form: EtsForm, m: number, p: Smoothing, states: States, fitted: Float64Array): void {
  const { alpha, gamma, phi } = p;
  const share = alpha > 0 ? p.beta / alpha : 0;
  const hasTrend = form.trend !== 'N';
  const season = form.season;
  let level = states.level[0]!;
  let trend = states.trend[0]!;
  for (let t = 0; t < y.length; t++) {
    const base = hasTrend ? level + phi * trend : level;
    const value = y[t]!;
    let adjusted = value;
    if (season === 'N') fitted[t] = base;
    else if (season === 'A') {
      const s = states.season[t]!;
      fitted[t] = base + s;
      adjusted = value - s;
      states.season[t + m] = s + gamma * (value - base - s);
    } else {
      const s = states.season[t]!;
      fitted[t] = base * s;
      adjusted = s === 0 ? base : value / s;
      states.season[t + m] = base === 0 ? s : s + gamma * (value / base - s);
    }
    const next = base + alpha * (adjusted - base);
    if (hasTrend) {
      trend = phi * trend + share * (next - level - phi * trend);
      states.trend[t + 1] = trend;
    }
    level = next;
    states.level[t + 1] = level;
  }
}

/** −2 log-likelihood without constants, as in Hyndman et al. (2002, International Journal of Forecasting 18). */
function deviance(y: Float64Array, fitted: Float64Array, error: 'A' | 'M'): number {
  const n = y.length;
  let squares = 0;
  if (error === 'A') {
    for (let t = 0; t < n; t++) squares += (y[t]! - fitted[t]!) ** 2;
    return n * Math.log(Math.max(squares, 1e-300));
  }
  let product = 1;
  let logs = 0;
  for (let t = 0; t < n; t++) {
    const f = fitted[t]!;
    if (f <= 0) return Number.POSITIVE_INFINITY;
    squares += (y[t]! / f - 1) ** 2;
    product *= f;
    if (product > 1e200 || product < 1e-200) {
      logs += Math.log(product);
      product = 1;
    }
  }
  return n * Math.log(Math.max(squares, 1e-300)) + 2 * (logs + Math.log(product));
}

/** Level and slope of a line through the first seasons of the adjusted series, seen from period 0. */
function firstLine(x: Float64Array, length: number): { level: number; slope: number; mean: number } {
  const n = Math.min(x.length, length);
  const centre = (n + 1) / 2;
  let [mean, product, squares] = [0, 0, 0];
  for (let t = 0; t < n; t++) mean += x[t]! / n;
  for (let t = 0; t < n; t++) {
    product += (t + 1 - centre) * (x[t]! - mean);
    squares += (t + 1 - centre) ** 2;
  }
  const slope = product / squares;
  return { level: mean - slope * centre, slope, mean };
}

export interface EtsEffort {
  readonly tolerance: number;
  readonly evaluations: number;
}

const THOROUGH: EtsEffort = { tolerance: 1e-4, evaluations: 600 };

/** Number of coefficients and initial states, the count of the information criteria (without σ). */
function coefficientCount(form: EtsForm, m: number): number {
  const trend = form.trend === 'N' ? 0 : form.trend === 'A' ? 2 : 3;
  return 2 + trend + (form.season === 'N' ? 0 : m);
}

/**
 * Fits one form by maximum likelihood. Null where the form does not apply: multiplicative parts with values ≤ 0, a season
 * without two of them, or more coefficients than the series can carry.
 */
export function fitEts(series: CompleteSeries, form: EtsForm, effort = THOROUGH): Core | null {
  const { y, seasonLength: m } = series;
  const n = y.length;
  const seasonal = form.season !== 'N';
  const k = coefficientCount(form, m);
  if (n <= k + 2 && (seasonal || form.trend !== 'N')) return null;
  if ((form.error === 'M' || form.season === 'M') && !isPositive(y)) return null;
  const shape = seasonal ? seasonalShape(y, m, form.season === 'A' ? 'additive' : 'multiplicative') : null;
  if (seasonal && (m < 2 || shape === null)) return null;
  const indices = shape?.indices ?? [];
  const adjusted = y.map((value, t) => {
    if (shape === null) return value;
    const index = indices[t % m]!;
    return form.season === 'A' ? value - index : value / index;
  });
  const line = firstLine(adjusted, Math.max(10, 2 * m));
  const hasTrend = form.trend !== 'N';
  const damped = form.trend === 'Ad';
  let spread = 0;
  for (let t = 1; t < n; t++) spread += Math.abs(adjusted[t]! - adjusted[t - 1]!) / (n - 1);
  if (spread === 0) spread = 1e-6;
  const span = m > 1 ? m : 4;
  const slopeUnit = spread / span;

  const states: States = {
    level: new Float64Array(n + 1),
    trend: new Float64Array(n + 1),
    season: new Float64Array(seasonal ? n + m : 0),
  };
  states.season.set(indices);
  const fitted = new Float64Array(n);
  // Coordinates: α, β ÷ α, γ ÷ (1 − α), φ, then the initial level and slope in units of the typical change.
  const names: ('alpha' | 'share' | 'gamma' | 'phi' | 'level' | 'slope')[] = ['alpha'];
  if (hasTrend) names.push('share');
  if (seasonal) names.push('gamma');
  if (damped) names.push('phi');
  names.push('level');
  if (hasTrend) names.push('slope');
  const at = Object.fromEntries(names.map((name, i) => [name, i])) as Partial<Record<(typeof names)[number], number>>;
  const baseLevel = hasTrend ? line.level : line.mean;
  const baseSlope = line.slope;
  const read = (x: Float64Array): Smoothing => {
    const alpha = x[0]!;
    return {
      alpha,
      beta: at.share === undefined ? 0 : alpha * x[at.share]!,
      gamma: at.gamma === undefined ? 0 : (1 - alpha) * x[at.gamma]!,
      phi: at.phi === undefined ? 1 : x[at.phi]!,
    };
  };
  const run = (x: Float64Array): Smoothing => {
    const p = read(x);
    states.level[0] = baseLevel + x[at.level!]! * spread;
    if (at.slope !== undefined) states.trend[0] = baseSlope + x[at.slope]! * slopeUnit;
    smooth(y, form, m, p, states, fitted);
    return p;
  };
  const objective = (x: Float64Array): number => {
    run(x);
    return deviance(y, fitted, form.error);
  };
  const pick = (values: Record<(typeof names)[number], number>): number[] => names.map((name) => values[name]);
  const box = {
    low: pick({ alpha: SMALLEST, share: SMALLEST, gamma: SMALLEST, phi: DAMPING.low, level: -1e6, slope: -1e6 }),
    high: pick({ alpha: LARGEST, share: LARGEST, gamma: LARGEST, phi: DAMPING.high, level: 1e6, slope: 1e6 }),
  };
  const step = pick({ alpha: 0.25, share: 0.15, gamma: 0.1, phi: -0.05, level: 1, slope: 1 });
  const first = pick({ alpha: 0.3, share: 0.05, gamma: 0.05, phi: 0.95, level: 0, slope: 0 });
  let best = minimiseInBox(objective, first, step, box, effort);
  // A second simplex from the optimum: the first may have collapsed before it arrived.
  if (effort.evaluations > 250)
    best = minimiseInBox(
      objective,
      [...best.x],
      step.map((s) => s / 3),
      box,
      { ...effort, evaluations: effort.evaluations / 2 },
    );
  if (!Number.isFinite(best.value)) return null;
  const p = run(best.x);
  const additive = form.error === 'A';
  const errors = y.map((value, t) => value - fitted[t]!);
  const shocks = additive ? errors : errors.map((e, t) => e / fitted[t]!);
  const aic = best.value + 2 * (k + 1);
  const parameters: Record<string, number> = { alpha: p.alpha };
  if (hasTrend) parameters.beta = p.beta;
  if (seasonal) parameters.gamma = p.gamma;
  if (damped) parameters.phi = p.phi;
  return {
    description: etsName(form),
    parameters,
    parameterCount: k,
    aicc: aic + (2 * (k + 1) * (k + 2)) / Math.max(n - k - 2, 0.5),
    errors,
    burnIn: 0,
    shockSd: errorDeviation(shocks, 0, k),
    path: (origin, horizon, noise) => follow(form, m, p, states, origin, horizon, noise),
  };
}

/** The recursion beyond the data. The level of a multiplicative model stays positive, as its error law demands. */
function follow(
  form: EtsForm,
  m: number,
  p: Smoothing,
  states: States,
  origin: number,
  horizon: number,
  noise: Float64Array | null,
): Float64Array {
  const result = new Float64Array(horizon);
  const hasTrend = form.trend !== 'N';
  const share = p.alpha > 0 ? p.beta / p.alpha : 0;
  const season = form.season === 'N' ? null : states.season.slice(origin, origin + m);
  let level = states.level[origin]!;
  let trend = states.trend[origin]!;
  for (let h = 0; h < horizon; h++) {
    const base = hasTrend ? level + p.phi * trend : level;
    const s = season === null ? 0 : season[h % m]!;
    const fitted = form.season === 'N' ? base : form.season === 'A' ? base + s : base * s;
    let value = fitted;
    if (noise !== null) value += form.error === 'A' ? noise[h]! : fitted * Math.max(-0.99, noise[h]!);
    result[h] = value;
    if (noise === null && !hasTrend) continue;
    const adjusted = form.season === 'N' ? value : form.season === 'A' ? value - s : s === 0 ? base : value / s;
    const next = base + p.alpha * (adjusted - base);
    if (season !== null) {
      if (form.season === 'A') season[h % m] = s + p.gamma * (value - base - s);
      else if (base !== 0) season[h % m] = s + p.gamma * (value / base - s);
    }
    if (hasTrend) trend = p.phi * trend + share * (next - level - p.phi * trend);
    level = next;
  }
  return result;
}
