/** What installations answer differently: field names, envelopes, dates, missing facts. All of it arrives or is told. */
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type DigicadenceApi,
  digicadenceApi,
  digicadenceApiSchema,
} from '../../../../src/data/sources/digicadence-api/digicadence-api.ts';
import { nextTarget, readPage } from '../../../../src/data/sources/digicadence-api/paging.ts';
import { outcomeName, roleOf, scoreReader } from '../../../../src/data/sources/digicadence-api/rows.ts';
import type { Database } from '../../../../src/data/store/database.ts';
import { AppError } from '../../../../src/errors.ts';
import { createLogger } from '../../../../src/log.ts';
import { gather, install, memoryDirectories } from './installation.ts';
import { emptyStore, load, openStore, readStored } from './stored.ts';

type Answers = Readonly<Record<string, unknown>>;

const OPENAPI = {
  openapi: '3.1.0',
  info: { title: 'all in one' },
  paths: Object.fromEntries(
    [
      '/api/v1/project/get-project/',
      '/normalized/normalized_value',
      '/weight_sum',
      '/get_multi_data',
      '/brands/{a}/project_id/{b}',
    ].map((path) => [path, { get: {} }]),
  ),
};

/** An installation that is one function: path (without query) to answer. */
function answering(answers: Answers, settings: Record<string, unknown> = {}): { api: DigicadenceApi } {
  const options = digicadenceApiSchema.parse({
    baseUrls: ['http://all.example:7000'],
    projects: [{ id: '1' }],
    limits: { attempts: 1 },
    ...settings,
  });
  const api = digicadenceApi(
    { ...options, name: 'brand-api', token: null, refresh: null },
    {
      directories: memoryDirectories(),
      logger: createLogger('silent'),
      now: () => new Date('2026-11-22T08:00:00Z'),
      random: () => 0,
      transport: async ({ url }) => {
        const { pathname, search } = new URL(url);
        const found = pathname === '/openapi.json' ? OPENAPI : (answers[`${pathname}${search}`] ?? answers[pathname]);
        if (found === undefined) return { status: 404, headers: new Headers(), bytes: new TextEncoder().encode('{}') };
        return { status: 200, headers: new Headers(), bytes: new TextEncoder().encode(JSON.stringify(found)) };
      },
    },
  );
  return { api };
}

const PROJECT = '/api/v1/project/get-project/';
const NORMALISED = '/normalized/normalized_value';
const METRIC = { section: { name: 'Shelf' }, platform: { name: 'Shop' }, metric_new_name: 'Rating', weights: 2 };
/** Exactly the documented shape: no date, market, currency or role anywhere. */
const DOCUMENTED: Answers = {
  [PROJECT]: { project: { project_name: 'Alpha', metrics: [METRIC] } },
  [NORMALISED]: [
    { metricname: 'Rating', sectionName: 'Shelf', platformname: 'Shop', brandName: 'Aurora', normalized: 70.5 },
    { metricname: 'Rating', sectionName: 'Shelf', platformname: 'Shop', brandName: 'Mint', normalized: '55' },
    { metricname: 'Rating', sectionName: 'Shelf', platformname: 'Shop', brandName: 'Nil', normalized: null },
  ],
  '/weight_sum': [{ sectionName: 'Shelf', weight: 1 }],
  '/get_multi_data': [{ brandName: 'Aurora', metric: 'Market share', value: 31.5, unit: 'percent' }],
  '/brands/1/project_id/1': {
    brand_name: 'Aurora',
    outcomes: [
      { name: 'units', value: 10 },
      { name: 'market_share', value: 30 },
    ],
  },
  '/brands/2/project_id/1': { brand: { name: 'Mint', is_competitor: true } },
};
const FACTS = { market: 'Testland', category: 'Tea', currency: 'EUR', frequency: 'quarterly', start: '2024-02-10' };

let store: Database;
beforeAll(async () => {
  store = await openStore();
});
afterAll(() => store.close());
beforeEach(() => emptyStore(store));

describe('the documented shape', () => {
  it('needs what it does not state, says so, and stores nothing wrong without it', async () => {
    const given = await gather(answering(DOCUMENTED));
    expect(given.problems.map(({ what }) => what)).toEqual([
      'The services do not state market, category, currency, frequency, start of the project "Alpha".',
      'The brands are not known; values of brands that the store does not know yet go to quarantine.',
      expect.stringContaining('The direction of 1 metric is not stated'),
      '2 rows of "Alpha" without a date went to quarantine.',
      '1 row of "Alpha" without a date went to quarantine.',
    ]);
    for (const { why, fix } of given.problems) expect([why, fix]).not.toContain('');
    const report = await load(store, given);
    const scores = report.files.find(({ file }) => file === 'scores.csv');
    expect(scores).toMatchObject({ rows: 2, taken: 0, rejectedCount: 2 });
    expect(scores?.rejected[0]?.reason).toBe('the row has no date, and start or frequency of its project is not known');
    expect((await readStored(store))['scores.csv']).toEqual([]);
  });

  it('with the facts in the configuration the project itself is the period', async () => {
    const given = await gather(
      answering(DOCUMENTED, { projects: [{ id: '1', ...FACTS, brandIds: ['1', '2'] }], ownBrands: ['Aurora'] }),
    );
    const report = await load(store, given);
    expect(report.files.flatMap(({ rejected }) => rejected)).toEqual([]);
    const stored = await readStored(store);
    expect(stored['scores.csv']?.map((row) => JSON.parse(row))).toEqual([
      expect.objectContaining({ brand: 'Aurora', period: '2024-01-01', normalised: 70.5, raw: null }),
      expect.objectContaining({ brand: 'Mint', period: '2024-01-01', normalised: 55 }),
    ]);
    expect(stored['brands.csv']?.map((row) => JSON.parse(row))).toEqual([
      { brand: 'Aurora', category: 'Tea', role: 'own' },
      { brand: 'Mint', category: 'Tea', role: 'competitor' },
    ]);
    expect(stored['weights.csv']?.map((row) => JSON.parse(row))).toEqual([
      expect.objectContaining({
        section: 'Shelf',
        platform: 'Shop',
        metric: 'Rating',
        weight: 2,
        valid_from: '2024-02-10',
      }),
      expect.objectContaining({ section: 'Shelf', platform: null, metric: null, weight: 1 }),
    ]);
    // Insights first; what only the brand's own answer holds is added, what both hold is told.
    expect(stored['outcomes.csv']?.map((row) => JSON.parse(row))).toEqual([
      expect.objectContaining({ brand: 'Aurora', outcome: 'market_share', value: 31.5, period: '2024-01-01' }),
      expect.objectContaining({ brand: 'Aurora', outcome: 'units', value: 10 }),
    ]);
    expect(given.problems.map(({ what }) => what)).toEqual([
      expect.stringContaining('direction'),
      '1 value of market_share from the brand data was left out.',
    ]);
  });

  it('a whole installation without dates arrives as one period a project', async () => {
    const installation = await install({ dateless: true });
    const given = await gather(installation);
    const report = await load(store, given);
    expect(report.files.flatMap(({ rejected }) => rejected)).toEqual([]);
    const periods = new Map<string, Set<string>>();
    for (const row of (await readStored(store))['scores.csv'] ?? []) {
      const { project, period } = JSON.parse(row);
      periods.set(project, (periods.get(project) ?? new Set()).add(period));
    }
    expect(periods.size).toBe(3);
    for (const each of periods.values()) expect(each.size).toBe(1);
  });
});

describe('rows', () => {
  it.each([
    [
      { metric_name: 'm', SECTION: 's', 'platform-name': 'p', brand: 'b', normalised: '3.5', date: '2024-05' },
      { period: '2024-05-01', normalised: 3.5 },
    ],
    [
      {
        metric: 'm',
        section: { name: 's' },
        platform: { name: ' p ' },
        brandName: 'b',
        value: 1,
        period: '2024-05-03T00:00:00Z',
      },
      { period: '2024-05-03', platform: 'p' },
    ],
    [
      {
        metricname: 'm',
        sectionName: 's',
        platformname: 'p',
        brandName: 'b',
        normalized: 0,
        date: null,
        period: '2024-01-01',
      },
      { period: '2024-01-01', normalised: 0 },
    ],
  ])('%j is read', (row, expected) => {
    expect(scoreReader.read(row)).toMatchObject({ row: { metric: 'm', section: 's', brand: 'b', ...expected } });
  });

  it.each([
    [{ metricname: '', sectionName: 's', platformname: 'p', brandName: 'b', normalized: 1 }, /\$\.metric: Too small/],
    [
      { metricname: 'm', sectionName: 's', platformname: 'p', brandName: ['b'], normalized: 1 },
      /\$\.brand: .*received array/,
    ],
    [{ metricname: 'm', sectionName: 's', platformname: 'p', brandName: 'b', normalized: '12,5' }, /\$\.normalised/],
    [{ metricname: 'm', sectionName: 's', platformname: 'p', brandName: 'b', normalized: true }, /\$\.normalised/],
    [null, /the row is null, not an object/],
    [[1], /the row is a list, not an object/],
    ['x', /the row is a string, not an object/],
  ])('%j is refused with its reason and its text', (row, reason) => {
    expect(scoreReader.read(row)).toEqual({ refusal: expect.stringMatching(reason), texts: expect.any(Object) });
  });

  it('name outcomes and roles in their own ways', () => {
    expect(['Market share', 'market-share', 'MARKET SHARE', 'Repeat rate'].map(outcomeName)).toEqual([
      'market_share',
      'market_share',
      'market_share',
      'Repeat rate',
    ]);
    const role = (given: object) =>
      roleOf({ brandId: null, name: 'x', category: null, role: null, isCompetitor: null, isOwn: null, ...given });
    expect([
      role({ role: 'Own' }),
      role({ role: 'rival' }),
      role({ isCompetitor: true }),
      role({ isOwn: false }),
      role({ role: '?' }),
    ]).toEqual(['own', 'competitor', 'competitor', 'competitor', null]);
  });
});

describe('pages', () => {
  it.each([
    [[1, 2], null, { rows: [1, 2], next: null, total: null }],
    [{ results: [1], next: '/x?page=2', count: 3 }, null, { rows: [1], next: '/x?page=2', total: 3 }],
    [
      { data: [1], total: 1 },
      '<http://h/x?page=2>; rel="next", <http://h/x>; rel="first"',
      { next: 'http://h/x?page=2', total: 1 },
    ],
    [{ items: [], next: null }, null, { rows: [], next: null }],
  ])('%j is a page', (data, link, expected) => {
    expect(readPage(data, link)).toMatchObject(expected);
  });

  it.each([[null], ['x'], [{}], [{ results: 'x' }], [{ next: 7, results: [] }]])('%j is none, and says why', (data) => {
    expect(readPage(data, null)).toEqual(expect.stringMatching(/^its answer/));
  });

  it('never lead to another host', () => {
    expect(nextTarget('http://evil.example/steal?page=2', '/x?page=1', '')).toBe('/steal?page=2');
    expect(nextTarget('?page=2', '/x/y?page=1', '')).toBe('/x/y?page=2');
    expect(nextTarget('http://h/base/x?page=2', '/x?page=1', '/base')).toBe('/x?page=2');
  });

  it('that lead back to an earlier one end the fetch instead of going round for ever', async () => {
    const row = {
      metricname: 'Rating',
      sectionName: 'Shelf',
      platformname: 'Shop',
      brandName: 'Aurora',
      normalized: 1,
    };
    const installation = answering({
      ...DOCUMENTED,
      [NORMALISED]: { results: [row], next: `${NORMALISED}?page=2` },
      [`${NORMALISED}?page=2`]: { results: [row], next: `${NORMALISED}?page=2` },
    });
    await expect(gather(installation)).rejects.toMatchObject({
      code: 'source',
      why: expect.stringContaining('lead back'),
    });
  });
});

describe('any answer at all', () => {
  const row = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.dictionary(
      fc.constantFrom(
        'metricname',
        'sectionName',
        'platformname',
        'brandName',
        'normalized',
        'date',
        'raw',
        'project_id',
        'weight',
        'outcome',
        'value',
        'channel',
        'label',
        '__proto__',
        'constructor',
      ),
      fc.oneof(
        fc.jsonValue({ maxDepth: 1 }),
        fc.constantFrom('Rating', 'Shelf', 'Shop', 'Aurora', '2024-01-01', 1, '1'),
      ),
      { noNullPrototype: true },
    ),
  );
  const answer = fc.oneof(
    { weight: 1, arbitrary: fc.jsonValue() },
    { weight: 3, arbitrary: fc.array(row, { maxLength: 6 }) },
    {
      weight: 2,
      arbitrary: fc.record({
        results: fc.array(row, { maxLength: 6 }),
        next: fc.constantFrom(null, '?page=2'),
        count: fc.jsonValue(),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ outcomes: fc.array(row, { maxLength: 4 }), spend: fc.array(row, { maxLength: 4 }) }),
    },
  );
  const project = fc.oneof(
    fc.jsonValue(),
    fc.record({
      project: fc.record({
        project_name: fc.oneof(fc.constant('Alpha'), fc.jsonValue()),
        metrics: fc.jsonValue(),
        brands: fc.jsonValue(),
      }),
    }),
    fc.record({
      project: fc.record({
        project_name: fc.constant('Alpha'),
        metrics: fc.array(fc.oneof(fc.constant(METRIC), row), { maxLength: 4 }),
        brands: fc.array(row, { maxLength: 3 }),
      }),
    }),
  );

  it('crashes nothing: rows come whole or with a reason, or an error says what, why and what to do', async () => {
    let whole = 0;
    await fc.assert(
      fc.asyncProperty(project, answer, answer, answer, answer, async (projects, scores, weights, series, brand) => {
        const installation = answering(
          {
            [PROJECT]: projects,
            [NORMALISED]: scores,
            '/weight_sum': weights,
            '/get_multi_data': series,
            '/brands/1/project_id/1': brand,
          },
          { projects: [{ id: '1', ...FACTS, brandIds: ['1'] }] },
        );
        try {
          const { tables, problems } = await gather(installation);
          whole += 1;
          for (const [header, ...records] of tables.values())
            for (const { cells, refusal } of records) {
              expect(cells).toHaveLength(header?.cells.length ?? 0);
              for (const cell of cells) expect(typeof cell).toBe('string');
              if (refusal !== undefined) expect(refusal).not.toBe('');
            }
          for (const { what, why, fix } of problems) for (const text of [what, why, fix]) expect(text).not.toBe('');
        } catch (error) {
          if (!(error instanceof AppError)) throw error;
          for (const text of [error.what, error.why, error.fix]) expect(text).not.toBe('');
        }
      }),
      { numRuns: 400 },
    );
    // The generators must reach the rows, not only the refusals at the door.
    expect(whole).toBeGreaterThan(50);
  });

  it('is loaded or quarantined row by row', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 8 }), async (scores) => {
        await emptyStore(store);
        const given = await gather(
          answering(
            { ...DOCUMENTED, [NORMALISED]: scores },
            { projects: [{ id: '1', ...FACTS, brandIds: ['1', '2'] }], ownBrands: ['Aurora'] },
          ),
        );
        const report = await load(store, given);
        const told = report.files.find(({ file }) => file === 'scores.csv');
        expect((told?.taken ?? 0) + (told?.rejectedCount ?? 0) + (told?.replaced ?? 0) + (told?.unchanged ?? 0)).toBe(
          told?.rows ?? 0,
        );
        const [kept] = await store.query<{ count: number }>(
          "SELECT count(*) AS count FROM digicadence.quarantine WHERE file = 'scores.csv' AND reason <> ''",
        );
        expect(kept?.count).toBe(told?.rejectedCount ?? 0);
      }),
      { numRuns: 15 },
    );
  });
});
