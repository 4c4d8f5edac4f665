/** Gauss–Legendre quadrature on [0, 1] (Press et al. 2007, section 4.6). */

export interface Quadrature {
  readonly points: Float64Array;
  readonly weights: Float64Array;
}

const known: Quadrature[] = [];

/** n points, exact for polynomials up to degree 2n − 1. */
export function gaussLegendre(n: number): Quadrature {
  const kept = known[n];
  if (kept !== undefined) return kept;
  const points = new Float64Array(n);
  const weights = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    // Newton's method on the Legendre polynomial from Tricomi's estimate of its i-th root.
    let x = Math.cos((Math.PI * (i + 0.75)) / (n + 0.5));
    let slope = 0;
    for (let step = 0; step < 100; step++) {
      let [value, before] = [1, 0];
      for (let k = 1; k <= n; k++) [value, before] = [((2 * k - 1) * x * value - (k - 1) * before) / k, value];
      slope = (n * (x * value - before)) / (x * x - 1);
      const move = value / slope;
      x -= move;
      if (Math.abs(move) < 1e-16) break;
    }
    points[i] = (1 - x) / 2;
    weights[i] = 1 / ((1 - x * x) * slope * slope);
  }
  const made = { points, weights };
  known[n] = made;
  return made;
}
