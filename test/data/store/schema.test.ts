/** What the data schema promises, on both stores. */
import { beforeAll, expect, it } from 'vitest';
import type { Database } from '../../../src/data/store/database.ts';
import { migrate } from '../../../src/data/store/migrate.ts';
import { KNOWN_OUTCOMES } from '../../../src/domain/outcome.ts';
import { describeOnEveryDatabase } from '../../support/databases.ts';

describeOnEveryDatabase('schema', (open) => {
  let database: Database;
  beforeAll(async () => {
    database = await open();
  });

  it('creates the schema of the program, with the outcomes it knows', async () => {
    expect(await migrate(database)).toEqual([]);
    const outcomes = await database.query(
      'SELECT outcome, label, unit, aggregation, direction FROM digicadence.outcomes ORDER BY outcome_id',
    );
    expect(outcomes).toEqual(KNOWN_OUTCOMES);
    expect(await database.query('SELECT version FROM digicadence.data_version')).toEqual([{ version: 'empty' }]);
  });

  it('derives the data version from the loads and their order alone', async () => {
    const advance = async (digest: string): Promise<unknown> =>
      (await database.query<{ v: string }>('SELECT digicadence.advance_data_version($1) AS v', [digest]))[0]?.v;
    // sha256("empty a") and sha256("<that> b"), first 16 digits.
    expect([await advance('a'), await advance('b')]).toEqual(['4324a7f8f1ac591a', '21d82428e5d85f5c']);
  });

  it('adds yearly partitions without losing rows that came before them', async () => {
    await database.query(
      `INSERT INTO digicadence.normalisedvalue (project_id, brand_id, period, metric_id, normalised, batch_id)
       VALUES (1, 1, '2023-12-31', 1, 1, 1), (1, 1, '2024-01-01', 1, 2, 1), (1, 1, '2031-06-01', 1, 3, 1)`,
    );
    await database.query("SELECT digicadence.ensure_partitions('2023-12-31', '2024-01-01')");
    await database.query(
      "SELECT digicadence.ensure_partitions('2023-01-01', '2025-01-01'), digicadence.ensure_partitions(NULL, NULL)",
    );
    const rows = await database.query(
      'SELECT tableoid::regclass::text AS partition, normalised FROM digicadence.normalisedvalue ORDER BY period',
    );
    expect(rows).toEqual([
      { partition: 'digicadence.normalisedvalue_2023', normalised: 1 },
      { partition: 'digicadence.normalisedvalue_2024', normalised: 2 },
      { partition: 'digicadence.normalisedvalue_default', normalised: 3 },
    ]);
    const again = database.query(
      `INSERT INTO digicadence.normalisedvalue (project_id, brand_id, period, metric_id, normalised, batch_id)
       VALUES (1, 1, '2024-01-01', 1, 5, 1)`,
    );
    await expect(again).rejects.toMatchObject({ code: '23505' });
  });

  it('refuses scores outside 0–100', async () => {
    for (const value of [-0.001, 100.001, Number.NaN])
      await expect(
        database.query(
          `INSERT INTO digicadence.normalisedvalue (project_id, brand_id, period, metric_id, normalised, batch_id)
           VALUES (1, 1, '2024-01-01', 1, $1, 1)`,
          [value],
        ),
      ).rejects.toMatchObject({ code: '23514' });
  });
});
