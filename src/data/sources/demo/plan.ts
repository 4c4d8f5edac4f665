/**
 * What is planted where: turns the options into numbers for the simulation and, at the same time, into the facts of
 * `truth.json`, so that the two cannot differ. A fact that does not fit the world is in neither; a note says so.
 */
import { periodEnd } from '../../../domain/period.ts';
import { type WorldCalendar, worldCalendar } from './calendar.ts';
import {
  ACQUIRING_SECTION,
  CHANNELS,
  DECOY_SECTION,
  type DemoBrand,
  demoBrands,
  LEADING_SECTION,
  MARKETS,
  PAID_SECTION,
} from './catalogue.ts';
import type { Switch, WorldOptions } from './options.ts';
import type { Fact, FactKind } from './truth.ts';

/** A span of period indices, both ends included. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Points added to one section's level; null brand or section: all of them. */
interface ScoreEffect {
  readonly market: number | null;
  readonly brand: string | null;
  readonly section: string | null;
  points(t: number): number;
}

export interface PlannedEvent {
  readonly market: number;
  readonly brand: string | null;
  readonly t: number;
  readonly label: string;
}

export interface Plan {
  readonly options: WorldOptions;
  readonly calendar: WorldCalendar;
  readonly brands: readonly DemoBrand[];
  readonly facts: readonly Fact[];
  readonly notes: readonly string[];
  readonly events: readonly PlannedEvent[];
  /** Points planted on a section at period index `t`, which may lie before the first period. */
  scorePoints(market: number, brand: string, section: string, t: number): number;
  /** Elasticity of demand to the leading section's score one period before. */
  readonly leadElasticity: number;
  /** Points on the leading section for demand noise of +1 log unit one period before (reverse world). */
  readonly reversePoints: number;
  /** Elasticity of new customers to the acquiring section's score of the same period. */
  readonly acquisitionElasticity: number;
  /**
   * Log-odds of awareness, consideration and preference for a point of the acquiring section: of the period before, or of the
   * period after in a reverse world.
   */
  readonly equityLogOdds: number;
  readonly equityLag: 1 | -1;
  /** What a partner's demand deviation of the period before takes from a brand of the pair. */
  readonly cannibalisation: { readonly pair: readonly [string, string]; readonly size: number } | null;
  /** Log units of demand at the yearly peak. */
  readonly demandSeason: number;
  /** Log units of demand a period. */
  readonly growth: number;
  /** Elasticity of orders to price, of new customers to spend; factor on the channels' ceilings. */
  readonly priceElasticity: number;
  readonly customerElasticity: number;
  readonly spendEffect: number;
  readonly missingShare: number;
  readonly outage: (Span & { readonly market: number; readonly section: string; readonly platform: string }) | null;
  readonly lateLaunch: { readonly brand: string; readonly from: number } | null;
  readonly delisting: (Span & { readonly market: number; readonly brand: string }) | null;
  /** Period index from which the changed weights hold. */
  readonly weightChange: number | null;
}

/** Periods that a planted step or dip needs before it, so that there is something it departs from. */
const RUN_IN = 6;
const YEAR = 12;
const SEASON_PEAK_MONTH = 10;
/** Lasting drifts are sized over five years and never steeper than that on a shorter history. */
const DRIFT_PERIODS = 60;

/** Yearly cycle between −1 and 1 with its peak in November. */
export function seasonAt(calendar: WorldCalendar, t: number): number {
  return Math.cos((2 * Math.PI * (calendar.monthOfYear(t) - SEASON_PEAK_MONTH)) / YEAR);
}

/** Log units by which bestseller rank falls for one log unit that a brand sells above its usual level. */
export const RANK_RESPONSE = 1.5;

const SALES_CHAIN = [
  'sessions',
  'product_views',
  'add_to_carts',
  'orders',
  'units',
  'revenue',
  'market_share',
  'bestseller_rank',
];

type FactDraft = Pick<Fact, 'kind' | 'statement' | 'size' | 'unit' | 'sign'> & Partial<Omit<Fact, 'id'>>;

export function planWorld(options: WorldOptions): Plan {
  const calendar = worldCalendar(options.periods);
  const count = options.periods;
  const brands = demoBrands(options.brands);
  const off = new Set<string>(options.without);
  const nothing = off.has('all');
  const effect = options.effectSize;
  const facts: Fact[] = [];
  const notes: string[] = [];
  const events: PlannedEvent[] = [];
  const effects: ScoreEffect[] = [];

  /** Projects of one market (null: of all) that hold any period from `from` to `to`. */
  const projectsAt = (market: number | null, { from, to }: Span = { from: 0, to: count - 1 }): string[] =>
    calendar.rounds.flatMap((rounds, at) =>
      market === null || market === at
        ? rounds.filter((round) => round.from <= to && round.to >= from).map((round) => round.project)
        : [],
    );
  const add = (draft: FactDraft): void => {
    const number = facts.filter(({ kind }) => kind === draft.kind).length + 1;
    facts.push({
      id: `${draft.kind}-${number}`,
      projects: projectsAt(null),
      brand: null,
      otherBrand: null,
      section: null,
      platform: null,
      metric: null,
      outcomes: [],
      periods: null,
      lag: null,
      direction: draft.sign > 0 ? 'up' : draft.sign < 0 ? 'down' : 'none',
      association: false,
      parameters: {},
      ...draft,
    });
  };
  const periodsOf = ({ from, to }: Span): string[] => calendar.periods.slice(from, to + 1);
  const fits = (kind: FactKind, needed: number, names: readonly string[] = []): boolean => {
    if (count < needed) notes.push(`${kind}: left out, it needs ${needed} periods and this world has ${count}.`);
    const absent = names.filter((name) => !brands.some(({ brand }) => brand === name));
    if (absent.length > 0) notes.push(`${kind}: left out, this world has no brand ${absent.join(' and no ')}.`);
    return count >= needed && absent.length === 0;
  };
  const wanted = (name: Switch): boolean => !nothing && !off.has(name);
  /** Period index counted back from the end: 1 is the last period. */
  const back = (periods: number): number => count - periods;

  if (calendar.rounds[0]?.length === 1)
    notes.push(`${MARKETS[0].rounds[0]}: left out, one period cannot be split over two rounds.`);

  /* ---- scores ---- */

  const drift = (points: number) => {
    const slope = (points * effect) / Math.max(DRIFT_PERIODS, count);
    return {
      slope,
      toEnd: (t: number): number => points * effect - slope * (count - 1 - t),
      rise: (t: number) => slope * t,
    };
  };
  if (wanted('trend') && fits('trend', YEAR, ['Cirrus'])) {
    const { slope, rise } = drift(6);
    effects.push({ market: null, brand: 'Cirrus', section: null, points: rise });
    add({
      kind: 'trend',
      statement: 'The score of Cirrus truly rises, in every section alike.',
      brand: 'Cirrus',
      size: slope,
      unit: 'points per period',
      sign: 1,
    });
  }
  if (wanted('overtake') && fits('overtake', YEAR, ['Dune', 'Zephyr'])) {
    const { slope, toEnd } = drift(6);
    effects.push({ market: 0, brand: 'Zephyr', section: null, points: toEnd });
    add({
      kind: 'overtake',
      statement: 'Zephyr starts below Dune, closes the gap steadily and is on course to overtake.',
      projects: projectsAt(0),
      brand: 'Zephyr',
      otherBrand: 'Dune',
      size: slope,
      unit: 'points per period',
      sign: 1,
      parameters: { expectedGapInLastPeriod: 7 - 6 * effect, expectedPeriodsToOvertake: (7 - 6 * effect) / slope },
    });
  }
  if (wanted('decoy') && fits('decoy', YEAR)) {
    const { slope, rise } = drift(7);
    effects.push({ market: null, brand: null, section: DECOY_SECTION, points: rise });
    add({
      kind: 'decoy',
      statement: `${DECOY_SECTION} trends upwards for every brand, lifts every total score by its weight and drives nothing; correlations of levels fall for it.`,
      section: DECOY_SECTION,
      size: slope,
      unit: 'points per period',
      sign: 1,
    });
    add({
      kind: 'market-growth',
      statement: 'Demand grows steadily for every brand, for reasons outside the score: the other half of the decoy.',
      outcomes: [...SALES_CHAIN.slice(0, 6), 'category_sales'],
      size: 0.005 * effect,
      unit: 'log units per period',
      sign: 1,
    });
  }
  const seasons = wanted('seasonality') && fits('seasonality', YEAR + 1);
  if (seasons) {
    for (const [section, points] of [
      [LEADING_SECTION, 2],
      [PAID_SECTION, 1.5],
    ] as const) {
      effects.push({ market: null, brand: null, section, points: (t) => points * effect * seasonAt(calendar, t) });
      add({
        kind: 'seasonality',
        statement: `${section} scores of every brand peak each November.`,
        section,
        size: points * effect,
        unit: 'points, mean to peak',
        sign: 1,
        parameters: { periodLength: YEAR, peakMonth: SEASON_PEAK_MONTH + 1 },
      });
    }
    add({
      kind: 'seasonality',
      statement: 'Demand of every brand peaks each November.',
      outcomes: [...SALES_CHAIN.slice(0, 6), 'category_sales'],
      size: 0.12 * effect,
      unit: 'log units, mean to peak',
      sign: 1,
      parameters: { periodLength: YEAR, peakMonth: SEASON_PEAK_MONTH + 1 },
    });
  }
  if (wanted('anomalies'))
    for (const [market, brand, section, fromEnd, points] of [
      [0, 'Borealis', ACQUIRING_SECTION, 6, -8],
      [1, 'Aurora', LEADING_SECTION, 21, 8],
      [0, 'Dune', PAID_SECTION, 35, -8],
    ] as const) {
      const t = back(fromEnd);
      if (!fits('anomalies', fromEnd + RUN_IN, [brand])) continue;
      effects.push({ market, brand, section, points: (at) => (at === t ? points * effect : 0) });
      add({
        kind: 'anomalies',
        statement: `${section} of ${brand} ${points < 0 ? 'drops' : 'jumps'} for one period, in all its metrics together.`,
        projects: projectsAt(market, { from: t, to: t }),
        brand,
        section,
        periods: periodsOf({ from: t, to: t }),
        size: Math.abs(points) * effect,
        unit: 'points',
        sign: points < 0 ? -1 : 1,
      });
    }
  if (wanted('level-shifts'))
    for (const [market, brand, section, fromEnd, points, label] of [
      [0, 'Aurora', PAID_SECTION, 10, -8, 'Paid media agency changed'],
      [1, 'Dune', ACQUIRING_SECTION, 28, 8, 'Brand site relaunched'],
    ] as const) {
      const t = back(fromEnd);
      if (!fits('level-shifts', fromEnd + RUN_IN, [brand])) continue;
      effects.push({ market, brand, section, points: (at) => (at >= t ? points * effect : 0) });
      events.push({ market, brand, t, label });
      add({
        kind: 'level-shifts',
        statement: `${section} of ${brand} moves to a ${points < 0 ? 'lower' : 'higher'} level and stays there.`,
        projects: projectsAt(market, { from: t, to: count - 1 }),
        brand,
        section,
        periods: periodsOf({ from: t, to: t }),
        size: Math.abs(points) * effect,
        unit: 'points',
        sign: points < 0 ? -1 : 1,
        parameters: { lasting: true },
      });
    }
  if (wanted('common-shock') && fits('common-shock', 33 + RUN_IN)) {
    const span: Span = { from: back(33), to: back(32) };
    const points = (t: number): number => (t === span.from ? -4 * effect : t === span.to ? -2 * effect : 0);
    effects.push({ market: 0, brand: null, section: null, points });
    events.push({ market: 0, brand: null, t: span.from, label: 'Market-wide logistics strike' });
    add({
      kind: 'common-shock',
      statement: 'Every section of every brand dips for two periods; sales feel it only through the lead of the score.',
      projects: projectsAt(0, span),
      periods: periodsOf(span),
      size: 4 * effect,
      unit: 'points in the first period, half of it in the second',
      sign: -1,
    });
  }

  /* ---- outcomes ---- */

  const linked = options.kind === 'planted' ? effect : 0;
  const zeroed = options.kind === 'matched-null' ? ' The coefficient is 0 in this world.' : '';
  let leadElasticity = 0;
  if (options.kind !== 'reverse' && wanted('lead') && fits('lead', 3)) {
    leadElasticity = 1.2 * linked;
    add({
      kind: 'lead',
      statement: `A change of the ${LEADING_SECTION} score is followed one period later by a change of sales.${zeroed}`,
      section: LEADING_SECTION,
      outcomes: SALES_CHAIN,
      size: leadElasticity,
      unit: 'elasticity of revenue to the section score, on changes of logarithms',
      lag: 1,
      sign: linked > 0 ? 1 : 0,
      association: linked > 0,
      parameters: { bestsellerRankSign: -1, bestsellerRankElasticity: -RANK_RESPONSE * leadElasticity },
    });
  }
  let reversePoints = 0;
  if (options.kind === 'reverse' && !nothing && fits('reverse', 3)) {
    reversePoints = 35 * effect;
    add({
      kind: 'reverse',
      statement: `A change of sales is followed one period later by a change of the ${LEADING_SECTION} score, never the other way.`,
      section: LEADING_SECTION,
      outcomes: SALES_CHAIN,
      size: reversePoints,
      unit: 'points for one log unit of demand',
      lag: -1,
      sign: 1,
    });
  }
  let acquisitionElasticity = 0;
  if (wanted('acquisition') && fits('acquisition', 3)) {
    acquisitionElasticity = options.kind === 'matched-null' ? 0 : 1.6 * effect;
    add({
      kind: 'acquisition',
      statement: `At equal spend, a better ${ACQUIRING_SECTION} score brings more new customers, so each costs less.${zeroed}`,
      section: ACQUIRING_SECTION,
      outcomes: ['new_customers'],
      size: acquisitionElasticity,
      unit: 'elasticity of new customers to the section score at equal spend; of the cost of one with the opposite sign',
      lag: 0,
      sign: acquisitionElasticity > 0 ? 1 : 0,
      association: acquisitionElasticity > 0,
      parameters: { acquisitionCostSign: acquisitionElasticity > 0 ? -1 : 0 },
    });
  }
  let equityLogOdds = 0;
  const equityLag = options.kind === 'reverse' ? -1 : 1;
  if (wanted('equity') && fits('equity', 3)) {
    equityLogOdds = options.kind === 'matched-null' ? 0 : 0.025 * effect;
    add({
      kind: 'equity',
      statement:
        equityLag < 0
          ? `A change of awareness, consideration and preference is followed one period later by a change of the ${ACQUIRING_SECTION} score, never the other way.`
          : `A change of the ${ACQUIRING_SECTION} score is followed one period later by a change of awareness, consideration and preference.${zeroed}`,
      section: ACQUIRING_SECTION,
      outcomes: ['awareness', 'consideration', 'preference'],
      size: equityLogOdds,
      unit: 'log-odds of each share for a point of the section score',
      lag: equityLag,
      sign: equityLogOdds > 0 ? 1 : 0,
      association: equityLogOdds > 0 && equityLag > 0,
    });
  }
  let cannibalisation: Plan['cannibalisation'] = null;
  if (wanted('cannibalisation') && fits('cannibalisation', 3, ['Aurora', 'Borealis'])) {
    const size = options.kind === 'matched-null' ? 0 : 0.6 * effect;
    cannibalisation = { pair: ['Aurora', 'Borealis'], size };
    add({
      kind: 'cannibalisation',
      statement: `What Aurora or Borealis sells above its usual level, the other loses in part one period later.${zeroed}`,
      brand: 'Aurora',
      otherBrand: 'Borealis',
      outcomes: ['units', 'revenue'],
      size,
      unit: 'elasticity of the other brand’s units, both ways',
      lag: 1,
      sign: size > 0 ? -1 : 0,
      association: size > 0,
    });
  }
  if (!nothing) {
    add({
      kind: 'price-response',
      statement: 'A higher price costs orders in the same period.',
      outcomes: ['orders', 'units', 'revenue'],
      size: 1.2,
      unit: 'elasticity of orders to price',
      lag: 0,
      sign: -1,
    });
    add({
      kind: 'customer-response',
      statement: 'More spend brings more new customers in the same period, at a falling rate.',
      outcomes: ['new_customers'],
      size: 0.5,
      unit: 'elasticity of new customers to total spend',
      lag: 0,
      sign: 1,
    });
    for (const channel of CHANNELS)
      add({
        kind: 'spend-response',
        statement: `${channel.channel} lift demand with carry-over and saturation.`,
        outcomes: SALES_CHAIN,
        size: channel.ceiling * effect,
        unit: 'uplift of demand at full saturation',
        lag: 0,
        sign: 1,
        parameters: {
          channel: channel.channel,
          adstock: channel.adstock,
          halfSaturation: channel.halfSaturation,
          slope: channel.slope,
        },
      });
  }

  /* ---- what is observed ---- */

  let outage: Plan['outage'] = null;
  if (wanted('outage') && fits('outage', 16 + RUN_IN)) {
    outage = { market: 0, section: DECOY_SECTION, platform: 'Short Video', from: back(16), to: back(15) };
    events.push({ market: 0, brand: null, t: outage.from, label: 'Short Video data outage' });
    add({
      kind: 'outage',
      statement: 'The platform delivers no values at all: its cells are missing for every brand.',
      projects: projectsAt(0, outage),
      section: outage.section,
      platform: outage.platform,
      periods: periodsOf(outage),
      size: 2,
      unit: 'periods',
      sign: 0,
    });
  }
  const missingShare = wanted('missing') ? 0.02 : 0;
  if (missingShare > 0)
    add({
      kind: 'missing',
      statement: 'Single cells are missing completely at random.',
      size: missingShare,
      unit: 'share of cells',
      sign: 0,
    });
  let lateLaunch: Plan['lateLaunch'] = null;
  if (wanted('late-launch') && fits('late-launch', 14 + RUN_IN, ['Quillon'])) {
    lateLaunch = { brand: 'Quillon', from: back(14) };
    const span: Span = { from: lateLaunch.from, to: count - 1 };
    MARKETS.forEach((_, market) => {
      events.push({ market, brand: 'Quillon', t: span.from, label: 'Quillon launched' });
    });
    add({
      kind: 'late-launch',
      statement: 'Quillon exists only in the last 14 periods.',
      projects: projectsAt(null, span),
      brand: 'Quillon',
      periods: periodsOf({ from: span.from, to: span.from }),
      size: 14,
      unit: 'periods',
      sign: 0,
    });
  }
  let delisting: Plan['delisting'] = null;
  if (wanted('delisting') && fits('delisting', 24 + RUN_IN, ['Verity'])) {
    delisting = { market: 0, brand: 'Verity', from: back(24), to: back(22) };
    events.push({ market: 0, brand: 'Verity', t: delisting.from, label: 'Verity delisted' });
    add({
      kind: 'delisting',
      statement: 'Verity is off the shelves: it has no scores, outcomes or spend.',
      projects: projectsAt(0, delisting),
      brand: 'Verity',
      periods: periodsOf(delisting),
      size: 3,
      unit: 'periods',
      sign: 0,
    });
  }
  let weightChange: number | null = null;
  if (wanted('weight-change') && fits('weight-change', 18 + RUN_IN)) {
    weightChange = back(18);
    const span: Span = { from: weightChange, to: count - 1 };
    for (const [section, sign] of [
      [LEADING_SECTION, -1],
      [PAID_SECTION, 1],
    ] as const)
      add({
        kind: 'weight-change',
        statement: `The weight of ${section} ${sign < 0 ? 'falls' : 'rises'} by .05.`,
        projects: projectsAt(null, span),
        section,
        periods: periodsOf({ from: span.from, to: span.from }),
        size: 0.05,
        unit: 'share of the total weight',
        sign,
      });
  }
  // Two labels without any effect: an event in the calendar is not yet a cause.
  if (count >= RUN_IN) {
    events.push({ market: 0, brand: 'Aurora', t: back(4), label: 'Packaging refreshed' });
    events.push({ market: 1, brand: null, t: back(5), label: 'Trade fair' });
  }

  return {
    options,
    calendar,
    brands,
    facts,
    notes,
    events,
    scorePoints(market, brand, section, t) {
      let points = 0;
      for (const each of effects)
        if (
          (each.market === null || each.market === market) &&
          (each.brand === null || each.brand === brand) &&
          (each.section === null || each.section === section)
        )
          points += each.points(t);
      return points;
    },
    leadElasticity,
    reversePoints,
    acquisitionElasticity,
    equityLogOdds,
    equityLag,
    cannibalisation,
    demandSeason: seasons ? 0.12 * effect : 0,
    growth: facts.some(({ kind }) => kind === 'market-growth') ? 0.005 * effect : 0,
    priceElasticity: nothing ? 0 : -1.2,
    customerElasticity: nothing ? 0 : 0.5,
    spendEffect: nothing ? 0 : effect,
    missingShare,
    outage,
    lateLaunch,
    delisting,
    weightChange,
  };
}

/** Whether the brand is on the market in period `t`. */
export function isListed(plan: Plan, market: number, brand: string, t: number): boolean {
  const { lateLaunch, delisting } = plan;
  if (lateLaunch?.brand === brand && t < lateLaunch.from) return false;
  return !(delisting?.market === market && delisting.brand === brand && t >= delisting.from && t <= delisting.to);
}

/** The last calendar day of a round, as `projects.csv` states it. */
export function roundEnd(plan: Plan, to: number): string {
  return periodEnd('monthly', plan.calendar.periods[to] as string);
}
