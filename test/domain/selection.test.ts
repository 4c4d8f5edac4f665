import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Catalog, CatalogProject } from '../../src/domain/dataset.ts';
import { periodCount } from '../../src/domain/period.ts';
import {
  type Comparison,
  currentProjects,
  type PeriodRequest,
  resolveSelection,
  roundsOf,
  type Selection,
  type SelectionProblem,
  type SelectionRequest,
} from '../../src/domain/selection.ts';

const project = (name: string, more: Partial<CatalogProject> = {}): CatalogProject => ({
  project: name,
  market: name.slice(0, 2),
  category: 'Skincare',
  currency: 'INR',
  frequency: 'monthly',
  start: '2022-11-01',
  end: null,
  follows: null,
  brands: ['Aurora', 'Borealis', 'Zephyr'],
  firstPeriod: '2022-11-01',
  lastPeriod: '2026-10-01',
  outcomes: [],
  ...more,
});
const catalog: Catalog = {
  dataVersion: 'v1',
  projects: [
    project('IN-1', { lastPeriod: '2024-10-01' }),
    project('IN-2', { follows: 'IN-1', firstPeriod: '2024-11-01' }),
    project('UK-1', { brands: ['Borealis', 'Zephyr'] }),
    project('GU-1', { lastPeriod: null, firstPeriod: null, brands: [] }),
  ],
  brands: [
    { brand: 'Aurora', category: 'Skincare', role: 'own' },
    { brand: 'Borealis', category: 'Skincare', role: 'own' },
    { brand: 'Zephyr', category: 'Skincare', role: 'competitor' },
  ],
  sections: ['Organic'],
};
const NOTHING: SelectionRequest = { projects: null, brands: null, period: null };

const resolve = (request: Partial<SelectionRequest> = {}, comparison?: Comparison, from = catalog) =>
  resolveSelection(from, { ...NOTHING, ...request }, comparison);
function held(request: Partial<SelectionRequest> = {}, comparison?: Comparison, from = catalog): Selection {
  const result = resolve(request, comparison, from);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.selection;
}
function problems(
  request: Partial<SelectionRequest>,
  comparison?: Comparison,
  from = catalog,
): readonly SelectionProblem[] {
  const result = resolve(request, comparison, from);
  return result.ok ? [] : result.problems;
}
const windowOf = (period: PeriodRequest, more: Partial<CatalogProject> = {}) =>
  held({ period, projects: ['X'] }, undefined, { ...catalog, projects: [project('X', more)] }).markets[0]?.window;

describe('a request that says nothing', () => {
  it('means the current round of every market, own brands, the last 12 periods with data', () => {
    const { markets, brands, comparison } = held();
    expect(markets.map((market) => market.project)).toEqual(['IN-2', 'UK-1']);
    expect(markets[0]).toMatchObject({
      rounds: ['IN-1', 'IN-2'],
      brands: ['Aurora', 'Borealis'],
      peers: ['Aurora', 'Borealis', 'Zephyr'],
      firstPeriod: '2022-11-01',
      window: { from: '2025-11-01', to: '2026-10-01' },
      comparison: { project: 'IN-2', range: { from: '2024-11-01', to: '2025-10-01' } },
    });
    expect(brands.map(({ brand }) => brand)).toEqual(['Aurora', 'Borealis']);
    expect(comparison).toBe('previous-period');
  });

  it('leaves markets out in which none of the brands has scores', () => {
    expect(held({ brands: { names: ['Aurora'] } }).markets.map(({ project: name }) => name)).toEqual(['IN-2']);
  });
});

describe('rounds', () => {
  it('follow each other, the oldest first, and a circle ends', () => {
    const [a, b] = [project('A', { follows: 'B' }), project('B', { follows: 'A' })];
    expect(roundsOf([a, b], a).map((each) => each.project)).toEqual(['B', 'A']);
    expect(currentProjects([a, b])).toEqual([]);
    expect(currentProjects(catalog.projects).map((each) => each.project)).toEqual(['IN-2', 'UK-1']);
  });

  const three = { ...catalog, projects: [...catalog.projects, project('IN-3', { follows: 'IN-2' })] };
  const marketsOf = (projects: readonly string[], from = three) =>
    held({ projects }, undefined, from).markets.map(({ project: name, rounds, joined }) => [name, rounds, joined]);

  it.each<[string, readonly string[], readonly string[]]>([
    ['both', ['IN-1', 'IN-2'], ['IN-1', 'IN-2']],
    ['both, the later first', ['IN-2', 'IN-1'], ['IN-1', 'IN-2']],
    ['the first and the third', ['IN-1', 'IN-3'], ['IN-1', 'IN-2', 'IN-3']],
  ])('chosen together are one market, the latest of them: %s', (_, projects, rounds) => {
    const last = rounds.at(-1);
    expect(marketsOf(projects)).toEqual([[last, rounds, projects.filter((name) => name !== last)]]);
    const { markets, ...others } = held({ projects }, undefined, three);
    const { joined, ...market } = markets[0]!;
    expect(joined).toHaveLength(1);
    expect({ markets: [market], ...others }).toEqual(held({ projects: [last!] }, undefined, three));
  });

  it('name every chosen one that was joined, and no market that stands for itself', () => {
    expect(marketsOf(['IN-2', 'IN-3', 'UK-1', 'IN-1'])).toEqual([
      ['IN-3', ['IN-1', 'IN-2', 'IN-3'], ['IN-1', 'IN-2']],
      ['UK-1', ['UK-1'], undefined],
    ]);
    expect(marketsOf(['IN-1'])).toEqual([['IN-1', ['IN-1'], undefined]]);
  });

  it('count once when one is named twice', () => {
    expect(held({ projects: ['UK-1', 'UK-1'] })).toEqual(held({ projects: ['UK-1'] }));
  });

  it('of a circle stay one market', () => {
    const [a, b] = [project('A', { follows: 'B' }), project('B', { follows: 'A' })];
    const circle = { ...catalog, projects: [a, b] };
    expect(marketsOf(['A', 'B'], circle)).toEqual([['B', ['A', 'B'], ['A']]]);
    expect(marketsOf(['B', 'A'], circle)).toEqual([['A', ['B', 'A'], ['B']]]);
  });
});

describe('periods', () => {
  it.each<[PeriodRequest, string, string]>([
    [{ kind: 'last', count: 6, unit: 'month' }, '2026-05-01', '2026-10-01'],
    [{ kind: 'last', count: 1, unit: 'quarter' }, '2026-08-01', '2026-10-01'],
    [{ kind: 'last', count: 2, unit: 'year' }, '2024-11-01', '2026-10-01'],
    [{ kind: 'last', count: 1, unit: 'week' }, '2026-10-01', '2026-10-01'],
    [{ kind: 'last', count: 999, unit: 'month' }, '2022-11-01', '2026-10-01'],
    [{ kind: 'range', from: '2025-01-15', to: '2025-03-20' }, '2025-01-01', '2025-03-01'],
    [{ kind: 'range', from: '2020-01-01', to: '2030-12-31' }, '2022-11-01', '2026-10-01'],
    [{ kind: 'year-to-date', fiscalStartMonth: 1 }, '2026-01-01', '2026-10-01'],
    [{ kind: 'year-to-date', fiscalStartMonth: 11 }, '2025-11-01', '2026-10-01'],
  ])('%j', (period, from, to) => {
    expect(windowOf(period)).toEqual({ from, to });
  });

  it('count in the unit of the market', () => {
    const last = (count: number): PeriodRequest => ({ kind: 'last', count, unit: 'quarter' });
    const quarterly = { frequency: 'quarterly', firstPeriod: '2020-01-01', lastPeriod: '2026-07-01' } as const;
    expect(windowOf(last(4), quarterly)).toEqual({ from: '2025-10-01', to: '2026-07-01' });
    const weekly = { frequency: 'weekly', firstPeriod: '2020-01-06', lastPeriod: '2026-10-26' } as const;
    expect(periodCount('weekly', windowOf(last(1), weekly) ?? { from: '', to: '' })).toBe(13);
  });
});

describe('comparisons', () => {
  it('lie before the window, equally long', () => {
    const period = { kind: 'last', count: 3, unit: 'month' } as const;
    const ranges = (comparison: Comparison) => held({ period }, comparison).markets[0]?.comparison;
    expect(ranges('previous-period')).toEqual({ project: 'IN-2', range: { from: '2026-05-01', to: '2026-07-01' } });
    expect(ranges('previous-year')).toEqual({ project: 'IN-2', range: { from: '2025-08-01', to: '2025-10-01' } });
    expect(ranges('project:UK-1')).toEqual({ project: 'UK-1', range: { from: '2026-08-01', to: '2026-10-01' } });
  });

  it('never overlap the window before and always have its length', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.constantFrom('month', 'quarter', 'year'), (count, unit) => {
        const { window, comparison } = held({ period: { kind: 'last', count, unit } }).markets[0]!;
        expect(periodCount('monthly', comparison.range)).toBe(periodCount('monthly', window));
        expect(comparison.range.to < window.from).toBe(true);
      }),
    );
  });
});

describe('what cannot be met is said with what there is and what helps', () => {
  it.each<[string, Partial<SelectionRequest>, Comparison | undefined, RegExp]>([
    ['an unknown project', { projects: ['FR-1'] }, undefined, /project "FR-1".*IN-1.*choose a known/],
    ['a project without scores', { projects: ['GU-1'] }, undefined, /GU-1.*without scores.*import/],
    ['an unknown brand', { brands: { names: ['Nova'] } }, undefined, /brand "Nova".*no brand.*spelling/],
    [
      'a brand that is elsewhere',
      { projects: ['UK-1'], brands: { names: ['Aurora'] } },
      undefined,
      /none of these brands/,
    ],
    [
      'a period before the data',
      { period: { kind: 'range', from: '2010-01-01', to: '2010-12-31' } },
      undefined,
      /from 2022-11-01 to 2026-10-01/,
    ],
    ['a reversed period', { period: { kind: 'range', from: '2026-05-01', to: '2026-01-01' } }, undefined, /swap/],
    ['an unknown comparison', {}, 'project:FR-1', /comparison project "FR-1".*no project of that name/],
    ['a comparison without scores', {}, 'project:GU-1', /without scores/],
  ])('%s', (_name, request, comparison, said) => {
    const found = problems(request, comparison);
    expect(found.length).toBeGreaterThan(0);
    expect(found.map(({ need, have, fix }) => `${need} ${have} ${fix}`).join('\n')).toMatch(said);
  });

  it('all at once', () => {
    expect(problems({ projects: ['FR-1', 'DE-1'], brands: { names: ['Nova'] } })).toHaveLength(3);
  });

  it('an empty store', () => {
    const empty: Catalog = { dataVersion: 'empty', projects: [], brands: [], sections: [] };
    expect(problems({}, undefined, empty)[0]?.fix).toContain('dc import');
  });
});
