/** Kendall's τ-b. */
import { tieSizes, type Values } from '../describe.ts';
import { normalTwoSided } from '../distributions/normal.ts';
import { completePairs } from './pearson.ts';

export interface KendallCorrelation {
  readonly n: number;
  readonly tau: number | null;
  /** Exact without ties up to 33 pairs, else the normal approximation. */
  readonly p: number | null;
  readonly asymptoticP: number | null;
}

const LARGEST_EXACT = 33;

/** Concordant minus discordant pairs. */
export function concordance(x: readonly number[], y: readonly number[]): number {
  let score = 0;
  for (let i = 0; i < x.length; i++)
    for (let j = i + 1; j < x.length; j++) score += Math.sign(x[j]! - x[i]!) * Math.sign(y[j]! - y[i]!);
  return score;
}

/** τ-b over the complete pairs; null when a variable is constant. Variance with ties: Kendall (1970), no continuity correction. */
export function kendall(x: Values, y: Values): KendallCorrelation {
  const pairs = completePairs(x, y);
  const n = pairs.x.length;
  const [tx, ty] = [tieSizes(pairs.x), tieSizes(pairs.y)];
  const total = (n * (n - 1)) / 2;
  const tiedPairs = (sizes: readonly number[]): number => sizes.reduce((sum, t) => sum + (t * (t - 1)) / 2, 0);
  const [xPairs, yPairs] = [tiedPairs(tx), tiedPairs(ty)];
  if (n < 2 || xPairs === total || yPairs === total) return { n, tau: null, p: null, asymptoticP: null };
  const score = concordance(pairs.x, pairs.y);
  const tau = score / Math.sqrt(total - xPairs) / Math.sqrt(total - yPairs);
  const asymptoticP = n < 3 ? null : normalTwoSided(score / Math.sqrt(scoreVariance(n, tx, ty)));
  const exact = tx.length === 0 && ty.length === 0 && n <= LARGEST_EXACT;
  return { n, tau, p: exact ? exactP(n, (total - score) / 2) : asymptoticP, asymptoticP };
}

/** Variance of the score under independence with ties of the given sizes. */
function scoreVariance(n: number, tx: readonly number[], ty: readonly number[]): number {
  const m = n * (n - 1);
  const sum = (sizes: readonly number[], term: (t: number) => number): number =>
    sizes.reduce((total, t) => total + term(t), 0);
  const cubic = (t: number): number => t * (t - 1) * (2 * t + 5);
  const triple = (t: number): number => t * (t - 1) * (t - 2);
  const pair = (t: number): number => (t * (t - 1)) / 2;
  return (
    (m * (2 * n + 5) - sum(tx, cubic) - sum(ty, cubic)) / 18 +
    (2 * sum(tx, pair) * sum(ty, pair)) / m +
    (sum(tx, triple) * sum(ty, triple)) / (9 * m * (n - 2))
  );
}

/** Two-sided p of the number of inversions in a random order of n (Kendall 1970, chapter 5). */
function exactP(n: number, inversions: number): number {
  const total = (n * (n - 1)) / 2;
  const smaller = Math.min(inversions, total - inversions);
  if (2 * smaller === total) return 1;
  // Probabilities of 0, 1, … inversions, one element added at a time.
  let law = [1];
  for (let k = 2; k <= n; k++) {
    const next = new Array<number>(Math.min(smaller, (k * (k - 1)) / 2) + 1).fill(0);
    for (let i = 0; i < next.length; i++)
      for (let j = Math.max(0, i - k + 1); j <= Math.min(i, law.length - 1); j++) next[i]! += law[j]! / k;
    law = next;
  }
  return Math.min(1, 2 * law.reduce((sum, p) => sum + p, 0));
}
