import type { Cell, TableSpec } from '../../../document/table.ts';
import type { MarketFacts, ScoreAnalysis } from '../analysis.ts';
import { pairsOf, windowLabel } from '../words/scope.ts';
import type { Wording } from '../words/wording.ts';
import { asPercent, numberColumn, PAPER_ROWS, textColumn } from './columns.ts';

export function sectionTable(market: MarketFacts, words: Wording): TableSpec {
  return {
    id: `sections${words.suffix(market)}`,
    title: 'Section scores',
    caption: `Section scores, 0–100, mean of ${windowLabel(market)}, brands by rank.`,
    columns: [
      textColumn('brand', 'Brand'),
      ...market.sections.map((section) => numberColumn(section, section, 1, 'points')),
    ],
    rows: market.peers.map((peer, i): Cell[] => [peer.brand, ...market.sectionScores[i]!]),
    paperRows: PAPER_ROWS,
    notes: [],
  };
}

export function sectionChangeTable(analysis: Pick<ScoreAnalysis, 'markets'>, words: Wording): TableSpec {
  return {
    id: 'section-standing',
    title: 'Sections of the brands in this report',
    caption: 'Section scores, 0–100, mean of the window, with change, rank and coverage.',
    columns: [
      textColumn('brand', 'Brand'),
      textColumn('section', 'Section'),
      numberColumn('score', 'Score', 1, 'points'),
      numberColumn('change', 'Change', 1, 'points'),
      numberColumn('median', 'Peer median', 1, 'points'),
      numberColumn('rank', 'Rank', 0),
      numberColumn('coverage', 'Coverage', 0, '%'),
    ],
    rows: pairsOf(analysis).flatMap(({ market, subject }) =>
      subject.sections.map((section): Cell[] => [
        words.brand(market, subject.brand),
        section.section,
        section.score,
        section.delta,
        section.peerMedian,
        section.rank,
        asPercent(section.coverage),
      ]),
    ),
    paperRows: PAPER_ROWS,
    notes: [],
  };
}
