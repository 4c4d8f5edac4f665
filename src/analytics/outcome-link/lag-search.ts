/** The search over lags of one predictor: the clearest slope, with the search inside its p. */
import { searchedP, searchShares } from '../stats/association/short-run.ts';
import { studentTwoSided } from '../stats/distributions/beta.ts';
import type { PooledSlope } from './joint-fit.ts';
import type { Candidate } from './winner-interval.ts';

/** The slope at the best lag. */
export interface FoundLag extends PooledSlope {
  /** Search inside. */
  readonly p: number;
  /** Share of the search that this lag has. */
  readonly share: number;
  /** The lags that lost. */
  readonly others: readonly Candidate[];
}

/** @param slopes of one predictor, one per lag; null without any */
export function searchLags(slopes: readonly PooledSlope[]): FoundLag | null {
  const shares = searchShares(slopes.map(({ lag }) => lag));
  const ps = slopes.map(({ slope, error, df }, i) => searchedP(studentTwoSided(slope / error, df), shares[i]!));
  const at = ps.indexOf(Math.min(...ps));
  const winner = slopes[at];
  if (winner === undefined) return null;
  return {
    ...winner,
    p: ps[at]!,
    share: shares[at]!,
    others: slopes.flatMap((slope, i): Candidate[] =>
      i === at
        ? []
        : [
            {
              slope: slope.slope,
              error: slope.error,
              df: slope.df,
              share: shares[i]!,
              correlation: correlationOf(winner.influence, slope.influence),
            },
          ],
    ),
  };
}

/** Correlation of two estimates, by what each period adds to both. */
function correlationOf(a: ReadonlyMap<number, number>, b: ReadonlyMap<number, number>): number {
  let [aa, ab, bb] = [0, 0, 0];
  for (const [period, x] of a) {
    const y = b.get(period);
    if (y === undefined) continue;
    aa += x * x;
    ab += x * y;
    bb += y * y;
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
}
