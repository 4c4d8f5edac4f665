/** Where a brand stands among its peers: rank, percentile, tier. Levels are facts; nothing is tested here. */
import { quantile } from '../stats/describe.ts';

export const TIERS = ['leading', 'upper', 'lower', 'trailing'] as const;
export type Tier = (typeof TIERS)[number];

export interface Standing {
  /** 1 is best; equal scores share the better rank. Null without a score. */
  readonly rank: number | null;
  /** Brands with the same score, this one included. */
  readonly tied: number;
  /** Share of the peer set that scores lower (ties count half), 0–100. */
  readonly percentile: number | null;
  readonly tier: Tier | null;
}

export interface Standings {
  readonly brands: readonly Standing[];
  /** Brands with a score: the size of the peer set. */
  readonly count: number;
  /** Scores that separate the tiers: quartiles (type 7) of the peer set, lowest first. Null below `MIN_PEERS_FOR_TIERS`. */
  readonly cuts: readonly [number, number, number] | null;
  readonly median: number | null;
  readonly best: number | null;
}

/** Quartile groups need at least one brand each. */
export const MIN_PEERS_FOR_TIERS = 4;

/** How many values of an ascending list lie below `limit` (or at it, when `included`). */
function countBelow(ascending: readonly number[], limit: number, included: boolean): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const value = ascending[middle]!;
    if (value < limit || (included && value === limit)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Standings of all peers, in the order given; null scores stay outside. */
export function rankPeers(scores: readonly (number | null)[]): Standings {
  const present = scores.filter((score) => score !== null).sort((a, b) => a - b);
  const count = present.length;
  const cuts: Standings['cuts'] =
    count >= MIN_PEERS_FOR_TIERS ? [quantile(present, 0.25)!, quantile(present, 0.5)!, quantile(present, 0.75)!] : null;
  const tierOf = (score: number): Tier | null => {
    if (!cuts) return null;
    if (score >= cuts[2]) return 'leading';
    if (score >= cuts[1]) return 'upper';
    return score >= cuts[0] ? 'lower' : 'trailing';
  };
  return {
    brands: scores.map((score): Standing => {
      if (score === null) return { rank: null, tied: 0, percentile: null, tier: null };
      const lower = countBelow(present, score, false);
      const tied = countBelow(present, score, true) - lower;
      return {
        rank: count - lower - tied + 1,
        tied,
        percentile: (100 * (lower + (tied - 1) / 2)) / count,
        tier: tierOf(score),
      };
    }),
    count,
    cuts,
    median: quantile(present, 0.5),
    best: count > 0 ? present[count - 1]! : null,
  };
}
