/** Ordinary least squares with everything that is usually read beside it. */
import { excessKurtosis, skewness, standardDeviation, sumOfSquares } from '../describe.ts';
import { fTail, studentQuantile, studentTwoSided } from '../distributions/beta.ts';
import { chiSquaredTail } from '../distributions/gamma.ts';
import { designColumns, type LeastSquares, leastSquares, leverages } from './least-squares.ts';
import { standardErrors } from './robust-errors.ts';

export interface OlsFit {
  readonly fit: LeastSquares;
  readonly columns: readonly Float64Array[];
  /** Intercept first. */
  readonly coefficients: readonly number[];
  readonly standardErrors: readonly number[];
  /** Null where nothing is left over to test against. */
  readonly t: readonly (number | null)[];
  readonly p: readonly (number | null)[];
  readonly intervals: readonly (readonly [number, number])[];
  readonly dfResidual: number;
  readonly sigma: number;
  /** Null when y is constant. */
  readonly rSquared: number | null;
  readonly adjustedRSquared: number | null;
  readonly f: number | null;
  readonly fP: number | null;
  /** Null, like what follows from it, after a perfect fit: there is no noise to measure likelihood by. */
  readonly logLikelihood: number | null;
  /** −2 log L + 2k, k counting coefficients only. */
  readonly aic: number | null;
  readonly bic: number | null;
}

/** t values and their two-sided p; null where the standard error is zero (a perfect fit). */
export function tTests(
  coefficients: readonly number[],
  errors: readonly number[],
  df: number,
): { t: (number | null)[]; p: (number | null)[] } {
  const t = coefficients.map((b, i) => {
    const ratio = errors[i]! > 0 ? b / errors[i]! : null;
    return ratio !== null && Number.isFinite(ratio) ? ratio : null;
  });
  return { t, p: t.map((value) => (value === null ? null : studentTwoSided(value, df))) };
}

/** y on the rows of X with an intercept. Null: collinear columns, or no degrees of freedom left. */
export function ols(X: readonly (readonly number[])[], y: readonly number[], level = 0.95): OlsFit | null {
  const columns = designColumns(X);
  const fit = leastSquares(columns, Float64Array.from(y));
  if (fit === null || fit.n <= fit.k) return null;
  const dfResidual = fit.n - fit.k;
  const variance = fit.residualSquares / dfResidual;
  const errors = standardErrors(fit.inverseGram.map((row) => row.map((value) => value * variance)));
  const { t, p } = tTests(fit.coefficients, errors, dfResidual);
  const half = studentQuantile((1 + level) / 2, dfResidual);
  const total = sumOfSquares(y)!;
  const rSquared = total > 0 ? 1 - fit.residualSquares / total : null;
  const dfModel = fit.k - 1;
  const perfect = !(fit.residualSquares > 0);
  const f = rSquared === null || dfModel === 0 || perfect ? null : (total - fit.residualSquares) / dfModel / variance;
  const logLikelihood = perfect ? null : (-fit.n / 2) * (Math.log(2 * Math.PI * (fit.residualSquares / fit.n)) + 1);
  return {
    fit,
    columns,
    coefficients: fit.coefficients,
    standardErrors: errors,
    t,
    p,
    intervals: fit.coefficients.map((b, i) => [b - half * errors[i]!, b + half * errors[i]!] as const),
    dfResidual,
    sigma: Math.sqrt(variance),
    rSquared,
    adjustedRSquared: rSquared === null ? null : 1 - ((1 - rSquared) * (fit.n - 1)) / dfResidual,
    f,
    fP: f === null ? null : fTail(f, dfModel, dfResidual),
    logLikelihood,
    aic: logLikelihood === null ? null : -2 * logLikelihood + 2 * fit.k,
    bic: logLikelihood === null ? null : -2 * logLikelihood + Math.log(fit.n) * fit.k,
  };
}

/** Variance inflation of each predictor (Marquardt 1970); null where it is a combination of the others. */
export function varianceInflation(X: readonly (readonly number[])[]): (number | null)[] {
  const columns = designColumns(X);
  return columns.slice(1).map((column, j) => {
    const others = columns.filter((_, i) => i !== j + 1);
    const total = sumOfSquares([...column]);
    const fit = leastSquares(others, column);
    if (fit === null || total === null || fit.residualSquares <= 1e-14 * total) return null;
    return total / fit.residualSquares;
  });
}

/** Coefficients in standard deviations of y per standard deviation of x (intercept left out). */
export function standardisedCoefficients(X: readonly (readonly number[])[], y: readonly number[], o: OlsFit): number[] {
  const sy = standardDeviation(y)!;
  return o.coefficients.slice(1).map((b, j) => (b * standardDeviation(X.map((row) => row[j]!))!) / sy);
}

/** Durbin–Watson statistic of the residuals; 2 without first-order autocorrelation. */
export function durbinWatson(residuals: ArrayLike<number>): number {
  let [steps, squares] = [0, 0];
  for (let t = 0; t < residuals.length; t++) {
    squares += residuals[t]! ** 2;
    if (t > 0) steps += (residuals[t]! - residuals[t - 1]!) ** 2;
  }
  return steps / squares;
}

/** Breusch–Pagan test in Koenker's (1981) studentised form: n·R² of the squared residuals on the regressors. */
export function breuschPagan(o: OlsFit): { lm: number; p: number } | null {
  // In units of the largest, which the test does not depend on.
  const largest = o.fit.residuals.reduce((most, e) => Math.max(most, Math.abs(e)), 0);
  if (!(largest > 0)) return null;
  const squares = o.fit.residuals.map((e) => (e / largest) ** 2);
  const auxiliary = leastSquares(o.columns, squares);
  const total = sumOfSquares([...squares])!;
  if (auxiliary === null || total === 0) return null;
  const lm = o.fit.n * (1 - auxiliary.residualSquares / total);
  return { lm, p: chiSquaredTail(lm, o.fit.k - 1) };
}

/** Jarque–Bera test of normality: moments of the values about their mean (Jarque & Bera 1987). */
export function jarqueBera(values: ArrayLike<number>): { jb: number; p: number } | null {
  const x = Array.from(values);
  const { g1 } = skewness(x);
  const { g2 } = excessKurtosis(x);
  if (g1 === null || g2 === null) return null;
  const jb = (x.length / 6) * (g1 * g1 + (g2 * g2) / 4);
  return { jb, p: chiSquaredTail(jb, 2) };
}

/** Cook's distance of each observation (Cook 1977); null for one that the fit must pass through, and after a perfect fit. */
export function cooksDistances(o: OlsFit): (number | null)[] {
  const h = leverages(o.fit);
  return Array.from(o.fit.residuals, (e, t) => {
    const free = 1 - h[t]!;
    if (!(o.sigma > 0) || !(free > 1e-12)) return null;
    return ((e / o.sigma) ** 2 * h[t]!) / (o.fit.k * free ** 2);
  });
}
