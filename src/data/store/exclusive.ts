/**
 * Work that only one process does at a time, over all processes of a store. On a server an advisory lock, held by a
 * transaction of its own that does nothing else (it keeps no snapshot, so vacuum is not held up) and gone with its
 * connection; the embedded store belongs to one process, for which a set is enough.
 */
import type { Database } from './database.ts';

/** First halves of the locks' keys: apart from each other and from the locks of migrations and the queue. */
const LOCK_CLASSES = { sync: 0x64_63_73_79, tuning: 0x64_63_74_75 } as const;

const running = new WeakMap<Database, Set<string>>();

/**
 * @param kind what is done, `name` to what: only the same kind on the same name excludes itself
 * @returns what `work` returns; null when somebody does it already
 */
export async function exclusively<T>(
  database: Database,
  kind: keyof typeof LOCK_CLASSES,
  name: string,
  work: () => Promise<T>,
): Promise<T | null> {
  const mine = running.get(database) ?? new Set<string>();
  running.set(database, mine);
  const key = `${kind} ${name}`;
  if (mine.has(key)) return null;
  mine.add(key);
  try {
    if (database.kind === 'embedded') return await work();
    return await database.transaction(async (transaction) => {
      await transaction.query('SET LOCAL idle_in_transaction_session_timeout = 0');
      const [row] = await transaction.query<{ held: boolean }>(
        'SELECT pg_try_advisory_xact_lock($1, hashtext($2)) AS held',
        [LOCK_CLASSES[kind], name],
      );
      return row?.held ? await work() : null;
    });
  } finally {
    mine.delete(key);
  }
}
