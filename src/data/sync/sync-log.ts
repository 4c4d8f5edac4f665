/** What is remembered of syncs: where each source goes on, and how each run of it ended. */
import type { Explanation } from '../../errors.ts';
import type { SourceProblem } from '../sources/source.ts';
import type { Database, Queryable } from '../store/database.ts';

export interface SyncCursor {
  readonly cursor: string | null;
  /** Of the configuration under which it was taken. */
  readonly fingerprint: string;
}

export type SyncState = 'running' | 'done' | 'failed' | 'interrupted';

export interface SyncRecord {
  readonly source: string;
  readonly state: SyncState;
  /** ISO instant. */
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly batch: number | null;
  readonly rowsRead: number;
  readonly problems: readonly SourceProblem[];
  readonly error: Explanation | null;
}

const ISO = (column: string): string => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

export async function readCursor(store: Queryable, source: string): Promise<SyncCursor | null> {
  const [row] = await store.query<SyncCursor>(
    'SELECT cursor, fingerprint FROM digicadence.sync_cursors WHERE source = $1',
    [source],
  );
  return row ?? null;
}

/**
 * Moves the cursor from where this sync had found it. Inside the transaction that stores the rows.
 * @returns false when another sync moved it meanwhile
 */
export async function moveCursor(
  transaction: Queryable,
  source: string,
  from: SyncCursor | null,
  to: SyncCursor,
  batch: number | null,
): Promise<boolean> {
  const rows = await transaction.query(
    from === null
      ? `INSERT INTO digicadence.sync_cursors (source, cursor, fingerprint, batch_id) VALUES ($1, $2, $3, $4)
         ON CONFLICT (source) DO NOTHING RETURNING source`
      : `UPDATE digicadence.sync_cursors
         SET cursor = $2, fingerprint = $3, batch_id = coalesce($4::integer, batch_id), moved_at = now()
         WHERE source = $1 AND cursor IS NOT DISTINCT FROM $5 AND fingerprint = $6 RETURNING source`,
    from === null
      ? [source, to.cursor, to.fingerprint, batch]
      : [source, to.cursor, to.fingerprint, batch, from.cursor, from.fingerprint],
  );
  return rows.length > 0;
}

/**
 * Notes that a sync begins; earlier ones of the source that never ended were interrupted (the caller holds the lock).
 * @param dueAt the planned instant of a scheduled sync
 * @returns its id; null when another process has taken this instant
 */
export async function beginSync(database: Database, source: string, dueAt: Date | null): Promise<number | null> {
  await database.query(
    `UPDATE digicadence.syncs SET state = 'interrupted', finished_at = now() WHERE source = $1 AND state = 'running'`,
    [source],
  );
  const [row] = await database.query<{ id: number }>(
    `INSERT INTO digicadence.syncs (source, due_at, state) VALUES ($1, $2, 'running')
     ON CONFLICT (source, due_at) DO NOTHING RETURNING sync_id AS id`,
    [source, dueAt],
  );
  return row?.id ?? null;
}

export interface SyncEnd {
  readonly state: 'done' | 'failed';
  readonly batch: number | null;
  readonly rowsRead: number;
  readonly problems: readonly SourceProblem[];
  readonly error: Explanation | null;
}

export async function endSync(database: Queryable, id: number, end: SyncEnd): Promise<void> {
  await database.query(
    `UPDATE digicadence.syncs
     SET state = $2, finished_at = now(), batch_id = $3, rows_read = $4, problems = $5, error = $6 WHERE sync_id = $1`,
    [
      id,
      end.state,
      end.batch,
      end.rowsRead,
      JSON.stringify(end.problems),
      end.error === null ? null : JSON.stringify(end.error),
    ],
  );
}

/** The latest sync of every source that ever ran, by name. */
export async function latestSyncs(store: Queryable): Promise<readonly SyncRecord[]> {
  return store.query<SyncRecord>(
    `SELECT DISTINCT ON (source) source, state, ${ISO('started_at')} AS "startedAt", ${ISO('finished_at')} AS "finishedAt",
       batch_id AS batch, rows_read AS "rowsRead", problems, error
     FROM digicadence.syncs ORDER BY source, sync_id DESC`,
  );
}
