/**
 * The plans of every query that catalogue, loader, quality and health send, on a real server with tables large enough for
 * the planner to mean it: the value tables and their partitions are never scanned from end to end.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readQuality } from '../../src/data/quality/read-quality.ts';
import { createDataReader } from '../../src/data/reader.ts';
import type { Database, Queryable, SqlValue } from '../../src/data/store/database.ts';
import { migrate } from '../../src/data/store/migrate.ts';
import { openDatabase } from '../../src/data/store/open.ts';
import { resolveSelection } from '../../src/domain/selection.ts';
import { serverPlace, TEST_SERVER } from '../support/databases.ts';

interface Statement {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

/** The database, with every statement noted. */
function noting(database: Database, noted: Statement[]): Database {
  const note =
    (queryable: Queryable): Queryable['query'] =>
    (sql, values) => {
      noted.push({ sql, values: values ?? [] });
      return queryable.query(sql, values);
    };
  return {
    ...database,
    query: note(database),
    transaction: (work) => database.transaction((transaction) => work({ ...transaction, query: note(transaction) })),
  };
}

// The default partition is empty: values of a year are never without its partition.
const VALUE_TABLE = /Seq Scan on (normalisedvalue(?!_default)\w*|outcomevalue\w*|spend\w*|statedscore\w*)/;
const PROJECTS = 40;

describe.skipIf(TEST_SERVER === undefined)('plans on a server (TEST_DATABASE_URL)', () => {
  const noted: Statement[] = [];
  let database: Database;
  let remove = async (): Promise<void> => {};
  beforeAll(async () => {
    const place = await serverPlace(TEST_SERVER ?? '');
    remove = place.remove;
    database = await openDatabase(place.settings);
    await migrate(database);
    await database.query(`
      INSERT INTO digicadence.import_batches (digest, source, state) VALUES ('d', 'test', 'loaded');
      INSERT INTO digicadence.categories (category) VALUES ('Tea');
      INSERT INTO digicadence.brands (brand, category_id, role) SELECT 'B' || b, 1, 'own' FROM generate_series(1, 12) b;
      INSERT INTO digicadence.projects (project, market, category_id, currency, frequency, start_date)
        SELECT 'P' || p, 'M' || p, 1, 'EUR', 'monthly', '2023-01-01' FROM generate_series(1, ${PROJECTS}) p;
      INSERT INTO digicadence.sections (section) VALUES ('S1'), ('S2');
      INSERT INTO digicadence.platforms (section_id, platform) VALUES (1, 'L1'), (2, 'L2');
      INSERT INTO digicadence.metrics (platform_id, metric, direction)
        SELECT 1 + k % 2, 'K' || k, 'higher' FROM generate_series(1, 8) k;
      INSERT INTO digicadence.project_weights (project_id, section_id, valid_from, weight)
        SELECT p, s, '2023-01-01', 1 FROM generate_series(1, ${PROJECTS}) p, generate_series(1, 2) s;
      SELECT digicadence.ensure_partitions('2023-01-01', '2024-12-31');
      INSERT INTO digicadence.normalisedvalue (project_id, brand_id, period, metric_id, normalised, batch_id)
        SELECT p, b, date '2023-01-01' + m * interval '1 month', k, (p + b + m + k) % 100, 1
        FROM generate_series(1, ${PROJECTS}) p, generate_series(1, 12) b, generate_series(0, 23) m, generate_series(1, 8) k;
      INSERT INTO digicadence.score_coverage
        SELECT p, b, '2023-01-01', '2024-12-01' FROM generate_series(1, ${PROJECTS}) p, generate_series(1, 12) b;
      INSERT INTO digicadence.metric_coverage SELECT p, k FROM generate_series(1, ${PROJECTS}) p, generate_series(1, 8) k;
      INSERT INTO digicadence.outcomevalue (project_id, brand_id, outcome_id, period, value, batch_id)
        SELECT p, b, o, date '2023-01-01' + m * interval '1 month', m, 1
        FROM generate_series(1, ${PROJECTS}) p, generate_series(1, 12) b, generate_series(1, 5) o, generate_series(0, 23) m;
      INSERT INTO digicadence.outcome_coverage SELECT p, o FROM generate_series(1, ${PROJECTS}) p, generate_series(1, 5) o;
      INSERT INTO digicadence.spend (project_id, brand_id, channel, period, amount, batch_id)
        SELECT p, b, 'C' || c, date '2023-01-01' + m * interval '1 month', m, 1
        FROM generate_series(1, ${PROJECTS}) p, generate_series(1, 12) b, generate_series(1, 3) c, generate_series(0, 23) m;
      INSERT INTO digicadence.statedscore (project_id, brand_id, section_id, period, score, batch_id)
        SELECT p, b, s, date '2023-01-01' + m * interval '1 month', 50, 1
        FROM generate_series(1, ${PROJECTS}) p, generate_series(1, 12) b, generate_series(1, 2) s, generate_series(0, 23) m;
      INSERT INTO digicadence.normalisedvalue_history (project_id, brand_id, period, metric_id, normalised, batch_id, replaced_by)
        SELECT project_id, brand_id, period, metric_id, 1, 1, 1 FROM digicadence.normalisedvalue WHERE metric_id < 4;
      INSERT INTO digicadence.outcomevalue_history (project_id, brand_id, outcome_id, period, value, batch_id, replaced_by)
        SELECT project_id, brand_id, outcome_id, period, 1, 1, 1 FROM digicadence.outcomevalue;
      INSERT INTO digicadence.spend_history (project_id, brand_id, channel, period, amount, batch_id, replaced_by)
        SELECT project_id, brand_id, channel, period, 1, 1, 1 FROM digicadence.spend;
      UPDATE digicadence.data_version SET version = 'test'`);
    await database.query('VACUUM ANALYZE');
    const watched = noting(database, noted);
    const reader = createDataReader(watched);
    const catalog = await reader.catalog();
    const resolved = resolveSelection(catalog, { projects: ['P7'], brands: { role: 'all' }, period: null });
    if (!resolved.ok) throw new Error(JSON.stringify(resolved.problems));
    const all = ['projects', 'brands', 'metrics', 'weights', 'scores', 'outcomes', 'spend', 'events'] as const;
    const { dataset } = await reader.load(all, resolved.selection, ['revenue', 'units']);
    // What was planned was also read.
    expect(dataset.scores[0]?.values).toHaveLength(12 * 8 * 24);
    expect(dataset.outcomes).toHaveLength(12 * 2);
    expect(dataset.spend).toHaveLength(12 * 3 * 24);
    const quality = await readQuality(watched, reader, { projects: ['P7'], today: '2025-01-10' });
    expect(quality.cells).toHaveLength(12 * 2);
  }, 60_000);
  afterAll(async () => {
    await database?.close();
    await remove();
  });

  it('never scan a value table or one of its partitions', async () => {
    const planned = noted.filter(({ sql }) => /^\s*(SELECT|WITH|DECLARE)/i.test(sql));
    expect(planned.length).toBeGreaterThan(15);
    const touched = new Set<string>();
    for (const { sql, values } of planned) {
      const rows = await database.query<Record<string, string>>(`EXPLAIN ${sql}`, values);
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      expect(plan, `${sql}\n${plan}`).not.toMatch(VALUE_TABLE);
      for (const [, table] of plan.matchAll(/ on (\w+)/g)) if (table) touched.add(table.replace(/_pkey$/, ''));
    }
    for (const table of ['normalisedvalue_2023', 'outcomevalue', 'spend', 'statedscore'])
      expect([...touched].filter((each) => each.startsWith(table)).length, table).toBeGreaterThan(0);
  });

  it('would be told from a scan', async () => {
    const rows = await database.query<Record<string, string>>(
      'EXPLAIN SELECT count(*) FROM digicadence.normalisedvalue WHERE raw > 1',
    );
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toMatch(VALUE_TABLE);
  });
});
