/** What every report's document must keep, whatever was asked. */
import { expect } from 'vitest';
import type { Document } from '../../src/document/document.ts';
import { CHART_TITLE_LENGTH, DOCUMENT_TITLE_LENGTH } from '../../src/document/words.ts';
import type { ScoreAnalysis } from '../../src/reports/shared/analysis.ts';
import { badValues, unbackedNumbers } from './number-check.ts';

/** A run that ended ready. */
interface Outcome {
  readonly document: Document;
  readonly analysis: unknown;
}

/**
 * No undefined figure, no number that nothing holds, titles that fit, ids that are unique and exist, suggestive findings
 * nowhere but in their table.
 * @param analysis searched for undefined and infinite values too
 */
export function expectSound({ document, analysis }: Outcome): void {
  expect(badValues({ document, analysis })).toEqual([]);
  expect(unbackedNumbers(document, (analysis as ScoreAnalysis).family)).toEqual([]);
  expect([...document.title].length).toBeLessThanOrEqual(DOCUMENT_TITLE_LENGTH);
  for (const chart of document.charts) expect([...chart.title].length).toBeLessThanOrEqual(CHART_TITLE_LENGTH);
  expect(document.kpis.length).toBeLessThanOrEqual(5);
  expect(document.summary.drivers.length).toBeLessThanOrEqual(3);
  expect(document.summary.risks.length).toBeLessThanOrEqual(3);
  const unique = (ids: readonly string[]): void => expect(ids.length).toBe(new Set(ids).size);
  unique(document.findings.map(({ id }) => id));
  unique(document.charts.map(({ id }) => id));
  unique(document.tables.map(({ id }) => id));
  unique([...document.sections, ...document.appendix].map(({ id }) => id));
  const [charts, tables] = [document.charts, document.tables].map((list) => new Set(list.map(({ id }) => id)));
  for (const section of [...document.sections, ...document.appendix])
    for (const block of section.blocks) {
      if (block.type === 'chart') expect(charts).toContain(block.chart);
      if (block.type === 'table') expect(tables).toContain(block.table);
    }
  for (const chart of document.charts) if (chart.table !== null) expect(tables).toContain(chart.table);
  const grades = new Map(document.findings.map(({ id, grade }) => [id, grade]));
  for (const recommendation of document.recommendations) expect(grades.get(recommendation.finding)).toBeNull();
  for (const { grade } of document.summary.risks) expect([null, 'supported']).toContain(grade);
  // Suggestive findings stand in one table only.
  const shown = [
    ...document.kpis.map(({ grade }) => grade),
    ...document.summary.drivers.map(({ grade }) => grade),
    ...document.tables.filter(({ id }) => id !== 'watching' && id !== 'tests').flatMap(({ rows }) => rows.flat()),
    ...document.sections.flatMap(({ blocks }) =>
      blocks.flatMap((block) => (block.type === 'evidence' ? [block.grade] : [])),
    ),
  ];
  expect(shown).not.toContain('suggestive');
}
