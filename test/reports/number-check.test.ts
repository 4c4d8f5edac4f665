/** That the number check of documents notices what it is there for: words of a golden are forged, one at a time. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Document } from '../../src/document/document.ts';
import type { ScoreAnalysis } from '../../src/reports/shared/analysis.ts';
import { readGolden } from '../support/golden-text.ts';
import { unbackedNumbers } from '../support/number-check.ts';

const read = (part: string): unknown =>
  readGolden(readFileSync(new URL(`./goldens/dc-score-performance.${part}.json`, import.meta.url), 'utf8'));
const document = read('document') as Document;
const { family } = read('analysis') as ScoreAnalysis;

const notices = (forged: Partial<Document>): string[] =>
  unbackedNumbers({ ...document, ...forged }, family).map(({ number }) => number);

const first = <T>(list: readonly T[], forge: (each: T) => T): T[] =>
  list.map((each, i) => (i === 0 ? forge(each) : each));

describe('the number check', () => {
  it('has nothing to say of the golden', () => {
    expect(notices({})).toEqual([]);
  });

  const { verdict, sections, charts, kpis, tables, method, recommendations, definitions } = document;
  const forgeries: Readonly<Record<string, Partial<Document>>> = {
    'a title': { title: 'Aurora rose 77.7 points' },
    'a verdict': { verdict: { ...verdict, text: 'Aurora rose 77.7 points.' } },
    'a heading': { sections: first(sections, (each) => ({ ...each, heading: '77.7 points' })) },
    'the title of a chart': { charts: first(charts, (each) => ({ ...each, title: '77.7 points' })) },
    'its subtitle': { charts: first(charts, (each) => ({ ...each, subtitle: '77.7 points' })) },
    'its note': { charts: first(charts, (each) => ({ ...each, note: '77.7 points' })) },
    'its alternative text': { charts: first(charts, (each) => ({ ...each, alt: '77.7 points' })) },
    'the label of a tile': { kpis: first(kpis, (each) => ({ ...each, label: '77.7' })) },
    'what a tile compares with': { kpis: first(kpis, (each) => ({ ...each, comparison: 'from 77.7' })) },
    'a caption': { tables: first(tables, (each) => ({ ...each, caption: '77.7 points' })) },
    'a note of a table': { tables: first(tables, (each) => ({ ...each, notes: ['77.7 points'] })) },
    'a note on method': { method: first(method, (each) => ({ ...each, text: '77.7 points' })) },
    'a definition': { definitions: first(definitions, (each) => ({ ...each, text: '77.7 points' })) },
    'the time of a recommendation': {
      recommendations: first(recommendations, (each) => ({ ...each, time: '77.7 months' })),
    },
    'its effect': { recommendations: first(recommendations, (each) => ({ ...each, effectText: '+77.7 pt' })) },
  };

  it.each(Object.entries(forgeries))('notices a number of its own in %s', (_, forged) => {
    expect(notices(forged).join(' ')).toContain('77.7');
  });

  it('notices a reference to nothing', () => {
    expect(notices({ verdict: { ...verdict, refs: ['nothing'] } })).toContain('unknown reference nothing');
  });

  const stands = {
    id: 'stands',
    title: 'Standing',
    caption: 'Scores',
    columns: [
      { id: 'brand', label: 'Brand', type: 'text', unit: null, decimals: null, show: 'always' },
      { id: 'score', label: 'Score', type: 'number', unit: null, decimals: 1, show: 'always' },
      { id: 'coverage', label: 'Coverage', type: 'number', unit: 'share', decimals: 2, show: 'always' },
    ],
    rows: [
      ['Fern', 81.3, 0.91],
      ['Moss', 72.4, 0.87],
      ['Reed', 63.2, 0.84],
      ['Sedge', 52.1, 0.82],
      ['Thyme', 47.6, 0.79],
      ['Yarrow', 41.5, 0.77],
    ],
    paperRows: null,
    notes: [],
  } as const;
  const says = (text: string): string[] =>
    notices({ tables: [...tables, stands], verdict: { text, refs: ['table:stands'] }, title: '' });

  it.each([
    ['a figure of the row it names', 'Moss stands at 72.4 with 87 % of its data.'],
    ['figures of rows it names', 'Moss stands at 72.4, Sedge at 52.1.'],
    ['figures of one row, unnamed', 'One stands at 72.4 with 87 %.'],
    ['what a column comes to', 'The 6 brands lie between 41.5 and 81.3 and have 358.1 together.'],
  ])('lets a sentence on a table say %s', (_, text) => {
    expect(says(text)).toEqual([]);
  });

  it.each([
    ['a figure of another row', 'Reed stands at 72.4.', ['72.4']],
    ['figures of two rows, unnamed', 'They stand at 72.4 and 52.1.', ['52.1']],
    ['a share of what is none', 'Moss stands at 7,240 %.', ['7,240']],
  ])('notices %s', (_, text, numbers) => {
    expect(says(text)).toEqual(numbers);
  });
});
