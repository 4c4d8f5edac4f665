import { describe, expect, it } from 'vitest';
import type { Document } from '../../src/document/document.ts';
import { type AnyReport, defineReport } from '../../src/reports/report.ts';
import { type PastRun, suggest } from '../../src/reports/suggest.ts';
import { smallDataset } from '../support/small-dataset.ts';
import { select } from '../support/world-dataset.ts';

const { catalog } = smallDataset(
  [
    {
      project: 'UK',
      start: '2025-11-01',
      periods: 12,
      brands: ['Aurora', 'Borealis'],
      metrics: ['A/P/x'],
      value: () => 50,
    },
  ],
  ['Aurora'],
);
const selection = select(catalog);

const report = (id: string, needs: Partial<AnyReport['needs']> = {}): AnyReport =>
  defineReport({
    id,
    title: id,
    category: 'dc-score',
    question: '?',
    needs: { tables: ['scores'], outcomes: [], brands: { subject: 1, peers: 0 }, periods: 2, ...needs },
    options: [],
    adds: { depth: {}, extent: {} },
    analyse: () => 0,
    present: () => ({}) as Document,
  });

const ran = (id: string, more: Partial<PastRun> = {}, status: 'ready' | 'unavailable' = 'ready'): PastRun => ({
  reports: [{ report: id, status }],
  dataVersion: catalog.dataVersion,
  brands: null,
  readTo: { UK: '2026-10-01' },
  corrected: 0,
  ...more,
});
const ids = (recent: readonly PastRun[], reports: readonly AnyReport[]): string[] =>
  suggest(reports, catalog, selection, recent).suggested.map((each) => each.report);
const reasons = (recent: readonly PastRun[]): string =>
  suggest([report('a')], catalog, selection, recent).suggested[0]!.reasons.join(' ');

describe('suggestions', () => {
  it('separate what can be answered from what lacks data, and say what is missing', () => {
    const found = suggest(
      [report('ready'), report('long', { periods: 24 }), report('rich', { outcomes: [['revenue', 'units']] })],
      catalog,
      selection,
      [],
    );
    expect(found.suggested.map((each) => each.report)).toEqual(['ready']);
    expect(found.unavailable.map((each) => [each.report, each.missing[0]!.need, each.missing[0]!.have])).toEqual([
      ['long', '24 months of scores', '12 months'],
      ['rich', 'values of revenue or units', 'no outcomes'],
    ]);
    expect(found.unavailable.every(({ missing }) => missing.every(({ fix }) => fix !== ''))).toBe(true);
  });

  it('give the reason that holds', () => {
    expect(reasons([])).toBe('The data are there for it, and you have not run it yet.');
    expect(reasons([ran('a', {}, 'unavailable')])).toContain('lacked data; now they are there');
    expect(reasons([ran('a', { corrected: 12 })])).toContain('12 values that your last run read were corrected');
    expect(reasons([ran('a', { readTo: { UK: '2026-09-01' } })])).toBe(
      'The data of UK reach Oct 2026; your last run read to Sep 2026.',
    );
    expect(reasons([ran('a', { dataVersion: 'older' })])).toBe('Data were loaded since your last run.');
    expect(reasons([ran('a')])).toBe('Nothing changed in the data since your last run.');
    expect(reasons([ran('a'), ran('a'), ran('b')])).toContain('in 2 of your last 3 runs');
  });

  it('rank by readiness, change and habit, and keep the catalogue’s order among equals', () => {
    const all = ['same', 'untried', 'grown', 'corrected', 'answerable'].map((id) => report(id));
    expect(
      ids(
        [
          ran('same'),
          ran('grown', { readTo: { UK: '2026-08-01' } }),
          ran('corrected', { corrected: 1 }),
          ran('answerable', {}, 'unavailable'),
        ],
        all,
      ),
    ).toEqual(['answerable', 'corrected', 'grown', 'untried', 'same']);
    expect(ids([], [report('b'), report('a')])).toEqual(['b', 'a']);
    const usual = [ran('habit'), ran('habit'), ran('once')].map((run) => ({ ...run, dataVersion: 'older' }));
    expect(ids(usual, [report('once'), report('habit')])).toEqual(['habit', 'once']);
  });

  it('do not take a run on other brands or markets for one on these', () => {
    const other = { brands: { names: ['Borealis'] } };
    expect(reasons([ran('a', other)])).toBe('You have not run it on all of these brands and markets yet.');
    expect(reasons([ran('a', { readTo: { India: '2026-10-01' } })])).toContain('not run it on all of these brands');
    expect(reasons([ran('a', other), ran('a')])).toContain('Nothing changed in the data since your last run.');
    for (const brands of [{ names: ['aurora', 'Borealis'] }, { role: 'own' }, { role: 'all' }] as const)
      expect(reasons([ran('a', { brands })])).toBe('Nothing changed in the data since your last run.');
    expect(reasons([ran('a', { brands: { role: 'competitor' } })])).toContain('not run it on all of these brands');
    const news = (recent: readonly PastRun[]): boolean =>
      suggest([report('a')], catalog, selection, recent).suggested[0]!.isNews;
    expect([news([]), news([ran('a', other)]), news([ran('a')]), news([ran('a', { corrected: 1 })])]).toEqual([
      true,
      true,
      false,
      true,
    ]);
  });

  it('judge by the newest run only', () => {
    expect(reasons([ran('a'), ran('a', { corrected: 5 })])).not.toContain('corrected');
  });
});
