/** Does the past of x help to forecast y, whether or not the series wander or move together in the long run? */
import type { Rng } from '../../../domain/rng.ts';
import { mean } from '../describe.ts';
import { leastSquares } from '../regression/least-squares.ts';
import { orthonormalise } from './autoregressive-regression.ts';
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

/** Share of its squares below which a column is a combination of the others up to the rounding of cross-products. */
const NOTHING_NEW = 1e-12;

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
  const at = fixed.length;
  // Answers to the past, one period back first.
  const xOnY = Float64Array.from(bothX.coefficients.slice(at, at + skip));
  const xOnX = Float64Array.from(bothX.coefficients.slice(at + skip, at + 2 * skip));
  const yOnY = Float64Array.from(ownY.coefficients.slice(at, at + skip));
  const [bx, by] = [xs.slice(), ys.slice()];
  const p = sequentialP(() => {
    for (let t = skip; t < n; t++) {
      const draw = o.rng.integer(rows);
      let [vx, vy] = [shockX[draw]!, shockY[draw]!];
      vx += steadyX[t]!;
      vy += steadyY[t]!;
      for (let k = 0; k < skip; k++) {
        vx += xOnY[k]! * by[t - k - 1]!;
        vx += xOnX[k]! * bx[t - k - 1]!;
        vy += yOnY[k]! * by[t - k - 1]!;
      }
      bx[t] = vx;
      by[t] = vy;
    }
    const drawn = wald(bx, by, span, lags);
    return drawn !== null && drawn >= observed;
  }, BOOTSTRAP);
  return { f: observed, p, lags, n };
}

/**
 * F form of the Wald statistic of lags 1 … p of x beside p + 1 lags of both; `fixed` spans the other terms' rows. From a
 * Cholesky factor of the cross-products, response last: its squared entries in the tested rows are what the lags explain.
 * Null: a lag says nothing beside the other terms.
 */
function wald(x: Float64Array, y: Float64Array, fixed: readonly Float64Array[], lags: number): number | null {
  const skip = lags + EXTRA;
  const rows = y.length - skip;
  // Lags of y, the untested lag of x, its tested lags, the response.
  const columns: Float64Array[] = [];
  for (let k = 1; k <= skip; k++) columns.push(y.subarray(skip - k, y.length - k));
  columns.push(x.subarray(0, rows));
  for (let k = 1; k <= lags; k++) columns.push(x.subarray(skip - k, x.length - k));
  columns.push(y.subarray(skip));
  const untested = skip + 1;
  const response = columns.length - 1;
  const loadings = columns.map((column) => fixed.map((q) => dot(column, q)));
  const lower = columns.map(() => new Float64Array(columns.length));
  for (let i = 0; i <= response; i++) {
    const row = lower[i]!;
    for (let j = 0; j <= i; j++) {
      let value = dot(columns[i]!, columns[j]!);
      const whole = value;
      for (let f = 0; f < fixed.length; f++) value -= loadings[i]![f]! * loadings[j]![f]!;
      for (let k = 0; k < j; k++) value -= row[k]! * lower[j]![k]!;
      if (j < i) row[j] = value / lower[j]![j]!;
      else if (i === response) row[i] = value;
      else if (value > NOTHING_NEW * whole) row[i] = Math.sqrt(value);
      else return null;
    }
  }
  const rest = lower[response]![response]!;
  let explained = 0;
  for (let k = untested; k < response; k++) explained += lower[response]![k]! ** 2;
  const df = rows - fixed.length - response;
  return df > 0 && rest > NOTHING_NEW * (rest + explained) ? explained / lags / (rest / df) : null;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let t = 0; t < a.length; t++) sum += a[t]! * b[t]!;
  return sum;
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
