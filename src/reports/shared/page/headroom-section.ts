/** Where the points are: the largest gap in words, all of them in a table. */
import type { Section } from '../../../document/document.ts';
import { fitTitle, joinNames } from '../../../document/words.ts';
import type { ScoreAnalysis } from '../analysis.ts';
import type { FindingIndex } from '../stories.ts';
import { headroomTable, targetOf } from '../tables/headroom-table.ts';
import { headroomId } from '../words/facts.ts';
import { pairsOf } from '../words/scope.ts';
import type { Wording } from '../words/wording.ts';
import { type Collector, sentenceOf, text } from './blocks.ts';

export function headroomSection(
  analysis: Pick<ScoreAnalysis, 'markets'>,
  findings: FindingIndex,
  page: Collector,
  words: Wording,
): Section {
  const rows = pairsOf(analysis)
    .flatMap(({ market, subject }) => subject.headroom.map((row) => ({ market, subject, row })))
    .sort((a, b) => b.row.points - a.row.points);
  const top = rows[0];
  const target = targetOf(analysis);
  if (!top && target !== null)
    return {
      id: 'headroom',
      heading: `Every metric is at the target of ${words.formats.significant(target)} or above`,
      width: 'full',
      blocks: [],
    };
  if (!top)
    return {
      id: 'headroom',
      heading: 'No headroom to measure',
      width: 'full',
      blocks: [
        {
          type: 'missing',
          need: 'a peer that is ahead on at least one metric',
          have: 'none in this peer set',
          fix: 'import scores of more competitors',
        },
      ],
    };
  const names = rows.slice(0, 3).map(({ row }) => row.metric);
  return {
    id: 'headroom',
    heading: fitTitle([
      ...(target === null ? [] : [`Most points to the target lie in ${joinNames([...new Set(names)])}`]),
      `Most points lie in ${joinNames([...new Set(names)])}`,
      `Most points lie in ${top.row.metric}`,
    ]),
    width: 'full',
    blocks: [
      ...text(sentenceOf(findings.get(headroomId(top.market, top.subject.brand, top.row))!)),
      ...page.table(headroomTable(analysis, words)),
    ],
  };
}
