/** The database port over a `pg` pool, whether a server or the embedded store stands behind it. */
import type pg from 'pg';
import { AppError } from '../../errors.ts';
import type { BulkLoad } from './bulk-load.ts';
import type { Database, Queryable, SqlValue, Transaction } from './database.ts';

const TYPE_NAME = /^[a-z][a-z0-9_ ]*(\[\])?$/;

/** SQLSTATE query_canceled: the statement timeout, or an administrator. */
const QUERY_CANCELED = '57014';
/** Class 08: connection exceptions; 57P0x: the server shuts down or starts; 53300: too many connections. */
const UNAVAILABLE = /^(08...|57P0[1-3]|53300)$/;
const NETWORK = /^(ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)/;

/** What a failed call means to people; errors of the statement itself stay what they are. */
export function explainDatabaseError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof AppError) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (code === QUERY_CANCELED)
    return new AppError(
      {
        code: 'timeout',
        what: 'A database query was cancelled.',
        why: `The database says: ${error.message}.`,
        fix: 'Ask for less at once (fewer projects), or raise DATABASE_QUERY_TIMEOUT_MS.',
      },
      error,
    );
  const lost =
    /timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error/;
  if (UNAVAILABLE.test(code) || NETWORK.test(code) || lost.test(error.message))
    return new AppError(
      {
        code: 'store-unavailable',
        what: 'The database cannot be reached.',
        why: `${error.message || code}.`,
        fix: 'Check that PostgreSQL runs and that DATABASE_URL points to it.',
      },
      error,
    );
  return error;
}

async function run<Row>(client: pg.ClientBase, sql: string, values?: readonly SqlValue[]): Promise<Row[]> {
  try {
    // Without parameters pg uses the simple protocol, which allows several statements (migrations).
    const result = await client.query(sql, values as unknown[] | undefined);
    // Several statements give several results; a RETURNING before a closing COMMIT must not get lost.
    const results: pg.QueryResult[] = Array.isArray(result) ? result : [result];
    return results.flatMap((each) => (each.rows ?? []) as Row[]);
  } catch (error) {
    throw explainDatabaseError(error);
  }
}

function transactionOn(client: pg.ClientBase, bulkLoad: BulkLoad): Transaction {
  const query: Queryable['query'] = (sql, values) => run(client, sql, values);
  return {
    query,
    async bulkLoad(table, columns, types, rows) {
      const odd = types.find((type) => !TYPE_NAME.test(type));
      if (odd !== undefined || types.length !== columns.length)
        throw new RangeError(`bulkLoad needs one PostgreSQL type name for each column, got: ${types.join(', ')}`);
      // How long a load takes is a matter of its size: no statement of this transaction is timed any more.
      await query('SET LOCAL statement_timeout = 0');
      try {
        return await bulkLoad(client, table, columns, types, rows);
      } catch (error) {
        throw explainDatabaseError(error);
      }
    },
  };
}

/**
 * Lends a client to `work`. Other than pool.query, it keeps the client after an error of a statement: on a server that
 * spares a reconnection, on the embedded store the session is the only one. A client that lost its connection is not
 * reused, the pool sees to that.
 */
async function withClient<T>(pool: pg.Pool, work: (client: pg.ClientBase) => Promise<T>): Promise<T> {
  let client: pg.PoolClient;
  try {
    client = await pool.connect();
  } catch (error) {
    throw explainDatabaseError(error);
  }
  // A connection that breaks is reported here and by the statement that fails from it; the latter reaches the caller.
  const ignore = (): void => {};
  client.on('error', ignore);
  let usable = true;
  try {
    return await work(client);
  } catch (error) {
    usable = await leaveTransaction(client);
    throw explainDatabaseError(error);
  } finally {
    client.off('error', ignore);
    client.release(!usable);
  }
}

/**
 * Rolls back whatever a failure left open: a transaction of ours, or one that the statements themselves had begun.
 * @returns false when the session cannot be used any more
 */
async function leaveTransaction(client: pg.ClientBase): Promise<boolean> {
  try {
    // A statement's error arrives before the session is ready again and says in which state; an empty one waits for it.
    await client.query('');
    if (client.getTransactionStatus() !== 'I') await client.query('ROLLBACK');
    return true;
  } catch {
    return false;
  }
}

async function runTransaction<T>(client: pg.ClientBase, work: () => Promise<T>): Promise<T> {
  await run(client, 'BEGIN');
  const result = await work();
  // PostgreSQL answers COMMIT of a failed transaction with a silent rollback: the caller has to hear of it.
  const { command } = await client.query('COMMIT');
  if (command !== 'COMMIT')
    throw new Error('the transaction was rolled back, because an error inside it had been caught and ignored');
  return result;
}

/**
 * @param close ends what stands behind the pool, after the pool
 */
export function createPoolDatabase(
  kind: Database['kind'],
  pool: pg.Pool,
  bulkLoad: BulkLoad,
  close: () => Promise<void>,
): Database {
  let closing: Promise<void> | undefined;
  return {
    kind,
    query: (sql, values) => withClient(pool, (client) => run(client, sql, values)),
    transaction: (work) =>
      withClient(pool, (client) => runTransaction(client, () => work(transactionOn(client, bulkLoad)))),
    close() {
      closing ??= pool.end().then(close);
      return closing;
    },
  };
}
