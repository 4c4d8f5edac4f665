/** Spearman's rank correlation. */
import { ranks, tieSizes, type Values } from '../describe.ts';
import { completePairs, correlationCoefficient, correlationP } from './pearson.ts';

export interface RankCorrelation {
  readonly n: number;
  readonly rho: number | null;
  /** Two-sided p by Student's t with n − 2 degrees of freedom (Kendall & Stuart 1973). */
  readonly p: number | null;
  /** Exact permutation p, up to eight pairs without ties; null beyond. */
  readonly exactP: number | null;
}

// 8! = 40,320 orders are counted in a few milliseconds; beyond, the t approximation is good to the second digit.
const LARGEST_EXACT = 8;

/** Spearman's ρ over the complete pairs: Pearson's r of the mid-ranks. */
export function spearman(x: Values, y: Values): RankCorrelation {
  const pairs = completePairs(x, y);
  const n = pairs.x.length;
  const [a, b] = [ranks(pairs.x), ranks(pairs.y)];
  const rho = n < 2 ? null : correlationCoefficient(a, b);
  if (rho === null) return { n, rho: null, p: null, exactP: null };
  const tied = tieSizes(pairs.x).length > 0 || tieSizes(pairs.y).length > 0;
  return { n, rho, p: correlationP(rho, n - 2), exactP: tied || n > LARGEST_EXACT ? null : exactP(a, b) };
}

/** Share of all orders whose sum of squared rank differences is at least as far from its mean. */
function exactP(a: readonly number[], b: readonly number[]): number {
  const n = a.length;
  const expected = (n * (n * n - 1)) / 6;
  const distance = (d: number): number => Math.abs(d - expected);
  const observed = distance(a.reduce((sum, rank, i) => sum + (rank - b[i]!) ** 2, 0));
  let [extreme, total] = [0, 0];
  const used = new Array<boolean>(n).fill(false);
  const place = (i: number, d: number): void => {
    if (i === n) {
      total++;
      if (distance(d) >= observed - 1e-9) extreme++;
      return;
    }
    for (let rank = 0; rank < n; rank++) {
      if (used[rank]) continue;
      used[rank] = true;
      place(i + 1, d + (rank - i) ** 2);
      used[rank] = false;
    }
  };
  place(0, 0);
  return extreme / total;
}
