/**
 * The airline model ARIMA(0,1,1)(0,1,1)ₛ of Box & Jenkins (1976) by exact maximum likelihood: the likelihood of the differenced
 * series, a moving average, through the innovations algorithm (Brockwell & Davis 1991, section 5.2).
 */

export interface AirlineModel {
  /** Coefficients of the moving averages in 1 + θB and 1 + ΘBˢ. */
  readonly ma: number;
  readonly seasonalMa: number;
  /** Innovation variance, divisor n − s − 1. */
  readonly variance: number;
  readonly logLikelihood: number;
  /** Point forecasts and their standard errors, 1 … horizon. */
  forecast(horizon: number): { mean: number[]; standardError: number[] };
}

/** Coefficients ψ₀ … of (1 + θB)(1 + ΘBˢ). */
function movingAverage(ma: number, seasonalMa: number, period: number): Float64Array {
  const psi = new Float64Array(period + 2);
  psi[0] = 1;
  psi[1] = ma;
  psi[period]! += seasonalMa;
  psi[period + 1]! += ma * seasonalMa;
  return psi;
}

interface Innovations {
  /** One-step errors of the differenced series. */
  readonly errors: Float64Array;
  /** Their variances ÷ innovation variance. */
  readonly scales: Float64Array;
  /** weights[t][j]: weight of the error j periods before t, j = 1 … q, for t up to n + extra. */
  readonly weights: Float64Array[];
}

/** The innovations algorithm for a moving average; `extra` further rows of weights for forecasts. */
function innovations(w: readonly number[], psi: Float64Array, extra: number): Innovations {
  const q = psi.length - 1;
  const gamma = psi.map((_, h) => {
    let sum = 0;
    for (let i = 0; i + h <= q; i++) sum += psi[i]! * psi[i + h]!;
    return sum;
  });
  const n = w.length;
  const scales = new Float64Array(n + extra);
  const errors = new Float64Array(n);
  const weights: Float64Array[] = [];
  for (let t = 0; t < n + extra; t++) {
    const row = new Float64Array(q + 1);
    let scale = gamma[0]!;
    for (let k = Math.max(0, t - q); k < t; k++) {
      let value = gamma[t - k]!;
      const earlier = weights[k]!;
      for (let j = Math.max(0, t - q, k - q); j < k; j++) value -= earlier[k - j]! * row[t - j]! * scales[j]!;
      row[t - k] = value / scales[k]!;
    }
    for (let k = Math.max(0, t - q); k < t; k++) scale -= row[t - k]! ** 2 * scales[k]!;
    weights.push(row);
    scales[t] = scale;
    if (t >= n) continue;
    let expected = 0;
    for (let j = 1; j <= Math.min(q, t); j++) expected += row[j]! * errors[t - j]!;
    errors[t] = w[t]! - expected;
  }
  return { errors, scales, weights };
}

/** Fits the model to a series without gaps. Null: fewer than two seasons after differencing, or nothing left to explain. */
export function airlineModel(y: readonly number[], period: number): AirlineModel | null {
  const w: number[] = [];
  for (let t = period + 1; t < y.length; t++) w.push(y[t]! - y[t - 1]! - y[t - period]! + y[t - period - 1]!);
  const n = w.length;
  if (period < 2 || n < 2 * period || w.every((value) => value === 0)) return null;

  /** −2 log likelihood, the variance concentrated out. */
  const deviance = (ma: number, seasonalMa: number): number => {
    const { errors, scales } = innovations(w, movingAverage(ma, seasonalMa, period), 0);
    let [squares, logs] = [0, 0];
    for (let t = 0; t < n; t++) {
      squares += errors[t]! ** 2 / scales[t]!;
      logs += Math.log(scales[t]!);
    }
    return n * Math.log(squares / n) + logs;
  };

  // Both coefficients lie in (−1, 1); a grid to start from, then a shrinking compass search (Kolda, Lewis & Torczon 2003).
  let best = { ma: 0, seasonalMa: 0, value: Number.POSITIVE_INFINITY };
  const consider = (ma: number, seasonalMa: number): boolean => {
    if (Math.abs(ma) > 0.9999 || Math.abs(seasonalMa) > 0.9999) return false;
    const value = deviance(ma, seasonalMa);
    if (!(value < best.value)) return false;
    best = { ma, seasonalMa, value };
    return true;
  };
  for (const ma of [-0.8, -0.4, 0, 0.4, 0.8])
    for (const seasonalMa of [-0.8, -0.4, 0, 0.4, 0.8]) consider(ma, seasonalMa);
  for (let step = 0.2; step > 1e-8; ) {
    const { ma, seasonalMa } = best;
    const moved = [
      [ma + step, seasonalMa],
      [ma - step, seasonalMa],
      [ma, seasonalMa + step],
      [ma, seasonalMa - step],
    ].some(([a, b]) => consider(a!, b!));
    if (!moved) step /= 2;
  }

  const psi = movingAverage(best.ma, best.seasonalMa, period);
  const { errors, scales } = innovations(w, psi, 0);
  let [squares, logs] = [0, 0];
  for (let t = 0; t < n; t++) {
    squares += errors[t]! ** 2 / scales[t]!;
    logs += Math.log(scales[t]!);
  }
  const variance = squares / n;
  return {
    ma: best.ma,
    seasonalMa: best.seasonalMa,
    variance,
    logLikelihood: -0.5 * (n * Math.log(2 * Math.PI * variance) + logs + n),
    forecast: (horizon) => {
      const { weights } = innovations(w, psi, horizon);
      const series = [...y];
      for (let h = 0; h < horizon; h++) {
        let next = 0;
        for (let j = h + 1; j < psi.length && n + h - j >= 0; j++) next += weights[n + h]![j]! * errors[n + h - j]!;
        const t = series.length;
        series.push(next + series[t - 1]! + series[t - period]! - series[t - period - 1]!);
      }
      // ψ weights of the undifferenced model: the moving average summed through (1 − B)(1 − Bˢ).
      const integrated: number[] = [];
      for (let h = 0; h < horizon; h++) {
        const at = (k: number): number => (k >= 0 ? integrated[k]! : 0);
        integrated.push((psi[h] ?? 0) + at(h - 1) + at(h - period) - at(h - period - 1));
      }
      let sum = 0;
      const standardError = integrated.map((value) => {
        sum += value * value;
        return Math.sqrt(variance * sum);
      });
      return { mean: series.slice(y.length), standardError };
    },
  };
}
