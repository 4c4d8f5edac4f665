/**
 * The regression behind every association of two series: the change of y on the change of x some periods before, beside y's
 * own past, the season and given controls. Changes, because correlations of levels reject noise up to every time when
 * series trend or wander (Granger & Newbold 1974); it measures short-run effects only.
 */
import { correlationCoefficient } from '../correlation/pearson.ts';
import { mean } from '../describe.ts';
import { normalTail } from '../distributions/normal.ts';
import { leastSquares } from '../regression/least-squares.ts';
import { orthonormalise, project } from '../series/autoregressive-regression.ts';
import { fourierPairs, seasonalDummies } from '../series/seasonal-terms.ts';
import { dickeyFullerCritical } from '../series/unit-root.ts';
import { columnOf, completeRows, type Reading } from './lagged-columns.ts';

export type Series = readonly (number | null)[];

/** Below this many periods nothing is tested; from the second on more lags are searched. */
export const MINIMUM_PERIODS = 24;
const LONG_HISTORY = 36;

/** Lags 0 … k that a history of `n` periods can carry. */
export function searchedLags(n: number): readonly number[] {
  if (n < MINIMUM_PERIODS) return [];
  return n < LONG_HISTORY ? [0, 1, 2] : [0, 1, 2, 3, 4, 5, 6];
}

/** Both sides of the regression at one lag with everything else taken out (Frisch & Waugh 1933; Lovell 1963). */
export interface Partialled {
  /** Periods of the rows. */
  readonly times: readonly number[];
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Coefficients taken out. */
  readonly removed: number;
}

/** Change of each value from the one before; null where either is missing. */
export const changes = (series: Series): Series =>
  series.map((value, t) => {
    const last = t > 0 ? series[t - 1]! : null;
    return value === null || last === null ? null : value - last;
  });

/**
 * Seasonal left-overs at this one-sided level call for the full season: from four years on the dummies are cheap, and a
 * doubtful season is taken out too.
 */
const leftOverAlpha = (periods: number, seasonLength: number): number => (periods < 4 * seasonLength ? 0.1 : 0.2);

/**
 * Prepares the regression for a pair; what comes back takes everything else out at one lag. Null there: too few complete
 * rows, nothing of x or y left beside the other terms, or a season that is not a smooth wave on fewer than three years.
 *
 * Own past: of a series that wanders, one lag of its change (two from 48 periods); of one that returns to its line
 * (Dickey–Fuller test), its level one period earlier, one lag of its change and the line: changes alone would be
 * over-differenced, never free of autocorrelation, and two such series look linked. Coefficients of changes keep their t law either way (Sims, Stock & Watson 1990).
 */
export function shortRun(
  y: Series,
  x: Series,
  o: { seasonLength: number; controls?: readonly Series[] },
): (lag: number) => Partialled | null {
  const [dy, dx] = [changes(y), changes(x)];
  const controls = (o.controls ?? []).map(changes);
  const season = seasonOf(dy, dx, o.seasonLength);
  if (season === null) return () => null;
  const [ownY, ownX] = [ownPast(y, dy, season), ownPast(x, dx, season)];
  const centre = (y.length - 1) / 2;
  return (lag) => {
    const response: Reading = { series: dy, before: 0 };
    const predictor: Reading = { series: dx, before: lag };
    const beside = [
      ...ownY.terms.map((series): Reading => ({ series, before: 1 })),
      ...ownX.terms.map((series): Reading => ({ series, before: lag + 1 })),
      ...controls.map((series): Reading => ({ series, before: 0 })),
    ];
    const times = completeRows([response, predictor, ...beside], y.length);
    const line = ownY.returns || ownX.returns ? [Float64Array.from(times, (t) => t - centre)] : [];
    const others = [
      new Float64Array(times.length).fill(1),
      ...beside.map((reading) => columnOf(reading, times)),
      ...line,
      ...season(times),
    ];
    // Terms that say nothing new (a price that never changed) drop out instead of stopping the test.
    const basis = orthonormalise(others).columns;
    if (basis.length >= times.length) return null;
    const side = (reading: Reading): Float64Array | null => {
      const values = columnOf(reading, times);
      const raw = squares(values);
      project(values, basis);
      project(values, basis);
      return squares(values) > 1e-16 * raw ? values : null;
    };
    const [fy, fx] = [side(response), side(predictor)];
    return fy === null || fx === null ? null : { times, x: fx, y: fy, removed: basis.length };
  };
}

const squares = (values: Float64Array): number => values.reduce((sum, value) => sum + value * value, 0);

const lagged = (series: Series, by: number): Series => series.map((_, t) => series[t - by] ?? null);

/** From here on a second lag of the change of a wandering series costs less than it is worth. */
const LONG_PAST = 48;

/** Own terms of a series, to be read one period before the row. */
export interface OwnPast {
  /** Whether it returns to its line; then the line belongs into the regression too. */
  readonly returns: boolean;
  readonly terms: readonly Series[];
}

/** Which terms of its own past a series enters with: see `shortRun`. */
export function ownPast(series: Series, change: Series, season: Season): OwnPast {
  const level = centred(series);
  const times = change.flatMap((value, t) =>
    value !== null && level[t - 1] != null && change[t - 1] != null && Number.isFinite(value) ? [t] : [],
  );
  const at = (from: Series, by: number): Float64Array => Float64Array.from(times, (t) => from[t - by]!);
  const fit = leastSquares(
    [at(level, 1), at(change, 1), new Float64Array(times.length).fill(1), Float64Array.from(times), ...season(times)],
    at(change, 0),
  );
  const wanders: OwnPast = {
    returns: false,
    terms: change.length < LONG_PAST ? [change] : [change, lagged(change, 1)],
  };
  if (fit === null || fit.n - fit.k < 3) return wanders;
  const t = fit.coefficients[0]! / Math.sqrt((fit.residualSquares / (fit.n - fit.k)) * fit.inverseGram[0]![0]!);
  if (!(t < dickeyFullerCritical(fit.n, 'trend'))) return wanders;
  return { returns: true, terms: [level, change] };
}

/** Columns of the season at the given periods. */
export type Season = (times: readonly number[]) => readonly Float64Array[];

/**
 * The season of both: one Fourier pair (dummies would spend eleven rows) unless the changes of either series, with
 * that pair out, still repeat after a season; then dummies from three years, and null below.
 */
function seasonOf(dy: Series, dx: Series, seasonLength: number): Season | null {
  const seasons = dy.length / seasonLength;
  if (seasonLength < 2 || seasons < 2) return () => [];
  const repeats = (change: Series): boolean => {
    const times = change.flatMap((value, t) => (value === null || !Number.isFinite(value) ? [] : [t]));
    const rest = Float64Array.from(times, (t) => change[t]!);
    const basis = orthonormalise([
      new Float64Array(times.length).fill(1),
      ...fourierPairs(times, seasonLength, 1),
    ]).columns;
    project(rest, basis);
    project(rest, basis);
    return repeatsAfterSeason(times, rest, seasonLength) <= leftOverAlpha(change.length, seasonLength);
  };
  if (!repeats(dy) && !repeats(dx)) return (times) => fourierPairs(times, seasonLength, 1);
  return seasons >= 3 ? (times) => seasonalDummies(times, seasonLength) : null;
}

/** Values less their mean: a large common offset would cost the level its digits. */
function centred(series: Series): Series {
  const centre = mean(series) ?? 0;
  return series.map((value) => (value === null ? null : value - centre));
}

/**
 * One-sided p that values one season apart still go together, by their correlation; its variance allows for the
 * autocorrelation that both have from one period to the next (Bartlett 1935), strongest for the changes of a series that returns.
 */
export function repeatsAfterSeason(times: readonly number[], values: Float64Array, seasonLength: number): number {
  const at: (number | undefined)[] = [];
  times.forEach((t, i) => {
    at[t] = values[i]!;
  });
  const apart = (by: number): { r: number; pairs: number } | null => {
    const first: number[] = [];
    const second: number[] = [];
    times.forEach((t, i) => {
      const earlier = at[t - by];
      if (earlier === undefined) return;
      first.push(earlier);
      second.push(values[i]!);
    });
    const r = correlationCoefficient(first, second);
    return r === null || first.length < 3 ? null : { r, pairs: first.length };
  };
  const season = apart(seasonLength);
  if (season === null) return 1;
  const own = [1, 2].reduce((sum, by) => sum + (apart(by)?.r ?? 0) ** 2, 0);
  return normalTail((season.r * Math.sqrt(season.pairs)) / Math.sqrt(1 + 2 * own));
}

/** Each lag's weight in the search relative to the lag before: answers fade, so the search looks at short lags harder. */
const NEXT_LAG_WEIGHT = 2 / 3;

/**
 * Share of the search that each of the lags gets, summing to 1. Fixed beforehand, so the search keeps its level whatever the
 * shares (Genovese, Roeder & Wasserman 2006); a true lag 0 or 1 is found more often than with equal shares, a lag of 6 less.
 */
export function searchShares(lags: readonly number[]): readonly number[] {
  const weights = lags.map((lag) => NEXT_LAG_WEIGHT ** lag);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** p of one of several independent tests, adjusted for a search of which it has this share (Šidák 1967, weighted). */
export function searchedP(p: number, share: number): number {
  return p >= 1 ? 1 : -Math.expm1(Math.log1p(-p) / share);
}

/** Level of the interval so that it agrees with the searched p at the joint `level`. */
export function searchedLevel(level: number, share: number): number {
  return level ** share;
}
