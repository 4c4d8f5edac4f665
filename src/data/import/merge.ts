/**
 * Set-based merges of a staging table: new rows in, changed rows replaced with the former value kept, the rest alone.
 * A value of a source with higher precedence is never replaced; where sources disagree, the conflict is listed.
 */
import type { SqlValue, Transaction } from '../store/database.ts';
import type { MergeCounts } from './table.ts';

export interface MergeTarget {
  /** The file that the staged rows come from. */
  readonly file: string;
  /** Table or view of the staged rows; it shares the names of its columns with the target. */
  readonly stage: string;
  readonly target: string;
  readonly key: readonly string[];
  /** NULL in a key column is a value of its own. */
  readonly nullableKey: boolean;
  /** Columns that make up the value; the target carries a `batch_id` besides. */
  readonly values: readonly string[];
  /** Keeps former values, with the line they came from; null: the table has no history. */
  readonly history: string | null;
  /** A staged row `s` in the words of its file: joins, and the key columns as SQL. For the list of conflicts. */
  readonly naming: { readonly joins: string; readonly key: Readonly<Record<string, string>> };
  /** What later runs have to hear of when a value is replaced. */
  readonly corrections: {
    readonly subject: 'scores' | 'outcomes' | 'spend' | 'weights';
    readonly period: 'period' | 'valid_from';
    readonly outcome: boolean;
  } | null;
}

const list = (columns: readonly string[], prefix = ''): string => columns.map((column) => prefix + column).join(', ');

async function countOf(transaction: Transaction, sql: string, values: readonly SqlValue[]): Promise<number> {
  const [row] = await transaction.query<{ count: number }>(sql, values);
  return row?.count ?? 0;
}

/** Batches of other sources, and those of them whose values this batch must not replace. */
export interface Rivals {
  readonly all: readonly number[];
  readonly higher: readonly number[];
}

export async function readRivals(transaction: Transaction, batch: number): Promise<Rivals> {
  const rows = await transaction.query<{ id: number; higher: boolean }>(
    `SELECT b.batch_id AS id, b.precedence > mine.precedence AS higher
     FROM digicadence.import_batches b, digicadence.import_batches mine
     WHERE mine.batch_id = $1 AND b.source <> mine.source
       -- What people import as files is one source, however the files are called.
       AND (b.precedence <> mine.precedence OR EXISTS (
         SELECT FROM digicadence.syncs y WHERE y.source IN (b.source, mine.source)))`,
    [batch],
  );
  return { all: rows.map(({ id }) => id), higher: rows.filter(({ higher }) => higher).map(({ id }) => id) };
}

const jsonOf = (columns: Readonly<Record<string, string>>, type: 'json' | 'jsonb'): string =>
  `${type}_build_object(${Object.entries(columns)
    .map(([name, sql]) => `'${name}', ${sql}`)
    .join(', ')})`;

const valuesAs = (values: readonly string[], prefix: string): string =>
  jsonOf(Object.fromEntries(values.map((value) => [value, `s.${prefix}${value}`])), 'jsonb');

/** Lists where staged rows differ from what another source brought, and settles what agrees again. Before the merge. */
async function noteConflicts(
  transaction: Transaction,
  batch: number,
  { file, stage, target, values, naming }: MergeTarget,
  same: string,
  rivals: Rivals,
): Promise<void> {
  if (rivals.all.length === 0 || values.length === 0) return;
  const held = values.map((value) => `v.${value} AS held_${value}`).join(', ');
  const key = `${jsonOf(naming.key, 'json')}::text`;
  await transaction.query(
    `CREATE TEMP TABLE disputed ON COMMIT DROP AS
     SELECT ${key} COLLATE "C" AS key, ${naming.key.project ? `(${naming.key.project})::text` : 'NULL::text'} AS project,
       ${valuesAs(values, '')} AS offered, ${valuesAs(values, 'held_')} AS held, s.held_batch,
       s.held_batch = ANY($2::integer[]) AS outranked
     FROM (SELECT s.*, ${held}, v.batch_id AS held_batch FROM ${stage} s JOIN ${target} v ON ${same}
           WHERE v.batch_id = ANY($1::integer[]) AND (${list(values, 'v.')}) IS DISTINCT FROM (${list(values, 's.')})) s
     ${naming.joins}`,
    [rivals.all, rivals.higher],
  );
  const [mine] = await transaction.query<{ source: string }>(
    'SELECT source FROM digicadence.import_batches WHERE batch_id = $1',
    [batch],
  );
  // An older dispute about the same row gives way to how things stand now.
  await transaction.query(
    `DELETE FROM digicadence.conflicts c USING disputed d, digicadence.import_batches b
     WHERE b.batch_id = d.held_batch AND c.file = $1 AND hashtextextended(c.key, 0) = hashtextextended(d.key, 0)
       AND c.key = d.key AND (c.source, c.held_source) IN (($2, b.source), (b.source, $2)) AND c.settled_by IS NULL`,
    [file, mine?.source ?? ''],
  );
  await transaction.query(
    `INSERT INTO digicadence.conflicts
       (file, key, project, source, batch_id, offered, held_source, held_batch_id, held, resolution)
     SELECT $1, d.key, d.project, $3, $2, d.offered, b.source, d.held_batch, d.held,
       CASE WHEN d.outranked THEN 'kept' ELSE 'replaced' END
     FROM disputed d JOIN digicadence.import_batches b ON b.batch_id = d.held_batch ORDER BY d.key`,
    [file, batch, mine?.source ?? ''],
  );
  await transaction.query('DROP TABLE disputed');
  await settleConflicts(transaction, batch, { file, stage, values, naming }, mine?.source ?? '');
}

/** A dispute ends when one side now says what the other said. */
async function settleConflicts(
  transaction: Transaction,
  batch: number,
  { file, stage, values, naming }: Pick<MergeTarget, 'file' | 'stage' | 'values' | 'naming'>,
  source: string,
): Promise<void> {
  const [open] = await transaction.query(
    'SELECT 1 FROM digicadence.conflicts WHERE settled_by IS NULL AND file = $1 AND $2 IN (source, held_source) LIMIT 1',
    [file, source],
  );
  if (!open) return;
  await transaction.query(
    `UPDATE digicadence.conflicts c SET settled_by = $2
     FROM (SELECT ${jsonOf(naming.key, 'json')}::text AS key, ${valuesAs(values, '')} AS said FROM ${stage} s ${naming.joins}) n
     WHERE c.settled_by IS NULL AND c.file = $1 AND hashtextextended(c.key, 0) = hashtextextended(n.key, 0) AND c.key = n.key
       AND ((c.source = $3 AND c.held = n.said) OR (c.held_source = $3 AND c.offered = n.said))`,
    [file, batch, source],
  );
}

/** Keeps the former values of rows that will change, and notes for later runs what changed. @returns how many */
async function keepFormer(
  transaction: Transaction,
  batch: number,
  merge: MergeTarget & { readonly history: string },
  same: string,
  changes: string,
  higher: readonly SqlValue[],
): Promise<number> {
  const { stage, target, key, values, history, corrections } = merge;
  const columns = [...key, ...values, 'batch_id', 'line'];
  const noted = corrections && { ...corrections, outcome: corrections.outcome ? 'outcome_id' : 'NULL::integer' };
  return countOf(
    transaction,
    `WITH kept AS (
       INSERT INTO ${history} (${list(columns)}, replaced_by)
       SELECT ${list(columns, 'v.')}, $1::integer FROM ${target} v JOIN ${stage} s ON ${same} WHERE ${changes}
       RETURNING *)
     ${
       noted
         ? `, noted AS (
       INSERT INTO digicadence.corrections (batch_id, subject, project_id, outcome_id, first_period, last_period, rows)
       SELECT $1::integer, '${noted.subject}', project_id, ${noted.outcome}, min(${noted.period}), max(${noted.period}), count(*)
       FROM kept GROUP BY 3, 4)`
         : ''
     }
     SELECT count(*) AS count FROM kept`,
    [batch, ...higher],
  );
}

/** Merges the staged rows of one batch. */
export async function mergeRows(transaction: Transaction, batch: number, merge: MergeTarget): Promise<MergeCounts> {
  const { stage, target, key, nullableKey, values, history } = merge;
  const same = key
    .map((column) => (nullableKey ? `v.${column} IS NOT DISTINCT FROM s.${column}` : `v.${column} = s.${column}`))
    .join(' AND ');
  const rivals = await readRivals(transaction, batch);
  await noteConflicts(transaction, batch, merge, same, rivals);

  // Only where something outranks this batch does the question cost anything.
  const outranked = rivals.higher.length > 0;
  const higher: readonly SqlValue[] = outranked ? [rivals.higher] : [];
  const mayReplace = outranked ? ' AND (v.batch_id IS NULL OR v.batch_id <> ALL($2::integer[]))' : '';
  const differsFrom = (other: string): string =>
    values.length === 0 ? 'false' : `(${list(values, 'v.')}) IS DISTINCT FROM (${list(values, other)})${mayReplace}`;
  const replaced =
    history === null
      ? await countOf(
          transaction,
          `SELECT count(*) AS count FROM ${target} v JOIN ${stage} s ON ${same} WHERE $1::integer IS NOT NULL AND ${differsFrom('s.')}`,
          [batch, ...higher],
        )
      : await keepFormer(transaction, batch, { ...merge, history }, same, differsFrom('s.'), higher);

  const line = history === null ? [] : ['line'];
  const written = [...key, ...values, ...line];
  const updates = [...values, ...line, 'batch_id'].map((column) => `${column} = excluded.${column}`);
  const action =
    values.length > 0 ? `DO UPDATE SET ${updates.join(', ')} WHERE ${differsFrom('excluded.')}` : 'DO NOTHING';
  const affected = await countOf(
    transaction,
    `WITH merged AS (
       INSERT INTO ${target} AS v (${list(written)}, batch_id)
       SELECT ${list(written, 's.')}, $1::integer FROM ${stage} s
       ON CONFLICT (${list(key)}) ${action}
       RETURNING 1)
     SELECT count(*) AS count FROM merged`,
    values.length > 0 ? [batch, ...higher] : [batch],
  );
  return { taken: affected - replaced, replaced };
}
