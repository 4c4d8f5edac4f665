/**
 * The table behind drivers: changes of the outcome beyond season and own past, against changes of the predictors beyond
 * season. All regressions that take these out are fitted on training periods only, unit by unit.
 */
import { type LeastSquares, leastSquares } from '../stats/regression/least-squares.ts';
import { fourierPairs, seasonalTerms } from '../stats/series/seasonal-terms.ts';

type Series = readonly (number | null)[];

/** One brand (or market): outcome and predictors on the period axis that all units share. */
export interface DriverUnit {
  readonly name: string;
  readonly outcome: Series;
  /** [predictor][period]; null where missing. */
  readonly predictors: readonly Series[];
}

/** Changes of one unit from period to period; entry t is value(t) − value(t − 1), null where either is missing. */
export interface UnitChanges {
  readonly outcome: Series;
  readonly predictors: readonly Series[];
}

/** One change of one unit's outcome, with two changes before it. */
export interface DriverRow {
  readonly unit: number;
  readonly period: number;
}

export interface DriverTable {
  /** Per row: change of the outcome beyond season and own past, in standard deviations of the unit; null where undefined. */
  readonly target: readonly (number | null)[];
  /** Per row: predictors × lags, lag after lag of the first predictor, then the next; in standard deviations of the unit. */
  readonly features: readonly (readonly (number | null)[])[];
}

/** Own changes of the outcome that its past consists of (as in the association tests). */
export const OWN_LAGS = 2;

const difference = (x: Series): (number | null)[] =>
  x.map((value, t) => {
    const before = t === 0 ? null : x[t - 1];
    return value == null || before == null ? null : value - before;
  });

/** Changes of every series of a unit. */
export const changesOf = (unit: DriverUnit): UnitChanges => ({
  outcome: difference(unit.outcome),
  predictors: unit.predictors.map(difference),
});

/** Changes of groups of predictors: in each period the weighted mean change of the predictors that are present. */
export function groupChanges(
  changes: UnitChanges,
  groups: readonly (readonly number[])[],
  weights: readonly number[],
): UnitChanges {
  return {
    outcome: changes.outcome,
    predictors: groups.map((group) =>
      changes.outcome.map((_, t) => {
        let [sum, total] = [0, 0];
        for (const j of group) {
          const change = changes.predictors[j]![t];
          if (change == null) continue;
          sum += weights[j]! * change;
          total += weights[j]!;
        }
        return total > 0 ? sum / total : null;
      }),
    ),
  };
}

/** Rows with a change of the outcome, its two changes before, and at least one predictor; by period, then unit. */
export function driverRows(units: readonly UnitChanges[], lags: readonly number[], complete: boolean): DriverRow[] {
  const rows: DriverRow[] = [];
  const periods = Math.max(0, ...units.map((unit) => unit.outcome.length));
  for (let period = 0; period < periods; period++)
    units.forEach(({ outcome, predictors }, unit) => {
      for (let lag = 0; lag <= OWN_LAGS; lag++) if (outcome[period - lag] == null) return;
      const present = predictors.flatMap((x) => lags.map((lag) => x[period - lag] != null));
      if (complete ? present.includes(false) : !present.includes(true)) return;
      rows.push({ unit, period });
    });
  return rows;
}

/** Least squares of y on columns at the given periods, with the fullest season that the periods can tell. */
interface Adjustment {
  readonly coefficients: readonly number[];
  readonly fit: LeastSquares;
  readonly season: (period: number) => number[];
}

/** Seasonal regressors at any period, fullest first; all have the same columns whatever the periods they are read at. */
function seasons(length: number, periods: number): ((period: number) => number[])[] {
  const all = Array.from({ length: periods }, (_, t) => t);
  const full = seasonalTerms(all, length).columns;
  const pair = full.length > 2 ? fourierPairs(all, length, 1) : [];
  const readers = [full, pair, []].map((columns) => (t: number) => columns.map((column) => column[t]!));
  return pair.length > 0 ? readers : [readers[0]!, readers[2]!];
}

function adjust(
  values: readonly number[],
  periods: readonly number[],
  extra: (period: number) => readonly number[],
  choices: readonly ((period: number) => number[])[],
): Adjustment | null {
  for (const season of choices) {
    const rows = periods.map((t) => [1, ...season(t), ...extra(t)]);
    const width = rows[0]?.length ?? 0;
    // Half of the observations must remain, or the regression follows the noise.
    if (values.length < 2 * width) continue;
    const columns = Array.from({ length: width }, (_, j) => Float64Array.from(rows, (row) => row[j]!));
    const fit = leastSquares(columns, Float64Array.from(values));
    if (fit !== null) return { coefficients: fit.coefficients, fit, season };
  }
  return null;
}

/** Standard deviation of what remains; null where nothing but rounding does. */
function remainder(fit: LeastSquares, values: readonly number[]): number | null {
  const size = values.reduce((sum, value) => sum + value * value, 0);
  return fit.n > fit.k && fit.residualSquares > 1e-20 * size ? Math.sqrt(fit.residualSquares / (fit.n - fit.k)) : null;
}

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

/** The table for all rows, every adjustment estimated on the rows `train` only. */
export function driverTable(
  units: readonly UnitChanges[],
  rows: readonly DriverRow[],
  train: readonly number[],
  o: { readonly lags: readonly number[]; readonly seasonLength: number },
): DriverTable {
  const target = new Array<number | null>(rows.length).fill(null);
  const features: (number | null)[][] = rows.map(() => []);
  const isTraining = new Set(train);
  units.forEach(({ outcome, predictors }, u) => {
    const own = rows.flatMap((row, i) => (row.unit === u ? [i] : []));
    const trained = own.filter((i) => isTraining.has(i)).map((i) => rows[i]!.period);
    const choices = seasons(o.seasonLength, outcome.length);
    const past = (t: number): number[] => Array.from({ length: OWN_LAGS }, (_, k) => outcome[t - 1 - k]!);
    const values = trained.map((t) => outcome[t]!);
    const model = adjust(values, trained, past, choices);
    const scale = model === null ? null : remainder(model.fit, values);
    if (model !== null && scale !== null)
      for (const i of own) {
        const t = rows[i]!.period;
        target[i] = (outcome[t]! - dot(model.coefficients, [1, ...model.season(t), ...past(t)])) / scale;
      }
    for (const x of predictors) {
      const seen = trained.filter((t) => x[t] != null);
      const changes = seen.map((t) => x[t]!);
      const level = adjust(changes, seen, () => [], choices);
      const spread = level === null ? null : remainder(level.fit, changes);
      for (const i of own)
        for (const lag of o.lags) {
          const t = rows[i]!.period - lag;
          const change = x[t];
          features[i]!.push(
            change == null || level === null || spread === null
              ? null
              : (change - dot(level.coefficients, [1, ...level.season(t)])) / spread,
          );
        }
    }
  });
  return { target, features };
}
