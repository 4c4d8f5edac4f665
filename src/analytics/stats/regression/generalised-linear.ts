/** Logistic and Poisson regression by iteratively reweighted least squares (McCullagh & Nelder 1989). */

import { logGamma } from '../distributions/gamma.ts';
import { normalTwoSided } from '../distributions/normal.ts';
import { designColumns, leastSquares } from './least-squares.ts';

export interface GeneralisedLinearFit {
  /** Intercept first. */
  readonly coefficients: readonly number[];
  readonly standardErrors: readonly number[];
  readonly z: readonly number[];
  readonly p: readonly number[];
  readonly logLikelihood: number;
  readonly deviance: number;
  /** McFadden's: 1 − log L ÷ log L of the intercept alone; null when the latter is zero. */
  readonly pseudoRSquared: number | null;
  readonly fitted: readonly number[];
}

interface Family {
  /** Mean from the linear predictor. */
  mean(eta: number): number;
  /** Variance, which is also dμ/dη under the canonical link. */
  variance(mu: number): number;
  logLikelihood(y: number, mu: number): number;
  start(y: number): number;
}

const xLogY = (x: number, y: number): number => (x === 0 ? 0 : x * Math.log(y));

const binomial: Family = {
  mean: (eta) => 1 / (1 + Math.exp(-eta)),
  variance: (mu) => mu * (1 - mu),
  logLikelihood: (y, mu) => xLogY(y, mu) + xLogY(1 - y, 1 - mu),
  start: (y) => Math.log((y + 0.5) / (1.5 - y)),
};

const poisson: Family = {
  mean: Math.exp,
  variance: (mu) => mu,
  logLikelihood: (y, mu) => xLogY(y, mu) - mu - logGamma(y + 1),
  start: (y) => Math.log(y + 0.5),
};

/** Iterations after which an estimate that still moves is running off to infinity (separated classes). */
const MOST_ITERATIONS = 100;

function iterate(family: Family, X: readonly (readonly number[])[], y: readonly number[]): GeneralisedLinearFit | null {
  const columns = designColumns(X);
  const n = y.length;
  let eta = Float64Array.from(y, family.start);
  let coefficients: readonly number[] | null = null;
  for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
    const root = new Float64Array(n);
    const working = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      const mu = family.mean(eta[i]!);
      const v = family.variance(mu);
      if (!(v > 1e-12)) return null;
      root[i] = Math.sqrt(v);
      working[i] = (eta[i]! + (y[i]! - mu) / v) * root[i]!;
    }
    const step = leastSquares(
      columns.map((column) => column.map((x, i) => x * root[i]!)),
      working,
    );
    if (step === null) return null;
    const moved =
      coefficients === null
        ? Number.POSITIVE_INFINITY
        : Math.max(...step.coefficients.map((b, j) => Math.abs(b - coefficients![j]!) / (1 + Math.abs(b))));
    coefficients = step.coefficients;
    eta = new Float64Array(n);
    columns.forEach((column, j) => {
      for (let i = 0; i < n; i++) eta[i]! += column[i]! * step.coefficients[j]!;
    });
    if (moved > 1e-12) continue;
    const fitted = Array.from(eta, family.mean);
    const errors = step.inverseGram.map((row, j) => Math.sqrt(row[j]!));
    const sum = (mu: readonly number[]): number =>
      y.reduce((total, value, i) => total + family.logLikelihood(value, mu[i]!), 0);
    const logLikelihood = sum(fitted);
    const average = y.reduce((total, value) => total + value, 0) / n;
    const nullLikelihood = sum(y.map(() => average));
    const z = step.coefficients.map((b, j) => b / errors[j]!);
    return {
      coefficients: step.coefficients,
      standardErrors: errors,
      z,
      p: z.map(normalTwoSided),
      logLikelihood,
      deviance: 2 * (sum(y) - logLikelihood),
      pseudoRSquared: nullLikelihood === 0 ? null : 1 - logLikelihood / nullLikelihood,
      fitted,
    };
  }
  return null;
}

/** Log-odds of y = 1 on the rows of X, intercept first. Null: collinear columns, one class only, or separated classes. */
export function logisticRegression(
  X: readonly (readonly number[])[],
  y: readonly number[],
): GeneralisedLinearFit | null {
  return y.every((value) => value === y[0]) ? null : iterate(binomial, X, y);
}

/** Log of an expected count on the rows of X, intercept first. Null: collinear columns, all counts zero, or no maximum. */
export function poissonRegression(
  X: readonly (readonly number[])[],
  y: readonly number[],
): GeneralisedLinearFit | null {
  return y.every((value) => value === 0) ? null : iterate(poisson, X, y);
}
