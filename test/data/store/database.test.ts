/** The contract of the database port, on both stores. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Database, SqlValue } from '../../../src/data/store/database.ts';
import { openDatabase } from '../../../src/data/store/open.ts';
import { describeOnEveryDatabase } from '../../support/databases.ts';

describeOnEveryDatabase('database', (open, { kind }) => {
  let database: Database;
  beforeAll(async () => {
    database = await open();
    await database.query(
      'CREATE TABLE things (id integer, label text, day date, amount float8, tags text[], doc jsonb, at timestamptz, data bytea, ok boolean)',
    );
  });

  it('says what it is', () => expect(database.kind).toBe(kind));

  it('keeps every value as it was given', async () => {
    const values: SqlValue[] = [
      7,
      'O\'Brien \\ "x"\t\n\r%_ 日本 😀',
      '2024-03-31',
      0.1 + 0.2,
      ['a,b', '{"}', null, 'NULL', ''],
      JSON.stringify({ a: [1, null] }),
      new Date('2024-03-31T23:30:00.123Z'),
      new Uint8Array([0, 255, 92]),
      false,
    ];
    const sql = `SELECT $1::int AS id, $2::text AS label, $3::date AS day, $4::float8 AS amount, $5::text[] AS tags,
      $6::jsonb AS doc, $7::timestamptz AS at, $8::bytea AS data, $9::boolean AS ok`;
    const [row] = await database.query(sql, values);
    expect({ ...row, data: Array.from(row?.data as Uint8Array) }).toEqual({
      id: 7,
      label: values[1],
      day: '2024-03-31',
      amount: 0.30000000000000004,
      tags: values[4],
      doc: { a: [1, null] },
      at: values[6],
      data: [0, 255, 92],
      ok: false,
    });
  });

  it('reads counts as numbers, numeric as text, dates and their arrays as text', async () => {
    const [row] = await database.query(
      `SELECT count(*) AS n, 9007199254740991::int8 AS most, 1.50::numeric AS exact, array_agg(date '2024-01-31') AS days,
              timestamp '2024-01-31 23:59' AS local, ARRAY[1::int8, NULL] AS whole, NULL::date AS none FROM (VALUES (1)) v`,
    );
    expect(row).toEqual({
      n: 1,
      most: Number.MAX_SAFE_INTEGER,
      exact: '1.50',
      days: ['2024-01-31'],
      local: '2024-01-31 23:59:00',
      whole: [1, null],
      none: null,
    });
    await expect(database.query('SELECT 9007199254740993::int8')).rejects.toThrow(/9007199254740993 does not fit/);
  });

  it('speaks UTC, ISO dates and exact floats whatever the database is set to', async () => {
    const [row] = await database.query(
      `SELECT current_setting('TimeZone') AS zone, date '2024-02-01'::text AS day, timestamptz '2024-01-31 23:30Z'::date AS utc,
              (1::float8 / 3)::text AS third, now() - now() = interval '0' AS sane`,
    );
    expect(row).toEqual({ zone: 'UTC', day: '2024-02-01', utc: '2024-01-31', third: '0.3333333333333333', sane: true });
  });

  it('reports an error of the statement as PostgreSQL states it, and goes on', async () => {
    await expect(database.query('SELECT nothing_here')).rejects.toMatchObject({
      code: '42703',
      message: expect.stringContaining('nothing_here'),
    });
    await database.query('CREATE TABLE once (a int PRIMARY KEY)');
    await database.query('INSERT INTO once VALUES (1)');
    await expect(database.query('INSERT INTO once VALUES (1)')).rejects.toMatchObject({
      code: '23505',
      constraint: 'once_pkey',
    });
    // An error while executing leaves no answer behind that the next statement would take for its own.
    await database.query('CREATE TABLE small (a float8 CHECK (a < 10))');
    const outcomes = [5, 50, 6, 60, 70, 7].map((value) => database.query('INSERT INTO small VALUES ($1)', [value]));
    const settled = await Promise.allSettled(outcomes);
    expect(settled.map(({ status }) => status === 'fulfilled')).toEqual([true, false, true, false, false, true]);
    expect(await database.query('SELECT a FROM small ORDER BY a')).toEqual([{ a: 5 }, { a: 6 }, { a: 7 }]);
  });

  it('runs several statements at once and leaves no transaction of theirs open when one fails', async () => {
    const block = (last: string): string =>
      `BEGIN; CREATE TABLE block (a int); SELECT 1 AS a UNION SELECT 2 ORDER BY a; ${last}; COMMIT`;
    await expect(database.query(block('SELECT 1/0'))).rejects.toMatchObject({ code: '22012' });
    const sessions = await Promise.all(
      Array.from({ length: 6 }, () => database.query("SELECT to_regclass('block') AS block")),
    );
    expect(sessions).toEqual(Array.from({ length: 6 }, () => [{ block: null }]));
    expect(await database.query(block('SELECT 3 AS a'))).toEqual([{ a: 1 }, { a: 2 }, { a: 3 }]);
  });

  it('never mistakes a value for SQL', async () => {
    const evil = "'; DROP TABLE things; --";
    expect(await database.query('SELECT $1::text AS label', [evil])).toEqual([{ label: evil }]);
    expect(await database.query('SELECT count(*) AS n FROM things')).toEqual([{ n: 0 }]);
  });

  describe('transaction', () => {
    it('commits what it returns from and rolls back what it throws from', async () => {
      await database.query('CREATE TABLE kept (a int)');
      const answer = await database.transaction(async (transaction) => {
        await transaction.query('INSERT INTO kept VALUES (1)');
        return 'done';
      });
      expect(answer).toBe('done');
      const fail = database.transaction(async (transaction) => {
        await transaction.query('INSERT INTO kept VALUES (2)');
        throw new Error('changed my mind');
      });
      await expect(fail).rejects.toThrow('changed my mind');
      await expect(
        database.transaction((transaction) => transaction.query('INSERT INTO kept VALUES ($1)', ['three'])),
      ).rejects.toMatchObject({ code: '22P02' });
      expect(await database.query('SELECT a FROM kept')).toEqual([{ a: 1 }]);
    });

    it('does not pretend to have committed after an error that was swallowed inside', async () => {
      const swallowed = database.transaction(async (transaction) => {
        await transaction.query('CREATE TABLE ghost (a int)');
        await transaction.query('SELECT 1/0').catch(() => undefined);
      });
      await expect(swallowed).rejects.toThrow(/rolled back/);
    });

    it('isolates concurrent transactions', async () => {
      await database.query('CREATE TABLE counter (n int)');
      await database.query('INSERT INTO counter VALUES (0)');
      const increments = Array.from({ length: 8 }, () =>
        database.transaction(async (transaction) => {
          const [row] = await transaction.query<{ n: number }>('SELECT n FROM counter FOR UPDATE');
          await transaction.query('UPDATE counter SET n = $1', [(row?.n ?? 0) + 1]);
        }),
      );
      await Promise.all(increments);
      expect(await database.query('SELECT n FROM counter')).toEqual([{ n: 8 }]);
    });
  });

  describe('bulkLoad', () => {
    const columns = ['id', 'label', 'day', 'amount', 'tags', 'doc', 'at', 'data', 'ok'];
    const types = ['integer', 'text', 'date', 'float8', 'text[]', 'jsonb', 'timestamptz', 'bytea', 'boolean'];

    it('keeps nulls, empty text, quotes, tabs, line ends, backslashes and every script', async () => {
      const labels = [null, '', '\\N', 'a\tb', 'a\r\nb', '\'"{},\\', 'ÅßΩ日本😀', '\\.', 'NULL'];
      const rows = labels.map(
        (label, i) =>
          [
            i,
            label,
            '2024-02-29',
            i === 3 ? null : 1 / 3 + i,
            ['x', null, 'y,"\\'],
            '{"k": "\\n\\t"}',
            new Date(1e12),
            new Uint8Array([9, 10, 92]),
            i % 2 === 0,
          ] satisfies SqlValue[],
      );
      const count = await database.transaction((transaction) => transaction.bulkLoad('things', columns, types, rows));
      expect(count).toBe(labels.length);
      const found = await database.query('SELECT * FROM things ORDER BY id');
      expect(found.map((row) => row.label)).toEqual(labels);
      expect(found.map((row) => row.amount)).toEqual(rows.map((row) => row[3]));
      expect(found[1]).toMatchObject({
        day: '2024-02-29',
        tags: ['x', null, 'y,"\\'],
        doc: { k: '\n\t' },
        at: new Date(1e12),
        ok: false,
      });
      expect(Array.from(found[1]?.data as Uint8Array)).toEqual([9, 10, 92]);
    });

    it('streams 100,000 rows into a temporary table while the process stays responsive', async () => {
      let pulled = 0;
      async function* rows(): AsyncGenerator<SqlValue[]> {
        for (; pulled < 100_000; pulled += 1) yield [pulled, `name ${pulled}`, '2024-01-01', pulled / 7];
      }
      let ticks = 0;
      const ticker = setInterval(() => {
        ticks += 1;
      }, 5);
      const [sum] = await database.transaction(async (transaction) => {
        await transaction.query(
          'CREATE TEMPORARY TABLE staged (id int, label text, day date, amount float8) ON COMMIT DROP',
        );
        const count = await transaction.bulkLoad(
          'staged',
          ['id', 'label', 'day', 'amount'],
          ['int', 'text', 'date', 'float8'],
          rows(),
        );
        expect(count).toBe(100_000);
        return transaction.query(
          'SELECT count(*) AS n, count(DISTINCT label) AS labels, max(amount) AS most, sum(id::int8)::int8 AS ids FROM staged',
        );
      });
      clearInterval(ticker);
      expect(sum).toEqual({ n: 100_000, labels: 100_000, most: 99_999 / 7, ids: 4_999_950_000 });
      expect(ticks).toBeGreaterThan(10);
    });

    it('keeps nothing when the source fails, a value does not fit or a row is too short', async () => {
      await database.query('CREATE TABLE target (a int, b date)');
      const load = (rows: Iterable<SqlValue[]>): Promise<number> =>
        database.transaction((transaction) => transaction.bulkLoad('target', ['a', 'b'], ['int', 'date'], rows));
      function* broken(): Generator<SqlValue[]> {
        yield [1, '2024-01-01'];
        throw new Error('the file ended early');
      }
      await expect(load(broken())).rejects.toThrow('the file ended early');
      await expect(load([[1, '2024-02-30']])).rejects.toMatchObject({ code: '22008' });
      await expect(load([[1, '2024-01-01'], [2]])).rejects.toThrow(/1 values for the 2 columns/);
      expect(await load([])).toBe(0);
      expect(await database.query('SELECT * FROM target')).toEqual([]);
      expect(await load([[1, '2024-01-01']])).toBe(1);
    });

    it('takes column types, not SQL', async () => {
      await database.transaction(async (transaction) => {
        await expect(transaction.bulkLoad('target', ['a'], ['int); DROP TABLE target; --'], [])).rejects.toThrow(
          RangeError,
        );
      });
    });
  });
});

describe('openDatabase', () => {
  const limits = {
    DATA_DIR: 'unused',
    DATABASE_CONNECT_TIMEOUT_MS: 2_000,
    DATABASE_QUERY_TIMEOUT_MS: 2_000,
    DATABASE_POOL_SIZE: 1,
  };

  it('explains a server that does not answer, without the password', async () => {
    const opening = openDatabase({ ...limits, DATABASE_URL: 'postgres://someone:hush@127.0.0.1:1/nowhere' });
    const error: unknown = await opening.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'store-unavailable', why: expect.stringContaining('ECONNREFUSED') });
    expect(String(error)).not.toContain('hush');
  });

  it('refuses an address that is none', () => {
    return expect(openDatabase({ ...limits, DATABASE_URL: 'localhost:5432' })).rejects.toMatchObject({
      code: 'configuration',
    });
  });
});

describe.skipIf(process.env.TEST_DATABASE_URL === undefined)('openDatabase on a server', () => {
  const url = new URL(process.env.TEST_DATABASE_URL ?? 'postgres://unused');
  const settings = {
    DATA_DIR: 'unused',
    DATABASE_CONNECT_TIMEOUT_MS: 5_000,
    DATABASE_QUERY_TIMEOUT_MS: 1_000,
    DATABASE_POOL_SIZE: 2,
  };

  it('explains a database that does not exist', () => {
    const missing = new URL(url);
    missing.pathname = '/not_there';
    return expect(openDatabase({ ...settings, DATABASE_URL: missing.href })).rejects.toMatchObject({
      code: 'store-unavailable',
      why: expect.stringContaining('"not_there" does not exist'),
    });
  });

  it('bounds a query in time, but not what follows a bulk load', async () => {
    const database = await openDatabase({ ...settings, DATABASE_URL: url.href });
    try {
      await expect(database.query('SELECT pg_sleep(20)')).rejects.toMatchObject({ code: 'timeout' });
      const timeout = await database.transaction(async (transaction) => {
        await transaction.query('CREATE TEMPORARY TABLE t (a int) ON COMMIT DROP');
        await transaction.bulkLoad('t', ['a'], ['int'], [[1]]);
        return transaction.query("SELECT current_setting('statement_timeout') AS ms");
      });
      expect(timeout).toEqual([{ ms: '0' }]);
      expect(await database.query("SELECT current_setting('statement_timeout') AS ms")).toEqual([{ ms: '1s' }]);
    } finally {
      await database.close();
    }
  });

  it('survives the loss of its connections', async () => {
    const database = await openDatabase({ ...settings, DATABASE_URL: url.href });
    try {
      const cut = database.transaction(async (transaction) => {
        await transaction.query('SELECT pg_terminate_backend(pg_backend_pid())');
      });
      await expect(cut).rejects.toMatchObject({ code: 'store-unavailable' });
      expect(await database.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    } finally {
      await database.close();
    }
  });
});
