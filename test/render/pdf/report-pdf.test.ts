/** The PDF as a reader's program sees it: text per page, structure, bookmarks, page numbers, sizes. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TableSpec } from '../../../src/document/table.ts';
import type { Theme } from '../../../src/ports.ts';
import { createRenderer } from '../../../src/render/renderer.ts';
import { type Bookmark, nodesOf, overprinted, type ReadPdf, readPdfAsReader } from '../../support/read-pdf.ts';
import { sampleDocument, sampleStamp, severalBrandsDocument } from '../../support/sample-document.ts';

const renderer = createRenderer({ timeoutMs: 30_000 });
const theme: Theme = { accent: '#0072B2', logo: null, paper: 'A4' };
const signal = new AbortController().signal;
const print = async (document: typeof sampleDocument, paper: Theme['paper']): Promise<Uint8Array> => {
  const [pdf] = await renderer.render(document, sampleStamp, ['pdf'], { ...theme, paper }, signal);
  return pdf!.bytes;
};

/** Lines of a page, whatever the spaces between their pieces; Inter draws ’ and ʼ with one glyph, which is read as ʼ. */
const flat = (text: string): string => text.replace(/\s+/g, ' ').replaceAll('ʼ', '’');
const titles = (bookmarks: readonly Bookmark[]): string[] => bookmarks.map(({ title }) => flat(title).trim());

let a4: ReadPdf;

beforeAll(async () => {
  a4 = await readPdfAsReader(await print(sampleDocument, 'A4'));
});
afterAll(() => renderer.close());

describe('the printed report', () => {
  test('page 1 stands alone: verdict, tiles, what moved, three risks, three actions, data health, run', () => {
    const page = flat(a4.pages[0]!.text);
    expect(a4.pages.length).toBeGreaterThanOrEqual(3);
    expect(page).toContain('carried by Marketplace; it now stands second of twelve.');
    for (const kpi of sampleDocument.kpis) expect(page).toContain(kpi.text);
    for (const { text, figure } of [...sampleDocument.summary.drivers, ...sampleDocument.summary.risks]) {
      expect(page).toContain(text);
      expect(page).toContain(figure);
    }
    for (const { action, effectText } of sampleDocument.recommendations) {
      expect(page).toContain(action);
      expect(page).toContain(effectText);
    }
    expect(page).toContain('Data health 93 / 100 · coverage 97 %');
    expect(page).toContain('run 7f3a91c2');
    expect(page).toContain('data as of 31 Oct 2026');
    expect(page).not.toContain('Contents');
  });

  test('texts of charts are text: section names, figures and axis labels can be selected', () => {
    const front = a4.pages[0]!.items.map(({ text }) => text.trim());
    for (const label of ['Organic Performance', '61.8', '+3.1']) expect(front).toContain(label);
    const path = a4.pages.find(({ text }) => text.includes('Peer median 58'))!;
    for (const label of ['50', '60', '70', '2024', '2026'])
      expect(flat(path.text)).toMatch(new RegExp(`\\b${label}\\b`));
  });

  test('every page has its number, the date of its data and the run; all but the first have a running head', () => {
    a4.pages.forEach((page, i) => {
      const text = flat(page.text);
      expect(text).toContain(`Page ${i + 1} of ${a4.pages.length}`);
      expect(text).toContain('data as of 31 Oct 2026 · run 7f3a91c2');
      const head = page.items.filter(({ y }) => y < 42).map(({ text }) => text);
      expect(head.join(' ').includes('Dynamic DC Score Performance Analysis · Aurora')).toBe(i > 0);
    });
  });

  test('is tagged: one h1, headings without gaps, one figure with alternative text per chart, table heads, language', () => {
    expect(a4.marked).toBe(true);
    expect(a4.language).toBe('en');
    const roles = (role: string) => a4.pages.flatMap(({ structure }) => nodesOf(structure, role));
    expect(roles('H1')).toHaveLength(1);
    expect(nodesOf(a4.pages[0]!.structure, 'H1')).toHaveLength(1);
    expect(roles('H2').length).toBeGreaterThan(8);
    expect(roles('H3').length).toBeGreaterThan(4);
    expect(roles('H4')).toHaveLength(0);
    const placed = ['change', 'path', 'ranking', 'sections', 'platforms'];
    const alts = placed.map((id) => sampleDocument.charts.find((chart) => chart.id === id)!.alt);
    expect(roles('Figure').map(({ alt }) => alt)).toEqual(alts);
    expect(roles('TH').length).toBeGreaterThan(40);
  });

  test('bookmarks are nested and read like the headings', () => {
    expect(titles(a4.outline)).toEqual([sampleDocument.verdict.text]);
    const second = a4.outline[0]!.items;
    expect(titles(second)).toEqual([
      'What moved',
      'Risks',
      'Actions',
      'Contents',
      ...sampleDocument.sections.map(({ heading }) => heading),
      'Appendix',
    ]);
    expect(titles(second.at(-1)!.items)).toContain('Monthly scores');
  });

  test('the contents give the page on which each heading stands', async () => {
    const contents = flat(a4.pages[1]!.text);
    for (const { id, heading } of sampleDocument.sections) {
      const page = await a4.destination(`s-${id}`);
      expect(contents).toContain(`${heading} ${page}`);
      expect(flat(a4.pages[page! - 1]!.text)).toContain(heading);
    }
    expect(await a4.destination('appendix')).toBeGreaterThan(2);
  });

  test('metadata name title, author, date of the run and subject', () => {
    expect(a4.info).toMatchObject({
      Title: sampleDocument.title,
      Author: 'Digi-Cadence',
      CreationDate: "D:20261105083000+00'00'",
      ModDate: "D:20261105083000+00'00'",
    });
    expect(a4.info.Subject).toContain('Aurora · IN-Skincare');
  });

  test('rows never split: each row of a long table has all its cells at one height of one page', () => {
    const rows = sampleDocument.tables.find(({ id }) => id === 'monthly')!.rows;
    const label = (period: string): string =>
      new Intl.DateTimeFormat('en-GB', { month: 'short', year: 'numeric', timeZone: 'UTC' }).format(new Date(period));
    const months = new Set(rows.map(([period]) => label(String(period)).replace('Sept', 'Sep')));
    let found = 0;
    for (const page of a4.pages) {
      const starts = page.items.filter(({ text, x }) => months.has(text.trim()) && x < 60);
      for (const start of starts) {
        const figures = page.items.filter(({ y, x }) => Math.abs(y - start.y) < 2 && x > 60);
        if (figures.length !== 3) continue;
        found += 1;
        expect(figures.every(({ text }) => /^\d+\.\d$/.test(text.trim()))).toBe(true);
      }
    }
    expect(found).toBe(rows.length);
  });

  test('heads of tables repeat on every page of the table, cut tables say where the rest is', () => {
    const pages = a4.pages.filter(({ text }) => /(Nov 2022|Oct 2026)\s+\d/.test(flat(text)));
    const withHead = a4.pages.filter(({ text }) => flat(text).includes('Month Aurora Zephyr Peer median'));
    expect(withHead.length).toBeGreaterThanOrEqual(2);
    expect(pages.length).toBeGreaterThan(0);
    expect(flat(a4.pages.map(({ text }) => text).join(' '))).toContain(
      '40 of 120 rows; all in dc-score-performance-metrics.csv',
    );
  });

  test('says in its place what the data do not allow', () => {
    const all = flat(a4.pages.map(({ text }) => text).join(' '));
    expect(all).toContain('What a point is worth in revenue cannot be said yet');
    expect(all).toMatch(/Needs ?revenue of at least 24 months/);
    expect(all).toMatch(/Has ?7 months/);
  });

  test('nothing is written outside the text area of A4', () => {
    for (const page of a4.pages) {
      expect([Math.round(page.width), Math.round(page.height)]).toEqual([595, 842]);
      for (const item of page.items) {
        expect(item.x).toBeGreaterThan(45);
        expect(item.right).toBeLessThan(550);
        expect(item.y).toBeLessThan(830);
      }
    }
  });
});

describe('other papers and documents', () => {
  test('Letter has its size, one front page and right page numbers', async () => {
    const letter = await readPdfAsReader(await print(severalBrandsDocument, 'Letter'));
    expect([letter.pages[0]!.width, letter.pages[0]!.height].map(Math.round)).toEqual([612, 792]);
    const front = flat(letter.pages[0]!.text);
    expect(front).toContain('花椿スキン fell 2.6 points');
    expect(front).toContain('No risk was found that the data support.');
    expect(front).toContain('Data health 93 / 100');
    expect(letter.pages[1]!.text).toContain('Contents');
    const standing = await letter.destination('s-standing');
    expect(flat(letter.pages[1]!.text)).toContain(`stands second of twelve ${standing}`);
  });

  test('long scopes are cut in running heads and feet; more tests than a page holds stand in the workbook, facts in tables only', async () => {
    const label = `${'花椿スキン, Aurora Borealis, '.repeat(12)}India Skincare Round 2`;
    const quiet = { ...sampleDocument.findings.find(({ grade }) => grade === 'suggestive')!, grade: 'none' } as const;
    const many = Array.from({ length: 60 }, (_, i) => ({ ...quiet, id: `quiet:${i}`, claim: `Quiet number ${i}.` }));
    const fact = { ...quiet, id: 'fact:1', kind: 'fact', grade: null, claim: 'A fact.' } as const;
    const findings = [...many, fact, ...sampleDocument.findings];
    const tested = findings.filter(({ grade }) => grade !== null).length;
    const scope = { ...sampleDocument.scope, label };
    const long = await readPdfAsReader(
      await print({ ...sampleDocument, scope, findings, sections: [], appendix: [] }, 'A4'),
    );
    for (const page of long.pages.slice(1)) {
      const edge = page.items.filter(({ y }) => y < 42 || y > 805);
      expect(edge.map(({ text }) => text).join('')).toContain('…');
      expect(Math.max(...edge.map(({ right }) => right))).toBeLessThanOrEqual(549);
      expect(flat(page.text)).toContain(`of ${long.pages.length}`);
      expect(flat(page.text)).toContain('run 7f3a91c2');
    }
    const all = flat(long.pages.map(({ text }) => text).join(' '));
    expect(all).toContain(`24 of ${tested} tests; all in dc-score-performance.xlsx`);
    expect(all).toContain('Socialwatch drifts down 0.3 points a month.');
    expect(all).not.toContain('Quiet number 40.');
    expect(all).not.toContain('A fact.');
  });

  test('short documents have no contents, and still bookmarks; printed again, they are the same bytes', async () => {
    const document = { ...sampleDocument, sections: sampleDocument.sections.slice(0, 1), appendix: [] };
    const once = await print(document, 'A4');
    const short = await readPdfAsReader(once);
    expect(short.pages.length).toBeLessThanOrEqual(4);
    expect(titles(short.outline[0]!.items)).not.toContain('Contents');
    expect(flat(short.pages[1]!.text)).toContain('Aurora stepped up in April 2025');
    expect(Buffer.from(await print(document, 'A4')).equals(Buffer.from(once))).toBe(true);
  });

  test('a verdict that needs more than one page flows instead of being cut', async () => {
    const words = 'Aurora’s score rose and fell and rose again while its rivals stood still. ';
    const long = await readPdfAsReader(
      await print(
        { ...sampleDocument, verdict: { text: words.repeat(12).trim(), refs: [] }, sections: [], appendix: [] },
        'A4',
      ),
    );
    const start = flat(`${long.pages[0]!.text} ${long.pages[1]!.text}`);
    expect(start).toContain('Data health 93 / 100');
    expect(start).toContain('Answer reviews on Platform 10 within a day');
    // What comes next follows on the page where it ends.
    const end = flat(long.pages[1]!.text);
    expect(end).toContain('Data health 93 / 100');
    expect(end).toContain('Appendix');
  });

  test('a verdict of some lines is set closer, on one page, and covers nothing', async () => {
    const words = 'Aurora’s score rose and fell and rose again while its rivals stood still. ';
    const verdict = { text: words.repeat(3).trim(), refs: [] };
    const { pages } = await readPdfAsReader(await print({ ...sampleDocument, verdict }, 'A4'));
    const size = Math.max(...pages[0]!.items.map((item) => item.size));
    expect(size).toBeLessThan(22);
    expect(size).toBeGreaterThanOrEqual(18);
    expect(flat(pages[0]!.text)).toContain('Data health 93 / 100');
    expect(overprinted(pages[0]!)).toEqual([]);
  });

  test('a table with many columns is set smaller, and nothing else is', async () => {
    const table: TableSpec = {
      id: 'wide',
      title: 'Many columns',
      caption: 'Wider than the paper.',
      columns: [
        { id: 'name', label: 'Brand', type: 'text', unit: null, decimals: null, show: 'always' },
        ...Array.from({ length: 14 }, (_, i) => ({
          id: `c${i}`,
          label: `Column ${i}`,
          type: 'number' as const,
          unit: null,
          decimals: 2,
          show: 'always' as const,
        })),
      ],
      rows: ['Aurora in India', 'Borealis in India'].map((name) => [name, ...Array.from({ length: 14 }, () => 1234.5)]),
      paperRows: null,
      notes: [],
    };
    const wide = await readPdfAsReader(
      await print(
        {
          ...sampleDocument,
          tables: [...sampleDocument.tables, table],
          sections: [
            { id: 'wide', heading: 'Wide', width: 'full', blocks: [{ type: 'table', table: 'wide' }] },
            ...sampleDocument.sections,
          ],
        },
        'A4',
      ),
    );
    const largest = (pdf: ReadPdf): number[] =>
      pdf.pages.slice(0, 1).map(({ items }) => Math.max(...items.map(({ size }) => size)));
    expect(largest(wide)[0]).toBeCloseTo(largest(a4)[0]!, 1);
    const cells = wide.pages.flatMap(({ items }) => items.filter(({ text }) => text === '1,234.50'));
    expect(cells).toHaveLength(28);
    for (const { right, size } of cells) {
      expect(right).toBeLessThan(550);
      expect(size).toBeLessThan(9.5);
      expect(size).toBeGreaterThan(6);
    }
  });

  test('a bundle has one h1, a chapter per document, one contents, running heads of its chapters', async () => {
    const other = {
      ...severalBrandsDocument,
      report: { ...severalBrandsDocument.report, title: 'Sectional Deep Dive' },
    };
    const artifact = await renderer.bundle([sampleDocument, other], sampleStamp, theme, signal);
    expect(artifact).toMatchObject({ name: 'digi-cadence-reports.pdf', mediaType: 'application/pdf' });
    const bundle = await readPdfAsReader(artifact.bytes);
    expect(bundle.pages.flatMap(({ structure }) => nodesOf(structure, 'H1'))).toHaveLength(1);
    const front = flat(bundle.pages[0]!.text);
    expect(front).toContain('2 reports on 2 selections');
    // Said by both documents, shown once.
    expect(front.split('Coverage').length - 1).toBe(1);
    expect(titles(bundle.outline[0]!.items)).toEqual([
      'What moved',
      'Risks',
      'Actions',
      'Contents',
      sampleDocument.verdict.text,
      other.verdict.text,
    ]);
    const [first, second] = [await bundle.destination('d1-summary'), await bundle.destination('d2-summary')];
    expect(flat(bundle.pages[1]!.text)).toContain(`${sampleDocument.title} ${first}`);
    expect(flat(bundle.pages[1]!.text)).toContain(`${other.title} ${second}`);
    const headOf = (page: number): string =>
      bundle.pages[page - 1]!.items.filter(({ y }) => y < 42)
        .map(({ text }) => text)
        .join(' ');
    expect(headOf(first! + 1)).toContain('Dynamic DC Score Performance Analysis');
    expect(headOf(second! + 1)).toContain('Sectional Deep Dive');
  });
});
