/** A PostgreSQL server as the store: a bounded pool whose sessions all speak UTC, ISO dates and UTF-8. */
import pg from 'pg';
import { AppError } from '../../errors.ts';
import { copyRows } from './bulk-load.ts';
import type { Database } from './database.ts';
import { parsers } from './parsers.ts';
import { createPoolDatabase } from './pool-database.ts';

/** The first version with UNIQUE NULLS NOT DISTINCT, which the schema uses. */
const OLDEST_VERSION = 150_000;

export interface ServerSettings {
  readonly url: string;
  readonly connectTimeoutMs: number;
  readonly queryTimeoutMs: number;
  readonly poolSize: number;
}

/** Everything about a session that could change a result, whatever the server's or role's defaults are. */
const sessionSettings = (queryTimeoutMs: number): string => `
  SET search_path = public;
  SET TimeZone = 'UTC';
  SET DateStyle = 'ISO, YMD';
  SET IntervalStyle = 'iso_8601';
  SET extra_float_digits = 1;
  SET client_encoding = 'UTF8';
  SET statement_timeout = ${queryTimeoutMs}`;

/**
 * Connects to a server and checks that it can hold the store.
 * @throws AppError `configuration` for a malformed URL, `store-unavailable` when the server does not answer or is too old
 */
export async function openServer(settings: ServerSettings): Promise<Database> {
  if (!URL.canParse(settings.url) || !/^postgres(ql)?:$/.test(new URL(settings.url).protocol))
    throw new AppError({
      code: 'configuration',
      what: 'DATABASE_URL is not valid.',
      why: 'It is not of the form postgres://user:password@host:port/database.',
      fix: 'Correct it, or unset it to use the embedded store.',
    });
  const pool = new pg.Pool({
    connectionString: settings.url,
    connectionTimeoutMillis: settings.connectTimeoutMs,
    max: settings.poolSize,
    application_name: 'digi-cadence',
    keepAlive: true,
    types: parsers,
    // The pool waits for the promise before it lends the client out (@types/pg does not say so).
    onConnect: async (client) => {
      await client.query(sessionSettings(settings.queryTimeoutMs));
    },
  });
  // An idle client lost its server: the pool has removed it already and opens another when one is needed.
  pool.on('error', () => {});
  const database = createPoolDatabase('server', pool, copyRows, async () => {});
  try {
    const [server] = await database.query<{ version: number; name: string; encoding: string }>(
      `SELECT current_setting('server_version_num')::int AS version, current_setting('server_version') AS name,
              current_setting('server_encoding') AS encoding`,
    );
    if (!server || server.version < OLDEST_VERSION || server.encoding !== 'UTF8')
      throw new AppError({
        code: 'store-unavailable',
        what: 'This PostgreSQL server cannot hold the store.',
        why: `It is version ${server?.name} with encoding ${server?.encoding}; needed are version 15 or newer and UTF8.`,
        fix: 'Point DATABASE_URL to a newer server, or to a database created with ENCODING UTF8.',
      });
    return database;
  } catch (error) {
    await database.close();
    if (error instanceof AppError) throw error;
    // A refused password, role or database: the server's own words name it.
    throw new AppError(
      {
        code: 'store-unavailable',
        what: 'The database refused the connection.',
        why: `${error instanceof Error ? error.message : String(error)}.`,
        fix: 'Check user, password and database in DATABASE_URL.',
      },
      error,
    );
  }
}
