/** Ridge and lasso regression. Predictors are used as given: standardise them first where their units differ. */
import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { mean } from '../describe.ts';

export interface LinearFit {
  readonly intercept: number;
  readonly coefficients: readonly number[];
}

function centre(X: readonly (readonly number[])[], y: readonly number[]) {
  const width = X[0]?.length ?? 0;
  const means = Array.from({ length: width }, (_, j) => mean(X.map((row) => row[j]!))!);
  const centreY = mean(y)!;
  return {
    means,
    centreY,
    columns: means.map((m, j) => Float64Array.from(X, (row) => row[j]! - m)),
    response: Float64Array.from(y, (value) => value - centreY),
  };
}

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
};

/** Minimises ‖y − Xw − b‖² + penalty·‖w‖², the intercept free (Hoerl & Kennard 1970). Null: no rows, or penalty 0 on collinear columns. */
export function ridge(X: readonly (readonly number[])[], y: readonly number[], penalty: number): LinearFit | null {
  if (y.length === 0) return null;
  const { means, centreY, columns, response } = centre(X, y);
  const gram = columns.map((a, i) => columns.map((b, j) => dot(a, b) + (i === j ? penalty : 0)));
  const cholesky = new CholeskyDecomposition(new Matrix(gram));
  if (!cholesky.isPositiveDefinite()) return null;
  const coefficients = cholesky.solve(Matrix.columnVector(columns.map((a) => dot(a, response)))).to1DArray();
  return { intercept: centreY - coefficients.reduce((sum, w, j) => sum + w * means[j]!, 0), coefficients };
}

/**
 * Minimises ‖y − Xw − b‖² ÷ (2n) + penalty·‖w‖₁ by coordinate descent (Friedman, Hastie & Tibshirani 2010), until no
 * coefficient moves the fit by more than 1e-12 of the spread of y. Null: no rows, or no convergence in 100,000 sweeps.
 */
export function lasso(X: readonly (readonly number[])[], y: readonly number[], penalty: number): LinearFit | null {
  const n = y.length;
  if (n === 0) return null;
  const { means, centreY, columns, response } = centre(X, y);
  const squares = columns.map((column) => dot(column, column) / n);
  const coefficients = new Float64Array(columns.length);
  const residual = Float64Array.from(response);
  const spread = Math.sqrt(dot(response, response) / n);
  for (let sweep = 0; sweep < 100_000; sweep++) {
    let largestMove = 0;
    for (let j = 0; j < columns.length; j++) {
      if (squares[j] === 0) continue;
      const gradient = dot(columns[j]!, residual) / n + squares[j]! * coefficients[j]!;
      const next = (Math.sign(gradient) * Math.max(0, Math.abs(gradient) - penalty)) / squares[j]!;
      const step = next - coefficients[j]!;
      if (step === 0) continue;
      for (let i = 0; i < n; i++) residual[i]! -= step * columns[j]![i]!;
      coefficients[j] = next;
      largestMove = Math.max(largestMove, Math.abs(step) * Math.sqrt(squares[j]!));
    }
    if (largestMove <= 1e-12 * spread)
      return {
        intercept: centreY - coefficients.reduce((sum, w, j) => sum + w * means[j]!, 0),
        coefficients: [...coefficients],
      };
  }
  return null;
}
