/** Acquisition in rows: costs, the next customer, channels, efficiency, what points would do. */
import { median } from '../../../analytics/stats/describe.ts';
import type { Cell, TableSpec } from '../../../document/table.ts';
import { brandIn, type LinkPage } from '../../outcome-link/tables.ts';
import { linkNoun } from '../../outcome-link/words.ts';
import type { MarketFacts } from '../../shared/analysis.ts';
import { asPercent, numberColumn, PAPER_ROWS, periodColumn, textColumn } from '../../shared/tables/columns.ts';
import type { AcquisitionAnalysis, ChannelCost, MarketEfficiency } from './analysis.ts';
import { TOLD_POINTS } from './facts.ts';

export const COSTS_TABLE = 'acquisition-costs';
export const NEXT_TABLE = 'next-customer';
export const CHEAPER_TABLE = 'cheaper-customers';
const of = (table: string, market: MarketFacts, page: LinkPage): string => `${table}${page.words.suffix(market)}`;
export const channelsTableId = (market: MarketFacts, page: LinkPage): string => of('channels', market, page);
export const efficiencyTableId = (market: MarketFacts, page: LinkPage): string => of('efficiency', market, page);
export const costPathTableId = (market: MarketFacts, page: LinkPage): string => of('cost-path', market, page);

export function costsTable(analysis: AcquisitionAnalysis, page: LinkPage): TableSpec {
  const noun = linkNoun(page.link);
  const isFull = page.words.extent === 'comprehensive';
  return {
    id: COSTS_TABLE,
    title: 'What a new customer cost',
    caption: `Spend ÷ new customers of the report window against the comparison; spend and customers are means a ${noun}.`,
    columns: [
      textColumn('brand', 'Brand'),
      numberColumn('cost', 'Cost of a customer', 2),
      textColumn('currency', 'Currency'),
      numberColumn('before', 'Before', 2),
      numberColumn('change', 'Change', 1, '%'),
      numberColumn('spend', `Spend a ${noun}`, 0),
      numberColumn('customers', `New customers a ${noun}`, 0),
      numberColumn('periods', `${noun}s`, 0, null, 'full'),
    ],
    rows: analysis.costs
      .filter(({ isSubject }) => isFull || isSubject)
      .map((each): Cell[] => [
        brandIn(page, each),
        each.cost,
        each.currency,
        each.before,
        each.change,
        each.spend,
        each.customers,
        each.periods,
      ]),
    paperRows: PAPER_ROWS,
    notes: [
      'All new customers count, also those whom no spend brought: the cost is that of the whole, not of paid ones.',
    ],
  };
}

export function nextTable(analysis: AcquisitionAnalysis, page: LinkPage): TableSpec | null {
  if (analysis.next.length === 0) return null;
  return {
    id: NEXT_TABLE,
    title: 'What the next customer costs',
    caption: `Spend for one more new customer in the same ${linkNoun(page.link)}, at the level of the window, if spend is what brings them.`,
    columns: [
      textColumn('brand', 'Brand'),
      numberColumn('average', 'Average', 2),
      numberColumn('next', 'Next', 2),
      numberColumn('low', 'Low', 2),
      numberColumn('high', 'High', 2),
      textColumn('currency', 'Currency'),
      numberColumn('ratio', 'Next ÷ average', 2),
      numberColumn('elasticity', 'Elasticity', 2),
      numberColumn('elasticity-low', 'Elasticity, low', 2, null, 'full'),
      numberColumn('elasticity-high', 'Elasticity, high', 2, null, 'full'),
      numberColumn('pull', 'Drawn in', 0, '%', 'full'),
    ],
    rows: analysis.next.map((each): Cell[] => [
      brandIn(page, each),
      each.average,
      each.cost,
      each.interval?.[0] ?? null,
      each.interval?.[1] ?? null,
      each.currency,
      each.cost === null ? null : each.cost / each.average,
      each.elasticity,
      each.elasticityInterval[0],
      each.elasticityInterval[1],
      asPercent(each.pull),
    ]),
    paperRows: PAPER_ROWS,
    notes: [
      'An empty cell: the interval of the response reaches zero, so that no price can be ruled out. What spend brings in later periods is not in it: where it does, the next customer costs less.',
    ],
  };
}

/** Our brands together: what paper shows. */
export function channelsTable(analysis: AcquisitionAnalysis, market: MarketFacts, page: LinkPage): TableSpec | null {
  const rows = analysis.channels.filter(({ project, brand }) => project === market.project && brand === null);
  if (rows.length === 0) return null;
  const whose = market.subjects.length > 1 ? 'our brands together' : null;
  const table = channelRows(rows, channelsTableId(market, page), whose, market, page);
  const all = analysis.together.find(({ project }) => project === market.project);
  if (!all) return table;
  const sum: Cell[] = ['all channels', all.spend, 100, all.cost, null, null, null, null];
  return { ...table, rows: [...table.rows, sum] };
}

/** Brand by brand; null with one brand, which the table above tells about. */
export function brandChannelsTable(
  analysis: AcquisitionAnalysis,
  market: MarketFacts,
  page: LinkPage,
): TableSpec | null {
  const rows = analysis.channels.filter(({ project, brand }) => project === market.project && brand !== null);
  return new Set(rows.map(({ brand }) => brand)).size < 2
    ? null
    : channelRows(rows, of('brand-channels', market, page), 'brand by brand', market, page);
}

function channelRows(
  rows: readonly ChannelCost[],
  id: string,
  whose: string | null,
  market: MarketFacts,
  page: LinkPage,
): TableSpec {
  const byBrand = rows.some(({ brand }) => brand !== null);
  const place = page.words.suffix(market) === '' ? '' : ` in ${page.words.marketName(market)}`;
  return {
    id,
    title: `Channels${place}${whose === null ? '' : `, ${whose}`}`,
    caption: `Spend a ${linkNoun(page.link)} of the window, spend in the channel per new customer of all channels, and spend for one more customer through it; ${rows[0]!.currency}.`,
    columns: [
      ...(byBrand ? [textColumn('brand', 'Brand')] : []),
      textColumn('channel', 'Channel'),
      numberColumn('spend', 'Spend', 0),
      numberColumn('share', 'Share of spend', 0, '%'),
      numberColumn('per-customer', 'Per new customer', 2),
      numberColumn('next', 'Next customer', 2),
      numberColumn('low', 'Low', 2),
      numberColumn('high', 'High', 2),
      textColumn('note', 'Note', 'full'),
    ],
    rows: rows.map((each): Cell[] => [
      ...(byBrand ? [each.brand] : []),
      each.channel,
      each.spend,
      asPercent(each.share),
      each.perCustomer,
      each.cost,
      each.interval?.[0] ?? null,
      each.interval?.[1] ?? null,
      each.reason,
    ]),
    paperRows: PAPER_ROWS,
    notes: [
      'Customers are not attributed to channels: “per new customer” divides by all of them. Intervals hold for all channels together.',
    ],
  };
}

export function efficiencyTable(of: MarketEfficiency, market: MarketFacts, page: LinkPage): TableSpec | null {
  if (of.method === null) return null;
  const isFrontier = of.method === 'frontier';
  const withResidual = of.units.some(({ residual }) => residual !== null);
  const noun = linkNoun(page.link);
  const order = [...of.units].sort((a, b) => sizeOf(b) - sizeOf(a) || (a.brand < b.brand ? -1 : 1));
  return {
    id: efficiencyTableId(market, page),
    title: `Who buys customers well${page.words.suffix(market) === '' ? '' : ` in ${page.words.marketName(market)}`}`,
    caption: isFrontier
      ? `Share of its spend with which best practice of ${of.units.length} brands brings a brand’s new customers; window means a ${noun}, ${of.currency}.`
      : `New customers against those that the pooled response to spend leads to expect; window means a ${noun}, ${of.currency}.`,
    columns: [
      textColumn('brand', 'Brand'),
      numberColumn('spend', `Spend a ${noun}`, 0),
      numberColumn('customers', `New customers a ${noun}`, 0),
      ...(isFrontier
        ? [
            numberColumn('corrected', 'Efficiency', 0, '%'),
            numberColumn('low', 'Low', 0, '%'),
            numberColumn('high', 'High', 0, '%'),
            numberColumn('raw', 'Without correction', 0, '%', 'full'),
            numberColumn('scale', 'Size efficiency', 0, '%', 'full'),
          ]
        : []),
      ...(withResidual
        ? [
            numberColumn('residual', 'Against expected', 1, '%'),
            numberColumn('residual-low', 'Against expected, low', 1, '%', isFrontier ? 'full' : 'always'),
            numberColumn('residual-high', 'Against expected, high', 1, '%', isFrontier ? 'full' : 'always'),
            numberColumn('expected', 'Expected', 0, null, 'full'),
          ]
        : []),
      ...(isFrontier ? [] : [numberColumn('line', 'Line at its spend', 0, null, 'full')]),
    ],
    rows: order.map(({ brand, spend, customers, efficiency, residual }): Cell[] => [
      brand,
      spend,
      customers,
      ...(isFrontier
        ? [
            asPercent(efficiency?.corrected ?? null),
            asPercent(efficiency?.interval[0] ?? null),
            asPercent(efficiency?.interval[1] ?? null),
            asPercent(efficiency?.raw ?? null),
            asPercent(efficiency?.scale ?? null),
          ]
        : []),
      ...(withResidual
        ? [
            residual?.percent ?? null,
            residual?.interval[0] ?? null,
            residual?.interval[1] ?? null,
            residual?.expected ?? null,
          ]
        : []),
      ...(isFrontier ? [] : [of.line.find((point) => point.spend === spend)?.customers ?? null]),
    ]),
    paperRows: PAPER_ROWS,
    notes: isFrontier
      ? [
          'With so few brands the intervals are too short: in simulated markets of this size two in three held the truth.',
        ]
      : [],
  };
}

const sizeOf = ({ efficiency, residual }: MarketEfficiency['units'][number]): number =>
  efficiency?.corrected ?? residual?.percent ?? Number.NEGATIVE_INFINITY;

/** Brands whose every step paper shows. */
const MOST_IN_FULL = 3;

export function cheaperTable(analysis: AcquisitionAnalysis, page: LinkPage): TableSpec | null {
  if (analysis.cheaper.length === 0) return null;
  // Of many brands paper shows the middle step alone: three steps each would be a wall.
  const told = analysis.cheaper.filter(({ points }) => points === TOLD_POINTS);
  const rows =
    told.length > MOST_IN_FULL
      ? [...told, ...analysis.cheaper.filter(({ points }) => points !== TOLD_POINTS)]
      : analysis.cheaper;
  return {
    id: CHEAPER_TABLE,
    title: 'What more points would do to the cost of a customer, if the association were causal',
    caption: 'At the spend of the window; shrunken estimates, intervals of the estimate.',
    columns: [
      textColumn('brand', 'Brand'),
      textColumn('section', 'Part'),
      numberColumn('points', 'Points more', 0),
      numberColumn('from', 'Cost now', 2),
      numberColumn('to', 'Cost then', 2),
      numberColumn('low', 'Low', 2),
      numberColumn('high', 'High', 2),
      textColumn('currency', 'Currency'),
      numberColumn('change', 'Change', 1, '%'),
      textColumn('range', 'Observed range'),
    ],
    rows: rows.map((each): Cell[] => [
      brandIn(page, each),
      each.section,
      each.points,
      each.from,
      each.to,
      each.interval[0],
      each.interval[1],
      each.currency,
      each.change,
      each.isOutside ? 'outside' : 'inside',
    ]),
    paperRows: told.length > MOST_IN_FULL ? told.length : null,
    notes: ['“Outside”: above the highest score that the brand has had; nothing supports the line going on.'],
  };
}

/** Cost by period of our brands in one market, as the lines are drawn. */
export function costPathTable(analysis: AcquisitionAnalysis, market: MarketFacts, page: LinkPage): TableSpec | null {
  const own = analysis.costs.filter(({ project, isSubject }) => project === market.project && isSubject);
  if (own.length === 0) return null;
  const periods = pathPeriods(analysis, market);
  const middle = peerMedianPath(analysis, market);
  return {
    id: costPathTableId(market, page),
    title: `Cost of a customer by ${linkNoun(page.link)}${page.words.suffix(market) === '' ? '' : `, ${page.words.marketName(market)}`}`,
    caption: `Spend ÷ new customers, ${own[0]!.currency}.`,
    columns: [
      periodColumn('Period'),
      ...own.map(({ brand }, i) => numberColumn(`brand-${i + 1}`, brand, 2)),
      numberColumn('median', 'Peer median', 2),
    ],
    rows: periods.map((period, t): Cell[] => [period, ...own.map(({ path }) => path[t] ?? null), middle[t] ?? null]),
    paperRows: PAPER_ROWS,
    notes: [],
  };
}

/** Periods of the paths: the last two years up to the end of the window. */
export function pathPeriods(analysis: AcquisitionAnalysis, market: MarketFacts): readonly string[] {
  const length = analysis.costs.find(({ project }) => project === market.project)?.path.length ?? 0;
  const end = market.periods.indexOf(market.window.to) + 1;
  return market.periods.slice(end - length, end);
}

const FEWEST_PEERS = 3;

/** Median over every brand of the market with a cost, ours included; null where fewer than three have one. */
export function peerMedianPath(analysis: AcquisitionAnalysis, market: MarketFacts): (number | null)[] {
  const all = analysis.costs.filter(({ project }) => project === market.project);
  return pathPeriods(analysis, market).map((_, t) => {
    const known = all.map(({ path }) => path[t] ?? null);
    return known.filter((value) => value !== null).length < FEWEST_PEERS ? null : median(known);
  });
}
