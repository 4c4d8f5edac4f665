/** One estimate per group, then a t test over the groups: no assumption about what happens inside a group. */
import { mean, standardDeviation } from '../describe.ts';
import { studentTwoSided } from '../distributions/beta.ts';

/**
 * Ibragimov & Müller (2010): t test over estimates from q independent groups, whatever their variances; valid at levels up to
 * 8.3 %. Null: fewer than two estimates, or estimates without any spread.
 */
export function ibragimovMullerTest(
  estimates: readonly number[],
): { mean: number; t: number; p: number; groups: number } | null {
  const groups = estimates.length;
  const spread = standardDeviation(estimates);
  const centre = mean(estimates);
  if (
    spread === null ||
    centre === null ||
    !(spread > 1e-12 * Math.abs(centre)) ||
    estimates.some((e) => !Number.isFinite(e))
  )
    return null;
  const t = (centre / spread) * Math.sqrt(groups);
  return { mean: centre, t, p: studentTwoSided(t, groups - 1), groups };
}
