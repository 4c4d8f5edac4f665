/** The exact likelihood against the Gaussian density written out with the full covariance matrix. */
import { CholeskyDecomposition, Matrix, solve } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { armaAutocovariances, armaDeviance } from '../../../src/analytics/forecast/arma-likelihood.ts';
import { createRng } from '../../../src/domain/rng.ts';

function denseDeviance(w: Float64Array, ar: Float64Array, ma: Float64Array): number {
  const n = w.length;
  const gamma = armaAutocovariances({ ar, ma }, n)!;
  const covariance = new Matrix(
    Array.from({ length: n }, (_, i) => Array.from({ length: n }, (__, j) => gamma[Math.abs(i - j)]!)),
  );
  const lower = new CholeskyDecomposition(covariance).lowerTriangularMatrix;
  const logDeterminant = lower.diagonal().reduce((sum, d) => sum + 2 * Math.log(d), 0);
  const column = Matrix.columnVector([...w]);
  const quadratic = column.transpose().mmul(solve(covariance, column)).get(0, 0);
  return n * Math.log(quadratic / n) + logDeterminant;
}

describe('exact ARMA likelihood', () => {
  it.each([
    { name: 'AR(1)', ar: [0.7], ma: [] },
    { name: 'MA(2)', ar: [], ma: [0.5, 0.2] },
    { name: 'ARMA(2,1)', ar: [0.5, -0.3], ma: [0.4] },
    { name: 'sparse AR(5) with MA(3)', ar: [0.3, 0, 0, 0.4, -0.12], ma: [0.2, 0.1, 0.05] },
    { name: 'near a unit root', ar: [0.995], ma: [-0.9] },
  ])('equals the density of the whole vector: $name', ({ ar, ma }) => {
    const rng = createRng(3);
    const w = Float64Array.from({ length: 40 }, () => rng.normal());
    const [a, b] = [Float64Array.from(ar), Float64Array.from(ma)];
    expect(armaDeviance(w, { ar: a, ma: b }, new Float64Array(40))).toBeCloseTo(denseDeviance(w, a, b), 6);
  });

  it('knows the autocovariances of an AR(1) and an MA(1)', () => {
    const ar = armaAutocovariances({ ar: Float64Array.of(0.5), ma: new Float64Array(0) }, 3)!;
    for (let k = 0; k <= 3; k++) expect(ar[k]!).toBeCloseTo(0.5 ** k / 0.75, 12);
    const ma = armaAutocovariances({ ar: new Float64Array(0), ma: Float64Array.of(0.4) }, 2)!;
    [1.16, 0.4, 0].forEach((expected, k) => {
      expect(ma[k]!).toBeCloseTo(expected, 12);
    });
  });
});
