/** Expected returns pulled towards a common one: sample means are mostly noise, and optimisers love noise. */
import { CholeskyDecomposition, Matrix } from 'ml-matrix';

type Rows = readonly (readonly number[])[];

export interface ShrunkenMeans {
  readonly means: readonly number[];
  /** How far they were pulled, 0–1. */
  readonly shrinkage: number;
  /** What they were pulled to: the mean return of the minimum-variance portfolio. */
  readonly target: number;
}

/**
 * Bayes–Stein means (Jorion 1986, "Bayes–Stein estimation for portfolio analysis", JFQA 21): pull φ = (N + 2) ÷ ((N + 2) +
 * T·(μ − μ₀1)'Σ⁻¹(μ − μ₀1)) towards μ₀ = 1'Σ⁻¹μ ÷ 1'Σ⁻¹1, Σ scaled by (T − 1) ÷ (T − N − 2) as he does.
 * @param covariance of the returns, invertible (shrink it first)
 * @param periods T behind means and covariance; null comes back for T ≤ N + 2, one series, or a covariance that cannot be inverted
 */
export function shrinkMeans(means: readonly number[], covariance: Rows, periods: number): ShrunkenMeans | null {
  const n = means.length;
  if (n < 2 || periods <= n + 2) return null;
  // Symmetric to the last digit, which the decomposition insists on.
  const symmetric = covariance.map((row, i) => row.map((value, j) => (value + covariance[j]![i]!) / 2));
  const decomposition = new CholeskyDecomposition(new Matrix(symmetric));
  if (!decomposition.isPositiveDefinite()) return null;
  const solve = (b: readonly number[]): number[] => decomposition.solve(Matrix.columnVector([...b])).to1DArray();
  const ones = solve(means.map(() => 1));
  const total = ones.reduce((sum, value) => sum + value, 0);
  const target = means.reduce((sum, value, i) => sum + value * ones[i]!, 0) / total;
  const away = means.map((value) => value - target);
  const distance =
    solve(away).reduce((sum, value, i) => sum + value * away[i]!, 0) * ((periods - n - 2) / (periods - 1));
  const shrinkage = (n + 2) / (n + 2 + periods * Math.max(0, distance));
  return { means: means.map((value) => shrinkage * target + (1 - shrinkage) * value), shrinkage, target };
}
