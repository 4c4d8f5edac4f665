/** The rows of one brand in the panel regression at one lag, with the brand's own terms taken out. */

import { columnOf, completeRows, type Reading } from '../stats/association/lagged-columns.ts';
import type { OwnPast, Season, Series } from '../stats/association/short-run.ts';
import { orthonormalise, project } from '../stats/series/autoregressive-regression.ts';

/** One brand's changes and past, prepared once for all lags. */
export interface BrandTerms {
  /** Place of the brand in the panel, number of its market, running number of its first period. */
  readonly unit: number;
  readonly market: number;
  readonly start: number;
  readonly dy: Series;
  readonly dx: readonly Series[];
  readonly controls: readonly Series[];
  readonly pastY: OwnPast;
  readonly pastX: readonly OwnPast[];
  readonly season: Season;
}

export interface BrandRows {
  readonly unit: number;
  readonly market: number;
  /** Position in the unit's series, and running number of the period. */
  readonly times: readonly number[];
  readonly calendar: readonly number[];
  /** Orthonormal columns of the brand's own terms, taken out of everything. */
  readonly own: readonly Float64Array[];
  readonly y: Float64Array;
  /** Predictors, then common terms, own terms taken out. */
  readonly columns: readonly Float64Array[];
  /** Cross-products of the columns: row by row, up to the diagonal. Made once, so that leaving a brand out costs nothing. */
  readonly products: () => Float64Array;
  /** What is left of a one in each period once the own terms are taken out: I − QQ′, row by row. */
  readonly pulses: () => Float64Array;
}

/** Fewest rows, and rows beyond the own terms, with which a brand says anything. */
const FEWEST_ROWS = 6;
const FEWEST_BEYOND = 3;

/**
 * @param lag periods from the change of a predictor to that of the outcome
 * @param without running number of a period that stays out
 * @returns null when too few rows are complete
 */
export function brandRows(brand: BrandTerms, lag: number, without?: number): BrandRows | null {
  const { dy, dx, controls, pastY, pastX, season, start, unit, market } = brand;
  // What each column is at a row of period t: a series, read some periods before.
  const common: Reading[] = [
    ...dx.map((series): Reading => ({ series, before: lag })),
    // Two slots a predictor and kind, so that brands of the same kind share coefficients.
    ...pastX.flatMap(({ returns, terms }): Reading[] => {
      const past = [0, 1].map((i): Reading => ({ series: terms[i] ?? null, before: lag + 1 }));
      const none = [0, 1].map((): Reading => ({ series: null, before: 0 }));
      return returns ? [...past, ...none] : [...none, ...past];
    }),
    ...controls.map((series): Reading => ({ series, before: 0 })),
  ];
  const ownPast = pastY.terms.map((series): Reading => ({ series, before: 1 }));
  const response: Reading = { series: dy, before: 0 };
  const times = completeRows([response, ...common, ...ownPast], dy.length).filter((t) => start + t !== without);
  if (times.length < FEWEST_ROWS) return null;
  const centre = (dy.length - 1) / 2;
  const line =
    pastY.returns || pastX.some(({ returns }) => returns) ? [Float64Array.from(times, (t) => t - centre)] : [];
  const own = orthonormalise([
    new Float64Array(times.length).fill(1),
    ...ownPast.map((reading) => columnOf(reading, times)),
    ...line,
    ...season(times),
  ]).columns;
  if (own.length + FEWEST_BEYOND > times.length) return null;
  const beside = (reading: Reading): Float64Array => {
    const values = columnOf(reading, times);
    if (reading.series === null) return values;
    const before = squares(values);
    project(values, own);
    // "Twice is enough" (Giraud et al. 2005), and once where most of a column stays.
    if (squares(values) < 0.01 * before) project(values, own);
    return squares(values) > 1e-16 * before ? values : values.fill(0);
  };
  const columns = common.map(beside);
  let [products, pulses]: (Float64Array | null)[] = [null, null];
  return {
    unit,
    market,
    times,
    calendar: times.map((t) => t + start),
    own,
    y: beside(response),
    columns,
    products: () => {
      products ??= productsOf(columns);
      return products;
    },
    pulses: () => {
      pulses ??= pulsesBeside(own, times.length);
      return pulses;
    },
  };
}

function pulsesBeside(own: readonly Float64Array[], n: number): Float64Array {
  const result = new Float64Array(n * n);
  for (let t = 0; t < n; t++) result[t * n + t] = 1;
  for (const q of own)
    for (let t = 0; t < n; t++) {
      const factor = q[t]!;
      for (let u = 0; u <= t; u++) result[t * n + u]! -= factor * q[u]!;
    }
  return result;
}

function productsOf(columns: readonly Float64Array[]): Float64Array {
  const n = columns.length;
  const isEmpty = columns.map((column) => squares(column) === 0);
  const result = new Float64Array((n * (n + 1)) / 2);
  for (let a = 0, at = 0; a < n; a++)
    for (let b = 0; b <= a; b++, at++) if (!isEmpty[a] && !isEmpty[b]) result[at] = dot(columns[a]!, columns[b]!);
  return result;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

const squares = (values: Float64Array): number => dot(values, values);
