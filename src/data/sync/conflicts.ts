/** Where sources disagree, in the words of people. */
import type { Queryable } from '../store/database.ts';

export interface Conflict {
  readonly file: string;
  /** Key columns of the row. */
  readonly row: Readonly<Record<string, string | number | null>>;
  /** What this source said last … */
  readonly source: string;
  readonly offered: Readonly<Record<string, string | number | null>>;
  /** … against that one. */
  readonly heldSource: string;
  readonly held: Readonly<Record<string, string | number | null>>;
  /** kept: the held value has the higher precedence · replaced: the offered one took its place */
  readonly resolution: 'kept' | 'replaced';
  readonly batch: number;
  readonly foundAt: string;
}

/** Open conflicts, the newest first. */
export async function listConflicts(
  store: Queryable,
  limit: number,
): Promise<{ readonly total: number; readonly conflicts: readonly Conflict[] }> {
  const [count] = await store.query<{ total: number }>(
    'SELECT count(*) AS total FROM digicadence.conflicts WHERE settled_by IS NULL',
  );
  const conflicts = await store.query<Conflict>(
    `SELECT file, key::json AS row, source, offered, held_source AS "heldSource", held, resolution, batch_id AS batch,
       to_char(found_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS "foundAt"
     FROM digicadence.conflicts WHERE settled_by IS NULL ORDER BY conflict_id DESC LIMIT $1`,
    [limit],
  );
  return { total: count?.total ?? 0, conflicts };
}
