import { describe, expect, it } from 'vitest';
import type { Document } from '../../src/document/document.ts';
import { AbortedError } from '../../src/domain/aborted.ts';
import type { Dataset } from '../../src/domain/dataset.ts';
import { findReport, REPORTS, reportsByCategory } from '../../src/reports/catalog.ts';
import { checkLoaded, checkReadiness } from '../../src/reports/readiness.ts';
import { type AnyReport, defineReport, type RunOutcome } from '../../src/reports/report.ts';
import { runReports } from '../../src/reports/run.ts';
import { type SmallProject, smallDataset } from '../support/small-dataset.ts';
import { runDataOf, select } from '../support/world-dataset.ts';

const project: SmallProject = {
  project: 'one',
  start: '2026-01-01',
  periods: 4,
  brands: ['Aurora', 'Borealis'],
  metrics: ['A/P/x'],
  value: (brand, _metric, t) => (brand === 'Aurora' && t > 1 ? null : 50),
};
const small = smallDataset([project], ['Aurora']);
const selection = select(small.catalog);
const data = runDataOf(small, selection);
const request = { selection, options: {}, seed: 1, locale: 'en-GB' };

function reportOf(
  id: string,
  analyse: (data: Pick<Dataset, 'scores'>, ctx: { memo<F>(key: string, f: () => F): F }) => unknown,
): AnyReport {
  return defineReport({
    id,
    title: id,
    category: 'dc-score',
    question: '?',
    needs: { tables: ['scores'], outcomes: [], brands: { subject: 1, peers: 1 }, periods: 2 },
    options: [],
    adds: { depth: {}, extent: {} },
    analyse,
    present: (analysis) => ({ title: String(analysis) }) as unknown as Document,
  });
}

describe('the catalogue', () => {
  it('finds reports by id and lists them by category', () => {
    expect(findReport('dc-score-performance')?.title).toBe('Dynamic DC Score Performance Analysis');
    expect(findReport('nonsense')).toBeUndefined();
    expect(new Set(REPORTS.map(({ id }) => id)).size).toBe(REPORTS.length);
    expect(reportsByCategory().flatMap(({ reports }) => reports)).toHaveLength(REPORTS.length);
  });
});

describe('readiness', () => {
  const needy: AnyReport = {
    ...reportOf('needy', () => 0),
    needs: {
      tables: ['scores', 'outcomes'],
      outcomes: [['revenue', 'units']],
      brands: { subject: 2, peers: 3 },
      periods: 24,
    },
  };

  it('says what is missing, what there is, and what to do, before anything is loaded', () => {
    expect(
      checkReadiness(
        reportOf('fine', () => 0),
        small.catalog,
        selection,
      ),
    ).toEqual([]);
    expect(checkReadiness(needy, small.catalog, selection).map(({ need, have }) => [need, have])).toEqual([
      ['2 brands to report on', '1 brand'],
      ['3 peer brands with scores in the same market', '1 peer brand'],
      ['24 months of scores', '4 months'],
      ['values of revenue or units', 'no outcomes'],
    ]);
  });

  it('counts after loading only periods in which a chosen brand has scores', () => {
    const three: AnyReport = {
      ...reportOf('three', () => 0),
      needs: { ...needy.needs, outcomes: [], tables: ['scores'], periods: 3 },
    };
    expect(checkReadiness(three, small.catalog, selection).map(({ need }) => need)).not.toContain('3 months of scores');
    expect(checkLoaded(three, small.dataset, selection)).toEqual([
      {
        need: '3 months in which a chosen brand has scores',
        have: '2 months',
        fix: 'choose other brands or projects, or import the missing scores',
      },
    ]);
    expect(checkLoaded(three, { ...small.dataset, scores: [] }, selection)[0]!.need).toBe('rows in scores');
  });
});

describe('running reports', () => {
  it('shares facts, keeps the order, and isolates a failure', () => {
    let computed = 0;
    const shared = (id: string) => reportOf(id, (_data, ctx) => ctx.memo('fact', () => ++computed));
    const broken = reportOf('broken', () => {
      throw new RangeError('boom');
    });
    const outcomes = runReports([shared('a'), broken, shared('b')], data, request);
    expect(outcomes.map(({ report, status }) => [report, status])).toEqual([
      ['a', 'ready'],
      ['broken', 'unavailable'],
      ['b', 'ready'],
    ]);
    expect(outcomes[1]).toMatchObject({ missing: [{ have: 'RangeError: boom' }] });
    expect(computed).toBe(1);
  });

  it('gives each report the findings that its reader saw last, and nobody else’s', () => {
    const seen = (id: string): AnyReport => ({
      ...reportOf(id, () => 0),
      analyse: (_data, ctx) => ctx.previous?.map((finding: { id: string }) => finding.id) ?? null,
    });
    const previous = { a: [{ id: 'old' }] as never };
    const analyses = (outcomes: readonly RunOutcome[]) =>
      outcomes.map((outcome) => (outcome.status === 'ready' ? outcome.analysis : outcome));
    expect(analyses(runReports([seen('a'), seen('b')], data, { ...request, previous }))).toEqual([['old'], null]);
    expect(analyses(runReports([seen('a')], data, request))).toEqual([null]);
  });

  it('throws when nothing but the failure is left', () => {
    const broken = reportOf('broken', () => {
      throw new RangeError('boom');
    });
    expect(() => runReports([broken], data, request)).toThrow('boom');
  });

  it('stops when it is cancelled, and tells how far it is', () => {
    const stages: [string, number][] = [];
    runReports([reportOf('a', () => 1), reportOf('b', () => 1)], data, request, {
      onProgress: (stage, share) => stages.push([stage, share]),
    });
    expect(stages.at(-1)).toEqual(['b: done', 1]);
    expect(stages.map(([, share]) => share)).toEqual([...stages.map(([, share]) => share)].sort((a, b) => a - b));
    expect(() => runReports([reportOf('a', () => 1)], data, request, { isAborted: () => true })).toThrow(AbortedError);
  });

  it('ends unavailable when the data cannot answer', () => {
    const empty = { ...data, dataset: { ...small.dataset, scores: [] } };
    expect(runReports([reportOf('a', () => 1)], empty, request)[0]).toMatchObject({
      status: 'unavailable',
      report: 'a',
    });
  });
});

describe('types', () => {
  it('do not let a report read what it did not declare', () => {
    const declared = defineReport({
      id: 'typed',
      title: 'typed',
      category: 'dc-score',
      question: '?',
      needs: { tables: ['scores'], outcomes: [], brands: { subject: 1, peers: 0 }, periods: 1 },
      options: [{ type: 'flag', name: 'charts', label: '', help: '', initial: true }],
      adds: { depth: {}, extent: {} },
      analyse(data, ctx) {
        const charts: boolean = ctx.options.charts;
        // @ts-expect-error spend was not declared in needs.tables
        const spend = data.spend;
        // @ts-expect-error horizon is no option of this report
        const horizon = ctx.options.horizon;
        return { cubes: data.scores.length, charts, spend, horizon };
      },
      present(analysis) {
        // @ts-expect-error the analysis has no such field
        const nothing = analysis.nothing;
        return { title: `${analysis.cubes}${nothing}` } as unknown as Document;
      },
    });
    expect(declared.id).toBe('typed');
  });
});
