/** How many observations a two-sample comparison needs (Cohen 1988), exactly, through the noncentral t law. */
import { studentUpperQuantile } from '../distributions/beta.ts';
import { logGamma } from '../distributions/gamma.ts';
import { normalCdf } from '../distributions/normal.ts';
import { solveMonotone } from '../distributions/solve-monotone.ts';

/**
 * P(T ≤ t) for noncentral t: the normal probability averaged over the chi law of the standard deviation, by Simpson's rule
 * on the part of the law that holds all but 1e-14 of it.
 */
export function noncentralStudentCdf(t: number, df: number, noncentrality: number): number {
  const constant = Math.log(2) + (df / 2) * Math.log(df / 2) - logGamma(df / 2);
  // s = χ ÷ √df.
  const logDensity = (s: number): number => constant + (df - 1) * Math.log(s) - (df * s * s) / 2;
  const spread = 1 / Math.sqrt(2 * df);
  const low = Math.max(1e-10, 1 - 9 * spread);
  const high = 1 + 10 * spread + 2 / df;
  const steps = 1_000;
  const width = (high - low) / steps;
  let sum = 0;
  for (let i = 0; i <= steps; i++) {
    const s = low + i * width;
    const weight = i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2;
    sum += weight * Math.exp(logDensity(s)) * normalCdf(t * s - noncentrality);
  }
  return Math.max(0, Math.min(1, (sum * width) / 3));
}

/** Power of the two-sample t test with `n` observations a group and a true difference of `effect` standard deviations. */
export function twoSamplePower(o: { effect: number; n: number; alpha: number; twoSided: boolean }): number {
  const df = 2 * o.n - 2;
  const noncentrality = Math.abs(o.effect) * Math.sqrt(o.n / 2);
  const critical = studentUpperQuantile(o.twoSided ? o.alpha / 2 : o.alpha, df);
  const above = 1 - noncentralStudentCdf(critical, df, noncentrality);
  return o.twoSided ? above + noncentralStudentCdf(-critical, df, noncentrality) : above;
}

/** Observations a group (not rounded) for the wanted power. Null: no effect, or a power not above the level. */
export function twoSampleSize(o: { effect: number; power: number; alpha: number; twoSided: boolean }): number | null {
  if (o.effect === 0 || o.power <= o.alpha || o.power >= 1) return null;
  return solveMonotone((n) => twoSamplePower({ ...o, n }) - o.power, {
    start: 16 / o.effect ** 2 + 2,
    lowest: 1.5,
    relativeTolerance: 1e-10,
  });
}
