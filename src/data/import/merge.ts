/** Set-based merges of a staging table: new rows in, changed rows replaced with the former value kept, the rest alone. */
import type { Transaction } from '../store/database.ts';
import type { MergeCounts } from './table.ts';

export interface MergeTarget {
  readonly stage: string;
  readonly target: string;
  readonly key: readonly string[];
  readonly values: readonly string[];
  /** Keeps former values; null: the table has no history. */
  readonly history: string | null;
}

const list = (columns: readonly string[], prefix = ''): string => columns.map((column) => prefix + column).join(', ');

async function countOf(transaction: Transaction, sql: string, values: readonly number[]): Promise<number> {
  const [row] = await transaction.query<{ count: number }>(sql, values);
  return row?.count ?? 0;
}

/** `stage` and `target` share the names of their columns; the target may carry a `batch_id`. */
export async function mergeRows(
  transaction: Transaction,
  batch: number,
  { stage, target, key, values, history }: MergeTarget,
  carriesBatch = true,
): Promise<MergeCounts> {
  const same = key.map((column) => `v.${column} IS NOT DISTINCT FROM s.${column}`).join(' AND ');
  const equal = key.map((column) => `v.${column} = s.${column}`).join(' AND ');
  const differs = values.length > 0 ? `(${list(values, 'v.')}) IS DISTINCT FROM (${list(values, 's.')})` : 'false';
  let replaced: number;
  if (history === null)
    replaced = await countOf(
      transaction,
      `SELECT count(*) AS count FROM ${target} v JOIN ${stage} s ON ${same} WHERE ${differs}`,
      [],
    );
  else {
    const columns = list([...key, ...values, 'batch_id']);
    replaced = await countOf(
      transaction,
      `WITH kept AS (
         INSERT INTO ${history} (${columns}, replaced_by)
         SELECT ${list([...key, ...values, 'batch_id'], 'v.')}, $1::integer
         FROM ${target} v JOIN ${stage} s ON ${equal} WHERE ${differs}
         RETURNING 1)
       SELECT count(*) AS count FROM kept`,
      [batch],
    );
  }
  const written = [...key, ...values];
  const batchColumn = carriesBatch ? ', batch_id' : '';
  const batchValue = carriesBatch ? ', $1::integer' : '';
  const updates = [
    ...values.map((column) => `${column} = excluded.${column}`),
    ...(carriesBatch ? ['batch_id = excluded.batch_id'] : []),
  ];
  const action =
    values.length > 0
      ? `DO UPDATE SET ${updates.join(', ')} WHERE (${list(values, 'v.')}) IS DISTINCT FROM (${list(values, 'excluded.')})`
      : 'DO NOTHING';
  const affected = await countOf(
    transaction,
    `WITH merged AS (
       INSERT INTO ${target} AS v (${list(written)}${batchColumn})
       SELECT ${list(written, 's.')}${batchValue} FROM ${stage} s
       ON CONFLICT (${list(key)}) ${action}
       RETURNING 1)
     SELECT count(*) AS count FROM merged`,
    carriesBatch ? [batch] : [],
  );
  return { taken: affected - replaced, replaced };
}
