/**
 * How the components of equity move together within brands: level, line and season of each brand taken out, so that neither
 * famous brands nor common growth make items look alike. Reliability of the composite, and its first principal component.
 */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { Rng } from '../../domain/rng.ts';
import {
  correlationsOf,
  covarianceOfAll,
  drawnByPeriod,
  momentsByPeriod,
  percentileInterval,
} from '../stats/period-moments.ts';
import { type Reliability, reliabilityOf } from '../stats/reliability.ts';
import { orthonormalise, project } from '../stats/series/autoregressive-regression.ts';
import { fourierPairs } from '../stats/series/seasonal-terms.ts';

type Series = readonly (number | null)[];

/** Rows of all brands: one column a component, in standard deviations, and the running number of each row's period. */
export interface WithinBrands {
  readonly columns: readonly Float64Array[];
  readonly periods: readonly number[];
}

/** Fewer periods than this leave nothing beside level, line and season. */
const FEWEST_ROWS = 12;

/**
 * Residuals of every component from each brand's own level, line and yearly wave (from two seasons), each component
 * divided by its own spread over all rows.
 * @param until only periods with a smaller running number
 */
export function withinBrands(
  units: readonly { readonly start: number; readonly values: readonly Series[] }[],
  o: { readonly seasonLength: number; readonly until?: number },
): WithinBrands | null {
  const width = units[0]?.values.length ?? 0;
  const columns: number[][] = Array.from({ length: width }, () => []);
  const periods: number[] = [];
  for (const { start, values } of units) {
    const times = (values[0] ?? []).flatMap((_, t) =>
      values.every((series) => series[t] != null) && (o.until === undefined || start + t < o.until) ? [t] : [],
    );
    if (times.length < FEWEST_ROWS) continue;
    const hasSeason = o.seasonLength >= 2 && times.at(-1)! - times[0]! + 1 >= 2 * o.seasonLength;
    const basis = orthonormalise([
      new Float64Array(times.length).fill(1),
      Float64Array.from(times, (t) => t - times[0]!),
      ...(hasSeason ? fourierPairs(times, o.seasonLength, 1) : []),
    ]).columns;
    values.forEach((series, c) => {
      const rest = Float64Array.from(times, (t) => series[t]!);
      project(rest, basis);
      project(rest, basis);
      columns[c]!.push(...rest);
    });
    periods.push(...times.map((t) => start + t));
  }
  if (width === 0 || periods.length < FEWEST_ROWS) return null;
  const scaled = columns.map((column) => {
    const spread = Math.sqrt(column.reduce((sum, value) => sum + value * value, 0) / column.length);
    return spread > 1e-9 ? Float64Array.from(column, (value) => value / spread) : null;
  });
  return scaled.every((column) => column !== null) ? { columns: scaled, periods } : null;
}

/** Cronbach's α of the components' movements within brands. */
export const movementReliability = (
  { columns, periods }: WithinBrands,
  o: { readonly level: number; readonly rng: Rng; readonly draws?: number },
): Reliability | null => reliabilityOf(columns, periods, o);

export interface FirstComponent {
  /** Unit length, the largest positive; one a component of equity. */
  readonly loadings: readonly number[];
  readonly intervals: readonly (readonly [low: number, high: number])[];
  /** Share of the components' variance along it, 0–1. */
  readonly share: number;
  readonly shareInterval: readonly [low: number, high: number];
  readonly rows: number;
  readonly periods: number;
}

/** Largest eigenvalue and its vector of a correlation matrix. */
function leading(correlations: readonly Float64Array[]): { share: number; vector: number[] } | null {
  const size = correlations.length;
  const found = new EigenvalueDecomposition(new Matrix(correlations.map((row) => Array.from(row))), {
    assumeSymmetric: true,
  });
  let at = 0;
  found.realEigenvalues.forEach((value, i) => {
    if (value > found.realEigenvalues[at]!) at = i;
  });
  const value = found.realEigenvalues[at]!;
  if (!(value > 0)) return null;
  const vector = found.eigenvectorMatrix.getColumn(at);
  const largest = vector.reduce((best, each) => (Math.abs(each) > Math.abs(best) ? each : best), 0);
  return { share: value / size, vector: largest < 0 ? vector.map((each) => -each) : vector };
}

/**
 * First principal component of the correlations within brands (Jolliffe 2002), with percentile intervals from whole periods
 * resampled in blocks; the sign of a drawn vector is the one nearer to the estimate.
 */
export function firstComponent(
  { columns, periods }: WithinBrands,
  o: { readonly level: number; readonly rng: Rng; readonly draws?: number },
): FirstComponent | null {
  const moments = momentsByPeriod(columns, periods);
  const covariance = covarianceOfAll(moments);
  const found = covariance === null ? null : leading(correlationsOf(covariance));
  if (found === null) return null;
  const drawn = drawnByPeriod(
    moments,
    (each) => {
      const again = leading(correlationsOf(each));
      if (again === null) return null;
      const along = again.vector.reduce((sum, value, c) => sum + value * found.vector[c]!, 0);
      return along < 0 ? { ...again, vector: again.vector.map((value) => -value) } : again;
    },
    { rng: o.rng, draws: o.draws ?? 499 },
  );
  if (drawn === null) return null;
  return {
    loadings: found.vector,
    intervals: found.vector.map((_, c) =>
      percentileInterval(
        drawn.map(({ vector }) => vector[c]!),
        o.level,
      ),
    ),
    share: found.share,
    shareInterval: percentileInterval(
      drawn.map(({ share }) => share),
      o.level,
    ),
    rows: periods.length,
    periods: moments.periods.length,
  };
}

/**
 * Loadings as weights that sum to 1. Null when one is not positive: components that move against each other are no one thing, and
 * an index that falls when preference rises is none of equity.
 */
export function loadingWeights(loadings: readonly number[]): number[] | null {
  if (loadings.some((loading) => !(loading > 0))) return null;
  const total = loadings.reduce((sum, loading) => sum + loading, 0);
  return loadings.map((loading) => loading / total);
}
