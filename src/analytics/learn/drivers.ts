/**
 * Which groups of predictors (sections) help to predict a change of the outcome, and how much of the prediction each
 * carries. A description of a model that was shown to predict, never an effect.
 */
import type { Rng } from '../../domain/rng.ts';
import { correlationCoefficient } from '../stats/correlation/pearson.ts';
import { bootstrapStatistic } from '../stats/series/stationary-bootstrap.ts';
import { type DriverModel, type FittedDrivers, linearDrivers, treeDrivers } from './driver-models.ts';
import {
  changesOf,
  type DriverRow,
  type DriverUnit,
  driverRows,
  driverTable,
  groupChanges,
  OWN_LAGS,
  type UnitChanges,
} from './driver-rows.ts';
import { blockedFolds } from './folds.ts';
import { tick, type Watch } from './watch.ts';

export interface DriverPredictor {
  readonly name: string;
  /** Section (or other group) that the predictor's values are summed into. */
  readonly group: string;
  /** Weight within the group where the group moves as one; 1 by default. */
  readonly weight?: number;
}

export interface DriverOptions extends Watch {
  readonly rng: Rng;
  readonly seasonLength: number;
  /** Periods by which a predictor may lead; 0, 1 and 2 by default. */
  readonly lags?: readonly number[];
  /** Level of the interval of the skill; .95 by default. */
  readonly level?: number;
  /** Blocks of periods, outer and inner; 5 and 4 by default. */
  readonly folds?: { readonly outer: number; readonly inner: number };
  /** Refits on permuted outcomes; 99 by default. */
  readonly permutations?: number;
  /** Bootstrap draws of the skill; 1,999 by default. */
  readonly draws?: number;
}

export interface DriverSkill {
  /** 1 − Σ squared errors ÷ those of season and own past alone, on periods the model had not seen. */
  readonly estimate: number;
  /** Block bootstrap over periods, all units of a period together. */
  readonly interval: readonly [low: number, high: number];
  readonly level: number;
  readonly blockLength: number;
  readonly periods: number;
  readonly rows: number;
}

export interface GroupDriver {
  readonly group: string;
  /** Mean |SHAP value of the group|, in standard deviations of the outcome's change beyond season and own past. */
  readonly meanAbsolute: number;
  /** Part of the sum over groups, 0–1. */
  readonly share: number;
  /** Mean of `meanAbsolute` over the refits on permuted outcomes. */
  readonly meanUnderNull: number;
  /** Share of those refits, and this one, that reach `meanAbsolute` (Altmann et al. 2010; Phipson & Smyth 2010). */
  readonly p: number;
  /**
   * −1 to 1: correlation of each predictor's SHAP values (at each lag) with its own change, weighted by mean |SHAP value|;
   * null where undefined. Near 0: rises help in one place and hurt in another.
   */
  readonly direction: number | null;
}

export interface DriverContribution {
  readonly unit: string;
  readonly period: number;
  /** SHAP value of each group, in the order of `groups`. */
  readonly values: readonly number[];
}

export type Drivers =
  | { readonly status: 'insufficient'; readonly reason: string }
  | { readonly status: 'no skill'; readonly model: DriverModel['name']; readonly skill: DriverSkill }
  | {
      readonly status: 'shown';
      readonly model: DriverModel['name'];
      /** Hyperparameters that cross-validation chose on all periods. */
      readonly setting: string;
      readonly skill: DriverSkill;
      /** Largest first. */
      readonly groups: readonly GroupDriver[];
      readonly contributions: readonly DriverContribution[];
      readonly permutations: number;
    };

/** Fewest periods with a full row; below, a block of test periods and its gap leave too little to learn from. */
const FEWEST_PERIODS = 24;
/** From here on one unit alone may carry a tree ensemble. */
const PERIODS_FOR_TREES = 60;

interface Setup {
  readonly units: readonly UnitChanges[];
  readonly rows: readonly DriverRow[];
  readonly model: DriverModel;
  readonly lags: readonly number[];
  readonly seasonLength: number;
  /** Values that two rows further apart than this cannot share: lags and the change itself. */
  readonly gap: number;
  readonly innerFolds: number;
}

interface Part {
  readonly X: readonly (readonly (number | null)[])[];
  readonly y: readonly number[];
  /** Row numbers that have a target (and, for the linear model, all features). */
  readonly at: readonly number[];
}

/** Rows of a table that the model can use. */
function usable(s: Setup, table: ReturnType<typeof driverTable>, rows: readonly number[]): Part {
  const needsAll = s.model === linearDrivers;
  const at = rows.filter((i) => table.target[i] !== null && !(needsAll && table.features[i]!.includes(null)));
  return { at, X: at.map((i) => table.features[i]!), y: at.map((i) => table.target[i]!) };
}

/** The setting with the smallest error in blocked cross-validation inside the given rows; of equals the simpler one. */
function chooseSetting(s: Setup, rows: readonly number[], rng: Rng): number {
  const periods = rows.map((i) => s.rows[i]!.period);
  const errors = new Float64Array(s.model.settings.length);
  for (const fold of blockedFolds(periods, { folds: s.innerFolds, gap: s.gap })) {
    const trainRows = fold.train.map((i) => rows[i]!);
    const table = driverTable(s.units, s.rows, trainRows, s);
    const train = usable(s, table, trainRows);
    const test = usable(
      s,
      table,
      fold.test.map((i) => rows[i]!),
    );
    if (train.at.length === 0 || test.at.length === 0) continue;
    s.model.errors(train.X, train.y, test.X, test.y, rng).forEach((error, setting) => {
      errors[setting]! += error;
    });
  }
  return errors.reduce((best, error, setting) => (error < errors[best]! ? setting : best), 0);
}

/** Squared errors of the model and of season and own past alone, by period, each predicted by a model that had not seen it. */
function testErrors(
  s: Setup,
  folds: number,
  o: DriverOptions,
): Map<number, { model: number; base: number; rows: number }> {
  const byPeriod = new Map<number, { model: number; base: number; rows: number }>();
  const outer = blockedFolds(
    s.rows.map((row) => row.period),
    { folds, gap: s.gap },
  );
  outer.forEach((fold, f) => {
    tick(o, 0.6 * f, outer.length);
    const rng = o.rng.fork(`outer fold ${f}`);
    const setting = chooseSetting(s, fold.train, rng);
    const table = driverTable(s.units, s.rows, fold.train, s);
    const train = usable(s, table, fold.train);
    const test = usable(s, table, fold.test);
    if (train.at.length === 0) return;
    const predicted = s.model.fit(train.X, train.y, setting, rng).predict(test.X);
    test.at.forEach((row, i) => {
      const { period } = s.rows[row]!;
      const sums = byPeriod.get(period) ?? { model: 0, base: 0, rows: 0 };
      sums.model += (test.y[i]! - predicted[i]!) ** 2;
      sums.base += test.y[i]! ** 2;
      sums.rows++;
      byPeriod.set(period, sums);
    });
  });
  return byPeriod;
}

function measureSkill(errors: ReturnType<typeof testErrors>, o: DriverOptions): DriverSkill | null {
  const periods = [...errors.keys()].sort((a, b) => a - b).map((t) => errors.get(t)!);
  const level = o.level ?? 0.95;
  const skillOf = (positions: ArrayLike<number>): number | null => {
    let [model, base] = [0, 0];
    for (let i = 0; i < positions.length; i++) {
      model += periods[positions[i]!]!.model;
      base += periods[positions[i]!]!.base;
    }
    return base === 0 ? null : 1 - model / base;
  };
  const rows = periods.reduce((sum, period) => sum + period.rows, 0);
  const gains = periods.map((period) => period.base - period.model);
  // The empty model in every fold: no gain anywhere, nothing to resample.
  if (gains.every((gain) => gain === 0))
    return { estimate: 0, interval: [0, 0], level, blockLength: 1, periods: periods.length, rows };
  const result = bootstrapStatistic(gains, skillOf, { level, rng: o.rng.fork('skill'), draws: o.draws ?? 1_999 });
  if (result === null) return null;
  const { estimate, interval, blockLength } = result;
  return { estimate, interval, level, blockLength, periods: periods.length, rows };
}

/**
 * Targets with the periods of each unit shuffled in one order for all units, so that units that move together still do.
 */
function permuteTargets(s: Setup, part: Part, rng: Rng): number[] {
  const key = new Map<number, number>();
  const keyOf = (period: number): number => {
    const kept = key.get(period) ?? rng.next();
    key.set(period, kept);
    return kept;
  };
  const result = [...part.y];
  s.units.forEach((_, u) => {
    const own = part.at.flatMap((row, i) => (s.rows[row]!.unit === u ? [i] : []));
    for (const i of own) keyOf(s.rows[part.at[i]!]!.period);
    const shuffled = [...own].sort((a, b) => keyOf(s.rows[part.at[a]!]!.period) - keyOf(s.rows[part.at[b]!]!.period));
    own.forEach((i, k) => {
      result[i] = part.y[shuffled[k]!]!;
    });
  });
  return result;
}

/** SHAP values summed by group, [row][group]. */
function sumByGroup(shap: readonly Float64Array[], groupOf: readonly number[], count: number): Float64Array[] {
  return shap.map((row) => {
    const sums = new Float64Array(count);
    row.forEach((value, j) => {
      sums[groupOf[j]!]! += value;
    });
    return sums;
  });
}

const meanAbsolute = (rows: readonly Float64Array[], g: number): number =>
  rows.reduce((sum, row) => sum + Math.abs(row[g]!) / rows.length, 0);

/** Correlation of each column's SHAP values with its own values, weighted by mean |SHAP|; null where none is defined. */
function directionOf(shap: readonly Float64Array[], X: Part['X'], columns: readonly number[]): number | null {
  let [sum, total] = [0, 0];
  for (const j of columns) {
    const known = X.flatMap((row, i) => (row[j] === null ? [] : [i]));
    const values = shap.map((row) => row[j]!);
    const r = correlationCoefficient(
      known.map((i) => X[i]![j]!),
      known.map((i) => values[i]!),
    );
    const weight = values.reduce((size, value) => size + Math.abs(value), 0);
    if (r === null) continue;
    sum += weight * r;
    total += weight;
  }
  return total > 0 ? sum / total : null;
}

/**
 * Drivers of the outcome's changes. One unit below 60 periods: ridge regression on changes of the groups; else (a panel, or
 * one long series): boosted trees on changes of all predictors. Hyperparameters, the empty model among them, are chosen by
 * blocked cross-validation inside the training part of a blocked cross-validation, purged by the longest lag + 1 on either
 * side; season and the outcome's own two lags are taken out inside training parts. Groups are shown only when the lower
 * limit of the skill's interval is above 0; then exact interventional SHAP values, summed by group, are held against
 * refits on outcomes whose periods are permuted (Altmann, Toloşi, Sander & Lengauer 2010).
 *
 * Give outcomes and bounded scores on the scale where changes compare across periods (log revenue, logit scores).
 * `units` share one period axis; deterministic given `rng`.
 * @throws RangeError when units differ in the number of predictors. @throws AbortedError when the signal says so.
 */
export function findDrivers(
  units: readonly DriverUnit[],
  predictors: readonly DriverPredictor[],
  o: DriverOptions,
): Drivers {
  if (units.some((unit) => unit.predictors.length !== predictors.length))
    throw new RangeError('every unit needs one series a predictor');
  const lags = o.lags ?? [0, 1, 2];
  const groups = [...new Set(predictors.map((predictor) => predictor.group))];
  const members = groups.map((group) => predictors.flatMap((predictor, j) => (predictor.group === group ? [j] : [])));
  const weights = predictors.map((predictor) => predictor.weight ?? 1);
  if (units.length === 0 || groups.length === 0 || lags.length === 0)
    return { status: 'insufficient', reason: 'no outcome or no predictor' };

  const changes = units.map(changesOf);
  const periodsOf = (rows: readonly DriverRow[]): number => new Set(rows.map((row) => row.period)).size;
  const treeRows = driverRows(changes, lags, false);
  const useTrees = units.length > 1 || periodsOf(treeRows) >= PERIODS_FOR_TREES;
  const modelled = useTrees ? changes : changes.map((unit) => groupChanges(unit, members, weights));
  const rows = useTrees ? treeRows : driverRows(modelled, lags, true);
  const periods = periodsOf(rows);
  if (periods < FEWEST_PERIODS)
    return {
      status: 'insufficient',
      reason: `${FEWEST_PERIODS} periods with the outcome's change, its two changes before and the predictors are needed; there are ${periods}`,
    };
  const setup: Setup = {
    units: modelled,
    rows,
    model: useTrees ? treeDrivers : linearDrivers,
    lags,
    seasonLength: o.seasonLength,
    gap: Math.max(OWN_LAGS, ...lags) + 1,
    innerFolds: o.folds?.inner ?? 4,
  };

  const skill = measureSkill(testErrors(setup, o.folds?.outer ?? 5, o), o);
  if (skill === null) return { status: 'insufficient', reason: 'skill is undefined on these periods' };
  if (!(skill.interval[0] > 0)) return { status: 'no skill', model: setup.model.name, skill };

  const everyRow = rows.map((_, i) => i);
  const whole = usable(setup, driverTable(modelled, rows, everyRow, setup), everyRow);
  const setting = chooseSetting(setup, everyRow, o.rng.fork('setting'));
  const learn = (y: readonly number[]): FittedDrivers => setup.model.fit(whole.X, y, setting, o.rng.fork('model'));
  const columnGroups = (useTrees ? predictors.map((p) => groups.indexOf(p.group)) : groups.map((_, g) => g)).flatMap(
    (g) => lags.map(() => g),
  );
  const shap = learn(whole.y).explain(whole.X);
  const values = sumByGroup(shap, columnGroups, groups.length);
  const observed = groups.map((_, g) => meanAbsolute(values, g));
  const permutations = o.permutations ?? 99;
  const reached = new Float64Array(groups.length);
  const underNull = new Float64Array(groups.length);
  for (let k = 0; k < permutations; k++) {
    tick(o, 0.65 + (0.35 * k) / permutations, 1);
    const refit = learn(permuteTargets(setup, whole, o.rng.fork(`permutation ${k}`)));
    const permuted = sumByGroup(refit.explain(whole.X), columnGroups, groups.length);
    groups.forEach((_, g) => {
      const importance = meanAbsolute(permuted, g);
      underNull[g]! += importance / permutations;
      if (importance >= observed[g]!) reached[g]! += 1;
    });
  }
  tick(o, 1, 1);
  const total = observed.reduce((sum, value) => sum + value, 0);
  // Skill in the folds but the empty model on all periods: the folds disagree, so nothing is named.
  if (total === 0) return { status: 'no skill', model: setup.model.name, skill };
  const order = groups.map((_, g) => g).sort((a, b) => observed[b]! - observed[a]! || a - b);
  return {
    status: 'shown',
    model: setup.model.name,
    setting: setup.model.settings[setting]!,
    skill,
    groups: order.map((g) => ({
      group: groups[g]!,
      meanAbsolute: observed[g]!,
      share: observed[g]! / total,
      meanUnderNull: underNull[g]!,
      p: (1 + reached[g]!) / (1 + permutations),
      direction: directionOf(
        shap,
        whole.X,
        columnGroups.flatMap((group, j) => (group === g ? [j] : [])),
      ),
    })),
    contributions: whole.at.map((row, i) => ({
      unit: units[rows[row]!.unit]!.name,
      period: rows[row]!.period,
      values: order.map((g) => values[i]![g]!),
    })),
    permutations,
  };
}
