/** Staging tables of one import: accepted rows by file, refused rows of all files; both live until the transaction ends. */
import type { SqlValue, Transaction } from '../store/database.ts';
import { type ImportTable, stageOf } from './table.ts';

const REFUSED_COLUMNS = ['file', 'line', 'kind', 'project', 'reason', 'row'] as const;
const REFUSED_TYPES = ['text', 'integer', 'text', 'text', 'text', 'jsonb'] as const;

export type RefusedRow = readonly [
  file: string,
  line: number,
  kind: string,
  project: string | null,
  reason: string,
  row: string,
];

const columnSql = (name: string, type: string): string => `${name} ${type}${type === 'text' ? ' COLLATE "C"' : ''}`;

export async function createStaging(transaction: Transaction, tables: readonly ImportTable[]): Promise<void> {
  const refused = REFUSED_COLUMNS.map((name, i) => columnSql(name, REFUSED_TYPES[i] as string));
  await transaction.query(`CREATE TEMP TABLE refused_rows (${refused.join(', ')}) ON COMMIT DROP`);
  for (const table of tables) {
    const columns = table.staged.map(([name, type]) => columnSql(name, type));
    await transaction.query(
      `CREATE TEMP TABLE ${stageOf(table)} (line integer NOT NULL, ${columns.join(', ')}) ON COMMIT DROP`,
    );
  }
}

/** @param rows line and staged values */
export async function stageRows(
  transaction: Transaction,
  table: ImportTable,
  rows: readonly (readonly SqlValue[])[],
): Promise<void> {
  if (rows.length === 0) return;
  const columns = ['line', ...table.staged.map(([name]) => name)];
  const types = ['integer', ...table.staged.map(([, type]) => type)];
  await transaction.bulkLoad(stageOf(table), columns, types, rows);
}

export async function stageRefused(transaction: Transaction, rows: readonly RefusedRow[]): Promise<void> {
  if (rows.length > 0) await transaction.bulkLoad('refused_rows', REFUSED_COLUMNS, REFUSED_TYPES, rows);
}

/** A staged row in the words of its file, as JSON. */
function wordsSql({ words }: ImportTable): string {
  const pairs = Object.entries(words.columns).map(([column, sql]) => `'${column}', coalesce((${sql})::text, '')`);
  return `jsonb_build_object(${pairs.join(', ')})`;
}

/** Moves staged rows into the refused ones; `refusals` is SQL that yields line, kind and reason. */
async function refuseStaged(
  transaction: Transaction,
  table: ImportTable,
  refusals: string,
  values: readonly SqlValue[],
): Promise<void> {
  const stage = stageOf(table);
  const project = table.words.columns.project ?? 'NULL';
  await transaction.query(
    `INSERT INTO refused_rows (file, line, kind, project, reason, row)
     SELECT '${table.file}', s.line, r.kind, (${project})::text, r.reason, ${wordsSql(table)}
     FROM (${refusals}) r JOIN ${stage} s ON s.line = r.line ${table.words.joins}`,
    values,
  );
  await transaction.query(
    `DELETE FROM ${stage} s USING refused_rows r WHERE r.file = '${table.file}' AND r.line = s.line`,
  );
}

/** The first row of a key stays; later ones in the same file are refused. */
export async function refuseDuplicates(transaction: Transaction, table: ImportTable): Promise<void> {
  await refuseStaged(
    transaction,
    table,
    `SELECT line, 'duplicate' AS kind, 'repeats the key of line ' || first || ' (${table.wordKey.join(', ')})' AS reason
     FROM (SELECT line, row_number() OVER same AS nth, first_value(line) OVER same AS first
           FROM ${stageOf(table)} WINDOW same AS (PARTITION BY ${table.key.join(', ')} ORDER BY line)) AS numbered
     WHERE nth > 1`,
    [],
  );
}

export async function refuseContradictions(transaction: Transaction, table: ImportTable): Promise<void> {
  const found = (await table.contradictions?.(transaction)) ?? [];
  if (found.length === 0) return;
  await refuseStaged(
    transaction,
    table,
    'SELECT * FROM unnest($1::integer[], $2::text[], $3::text[]) AS refused(line, kind, reason)',
    [found.map(({ line }) => line), found.map(({ kind }) => kind), found.map(({ reason }) => reason)],
  );
}

/**
 * Quarantined rows of this file whose key has now arrived in a row that was accepted are resolved, unless the very same
 * row was refused again.
 */
export async function resolveQuarantine(transaction: Transaction, table: ImportTable, batch: number): Promise<void> {
  const [waiting] = await transaction.query(
    'SELECT 1 FROM digicadence.quarantine WHERE resolved_by IS NULL AND file = $1 LIMIT 1',
    [table.file],
  );
  if (!waiting) return;
  const words = table.wordKey.map((column, i) => `coalesce((${table.words.columns[column]})::text, '') AS word${i}`);
  const same = table.wordKey.map((column, i) => `coalesce(q.row->>'${column}', '') = w.word${i}`);
  await transaction.query(
    `UPDATE digicadence.quarantine SET resolved_by = $2
     WHERE quarantine_id IN (
       SELECT q.quarantine_id
       FROM (SELECT ${words.join(', ')} FROM ${stageOf(table)} s ${table.words.joins}) w
       JOIN digicadence.quarantine q ON ${same.join(' AND ')}
       WHERE q.resolved_by IS NULL AND q.file = $1
         AND NOT EXISTS (SELECT FROM refused_rows r WHERE r.file = q.file AND r.kind = q.kind AND r.row = q.row))`,
    [table.file, batch],
  );
}

/** Keeps the refused rows; one that already waits from an earlier batch is not kept twice. */
export async function quarantineRefused(transaction: Transaction, batch: number): Promise<void> {
  await transaction.query(
    `INSERT INTO digicadence.quarantine (batch_id, project, file, line, kind, reason, row)
     SELECT $1, project, file, line, kind, reason, row FROM refused_rows r
     WHERE NOT EXISTS (
       SELECT FROM digicadence.quarantine q
       WHERE q.resolved_by IS NULL AND q.file = r.file AND q.kind = r.kind AND q.row = r.row)
     ORDER BY file, line`,
    [batch],
  );
}
