/** /dc suggest: reasons, what is lacking, and messages within Slack's limits. */
import { describe, expect, it } from 'vitest';
import { REPORTS } from '../../src/reports/catalog.ts';
import type { Suggestions } from '../../src/reports/suggest.ts';
import { catalogueMessage } from '../../src/slack/commands/reports.ts';
import { suggestionsFor, suggestMessage } from '../../src/slack/commands/suggest.ts';
import { findViolations } from '../../src/slack/limits.ts';
import { EMPTY_STATE } from '../../src/slack/modals/builder-state.ts';
import { builderView } from '../../src/slack/modals/builder-view.ts';
import { createVocabulary } from '../../src/slack/parse/vocabulary.ts';
import { catalog } from './market.ts';
import { runOf } from './runs.ts';

const vocabulary = createVocabulary(REPORTS, catalog);
const everything = { projects: null, brands: null, period: null };

describe('/dc suggest', () => {
  it('says why, with a button a report', () => {
    const recent = [
      runOf({ state: 'ready', dataVersion: 'older', outcomes: [] }),
      runOf({ state: 'failed', dataVersion: 'older' }),
    ].map((run) => ({
      ...run,
      request: { ...run.request, selection: everything },
      outcomes: [{ report: 'dc-score-performance', status: 'ready' as const }],
    }));
    const found = suggestionsFor(REPORTS, vocabulary, everything, recent)!;
    expect(found.suggested.map(({ report }) => report)).toContain('dc-score-performance');
    const message = suggestMessage(found, { line: null, command: '/dc' });
    expect(JSON.stringify(message)).toContain('Data were loaded since your last run.');
    expect(JSON.stringify(message)).toContain('menu:run:dc-score-performance');
    expect(findViolations({ text: message.text, blocks: message.blocks })).toEqual([]);
  });

  it('a chosen selection runs by the words that chose it', () => {
    const found = suggestionsFor(REPORTS, vocabulary, everything, [])!;
    const message = JSON.stringify(suggestMessage(found, { line: 'for Aurora', command: '/dc' }));
    expect(message).toContain('/dc report dc-score-performance for Aurora');
    expect(message).not.toContain('menu:run:');
  });

  it('stays readable and within the limits with 25 reports that lack much, and with names that hurt', () => {
    const many: Suggestions = {
      suggested: Array.from({ length: 25 }, (_, i) => ({
        report: `report-${i}`,
        title: '<!channel> '.repeat(30),
        question: '?',
        reasons: ['x'.repeat(900)],
        isNews: i % 2 === 0,
      })),
      unavailable: Array.from({ length: 25 }, (_, i) => ({
        report: `lack-${i}`,
        title: 'Lacking & more'.repeat(20),
        question: '?',
        missing: [{ need: 'n'.repeat(500), have: '<nothing>', fix: 'f' }],
      })),
    };
    const message = suggestMessage(many, { line: null, command: '/dc' });
    expect(findViolations({ text: message.text, blocks: message.blocks })).toEqual([]);
    expect(JSON.stringify(message)).not.toContain('<!channel>');
    expect(JSON.stringify(message)).toContain('and 15 more');
  });

  it('says once what holds for several: nothing new', () => {
    const suggestion = { question: '?', reasons: ['Nothing changed in the data since your last run.'], isNews: false };
    const suggested = ['First', 'Second'].map((title) => ({ ...suggestion, report: title, title }));
    const said = (line: string | null): string =>
      JSON.stringify(suggestMessage({ suggested, unavailable: [] }, { line, command: '/dc' }));
    expect(said(null).match(/Nothing new since/g)).toHaveLength(2);
    expect(said(null)).toContain('· First\\n· Second');
    expect(said(null)).not.toContain('Worth running');
    expect(said('for Aurora')).toContain('on this selection');
  });

  it('says so when there is nothing', () => {
    expect(JSON.stringify(suggestMessage(null, { line: null, command: '/dc' }))).toContain('no scores');
    expect(suggestionsFor(REPORTS, vocabulary, { ...everything, projects: ['Nowhere'] }, [])).toBeNull();
  });
});

describe('/dc reports', () => {
  it('lists reports by category with readiness, and says what the others lack and what would help', () => {
    const { blocks } = catalogueMessage('', REPORTS, vocabulary);
    expect(findViolations({ text: 'x', blocks })).toEqual([]);
    const heading = blocks.find(({ type }) => type === 'header');
    expect(JSON.stringify(heading)).toMatch(/DC score intelligence: \d of 8 ready/);
    const of = (id: string) => blocks.find((block) => JSON.stringify(block).includes(`\`${id}\``))!;
    const [ready, lacking] = [of('score-revenue-correlation'), of('acquisition-efficiency')];
    expect(JSON.stringify(ready)).toContain('● ready');
    expect(ready).toHaveProperty('accessory.text.text', 'Run');
    expect(JSON.stringify(lacking)).toMatch(
      /○ needs values of new customers; available: revenue\. Import new_customers/,
    );
    expect(lacking).not.toHaveProperty('accessory');
  });
});

describe('the form', () => {
  it('says what the chosen report lacks on the chosen brands, and marks such reports in the list', () => {
    const viewOf = (report: string, projects: readonly string[] = []) =>
      builderView({ ...EMPTY_STATE, report, projects }, vocabulary);
    const lacking = viewOf('acquisition-efficiency');
    expect(findViolations({ view: lacking })).toEqual([]);
    expect(JSON.stringify(lacking.blocks)).toContain('○ The data cannot answer this yet');
    expect(JSON.stringify(lacking.blocks)).toContain('• needs values of new customers; available: revenue');
    expect(JSON.stringify(viewOf('score-revenue-correlation').blocks)).not.toContain('cannot answer');
    type Listed = { value: string; description: { text: string } };
    const [select] = lacking.blocks as unknown as [
      { element: { option_groups: { options: Listed[] }[]; initial_option: Listed } },
    ];
    const listed = select.element.option_groups.flatMap(({ options }) => options);
    const described = (id: string): string => listed.find(({ value }) => value === id)!.description.text;
    expect(described('acquisition-efficiency')).toBe('○ needs values of new customers');
    expect(described('score-revenue-correlation')).toBe('What is a score point worth in revenue?');
    // Slack refuses a chosen option that is not in the list, word for word.
    expect(listed).toContainEqual(select.element.initial_option);
  });

  it('shows each report’s own options, and what its depth and extent add', () => {
    for (const report of REPORTS) {
      const view = builderView({ ...EMPTY_STATE, report: report.id }, vocabulary);
      const text = JSON.stringify(view);
      expect(findViolations({ view })).toEqual([]);
      for (const { name, type } of report.options) if (type !== 'comparison') expect(text).toContain(`option:${name}`);
      expect(text.includes('option:horizon')).toBe(report.options.some(({ name }) => name === 'horizon'));
      for (const said of [...Object.values(report.adds.depth), ...Object.values(report.adds.extent)])
        expect(text).toContain(JSON.stringify(said).slice(1, -1));
    }
  });
});
