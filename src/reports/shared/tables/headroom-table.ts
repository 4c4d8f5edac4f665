/** Where the points are: gaps to the best peer by metric. */
import type { Cell, TableSpec } from '../../../document/table.ts';
import { capitalise } from '../../../document/words.ts';
import { PERIODS_PER_YEAR } from '../../../domain/period.ts';
import type { ScoreAnalysis } from '../analysis.ts';
import { nounOf, pairsOf } from '../words/scope.ts';
import type { Wording } from '../words/wording.ts';
import { numberColumn, PAPER_ROWS, textColumn } from './columns.ts';

/** Longer than this no past pace says anything: a history seldom holds more years. */
export const LONGEST_YEARS = 3;

/** The target score of the run; null: headroom is measured to the best peers. */
export const targetOf = (analysis: Pick<ScoreAnalysis, 'markets'>): number | null =>
  pairsOf(analysis).find(({ subject }) => subject.target !== undefined)?.subject.target?.target ?? null;

export function headroomTable(analysis: Pick<ScoreAnalysis, 'markets'>, words: Wording): TableSpec {
  const noun = analysis.markets[0] ? nounOf(analysis.markets[0]) : 'period';
  const isTargeted = targetOf(analysis) !== null;
  const rows = pairsOf(analysis).flatMap(({ market, subject }) =>
    subject.headroom.map((row): { points: number; cells: Cell[] } => ({
      points: row.points,
      cells: [
        words.brand(market, subject.brand),
        row.metric,
        row.platform,
        row.section,
        row.now,
        row.best,
        ...(isTargeted ? [] : [row.bestPeer]),
        row.points,
        row.expected?.points ?? null,
        row.expected?.interval[0] ?? null,
        row.expected?.interval[1] ?? null,
        row.withinYear,
        row.periodsToClose !== null && row.periodsToClose <= LONGEST_YEARS * PERIODS_PER_YEAR[market.frequency]
          ? row.periodsToClose
          : null,
        row.pace?.changes ?? null,
      ],
    })),
  );
  // One list over all brands, so that the top of it is the top of the portfolio; the order is stable for equal points.
  rows.sort((a, b) => b.points - a.points);
  return {
    id: 'headroom',
    title: 'Where the points are',
    caption: `Ten metrics a brand with most attainable points: gap to the ${isTargeted ? 'target' : 'best peer'} × weight.`,
    columns: [
      textColumn('brand', 'Brand'),
      textColumn('metric', 'Metric'),
      textColumn('platform', 'Platform'),
      textColumn('section', 'Section', 'full'),
      numberColumn('now', 'Now', 1),
      numberColumn('best', isTargeted ? 'Target' : 'Best peer', 1),
      ...(isTargeted ? [] : [textColumn('best-peer', 'Who', 'full')]),
      numberColumn('points', 'Points', 1, 'points'),
      numberColumn('expected', 'Shrunken', 1, 'points'),
      numberColumn('expected-low', 'Low', 1, 'points', 'full'),
      numberColumn('expected-high', 'High', 1, 'points', 'full'),
      numberColumn('within-year', 'In a year', 1, 'points'),
      numberColumn('time', `${capitalise(noun)}s`, 0),
      numberColumn('changes', 'Past changes', 0, null, 'full'),
    ],
    rows: rows.map(({ cells }) => cells),
    paperRows: words.extent === 'comprehensive' ? PAPER_ROWS : 10,
    notes: [
      isTargeted
        ? 'Shrunken: the brand’s mean moved towards the peer mean by the share of their differences that is noise.'
        : 'Shrunken: both brands’ means moved towards the peer mean by the share of their differences that is noise.',
      `In a year, and ${noun}s to close the gap: at the pace of the quickest quarter of past year-on-year changes, all brands; empty when past gains do not tell, or closing takes more than three years.`,
    ],
  };
}
