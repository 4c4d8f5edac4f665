/**
 * Loads tables into the store in one transaction: every row is checked, staged in bounded memory and merged set-based.
 * Files and the demo market come through here alike.
 */
import { createHash, type Hash } from 'node:crypto';
import { AppError } from '../../errors.ts';
import type { Database, SqlValue, Transaction } from '../store/database.ts';
import { readHeader } from './header.ts';
import type { ImportFileReport, ImportProgress, ImportReport } from './import-report.ts';
import { readReferences } from './references.ts';
import { Refusal, Row, Warnings } from './row.ts';
import {
  createStaging,
  quarantineRefused,
  type RefusedRow,
  refuseContradictions,
  refuseDuplicates,
  resolveQuarantine,
  stageRefused,
  stageRows,
} from './staging.ts';
import { type ImportTable, type ReadContext, stageOf } from './table.ts';
import type { SourceRecord, TableSource } from './table-source.ts';
import { IMPORT_TABLES } from './tables/index.ts';

/** Rows checked in memory before they are sent; bounds memory, and is large enough for COPY to be fast. */
const CHUNK_ROWS = 1_000;
/** Refused rows told in the report; quarantine holds all. */
const LISTED_REFUSALS = 20;

export interface LoadOptions {
  /** Today: periods that start later are taken with a warning. */
  readonly now: Date;
  readonly onProgress?: (progress: ImportProgress) => void;
  /** Where sources disagree, the value of the higher precedence holds; among equals, the later load. Default 0. */
  readonly precedence?: number;
  /** Further writes of the same transaction, after the rows are in. */
  readonly within?: (transaction: Transaction, batch: number) => Promise<void>;
  /** Does everything and keeps nothing: the report says what an import would do. */
  readonly dryRun?: boolean;
  /** More rows are refused: what the embedded store's memory allows. Default: `EMBEDDED_ROWS` there, no bound on a server. */
  readonly maxRows?: number;
}

/**
 * Rows of one import on the embedded store, whose database lives in this process's memory; measured in bench/import.ts,
 * stated in docs/operating.md.
 */
export const EMBEDDED_ROWS = 1_000_000;

/** Takes a dry run's report out of the transaction that it rolls back. */
class DryRunEnd extends Error {
  readonly report: ImportReport;

  constructor(report: ImportReport) {
    super('a dry run keeps nothing');
    this.report = report;
  }
}

function tooManyRows(maxRows: number): AppError {
  return new AppError({
    code: 'too-large',
    what: 'The import is too large for the embedded store; nothing was imported.',
    why: `It holds more than ${maxRows.toLocaleString('en')} rows, and the embedded store keeps an import in this process’s memory.`,
    fix: 'Set DATABASE_URL to a PostgreSQL server, which takes any number of rows, or divide the files.',
  });
}

interface ReadResult {
  readonly rows: number;
  readonly warnings: readonly string[];
}

/** Checks and stages every row of one source. */
async function stageSource(
  transaction: Transaction,
  table: ImportTable,
  source: TableSource,
  context: ReadContext,
  digest: Hash,
  onProgress: (progress: ImportProgress) => void,
): Promise<ReadResult> {
  const iterator: AsyncIterator<SourceRecord> | Iterator<SourceRecord> = (async function* () {
    yield* source.records();
  })();
  const first = await iterator.next();
  const header = readHeader(table, first.done ? undefined : first.value);
  digest.update(`${JSON.stringify([table.file, first.value.cells])}\n`);

  const warnings = new Warnings();
  let accepted: (readonly SqlValue[])[] = [];
  let refused: RefusedRow[] = [];
  let rows = 0;
  const flush = async (): Promise<void> => {
    await stageRows(transaction, table, accepted);
    await stageRefused(transaction, refused);
    accepted = [];
    refused = [];
    onProgress({ file: table.file, rows });
  };
  try {
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
      const { line, cells, refusal } = next.value;
      digest.update(`${JSON.stringify(cells)}\n`);
      rows += 1;
      const row = new Row(line, cells, header.columns, warnings);
      try {
        if (refusal !== undefined) throw new Refusal('invalid', refusal);
        if (cells.length !== header.width)
          throw new Refusal(
            'invalid',
            `has ${cells.length} cell${cells.length === 1 ? '' : 's'} where the header has ${header.width}`,
          );
        accepted.push([line, ...table.read(row, context)]);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        refused.push([table.file, line, error.kind, row.project, error.message, row.toJson()]);
      }
      if (accepted.length + refused.length >= CHUNK_ROWS) await flush();
    }
    await flush();
  } finally {
    // Closes the file when a row or the store failed in the middle.
    await iterator.return?.();
  }
  return { rows, warnings: [...(source.warnings ?? []), ...header.warnings, ...warnings.sentences()] };
}

async function loadTable(
  transaction: Transaction,
  table: ImportTable,
  source: TableSource,
  batch: number,
  today: string,
  digest: Hash,
  onProgress: (progress: ImportProgress) => void,
): Promise<ImportFileReport> {
  // Read again before every file: the one before may have brought the names that this one refers to.
  const context: ReadContext = { references: await readReferences(transaction), today };
  const { rows, warnings } = await stageSource(transaction, table, source, context, digest, onProgress);
  await transaction.query(`ANALYZE ${stageOf(table)}`);
  await refuseDuplicates(transaction, table);
  await refuseContradictions(transaction, table);
  const { taken, replaced } = await table.merge(transaction, batch);
  await resolveQuarantine(transaction, table, batch);
  const [refused] = await transaction.query<{ count: number }>(
    'SELECT count(*) AS count FROM refused_rows WHERE file = $1',
    [table.file],
  );
  const rejectedCount = refused?.count ?? 0;
  const rejected = await transaction.query<{ line: number; reason: string }>(
    'SELECT line, reason FROM refused_rows WHERE file = $1 ORDER BY line LIMIT $2',
    [table.file, LISTED_REFUSALS],
  );
  return {
    file: table.file,
    ...(source.label === undefined || source.label === table.file ? {} : { label: source.label }),
    rows,
    taken,
    replaced,
    unchanged: rows - rejectedCount - taken - replaced,
    rejected,
    rejectedCount,
    warnings,
  };
}

/**
 * Loads the sources, whatever their order, in the order of the format. All or nothing: when it throws, the store is as
 * before.
 * @param origin where the rows come from, for the record of the batch
 * @throws AppError `import` that names file, place and fix when a file as a whole cannot be read
 */
export async function loadTables(
  database: Database,
  sources: readonly TableSource[],
  origin: string,
  { now, onProgress = () => undefined, precedence = 0, within, dryRun = false, maxRows }: LoadOptions,
): Promise<ImportReport> {
  const today = now.toISOString().slice(0, 10);
  const tables = IMPORT_TABLES.flatMap((table) => {
    const source = sources.find(({ file }) => file === table.file);
    return source ? [{ table, source }] : [];
  });
  const most = maxRows ?? (database.kind === 'embedded' ? EMBEDDED_ROWS : Number.POSITIVE_INFINITY);
  let done = 0;
  const load = database.transaction(async (transaction) => {
    // One writer at a time; readers are not held up.
    const [before] = await transaction.query<{ version: string }>(
      'SELECT version FROM digicadence.data_version FOR UPDATE',
    );
    const [opened] = await transaction.query<{ batch_id: number }>(
      `INSERT INTO digicadence.import_batches (digest, source, precedence) VALUES ('', $1, $2) RETURNING batch_id`,
      [origin, precedence],
    );
    const batch = opened?.batch_id as number;
    // What a source brought earlier ranks as the source ranks now.
    await transaction.query(
      'UPDATE digicadence.import_batches SET precedence = $2 WHERE source = $1 AND precedence <> $2',
      [origin, precedence],
    );
    for (const { source } of tables)
      if (source.origin !== undefined)
        await transaction.query('INSERT INTO digicadence.batch_files (batch_id, file, origin) VALUES ($1, $2, $3)', [
          batch,
          source.file,
          source.origin,
        ]);
    await createStaging(
      transaction,
      tables.map(({ table }) => table),
    );
    const digest = createHash('sha256');
    const files: ImportFileReport[] = [];
    const watch = (progress: ImportProgress): void => {
      if (done + progress.rows > most) throw tooManyRows(most);
      onProgress(progress);
    };
    for (const { table, source } of tables) {
      const report = await loadTable(transaction, table, source, batch, today, digest, watch);
      done += report.rows;
      files.push(report);
    }
    await quarantineRefused(transaction, batch);

    const sum = (pick: (file: ImportFileReport) => number): number =>
      files.reduce((total, file) => total + pick(file), 0);
    const hex = digest.digest('hex');
    await transaction.query(
      `UPDATE digicadence.import_batches
       SET digest = $2, state = 'loaded', rows_read = $3, rows_inserted = $4, rows_replaced = $5, rows_unchanged = $6,
         rows_rejected = $7, warnings = $8, finished_at = now()
       WHERE batch_id = $1`,
      [
        batch,
        hex,
        sum(({ rows }) => rows),
        sum(({ taken }) => taken),
        sum(({ replaced }) => replaced),
        sum(({ unchanged }) => unchanged),
        sum(({ rejectedCount }) => rejectedCount),
        JSON.stringify(files.flatMap(({ file, warnings }) => warnings.map((warning) => `${file}: ${warning}`))),
      ],
    );
    let dataVersion = before?.version as string;
    if (sum(({ taken, replaced }) => taken + replaced) > 0) {
      const [after] = await transaction.query<{ version: string }>(
        'SELECT digicadence.advance_data_version($1) AS version',
        [hex],
      );
      dataVersion = after?.version as string;
    }
    await transaction.query('UPDATE digicadence.import_batches SET data_version = $2 WHERE batch_id = $1', [
      batch,
      dataVersion,
    ]);
    await within?.(transaction, batch);
    if (dryRun) throw new DryRunEnd({ files, dataVersion });
    return { files, dataVersion };
  });
  return load.catch((error: unknown) => {
    if (error instanceof DryRunEnd) return error.report;
    throw error;
  });
}
