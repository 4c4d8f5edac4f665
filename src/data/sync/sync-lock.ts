/**
 * One sync of a source at a time, over all processes. On a server an advisory lock, held by a transaction of its own that
 * does nothing else (it keeps no snapshot, so vacuum is not held up) and gone with its connection; the embedded store
 * belongs to one process, for which a set is enough.
 */
import type { Database } from '../store/database.ts';

/** The first half of the lock's key: keeps clear of the advisory locks of migrations and the queue. */
const LOCK_CLASS = 0x64_63_73_79;

const running = new WeakMap<Database, Set<string>>();

/**
 * @returns what `work` returns; null when the source is being synchronised already
 */
export async function withSyncLock<T>(database: Database, source: string, work: () => Promise<T>): Promise<T | null> {
  const mine = running.get(database) ?? new Set<string>();
  running.set(database, mine);
  if (mine.has(source)) return null;
  mine.add(source);
  try {
    if (database.kind === 'embedded') return await work();
    return await database.transaction(async (transaction) => {
      await transaction.query('SET LOCAL idle_in_transaction_session_timeout = 0');
      const [row] = await transaction.query<{ held: boolean }>(
        'SELECT pg_try_advisory_xact_lock($1, hashtext($2)) AS held',
        [LOCK_CLASS, source],
      );
      return row?.held ? await work() : null;
    });
  } finally {
    mine.delete(source);
  }
}
