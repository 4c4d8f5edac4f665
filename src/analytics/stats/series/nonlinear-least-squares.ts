/** Levenberg–Marquardt: least squares in parameters that enter non-linearly. */
import { CholeskyDecomposition, Matrix } from 'ml-matrix';

/**
 * Minimises Σ rᵢ(θ)² from `start` by Marquardt's (1963) damped Gauss–Newton steps with a central-difference Jacobian, until a
 * step lowers the sum by less than 1e-12 of itself. Residuals that are not finite count as infinitely bad.
 */
export function nonlinearLeastSquares(
  residuals: (parameters: readonly number[]) => Float64Array,
  start: readonly number[],
  mostSteps = 200,
): { parameters: number[]; squares: number } {
  const sum = (r: Float64Array): number => {
    let total = 0;
    for (const value of r) total += value * value;
    return Number.isFinite(total) ? total : Number.POSITIVE_INFINITY;
  };
  let theta = [...start];
  let r = residuals(theta);
  let squares = sum(r);
  let damping = 1e-3;
  for (let step = 0; step < mostSteps && damping < 1e12; step++) {
    const jacobian = theta.map((value, j) => {
      const width = 1e-6 * Math.max(1e-3, Math.abs(value));
      const moved = (by: number): Float64Array => residuals(theta.map((v, i) => (i === j ? v + by : v)));
      const [above, below] = [moved(width), moved(-width)];
      return above.map((v, i) => (v - below[i]!) / (2 * width));
    });
    const product = (a: Float64Array, b: Float64Array): number => {
      let total = 0;
      for (let i = 0; i < a.length; i++) total += a[i]! * b[i]!;
      return total;
    };
    const gram = jacobian.map((a) => jacobian.map((b) => product(a, b)));
    const gradient = jacobian.map((a) => product(a, r));
    if (!gram.every((row) => row.every(Number.isFinite))) break;
    let improved = false;
    for (; damping < 1e12; damping *= 10) {
      const damped = new Matrix(gram.map((row, i) => row.map((v, j) => (i === j ? v * (1 + damping) + 1e-14 : v))));
      const cholesky = new CholeskyDecomposition(damped);
      if (!cholesky.isPositiveDefinite()) continue;
      const move = cholesky.solve(Matrix.columnVector(gradient)).to1DArray();
      const next = theta.map((value, j) => value - move[j]!);
      const nextResiduals = residuals(next);
      const nextSquares = sum(nextResiduals);
      if (!(nextSquares < squares)) continue;
      improved = squares - nextSquares > 1e-12 * squares;
      [theta, r, squares] = [next, nextResiduals, nextSquares];
      damping /= 10;
      break;
    }
    if (!improved) break;
  }
  return { parameters: theta, squares };
}
