/** Scores by period: the figures of line charts. */
import type { Lines } from '../../../document/chart.ts';
import type { Cell, TableSpec } from '../../../document/table.ts';
import { capitalise } from '../../../document/words.ts';
import type { MarketFacts } from '../analysis.ts';
import { nounOf } from '../words/scope.ts';
import type { Wording } from '../words/wording.ts';
import { numberColumn, periodColumn } from './columns.ts';

export function historyTable(market: MarketFacts, words: Wording): TableSpec {
  return {
    id: `history${words.suffix(market)}`,
    title: `Scores by ${nounOf(market)}`,
    caption: `DC score, 0–100, at the weights of each ${nounOf(market)}, ${market.project}.`,
    columns: [
      periodColumn(capitalise(nounOf(market))),
      ...market.subjects.map(({ brand }) => numberColumn(brand, brand, 1, 'points')),
      numberColumn('peer-median', 'Peer median', 1, 'points'),
    ],
    rows: market.periods.map((period, t): Cell[] => [
      period,
      ...market.subjects.map(({ values }) => values[t] ?? null),
      market.peerMedianByPeriod[t] ?? null,
    ]),
    paperRows: 12,
    notes: [],
  };
}

/** The lines of an event chart. */
export function eventPathTable(chart: Lines, market: MarketFacts): TableSpec {
  return {
    id: chart.id,
    title: chart.title,
    caption: chart.subtitle,
    columns: [
      periodColumn(capitalise(nounOf(market))),
      ...chart.series.map(({ label }, i) => numberColumn(`series-${i + 1}`, label, 1, 'points')),
    ],
    rows: chart.periods.map((period, t): Cell[] => [period, ...chart.series.map(({ values }) => values[t] ?? null)]),
    paperRows: 12,
    notes: [],
  };
}
