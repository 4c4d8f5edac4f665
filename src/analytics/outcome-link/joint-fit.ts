/** Least squares over the rows of all brands: pooled slopes with their errors, brands' own slopes, partial scatter. */
import { equalWeightedCosine } from '../stats/regression/robust-errors.ts';
import { orthonormalise, project } from '../stats/series/autoregressive-regression.ts';
import type { BrandRows } from './brand-rows.ts';
import { EnvelopeTriangle } from './envelope-triangle.ts';

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

/** Outcome and predictor of one brand with everything else taken out. */
export interface PartialScatter {
  readonly unit: number;
  readonly times: readonly number[];
  readonly x: Float64Array;
  readonly y: Float64Array;
}

export interface PanelFit {
  readonly lag: number;
  readonly errors: 'clustered by period' | 'Driscoll–Kraay' | 'ordinary';
  readonly rows: number;
  readonly units: number;
  readonly periods: number;
  /** Standard deviation of what is left of a brand's change in one period. */
  readonly residualSpread: number;
  /** Of one predictor; null where it does not vary beside the rest. Worked out when first asked for. */
  slope(predictor: number): PooledSlope | null;
  /** The brands' own slopes of one predictor, common terms at their pooled values. */
  own(predictor: number): readonly BrandSlope[];
  /** The period (running number) that carries most of the pooled slope of a predictor. */
  heaviestPeriod(predictor: number): number | null;
  /** Brand by brand, what a scatter of the link shows. */
  partialled(predictor: number): readonly PartialScatter[];
}

const FEWEST_LEFT = 3;
/** A column, or what is left of the outcome, below this share of itself says nothing but rounding. */
const NOTHING_NEW = 1e-9;
const NOTHING_LEFT = 1e-12;

/** What it was, kept from the first time. */
function remembered<T>(make: (key: number) => T): (key: number) => T {
  const made = new Map<number, T>();
  return (key) => {
    if (!made.has(key)) made.set(key, make(key));
    return made.get(key)!;
  };
}

/**
 * @param brands rows of every brand at `lag`, own terms taken out
 * @param demeaned markets (numbers) in which what brands share in a period is taken out: one dummy a period
 * @param predictors how many of the columns are predictors; the rest are common terms
 * @returns null when nothing is left to judge by: too few rows, or an outcome that the columns explain entirely
 */
export function jointFit(
  brands: readonly BrandRows[],
  demeaned: readonly number[],
  predictors: number,
  lag: number,
): PanelFit | null {
  const first = brands[0];
  if (first === undefined) return null;
  const dense = first.columns.length;
  const shared = brands.filter(({ market }) => demeaned.includes(market));
  // Dummies, market by market, so that those of different markets stay apart in the triangle; then common terms; predictors
  // last, where the diagonal shows what is left of them.
  const dummyAt = new Map<string, number>();
  const dummyMarkets: number[] = [];
  for (const market of new Set(shared.map((each) => each.market)))
    for (const period of calendarOf(shared.filter((each) => each.market === market))) {
      dummyAt.set(`${market}:${period}`, dummyMarkets.length);
      dummyMarkets.push(market);
    }
  const dummies = dummyMarkets.length;
  const size = dummies + dense;
  const places = Int32Array.from(first.columns, (_, c) => dummies + ((c + dense - predictors) % dense));
  const placeOf = (column: number): number => places[column]!;
  const dummiesOf = brands.map(({ market, calendar }) =>
    demeaned.includes(market) ? Int32Array.from(calendar, (period) => dummyAt.get(`${market}:${period}`)!) : null,
  );

  const gram = Array.from({ length: size }, (_, i) => new Float64Array(i + 1));
  const right = new Float64Array(size);
  const before = new Float64Array(size);
  let rows = 0;
  let spent = 0;
  for (const [i, { columns, y, own, times, products, pulses }] of brands.entries()) {
    const n = times.length;
    rows += n;
    spent += own.length;
    const product = products();
    for (let a = 0, p = 0; a < dense; a++) {
      right[placeOf(a)]! += dot(columns[a]!, y);
      for (let b = 0; b <= a; b++, p++) {
        const [row, column] = [placeOf(a), placeOf(b)];
        gram[Math.max(row, column)]![Math.min(row, column)]! += product[p]!;
      }
    }
    const at = dummiesOf[i];
    if (!at) continue;
    for (let a = 0; a < dense; a++) {
      const row = gram[placeOf(a)]!;
      const column = columns[a]!;
      for (let t = 0; t < n; t++) row[at[t]!]! += column[t]!;
    }
    const pulse = pulses();
    for (let t = 0; t < n; t++) {
      const d = at[t]!;
      right[d]! += y[t]!;
      before[d]! += 1;
      // Dummies are in the order of the calendar, so that earlier rows stay on this side of the diagonal.
      const row = gram[d]!;
      for (let u = 0; u <= t; u++) row[at[u]!]! += pulse[t * n + u]!;
    }
  }
  for (let place = dummies; place < size; place++) before[place] = gram[place]![place]!;
  const starts = Int32Array.from({ length: size }, (_, i) =>
    i < dummies ? dummyMarkets.indexOf(dummyMarkets[i]!) : 0,
  );
  const triangle = new EnvelopeTriangle(gram, before, starts, NOTHING_NEW);
  const coefficients = triangle.solve(right);
  const inverseOf = remembered((s: number): Float64Array | null => {
    const place = placeOf(s);
    if (!triangle.isKept(place)) return null;
    const unit = new Float64Array(size);
    unit[place] = 1;
    return triangle.solve(unit);
  });
  const common = triangle.rank;
  const left = rows - spent - common;
  if (left < FEWEST_LEFT) return null;

  /** A linear combination of columns on the rows of a brand, own terms taken out. */
  const combine = (i: number, weights: Float64Array): Float64Array => {
    const { times, columns, own } = brands[i]!;
    const values = new Float64Array(times.length);
    columns.forEach((column, c) => {
      addScaled(values, weights[placeOf(c)]!, column);
    });
    const at = dummiesOf[i];
    if (at) {
      const effects = Float64Array.from(at, (d) => weights[d]!);
      project(effects, own);
      addScaled(values, 1, effects);
    }
    return values;
  };
  const residuals = brands.map(({ y }, i) => {
    const values = Float64Array.from(y);
    addScaled(values, -1, combine(i, coefficients));
    return values;
  });
  const rest = residuals.reduce((sum, each) => sum + dot(each, each), 0);
  const total = brands.reduce((sum, { y }) => sum + dot(y, y), 0);
  if (!(rest > NOTHING_LEFT * total)) return null;
  const periods = calendarOf(brands);
  const periodAt = new Map(periods.map((period, i) => [period, i]));
  const errors: PanelFit['errors'] =
    brands.length === 1 ? 'ordinary' : dummies > 0 ? 'clustered by period' : 'Driscoll–Kraay';

  /** What each period adds to the error of a slope, and its share of the predictor's variation. */
  const influenceOf = remembered((s: number): { score: Float64Array; weight: Float64Array } => {
    const score = new Float64Array(periods.length);
    const weight = new Float64Array(periods.length);
    brands.forEach(({ calendar }, i) => {
      const row = combine(i, inverseOf(s)!);
      calendar.forEach((period, t) => {
        const at = periodAt.get(period)!;
        score[at]! += row[t]! * residuals[i]![t]!;
        weight[at]! += row[t]! ** 2;
      });
    });
    return { score, weight };
  });
  const slope = remembered((s: number): PooledSlope | null => {
    const column = inverseOf(s);
    if (!column) return null;
    const place = placeOf(s);
    const own = column[place]!;
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
      variance = dot(score, score) * (rows / left) * (clusters / (clusters - 1));
      // Satterthwaite (1946), as Bell & McCaffrey (2002): periods that carry much leave fewer degrees of freedom.
      df = Math.max(1, weight.reduce((sum, value) => sum + value, 0) ** 2 / dot(weight, weight) - 1);
    }
    const value = coefficients[place]!;
    const error = Math.sqrt(variance);
    if (!(error > NOTHING_NEW * Math.abs(value)) || df < 1) return null;
    return {
      lag,
      slope: value,
      error,
      df,
      // Its variation beside the common terms alone, against that beside the other predictors too.
      varianceInflation: own * triangle.leftAfter(place, size - predictors),
      influence: new Map(periods.map((period, i) => [period, score[i]!])),
    };
  });

  /** A predictor beside the common terms (and not beside the other predictors), by brand. */
  const besideCommon = remembered((s: number): readonly Float64Array[] => {
    const weights = triangle.solveRow(placeOf(s), size - predictors);
    return brands.map(({ columns }, i) => {
      const values = Float64Array.from(columns[s]!);
      addScaled(values, -1, combine(i, weights));
      return values;
    });
  });
  const own = remembered((predictor: number): readonly BrandSlope[] => {
    if (!inverseOf(predictor)) return [];
    const active = Array.from({ length: predictors }, (_, s) => s).filter((s) => inverseOf(s));
    return brands.flatMap(({ unit, times, own: ownTerms }, i): BrandSlope[] => {
      const columns = active.map((s) => besideCommon(s)[i]!);
      const response = Float64Array.from(residuals[i]!);
      active.forEach((s, a) => {
        addScaled(response, coefficients[placeOf(s)]!, columns[a]!);
      });
      const others = orthonormalise(columns.filter((_, a) => active[a] !== predictor)).columns;
      const x = Float64Array.from(columns[active.indexOf(predictor)]!);
      const beforeX = dot(x, x);
      for (const each of [x, response]) {
        project(each, others);
        project(each, others);
      }
      // The brand's share of the common terms costs it degrees of freedom too.
      const df = Math.floor(
        times.length - ownTerms.length - active.length - (common - active.length) * (times.length / rows),
      );
      const xx = dot(x, x);
      if (df < FEWEST_LEFT || !(xx > NOTHING_LEFT * beforeX)) return [];
      const value = dot(x, response) / xx;
      const error = Math.sqrt(Math.max(0, dot(response, response) - xx * value ** 2) / df / xx);
      return error > NOTHING_NEW * Math.abs(value) ? [{ unit, value, error, df, n: times.length }] : [];
    });
  });

  return {
    lag,
    errors,
    rows,
    units: brands.length,
    periods: periods.length,
    residualSpread: Math.sqrt(rest / left),
    slope,
    own,
    heaviestPeriod(predictor) {
      if (!inverseOf(predictor)) return null;
      const sign = Math.sign(coefficients[placeOf(predictor)]!);
      // What a period pulls into the direction of the slope, its own part of the fit included.
      const pulls = influenceOf(predictor).score.map((value) => value * sign);
      let at = 0;
      pulls.forEach((pull, t) => {
        if (pull > pulls[at]!) at = t;
      });
      return periods[at] ?? null;
    },
    partialled(predictor) {
      const inverse = inverseOf(predictor);
      if (!inverse) return [];
      const place = placeOf(predictor);
      return brands.map(({ unit, times }, i): PartialScatter => {
        // The predictor beside everything else is its row of the inverse, scaled back.
        const x = combine(i, inverse).map((value) => value / inverse[place]!);
        const y = Float64Array.from(residuals[i]!);
        addScaled(y, coefficients[place]!, x);
        return { unit, times, x, y };
      });
    },
  };
}

/** All periods of these brands, in order. */
const calendarOf = (brands: readonly BrandRows[]): number[] =>
  [...new Set(brands.flatMap(({ calendar }) => calendar))].sort((a, b) => a - b);

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function addScaled(to: Float64Array, factor: number, from: Float64Array): void {
  if (factor !== 0) for (let t = 0; t < to.length; t++) to[t]! += factor * from[t]!;
}
