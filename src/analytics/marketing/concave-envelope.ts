/** The smallest concave function above an S-shaped curve on an interval: the relaxation behind exact allocation. */
import type { ResponseCurve } from './saturation.ts';

/** The envelope is a chord from `low` to `tangent` and the curve itself from there to `high`. */
export interface Envelope {
  readonly curve: ResponseCurve;
  readonly low: number;
  readonly high: number;
  /** Equals `low` where the curve is concave on the whole interval. */
  readonly tangent: number;
  readonly atLow: number;
  /** Of the chord; without a chord the slope of the curve at `low`. */
  readonly chordSlope: number;
}

const STEPS = 100;

/**
 * Root of a decreasing function on [low, high] that changes sign there: false position with halving (Illinois), bisection when
 * that stalls.
 */
export function decreasingRoot(f: (x: number) => number, low: number, high: number, tolerance = 1e-15): number {
  let [a, b, fa, fb] = [low, high, f(low), f(high)];
  if (fa <= 0) return a;
  if (fb >= 0) return b;
  let side = 0;
  for (let i = 0; i < STEPS && b - a > tolerance * (Math.abs(a) + Math.abs(b)); i++) {
    let x = Number.isFinite(fa) && i % 4 !== 3 ? (a * fb - b * fa) / (fb - fa) : (a + b) / 2;
    if (!(x > a && x < b)) x = (a + b) / 2;
    if (x === a || x === b) break;
    const fx = f(x);
    if (fx === 0) return x;
    if (fx > 0) {
      [a, fa] = [x, fx];
      if (side === 1) fb /= 2;
      side = 1;
    } else {
      [b, fb] = [x, fx];
      if (side === -1) fa /= 2;
      side = -1;
    }
  }
  return (a + b) / 2;
}

/** Envelope of the curve on [low, high] (Udell & Boyd 2013, §4). */
export function concaveEnvelope(curve: ResponseCurve, low: number, high: number): Envelope {
  const base = { curve, low, high, atLow: curve.value(low) };
  if (curve.inflection <= low || high <= low) return { ...base, tangent: low, chordSlope: curve.slope(low) };
  const chord = (x: number): number => (curve.value(x) - base.atLow) / (x - low);
  // Convex throughout, or (flat curves) nowhere steeper than its chord: the chord spans the interval.
  if (curve.inflection >= high || curve.slope(high) >= chord(high))
    return { ...base, tangent: high, chordSlope: chord(high) };
  // On the concave part, slope − chord falls from positive to where the tangent from `low` touches.
  const tangent = decreasingRoot((x) => curve.slope(x) - chord(x), curve.inflection, high, 1e-14);
  return { ...base, tangent, chordSlope: chord(tangent) };
}

export function envelopeValue(e: Envelope, x: number): number {
  return x < e.tangent ? e.atLow + e.chordSlope * (x - e.low) : e.curve.value(x);
}

/**
 * Where envelope(x) − price·x is largest. At a price equal to the chord's slope every point of the chord is; `tie` says which
 * end is returned.
 */
export function demandAt(e: Envelope, price: number, tie: 'low' | 'high' = 'low'): number {
  if (price > e.chordSlope || (price === e.chordSlope && tie === 'low')) return e.low;
  if (e.tangent >= e.high) return e.high;
  if (price <= e.curve.slope(e.high)) return e.high;
  return decreasingRoot((x) => e.curve.slope(x) - price, e.tangent, e.high, 1e-14);
}
