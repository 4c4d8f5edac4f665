/**
 * Metrics that are computed from an outcome although their name does not say so ("Efficiency Index" that is spend ÷ revenue),
 * found in their figures.
 */
import type { MetricKey, OutcomeSeries, SpendRow } from '../../domain/dataset.ts';
import { KNOWN_OUTCOMES } from '../../domain/outcome.ts';
import { PERIODS_PER_YEAR } from '../../domain/period.ts';
import { cell, metricId, type ScoreHistory } from '../scores/history.ts';
import type { Series } from '../stats/association/short-run.ts';
import { isIdentity } from './identities.ts';
import { type LinkMarket, outcomeOf, spendByChannel } from './units.ts';

/** A metric that moves as a formula of this period's outcomes and spend does. */
export interface ComputedMetric extends MetricKey {
  /** The best one, or several that say the same on these data. */
  readonly formulas: readonly {
    /** "spend ÷ revenue", lower case. */
    readonly text: string;
    readonly outcomes: readonly string[];
  }[];
}

/** What sells counts into all of these: a formula of one is held against none of the others. */
const COUNTED_SALES: readonly string[] = [
  'revenue',
  'units',
  'orders',
  'order_value',
  'market_share',
  'sales_share',
  'new_customers',
  'bestseller_rank',
];
/** Of sales as well, but chosen by the brand: a metric of prices alone may be held against sales. */
const OF_SALES: readonly string[] = [...COUNTED_SALES, 'price'];

/** Outcomes that are parts of formulas … */
const PARTS: readonly string[] = [...OF_SALES, 'category_sales', 'sessions', 'product_views', 'add_to_carts'];
/** … and those that a metric may only state in other words. */
const WHOLES: readonly string[] = ['awareness', 'consideration', 'preference', 'loyalty', 'equity_index'];

/** What a report declares, so that it reads the same alone and beside others; what a metric may state it asks about itself. */
export const FORMULA_OUTCOMES: readonly string[] = KNOWN_OUTCOMES.map(({ outcome }) => outcome).filter((name) =>
  PARTS.includes(name),
);

/** Outcomes of which a formula must not be held against the one asked about. */
function basesOf(outcome: string): ReadonlySet<string> {
  if (COUNTED_SALES.includes(outcome)) return new Set(COUNTED_SALES);
  if (outcome === 'price') return new Set(OF_SALES);
  const parts = KNOWN_OUTCOMES.map((each) => each.outcome).filter((name) => isIdentity(name, outcome));
  return new Set([outcome, ...parts]);
}

/**
 * Share of a metric's movement that must go the formula's way. It is 1 for every increasing function of the formula, whatever
 * its shape; for normal changes it equals their correlation, so that .99 is an R² of .98.
 */
const AGREEMENT = 0.99;
/** A brand is asked when the metric changed in so many periods … */
const FEWEST_OF_BRAND = 12;
/** … and the answer counts with so many over all brands: by chance one formula agrees in all of them once in 10¹². */
const FEWEST_CHANGES = 40;
/** Of a market the brands with most figures: a definition shows in these, and a market may have a thousand. */
const MOST_BRANDS = 24;
/** Agreements that differ by less are equal but for rounding. */
const ROUNDING = 1e-9;

/** Logarithms; NaN where the value is missing or not positive. */
const logs = (values: Series): Float64Array =>
  Float64Array.from(values, (value) => (value !== null && value > 0 ? Math.log(value) : Number.NaN));

const changesOf = (values: Float64Array): Float64Array =>
  values.map((value, t) => (t === 0 ? Number.NaN : value - values[t - 1]!));

interface Column {
  readonly name: string;
  /** Place among the columns of a unit. */
  readonly at: number;
  /** The outcome that it is, when it is one. */
  readonly outcome: string | null;
  /** In words. */
  readonly label: string;
  /** `past`: an earlier value of an outcome, looked at as its growth only; `whole`: looked at alone. */
  readonly role: 'part' | 'past' | 'whole';
}

/** One brand of one market: the columns that it has, by their places. */
interface Unit {
  readonly history: ScoreHistory;
  readonly brand: number;
  /** Logarithms. */
  readonly levels: readonly (Float64Array | undefined)[];
  readonly changes: readonly (Float64Array | undefined)[];
}

const labelOf = (outcome: string): string =>
  KNOWN_OUTCOMES.find((each) => each.outcome === outcome)?.label.toLowerCase() ?? outcome.replaceAll('_', ' ');

/** Sum over series, by period; null where one of them has no value. */
const sumOf = (all: readonly Series[], length: number): (number | null)[] =>
  Array.from({ length }, (_, t) =>
    all.reduce<number | null>((sum, series) => (sum === null || series[t] == null ? null : sum + series[t]), 0),
  );

/** How many figures of a market's brand formulas can be looked for in. */
const countKnown = (history: ScoreHistory, series: readonly OutcomeSeries[]): number =>
  series
    .filter(({ project, outcome }) => history.rounds.includes(project) && FORMULA_OUTCOMES.includes(outcome))
    .reduce((sum, { values }) => sum + values.filter((value) => value !== null).length, 0);

function unitsOf(
  markets: readonly LinkMarket[],
  data: { readonly outcomes: readonly OutcomeSeries[]; readonly spend: readonly SpendRow[] },
): { readonly units: readonly Unit[]; readonly columns: readonly Column[] } {
  const columns = new Map<string, Column>();
  const outcomesOf = Map.groupBy(data.outcomes, ({ brand }) => brand);
  const spendOf = Map.groupBy(data.spend, ({ brand }) => brand);
  const units = markets.flatMap(({ history }) => {
    const length = history.periods.length;
    const season = PERIODS_PER_YEAR[history.frequency];
    const totals = new Map<string, Float64Array>();
    for (const outcome of ['revenue', 'units']) {
      const sold = history.brands
        .map((brand) => outcomeOf(history, brand, outcome, outcomesOf.get(brand) ?? []))
        .filter((series) => series.some((value) => value !== null));
      if (sold.length > 1) totals.set(outcome, logs(sumOf(sold, length)));
    }
    const figures = history.brands.map((brand) => countKnown(history, outcomesOf.get(brand) ?? []));
    const asked = history.brands
      .map((_, b) => b)
      .sort((a, b) => figures[b]! - figures[a]! || a - b)
      .slice(0, MOST_BRANDS)
      .sort((a, b) => a - b);
    return asked.map((b): Unit => {
      const brand = history.brands[b]!;
      const levels: (Float64Array | undefined)[] = [];
      const changes: (Float64Array | undefined)[] = [];
      const add = (column: Omit<Column, 'at'>, found: Float64Array): void => {
        if (found.every(Number.isNaN)) return;
        const known = columns.get(column.name) ?? { ...column, at: columns.size };
        columns.set(column.name, known);
        levels[known.at] = found;
        changes[known.at] = changesOf(found);
      };
      for (const outcome of [...FORMULA_OUTCOMES, ...WHOLES]) {
        const found = logs(outcomeOf(history, brand, outcome, outcomesOf.get(brand) ?? []));
        const label = labelOf(outcome);
        const role = WHOLES.includes(outcome) ? 'whole' : 'part';
        add({ name: outcome, outcome, label, role }, found);
        if (role === 'whole') continue;
        for (const [lag, words] of [
          [1, 'the period before'],
          [season, 'the year before'],
        ] as const)
          add(
            { name: `${outcome}:${lag}`, outcome, label: `${label} of ${words}`, role: 'past' },
            found.map((_, t) => found[t - lag] ?? Number.NaN),
          );
      }
      for (const [outcome, found] of totals)
        add({ name: `${outcome}:all`, outcome: null, label: `${labelOf(outcome)} of all brands`, role: 'part' }, found);
      const channels = spendByChannel(history, brand, spendOf.get(brand) ?? []);
      for (const [channel, values] of channels)
        add({ name: `spend:${channel}`, outcome: null, label: `spend in ${channel}`, role: 'part' }, logs(values));
      if (channels.size > 0)
        add(
          { name: 'spend', outcome: null, label: 'spend', role: 'part' },
          logs(sumOf([...channels.values()], length)),
        );
      return { history, brand: b, levels, changes };
    });
  });
  return { units, columns: [...columns.values()] };
}

/** `a`, `a × b` or `a ÷ b`; the sign of `b`. */
interface Formula {
  readonly a: Column;
  readonly b: Column | null;
  readonly sign: 1 | -1;
}

function formulasOf(columns: readonly Column[]): Formula[] {
  const alone = columns.filter(({ role }) => role !== 'past').map((a): Formula => ({ a, b: null, sign: 1 }));
  const parts = columns.filter(({ role }) => role === 'part');
  const pairs = parts.flatMap((a, i) =>
    parts.slice(i + 1).flatMap((b): Formula[] => [
      { a, b, sign: 1 },
      { a, b, sign: -1 },
    ]),
  );
  const growth = columns
    .filter(({ role }) => role === 'past')
    .flatMap((b) => parts.filter(({ outcome }) => outcome === b.outcome).map((a): Formula => ({ a, b, sign: -1 })));
  return [...alone, ...pairs, ...growth];
}

/** One metric of one brand. */
interface Path {
  readonly unit: Unit;
  readonly levels: Float64Array;
  readonly changes: Float64Array;
  /** Sum of the sizes of changes. */
  readonly mass: number;
}

/** A metric in every brand in which it changes often enough. */
function pathsOf(units: readonly Unit[], id: string): Path[] {
  return units.flatMap((unit): Path[] => {
    const { history, brand } = unit;
    const m = history.metrics.findIndex((metric) => metricId(metric) === id);
    if (m < 0) return [];
    const levels = Float64Array.from(history.periods, (_, t) => cell(history, brand, m, t));
    const changes = changesOf(levels);
    let [mass, count] = [0, 0];
    for (const change of changes)
      if (change !== 0 && !Number.isNaN(change)) {
        mass += Math.abs(change);
        count++;
      }
    return count < FEWEST_OF_BRAND ? [] : [{ unit, levels, changes, mass }];
  });
}

/**
 * The agreement of one brand, −1 to 1, with the number of its changes; null where the formula is known in too few. It stops, and says 0,
 * as soon as movement both with and against the formula leaves the mark out of reach: a report asks hundreds of thousands of times.
 */
function agreementIn(path: Path, formula: Formula): { readonly agreement: number; readonly n: number } | 0 | null {
  const { unit, changes, mass } = path;
  const { a, b, sign } = formula;
  const first = unit.changes[a.at];
  const second = b === null ? first : unit.changes[b.at];
  if (first === undefined || second === undefined) return null;
  const factor = b === null ? 0 : sign;
  const most = ((1 - AGREEMENT) / 2) * mass;
  let up = 0;
  let down = 0;
  let none = 0;
  let n = 0;
  for (let t = 1; t < changes.length; t++) {
    const moved = changes[t]!;
    const product = moved * (first[t]! + factor * second[t]!);
    if (product > 0) up += Math.abs(moved);
    else if (product < 0) down += Math.abs(moved);
    else if (product === 0) none += Math.abs(moved);
    else continue;
    if (moved !== 0) n++;
    if (up > most && down > most) return 0;
  }
  if (n < FEWEST_OF_BRAND) return null;
  const agreement = (up - down) / (up + down + none);
  if (Math.abs(agreement) < AGREEMENT) return 0;
  const throughout = agreementOfPairs(path, formula);
  return throughout * agreement > 0 && Math.abs(throughout) >= AGREEMENT ? { agreement: throughout, n } : 0;
}

/**
 * The same over all pairs of periods of one round, not only those that follow each other: of a metric that is coarse beside its movement
 * only the large changes are seen, and those agree with much that is not its formula. A new round may be normalised anew.
 */
function agreementOfPairs({ unit, levels }: Path, { a, b, sign }: Formula): number {
  const first = unit.levels[a.at]!;
  const second = b === null ? null : unit.levels[b.at]!;
  const { owners } = unit.history;
  const formula = first.map((value, t) => (second === null ? value : value + sign * second[t]!));
  let along = 0;
  let all = 0;
  for (let t = 1; t < levels.length; t++)
    for (let u = 0; u < t; u++) {
      const moved = levels[t]! - levels[u]!;
      const other = formula[t]! - formula[u]!;
      if (owners[t] !== owners[u] || Number.isNaN(moved * other)) continue;
      along += moved * Math.sign(other);
      all += Math.abs(moved);
    }
  return along / all;
}

/**
 * Agreement over brands, −1 to 1, weighted by their changes; null unless more than half of the brands that can be asked have
 * it, all in one direction: figures of some brands may be estimates.
 */
function agreementOf(paths: readonly Path[], formula: Formula): number | null {
  let left = paths.length;
  let [against, agreed, changed, sum] = [0, 0, 0, 0];
  for (const path of paths) {
    const found = agreementIn(path, formula);
    left--;
    if (found === null) continue;
    if (found === 0) {
      against++;
      if (against >= agreed + left) return null;
      continue;
    }
    if (found.agreement * sum < 0) return null;
    agreed++;
    changed += found.n;
    sum += found.n * found.agreement;
  }
  return changed < FEWEST_CHANGES || agreed <= against ? null : sum / changed;
}

const wordsOf = ({ a, b, sign }: Formula, agreement: number): string => {
  if (b === null) return a.label;
  if (sign > 0) return `${a.label} × ${b.label}`;
  return agreement > 0 ? `${a.label} ÷ ${b.label}` : `${b.label} ÷ ${a.label}`;
};

const outcomesIn = ({ a, b }: Formula): string[] =>
  [...new Set([a.outcome, b?.outcome ?? null])].filter((outcome) => outcome !== null);

/**
 * Metrics whose path, in most brands, is that of a formula of this period's outcomes and spend.
 *
 * Formulas: one column, or the product or ratio of two; columns are outcomes, their own past (growth), sales of all brands, spend in
 * total and by channel. Scores are formulas normalised to 0–100 by some increasing or decreasing function that nobody states,
 * rounded and clipped. So only directions are compared: `Σ Δs · sign(Δf) ÷ Σ |Δs|`, a sign test of association (Blomqvist 1950)
 * in which every move has the weight of its size. It is 1 for any such function, and what rounding or a bound swallowed has no
 * weight. It must reach the mark over periods that follow each other, where common trends do not raise it as they do an R² of
 * levels, and over all pairs of periods. Where several formulas agree, the best speak, those of one column at equal agreement, so
 * that a metric of spend alone is not taken for spend × price where prices hardly move.
 * @returns metrics with at least one outcome in a best formula, in the order of the metrics
 */
export function computedMetrics(
  markets: readonly LinkMarket[],
  data: { readonly outcomes: readonly OutcomeSeries[]; readonly spend: readonly SpendRow[] },
): ComputedMetric[] {
  const { units, columns } = unitsOf(markets, data);
  const formulas = formulasOf(columns);
  const metrics = new Map(markets.flatMap(({ history }) => history.metrics.map((key) => [metricId(key), key])));
  return [...metrics].flatMap(([id, { section, platform, metric }]): ComputedMetric[] => {
    const paths = pathsOf(units, id);
    const found = formulas.flatMap((formula) => {
      const agreement = agreementOf(paths, formula);
      return agreement === null ? [] : [{ formula, agreement }];
    });
    const best = Math.max(...found.map(({ agreement }) => Math.abs(agreement)));
    const equal = found.filter(({ agreement }) => Math.abs(agreement) >= best - ROUNDING);
    const alone = equal.filter(({ formula }) => formula.b === null);
    const told = (alone.length > 0 ? alone : equal)
      .map(({ formula, agreement }) => ({ text: wordsOf(formula, agreement), outcomes: outcomesIn(formula) }))
      .filter(({ outcomes }) => outcomes.length > 0);
    return told.length === 0 ? [] : [{ section, platform, metric, formulas: told }];
  });
}

/**
 * The formula by which a metric is tied to an outcome: one in which the outcome, what it is computed from or what is computed from it takes part; of
 * what is counted from sales, anything counted from sales. Null: the metric may be held against it.
 */
export function formulaBehind({ formulas }: ComputedMetric, outcome: string): string | null {
  const bases = basesOf(outcome);
  return formulas.find(({ outcomes }) => outcomes.some((name) => bases.has(name)))?.text ?? null;
}
