/** Standard errors of least squares that do not assume equal or independent errors: HC, Newey–West, clusters. */
import { type LeastSquares, leverages } from './least-squares.ts';

type Matrix = readonly (readonly number[])[];

/** (X'X)⁻¹ · meat · (X'X)⁻¹. */
function sandwich(bread: Matrix, meat: Matrix): number[][] {
  const product = (a: Matrix, b: Matrix): number[][] =>
    a.map((row) => b[0]!.map((_, j) => row.reduce((sum, value, i) => sum + value * b[i]![j]!, 0)));
  return product(product(bread, meat), bread);
}

const scores = (fit: LeastSquares, columns: readonly Float64Array[], factor?: Float64Array): Float64Array[] =>
  columns.map((column) => column.map((x, t) => x * fit.residuals[t]! * (factor?.[t] ?? 1)));

const cross = (a: readonly Float64Array[], lag: number): number[][] =>
  a.map((u) =>
    a.map((v) => {
      let sum = 0;
      for (let t = lag; t < u.length; t++) sum += u[t]! * v[t - lag]!;
      return sum;
    }),
  );

/** White's covariance, HC1 (n ÷ (n − k)) or HC3 (residuals ÷ (1 − leverage)); MacKinnon & White (1985). */
export function heteroscedasticCovariance(
  fit: LeastSquares,
  columns: readonly Float64Array[],
  kind: 'HC0' | 'HC1' | 'HC3',
): number[][] {
  const factor = kind === 'HC3' ? leverages(fit).map((h) => 1 / (1 - h)) : undefined;
  const covariance = sandwich(fit.inverseGram, cross(scores(fit, columns, factor), 0));
  const correction = kind === 'HC1' ? fit.n / (fit.n - fit.k) : 1;
  return covariance.map((row) => row.map((value) => value * correction));
}

/** Newey & West (1987): Bartlett weights up to `lags`; no small-sample factor. */
export function neweyWestCovariance(fit: LeastSquares, columns: readonly Float64Array[], lags: number): number[][] {
  const u = scores(fit, columns);
  const meat = cross(u, 0);
  for (let lag = 1; lag <= Math.min(lags, fit.n - 1); lag++) {
    const weight = 1 - lag / (lags + 1);
    const gamma = cross(u, lag);
    for (let i = 0; i < meat.length; i++)
      for (let j = 0; j < meat.length; j++) meat[i]![j]! += weight * (gamma[i]![j]! + gamma[j]![i]!);
  }
  return sandwich(fit.inverseGram, meat);
}

/** Automatic Bartlett bandwidth, ⌊4 (n ÷ 100)^(2/9)⌋ (Newey & West 1994, rule of thumb). */
export function automaticLags(n: number): number {
  return Math.floor(4 * (n / 100) ** (2 / 9));
}

/** Cluster-robust covariance with the factor G/(G−1) · (n−1)/(n−k) (Liang & Zeger 1986; Cameron & Miller 2015). Null below two. */
export function clusterCovariance(
  fit: LeastSquares,
  columns: readonly Float64Array[],
  clusters: readonly (string | number)[],
): number[][] | null {
  const sums = new Map<string | number, Float64Array>();
  const u = scores(fit, columns);
  clusters.forEach((cluster, t) => {
    const sum = sums.get(cluster) ?? new Float64Array(fit.k);
    for (let j = 0; j < fit.k; j++) sum[j]! += u[j]![t]!;
    sums.set(cluster, sum);
  });
  const groups = sums.size;
  if (groups < 2) return null;
  const factor = (groups / (groups - 1)) * ((fit.n - 1) / (fit.n - fit.k));
  const meat = columns.map((_, i) =>
    columns.map((_, j) => [...sums.values()].reduce((total, sum) => total + factor * sum[i]! * sum[j]!, 0)),
  );
  return sandwich(fit.inverseGram, meat);
}

/**
 * Variance of the sum of a series of scores in time order by equal-weighted cosines, and the degrees of freedom
 * ν = round(.4·T^⅔) of the t law that goes with it (Lazarus, Lewis, Stock & Watson 2018): wide enough on short series, where
 * Newey–West with normal critical values is not.
 */
export function equalWeightedCosine(scores: ArrayLike<number>): { sumVariance: number; df: number } {
  const n = scores.length;
  const df = Math.max(1, Math.round(0.4 * n ** (2 / 3)));
  let sumVariance = 0;
  for (let j = 1; j <= df; j++) {
    let weighted = 0;
    for (let t = 0; t < n; t++) weighted += scores[t]! * Math.cos((Math.PI * j * (t + 0.5)) / n);
    sumVariance += (2 * weighted ** 2) / df;
  }
  return { sumVariance, df };
}

/** Square roots of the diagonal. */
export function standardErrors(covariance: Matrix): number[] {
  return covariance.map((row, i) => Math.sqrt(Math.max(0, row[i]!)));
}
