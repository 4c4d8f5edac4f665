/** Mixtures of Student's t laws with one number of degrees of freedom: inference with a nuisance parameter averaged out. */
import { studentTail } from '../distributions/beta.ts';
import { solveMonotone } from '../distributions/solve-monotone.ts';

export interface StudentMixture {
  readonly df: number;
  readonly weights: ArrayLike<number>;
  readonly centres: ArrayLike<number>;
  readonly scales: ArrayLike<number>;
}

/** Weight below which a component cannot change a result that anybody reads: keeps the tails cheap. */
const NEGLIGIBLE = 1e-7;

/** P(X > x) under the mixture. */
export function mixtureTail(m: StudentMixture, x: number): number {
  let tail = 0;
  let total = 0;
  for (let i = 0; i < m.weights.length; i++) {
    const weight = m.weights[i]!;
    if (weight < NEGLIGIBLE) continue;
    total += weight;
    const scale = m.scales[i]!;
    const centre = m.centres[i]!;
    tail += weight * (scale > 0 ? studentTail((x - centre) / scale, m.df) : x < centre ? 1 : 0);
  }
  return total > 0 ? tail / total : 0.5;
}

/** Two-sided p of "the quantity is zero": twice the smaller tail at zero. */
export function mixtureTwoSided(m: StudentMixture): number {
  const above = mixtureTail(m, 0);
  // The lower tail is computed by reflection so that it keeps its relative accuracy.
  const below = mixtureTail(reflected(m), 0);
  return Math.min(1, 2 * Math.min(above, below));
}

function reflected(m: StudentMixture): StudentMixture {
  return { ...m, centres: Float64Array.from(m.centres, (c) => -c) };
}

/** The x with P(X ≤ x) = p. */
export function mixtureQuantile(m: StudentMixture, p: number): number {
  if (p > 0.5) return -mixtureQuantile(reflected(m), 1 - p);
  const { centre, spread } = mixtureMoments(m);
  if (spread === 0) return centre;
  const mirrored = reflected(m);
  // P(X < x) = P(−X > −x); solved on the log scale, where tails are nearly straight.
  return solveMonotone((x) => Math.log(Math.max(mixtureTail(mirrored, -x), 1e-300) / p), {
    start: centre - 1.7 * spread,
    step: spread,
    relativeTolerance: 1e-9,
  });
}

/** Weighted centre of the components and a spread that covers their scales and their disagreement. */
export function mixtureMoments(m: StudentMixture): { centre: number; spread: number } {
  let centre = 0;
  let total = 0;
  for (let i = 0; i < m.weights.length; i++) {
    centre += m.weights[i]! * m.centres[i]!;
    total += m.weights[i]!;
  }
  centre /= total;
  let square = 0;
  for (let i = 0; i < m.weights.length; i++)
    square += (m.weights[i]! * (m.scales[i]! ** 2 + (m.centres[i]! - centre) ** 2)) / total;
  return { centre, spread: Math.sqrt(square) };
}
