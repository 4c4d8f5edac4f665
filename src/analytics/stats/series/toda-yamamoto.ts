/** Does the past of x help to forecast y, whether or not the series wander or move together in the long run? */
import type { Rng } from '../../../domain/rng.ts';
import { mean } from '../describe.ts';
import { leastSquares } from '../regression/least-squares.ts';
import { orthonormalise, project } from './autoregressive-regression.ts';
import { seasonalTerms } from './seasonal-terms.ts';
import { sequentialP } from './sequential-p.ts';

export type Causality =
  | {
      /** Wald statistic of the tested lags of x, per lag. */
      readonly f: number;
      /** Bootstrap p: the share of series made without the link that show as much. */
      readonly p: number;
      /** Lags tested. One more of each series is in the regression, not in the test. */
      readonly lags: number;
      readonly n: number;
    }
  | { readonly p: null; readonly insufficient: string };

/** Fewest periods in a row; from `LONG` on up to four lags are considered, before two. */
const FEWEST = 24;
const LONG = 60;

/** Stops early when there is nothing to find. */
const BOOTSTRAP = { maximum: 999, exceedances: 20 };

/** Lags beyond the tested ones that make the test right for series with one unit root. */
const EXTRA = 1;

/**
 * Toda & Yamamoto (1995): an autoregression of the levels of both with one lag more than needed, in which only the needed lags
 * are tested, keeps its law for wandering and cointegrated series. Lags by BIC up to 2 (4 from 60 periods); line
 * and season in both equations. At these lengths the χ² law rejects too often, so p is from a bootstrap that rebuilds
 * both series without the link from resampled pairs of residuals (Mantalos 2000; Hacker & Hatemi-J 2006). The longest stretch
 * without gaps is used.
 */
export function todaYamamotoTest(
  x: readonly (number | null)[],
  y: readonly (number | null)[],
  o: { seasonLength: number; rng: Rng },
): Causality {
  const stretch = longestStretch(x, y);
  const n = stretch.length;
  if (n < FEWEST)
    return { p: null, insufficient: `needs ${FEWEST} periods in a row with both series, the longest stretch has ${n}` };
  const from = stretch.start;
  const [xs, ys] = [scaled(x.slice(from, from + n) as number[]), scaled(y.slice(from, from + n) as number[])];
  if (xs === null || ys === null) return { p: null, insufficient: 'one of the series does not vary' };
  const times = Array.from({ length: n }, (_, t) => t + from);
  const fixed = [
    new Float64Array(n).fill(1),
    Float64Array.from(times, (t) => (t - from - n / 2) / n),
    ...seasonalTerms(times, o.seasonLength).columns,
  ];
  const most = n < LONG ? 2 : 4;
  let lags = 0;
  let best = Number.POSITIVE_INFINITY;
  for (let p = 1; p <= most; p++) {
    // A common sample, so that orders are compared on the same rows.
    const design = lagDesign(xs, ys, fixed, p, most);
    const [ofX, ofY] = [leastSquares(design, xs.slice(most)), leastSquares(design, ys.slice(most))];
    if (ofX === null || ofY === null) continue;
    const determinant = residualDeterminant(ofX.residuals, ofY.residuals);
    const bic = (n - most) * Math.log(Math.max(determinant, 1e-300)) + Math.log(n - most) * 2 * design.length;
    if (bic < best) [best, lags] = [bic, p];
  }
  const skip = lags + EXTRA;
  const span = orthonormalise(fixed.map((column) => column.slice(skip))).columns;
  const observed = lags === 0 ? null : wald(xs, ys, span, lags);
  if (observed === null)
    return { p: null, insufficient: 'the series leave nothing to test beside their past and season' };
  // Under the null y has its own past only; x keeps both.
  const design = lagDesign(xs, ys, fixed, skip, skip);
  const ownY = leastSquares(design.slice(0, fixed.length + skip), ys.slice(skip));
  const bothX = leastSquares(design, xs.slice(skip));
  if (ownY === null || bothX === null)
    return { p: null, insufficient: 'the series leave nothing to test beside their past and season' };
  const inflate = (fit: { n: number; k: number; residuals: Float64Array }): Float64Array =>
    fit.residuals.map((e) => e * Math.sqrt(fit.n / (fit.n - fit.k)));
  const [shockX, shockY] = [inflate(bothX), inflate(ownY)];
  const steady = (coefficients: readonly number[]): Float64Array =>
    Float64Array.from(times, (_, t) => fixed.reduce((sum, column, j) => sum + coefficients[j]! * column[t]!, 0));
  const [steadyX, steadyY] = [steady(bothX.coefficients), steady(ownY.coefficients)];
  const rows = shockX.length;
  const p = sequentialP(() => {
    const [bx, by] = [xs.slice(), ys.slice()];
    for (let t = skip; t < n; t++) {
      const draw = o.rng.integer(rows);
      let [vx, vy] = [shockX[draw]!, shockY[draw]!];
      vx += steadyX[t]!;
      vy += steadyY[t]!;
      for (let k = 1; k <= skip; k++) {
        vx += bothX.coefficients[fixed.length + k - 1]! * by[t - k]!;
        vx += bothX.coefficients[fixed.length + skip + k - 1]! * bx[t - k]!;
        vy += ownY.coefficients[fixed.length + k - 1]! * by[t - k]!;
      }
      bx[t] = vx;
      by[t] = vy;
    }
    const drawn = wald(bx, by, span, lags);
    return drawn !== null && drawn >= observed;
  }, BOOTSTRAP);
  return { f: observed, p, lags, n };
}

/** F form of the Wald statistic of lags 1 … p of x beside p + 1 lags of both; `fixed` spans the other terms' rows. */
function wald(x: Float64Array, y: Float64Array, fixed: readonly Float64Array[], lags: number): number | null {
  const skip = lags + EXTRA;
  const n = y.length;
  const basis = [...fixed];
  const response = y.slice(skip);
  const add = (series: Float64Array, lag: number): boolean => {
    const column = series.slice(skip - lag, n - lag);
    const before = norm(column);
    project(column, basis);
    project(column, basis);
    const left = norm(column);
    if (!(left > 1e-9 * before)) return false;
    for (let t = 0; t < column.length; t++) column[t]! /= left;
    basis.push(column);
    return true;
  };
  for (let k = 1; k <= skip; k++) if (!add(y, k)) return null;
  if (!add(x, skip)) return null;
  const untested = basis.length;
  for (let k = 1; k <= lags; k++) if (!add(x, k)) return null;
  const df = response.length - basis.length;
  project(response, basis.slice(0, untested));
  const without = norm(response) ** 2;
  project(response, basis.slice(untested));
  const rest = norm(response) ** 2;
  return df > 0 && rest > 1e-20 * without ? (without - rest) / lags / (rest / df) : null;
}

function norm(values: Float64Array): number {
  let squares = 0;
  for (let t = 0; t < values.length; t++) squares += values[t]! ** 2;
  return Math.sqrt(squares);
}

/** Columns: fixed terms, `lags` lags of y, `lags` lags of x; rows from `skip`. */
function lagDesign(
  x: Float64Array,
  y: Float64Array,
  fixed: readonly Float64Array[],
  lags: number,
  skip: number,
): Float64Array[] {
  const n = y.length;
  const lagged = (series: Float64Array, k: number): Float64Array => series.slice(skip - k, n - k);
  const each = Array.from({ length: lags }, (_, k) => k + 1);
  return [
    ...fixed.map((column) => column.slice(skip)),
    ...each.map((k) => lagged(y, k)),
    ...each.map((k) => lagged(x, k)),
  ];
}

function residualDeterminant(a: Float64Array, b: Float64Array): number {
  let [aa, ab, bb] = [0, 0, 0];
  for (let t = 0; t < a.length; t++) {
    aa += a[t]! ** 2;
    ab += a[t]! * b[t]!;
    bb += b[t]! ** 2;
  }
  return (aa * bb - ab * ab) / a.length ** 2;
}

/** Centred, unit spread: the test does not depend on either. Null for a constant. */
function scaled(values: readonly number[]): Float64Array | null {
  const centre = mean(values)!;
  const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / values.length);
  return spread > 1e-12 * Math.abs(centre) && spread > 0
    ? Float64Array.from(values, (v) => (v - centre) / spread)
    : null;
}

function longestStretch(
  x: readonly (number | null)[],
  y: readonly (number | null)[],
): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let start = 0;
  for (let t = 0; t <= Math.max(x.length, y.length); t++) {
    const [a, b] = [x[t], y[t]];
    if (a != null && b != null && Number.isFinite(a) && Number.isFinite(b)) continue;
    if (t - start > best.length) best = { start, length: t - start };
    start = t + 1;
  }
  return best;
}
