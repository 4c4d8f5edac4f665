/** The parts of the HTML: escaping, marks, tables, numbers, page 1's lists, contents, slots. */
import { describe, expect, test } from 'vitest';
import type { SummaryItem } from '../../../src/document/document.ts';
import type { TableSpec } from '../../../src/document/table.ts';
import { healthFacts } from '../../../src/render/html/data-health.ts';
import { actionTerms, summaryList } from '../../../src/render/html/front-page.ts';
import { deltaMark, gradeMark } from '../../../src/render/html/marks.ts';
import { anchor, cssString, heading, markup } from '../../../src/render/html/markup.ts';
import {
  formatNumber,
  formatPeriod,
  formatProbability,
  formatSignificant,
  tieStatistics,
} from '../../../src/render/html/numbers.ts';
import { fillSlots, fontFaces } from '../../../src/render/html/shell.ts';
import { tableMarkup } from '../../../src/render/html/table.ts';
import { sampleDocument } from '../../support/sample-document.ts';

describe('markup', () => {
  test('escapes every value, also in attributes and lists', () => {
    const evil = `"><script>alert('x')</script>&`;
    const page = markup`<p title="${evil}">${[evil, evil]}</p>${heading(2, evil, { id: anchor(evil) })}`.toString();
    expect(page).not.toContain('<script>');
    expect(page).toContain('id="script-alert-x-script"');
    expect(page.split('&lt;script&gt;').length - 1).toBe(4);
  });

  test('CSS strings cannot be left', () => {
    const written = cssString(`a"}@page{}\\ \n</style>花`);
    expect(written.slice(1, -1)).not.toMatch(/["\\](?![0-9a-f]+ )|[{}<>\n@]/);
    expect(written).toContain('\\82b1 ');
  });

  test('slots are filled once, never read in values, and none may be missing or left over', () => {
    expect(fillSlots('<a>{{one}}</a>{{two}}', { one: '{{two}}$&', two: 'x' })).toBe('<a>{{two}}$&</a>x');
    expect(() => fillSlots('{{one}}', {})).toThrow('one');
    expect(() => fillSlots('x', { one: '' })).toThrow('one');
  });

  test('fonts come as data, and only the files a text needs', () => {
    const latin = fontFaces('Aurora');
    const japanese = fontFaces('Aurora 花');
    expect(latin).toContain('url(data:font/woff2;base64,');
    expect(latin).not.toMatch(/url\((?!data:)/);
    expect(latin).not.toContain('Noto Sans JP');
    expect(japanese).toContain('"Noto Sans JP"');
    expect(japanese.length).toBeLessThan(latin.length + 200_000);
  });
});

describe('marks', () => {
  test('each is a shape with its word, and changes carry sign and judgement', () => {
    expect(gradeMark('suggestive').toString()).toMatch(/<svg[^>]*aria-hidden.*suggestive/s);
    expect(gradeMark(null).toString()).toBe('');
    expect(deltaMark(1, false).toString()).toMatch(/tone-worse.*up/s);
    expect(deltaMark(-1, null).toString()).toMatch(/tone-neutral.*down/s);
    expect(deltaMark(0, true).toString()).toMatch(/tone-neutral.*unchanged/s);
  });
});

describe('numbers', () => {
  test.each([
    [1234.56, 1, 'en-GB', '1,234.6'],
    [-0.04, 1, 'en-GB', '0.0'],
    [-3.25, 1, 'en-GB', '−3.3'],
    [1234.5, 2, 'de-DE', '1.234,50'],
    [0.123456, null, 'en-GB', '0.123'],
  ])('%d with %s decimals in %s is %s', (value, decimals, locale, text) => {
    expect(formatNumber(value, decimals, locale)).toBe(text);
  });

  test('estimates have three significant figures, probabilities no zero before the point', () => {
    expect([3.3, -0.2234, 68.94, 12_345].map((value) => formatSignificant(value, 'en-GB'))).toEqual([
      '3.3',
      '−0.223',
      '68.9',
      '12,345',
    ]);
    expect([0.0004, 0.004, 0.25].map(formatProbability)).toEqual(['< .001', '.004', '.250']);
  });

  test('statistics in text stay on one line', () => {
    expect(tieStatistics('n = 48 months · q = .011 · p < .001 · Aurora = best')).toBe(
      'n\u00A0=\u00A048 months · q\u00A0=\u00A0.011 · p\u00A0<\u00A0.001 · Aurora = best',
    );
  });

  test('periods read as months, quarters or Mondays by what their column holds', () => {
    expect(formatPeriod('2026-10-01', ['2026-09-01', '2026-10-01'])).toBe('Oct 2026');
    expect(formatPeriod('2026-10-01', ['2026-07-01', '2026-10-01'])).toBe('Q4 2026');
    expect(formatPeriod('2026-10-05', ['2026-09-28', '2026-10-05'])).toBe('5 Oct 2026');
    expect(formatPeriod('since May', ['since May'])).toBe('since May');
  });
});

describe('tables', () => {
  const table: TableSpec = {
    id: 'prices & <more>',
    title: 'Prices',
    caption: 'What they are.',
    columns: [
      { id: 'a', label: 'Brand', type: 'text', unit: null, decimals: null, show: 'always' },
      { id: 'b', label: 'Price', type: 'number', unit: '£', decimals: 2, show: 'always' },
      { id: 'c', label: 'p', type: 'number', unit: null, decimals: 3, show: 'full' },
      { id: 'd', label: 'Share', type: 'number', unit: '%', decimals: 0, show: 'always' },
    ],
    rows: [
      ['<b>A</b>', 1.005, 0.0001, null],
      ['B', -2, null, 12],
      ['C', 3, 0.5, 13],
    ],
    paperRows: 2,
    notes: ['A & B.'],
  };
  const style = { locale: 'en-GB', csvName: 'r-prices.csv', titled: false };

  test('paper shows its rows and columns and points to the CSV', () => {
    const paper = tableMarkup(table, { ...style, complete: false }).toString();
    expect(paper.match(/<tr>/g)).toHaveLength(3);
    expect(paper).toContain('2 of 3 rows; all in r-prices.csv');
    expect(paper).not.toContain('>p<');
    expect(paper).toContain('Price <small>£</small>');
    expect(paper).toContain('&lt;b&gt;A&lt;/b&gt;');
    expect(paper).toContain('<th scope="row" class="cell-text brief">B</th>');
    expect(paper).toContain('<td class="cell-number">−2.00</td>');
    expect(paper).toMatch(/class="absent"[^>]*>–</);
    expect(paper).toContain('A &amp; B.');
  });

  test('a word that every row repeats is said once on paper, and stays a column of the page', () => {
    const [first, ...others] = table.columns;
    const unit = { ...first!, id: 'u', label: 'Unit' };
    const repeated = {
      ...table,
      columns: [first!, unit, ...others],
      rows: table.rows.map(([name, ...rest]) => [name!, 'packs', ...rest]),
    };
    const paper = tableMarkup(repeated, { ...style, complete: false }).toString();
    expect(paper).toContain('What they are. Unit: packs.');
    expect(paper).not.toContain('>packs<');
    expect(
      tableMarkup(repeated, { ...style, complete: true })
        .toString()
        .match(/>packs</g),
    ).toHaveLength(3);
  });

  test('short words keep their line, a column with one long text does not', () => {
    const long = { ...table, rows: [...table.rows, ['A name of more than twenty letters', 1, 0.5, 14]] };
    expect(tableMarkup(table, { ...style, complete: false }).toString()).toContain('class="cell-text brief"');
    expect(tableMarkup(long, { ...style, complete: false }).toString()).not.toContain('brief');
  });

  test('the web page shows all of it', () => {
    const web = tableMarkup(table, { ...style, complete: true }).toString();
    expect(web.match(/<tr>/g)).toHaveLength(4);
    expect(web).toContain('&lt; .001');
    expect(web).not.toContain('r-prices.csv');
  });
});

describe('page 1', () => {
  const item = (text: string, value: number | null): SummaryItem => ({
    text,
    figure: '+1',
    value,
    grade: null,
    refs: [],
  });

  test('bars share one zero line; without values there are none; nothing is said in words', () => {
    const bars = summaryList([item('a', 3), item('b', -1)], true, '').toString();
    expect([...bars.matchAll(/x="([\d.]+)" y="1" width="([\d.]+)"/g)].map(([, x, width]) => [x, width])).toEqual([
      ['18.0', '54.0'],
      ['0.0', '18.0'],
    ]);
    expect(summaryList([item('a', null)], true, '').toString()).not.toContain('<rect');
    expect(summaryList([], true, 'Nothing <moved>.').toString()).toContain('Nothing &lt;moved&gt;.');
    expect(
      summaryList(
        [1, 2, 3, 4].map((each) => item(String(each), each)),
        true,
        '',
      ).toString(),
    ).not.toContain('>4<');
  });

  test('terms of an action name effect, time and effort where they are known', () => {
    expect(sampleDocument.recommendations.map(actionTerms)).toEqual([
      '+1.8 pt [0.9, 2.7] · about 3 months · low effort',
      '+1.1 pt [0.4, 1.8] · about 6 months · medium effort',
      'no estimate: fewer than five past gains · low effort',
    ]);
  });

  test('the health line says coverage, gaps, weight changes and quarantine', () => {
    expect(healthFacts(sampleDocument.dataHealth, 'en-GB')).toEqual([
      'coverage 97 %',
      'last period 96 % complete',
      '3 gaps filled',
      'weights changed on 1 Jan 2026',
      '4 rows in quarantine',
    ]);
  });
});
