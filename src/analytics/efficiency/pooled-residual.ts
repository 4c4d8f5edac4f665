/** How far units lie from what the pooled response to spend leads to expect: for groups too small for a frontier. */
import { mean } from '../stats/describe.ts';
import { studentQuantile } from '../stats/distributions/beta.ts';
import { equalWeightedCosine } from '../stats/regression/robust-errors.ts';
import type { ResponseSlope } from './spend-response.ts';

export interface ResidualUnit {
  /** By period, same periods for all units; null or not above 0: left out. */
  readonly input: readonly (number | null)[];
  readonly output: readonly (number | null)[];
}

export interface PooledResidual {
  /** Per cent more (or less) output than units of the group would have with this input. */
  readonly percent: number;
  readonly interval: readonly [number, number];
  /** Output expected at this unit's input, mean of logarithms brought back. */
  readonly expected: number;
  readonly periods: number;
}

/** A mean of fewer periods has no spread that could be told. */
const FEWEST_PERIODS = 6;

/**
 * Residual of ln(output) = level of the group in the period + slope · ln(input), mean over the periods, for each unit. The slope is
 * the pooled one (within units, so that what makes a unit large is not taken for response); the interval adds the long-run
 * variance of the residuals over periods (equal-weighted cosines) and that of the slope. Null for units with fewer than six
 * periods, or alone in their group.
 */
export function pooledResiduals(
  units: readonly ResidualUnit[],
  slope: ResponseSlope,
  level: number,
): readonly (PooledResidual | null)[] {
  const length = units[0]?.input.length ?? 0;
  const logs = units.map(({ input, output }) =>
    Array.from({ length }, (_, t) => {
      const [x, y] = [input[t] ?? null, output[t] ?? null];
      return x !== null && y !== null && x > 0 && y > 0 ? { x: Math.log(x), y: Math.log(y) } : null;
    }),
  );
  const centres = Array.from({ length }, (_, t) => {
    const known = logs.flatMap((unit) => unit[t] ?? []);
    return known.length < 2 ? null : { x: mean(known.map(({ x }) => x))!, y: mean(known.map(({ y }) => y))! };
  });
  return logs.map((unit): PooledResidual | null => {
    const rows = unit.flatMap((value, t) => {
      const centre = centres[t];
      return value && centre ? [{ dx: value.x - centre.x, dy: value.y - centre.y, y: value.y }] : [];
    });
    if (rows.length < FEWEST_PERIODS) return null;
    const residuals = rows.map(({ dx, dy }) => dy - slope.slope * dx);
    const centre = mean(residuals)!;
    const distance = mean(rows.map(({ dx }) => dx))!;
    const { sumVariance, df } = equalWeightedCosine(residuals.map((value) => value - centre));
    const t = studentQuantile((1 + level) / 2, df);
    const noise = (t * Math.sqrt(sumVariance)) / rows.length;
    const fromSlope = (Math.abs(distance) * (slope.interval[1] - slope.interval[0])) / 2;
    const half = Math.hypot(noise, fromSlope);
    return {
      percent: 100 * Math.expm1(centre),
      interval: [100 * Math.expm1(centre - half), 100 * Math.expm1(centre + half)],
      expected: Math.exp(mean(rows.map(({ y }) => y))! - centre),
      periods: rows.length,
    };
  });
}
