/**
 * Is a series really moving? Trend test with AR(1) noise whose persistence, up to a random walk, is averaged out.
 *
 * Perron–Yabu (2009) and the AR-sieve bootstrap answer the same question with an estimate of the persistence plugged in.
 * A report that corrects fifty tests reads the far tail of p, where not knowing the persistence matters most; averaging it
 * out keeps that tail honest. Size and power of what stands here: bench/series-tests.ts, docs/methods.md.
 */
import type { Evidence } from '../../domain/evidence.ts';
import type { Rng } from '../../domain/rng.ts';
import { lastCoefficient, observe } from './series/autoregressive-regression.ts';
import { detectableEffect } from './series/detectable-effect.ts';
import { MINIMUM_PERIODS, NOISE_GRID } from './series/noise-model.ts';
import { seasonalTerms } from './series/seasonal-terms.ts';
import { mixtureQuantile, mixtureTwoSided } from './series/student-mixture.ts';
import { seasonalTheilSenSlope, theilSenSlope } from './series/theil-sen.ts';

/**
 * Slope per period with its interval and two-sided p.
 *
 * The estimate of a tested series is the generalised least squares slope that p and interval belong to; below 24
 * periods it is the Theil–Sen slope (seasonal pairs where there are any), p is null and `insufficient` says why.
 * `values` in time order, one entry per period, gaps null. Null estimate: fewer than two values.
 * The result is exact for the data: `rng` is accepted because the tests of this room share their options, and not drawn from.
 */
export function testMovement(
  values: readonly (number | null)[],
  o: { unit: string; level: number; seasonLength: number; rng?: Rng },
): Evidence {
  const observed = observe(values);
  const n = observed.times.length;
  const unit = `${o.unit} per period`;
  const descriptive = (reason: string): Evidence => ({
    estimate:
      seasonalTheilSenSlope(observed.times, observed.values, o.seasonLength) ??
      theilSenSlope(observed.times, observed.values),
    unit,
    interval: null,
    level: o.level,
    n,
    test: 'Theil–Sen slope, not tested',
    p: null,
    insufficient: reason,
    caveats: [],
  });
  if (n < MINIMUM_PERIODS) return descriptive(`a trend needs ${MINIMUM_PERIODS} periods with values, there are ${n}`);
  const season = seasonalTerms(observed.times, o.seasonLength);
  const centre = (observed.times[0]! + observed.times[n - 1]!) / 2;
  const slope = lastCoefficient(
    observed,
    [new Float64Array(n).fill(1), ...season.columns, Float64Array.from(observed.times, (t) => t - centre)],
    NOISE_GRID,
  );
  if (slope === null)
    return descriptive('the series does not vary around its trend and season, so there is no noise to test against');
  const tail = (1 - o.level) / 2;
  return {
    estimate: mixtureQuantile(slope, 0.5),
    unit,
    interval: [mixtureQuantile(slope, tail), mixtureQuantile(slope, 1 - tail)],
    level: o.level,
    n,
    test: 'trend regression with AR(1) noise, persistence averaged out',
    p: mixtureTwoSided(slope),
    detectable: detectableEffect(slope),
    caveats: season.description === null && o.seasonLength > 1 ? ['too short to allow for the season'] : [],
  };
}
