/** Sections that close a report: what is worth watching, markets that could not be analysed. */
import type { Section } from '../../../document/document.ts';
import { fitTitle } from '../../../document/words.ts';
import type { Finding } from '../../../domain/finding.ts';
import type { ScoreAnalysis } from '../analysis.ts';
import { watchingTable } from '../tables/finding-tables.ts';
import type { Wording } from '../words/wording.ts';
import type { Collector } from './blocks.ts';

/** Suggestive findings: nowhere else, and not for executives. */
export function watchingSections(all: readonly Finding[], page: Collector, words: Wording): Section[] {
  const watching = watchingTable(all, words);
  if (!watching || words.extent === 'summary' || words.style === 'executive') return [];
  return [{ id: 'watching', heading: 'Worth watching, not yet claims', width: 'full', blocks: page.table(watching) }];
}

export function absentSections({ absent }: Pick<ScoreAnalysis, 'absent'>): Section[] {
  return absent.map(
    ({ project, reason }): Section => ({
      id: `absent-${project}`,
      heading: fitTitle([`${project} could not be analysed`]),
      width: 'full',
      blocks: [{ type: 'missing', need: `scores of ${project}`, have: reason, fix: 'import scores for this project' }],
    }),
  );
}
