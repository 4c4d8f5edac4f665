/** Loading a selection, on both stores: grids, holes, rounds, peers, dates, order, bounds, and the same bytes. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDataReader } from '../../src/data/reader.ts';
import { SCORES_SQL } from '../../src/data/score-cubes.ts';
import type { Database } from '../../src/data/store/database.ts';
import type { Catalog, Dataset, TableName } from '../../src/domain/dataset.ts';
import { resolveSelection, type Selection, type SelectionRequest } from '../../src/domain/selection.ts';
import type { DataReader } from '../../src/ports.ts';
import { describeOnEveryDatabase, TEST_SERVER } from '../support/databases.ts';
import { BRANDS, secondRoundScores, writeMarket } from './store/market.ts';

const ALL: readonly TableName[] = ['projects', 'brands', 'metrics', 'weights', 'scores', 'outcomes', 'spend', 'events'];
const SORTED_BRANDS = [...BRANDS].sort();
/** What each kind of store loaded, as text. */
const loaded = new Map<string, string>();

async function select(
  reader: DataReader,
  request: Partial<SelectionRequest> = {},
  comparison?: 'project:Weekly',
): Promise<Selection> {
  const asked: SelectionRequest = { projects: ['Market 2'], brands: null, period: null, ...request };
  const result = resolveSelection(await reader.catalog(), asked, comparison);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.selection;
}

const asText = (dataset: Dataset): string =>
  JSON.stringify(dataset, (_, value: unknown) => (value instanceof Float64Array ? Array.from(value, String) : value));

describeOnEveryDatabase('data reader', (open, { kind }) => {
  let database: Database;
  let reader: DataReader;
  let emptyCatalog: Catalog;
  beforeAll(async () => {
    database = await open();
    reader = createDataReader(database);
    emptyCatalog = await reader.catalog();
    await writeMarket(database);
  });

  it('knows projects, brands, sections, spans and outcomes without reading values', async () => {
    const catalog = await reader.catalog();
    expect(
      catalog.projects.map(({ project, firstPeriod, lastPeriod, brands, outcomes, follows }) => [
        project,
        firstPeriod,
        lastPeriod,
        brands,
        outcomes,
        follows,
      ]),
    ).toEqual([
      ['Empty', null, null, [], [], null],
      ['Market 1', '2023-10-01', '2023-10-01', ['Zeta'], [], null],
      ['Market 2', '2023-11-01', '2024-04-01', SORTED_BRANDS, ['market_share', 'revenue', 'sessions'], 'Market 1'],
      ['Weekly', '2024-12-23', '2025-01-06', ['Elsewhere'], ['revenue'], null],
    ]);
    expect(catalog.projects[1]).toEqual({
      project: 'Market 1',
      market: 'IN',
      category: 'Skin care',
      currency: 'INR',
      frequency: 'monthly',
      start: '2023-01-01',
      end: '2023-10-31',
      follows: null,
      brands: ['Zeta'],
      firstPeriod: '2023-10-01',
      lastPeriod: '2023-10-01',
      outcomes: [],
    });
    expect(catalog.brands.map(({ brand }) => brand)).toEqual([...BRANDS, 'Elsewhere', 'Others'].sort());
    expect(catalog.brands.find(({ brand }) => brand === 'Zeta')).toEqual({
      brand: 'Zeta',
      category: 'Skin care',
      role: 'own',
    });
    expect(catalog.sections).toEqual(['Brand', 'Marketplace']);
  });

  it('reads the catalogue once for each data version, and never serves an old one', async () => {
    expect(emptyCatalog).toMatchObject({ dataVersion: 'empty', projects: [], brands: [] });
    const [first, second] = await Promise.all([reader.catalog(), reader.catalog()]);
    expect(first.projects).toHaveLength(4);
    expect(second).toBe(first);
    expect(await reader.catalog()).toBe(first);
  });

  it('puts scores on a complete grid: every value in its cell, NaN in every hole', async () => {
    const { dataset } = await reader.load(['scores'], await select(reader), []);
    const cube = dataset.scores.find(({ project }) => project === 'Market 2')!;
    expect(cube.brands).toEqual(SORTED_BRANDS);
    expect(cube.metrics.map(({ metric }) => metric)).toEqual(['Ads', 'Reach', 'reviews']);
    expect(cube.periods).toEqual(['2023-11-01', '2023-12-01', '2024-01-01', '2024-02-01', '2024-03-01', '2024-04-01']);
    const expected = new Map(
      secondRoundScores().map((score) => [`${score.brand}/${score.metric}/${score.period}`, score.value]),
    );
    let holes = 0;
    for (const [b, brand] of cube.brands.entries())
      for (const [m, { metric }] of cube.metrics.entries())
        for (const [t, period] of cube.periods.entries()) {
          const value = cube.values[(b * cube.metrics.length + m) * cube.periods.length + t];
          const wanted = expected.get(`${brand}/${metric}/${period}`);
          expect(value).toBe(wanted ?? Number.NaN);
          if (wanted === undefined) holes += 1;
        }
    expect(holes).toBe(cube.values.length - expected.size);
    expect(holes).toBeGreaterThan(0);
  });

  it('loads all rounds with all peers, and nothing of other projects', async () => {
    const selection = await select(reader, { brands: { names: ['Zeta'] } });
    const { dataset } = await reader.load(ALL, selection, ['revenue', 'market_share']);
    expect(dataset.projects.map(({ project }) => project)).toEqual(['Market 1', 'Market 2']);
    expect(dataset.scores.map(({ project, brands }) => [project, brands])).toEqual([
      ['Market 1', ['Zeta']],
      ['Market 2', SORTED_BRANDS],
    ]);
    expect(dataset.brands.map(({ brand }) => brand)).toEqual([...BRANDS, 'Others'].sort());
    expect(dataset.metrics.map(({ metric }) => metric)).toEqual(['Ads', 'Reach', 'reviews']);
    expect(dataset.weights).toEqual([
      { project: 'Market 2', section: 'Marketplace', platform: null, metric: null, weight: 2, validFrom: '2023-11-01' },
      { project: 'Market 2', section: 'Marketplace', platform: null, metric: null, weight: 3, validFrom: '2024-03-01' },
      {
        project: 'Market 2',
        section: 'Marketplace',
        platform: 'Shop',
        metric: 'Ads',
        weight: 0.30000000000000004,
        validFrom: '2023-11-01',
      },
    ]);
    expect(dataset.outcomes).toEqual([
      {
        project: 'Market 2',
        brand: 'Others',
        outcome: 'market_share',
        unit: 'percent',
        periods: ['2024-01-01'],
        values: [40],
      },
      {
        project: 'Market 2',
        brand: 'Zeta',
        outcome: 'revenue',
        unit: 'INR',
        periods: ['2023-12-01', '2024-01-01', '2024-02-01', '2024-03-01'],
        values: [12.5, null, null, 1e9 / 7],
      },
    ]);
    expect(dataset.spend).toEqual([
      {
        project: 'Market 2',
        brand: 'Zeta',
        channel: 'Search',
        period: '2024-03-01',
        amount: 100.1,
        impressions: null,
        clicks: 5,
      },
      {
        project: 'Market 2',
        brand: 'Zeta',
        channel: 'tv',
        period: '2024-03-01',
        amount: 100.1,
        impressions: null,
        clicks: 5,
      },
    ]);
    expect(dataset.events).toEqual([
      { project: 'Market 2', brand: null, date: '2024-03-31', label: 'Outage' },
      { project: 'Market 2', brand: 'Zeta', date: '2024-02-29', label: 'Launch' },
    ]);
    loaded.set(kind, asText(dataset));
  });

  it('adds the project that is compared with', async () => {
    const { dataset } = await reader.load(['projects', 'scores'], await select(reader, {}, 'project:Weekly'), []);
    expect(dataset.projects.map(({ project }) => project)).toEqual(['Market 1', 'Market 2', 'Weekly']);
    expect(dataset.scores[2]).toMatchObject({
      brands: ['Elsewhere'],
      periods: ['2024-12-23', '2024-12-30', '2025-01-06'],
    });
    expect([...(dataset.scores[2]?.values ?? [])]).toEqual([1, Number.NaN, 2]);
  });

  it('leaves out what was not asked for', async () => {
    const { dataset } = await reader.load(['events', 'outcomes'], await select(reader), []);
    expect(Object.entries(dataset).flatMap(([table, rows]) => (rows.length > 0 ? [table] : []))).toEqual(['events']);
  });

  it('tells the data version and what imports refused for these projects', async () => {
    const { dataVersion, health } = await reader.load(ALL, await select(reader), []);
    expect(dataVersion).toBe((await reader.catalog()).dataVersion);
    expect(health.quarantined).toBe(2);
  });

  it('refuses a selection that is too large, and names the way out', async () => {
    const cells = BRANDS.length * 3 * 6 + 1;
    const selection = await select(reader);
    await expect(
      createDataReader(database, { bounds: { cells, rows: 10 } }).load(['scores'], selection, []),
    ).resolves.toBeDefined();
    await expect(
      createDataReader(database, { bounds: { cells: cells - 1, rows: 10 } }).load(['scores'], selection, []),
    ).rejects.toMatchObject({
      code: 'too-large',
      why: `Its 2 projects hold ${cells} score cells; one report may read ${cells - 1}.`,
      fix: expect.stringContaining('"Market 2"'),
    });
    await expect(
      createDataReader(database, { bounds: { cells, rows: 1 } }).load(['spend'], selection, []),
    ).rejects.toMatchObject({
      code: 'too-large',
    });
  });

  it('finds names by their parts, whatever they hold, best matches first', async () => {
    const brands = async (query: string, limit = 20): Promise<string[]> =>
      (await reader.searchBrands(query, limit)).map(({ brand }) => brand);
    expect(await brands('zeta')).toEqual(['Zeta']);
    expect(await brands('%')).toEqual(["L'Oréal 100%"]);
    expect(await brands('_')).toEqual(['under_score']);
    expect(await brands("'; DROP TABLE digicadence.brands; --")).toEqual([]);
    expect(await brands('LOREAL')).toEqual(["L'Oréal 100%"]);
    expect(await brands('éc')).toEqual(['Éclair']);
    expect(await brands('a wide')).toEqual(['Ａ Wide']);
    expect(await brands('本')).toEqual(['日本']);
    // The beginning of the name, then of a word, then anywhere.
    expect(await brands('s')).toEqual(['under_score', '😀 Smile', 'Elsewhere', 'Others']);
    expect(await brands('')).toHaveLength(BRANDS.length + 2);
    expect(await brands('', 3)).toHaveLength(3);
    expect(await reader.searchProjects('2', 20)).toEqual([
      { project: 'Market 2', market: 'IN', category: 'Skin care' },
    ]);
  });

  it('reads one of many projects by the primary key of the partitions, not by scanning them', async () => {
    await database.query("SELECT digicadence.ensure_partitions('2023-01-01', '2024-12-31')");
    await database.query(
      `INSERT INTO digicadence.normalisedvalue (project_id, brand_id, period, metric_id, normalised, batch_id)
       SELECT p, b, date '2023-01-01' + m * interval '1 month', k, (p + b + m + k) % 100, 1
       FROM generate_series(1001, 1040) p, generate_series(1, 10) b, generate_series(0, 23) m, generate_series(1, 8) k`,
    );
    await database.query('ANALYZE digicadence.normalisedvalue');
    const explain = async (sql: string): Promise<string> => {
      const rows = await database.query<Record<string, string>>(`EXPLAIN ${sql}`, [[1007]]);
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    };
    for (const plan of [
      await explain(SCORES_SQL),
      await explain(`${SCORES_SQL.replace('GROUP', 'AND brand_id = 3 GROUP')}`),
    ]) {
      expect(plan).toMatch(/Index.* normalisedvalue_2023_pkey/);
      expect(plan).toMatch(/Index.* normalisedvalue_2024_pkey/);
      expect(plan).not.toMatch(/Seq Scan on normalisedvalue_202[34]/);
    }
  });
});

afterAll(() => {
  if (TEST_SERVER !== undefined) expect(loaded.get('server')).toBe(loaded.get('embedded'));
});
