/** Autocorrelation, partial autocorrelation, autoregressions by Yule–Walker, portmanteau tests. */
import { mean } from '../describe.ts';
import { chiSquaredTail } from '../distributions/gamma.ts';
import { leastSquares } from '../regression/least-squares.ts';

/** r_0 … r_maxLag with divisor n (Box & Jenkins 1976). Null for a constant series. */
export function autocorrelation(x: readonly number[], maxLag: number): number[] | null {
  const centre = mean(x);
  if (centre === null) return null;
  const d = x.map((value) => value - centre);
  const squares = d.reduce((sum, value) => sum + value * value, 0);
  if (squares <= x.length * (1e-15 * centre) ** 2) return null;
  return Array.from({ length: Math.min(maxLag, x.length - 1) + 1 }, (_, k) => {
    let sum = 0;
    for (let t = k; t < d.length; t++) sum += d[t]! * d[t - k]!;
    return sum / squares;
  });
}

/** Levinson–Durbin recursion on autocorrelations: partials, and the autoregression of each order with its variance ratio. */
export function levinsonDurbin(r: readonly number[]): { partial: number[]; orders: number[][]; variance: number[] } {
  const partial = [1];
  const orders: number[][] = [[]];
  const variance = [1];
  for (let k = 1; k < r.length; k++) {
    const last = orders[k - 1]!;
    const phi = last.reduce((rest, a, j) => rest - a * r[k - 1 - j]!, r[k]!) / variance[k - 1]!;
    partial.push(phi);
    orders.push([...last.map((a, j) => a - phi * last[k - 2 - j]!), phi]);
    variance.push(variance[k - 1]! * (1 - phi * phi));
  }
  return { partial, orders, variance };
}

/** Partial autocorrelations 0 … maxLag from the autocorrelations with divisor n. */
export function partialAutocorrelation(x: readonly number[], maxLag: number): number[] | null {
  const r = autocorrelation(x, maxLag);
  return r === null ? null : levinsonDurbin(r).partial;
}

/** Partial autocorrelations as the last coefficient of regressions on 1 … k lags. Null entries: not estimable. */
export function partialAutocorrelationOls(x: readonly number[], maxLag: number): (number | null)[] {
  return Array.from({ length: maxLag + 1 }, (_, k) => {
    if (k === 0) return 1;
    const n = x.length - k;
    if (n <= k + 1) return null;
    const lags = Array.from({ length: k }, (_, j) => Float64Array.from({ length: n }, (_, t) => x[t + k - 1 - j]!));
    const fit = leastSquares([new Float64Array(n).fill(1), ...lags], Float64Array.from(x.slice(k)));
    return fit === null ? null : fit.coefficients[k]!;
  });
}

/** Autoregression by Yule–Walker, its order by AIC. Null for a constant series. */
export function yuleWalker(x: readonly number[], maxOrder: number): { coefficients: readonly number[] } | null {
  const r = autocorrelation(x, Math.min(maxOrder, x.length - 2));
  if (r === null) return null;
  const { orders, variance } = levinsonDurbin(r);
  let best = 0;
  const aic = (k: number): number => x.length * Math.log(Math.max(variance[k]!, 1e-300)) + 2 * k;
  for (let k = 1; k < orders.length; k++) if (aic(k) < aic(best)) best = k;
  return { coefficients: orders[best]! };
}

/** Ljung–Box (1978) and Box–Pierce (1970) tests at each of the lags; `fitted` counts estimated ARMA coefficients. */
export function portmanteau(
  x: readonly number[],
  lags: readonly number[],
  fitted = 0,
): { lag: number; ljungBox: number; ljungBoxP: number | null; boxPierce: number; boxPierceP: number | null }[] | null {
  const n = x.length;
  const r = autocorrelation(x, Math.max(...lags));
  if (r === null) return null;
  return lags.map((lag) => {
    let [lb, bp] = [0, 0];
    for (let k = 1; k <= lag && k < r.length; k++) {
      lb += r[k]! ** 2 / (n - k);
      bp += r[k]! ** 2;
    }
    lb *= n * (n + 2);
    bp *= n;
    const df = lag - fitted;
    const p = (q: number): number | null => (df < 1 ? null : chiSquaredTail(q, df));
    return { lag, ljungBox: lb, ljungBoxP: p(lb), boxPierce: bp, boxPierceP: p(bp) };
  });
}
