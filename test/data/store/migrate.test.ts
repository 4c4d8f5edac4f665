/** Migrations on both stores: once, twice, at once, changed, newer, failing. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Database } from '../../../src/data/store/database.ts';
import { migrate } from '../../../src/data/store/migrate.ts';
import { openDatabase } from '../../../src/data/store/open.ts';
import { describeOnEveryDatabase } from '../../support/databases.ts';

describeOnEveryDatabase('migrate', (_open, { settings }) => {
  let directory: string;
  let database: Database;
  const write = (name: string, sql: string): void => writeFileSync(join(directory, name), sql);

  beforeAll(async () => {
    database = await openDatabase(await settings());
  });

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'digi-cadence-migrations-'));
    await database.query('DROP SCHEMA IF EXISTS digicadence CASCADE');
  });

  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  afterAll(() => database.close());

  it('applies each file once and in order, and later only what is new', async () => {
    write('0001-first.sql', 'CREATE TABLE digicadence.a (n int);\nINSERT INTO digicadence.a VALUES (1);');
    expect(await migrate(database, directory)).toEqual(['0001-first.sql']);
    write('0002-second.sql', 'INSERT INTO digicadence.a VALUES (2)');
    expect(await migrate(database, directory)).toEqual(['0002-second.sql']);
    expect(await migrate(database, directory)).toEqual([]);
    expect(await database.query('SELECT n FROM digicadence.a ORDER BY n')).toEqual([{ n: 1 }, { n: 2 }]);
  });

  it('keeps nothing of a file that fails, and tells which and why', async () => {
    write('0001-first.sql', 'CREATE TABLE digicadence.a (n int)');
    write('0002-broken.sql', 'CREATE TABLE digicadence.b (n int); SELECT nothing_here');
    await expect(migrate(database, directory)).rejects.toMatchObject({
      code: 'migration',
      what: 'Migration "0002-broken.sql" failed.',
      why: expect.stringContaining('nothing_here'),
    });
    expect(
      await database.query("SELECT to_regclass('digicadence.a')::text AS a, to_regclass('digicadence.b') AS b"),
    ).toEqual([{ a: 'digicadence.a', b: null }]);
    write('0002-broken.sql', 'CREATE TABLE digicadence.b (n int)');
    expect(await migrate(database, directory)).toEqual(['0002-broken.sql']);
  });

  it('refuses a changed file but not changed line endings', async () => {
    write('0001-first.sql', 'CREATE TABLE digicadence.a (n int);\n');
    await migrate(database, directory);
    write('0001-first.sql', 'CREATE TABLE digicadence.a (n int);\r\n');
    expect(await migrate(database, directory)).toEqual([]);
    write('0001-first.sql', 'CREATE TABLE digicadence.a (n bigint);\n');
    await expect(migrate(database, directory)).rejects.toMatchObject({
      code: 'migration',
      what: expect.stringContaining('"0001-first.sql" was changed'),
    });
  });

  it('refuses a database that is newer than the program', async () => {
    write('0001-first.sql', 'SELECT 1');
    write('0002-second.sql', 'SELECT 2');
    await migrate(database, directory);
    rmSync(join(directory, '0002-second.sql'));
    await expect(migrate(database, directory)).rejects.toMatchObject({
      code: 'migration',
      why: expect.stringContaining('"0002-second.sql"'),
    });
  });

  it('refuses files out of order', async () => {
    write('0002-second.sql', 'SELECT 2');
    await expect(migrate(database, directory)).rejects.toMatchObject({
      code: 'migration',
      why: expect.stringContaining('0002-second.sql'),
    });
  });

  it('lets processes that start at once take turns', async () => {
    write('0001-first.sql', 'CREATE TABLE digicadence.a (n int); INSERT INTO digicadence.a VALUES (1)');
    write('0002-second.sql', 'INSERT INTO digicadence.a SELECT n + 1 FROM digicadence.a');
    const applied = await Promise.all(Array.from({ length: 4 }, () => migrate(database, directory)));
    expect(applied.flat().sort()).toEqual(['0001-first.sql', '0002-second.sql']);
    expect(await database.query('SELECT n FROM digicadence.a ORDER BY n')).toEqual([{ n: 1 }, { n: 2 }]);
  });
});
