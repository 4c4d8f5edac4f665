/** Digi-Cadence databases of four shapes: discovered, read without ever writing, refused with the whole list. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPostgresSource } from '../../../../src/data/sources/digicadence-postgres/digicadence-postgres.ts';
import { openSession } from '../../../../src/data/sources/digicadence-postgres/session.ts';
import { AppError } from '../../../../src/errors.ts';
import { TEST_SERVER } from '../../../support/databases.ts';
import { describeSource, readAll } from '../contract.ts';
import { CLASSIC, type ForeignDatabase, foreignDatabase, INSTALLATIONS, optionsOf } from './schemas.ts';

const signal = new AbortController().signal;
const server = TEST_SERVER ?? '';

/** A role of that name is not needed: the test server trusts everybody, so any password will do. */
const withPassword = (url: string): string => {
  const address = new URL(url);
  address.password = 'hunter2-secret';
  return address.href;
};

async function refusal(act: () => Promise<unknown>): Promise<AppError> {
  const error = await act().then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(AppError);
  return error as AppError;
}

describe.skipIf(TEST_SERVER === undefined)('Digi-Cadence databases (TEST_DATABASE_URL)', () => {
  for (const installation of INSTALLATIONS) {
    describeSource(installation.name, async () => {
      const database = await foreignDatabase(server, installation.sql);
      return {
        source: createPostgresSource('warehouse', withPassword(database.url), optionsOf(installation.options)),
        rows: installation.rows,
        secrets: ['hunter2-secret'],
        change: async () =>
          void (await database.run(
            `UPDATE normalisedvalue SET normalized_value = 99, updated_at = now() WHERE brand_id = 1 AND metric_id = 1`,
          )),
        unreachable: () =>
          createPostgresSource(
            'warehouse',
            'postgres://reader:hunter2-secret@127.0.0.1:1/none',
            optionsOf({ ...installation.options, connectTimeoutMs: 2_000 }),
          ),
        close: database.remove,
      };
    });

    describe(installation.name, () => {
      let database: ForeignDatabase;
      beforeAll(async () => {
        database = await foreignDatabase(server, installation.sql);
      });
      afterAll(() => database?.remove());

      it('is understood, with a reason for every column', async () => {
        const source = createPostgresSource('warehouse', database.url, optionsOf(installation.options));
        const mapping = await source.explainMapping(signal);
        expect(mapping.map(({ role }) => role)).toContain('values');
        for (const { reason, column } of mapping) expect(reason).toContain(column);
        expect(source.describe().incremental).toBe(installation.incremental);
        const tables = await readAll(await source.fetch(null, signal));
        expect((tables.get('scores.csv') ?? []).map(({ cells }) => cells)).toContainEqual(installation.score);
        await source.close();
      });
    });
  }

  describe('one of them', () => {
    let database: ForeignDatabase;
    beforeAll(async () => {
      database = await foreignDatabase(server, CLASSIC.sql);
    });
    afterAll(() => database?.remove());
    const make = (more: Readonly<Record<string, unknown>> = {}) =>
      createPostgresSource('warehouse', database.url, optionsOf({ ...CLASSIC.options, ...more }));

    it('is read in memory that does not grow with it', { timeout: 240_000 }, async () => {
      // 300,000 records held at once would not fit this heap; five million are measured by the same script.
      const bench = ['--max-old-space-size=72', 'bench/foreign-database.ts', '--rows', '300000'];
      const { stdout } = await promisify(execFile)(process.execPath, bench, {
        cwd: join(import.meta.dirname, '../../../..'),
      });
      expect((JSON.parse(stdout) as { rows: number }).rows).toBeGreaterThan(300_000);
    });

    it('cannot be written, even on purpose', async () => {
      const session = await openSession(
        { name: 'warehouse', url: database.url, connectTimeoutMs: 5_000, statementTimeoutMs: 5_000 },
        signal,
      );
      const error = await refusal(() => session.query('DELETE FROM brands'));
      expect(error.why).toMatch(/read-only transaction/);
      await session.end();
      const { rows } = await database.run('SELECT count(*)::int AS count FROM brands');
      expect(rows).toEqual([{ count: 2 }]);
    });

    it('ends a statement that takes too long', async () => {
      const session = await openSession(
        { name: 'warehouse', url: database.url, connectTimeoutMs: 5_000, statementTimeoutMs: 1_000 },
        signal,
      );
      const error = await refusal(() => session.query('SELECT pg_sleep(30)'));
      expect(error.why).toMatch(/statement timeout/);
      expect(error.fix).toMatch(/statementTimeoutMs/);
      await session.end();
    });

    it('gives later only what changed there, and what may have been committed late', async () => {
      const source = make({ overlapMinutes: 0 });
      const first = await source.fetch(null, signal);
      await readAll(first);
      await database.run(`UPDATE normalisedvalue SET normalized_value = 50, updated_at = '2026-11-02 03:04:05.123456+00'
        WHERE brand_id = 1 AND metric_id = 2 AND date = '2026-02-01'`);
      const second = await source.fetch(first.cursor(), signal);
      const scores = (await readAll(second)).get('scores.csv') ?? [];
      // The rows of the last change time come again: it may have had more than those read.
      expect(scores.length - 1).toBe(24);
      expect(second.cursor()).toBe('2026-11-02T03:04:05.123456');
      const third = (await readAll(await source.fetch(second.cursor(), signal))).get('scores.csv') ?? [];
      expect(third.slice(1).map(({ cells }) => cells)).toEqual([
        ['IN-Skincare', 'Aurora', 'Organic', 'Google', 'Share', '2026-02-01', '4.5', '50'],
      ]);
      await source.close();
    });

    it('follows corrections of the configuration, and refuses those that name nothing', async () => {
      const source = make({ mapping: { values: { columns: { value: 'raw_value', raw: 'normalized_value' } } } });
      const scores = (await readAll(await source.fetch(null, signal))).get('scores.csv') ?? [];
      expect(scores[1]?.cells.at(-1)).toBe('4.5');
      const wrong = make({ mapping: { values: { columns: { value: 'nothing' } }, brands: { table: 'nowhere' } } });
      const { why } = await refusal(() => wrong.list(signal));
      expect(why).toMatch(/mapping\.values\.columns\.value: .*no column "nothing"/);
      expect(why).toMatch(/mapping\.brands\.table: .*no table "nowhere"/);
      await Promise.all([source.close(), wrong.close()]);
    });

    it('keeps what it cannot give as problems, and gives the rest', async () => {
      const source = createPostgresSource('warehouse', database.url, optionsOf());
      const fetch = await source.fetch(null, signal);
      expect(fetch.problems.map(({ what }) => what)).toEqual([
        expect.stringMatching(/projects were not taken/),
        expect.stringMatching(/brands were not taken/),
        expect.stringMatching(/metrics were not taken/),
      ]);
      expect([...(await readAll(fetch)).keys()]).toEqual(['scores.csv']);
      await source.close();
    });
  });

  const refuses = (name: string, sql: string, patterns: readonly RegExp[], options = {}): void =>
    it(`refuses ${name}`, async () => {
      const database = await foreignDatabase(server, sql);
      try {
        const source = createPostgresSource('warehouse', database.url, optionsOf(options));
        const error = await refusal(() => source.fetch(null, signal));
        for (const pattern of patterns) expect(`${error.what} ${error.why} ${error.fix}`).toMatch(pattern);
      } finally {
        await database.remove();
      }
    });

  refuses('a database without values, and says what it saw', 'CREATE TABLE people (name text)', [
    /no table holds normalised values/,
    /public\.people \(name\)/,
  ]);
  refuses(
    'values without brand names, platform, project and period, all in one list',
    'CREATE TABLE scores (brand_id int, metric text, section text, score real)',
    [/brand by id only/, /platform/, /tells the project/, /tells the period/],
  );
  refuses(
    'ids that are not unique',
    `CREATE TABLE brands (brand_id int, brand_name text);
     CREATE TABLE scores (brand_id int, metric text, section text, platform text, project text, date date, score real);
     INSERT INTO brands VALUES (1, 'Aurora'), (1, 'Aurora again')`,
    [/public\.brands holds the id 1 more than once/],
  );
  refuses(
    'a scale that is not clear',
    `CREATE TABLE scores (brand text, metric text, section text, platform text, project text, date date, score real);
     INSERT INTO scores SELECT 'A', 'M', 'S', 'P', 'X', make_date(1990 + t, 1, 1), t / 100.0 FROM generate_series(1, 40) t`,
    [/between 0 and 1/, /"scale"/],
  );
});
