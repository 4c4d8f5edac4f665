/**
 * Change points as segmentations of least cost: exact for a given number (dynamic programming), exact for a penalty
 * (PELT), greedy (binary segmentation). They assume independent noise; under autocorrelation they find shifts that are not
 * there, so reports use `findLevelShifts`.
 */
import { median } from '../describe.ts';

/** Cost of the segment [from, to). */
export type SegmentCost = (from: number, to: number) => number;

/** Sum of squares about the segment's mean. */
export function meanShiftCost(y: readonly number[]): SegmentCost {
  const centre = median(y) ?? 0;
  const sums = new Float64Array(y.length + 1);
  const squares = new Float64Array(y.length + 1);
  y.forEach((value, t) => {
    sums[t + 1] = sums[t]! + value - centre;
    squares[t + 1] = squares[t]! + (value - centre) ** 2;
  });
  return (from, to) => Math.max(0, squares[to]! - squares[from]! - (sums[to]! - sums[from]!) ** 2 / (to - from));
}

/**
 * Change in distribution by a Gaussian kernel (Harchaoui & Cappé 2007; Arlot, Celisse & Harchaoui 2019), its bandwidth from
 * the median squared distance, exponents held within [.01, 100].
 */
export function kernelCost(y: readonly number[]): SegmentCost {
  const n = y.length;
  const distances: number[] = [];
  for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) distances.push((y[i]! - y[j]!) ** 2);
  const middle = median(distances) ?? 0;
  const gamma = middle === 0 ? 1 : 1 / middle;
  // Sums of the kernel matrix over squares from the origin.
  const table = Array.from({ length: n + 1 }, () => new Float64Array(n + 1));
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      const k = i === j ? 1 : Math.exp(-Math.min(100, Math.max(0.01, gamma * (y[i]! - y[j]!) ** 2)));
      table[i + 1]![j + 1] = k + table[i]![j + 1]! + table[i + 1]![j]! - table[i]![j]!;
    }
  return (from, to) => {
    const block = table[to]![to]! - table[from]![to]! - table[to]![from]! + table[from]![from]!;
    return to - from - block / (to - from);
  };
}

export interface Segmentation {
  /** First position of each new segment. */
  readonly breaks: readonly number[];
  /** Cost of the segments, penalties left out. */
  readonly cost: number;
}

const totalCost = (cost: SegmentCost, breaks: readonly number[], n: number): number =>
  [...breaks, n].reduce((sum, to, i) => sum + cost(i === 0 ? 0 : breaks[i - 1]!, to), 0);

/** The cheapest segmentation with exactly `count` breaks (Bellman 1961; Bai & Perron 2003). Null: too short. */
export function optimalSegmentation(n: number, cost: SegmentCost, count: number, minimum = 2): Segmentation | null {
  if (n < (count + 1) * minimum) return null;
  // best[k][t]: cheapest k-break segmentation of the first t values.
  let best = Float64Array.from({ length: n + 1 }, (_, t) => (t >= minimum ? cost(0, t) : Number.POSITIVE_INFINITY));
  const back: Int32Array[] = [];
  for (let k = 1; k <= count; k++) {
    const next = new Float64Array(n + 1).fill(Number.POSITIVE_INFINITY);
    const from = new Int32Array(n + 1).fill(-1);
    for (let t = (k + 1) * minimum; t <= n; t++)
      for (let s = k * minimum; s <= t - minimum; s++) {
        const value = best[s]! + cost(s, t);
        if (value < next[t]!) {
          next[t] = value;
          from[t] = s;
        }
      }
    back.push(from);
    best = next;
  }
  const breaks: number[] = [];
  for (let k = count, t = n; k >= 1; k--) {
    t = back[k - 1]![t]!;
    breaks.unshift(t);
  }
  return { breaks, cost: totalCost(cost, breaks, n) };
}

/** The segmentation of least cost + penalty · breaks, pruned as in PELT (Killick, Fearnhead & Eckley 2012). */
export function pelt(n: number, cost: SegmentCost, penalty: number, minimum = 2): Segmentation {
  if (n === 0) return { breaks: [], cost: 0 };
  const best = new Float64Array(n + 1).fill(Number.POSITIVE_INFINITY);
  const from = new Int32Array(n + 1);
  best[0] = -penalty;
  let candidates = [0];
  for (let t = minimum; t <= n; t++) {
    const reach = candidates.map((s) => (t - s >= minimum ? best[s]! + cost(s, t) : Number.POSITIVE_INFINITY));
    candidates.forEach((s, i) => {
      if (reach[i]! + penalty < best[t]!) {
        best[t] = reach[i]! + penalty;
        from[t] = s;
      }
    });
    // A start that is already dearer than the best end here can never become the best start again.
    candidates = candidates.filter((s, i) => t - s < minimum || reach[i]! <= best[t]!);
    if (Number.isFinite(best[t - minimum + 1]!)) candidates.push(t - minimum + 1);
  }
  const breaks: number[] = [];
  for (let t = from[n]!; t > 0; t = from[t]!) breaks.unshift(t);
  return { breaks, cost: totalCost(cost, breaks, n) };
}

/** Greedy: the break that saves most, again and again (Scott & Knott 1974). Null: too short. */
export function binarySegmentation(n: number, cost: SegmentCost, count: number, minimum = 2): Segmentation | null {
  const breaks: number[] = [];
  while (breaks.length < count) {
    const edges = [0, ...breaks, n];
    let [at, gain] = [-1, Number.NEGATIVE_INFINITY];
    for (let i = 1; i < edges.length; i++) {
      const [from, to] = [edges[i - 1]!, edges[i]!];
      const whole = cost(from, to);
      for (let t = from + minimum; t <= to - minimum; t++) {
        const saved = whole - cost(from, t) - cost(t, to);
        if (saved > gain) [at, gain] = [t, saved];
      }
    }
    if (at < 0) return null;
    breaks.push(at);
    breaks.sort((a, b) => a - b);
  }
  return { breaks, cost: totalCost(cost, breaks, n) };
}
