/**
 * Seasonal ARIMA of a given order: first by conditional least squares (shocks before the series are zero), then, where
 * asked, by exact maximum likelihood. Stationarity and invertibility hold by construction: coefficients are made from
 * partial autocorrelations in (−1, 1) (Monahan 1984; Jones 1980).
 */
import { armaDeviance } from './arma-likelihood.ts';
import { type CompleteSeries, type Core, errorDeviation } from './core.ts';
import { minimiseSmooth } from './minimise.ts';

export interface ArimaOrder {
  readonly p: number;
  readonly d: number;
  readonly q: number;
  readonly P: number;
  readonly D: number;
  readonly Q: number;
  /** A mean (no differences) or a drift (one difference). */
  readonly constant: boolean;
}

export function arimaName(o: ArimaOrder, m: number): string {
  const season = m > 1 && o.P + o.D + o.Q > 0 ? `(${o.P},${o.D},${o.Q})[${m}]` : '';
  const constant = o.constant ? (o.d + o.D > 0 ? ' with drift' : ' with mean') : '';
  return `ARIMA(${o.p},${o.d},${o.q})${season}${constant}`;
}

/** (1 − B)^d (1 − B^m)^D applied; the first d + mD values are lost. */
export function difference(y: Float64Array, d: number, D: number, m: number): Float64Array {
  let x = y;
  const by = (lag: number): void => {
    const kept = x;
    x = Float64Array.from({ length: kept.length - lag }, (_, t) => kept[t + lag]! - kept[t]!);
  };
  for (let i = 0; i < D; i++) by(m);
  for (let i = 0; i < d; i++) by(1);
  return x;
}

/** Coefficients of an autoregression with the given partial autocorrelations. */
function fromPartials(partials: ArrayLike<number>, from: number, count: number): Float64Array {
  const a = new Float64Array(count);
  const before = new Float64Array(count);
  for (let k = 0; k < count; k++) {
    const r = partials[from + k]!;
    before.set(a);
    a[k] = r;
    for (let j = 0; j < k; j++) a[j] = before[j]! - r * before[k - 1 - j]!;
  }
  return a;
}

/** Product of the short and the seasonal polynomial: coefficients of lags 1 … length; `sign` −1 for AR, +1 for MA. */
function multiply(short: Float64Array, seasonal: Float64Array, m: number, sign: number): Float64Array {
  const result = new Float64Array(short.length + m * seasonal.length);
  result.set(short);
  for (let j = 0; j < seasonal.length; j++) {
    const lag = (j + 1) * m;
    result[lag - 1]! += seasonal[j]!;
    for (let i = 0; i < short.length; i++) result[lag + i]! += sign * short[i]! * seasonal[j]!;
  }
  return result;
}

interface Polynomials {
  readonly ar: Float64Array;
  readonly ma: Float64Array;
  readonly mean: number;
  readonly named: Readonly<Record<string, number>>;
}

/** Partials are held this far inside (−1, 1). */
const INSIDE = 0.9999;

/** Reads the free coordinates: inverse hyperbolic tangents of partials, then the constant in units of `unit`. */
function readCoordinates(u: Float64Array, o: ArimaOrder, m: number, unit: number): Polynomials {
  const partials = u.map((x) => INSIDE * Math.tanh(x));
  const ar = fromPartials(partials, 0, o.p);
  const sar = fromPartials(partials, o.p, o.P);
  // 1 + θ(B) is invertible where −θ is a stationary autoregression.
  const ma = fromPartials(partials, o.p + o.P, o.q).map((x) => -x);
  const sma = fromPartials(partials, o.p + o.P + o.q, o.Q).map((x) => -x);
  const mean = o.constant ? u[o.p + o.P + o.q + o.Q]! * unit : 0;
  const named: Record<string, number> = {};
  ar.forEach((x, i) => {
    named[`ar${i + 1}`] = x;
  });
  ma.forEach((x, i) => {
    named[`ma${i + 1}`] = x;
  });
  sar.forEach((x, i) => {
    named[`sar${i + 1}`] = x;
  });
  sma.forEach((x, i) => {
    named[`sma${i + 1}`] = x;
  });
  if (o.constant) named[o.d + o.D > 0 ? 'drift' : 'mean'] = mean;
  return { ar: multiply(ar, sar, m, -1), ma: multiply(ma, sma, m, 1), mean, named };
}

const lagsOf = (a: Float64Array): number[] => [...a.keys()].filter((i) => a[i] !== 0);

/** n log(Σe² ÷ n) with the shocks and the deviations from the mean before the series taken as zero. */
function conditionalDeviance(w: Float64Array, p: Polynomials, e: Float64Array): number {
  const n = w.length;
  const arLags = lagsOf(p.ar);
  const maLags = lagsOf(p.ma);
  let squares = 0;
  for (let t = 0; t < n; t++) {
    let v = w[t]! - p.mean;
    for (const i of arLags) if (t > i) v -= p.ar[i]! * (w[t - i - 1]! - p.mean);
    for (const i of maLags) if (t > i) v -= p.ma[i]! * e[t - i - 1]!;
    e[t] = v;
    squares += v * v;
  }
  return n * Math.log(Math.max(squares, 1e-300) / n);
}

export interface ArimaFit {
  readonly order: ArimaOrder;
  readonly coordinates: Float64Array;
  readonly aicc: number;
}

/** The differenced series with what every fit to it shares. */
export interface ArimaData {
  readonly y: Float64Array;
  readonly w: Float64Array;
  readonly m: number;
  readonly unit: number;
  readonly centre: number;
}

export function arimaData(y: Float64Array, d: number, D: number, m: number): ArimaData {
  const w = difference(y, d, D, m);
  const centre = w.reduce((sum, value) => sum + value, 0) / w.length;
  const unit = Math.sqrt(w.reduce((sum, value) => sum + (value - centre) ** 2, 0) / w.length) || 1e-9;
  return { y, w, m, unit, centre };
}

const freeCount = (o: ArimaOrder): number => o.p + o.q + o.P + o.Q + (o.constant ? 1 : 0);

/** Fits one order; `start` continues from another fit of the same order. Null when the series is too short for it. */
export function fitArimaOrder(
  data: ArimaData,
  order: ArimaOrder,
  method: 'conditional' | 'exact',
  start?: ArimaFit,
): ArimaFit | null {
  const { w, m, unit, centre } = data;
  const n = w.length;
  const k = freeCount(order);
  if (n - k - 2 < 1) return null;
  const e = new Float64Array(n);
  const shifted = new Float64Array(n);
  const objective = (u: Float64Array): number => {
    const p = readCoordinates(u, order, m, unit);
    if (method === 'conditional') return conditionalDeviance(w, p, e);
    for (let t = 0; t < n; t++) shifted[t] = w[t]! - p.mean;
    return armaDeviance(shifted, p, e);
  };
  const initial = new Float64Array(k).fill(0.1);
  if (order.constant) initial[k - 1] = centre / unit;
  const found = minimiseSmooth(objective, start?.coordinates ?? initial, {
    tolerance: method === 'conditional' ? 0.01 : 1e-5,
    iterations: method === 'conditional' ? 25 : 40,
  });
  if (!Number.isFinite(found.value)) return null;
  return {
    order,
    coordinates: found.x,
    aicc: found.value + 2 * (k + 1) + (2 * (k + 1) * (k + 2)) / (n - k - 2),
  };
}

/** Largest modulus of a partial autocorrelation: near 1 the model has a root that it should not have. */
export function largestPartial(fit: ArimaFit): number {
  const o = fit.order;
  let largest = 0;
  for (let i = 0; i < o.p + o.q + o.P + o.Q; i++) largest = Math.max(largest, Math.abs(Math.tanh(fit.coordinates[i]!)));
  return largest;
}

/** The recursion of a fitted order, beyond the data and from any origin within. */
export function arimaCore(data: ArimaData, fit: ArimaFit): Core {
  const { y, w, m, unit } = data;
  const { order } = fit;
  const p = readCoordinates(fit.coordinates, order, m, unit);
  const n = y.length;
  const lost = n - w.length;
  const e = new Float64Array(w.length);
  const shifted = w.map((value) => value - p.mean);
  const variances = new Float64Array(w.length).fill(1);
  if (!Number.isFinite(armaDeviance(shifted, p, e, variances))) {
    conditionalDeviance(w, p, e);
    variances.fill(1);
  }
  const errors = new Float64Array(n);
  errors.set(e, lost);
  // y from w: y_t = w_t + Σ δ_j y_{t−j}, from the product of the difference polynomials.
  let delta = Float64Array.of(1);
  const times = (lag: number): void => {
    const next = new Float64Array(delta.length + lag);
    delta.forEach((c, i) => {
      next[i]! += c;
      next[i + lag]! -= c;
    });
    delta = next;
  };
  for (let i = 0; i < order.d; i++) times(1);
  for (let i = 0; i < order.D; i++) times(m);
  const back = delta.subarray(1).map((c) => -c);
  const [arLags, maLags, backLags] = [lagsOf(p.ar), lagsOf(p.ma), lagsOf(back)];
  const k = freeCount(order);
  return {
    description: arimaName(order, m),
    parameters: p.named,
    parameterCount: k,
    aicc: fit.aicc,
    errors,
    burnIn: lost,
    shockSd: errorDeviation(
      e.map((v, t) => v / Math.sqrt(variances[t]!)),
      0,
      k,
    ),
    path(origin, horizon, shocks) {
      const at = origin - lost;
      const future = new Float64Array(horizon);
      const deviations = new Float64Array(horizon);
      const deviation = (t: number): number => (t < 0 ? 0 : t < at ? shifted[t]! : deviations[t - at]!);
      for (let h = 0; h < horizon; h++) {
        let value = shocks === null ? 0 : shocks[h]!;
        for (const i of arLags) value += p.ar[i]! * deviation(at + h - i - 1);
        for (const i of maLags) {
          const t = at + h - i - 1;
          if (t >= at) value += shocks === null ? 0 : p.ma[i]! * shocks[t - at]!;
          else if (t >= 0) value += p.ma[i]! * e[t]!;
        }
        deviations[h] = value;
        let level = value + p.mean;
        for (const i of backLags) level += back[i]! * (h > i ? future[h - i - 1]! : y[origin + h - i - 1]!);
        future[h] = level;
      }
      return future;
    },
  };
}

/** Fits a given order to a series by exact likelihood. Null when the series is too short for it. */
export function fitArima(series: CompleteSeries, order: ArimaOrder): Core | null {
  const m = series.seasonLength;
  if (series.y.length <= order.d + order.D * m + 2) return null;
  const data = arimaData(series.y, order.d, order.D, m);
  const rough = fitArimaOrder(data, order, 'conditional');
  const exact = rough === null ? null : fitArimaOrder(data, order, 'exact', rough);
  const fit = exact ?? rough;
  return fit === null ? null : arimaCore(data, fit);
}
