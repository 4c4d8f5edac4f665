/** Scores by period: the figures of line charts. */
import type { Lines } from '../../../document/chart.ts';
import type { Cell, TableSpec } from '../../../document/table.ts';
import { capitalise, joinNames } from '../../../document/words.ts';
import { periodLabel } from '../../../domain/period.ts';
import type { MarketFacts } from '../analysis.ts';
import { nounOf } from '../words/scope.ts';
import type { Wording } from '../words/wording.ts';
import { numberColumn, periodColumn } from './columns.ts';

export function historyTable(market: MarketFacts, words: Wording): TableSpec {
  const filled = market.subjects.filter((subject) => subject.filled);
  return {
    id: `history${words.suffix(market)}`,
    title: `Scores by ${nounOf(market)}`,
    caption: `DC score, 0–100, at the weights of each ${nounOf(market)}, ${market.project}.`,
    columns: [
      periodColumn(capitalise(nounOf(market))),
      ...market.subjects.map(({ brand }) => numberColumn(brand, brand, 1, 'points')),
      numberColumn('peer-median', 'Peer median', 1, 'points'),
      ...filled.map(({ brand }) => numberColumn(`filled-${brand}`, `${brand} filled`, 1, '%')),
    ],
    rows: market.periods.map((period, t): Cell[] => [
      period,
      ...market.subjects.map(({ values }) => values[t] ?? null),
      market.peerMedianByPeriod[t] ?? null,
      ...filled.map((subject) => (subject.filled?.[t] ?? 0) * 100),
    ]),
    paperRows: 12,
    notes:
      filled.length > 0
        ? [
            'Filled: share of the weight whose cells, missing for one or two periods, were interpolated for display. The peer median, like every level, rank, test and forecast, leaves them out.',
          ]
        : [],
  };
}

/** The lines of an event chart. */
export function eventPathTable(chart: Lines, market: MarketFacts): TableSpec {
  return {
    id: chart.id,
    title: `Around the event: ${joinNames(chart.series.map(({ label }) => label))}`,
    caption: chart.subtitle,
    columns: [
      periodColumn(capitalise(nounOf(market))),
      ...chart.series.map(({ label }, i) => numberColumn(`series-${i + 1}`, label, 1, 'points')),
    ],
    rows: chart.periods.map((period, t): Cell[] => [period, ...chart.series.map(({ values }) => values[t] ?? null)]),
    paperRows: 12,
    notes: chart.series.flatMap(({ label, hollow = [] }) => {
      const filled = chart.periods.filter((_, t) => hollow[t]);
      return filled.length > 0
        ? [
            `${label}, with cells interpolated for display: ${filled.map((period) => periodLabel(market.frequency, period)).join(', ')}.`,
          ]
        : [];
    }),
  };
}
