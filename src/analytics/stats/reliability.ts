/** Internal consistency of a composite. */
import type { Rng } from '../../domain/rng.ts';
import { variance } from './describe.ts';
import { covarianceOfAll, drawnByPeriod, momentsByPeriod, percentileInterval } from './period-moments.ts';

/** Cronbach's (1951) α of items (columns) over respondents or periods (rows). Null below two items or without variation. */
export function cronbachAlpha(rows: readonly (readonly number[])[]): number | null {
  const items = rows[0]?.length ?? 0;
  const total = variance(rows.map((row) => row.reduce((sum, value) => sum + value, 0)));
  if (items < 2 || total === null || total === 0) return null;
  let own = 0;
  for (let j = 0; j < items; j++) own += variance(rows.map((row) => row[j]!))!;
  return (items / (items - 1)) * (1 - own / total);
}

/** α from the covariances of the items; null below two items or without variation of their sum. */
export function alphaOf(covariance: readonly (readonly number[] | Float64Array)[]): number | null {
  const items = covariance.length;
  let [own, total] = [0, 0];
  for (let a = 0; a < items; a++) {
    own += covariance[a]![a]!;
    for (let b = 0; b < items; b++) total += covariance[a]![b]!;
  }
  return items < 2 || !(total > 1e-12 * own) ? null : (items / (items - 1)) * (1 - own / total);
}

export interface Reliability {
  readonly alpha: number;
  readonly interval: readonly [low: number, high: number];
  readonly level: number;
  readonly items: number;
  readonly rows: number;
  readonly periods: number;
}

/**
 * α of items observed on several units over time, with a percentile interval from whole periods resampled in blocks: Feldt's
 * (1965) interval takes rows as independent, which neighbouring months and brands of one market are not.
 * @param items columns, one value a row @param periods running number of the period of every row
 * @returns null below two items, two periods or without variation
 */
export function reliabilityOf(
  items: readonly ArrayLike<number>[],
  periods: readonly number[],
  o: { readonly level: number; readonly rng: Rng; readonly draws?: number },
): Reliability | null {
  const moments = momentsByPeriod(items, periods);
  const covariance = covarianceOfAll(moments);
  const alpha = covariance === null ? null : alphaOf(covariance);
  if (alpha === null || moments.periods.length < 2) return null;
  const drawn = drawnByPeriod(moments, alphaOf, { rng: o.rng, draws: o.draws ?? 999 });
  if (drawn === null) return null;
  return {
    alpha,
    interval: percentileInterval(drawn, o.level),
    level: o.level,
    items: items.length,
    rows: periods.length,
    periods: moments.periods.length,
  };
}
