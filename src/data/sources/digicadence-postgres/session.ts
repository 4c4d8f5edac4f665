/**
 * A session on somebody else's database that cannot write: read-only by its defaults and by its one transaction, which
 * the server itself confirms; every statement is timed; one snapshot for all reads.
 */
import pg from 'pg';
import { AppError } from '../../../errors.ts';

export interface ForeignSession {
  /** Values arrive as PostgreSQL's text. */
  query(sql: string, values?: readonly (string | null)[]): Promise<Record<string, string | null>[]>;
  /** Rows of a query through a server-side cursor, `FETCH_ROWS` at a time. */
  stream(sql: string, values: readonly (string | null)[]): AsyncGenerator<readonly (string | null)[]>;
  end(): Promise<void>;
}

export interface SessionSettings {
  readonly name: string;
  readonly url: string;
  readonly connectTimeoutMs: number;
  readonly statementTimeoutMs: number;
}

/** Some 300 kB at a time: larger fetches were no faster, and memory is what this is about. */
const FETCH_ROWS = 2_000;

/** "host:port/database", without user and password. */
export function locationOf(url: string): string {
  if (!URL.canParse(url)) return 'an address that cannot be read';
  const { hostname, port, pathname } = new URL(url);
  return `${hostname || 'localhost'}:${port || '5432'}${pathname}`;
}

const FIXES: readonly (readonly [code: RegExp, fix: string])[] = [
  [/^28/, 'Check user and password in the variable that holds the address.'],
  [/^3D000$/, 'Check the name of the database in its address.'],
  [/^42501$/, 'Let an administrator there run GRANT USAGE on the schema and GRANT SELECT on its tables for this role.'],
  [/^57014$/, 'Raise statementTimeoutMs of this source, or let an administrator there add an index.'],
  [/^(42P01|42703)$/, 'Correct "mapping" of this source: a table or column it names is not there.'],
];

/** What a failure there means to people; it never holds the address with its password. */
export function explainForeign({ name, url }: Pick<SessionSettings, 'name' | 'url'>, error: unknown): unknown {
  if (error instanceof AppError || !(error instanceof Error)) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const fix = FIXES.find(([pattern]) => pattern.test(code))?.[1];
  const words = (error.message || code).replace(/\.$/, '');
  return new AppError(
    {
      code: 'source',
      what: `The source ${name} could not be read at ${locationOf(url)}.`,
      why: `${words}.`,
      fix: fix ?? 'Check that PostgreSQL runs there and can be reached from here.',
    },
    error,
  );
}

const asText: pg.CustomTypesConfig = {
  getTypeParser: (() => (value: string) => value) as pg.CustomTypesConfig['getTypeParser'],
};

/** @throws AppError `source` when it cannot be reached, refuses the role, or does not confirm that it only reads */
export async function openSession(settings: SessionSettings, signal: AbortSignal): Promise<ForeignSession> {
  const { name, url } = settings;
  signal.throwIfAborted();
  if (!URL.canParse(url) || !/^postgres(ql)?:$/.test(new URL(url).protocol))
    throw new AppError({
      code: 'source',
      what: `The source ${name} has no valid address.`,
      why: 'It is not of the form postgres://user:password@host:port/database.',
      fix: 'Correct the variable that its "url" names.',
    });
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: settings.connectTimeoutMs,
    application_name: 'digi-cadence sync',
    keepAlive: true,
    types: asText,
  });
  // The statement that fails from a lost connection reports it; this only keeps the process alive.
  client.on('error', () => undefined);
  const hangUp = (): void => {
    (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
  };
  signal.addEventListener('abort', hangUp, { once: true });
  let ended = false;
  const run = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      signal.throwIfAborted();
      throw explainForeign(settings, error);
    }
  };
  const query: ForeignSession['query'] = (sql, values) =>
    run(async () => (await client.query(sql, values as unknown[])).rows as Record<string, string | null>[]);
  const end = async (): Promise<void> => {
    if (ended) return;
    ended = true;
    signal.removeEventListener('abort', hangUp);
    await client.end().catch(() => undefined);
  };
  try {
    await run(() => client.connect());
    await query(`SET default_transaction_read_only = on; SET statement_timeout = ${settings.statementTimeoutMs};
      SET TimeZone = 'UTC'; SET DateStyle = 'ISO, YMD'; SET extra_float_digits = 1; SET client_encoding = 'UTF8';
      SET idle_in_transaction_session_timeout = 0`);
    await query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const [state] = await query(
      `SELECT current_setting('default_transaction_read_only') AS session, current_setting('transaction_read_only') AS now`,
    );
    if (state?.session !== 'on' || state.now !== 'on')
      throw new AppError({
        code: 'source',
        what: `The source ${name} was not read.`,
        why: `${locationOf(url)} did not confirm that this session only reads.`,
        fix: 'Connect to PostgreSQL directly: a proxy between may drop session settings.',
      });
  } catch (error) {
    await end();
    throw error;
  }
  let cursors = 0;
  return {
    query,
    async *stream(sql, values) {
      cursors += 1;
      const cursor = `rows_${cursors}`;
      await query(`DECLARE ${cursor} NO SCROLL CURSOR FOR ${sql}`, values);
      for (let full = true; full; ) {
        signal.throwIfAborted();
        const { rows } = await run(() =>
          client.query<(string | null)[]>({ text: `FETCH ${FETCH_ROWS} FROM ${cursor}`, rowMode: 'array' }),
        );
        yield* rows;
        full = rows.length === FETCH_ROWS;
      }
      await query(`CLOSE ${cursor}`);
    },
    end,
  };
}
