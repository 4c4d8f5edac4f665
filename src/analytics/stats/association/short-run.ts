/**
 * The regression behind every association of two series: the change of y on the change of x some periods before, beside y's
 * own past, the season and given controls. Changes, because correlations of levels reject noise up to every time when
 * series trend or wander (Granger & Newbold 1974); it measures short-run effects only.
 */
import { correlationCoefficient, correlationP } from '../correlation/pearson.ts';
import { designColumns, leastSquares } from '../regression/least-squares.ts';
import { fourierPairs, seasonalDummies } from '../series/seasonal-terms.ts';

export type Series = readonly (number | null)[];

/** Own lags of both changes: y's for its errors, x's because two series that both over-correct look linked without them. */
const OWN_LAGS = 2;

/** From four years there are rows enough for four: only then is a series that fully corrects itself every period whitened. */
const OWN_LAGS_LONG = 4;
const FOUR_YEARS = 48;

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

const changes = (series: Series): Series =>
  series.map((value, t) => {
    const last = t > 0 ? series[t - 1]! : null;
    return value === null || last === null ? null : value - last;
  });

/** Seasonal left-overs at this one-sided level call for the full season. */
const LEFT_OVER_ALPHA = 0.1;

/**
 * Null: too few complete rows, nothing of x left beside the other terms, or a season that is not a smooth wave on fewer than
 * three years. The season is taken out by one Fourier pair (dummies would spend eleven rows) unless what is left of either
 * series still repeats itself after a season; then by dummies.
 */
export function partialOut(
  y: Series,
  x: Series,
  lag: number,
  o: { seasonLength: number; controls?: readonly Series[] },
): Partialled | null {
  const [dy, dx] = [changes(y), changes(x)];
  const controls = (o.controls ?? []).map(changes);
  const ownLags = y.length >= FOUR_YEARS ? OWN_LAGS_LONG : OWN_LAGS;
  const times: number[] = [];
  const rows: number[][] = [];
  for (let t = ownLags + 1; t < y.length; t++) {
    const own = Array.from({ length: ownLags }, (_, k) => [dy[t - 1 - k], dx[t - lag - 1 - k]]).flat();
    const values = [dy[t], dx[t - lag], ...own, ...controls.map((control) => control[t])].map((value) => value ?? null);
    if (values.some((value) => value === null || !Number.isFinite(value))) continue;
    times.push(t);
    rows.push(values as number[]);
  }
  const seasons = y.length / o.seasonLength;
  const base = designColumns(rows.map((row) => row.slice(2)));
  const takeOut = (season: readonly Float64Array[]): Partialled | null => {
    const others = [...base, ...season];
    const side = (column: 0 | 1) =>
      leastSquares(
        others,
        Float64Array.from(rows, (row) => row[column]!),
      );
    const [fy, fx] = [side(0), side(1)];
    if (fy === null || fx === null) return null;
    const raw = rows.reduce((sum, row) => sum + row[1]! ** 2, 0);
    if (!(fx.residualSquares > 1e-16 * raw) || !(fy.residualSquares > 0)) return null;
    return { times, x: fx.residuals, y: fy.residuals, removed: others.length };
  };
  if (o.seasonLength < 2 || seasons < 2) return takeOut([]);
  const smooth = takeOut(fourierPairs(times, o.seasonLength, 1));
  if (smooth === null) return null;
  const repeats = (values: Float64Array): boolean => repeatsAfterSeason(times, values, o.seasonLength);
  if (!repeats(smooth.x) && !repeats(smooth.y)) return smooth;
  return seasons >= 3 ? takeOut(seasonalDummies(times, o.seasonLength)) : null;
}

/** Whether values one season apart still go together. */
function repeatsAfterSeason(times: readonly number[], values: Float64Array, seasonLength: number): boolean {
  const at = new Map(times.map((t, i) => [t, values[i]!]));
  const pairs = times.flatMap((t, i) => {
    const earlier = at.get(t - seasonLength);
    return earlier === undefined ? [] : [[earlier, values[i]!] as const];
  });
  const r = correlationCoefficient(
    pairs.map(([earlier]) => earlier),
    pairs.map(([, later]) => later),
  );
  if (r === null || r <= 0 || pairs.length < 3) return false;
  return correlationP(r, pairs.length - 2)! / 2 <= LEFT_OVER_ALPHA;
}

/** p of the smallest of `searched` independent p-values (Šidák 1967): the search over lags. */
export function searchedP(p: number, searched: number): number {
  return p >= 1 ? 1 : -Math.expm1(searched * Math.log1p(-p));
}

/** Level of one interval so that it agrees with the searched p at the joint `level`. */
export function searchedLevel(level: number, searched: number): number {
  return level ** (1 / searched);
}
