import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRequest } from '../../src/slack/parse/parse-request.ts';
import { tokenise, unescapeSlack } from '../../src/slack/parse/tokens.ts';
import { createVocabulary } from '../../src/slack/parse/vocabulary.ts';
import { bigCatalog, catalog, reports } from './market.ts';

const vocabulary = createVocabulary(reports, catalog);
const parse = (line: string) => parseRequest(line, vocabulary);

const last12 = { kind: 'last', count: 12, unit: 'month' };

describe('parseRequest', () => {
  it('takes a report’s name alone as complete', () => {
    for (const line of [
      'dc-score-performance',
      'DC score performance',
      'Dynamic DC Score Performance Analysis',
      'score performance',
      'dc-score-perfomance',
    ]) {
      const parsed = parse(line);
      expect(parsed.complete, line).toBe(true);
      expect(parsed.request).toEqual({
        reports: ['dc-score-performance'],
        selection: { projects: null, brands: null, period: null },
        options: {},
        formats: ['pdf', 'png'],
        seed: 1,
        locale: 'en-GB',
      });
    }
  });

  it('reads the example of the design', () => {
    const parsed = parse('revenue impact for Aurora, Zephyr in IN-Skincare last 12 months vs last year pdf');
    expect(parsed.unknown).toEqual([]);
    expect(parsed.ambiguous).toEqual([]);
    expect(parsed.request.reports).toEqual(['revenue-impact']);
    expect(parsed.request.selection).toEqual({
      projects: ['IN-Skincare'],
      brands: { names: ['Aurora', 'Zephyr'] },
      period: last12,
    });
    expect(parsed.request.options).toEqual({ compare: 'previous-year' });
    expect(parsed.request.formats).toEqual(['pdf', 'png']);
    expect(parsed.complete).toBe(true);
  });

  it('reads the same in any order', () => {
    const parts = ['revenue impact', 'Aurora,', 'IN-Skincare', 'last 12 months', 'vs last year', 'xlsx', 'detailed'];
    const wanted = parse(parts.join(' ')).request;
    fc.assert(
      fc.property(fc.shuffledSubarray(parts, { minLength: parts.length }), (shuffled) => {
        expect(parse(shuffled.join(' ')).request).toEqual(wanted);
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['Aurora', { names: ['Aurora'] }],
    ['aurora', { names: ['Aurora'] }],
    ['Aurora Baby', { names: ['Aurora Baby'] }],
    ['Aurora, Borealis', { names: ['Aurora', 'Borealis'] }],
    ['Aurora and Borealis', { names: ['Aurora', 'Borealis'] }],
    ['"Smith, Jones & Co"', { names: ['Smith, Jones & Co'] }],
    ['“Dune & Sons”', { names: ['Dune & Sons'] }],
    ["L'Oreal Paris", { names: ['L’Oréal Paris'] }],
    ['花椿スキン', { names: ['花椿スキン'] }],
    ['Simple', { names: ['Simple'] }],
    ['brand simple', { names: ['Simple'] }],
    ['brands="Aurora, Zephyr"', { names: ['Aurora', 'Zephyr'] }],
    ['brands="Smith, Jones & Co"', { names: ['Smith, Jones & Co'] }],
    ['all own brands', { role: 'own' }],
    ['competitors', { role: 'competitor' }],
    ['all brands', { role: 'all' }],
    ['compare Aurora vs Zephyr', { names: ['Aurora', 'Zephyr'] }],
  ])('brands: %s', (words, brands) => {
    const parsed = parse(`dc-score-performance ${words}`);
    expect(parsed.unknown).toEqual([]);
    expect(parsed.ambiguous).toEqual([]);
    expect(parsed.request.selection.brands).toEqual(brands);
  });

  it.each([
    ['in IN', ['IN-Skincare', 'IN-Haircare']],
    ['for UK', ['UK-Skincare']],
    ['in Haircare', ['IN-Haircare']],
    ['IN-Skincare-2024', ['IN-Skincare-2024']],
    ['project in-skincare', ['IN-Skincare']],
    ['projects="IN-Skincare;UK-Skincare"', ['IN-Skincare', 'UK-Skincare']],
  ])('projects: %s', (words, projects) => {
    const parsed = parse(`dc-score-performance ${words}`);
    expect(parsed.unknown).toEqual([]);
    expect(parsed.ambiguous).toEqual([]);
    expect(parsed.request.selection.projects).toEqual(projects);
  });

  it.each([
    ['Q3 2025', { kind: 'range', from: '2025-07-01', to: '2025-09-30' }],
    ['2024-01..2024-06', { kind: 'range', from: '2024-01-01', to: '2024-06-30' }],
    ['Jan-Jun 2024', { kind: 'range', from: '2024-01-01', to: '2024-06-30' }],
    ['from Jan 2024 to Jun 2024', { kind: 'range', from: '2024-01-01', to: '2024-06-30' }],
    ['ytd', { kind: 'year-to-date', fiscalStartMonth: 1 }],
    ['FY 2025 from april', { kind: 'range', from: '2024-04-01', to: '2025-03-31' }],
    ['period="last 6 months"', { kind: 'last', count: 6, unit: 'month' }],
  ])('period: %s', (words, period) => {
    const parsed = parse(`score performance ${words} Aurora`);
    expect(parsed.unknown).toEqual([]);
    expect(parsed.request.selection).toEqual({ projects: null, brands: { names: ['Aurora'] }, period });
  });

  it.each([
    ['vs previous period', { compare: 'previous-period' }],
    ['compared to last year', { compare: 'previous-year' }],
    ['yoy', { compare: 'previous-year' }],
    ['vs IN-Skincare-2024', { compare: 'project:IN-Skincare-2024' }],
    ['compare=UK-Skincare', { compare: 'project:UK-Skincare' }],
    ['deep summary board', { depth: 'detailed', extent: 'summary', style: 'executive' }],
    ['confidence 90%', { confidence: 0.9 }],
    ['confidence=0.99 horizon 6', { confidence: 0.99, horizon: 6 }],
    ['no charts', { charts: false }],
    ['depth basic', { depth: 'basic' }],
  ])('options: %s', (words, options) => {
    const parsed = parse(`dc-score-performance ${words}`);
    expect(parsed.unknown).toEqual([]);
    expect(parsed.request.options).toEqual(options);
  });

  it('knows the options of the named report only', () => {
    expect(parse('revenue-impact target 500').request.options).toEqual({ target: 500 });
    expect(parse('dc-score-performance target=500').unknown[0]?.reason).toContain('no option "target"');
    expect(parse('note="for the board, March" revenue-impact').request.options).toEqual({
      note: 'for the board, March',
    });
  });

  it.each([
    ['no pdf', ['png']],
    ['no charts', ['pdf']],
    ['csv and excel', ['pdf', 'png', 'csv', 'xlsx']],
    ['without pdf xlsx', ['png', 'xlsx']],
  ])('outputs: %s', (words, formats) => {
    expect(parse(`dc-score-performance ${words}`).request.formats).toEqual(formats);
  });

  it('sends the result where the line says', () => {
    expect(parse('dc-score-performance in <#C0123ABC|board>').destination).toEqual({
      kind: 'channel',
      channel: 'C0123ABC',
    });
    expect(parse('dc-score-performance to me').destination).toEqual({ kind: 'me' });
  });

  it('suggests, and does not guess, a misspelt brand', () => {
    const parsed = parse('dc-score-performance Borealsi last 12 months');
    expect(parsed.complete).toBe(false);
    expect(parsed.unknown).toMatchObject([{ text: 'Borealsi', suggestions: [{ kind: 'brand', value: 'Borealis' }] }]);
    expect(parsed.request.selection).toEqual({ projects: null, brands: null, period: last12 });
  });

  it('asks when a word means two things', () => {
    const parsed = parse('dc-score-performance simple');
    expect(parsed.ambiguous).toMatchObject([{ text: 'simple', choices: [{ kind: 'brand', value: 'Simple' }] }]);
    expect(parsed.complete).toBe(false);
  });

  it('says what is wrong with an option', () => {
    expect(parse('dc-score-performance horizon 99').unknown).toMatchObject([
      { text: 'horizon 99', reason: expect.stringContaining('between 1 and 24') },
    ]);
    expect(parse('dc-score-performance last 12 months Q3 2025').unknown[0]?.reason).toContain('given already');
  });

  it('keeps strange words', () => {
    const parsed = parse('dc-score-performance frobnicate Aurora "no such brand"');
    expect(parsed.unknown.map((each) => each.text)).toEqual(['frobnicate', 'no such brand']);
    expect(parsed.request.selection.brands).toEqual({ names: ['Aurora'] });
  });

  it('never throws, and accounts for every token once', () => {
    const words = fc.constantFrom(
      ...'dc-score-performance Aurora Zephyr "Smith, Jones & Co" vs last 12 months year Q3 2025 IN-Skincare no pdf charts detailed confidence 0.9 brands= horizon compare with to , ; = " “ \' <#C1|x> Auroar for in market brand simple depth=basic period=2024'.split(
        ' ',
      ),
    );
    const lines = fc.oneof(
      fc.array(words, { maxLength: 14 }).map((each) => each.join(' ')),
      fc.string({ maxLength: 80 }),
      fc.string({ unit: 'grapheme', maxLength: 60 }),
    );
    fc.assert(
      fc.property(lines, (line) => {
        const { tokens, understood, unknown, ambiguous } = parse(line);
        const seen = tokens.map(() => 0);
        for (const { from, to } of [...understood, ...unknown, ...ambiguous])
          for (let i = from; i < to; i++) seen[i] = (seen[i] ?? 0) + 1;
        expect(seen).toEqual(tokens.map(() => 1));
      }),
      { numRuns: 1_500 },
    );
  });

  it('stays quick with 10,000 brands', () => {
    const big = createVocabulary(reports, bigCatalog(10_000));
    expect(parseRequest('dc-score-performance "Brand A0 Labs"', big).request.selection.brands).toEqual({
      names: ['Brand A0 Labs'],
    });
    const noise = Array.from({ length: 200 }, (_, i) => `wxyz${i}qq`).join(' ');
    const before = performance.now();
    const parsed = parseRequest(noise, big);
    expect(parsed.unknown).toHaveLength(200);
    // A guard against quadratic lookups (seconds), not a benchmark: it takes tens of milliseconds.
    expect(performance.now() - before).toBeLessThan(2_000);
  });
});

describe('tokenise', () => {
  it('covers every character that is no separator', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), (line) => {
        const covered = tokenise(line)
          .map(({ from, to }) => line.slice(from, to))
          .join('');
        expect(covered.replace(/[\s\u200b,;]/g, '')).toBe(line.replace(/[\s\u200b,;]/g, ''));
      }),
    );
  });

  it.each([
    ['a "b ""c"" d" e', ['a', 'b "c" d', 'e']],
    ["l'eau d'or", ["l'eau", "d'or"]],
    ['“x, y”, z', ['x, y', 'z']],
    ['"open end', ['open end']],
  ])('%s', (line, texts) => {
    expect(tokenise(line).map((token) => token.text)).toEqual(texts);
  });

  it('undoes the escaping of command texts', () => {
    expect(unescapeSlack('A &amp; B &lt;3 &amp;lt;')).toBe('A & B <3 &lt;');
  });
});
