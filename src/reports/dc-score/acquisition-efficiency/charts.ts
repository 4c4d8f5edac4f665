/** Acquisition in pictures: spend against customers with best practice, cost lines, what the next customer costs by channel. */
import type { LineSeries, Lines, RankedBars, Scatter, SmallMultiples } from '../../../document/chart.ts';
import { countOf, fitTitle, possessive } from '../../../document/words.ts';
import { PERIOD_NOUN, periodLabel } from '../../../domain/period.ts';
import type { LinkPage } from '../../outcome-link/tables.ts';
import type { MarketFacts } from '../../shared/analysis.ts';
import { againstOf, placeOf, windowLabel } from '../../shared/words/scope.ts';
import type { Wording } from '../../shared/words/wording.ts';
import type { AcquisitionAnalysis, AcquisitionCost, EfficiencyUnit, MarketEfficiency } from './analysis.ts';
import { changeText, channelId, costId, efficiencyId } from './facts.ts';
import { channelsTableId, costPathTableId, efficiencyTableId, pathPeriods, peerMedianPath } from './tables.ts';

/** More lines than this become small multiples. */
const MOST_LINES = 6;

export function efficiencyChart(of: MarketEfficiency, market: MarketFacts, page: LinkPage): Scatter | null {
  if (of.method === null) return null;
  const { words } = page;
  const noun = PERIOD_NOUN[market.frequency];
  const place = placeOf(market, words);
  const own = of.units.filter(({ isSubject }) => isSubject);
  const isFrontier = of.method === 'frontier';
  const title = isFrontier ? frontierTitle(own, place, words) : residualTitle(own, place, words);
  return {
    kind: 'scatter',
    id: efficiencyTableId(market, page),
    title,
    subtitle: `Spend and new customers a ${noun}, ${windowLabel(market)}, ${words.marketName(market)}; line: ${isFrontier ? 'best practice' : 'expected by the pooled model'}`,
    alt: `${title}. Dots of ${countOf(of.units.length, 'brand')}.`,
    note: isFrontier
      ? 'Distance to the left of the line, corrected for the few brands that make it, is efficiency'
      : 'Too few brands for a frontier of best practice',
    findings: own
      .filter((unit) => (isFrontier ? unit.efficiency : unit.residual))
      .map(({ brand }) => efficiencyId(of.project, brand)),
    table: efficiencyTableId(market, page),
    x: { label: `Spend a ${noun}`, unit: of.currency, min: null, max: null, decimals: 0 },
    y: { label: `New customers a ${noun}`, unit: '', min: null, max: null, decimals: 0 },
    points: of.units.map(({ brand, isSubject, spend, customers }) => ({
      x: spend,
      y: customers,
      interval: null,
      label: brand,
      emphasis: isSubject ? ('subject' as const) : ('context' as const),
      section: null,
    })),
    line:
      of.line.length < 2
        ? null
        : {
            label: isFrontier ? 'best practice' : 'expected',
            section: null,
            points: of.line.map(({ spend, customers }) => ({
              x: spend,
              y: customers,
              low: customers,
              high: customers,
            })),
          },
  };
}

/** The brand that could save most; what lies on the frontier is judged by itself alone. */
function frontierTitle(own: readonly EfficiencyUnit[], place: string, words: Wording): string {
  const told = own
    .filter(({ efficiency }) => efficiency !== null && efficiency.raw < 1)
    .sort((a, b) => a.efficiency!.corrected - b.efficiency!.corrected)[0];
  if (!told)
    return fitTitle([`None of these brands${place} is beaten at winning customers`, 'None of these brands is beaten']);
  const share = words.formats.percent(told.efficiency!.corrected);
  return fitTitle([
    `${possessive(told.brand)} customers${place}: best practice would pay ${share} of its spend`,
    `${told.brand}${place}: ${share} of its spend would do`,
    `${told.brand}: ${share} of its spend would do`,
  ]);
}

function residualTitle(own: readonly EfficiencyUnit[], place: string, words: Wording): string {
  const told = own
    .flatMap(({ brand, residual }) => (residual ? [{ brand, ...residual }] : []))
    .sort((a, b) => Math.abs(b.percent) - Math.abs(a.percent))[0];
  if (!told) return fitTitle([`Who buys customers well${place}`]);
  const size = `${words.formats.significant(Math.abs(told.percent))}\u00a0%`;
  const more = told.percent > 0;
  return fitTitle([
    `${told.brand}${place} wins ${size} ${more ? 'more' : 'fewer'} customers than expected at its spend`,
    `${told.brand}: ${size} ${more ? 'above' : 'below'} what its spend leads to expect`,
  ]);
}

function costTitle(own: readonly AcquisitionCost[], market: MarketFacts, page: LinkPage): string {
  const { words } = page;
  const place = placeOf(market, words);
  const compared = own.filter(({ change }) => change !== null);
  const one = own.length === 1 ? own[0]! : null;
  if (one?.cost != null) {
    const money = words.formats.currency(one.cost, one.currency);
    return fitTitle([
      ...(one.change === null
        ? []
        : [`A customer of ${one.brand}${place} cost ${money}, ${changeText(one.change, words)} ${againstOf(market)}`]),
      `A customer of ${one.brand} cost ${money}`,
    ]);
  }
  const cheaper = compared.filter(({ change }) => change! < 0).length;
  if (compared.length === 0) return fitTitle([`What a customer cost${place}`]);
  return fitTitle([
    cheaper === 0
      ? `For none of our brands${place} did customers become cheaper`
      : cheaper === compared.length
        ? `Customers became cheaper for all our brands${place}`
        : `Customers became cheaper for some of our brands${place}, dearer for others`,
    cheaper === 0
      ? `Customers cheaper for none of ours${place}`
      : cheaper === compared.length
        ? `Customers cheaper for all of ours${place}`
        : `Customers cheaper for some, dearer for others${place}`,
    cheaper === 0
      ? 'Customers became cheaper for no brand'
      : cheaper === compared.length
        ? 'Customers became cheaper'
        : 'Customers cheaper for some, dearer for others',
  ]);
}

export function costChart(
  analysis: AcquisitionAnalysis,
  market: MarketFacts,
  page: LinkPage,
): Lines | SmallMultiples | null {
  const { words } = page;
  const own = analysis.costs.filter(({ project, isSubject }) => project === market.project && isSubject);
  const periods = pathPeriods(analysis, market);
  if (own.length === 0 || periods.length < 2 || own.every(({ path }) => path.every((value) => value === null)))
    return null;
  const { currency } = own[0]!;
  const title = costTitle(own, market, page);
  const series = (each: AcquisitionCost, named: boolean): LineSeries => ({
    label: each.brand,
    values: each.path,
    emphasis: named && own.length > 1 ? 'own' : 'subject',
    section: null,
    dashed: false,
    endLabel: named ? each.brand : '',
  });
  const median: LineSeries = {
    label: 'Peer median',
    values: peerMedianPath(analysis, market),
    emphasis: 'context',
    section: null,
    dashed: false,
    endLabel: 'Peer median',
  };
  const hasMedian = median.values.some((value) => value !== null);
  const base = {
    id: costPathTableId(market, page),
    title,
    subtitle: `Spend ÷ new customers by ${PERIOD_NOUN[market.frequency]}, ${currency}, ${words.marketName(market)}`,
    alt: `${title}. Lines of ${countOf(own.length, 'brand')}${hasMedian ? ' and the peer median' : ''}.`,
    note: null,
    findings: own.map(costId),
    table: costPathTableId(market, page),
    axis: { label: 'Cost of a customer', unit: currency, min: null, max: null, decimals: 0 },
    periods,
    periodLabels: periods.map((period) => periodLabel(market.frequency, period)),
  };
  if (own.length + 1 > MOST_LINES)
    return {
      ...base,
      kind: 'small-multiples',
      panels: own.map((each) => ({
        title: each.brand,
        subtitle: each.change === null ? '' : changeText(each.change, words),
        series: [series(each, false), ...(hasMedian ? [{ ...median, endLabel: '' }] : [])],
        shifts: [],
        anomalies: [],
      })),
    };
  return {
    ...base,
    kind: 'lines',
    series: [...(hasMedian ? [median] : []), ...own.map((each) => series(each, true))],
    bands: [],
    shifts: [],
    anomalies: [],
    events: [],
    window: { from: market.window.from, to: market.window.to, label: 'report period' },
  };
}

export function channelChart(analysis: AcquisitionAnalysis, market: MarketFacts, page: LinkPage): RankedBars | null {
  const { words } = page;
  const { currency } = words.formats;
  const rows = analysis.channels
    .filter(({ project, brand }) => project === market.project && brand === null)
    .sort((a, b) => (a.cost ?? Number.POSITIVE_INFINITY) - (b.cost ?? Number.POSITIVE_INFINITY) || b.share - a.share);
  const first = rows[0];
  if (!first) return null;
  const place = placeOf(market, words);
  const together = analysis.together.find(({ project }) => project === market.project);
  const average = together?.cost ?? null;
  const second = rows[1];
  const isClear = first.interval !== null && second?.interval != null && first.interval[1] < second.interval[0];
  const title =
    first.cost === null
      ? fitTitle([
          `No channel’s response is clear enough to price the next customer${place}`,
          'No channel can be priced',
        ])
      : fitTitle([
          `The next customer ${isClear ? 'is cheapest' : 'seems cheapest'} through ${first.channel}${place}: ${currency(first.cost, first.currency)}`,
          `${first.channel}: next customer ${isClear ? 'cheapest' : 'seems cheapest'}, ${currency(first.cost, first.currency)}`,
        ]);
  return {
    kind: 'ranked-bars',
    id: channelsTableId(market, page),
    title,
    subtitle: `Spend for one more new customer by channel, ${first.currency}, ${windowLabel(market)}${market.subjects.length > 1 ? ', our brands together' : ''}; intervals hold together`,
    alt: `${title}. ${rows.map(({ channel, cost }) => `${channel} ${cost === null ? 'not told' : currency(cost, first.currency)}`).join(', ')}.`,
    note: rows.some(({ cost }) => cost === null)
      ? 'Not told: the response of customers to this channel may be zero'
      : null,
    findings: rows.map(channelId),
    table: channelsTableId(market, page),
    axis: { label: 'Cost of the next customer', unit: first.currency, min: null, max: null, decimals: 0 },
    bars: rows.map((each) => ({
      label: each.channel,
      value: each.cost,
      valueText: each.cost === null ? 'not told' : currency(each.cost, each.currency),
      interval: each.interval,
      delta: null,
      emphasis: 'subject' as const,
      section: null,
    })),
    references: average === null ? [] : [{ label: `average ${currency(average, first.currency)}`, value: average }],
  };
}
