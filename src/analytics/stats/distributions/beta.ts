/** The regularised incomplete beta function and the laws built on it: beta, Student's t, F and binomial. */
import { logGamma } from './gamma.ts';
import { normalQuantile } from './normal.ts';
import { solveMonotone } from './solve-monotone.ts';

/** log B(a, b). */
export function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

/** Continued fraction of the incomplete beta function (DLMF 8.17.22) by the modified Lentz method. */
function continuedFraction(a: number, b: number, x: number): number {
  const tiny = 1e-300;
  let c = 1;
  let d = 1 - ((a + b) * x) / (a + 1);
  if (Math.abs(d) < tiny) d = tiny;
  d = 1 / d;
  let h = d;
  for (let m = 1; m < 100_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 + even * d;
    if (Math.abs(d) < tiny) d = tiny;
    c = 1 + even / c;
    if (Math.abs(c) < tiny) c = tiny;
    d = 1 / d;
    h *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 + odd * d;
    if (Math.abs(d) < tiny) d = tiny;
    c = 1 + odd / c;
    if (Math.abs(c) < tiny) c = tiny;
    d = 1 / d;
    const delta = d * c;
    h *= delta;
    if (Math.abs(delta - 1) < 1e-16) break;
  }
  return h;
}

/** I_x(a, b) and its complement, each accurate when small; `y` is 1 − x, given apart so that x near 1 loses nothing. */
function incompleteBetaPair(a: number, b: number, x: number, y: number): { lower: number; upper: number } {
  if (x <= 0) return { lower: 0, upper: 1 };
  if (y <= 0) return { lower: 1, upper: 0 };
  const front = Math.exp(a * Math.log(x) + b * Math.log(y) - logBeta(a, b));
  if (x < (a + 1) / (a + b + 2)) {
    const lower = (front * continuedFraction(a, b, x)) / a;
    return { lower, upper: 1 - lower };
  }
  const upper = (front * continuedFraction(b, a, y)) / b;
  return { lower: 1 - upper, upper };
}

/** The regularised incomplete beta function I_x(a, b), a, b > 0, 0 ≤ x ≤ 1. */
export function incompleteBeta(x: number, a: number, b: number): number {
  return incompleteBetaPair(a, b, x, 1 - x).lower;
}

/** The x with I_x(a, b) = p. */
export function betaQuantile(p: number, a: number, b: number): number {
  if (p <= 0) return 0;
  if (p >= 1) return 1;
  // Solve for the log-odds: the answer may lie within 1e-16 of an end.
  const logit = solveMonotone(
    (z) => {
      const x = 1 / (1 + Math.exp(-z));
      const { lower, upper } = incompleteBetaPair(a, b, x, 1 / (1 + Math.exp(z)));
      return p < 0.5 ? Math.log(lower / p) : Math.log((1 - p) / upper);
    },
    { start: Math.log(a / b), step: 1 },
  );
  return 1 / (1 + Math.exp(-logit));
}

/** P(T > t) for Student's t with `df` degrees of freedom: accurate far in the tail. */
export function studentTail(t: number, df: number): number {
  if (t < 0) return 1 - studentTail(-t, df);
  const square = t * t;
  return 0.5 * incompleteBetaPair(df / 2, 0.5, df / (df + square), square / (df + square)).lower;
}

/** P(T ≤ t) for Student's t. */
export function studentCdf(t: number, df: number): number {
  return studentTail(-t, df);
}

/** P(|T| ≥ |t|) for Student's t. */
export function studentTwoSided(t: number, df: number): number {
  return Math.min(1, 2 * studentTail(Math.abs(t), df));
}

/** The t with P(T ≤ t) = p. */
export function studentQuantile(p: number, df: number): number {
  if (p <= 0) return Number.NEGATIVE_INFINITY;
  if (p >= 1) return Number.POSITIVE_INFINITY;
  if (p === 0.5) return 0;
  if (p < 0.5) return -studentUpperQuantile(p, df);
  return studentUpperQuantile(1 - p, df);
}

/** The t with P(T > t) = tail, 0 < tail ≤ ½: exact in p where 1 − p would round. */
export function studentUpperQuantile(tail: number, df: number): number {
  const start = Math.max(normalQuantile(1 - tail), 1e-3);
  return solveMonotone((t) => Math.log(tail / studentTail(t, df)), { start, lowest: 0 });
}

/** P(F > f) for the F law. */
export function fTail(f: number, df1: number, df2: number): number {
  if (f <= 0) return 1;
  if (f === Number.POSITIVE_INFINITY) return 0;
  const sum = df2 + df1 * f;
  return incompleteBetaPair(df2 / 2, df1 / 2, df2 / sum, (df1 * f) / sum).lower;
}

/** P(F ≤ f) for the F law. */
export function fCdf(f: number, df1: number, df2: number): number {
  if (f <= 0) return 0;
  const sum = df2 + df1 * f;
  return incompleteBetaPair(df1 / 2, df2 / 2, (df1 * f) / sum, df2 / sum).lower;
}

/** The f with P(F ≤ f) = p. */
export function fQuantile(p: number, df1: number, df2: number): number {
  const x = betaQuantile(p, df1 / 2, df2 / 2);
  return x >= 1 ? Number.POSITIVE_INFINITY : (df2 * x) / (df1 * (1 - x));
}

/** P(K ≤ k) for the binomial law of n trials with probability p. */
export function binomialCdf(k: number, n: number, p: number): number {
  if (k < 0) return 0;
  if (k >= n) return 1;
  return incompleteBetaPair(n - Math.floor(k), Math.floor(k) + 1, 1 - p, p).lower;
}

/** P(K = k) for the binomial law. */
export function binomialMass(k: number, n: number, p: number): number {
  if (k < 0 || k > n) return 0;
  if (p <= 0) return k === 0 ? 1 : 0;
  if (p >= 1) return k === n ? 1 : 0;
  const logChoose = logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
  return Math.exp(logChoose + k * Math.log(p) + (n - k) * Math.log1p(-p));
}
