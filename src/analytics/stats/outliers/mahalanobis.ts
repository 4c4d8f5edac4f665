/** Squared Mahalanobis distances of rows from their mean. */
import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { mean } from '../describe.ts';

/** Sample covariance of the columns, divisor n − 1; null below two rows. */
export function covarianceMatrix(rows: readonly (readonly number[])[]): number[][] | null {
  const n = rows.length;
  if (n < 2) return null;
  const width = rows[0]!.length;
  const centres = Array.from({ length: width }, (_, j) => mean(rows.map((row) => row[j]!))!);
  return centres.map((a, i) =>
    centres.map((b, j) => rows.reduce((sum, row) => sum + (row[i]! - a) * (row[j]! - b), 0) / (n - 1)),
  );
}

/** (x − x̄)' S⁻¹ (x − x̄) of each row. Null when the covariance is singular. */
export function mahalanobisSquared(rows: readonly (readonly number[])[]): number[] | null {
  const covariance = covarianceMatrix(rows);
  if (covariance === null) return null;
  const cholesky = new CholeskyDecomposition(new Matrix(covariance));
  if (!cholesky.isPositiveDefinite()) return null;
  const centres = covariance.map((_, j) => mean(rows.map((row) => row[j]!))!);
  const deviations = new Matrix(rows.map((row) => row.map((value, j) => value - centres[j]!)));
  const solved = cholesky.solve(deviations.transpose());
  return rows.map((_, i) => centres.reduce((sum, _c, j) => sum + deviations.get(i, j) * solved.get(j, i), 0));
}
