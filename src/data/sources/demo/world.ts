/**
 * The demo market: a seeded world that looks real and whose truth is known. Rows are those of the import format.
 * Large tables are produced on demand, brand by brand, so that a world of any size fits into memory.
 */
import type { Brand, EventRow, Metric, Project, SpendRow, Weight } from '../../../domain/dataset.ts';
import { KNOWN_OUTCOMES } from '../../../domain/outcome.ts';
import type { Period } from '../../../domain/period.ts';
import { createRng, type Rng } from '../../../domain/rng.ts';
import { ALL_METRICS, MARKETS, SECTIONS } from './catalogue.ts';
import { type WorldOptions, worldOptions } from './options.ts';
import { isListed, type Plan, planWorld, roundEnd } from './plan.ts';
import { otherSales, type SalesPeriod, simulateSales } from './simulate-sales.ts';
import { rawValue, simulateScores } from './simulate-scores.ts';
import type { Truth } from './truth.ts';

export interface ScoreRow {
  readonly project: string;
  readonly brand: string;
  readonly section: string;
  readonly platform: string;
  readonly metric: string;
  readonly period: Period;
  readonly raw: number;
  readonly normalised: number;
}

export interface OutcomeRow {
  readonly project: string;
  readonly brand: string;
  readonly outcome: string;
  readonly unit: string;
  readonly period: Period;
  readonly value: number;
}

export interface World {
  readonly projects: readonly Project[];
  readonly brands: readonly Brand[];
  readonly metrics: readonly Metric[];
  readonly weights: readonly Weight[];
  readonly events: readonly EventRow[];
  /** Sorted by market, brand, metric, period; each call starts again and gives the same rows. */
  scores(): Iterable<ScoreRow>;
  outcomes(): Iterable<OutcomeRow>;
  spend(): Iterable<SpendRow>;
  readonly truth: Truth;
}

/** Noise-free paths are written for so many brands; beyond, the facts alone say what moves. */
const MAX_EXPECTED_BRANDS = 100;

function projectsOf(plan: Plan): Project[] {
  return plan.calendar.rounds.flatMap((rounds, market) => {
    const { market: name, category, currency } = MARKETS[market] as (typeof MARKETS)[number];
    return rounds.map((round): Project => {
      const isCurrent = round.to === plan.options.periods - 1;
      return {
        project: round.project,
        market: name,
        category,
        currency,
        frequency: 'monthly',
        start: plan.calendar.periods[round.from] as string,
        end: isCurrent ? null : roundEnd(plan, round.to),
        follows: round.follows,
      };
    });
  });
}

function weightsOf(plan: Plan): Weight[] {
  return plan.calendar.rounds.flat().flatMap(({ project, from, to }): Weight[] => {
    const start = plan.calendar.periods[from] as string;
    const { weightChange } = plan;
    const changed = weightChange !== null && weightChange <= from;
    const row = (
      section: string,
      platform: string | null,
      metric: string | null,
      weight: number,
      validFrom = start,
    ) => ({
      project,
      section,
      platform,
      metric,
      weight,
      validFrom,
    });
    const rows = SECTIONS.flatMap(({ section, weight, weightAfterChange, platforms }) => [
      row(section, null, null, changed ? weightAfterChange : weight),
      ...platforms.flatMap((each) => [
        row(section, each.platform, null, each.weight),
        ...each.metrics.map((metric) => row(section, each.platform, metric.metric, metric.weight)),
      ]),
    ]);
    const changesInside = weightChange !== null && weightChange > from && weightChange <= to;
    if (changesInside)
      for (const { section, weight, weightAfterChange } of SECTIONS)
        if (weightAfterChange !== weight)
          rows.push(row(section, null, null, weightAfterChange, plan.calendar.periods[weightChange]));
    return rows;
  });
}

function eventsOf(plan: Plan): EventRow[] {
  return plan.events.map(({ market, brand, t, label }) => {
    const period = plan.calendar.periods[t] as string;
    return { project: projectAt(plan, market, t), brand, date: `${period.slice(0, 8)}05`, label };
  });
}

function projectAt(plan: Plan, market: number, t: number): string {
  const round = plan.calendar.rounds[market]?.find(({ from, to }) => t >= from && t <= to);
  if (!round) throw new RangeError(`no round of market ${market} holds period ${t}`);
  return round.project;
}

function* scoresOf(plan: Plan, root: Rng): Generator<ScoreRow> {
  const { periods } = plan.calendar;
  for (const [market, { market: name }] of MARKETS.entries()) {
    const projects = periods.map((_, t) => projectAt(plan, market, t));
    for (const { brand } of plan.brands) {
      const { values } = simulateScores(plan, root, market, brand);
      const chance = root.fork(`missing:${name}:${brand}`);
      for (const [m, { section, platform, metric }] of ALL_METRICS.entries())
        for (const [t, period] of periods.entries()) {
          // Drawn for every cell, kept or not, so that other switches do not move the gaps.
          const isMissing = chance.next() < plan.missingShare;
          const { outage } = plan;
          const isOut =
            outage?.market === market &&
            outage.section === section &&
            outage.platform === platform &&
            t >= outage.from &&
            t <= outage.to;
          if (isMissing || isOut || !isListed(plan, market, brand, t)) continue;
          const normalised = Number(((values[m] as Float64Array)[t] as number).toFixed(2));
          const project = projects[t] as string;
          yield { project, brand, section, platform, metric, period, raw: rawValue(m, normalised), normalised };
        }
    }
  }
}

/** Revenue of the whole category by market and period: tracked brands and the others. */
function categorySales(plan: Plan, root: Rng): number[][] {
  return MARKETS.map((_, market) => {
    const tracked = plan.calendar.periods.map(() => 0);
    for (const { brand } of plan.brands)
      simulateSales(plan, root, market, brand).forEach((sales, t) => {
        tracked[t]! += sales?.revenue ?? 0;
      });
    const usual = tracked.reduce((sum, value) => sum + value, 0) / tracked.length;
    const level = usual / Math.exp((plan.growth * (tracked.length - 1)) / 2);
    return otherSales(plan, root, market, level).map((others, t) =>
      Number(((tracked[t] as number) + others).toFixed(2)),
    );
  });
}

function* outcomesOf(plan: Plan, root: Rng, category: () => readonly (readonly number[])[]): Generator<OutcomeRow> {
  const kinds = new Map(KNOWN_OUTCOMES.map(({ outcome, unit }) => [outcome, unit]));
  for (const [market, { currency }] of MARKETS.entries())
    for (const { brand } of plan.brands) {
      const all = simulateSales(plan, root, market, brand);
      const named = all.map((sales, t) => sales && outcomeValues(sales, category()[market]?.[t] as number));
      const names = Object.keys(named.find((values) => values !== null) ?? {});
      for (const outcome of names) {
        const kind = kinds.get(outcome) as string;
        for (const [t, values] of named.entries()) {
          if (values === null) continue;
          yield {
            project: projectAt(plan, market, t),
            brand,
            outcome,
            unit: kind === 'currency' ? currency : kind,
            period: plan.calendar.periods[t] as string,
            value: values[outcome] as number,
          };
        }
      }
    }
}

function outcomeValues(sales: SalesPeriod, category: number): Record<string, number> {
  return {
    revenue: sales.revenue,
    units: sales.units,
    price: sales.price,
    orders: sales.orders,
    order_value: Number((sales.revenue / sales.orders).toFixed(4)),
    market_share: Number(((100 * sales.revenue) / category).toFixed(6)),
    category_sales: category,
    sessions: sales.sessions,
    product_views: sales.productViews,
    add_to_carts: sales.addToCarts,
    new_customers: sales.newCustomers,
    bestseller_rank: sales.bestsellerRank,
    ...sales.steady,
  };
}

function* spendOf(plan: Plan, root: Rng): Generator<SpendRow> {
  for (const market of MARKETS.keys())
    for (const { brand } of plan.brands)
      for (const [t, sales] of simulateSales(plan, root, market, brand).entries())
        for (const spend of sales?.spend ?? [])
          yield { project: projectAt(plan, market, t), brand, period: plan.calendar.periods[t] as string, ...spend };
}

function truthOf(plan: Plan, root: Rng, weights: readonly Weight[]): Truth {
  const { periods, rounds } = plan.calendar;
  const notes = [...plan.notes];
  const withPaths = plan.brands.length <= MAX_EXPECTED_BRANDS;
  if (!withPaths) notes.push(`expected: left out above ${MAX_EXPECTED_BRANDS} brands.`);
  return {
    options: plan.options,
    firstPeriod: periods[0] as string,
    lastPeriod: periods.at(-1) as string,
    markets: MARKETS.map(({ market }, at) => ({ market, projects: (rounds[at] ?? []).map(({ project }) => project) })),
    facts: plan.facts,
    notes,
    weights,
    expected: !withPaths
      ? []
      : MARKETS.flatMap(({ market }, at) =>
          plan.brands.flatMap(({ brand }) =>
            [...simulateScores(plan, root, at, brand, false).sections].map(([section, path]) => ({
              market,
              brand,
              section,
              values: Array.from(path.subarray(1), (value) => Number(value.toFixed(3))),
            })),
          ),
        ),
    scales: ALL_METRICS.map(({ section, platform, metric, rawAt0, rawAt100 }) => ({
      section,
      platform,
      metric,
      rawAt0,
      rawAt100,
    })),
  };
}

/**
 * Makes a world. The same options give the same rows and truth on every machine.
 * @throws AppError `usage` when an option is out of range
 */
export function generateWorld(given: Partial<WorldOptions> = {}): World {
  const plan = planWorld(worldOptions(given));
  const root = createRng(plan.options.seed);
  const weights = weightsOf(plan);
  let category: number[][] | null = null;
  return {
    projects: projectsOf(plan),
    brands: plan.brands.map(({ brand, category: home, role }) => ({ brand, category: home, role })),
    metrics: ALL_METRICS.map(({ section, platform, metric, direction, unit, definition }) => ({
      section,
      platform,
      metric,
      direction,
      unit,
      definition,
    })),
    weights,
    events: eventsOf(plan),
    scores: () => scoresOf(plan, root),
    outcomes: () => {
      category ??= categorySales(plan, root);
      const totals = category;
      return outcomesOf(plan, root, () => totals);
    },
    spend: () => spendOf(plan, root),
    truth: truthOf(plan, root, weights),
  };
}
