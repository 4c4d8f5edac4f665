/** Facts of this report beside the link: what customers cost, what the next one costs, who buys well, what points would do. */
import { countOf } from '../../../document/words.ts';
import type { Finding } from '../../../domain/finding.ts';
import { PERIOD_NOUN } from '../../../domain/period.ts';
import type { MarketFacts } from '../../shared/analysis.ts';
import { fact } from '../../shared/words/facts.ts';
import { againstOf, placeOf, windowLabel } from '../../shared/words/scope.ts';
import type { Wording } from '../../shared/words/wording.ts';
import type {
  AcquisitionAnalysis,
  AcquisitionCost,
  ChannelCost,
  CheaperCustomer,
  EfficiencyUnit,
  MarketEfficiency,
  NextCustomer,
} from './analysis.ts';

interface Pair {
  readonly project: string;
  readonly brand: string;
}

export const costId = ({ project, brand }: Pair): string => `cost:${project}:${brand}`;
export const nextId = ({ project, brand }: Pair): string => `next:${project}:${brand}`;
export const channelId = ({ project, channel }: Pick<ChannelCost, 'project' | 'channel'>): string =>
  `channel:${project}:${channel}`;
export const efficiencyId = (project: string, brand: string): string => `efficiency:${project}:${brand}`;
export const cheaperId = ({ project, brand, section }: Pair & { section: string }): string =>
  `cheaper:${project}:${brand}:${section}`;
/** How many of our brands pay less for a customer than before, and the price of the next customer over all brands. */
export const COSTS_ID = 'costs';
export const NEXT_ID = 'next';

const OUTCOME = 'new_customers';

/** "−3.1 %" of a plain per cent change. */
export const changeText = (value: number, words: Wording): string =>
  `${value > 0 ? '+' : value < 0 ? '−' : ''}${words.formats.significant(Math.abs(value))}\u00a0%`;

export const moneyRange = ([low, high]: readonly [number, number], currency: string, words: Wording): string =>
  `[${words.formats.currency(low, currency)}, ${words.formats.currency(high, currency)}]`;

function costFact(cost: AcquisitionCost, market: MarketFacts, words: Wording): Finding {
  const who = words.brand(market, cost.brand);
  const money = (value: number): string => words.formats.currency(value, cost.currency);
  const noun = PERIOD_NOUN[market.frequency];
  return fact({
    id: costId(cost),
    claim:
      cost.cost === null
        ? `What ${who} paid for a customer in ${windowLabel(market)} cannot be told: spend and new customers are not both known.`
        : `${who} paid ${money(cost.cost)} for a new customer${cost.change === null ? '' : `, ${changeText(cost.change, words)} ${againstOf(market)}`}.`,
    subject: { project: cost.project, brand: cost.brand, outcome: OUTCOME },
    measure: 'spend ÷ new customers of the window',
    estimate: cost.cost,
    unit: `${cost.currency} per new customer`,
    level: words.level,
    n: cost.periods,
    parts: {
      before: cost.before,
      change: cost.change,
      [`spendA${noun}`]: cost.spend,
      [`customersA${noun}`]: cost.customers,
      window: market.windowPeriods,
      periods: market.comparison.periods,
    },
  });
}

/** Null: nothing to compare with. */
function costsFact(analysis: AcquisitionAnalysis, words: Wording): Finding | null {
  const compared = analysis.costs.filter(({ isSubject, change }) => isSubject && change !== null);
  if (compared.length < 2) return null;
  const cheaper = compared.filter(({ change }) => change! < 0).length;
  return fact({
    id: COSTS_ID,
    claim: `A new customer cost less than in the comparison for ${cheaper} of ${countOf(compared.length, 'brand history').replace('historys', 'histories')}.`,
    subject: { outcome: OUTCOME },
    measure: 'brands whose spend per new customer fell',
    estimate: cheaper,
    unit: 'brand histories',
    level: words.level,
    n: compared.length,
    parts: { of: compared.length },
  });
}

/** Over all brands: how many times the average the next customer costs; the inverse of the elasticity. */
function commonFact(analysis: AcquisitionAnalysis, words: Wording): Finding | null {
  const { response } = analysis;
  if (response === null) return null;
  const [low, high] = response.interval;
  const { significant } = words.formats;
  const isClear = low > 0 && response.elasticity > 0;
  const range = `[${significant(low)}, ${significant(high)}]`;
  return fact({
    id: NEXT_ID,
    claim: isClear
      ? `One per cent more spend goes with ${significant(response.elasticity)}\u00a0% ${range} more new customers at an equal score: if spend is what brings them, the next one costs ${significant(1 / response.elasticity)} times the average.`
      : `What the next customer costs cannot be told: new customers hardly answer to spend (${significant(response.elasticity)}\u00a0% ${range} for one per cent more).`,
    subject: { outcome: OUTCOME },
    measure: 'elasticity of new customers to total spend, same period, parts of the score held constant',
    estimate: response.elasticity,
    unit: '% per % of spend',
    level: words.level,
    n: response.rows,
    parts: {
      low,
      high,
      ratio: isClear ? 1 / response.elasticity : null,
      ratioLow: isClear ? 1 / high : null,
      ratioHigh: isClear ? 1 / low : null,
    },
  });
}

function nextFact(next: NextCustomer, market: MarketFacts, words: Wording): Finding {
  const who = words.brand(market, next.brand);
  const { currency, significant } = words.formats;
  return fact({
    id: nextId(next),
    claim:
      next.cost === null || next.interval === null
        ? `What the next customer of ${who} costs cannot be told: its new customers hardly answer to spend.`
        : `If spend is what brings them, the next customer of ${who} costs ${currency(next.cost, next.currency)} ${moneyRange(next.interval, next.currency, words)}, ${significant(next.cost / next.average)} times the average.`,
    subject: { project: next.project, brand: next.brand, outcome: OUTCOME },
    measure: 'spend for one more new customer in the same period, at the level of the window',
    estimate: next.cost,
    unit: `${next.currency} per new customer`,
    level: words.level,
    n: market.windowPeriods,
    parts: {
      low: next.interval?.[0] ?? null,
      high: next.interval?.[1] ?? null,
      average: next.average,
      ratio: next.cost === null ? null : next.cost / next.average,
      elasticity: next.elasticity,
      elasticityLow: next.elasticityInterval[0],
      elasticityHigh: next.elasticityInterval[1],
    },
  });
}

function channelFact(each: ChannelCost, market: MarketFacts, words: Wording): Finding {
  const { currency, percent } = words.formats;
  const place = placeOf(market, words);
  const share = `${each.channel} takes ${percent(each.share)} of our spend${place}`;
  return fact({
    id: channelId(each),
    claim:
      each.cost === null || each.interval === null
        ? `${share}; what one more customer costs there cannot be told: ${each.reason}.`
        : `${share}; if spend is what brings them, one more customer costs ${currency(each.cost, each.currency)} ${moneyRange(each.interval, each.currency, words)} there.`,
    subject: { project: each.project, outcome: OUTCOME },
    predictor: { channel: each.channel },
    measure:
      'spend in the channel for one more new customer in the same period; intervals hold for all channels together',
    estimate: each.cost,
    unit: `${each.currency} per new customer`,
    level: words.level,
    n: market.windowPeriods,
    parts: {
      low: each.interval?.[0] ?? null,
      high: each.interval?.[1] ?? null,
      share: each.share,
      spend: each.spend,
      perCustomer: each.perCustomer,
    },
  });
}

function efficiencyFact(
  unit: EfficiencyUnit,
  of: MarketEfficiency,
  market: MarketFacts,
  words: Wording,
): Finding | null {
  const who = words.brand(market, unit.brand);
  const { percent, significant } = words.formats;
  const base = {
    id: efficiencyId(of.project, unit.brand),
    subject: { project: of.project, brand: unit.brand, outcome: OUTCOME },
    level: words.level,
    n: of.units.length,
  };
  if (of.method === 'frontier' && unit.efficiency) {
    const { raw, corrected, interval, scale } = unit.efficiency;
    return fact({
      ...base,
      claim: `Best practice of ${of.units.length} brands would bring the new customers of ${who} for ${percent(corrected)} of its spend [${percent(interval[0])}, ${percent(interval[1])}].`,
      measure: 'input efficiency, variable returns to scale, bias-corrected',
      estimate: corrected,
      unit: 'share of spend',
      parts: {
        raw,
        low: interval[0],
        high: interval[1],
        scale,
        spend: unit.spend,
        customers: unit.customers,
        saving: 1 - corrected,
        residual: unit.residual?.percent ?? null,
        draws: of.draws,
        units: of.units.length,
      },
    });
  }
  if (of.method === 'residual' && unit.residual) {
    const { percent: more, interval, expected } = unit.residual;
    return fact({
      ...base,
      claim: `${who} won ${significant(Math.abs(more))}\u00a0% ${more > 0 ? 'more' : 'fewer'} new customers than ${of.units.length} brands of its market lead to expect at its spend [${significant(interval[0])}, ${significant(interval[1])}].`,
      measure: 'residual of the pooled response to spend, mean of the window',
      estimate: more,
      unit: '%',
      parts: {
        low: interval[0],
        high: interval[1],
        expected,
        spend: unit.spend,
        customers: unit.customers,
        units: of.units.length,
      },
    });
  }
  return null;
}

/** The step that is told; a brand that cannot show it tells the next smaller one. */
export const TOLD_POINTS = 5;

function cheaperFact(rows: readonly CheaperCustomer[], market: MarketFacts, words: Wording): Finding {
  const told = rows.find(({ points }) => points === TOLD_POINTS) ?? rows[0]!;
  const { currency, integer } = words.formats;
  const part = words.whose(market, told.brand, `${told.section} score`);
  return fact({
    id: cheaperId(told),
    claim: `If the association were causal, ${integer(told.points)} points more of ${part} at equal spend would bring the cost of a customer from ${currency(told.from, told.currency)} to ${currency(told.to, told.currency)} ${moneyRange(told.interval, told.currency, words)}${told.isOutside ? '; the score has never been that high' : ''}.`,
    subject: { project: told.project, brand: told.brand, outcome: OUTCOME },
    predictor: { section: told.section },
    measure: 'spend ÷ new customers at equal spend, if the association were causal; shrunken estimate',
    estimate: told.to,
    unit: `${told.currency} per new customer`,
    level: words.level,
    n: market.windowPeriods,
    parts: {
      from: told.from,
      low: told.interval[0],
      high: told.interval[1],
      points: told.points,
      change: told.change,
      changeLow: told.changeInterval[0],
      changeHigh: told.changeInterval[1],
    },
  });
}

export function acquisitionFacts(analysis: AcquisitionAnalysis, words: Wording): Finding[] {
  const byProject = new Map(analysis.markets.map((market) => [market.project, market]));
  const marketOf = ({ project }: { readonly project: string }): MarketFacts => byProject.get(project)!;
  const cheaper = new Map<string, CheaperCustomer[]>();
  for (const each of analysis.cheaper) cheaper.set(cheaperId(each), [...(cheaper.get(cheaperId(each)) ?? []), each]);
  return [
    costsFact(analysis, words),
    commonFact(analysis, words),
    ...[...cheaper.values()].map((rows) => cheaperFact(rows, marketOf(rows[0]!), words)),
    ...analysis.costs.filter(({ isSubject }) => isSubject).map((cost) => costFact(cost, marketOf(cost), words)),
    ...analysis.next.map((next) => nextFact(next, marketOf(next), words)),
    ...analysis.channels.filter(({ brand }) => brand === null).map((each) => channelFact(each, marketOf(each), words)),
    ...analysis.efficiency.flatMap((of) =>
      of.units.filter(({ isSubject }) => isSubject).map((unit) => efficiencyFact(unit, of, marketOf(of), words)),
    ),
  ].filter((finding) => finding !== null);
}
