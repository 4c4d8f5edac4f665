/** Theil–Sen slope: the median of all pairwise slopes, which a few odd periods cannot move. */
import { median } from '../describe.ts';

/** Slopes of all pairs of observations at different times. */
export function pairwiseSlopes(times: readonly number[], values: ArrayLike<number>): number[] {
  const slopes: number[] = [];
  for (let i = 0; i < times.length; i++)
    for (let j = i + 1; j < times.length; j++)
      if (times[j] !== times[i]) slopes.push((values[j]! - values[i]!) / (times[j]! - times[i]!));
  return slopes;
}

/** Median pairwise slope per unit of time (Sen 1968); null below two distinct times. */
export function theilSenSlope(times: readonly number[], values: ArrayLike<number>): number | null {
  return median(pairwiseSlopes(times, values));
}

/**
 * Median slope with only pairs a whole number of seasons apart, so that the season cancels (Hirsch, Slack & Smith 1982);
 * null without such a pair.
 */
export function seasonalTheilSenSlope(
  times: readonly number[],
  values: ArrayLike<number>,
  seasonLength: number,
): number | null {
  const slopes: number[] = [];
  for (let i = 0; i < times.length; i++)
    for (let j = i + 1; j < times.length; j++) {
      const apart = times[j]! - times[i]!;
      if (apart > 0 && apart % seasonLength === 0) slopes.push((values[j]! - values[i]!) / apart);
    }
  return median(slopes);
}
