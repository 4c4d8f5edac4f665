/** One consistent view of the store: all queries of `work` see the same committed data. */
import type { Database, Queryable } from './store/database.ts';

/** @param work may only read */
export function readSnapshot<T>(database: Database, work: (snapshot: Queryable) => Promise<T>): Promise<T> {
  return database.transaction(async (transaction) => {
    await transaction.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
    return work(transaction);
  });
}

/** The version of the data; every load that changed something changes it. */
export async function readDataVersion(queryable: Queryable): Promise<string> {
  const [row] = await queryable.query<{ version: string }>('SELECT version FROM digicadence.data_version');
  if (!row) throw new Error('digicadence.data_version has lost its row');
  return row.version;
}
