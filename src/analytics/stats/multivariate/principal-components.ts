/** Principal components of centred (not scaled) columns, by singular value decomposition. */
import { Matrix, SingularValueDecomposition } from 'ml-matrix';
import { mean } from '../describe.ts';
import type { Rows } from './distance.ts';

export interface PrincipalComponents {
  /** Variance along each component, divisor n − 1, largest first. */
  readonly variances: readonly number[];
  /** Shares of the total, sum 1. */
  readonly shares: readonly number[];
  /** One loading vector of length 1 per component; the entry of largest size is positive. */
  readonly loadings: readonly (readonly number[])[];
  /** Coordinates of the rows, one per component. */
  readonly scores: readonly (readonly number[])[];
}

/** Null: fewer than two rows, or no variation. */
export function principalComponents(rows: Rows): PrincipalComponents | null {
  const n = rows.length;
  if (n < 2) return null;
  const width = rows[0]!.length;
  const centres = Array.from({ length: width }, (_, j) => mean(rows.map((row) => row[j]!))!);
  const centred = new Matrix(rows.map((row) => row.map((value, j) => value - centres[j]!)));
  const svd = new SingularValueDecomposition(centred, { autoTranspose: true });
  const variances = svd.diagonal.slice(0, Math.min(n, width)).map((s) => (s * s) / (n - 1));
  const total = variances.reduce((sum, value) => sum + value, 0);
  if (!(total > 0)) return null;
  const loadings = variances.map((_, c) => {
    const vector = svd.rightSingularVectors.getColumn(c);
    const largest = vector.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
    return largest < 0 ? vector.map((value) => -value) : vector;
  });
  const scores = centred.to2DArray().map((row) => loadings.map((v) => v.reduce((sum, w, j) => sum + w * row[j]!, 0)));
  return { variances, shares: variances.map((value) => value / total), loadings, scores };
}
