/**
 * The Theta method (Assimakopoulos & Nikolopoulos 2000) in the form of Hyndman & Billah (2003): simple exponential
 * smoothing with half the slope of the regression line as drift, on the seasonally adjusted series.
 */
import { type CompleteSeries, type Core, errorDeviation } from './core.ts';
import { defineModel } from './fitted-model.ts';
import { constantSeason, fitAdjusted } from './seasonally-adjusted.ts';
import { fitSes } from './ses.ts';

/** Slope of the least-squares line on time. */
export function regressionSlope(y: Float64Array): number {
  const n = y.length;
  const centre = (n - 1) / 2;
  let [product, squares] = [0, 0];
  for (let t = 0; t < n; t++) {
    product += (t - centre) * y[t]!;
    squares += (t - centre) ** 2;
  }
  return product / squares;
}

function fitPlainTheta(series: CompleteSeries): Core | null {
  const { y } = series;
  const n = y.length;
  const smooth = fitSes(series);
  if (smooth === null) return null;
  const alpha = smooth.parameters.alpha!;
  const drift = regressionSlope(y) / 2;
  // After t periods the line has moved the level by drift·(1 − (1 − α)^t) ÷ α, and by drift a period from there.
  const lag = (t: number): number => (drift * (1 - (1 - alpha) ** t)) / alpha;
  const errors = smooth.errors.map((e, t) => e - lag(t + 1));
  return {
    description: 'Theta',
    parameters: { alpha, drift },
    parameterCount: 3,
    aicc: null,
    errors,
    burnIn: 1,
    shockSd: errorDeviation(smooth.errors, 1, 3),
    path(origin, horizon, shocks) {
      const path = smooth.path(origin, horizon, shocks);
      const start = lag(Math.min(origin, n));
      for (let h = 0; h < horizon; h++) path[h]! += start + drift * h;
      return path;
    },
  };
}

export const fitTheta = (series: CompleteSeries): Core | null =>
  fitAdjusted(series, constantSeason(series), fitPlainTheta);

export const theta = defineModel('theta', 'Theta', fitTheta);
