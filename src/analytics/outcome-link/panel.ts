/**
 * The regression behind every link of scores with an outcome: changes of the outcome on changes of several predictors
 * some periods before, jointly, over all brands.
 */

import {
  changes,
  MINIMUM_PERIODS,
  type OwnPast,
  ownPast,
  repeatsAfterSeason,
  type Season,
  type Series,
} from '../stats/association/short-run.ts';
import { normalQuantile, normalTail } from '../stats/distributions/normal.ts';
import { equalWeightedCosine } from '../stats/regression/robust-errors.ts';
import { orthonormalise, project } from '../stats/series/autoregressive-regression.ts';
import { fourierPairs, seasonalDummies } from '../stats/series/seasonal-terms.ts';

/** One brand in one market, on the periods of its market; all series have one length. */
export interface PanelUnit {
  /** Brands of one market share demand: period effects are per market. */
  readonly market: string;
  readonly brand: string;
  /** Running number of the first period, so that markets are clustered by the same calendar. */
  readonly start: number;
  readonly y: Series;
  /** In the order of the predictors. */
  readonly x: readonly Series[];
  /** In the order of the controls; their same-period changes are held constant. */
  readonly controls: readonly Series[];
}

export interface PanelOptions {
  readonly seasonLength: number;
  /**
   * `auto`: where a market has five brands or more, what its brands share in a period is taken out. `always`: in every
   * market of two brands or more, because the outcome only says how they stand to each other (shares). `none`: nowhere
   * (sensitivity).
   */
  readonly periodEffects: 'auto' | 'always' | 'none';
}

/** Markets of so many brands or more get period effects; below, too much of each brand would go with them. */
export const PERIOD_EFFECT_BRANDS = 5;

/** One-sided level at which a season that stays after one wave calls for dummies, judged over all brands of a market. */
const SEASON_ALPHA = 0.2;

/** What one predictor does at one lag, all brands together, the other predictors held constant. */
export interface PooledSlope {
  readonly lag: number;
  readonly slope: number;
  readonly error: number;
  /** Of the t law that goes with the error. */
  readonly df: number;
  /** Share that the predictor has in common with the others: 1 ÷ (1 − R²). */
  readonly varianceInflation: number;
  /** What each period (running number) adds to the error of the slope: two lags’ estimates correlate as these do. */
  readonly influence: ReadonlyMap<number, number>;
}

export interface BrandSlope {
  readonly unit: number;
  readonly value: number;
  readonly error: number;
  readonly df: number;
  /** Periods that entered. */
  readonly n: number;
}

export interface PanelFit {
  readonly lag: number;
  /** One per predictor; null where it does not vary beside the rest. */
  readonly slopes: readonly (PooledSlope | null)[];
  readonly errors: 'clustered by period' | 'Driscoll–Kraay' | 'ordinary';
  readonly rows: number;
  readonly units: number;
  readonly periods: number;
  /** Standard deviation of what is left of a brand's change in one period. */
  readonly residualSpread: number;
}

interface Block {
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
}

interface Prepared {
  readonly dy: Series;
  readonly dx: readonly Series[];
  readonly controls: readonly Series[];
  readonly pastY: OwnPast;
  readonly pastX: readonly OwnPast[];
  readonly season: Season;
}

/** The panel, prepared once for all lags. */
export interface Panel {
  readonly predictors: number;
  /** Units that entered, by their place in the list given. */
  readonly units: readonly number[];
  /** Periods of the longest history. */
  readonly longest: number;
  /** Markets in which what brands share in a period is taken out. */
  readonly withPeriodEffects: readonly string[];
  readonly seasonal: 'dummies' | 'one wave' | 'none';
  /** @param leave units or periods (running numbers) that stay out */
  fit(lag: number, leave?: { readonly unit?: number; readonly period?: number }): PanelFit | null;
  /** The brands' own slopes of one predictor at one lag, common terms at their pooled values. */
  own(lag: number, predictor: number): readonly BrandSlope[];
  /** The period that carries most of the pooled slope of a predictor. */
  heaviestPeriod(lag: number, predictor: number): number | null;
  /** Outcome and predictor with everything else taken out, brand by brand: what a scatter of the link shows. */
  partialled(
    lag: number,
    predictor: number,
  ): readonly {
    readonly unit: number;
    readonly times: readonly number[];
    readonly x: Float64Array;
    readonly y: Float64Array;
  }[];
}

const known = (value: number | null | undefined): value is number => value != null && Number.isFinite(value);

/**
 * Prepares the panel. Null: no brand has 24 periods with the outcome and every predictor.
 *
 * Each brand's own level, line (where a series returns to one), season and own past of the outcome are taken out brand by
 * brand; past of the predictors, changes of controls and period effects have common coefficients (Frisch & Waugh 1933).
 */
export function preparePanel(given: readonly PanelUnit[], o: PanelOptions): Panel | null {
  const predictors = given[0]?.x.length ?? 0;
  const length = ({ y, x }: PanelUnit): number =>
    y.reduce<number>((n, value, t) => n + (known(value) && x.every((each) => known(each[t])) ? 1 : 0), 0);
  const lengths = given.map(length);
  const longest = Math.max(0, ...lengths);
  if (predictors === 0 || longest < MINIMUM_PERIODS) return null;
  // A brand needs a few rows beyond its own terms to say anything.
  const units = given.flatMap((_, i) => (lengths[i]! >= MINIMUM_PERIODS / 2 ? [i] : []));
  const marketNames = [...new Set(units.map((i) => given[i]!.market))];
  const fewest = o.periodEffects === 'always' ? 2 : PERIOD_EFFECT_BRANDS;
  const withPeriodEffects =
    o.periodEffects === 'none'
      ? []
      : marketNames.filter((name) => units.filter((i) => given[i]!.market === name).length >= fewest);

  const raw = units.map((i) => {
    const unit = given[i]!;
    return { unit, dy: changes(unit.y), dx: unit.x.map(changes), controls: unit.controls.map(changes) };
  });
  const seasonal = seasonOf(raw, withPeriodEffects, o.seasonLength);
  const season: Season = (times) =>
    seasonal === 'none'
      ? []
      : seasonal === 'dummies'
        ? seasonalDummies(times, o.seasonLength)
        : fourierPairs(times, o.seasonLength, 1);
  const prepared = raw.map(
    ({ unit, dy, dx, controls }): Prepared => ({
      dy,
      dx,
      controls,
      pastY: ownPast(unit.y, dy, season),
      pastX: unit.x.map((each, s) => ownPast(each, dx[s]!, season)),
      season,
    }),
  );

  const cache = new Map<number, readonly Block[]>();
  const blocksOf = (lag: number): readonly Block[] => {
    const blocks =
      cache.get(lag) ??
      prepared.flatMap((each, u) => {
        const unit = given[units[u]!]!;
        const block = blockOf(each, lag, unit.start, units[u]!, marketNames.indexOf(unit.market));
        return block === null ? [] : [block];
      });
    cache.set(lag, blocks);
    return blocks;
  };
  const solutions = new Map<number, Solution | null>();
  const wholeOf = (lag: number): Solution | null => {
    if (!solutions.has(lag)) solutions.set(lag, solve(blocksOf(lag), marketNames, withPeriodEffects, predictors));
    return solutions.get(lag)!;
  };

  return {
    predictors,
    units,
    longest,
    withPeriodEffects,
    seasonal,
    fit(lag, leave) {
      if (leave === undefined) return wholeOf(lag)?.fit(lag) ?? null;
      const rest =
        leave.unit !== undefined
          ? blocksOf(lag).filter(({ unit }) => unit !== leave.unit)
          : prepared.flatMap((each, u) => {
              const unit = given[units[u]!]!;
              const block = blockOf(each, lag, unit.start, units[u]!, marketNames.indexOf(unit.market), leave.period);
              return block === null ? [] : [block];
            });
      const markets = withPeriodEffects.filter(
        (name) => rest.filter(({ market }) => marketNames[market] === name).length >= Math.max(2, fewest - 1),
      );
      return solve(rest, marketNames, markets, predictors)?.fit(lag) ?? null;
    },
    own: (lag, predictor) => wholeOf(lag)?.own(predictor) ?? [],
    heaviestPeriod: (lag, predictor) => wholeOf(lag)?.heaviest(predictor) ?? null,
    partialled: (lag, predictor) => wholeOf(lag)?.partialled(predictor) ?? [],
  };
}

/**
 * The season of all brands alike: one wave, or dummies where the changes of the outcome or of a predictor, that wave (and what
 * brands share, if that is taken out anyway) removed, still repeat after a season. Evidence is summed over brands (Stouffer).
 */
function seasonOf(
  raw: readonly { readonly unit: PanelUnit; readonly dy: Series; readonly dx: readonly Series[] }[],
  withPeriodEffects: readonly string[],
  seasonLength: number,
): Panel['seasonal'] {
  const longest = Math.max(...raw.map(({ dy }) => dy.length));
  if (seasonLength < 2 || longest < 2 * seasonLength) return 'none';
  if (longest < 3 * seasonLength) return 'one wave';
  const width = raw[0]!.dx.length;
  for (let s = -1; s < width; s++) {
    let [sum, count] = [0, 0];
    for (const market of new Set(raw.map(({ unit }) => unit.market))) {
      const members = raw.filter(({ unit }) => unit.market === market);
      const series = members.map(({ dy, dx }) => (s < 0 ? dy : dx[s]!));
      const centre = withPeriodEffects.includes(market) ? periodMeans(series) : null;
      for (const each of series) {
        const times = each.flatMap((value, t) => (known(value) ? [t] : []));
        if (times.length < 2 * seasonLength) continue;
        const rest = Float64Array.from(times, (t) => each[t]! - (centre?.[t] ?? 0));
        const basis = orthonormalise([
          new Float64Array(times.length).fill(1),
          ...fourierPairs(times, seasonLength, 1),
        ]).columns;
        project(rest, basis);
        project(rest, basis);
        const p = repeatsAfterSeason(times, rest, seasonLength);
        sum += -normalQuantile(Math.min(1 - 1e-12, Math.max(1e-12, p)));
        count++;
      }
    }
    // Two looks at the outcome and the predictors: the level is shared among them.
    if (count > 0 && normalTail(sum / Math.sqrt(count)) <= SEASON_ALPHA / (1 + width)) return 'dummies';
  }
  return 'one wave';
}

function periodMeans(series: readonly Series[]): number[] {
  const length = Math.max(...series.map((each) => each.length));
  return Array.from({ length }, (_, t) => {
    const values = series.map((each) => each[t]).filter(known);
    return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
  });
}

/** Rows of one brand at one lag with its own terms taken out; null when too few are left. */
function blockOf(
  { dy, dx, controls, pastY, pastX, season }: Prepared,
  lag: number,
  start: number,
  unit: number,
  market: number,
  without?: number,
): Block | null {
  const times: number[] = [];
  const rows: number[][] = [];
  const ownPasts: number[][] = [];
  for (let t = Math.max(1, lag + 1); t < dy.length; t++) {
    if (start + t === without) continue;
    const row = [
      dy[t],
      ...dx.map((each) => each[t - lag]),
      // Two slots a predictor and kind, so that brands of the same kind share coefficients.
      ...pastX.flatMap(({ returns, terms }) => {
        const past = [terms[0]?.[t - lag - 1], terms.length > 1 ? terms[1]?.[t - lag - 1] : 0];
        return returns ? [...past, 0, 0] : [0, 0, ...past];
      }),
      ...controls.map((control) => control[t]),
    ];
    const own = pastY.terms.map((term) => term[t - 1]);
    if (!row.every(known) || !own.every(known)) continue;
    times.push(t);
    rows.push(row);
    ownPasts.push(own);
  }
  if (times.length < 6) return null;
  const centre = (dy.length - 1) / 2;
  const line =
    pastY.returns || pastX.some(({ returns }) => returns) ? [Float64Array.from(times, (t) => t - centre)] : [];
  const own = orthonormalise([
    new Float64Array(times.length).fill(1),
    ...pastY.terms.map((_, i) => Float64Array.from(ownPasts, (row) => row[i]!)),
    ...line,
    ...season(times),
  ]).columns;
  if (own.length + 3 > times.length) return null;
  const column = (j: number): Float64Array => {
    const values = Float64Array.from(rows, (row) => row[j]!);
    const before = squares(values);
    project(values, own);
    project(values, own);
    return squares(values) > 1e-16 * before ? values : values.fill(0);
  };
  const [y, ...columns] = Array.from({ length: rows[0]!.length }, (_, j) => column(j));
  return { unit, market, times, calendar: times.map((t) => t + start), own, y: y!, columns };
}

const squares = (values: Float64Array): number => values.reduce((sum, value) => sum + value * value, 0);

interface Solution {
  fit(lag: number): PanelFit;
  own(predictor: number): readonly BrandSlope[];
  heaviest(predictor: number): number | null;
  partialled(predictor: number): ReturnType<Panel['partialled']>;
}

/** Least squares over all blocks, period dummies per market among the common terms. */
function solve(
  blocks: readonly Block[],
  marketNames: readonly string[],
  withPeriodEffects: readonly string[],
  predictors: number,
): Solution | null {
  const first = blocks[0];
  if (first === undefined) return null;
  const dense = first.columns.length;
  // Period dummies: where a market has them, one column a period.
  const dummyAt = new Map<string, number>();
  const dummiesOf = blocks.map(({ market, calendar }) =>
    withPeriodEffects.includes(marketNames[market]!)
      ? calendar.map((period) => {
          const key = `${market}:${period}`;
          if (!dummyAt.has(key)) dummyAt.set(key, dense + dummyAt.size);
          return dummyAt.get(key)!;
        })
      : null,
  );
  const size = dense + dummyAt.size;
  const gram = Array.from({ length: size }, () => new Float64Array(size));
  const right = new Float64Array(size);
  const before = new Float64Array(size);
  let rows = 0;
  let spent = 0;
  blocks.forEach((block, i) => {
    const { columns, y, own, times } = block;
    rows += times.length;
    spent += own.length;
    for (let a = 0; a < dense; a++) {
      for (let b = 0; b <= a; b++) gram[a]![b]! += dot(columns[a]!, columns[b]!);
      right[a]! += dot(columns[a]!, y);
    }
    const dummies = dummiesOf[i];
    if (!dummies) return;
    dummies.forEach((d, t) => {
      right[d]! += y[t]!;
      before[d]! += 1;
      for (let a = 0; a < dense; a++) gram[d]![a]! += columns[a]![t]!;
      for (let u = 0; u <= t; u++) {
        let value = u === t ? 1 : 0;
        for (const q of own) value -= q[t]! * q[u]!;
        const [low, high] = d < dummies[u]! ? [d, dummies[u]!] : [dummies[u]!, d];
        gram[high]![low]! += value;
      }
    });
  });
  for (let a = 0; a < dense; a++) before[a] = gram[a]![a]!;
  // Dummies and common terms first, predictors last: what is left of a predictor is seen on the diagonal.
  const order = [
    ...Array.from({ length: dummyAt.size }, (_, d) => dense + d),
    ...Array.from({ length: dense - predictors }, (_, c) => predictors + c),
    ...Array.from({ length: predictors }, (_, s) => s),
  ];
  const entry = (a: number, b: number): number => (a >= b ? gram[a]![b]! : gram[b]![a]!);
  const lower = order.map(() => new Float64Array(size));
  const isOut = new Uint8Array(size);
  order.forEach((a, i) => {
    const row = lower[i]!;
    for (let j = 0; j <= i; j++) {
      const other = lower[j]!;
      let value = entry(a, order[j]!);
      for (let k = 0; k < j; k++) value -= row[k]! * other[k]!;
      if (j < i) row[j] = isOut[j] ? 0 : value / other[j]!;
      // A column that says nothing new beside the earlier ones drops out.
      else if (value > 1e-9 * before[a]!) row[i] = Math.sqrt(value);
      else isOut[i] = 1;
    }
  });
  const backward = (z: Float64Array): Float64Array => {
    const x = new Float64Array(size);
    for (let i = size - 1; i >= 0; i--) {
      if (isOut[i]) continue;
      let value = z[i]!;
      for (let k = i + 1; k < size; k++) value -= lower[k]![i]! * x[k]!;
      x[i] = value / lower[i]![i]!;
    }
    return x;
  };
  const forward = (b: (i: number) => number): Float64Array => {
    const z = new Float64Array(size);
    for (let i = 0; i < size; i++) {
      if (isOut[i]) continue;
      let value = b(i);
      for (let k = 0; k < i; k++) value -= lower[i]![k]! * z[k]!;
      z[i] = value / lower[i]![i]!;
    }
    return z;
  };
  /** Coefficients by column. */
  const byColumn = (solved: Float64Array): Float64Array => {
    const result = new Float64Array(size);
    order.forEach((column, i) => {
      result[column] = solved[i]!;
    });
    return result;
  };
  const coefficients = byColumn(backward(forward((i) => right[order[i]!]!)));
  const inverse = Array.from({ length: predictors }, (_, s) => {
    const at = order.indexOf(s);
    return isOut[at] ? null : byColumn(backward(forward((i) => (i === at ? 1 : 0))));
  });
  const common = size - isOut.reduce((sum, out) => sum + out, 0);
  const left = rows - spent - common;
  if (left < 3) return null;

  /** A linear combination of all columns on the rows of a block, own terms taken out. */
  const combine = (i: number, weights: Float64Array, from = 0): Float64Array => {
    const block = blocks[i]!;
    const values = new Float64Array(block.times.length);
    for (let c = from; c < dense; c++) {
      const weight = weights[c]!;
      if (weight !== 0) for (let t = 0; t < values.length; t++) values[t]! += weight * block.columns[c]![t]!;
    }
    const dummies = dummiesOf[i];
    if (dummies) {
      const effects = Float64Array.from(dummies, (d) => weights[d]!);
      project(effects, block.own);
      for (let t = 0; t < values.length; t++) values[t]! += effects[t]!;
    }
    return values;
  };
  const residuals = blocks.map((block, i) => {
    const fitted = combine(i, coefficients);
    return block.y.map((value, t) => value - fitted[t]!);
  });
  const rest = residuals.reduce((sum, each) => sum + squares(each), 0);
  const total = blocks.reduce((sum, { y }) => sum + squares(y), 0);
  if (!(rest > 1e-12 * total)) return null;
  const periods = [...new Set(blocks.flatMap(({ calendar }) => calendar))].sort((a, b) => a - b);
  const periodAt = new Map(periods.map((period, i) => [period, i]));
  const errors: PanelFit['errors'] =
    blocks.length === 1 ? 'ordinary' : dummyAt.size > 0 ? 'clustered by period' : 'Driscoll–Kraay';

  const influences = new Map<number, { score: Float64Array; weight: Float64Array }>();
  /** What each period adds to the error of a slope, and its share of the predictor's variation. */
  const influenceOf = (s: number): { score: Float64Array; weight: Float64Array } => {
    const found = influences.get(s);
    if (found) return found;
    const score = new Float64Array(periods.length);
    const weight = new Float64Array(periods.length);
    blocks.forEach(({ calendar }, i) => {
      const row = combine(i, inverse[s]!);
      calendar.forEach((period, t) => {
        const at = periodAt.get(period)!;
        score[at]! += row[t]! * residuals[i]![t]!;
        weight[at]! += row[t]! ** 2;
      });
    });
    influences.set(s, { score, weight });
    return { score, weight };
  };
  const slopeOf = (lag: number, s: number): PooledSlope | null => {
    const column = inverse[s];
    if (!column) return null;
    const own = column[s]!;
    const { score, weight } = influenceOf(s);
    let variance: number;
    let df: number;
    if (errors === 'ordinary') {
      variance = (own * rest) / left;
      df = left;
    } else if (errors === 'Driscoll–Kraay') {
      const cosine = equalWeightedCosine(score);
      variance = cosine.sumVariance * (rows / left) ** 2;
      df = cosine.df;
    } else {
      const clusters = periods.length;
      variance = squares(score) * (rows / left) * (clusters / (clusters - 1));
      // Satterthwaite (1946), as Bell & McCaffrey (2002): periods that carry much leave fewer degrees of freedom.
      df = Math.max(1, weight.reduce((sum, value) => sum + value, 0) ** 2 / squares(weight) - 1);
    }
    const slope = coefficients[s]!;
    const error = Math.sqrt(variance);
    if (!(error > 1e-9 * Math.abs(slope)) || df < 1) return null;
    return {
      lag,
      slope,
      error,
      df,
      varianceInflation: own * varianceBesideCommon(s),
      influence: new Map(periods.map((period, i) => [period, score[i]!])),
    };
  };
  /** Variation of a predictor beside the common terms, but not beside the other predictors. */
  const varianceBesideCommon = (s: number): number => {
    const at = order.indexOf(s);
    const firstPredictor = size - predictors;
    let value = entry(s, s);
    for (let k = 0; k < firstPredictor; k++) value -= lower[at]![k]! ** 2;
    return value;
  };

  /** Predictor `s` beside the common terms (and not beside the other predictors), by block. */
  const besideCommon = (s: number): readonly Float64Array[] => {
    const at = order.indexOf(s);
    const firstPredictor = size - predictors;
    // Regression of the predictor on dummies and common terms: the same triangle, cut before the predictors.
    const solved = new Float64Array(size);
    for (let i = firstPredictor - 1; i >= 0; i--) {
      if (isOut[i]) continue;
      let value = lower[at]![i]!;
      for (let k = i + 1; k < firstPredictor; k++) value -= lower[k]![i]! * solved[k]!;
      solved[i] = value / lower[i]![i]!;
    }
    const weights = byColumn(solved);
    return blocks.map((block, i) => {
      const explained = combine(i, weights, predictors);
      return block.columns[s]!.map((value, t) => value - explained[t]!);
    });
  };
  const remaining = new Map<number, readonly Float64Array[]>();
  const besideCommonOf = (s: number): readonly Float64Array[] => {
    const found = remaining.get(s) ?? besideCommon(s);
    remaining.set(s, found);
    return found;
  };

  return {
    fit: (lag) => ({
      lag,
      slopes: Array.from({ length: predictors }, (_, s) => slopeOf(lag, s)),
      errors,
      rows,
      units: blocks.length,
      periods: periods.length,
      residualSpread: Math.sqrt(rest / left),
    }),
    own(predictor) {
      if (!inverse[predictor]) return [];
      const active = Array.from({ length: predictors }, (_, s) => s).filter((s) => inverse[s]);
      return blocks.flatMap(({ unit, times, own }, i): BrandSlope[] => {
        const columns = active.map((s) => besideCommonOf(s)[i]!);
        const response = residuals[i]!.map((value, t) => {
          let fitted = value;
          active.forEach((s, a) => {
            fitted += coefficients[s]! * columns[a]![t]!;
          });
          return fitted;
        });
        const others = orthonormalise(columns.filter((_, a) => active[a] !== predictor)).columns;
        const x = Float64Array.from(columns[active.indexOf(predictor)]!);
        const beforeX = squares(x);
        for (const each of [x, response]) {
          project(each, others);
          project(each, others);
        }
        // The brand's share of the common terms costs it degrees of freedom too.
        const df = Math.floor(
          times.length - own.length - active.length - (common - active.length) * (times.length / rows),
        );
        const xx = squares(x);
        if (df < 3 || !(xx > 1e-12 * beforeX)) return [];
        const value = dot(x, response) / xx;
        const error = Math.sqrt(Math.max(0, squares(response) - xx * value ** 2) / df / xx);
        return error > 1e-9 * Math.abs(value) ? [{ unit, value, error, df, n: times.length }] : [];
      });
    },
    heaviest(predictor) {
      if (!inverse[predictor]) return null;
      const { score } = influenceOf(predictor);
      const slope = coefficients[predictor]!;
      let at = 0;
      // What a period pulls into the direction of the slope, its own part of the fit included.
      const pulls = score.map((value) => value * Math.sign(slope));
      pulls.forEach((pull, t) => {
        if (pull > pulls[at]!) at = t;
      });
      return periods[at] ?? null;
    },
    partialled(predictor) {
      if (!inverse[predictor]) return [];
      const scale = inverse[predictor][predictor]!;
      return blocks.map(({ unit, times }, i) => {
        // The predictor beside everything else is its row of the inverse, scaled back.
        const x = combine(i, inverse[predictor]!).map((value) => value / scale);
        const y = residuals[i]!.map((value, t) => value + coefficients[predictor]! * x[t]!);
        return { unit, times, x, y };
      });
    },
  };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
