/** Shapiro–Wilk test of normality, Royston's (1995) algorithm AS R94, for 3 to 5,000 values. */
import { normalQuantile, normalTail } from '../distributions/normal.ts';

const poly = (coefficients: readonly number[], x: number): number =>
  coefficients.reduceRight((sum, c) => sum * x + c, 0);

const C1 = [0, 0.221157, -0.147981, -2.07119, 4.434685, -2.706056];
const C2 = [0, 0.042981, -0.293762, -1.752461, 5.682633, -3.582633];
const C3 = [0.544, -0.39978, 0.025054, -0.0006714];
const C4 = [1.3822, -0.77857, 0.062767, -0.0020322];
const C5 = [-1.5861, -0.31082, -0.083751, 0.0038915];
const C6 = [-0.4803, -0.082676, 0.0030302];
const G = [-2.273, 0.459];

/** Null outside 3–5,000 values, and for a constant sample. */
export function shapiroWilk(values: readonly number[]): { w: number; p: number } | null {
  const n = values.length;
  if (n < 3 || n > 5_000) return null;
  const x = [...values].sort((a, b) => a - b);
  if (x[0] === x[n - 1]) return null;
  const half = Math.floor(n / 2);
  // Weights of the larger half, largest first.
  const a = new Array<number>(half).fill(Math.SQRT1_2);
  if (n > 3) {
    const m = a.map((_, i) => normalQuantile((n - i - 0.375) / (n + 0.25)));
    const squares = 2 * m.reduce((sum, value) => sum + value * value, 0);
    const root = Math.sqrt(squares);
    const u = 1 / Math.sqrt(n);
    const first = poly(C1, u) + m[0]! / root;
    a[0] = first;
    let from = 1;
    let scale = Math.sqrt((squares - 2 * m[0]! ** 2) / (1 - 2 * first ** 2));
    if (n > 5) {
      const second = poly(C2, u) + m[1]! / root;
      a[1] = second;
      from = 2;
      scale = Math.sqrt((squares - 2 * m[0]! ** 2 - 2 * m[1]! ** 2) / (1 - 2 * first ** 2 - 2 * second ** 2));
    }
    for (let i = from; i < half; i++) a[i] = m[i]! / scale;
  }
  const centre = x.reduce((sum, value) => sum + value / n, 0);
  const spread = x.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  const slope = a.reduce((sum, weight, i) => sum + weight * (x[n - 1 - i]! - x[i]!), 0);
  const w = Math.min(1, slope ** 2 / spread);
  if (n === 3) {
    const p = (6 / Math.PI) * (Math.asin(Math.sqrt(w)) - Math.asin(Math.sqrt(0.75)));
    return { w, p: Math.max(0, Math.min(1, p)) };
  }
  let y = Math.log(1 - w);
  const log = Math.log(n);
  let location: number;
  let scale: number;
  if (n <= 11) {
    const gamma = poly(G, n);
    if (y >= gamma) return { w, p: 0 };
    y = -Math.log(gamma - y);
    location = poly(C3, n);
    scale = Math.exp(poly(C4, n));
  } else {
    location = poly(C5, log);
    scale = Math.exp(poly(C6, log));
  }
  return { w, p: normalTail((y - location) / scale) };
}
