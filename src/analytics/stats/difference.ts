/** Did the mean of one window differ from another's by more than an autocorrelated series differs by itself? */
import type { Evidence } from '../../domain/evidence.ts';
import { MAD_TO_SIGMA, mean, medianAbsoluteDeviation, standardDeviation } from './describe.ts';
import { contrast, observe } from './series/autoregressive-regression.ts';
import { detectableEffect } from './series/detectable-effect.ts';
import { MINIMUM_PERIODS, NOISE_GRID } from './series/noise-model.ts';
import { seasonalTerms } from './series/seasonal-terms.ts';
import { mixtureQuantile, mixtureTwoSided } from './series/student-mixture.ts';

/** From this length a window can lend its own level to the earlier history without using that history up. */
const BLOCK_LENGTH = 6;

/**
 * mean(current) − mean(before), with an interval and p that allow for autocorrelation.
 *
 * `current` and `before` are positions in `values` (one entry per period, gaps null). The noise is that of the whole series
 * around its season and its levels: one for each window, one for each earlier block of the same length, so that older
 * moves are not taken for noise. Its persistence is averaged out (series/autoregressive-regression). Below 24 periods
 * with values p and interval are null, and the typical one-period noise stands in the caveats.
 * Null estimate: a window without values.
 */
export function testWindowDifference(
  values: readonly (number | null)[],
  current: readonly number[],
  before: readonly number[],
  o: { unit: string; level: number; seasonLength?: number },
): Evidence {
  const seasonLength = o.seasonLength ?? 12;
  const observed = observe(values);
  const n = observed.times.length;
  const now = mean(current.map((i) => values[i]));
  const then = mean(before.map((i) => values[i]));
  const estimate = now === null || then === null ? null : now - then;
  const untested = (reason: string): Evidence => {
    const noise = typicalNoise(values, seasonLength);
    return {
      estimate,
      unit: o.unit,
      interval: null,
      level: o.level,
      n,
      test: 'difference of window means, not tested',
      p: null,
      insufficient: reason,
      caveats: noise === null ? [] : [`typical change from one period to the next: ${noise.toPrecision(2)} ${o.unit}`],
    };
  };
  if (estimate === null) return untested('one of the windows has no values');
  if (n < MINIMUM_PERIODS)
    return untested(`a difference needs ${MINIMUM_PERIODS} periods with values to know the noise, there are ${n}`);

  const inCurrent = new Set(current);
  const inBefore = new Set(before);
  const sizes = { current: 0, before: 0 };
  for (const t of observed.times) {
    if (inCurrent.has(t)) sizes.current++;
    if (inBefore.has(t)) sizes.before++;
  }
  const weights = Float64Array.from(
    observed.times,
    (t) => (inCurrent.has(t) ? 1 / sizes.current : 0) - (inBefore.has(t) ? 1 / sizes.before : 0),
  );
  const season = seasonalTerms(observed.times, seasonLength);
  const levels = windowLevels(observed.times, inCurrent, inBefore);
  const difference = contrast(observed, [...levels, ...season.columns], NOISE_GRID, weights);
  if (difference === null)
    return untested('the series does not vary around its levels, so there is no noise to test against');
  const tail = (1 - o.level) / 2;
  return {
    estimate,
    unit: o.unit,
    interval: [mixtureQuantile(difference, tail), mixtureQuantile(difference, 1 - tail)],
    level: o.level,
    n,
    test: 'difference of window means with AR(1) noise, persistence averaged out',
    p: mixtureTwoSided(difference),
    detectable: detectableEffect(difference),
    caveats: sameSeason(current, before, seasonLength)
      ? []
      : ['the windows cover different months, so the season is in it'],
  };
}

/** One level for `current`, one for `before`, one per block of the same length back from there, one for what is left. */
function windowLevels(
  times: readonly number[],
  current: ReadonlySet<number>,
  before: ReadonlySet<number>,
): Float64Array[] {
  const length = current.size;
  const firstTested = Math.min(...current, ...before);
  const earlier = times.filter((t) => t < firstTested).length;
  const blocks = length >= BLOCK_LENGTH ? Math.floor(earlier / length) : 0;
  const level = (t: number): number => {
    if (current.has(t)) return 0;
    if (before.has(t)) return 1;
    if (t >= firstTested || blocks === 0) return 2;
    return 2 + Math.min(blocks - 1, Math.floor((firstTested - 1 - t) / length));
  };
  const columns: Float64Array[] = [];
  for (let k = 0; k < 2 + Math.max(1, blocks); k++) {
    const column = Float64Array.from(times, (t) => (level(t) === k ? 1 : 0));
    if (column.some((value) => value === 1)) columns.push(column);
  }
  return columns;
}

function sameSeason(a: readonly number[], b: readonly number[], seasonLength: number): boolean {
  const positions = (window: readonly number[]) =>
    window
      .map((t) => t % seasonLength)
      .sort((x, y) => x - y)
      .join();
  return seasonLength < 2 || positions(a) === positions(b);
}

/**
 * Typical size of a change from one period to the next: 1.4826 × the median absolute deviation of the one-period changes.
 * From two seasons on, of the differences to the same change one season before, ÷ √2, so that the season does not count as
 * noise. The standard deviation where more than half the changes are equal. Null below five changes.
 */
export function typicalNoise(values: readonly (number | null)[], seasonLength: number): number | null {
  const changes = values.map((value, t) => {
    const last = t > 0 ? values[t - 1]! : null;
    return value === null || last === null ? null : value - last;
  });
  const spread = (x: readonly (number | null)[]): number | null => {
    const robust = medianAbsoluteDeviation(x, MAD_TO_SIGMA);
    return robust === null || robust > 0 ? robust : (standardDeviation(x) ?? 0);
  };
  const known = (x: readonly (number | null)[]): number => x.filter((value) => value !== null).length;
  if (seasonLength > 1) {
    const seasonal = changes.map((change, t) => {
      const earlier = t >= seasonLength ? changes[t - seasonLength]! : null;
      return change === null || earlier === null ? null : change - earlier;
    });
    if (known(seasonal) >= seasonLength - 1 && known(seasonal) >= 5) return spread(seasonal)! / Math.SQRT2;
  }
  return known(changes) >= 5 ? spread(changes) : null;
}
