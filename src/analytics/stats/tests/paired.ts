/** Did the same units change? Wilcoxon's signed ranks (Student's test of the differences is `oneSampleTest`). */
import { ranks, tieSizes } from '../describe.ts';
import { normalTail } from '../distributions/normal.ts';

/** The exact law is counted up to this many differences. */
const LARGEST_EXACT = 200;

/**
 * Wilcoxon (1945): w is the smaller of the two rank sums. Exact p without ties, zeros being left out; else the normal
 * approximation with tie and continuity correction. Null when no difference is left.
 */
export function wilcoxonSignedRank(
  before: readonly number[],
  after: readonly number[],
): { w: number; p: number; n: number; exact: boolean } | null {
  const all = before.map((value, i) => after[i]! - value);
  const differences = all.filter((d) => d !== 0);
  const n = differences.length;
  if (n === 0) return null;
  const sizes = differences.map(Math.abs);
  const rank = ranks(sizes);
  const positive = differences.reduce((sum, d, i) => sum + (d > 0 ? rank[i]! : 0), 0);
  const total = (n * (n + 1)) / 2;
  const w = Math.min(positive, total - positive);
  const ties = tieSizes(sizes);
  if (ties.length === 0 && differences.length === all.length && n <= LARGEST_EXACT) {
    // Each rank is positive or not with probability ½.
    let law = Float64Array.of(1);
    for (let k = 1; k <= n; k++) {
      const next = new Float64Array(law.length + k);
      law.forEach((mass, s) => {
        next[s]! += mass / 2;
        next[s + k]! += mass / 2;
      });
      law = next;
    }
    let tail = 0;
    for (let s = 0; s <= w; s++) tail += law[s]!;
    return { w, p: Math.min(1, 2 * tail), n, exact: true };
  }
  const variance = (n * (n + 1) * (2 * n + 1)) / 24 - ties.reduce((sum, t) => sum + (t ** 3 - t), 0) / 48;
  return { w, p: Math.min(1, 2 * normalTail((total / 2 - w - 0.5) / Math.sqrt(variance))), n, exact: false };
}
