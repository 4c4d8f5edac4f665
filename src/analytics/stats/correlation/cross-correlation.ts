/** Cross-correlation of two series over leads and lags, plain and pre-whitened. */
import { mean } from '../describe.ts';
import { yuleWalker } from '../series/autocorrelation.ts';

export interface CrossCorrelation {
  readonly lags: readonly number[];
  readonly values: readonly number[];
  /** Lag of the largest absolute value; positive: x leads y. */
  readonly bestLag: number;
}

/**
 * r(k) = Σ (x_t − x̄)(y_{t+k} − ȳ) ÷ (n·s_x·s_y), k = −maxLag … maxLag, population deviations (the convention of R's ccf
 * with the roles named: k > 0 means x leads). Null when a series is constant.
 */
export function crossCorrelation(x: readonly number[], y: readonly number[], maxLag: number): CrossCorrelation | null {
  const n = Math.min(x.length, y.length);
  const [mx, my] = [mean(x.slice(0, n)), mean(y.slice(0, n))];
  if (mx === null || my === null) return null;
  const [dx, dy] = [x.slice(0, n).map((v) => v - mx), y.slice(0, n).map((v) => v - my)];
  const scale = Math.sqrt(dx.reduce((s, v) => s + v * v, 0) * dy.reduce((s, v) => s + v * v, 0));
  if (!(scale > 1e-28 * n * Math.max(1, Math.abs(mx)) * Math.max(1, Math.abs(my)))) return null;
  const lags: number[] = [];
  const values: number[] = [];
  const widest = Math.min(maxLag, n - 1);
  for (let k = -widest; k <= widest; k++) {
    let sum = 0;
    for (let t = Math.max(0, -k); t < Math.min(n, n - k); t++) sum += dx[t]! * dy[t + k]!;
    lags.push(k);
    values.push(sum / scale);
  }
  let best = 0;
  values.forEach((value, i) => {
    if (Math.abs(value) > Math.abs(values[best]!)) best = i;
  });
  return { lags, values, bestLag: lags[best]! };
}

/**
 * Cross-correlation after both series went through the autoregression fitted to x (Box & Jenkins 1976): only then do
 * peaks show leads rather than the persistence of each series. The order is chosen by AIC up to `maxOrder`.
 */
export function prewhitenedCrossCorrelation(
  x: readonly number[],
  y: readonly number[],
  maxLag: number,
  maxOrder = Math.min(12, Math.floor(10 * Math.log10(Math.max(2, x.length)))),
): CrossCorrelation | null {
  const model = yuleWalker(x, maxOrder);
  if (model === null) return null;
  const filter = (series: readonly number[]): number[] =>
    series
      .slice(model.coefficients.length)
      .map((value, i) =>
        model.coefficients.reduce((rest, phi, k) => rest - phi * series[i + model.coefficients.length - 1 - k]!, value),
      );
  return crossCorrelation(filter(x), filter(y), maxLag);
}
