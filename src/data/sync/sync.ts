/**
 * Brings what the sources have into the store: incremental, idempotent, resumable. A source is fetched as a whole before
 * anything is written; rows and cursor are then stored in one transaction. One failed source never stops the others.
 */
import { createHash } from 'node:crypto';
import { AppError, type Explanation, explain } from '../../errors.ts';
import type { Logger } from '../../log.ts';
import type { ImportReport } from '../import/import-report.ts';
import { loadTables } from '../import/load-tables.ts';
import type { SourceConfiguration } from '../sources/configuration.ts';
import type { Source, SourceProblem } from '../sources/source.ts';
import type { SourceTools } from '../sources/source-kind.ts';
import type { Database, Transaction } from '../store/database.ts';
import { exclusively } from '../store/exclusive.ts';
import { CORRECTION_TOUCHES_RUN_SQL } from '../store/repositories/outdated.ts';
import { spoolTables } from './spool.ts';
import { beginSync, endSync, moveCursor, readCursor, type SyncCursor } from './sync-log.ts';

export interface SyncProgress {
  readonly source: string;
  readonly stage: 'fetching' | 'loading';
  readonly file: string;
  readonly rows: number;
}

export interface SyncReport {
  readonly source: string;
  /** `unchanged`: nothing new there, or nothing that differs · `busy`: another sync of it runs · `taken`: another process has this planned instant. */
  readonly outcome: 'loaded' | 'unchanged' | 'failed' | 'busy' | 'taken';
  readonly rowsRead: number;
  readonly batch: number | null;
  /** Null when no batch was loaded. */
  readonly files: ImportReport['files'] | null;
  /** Rows in which this batch and another source disagree. */
  readonly conflicts: number;
  /** Report runs that used a value which this batch replaced. */
  readonly outdatedRuns: number;
  readonly problems: readonly SourceProblem[];
  readonly error: Explanation | null;
  readonly elapsedMs: number;
}

export interface SyncTools {
  readonly database: Database;
  readonly tools: SourceTools;
  readonly logger: Logger;
  now(): Date;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: SyncProgress) => void;
  /** Begin anew instead of where the last sync ended. */
  readonly full?: boolean;
}

/** Another configuration may ask for other rows: the old cursor then means nothing. */
export function fingerprintOf({ kind, options }: SourceConfiguration): string {
  return createHash('sha256')
    .update(JSON.stringify([kind, options]))
    .digest('hex');
}

const raced = (source: string): AppError =>
  new AppError({
    code: 'source',
    what: `The sync of ${source} was given up; nothing of it was stored.`,
    why: 'Another sync of the same source finished while this one was fetching.',
    fix: 'Nothing is lost; the next sync goes on from there.',
  });

/** Counts what people should hear of besides the rows. */
async function readConsequences(
  database: Database,
  batch: number,
): Promise<{ readonly conflicts: number; readonly outdatedRuns: number }> {
  const [row] = await database.query<{ conflicts: number; outdatedRuns: number }>(
    `SELECT (SELECT count(*) FROM digicadence.conflicts WHERE batch_id = $1) AS conflicts,
       (SELECT count(DISTINCT r.id) FROM bot.runs r, digicadence.corrections c
        WHERE c.batch_id = $1 AND ${CORRECTION_TOUCHES_RUN_SQL}) AS "outdatedRuns"`,
    [batch],
  );
  return row ?? { conflicts: 0, outdatedRuns: 0 };
}

type Gathered = Pick<SyncReport, 'rowsRead' | 'batch' | 'files' | 'problems'> & { readonly changed: boolean };

async function fetchAndLoad(source: Source, configuration: SourceConfiguration, sync: SyncTools): Promise<Gathered> {
  const { database, signal } = sync;
  const { name, precedence } = configuration;
  const fingerprint = fingerprintOf(configuration);
  const known = await readCursor(database, name);
  const usable = !sync.full && known?.fingerprint === fingerprint ? known.cursor : null;
  const tell = (stage: SyncProgress['stage'], file: string, rows: number): void =>
    sync.onProgress?.({ source: name, stage, file, rows });

  const fetched = await source.fetch(usable, signal);
  const spool = await spoolTables(fetched.tables, signal, (file, rows) => tell('fetching', file, rows));
  try {
    const next: SyncCursor = { cursor: fetched.cursor(), fingerprint };
    const move = async (transaction: Transaction, batch: number | null): Promise<void> => {
      if (!(await moveCursor(transaction, name, known, next, batch))) throw raced(name);
    };
    const { problems } = fetched;
    if (spool.rows === 0) {
      await database.transaction((transaction) => move(transaction, null));
      return { rowsRead: 0, batch: null, files: null, problems, changed: false };
    }
    let loaded: number | null = null;
    const { files } = await loadTables(database, spool.tables, name, {
      now: sync.now(),
      precedence,
      onProgress({ file, rows }) {
        sync.logger.debug({ source: name, file, rows }, 'loading');
        tell('loading', file, rows);
      },
      async within(transaction, batch) {
        signal.throwIfAborted();
        await move(transaction, batch);
        loaded = batch;
      },
    });
    const changed = files.some(({ taken, replaced }) => taken + replaced > 0);
    return { rowsRead: spool.rows, batch: loaded, files, problems, changed };
  } finally {
    await spool.remove();
  }
}

/** The reports of every run but the successful one have no rows. */
const NOTHING = { rowsRead: 0, batch: null, files: null, conflicts: 0, outdatedRuns: 0, problems: [], error: null };

async function runSync(configuration: SourceConfiguration, sync: SyncTools, dueAt: Date | null): Promise<SyncReport> {
  const { database, logger } = sync;
  const { name } = configuration;
  const started = performance.now();
  const elapsedMs = (): number => Math.round(performance.now() - started);
  const id = await beginSync(database, name, dueAt);
  if (id === null) return { ...NOTHING, source: name, outcome: 'taken', elapsedMs: elapsedMs() };
  let source: Source | null = null;
  try {
    source = configuration.open(sync.tools);
    const { changed, ...gathered } = await fetchAndLoad(source, configuration, sync);
    await endSync(database, id, { ...gathered, state: 'done', error: null });
    const consequences =
      gathered.batch === null ? { conflicts: 0, outdatedRuns: 0 } : await readConsequences(database, gathered.batch);
    const outcome = changed ? 'loaded' : 'unchanged';
    const report: SyncReport = {
      ...gathered,
      ...consequences,
      source: name,
      outcome,
      error: null,
      elapsedMs: elapsedMs(),
    };
    logger.info(
      { source: name, outcome, rows: report.rowsRead, batch: report.batch, ms: report.elapsedMs, ...consequences },
      'synchronised',
    );
    return report;
  } catch (thrown) {
    const error = sync.signal.aborted
      ? explain(
          new AppError({
            code: 'cancelled',
            what: `The sync of ${name} was stopped; nothing of it was stored.`,
            why: 'The app is closing, or somebody stopped the command.',
            fix: 'The next sync goes on from where the last complete one ended.',
          }),
        )
      : explain(thrown);
    logger.error({ source: name, err: thrown }, 'sync failed');
    await endSync(database, id, { state: 'failed', batch: null, rowsRead: 0, problems: [], error });
    return { ...NOTHING, source: name, outcome: 'failed', error, elapsedMs: elapsedMs() };
  } finally {
    // A source that does not close properly has nothing more to say about what is stored.
    await source?.close().catch((error: unknown) => logger.warn({ source: name, err: error }, 'source did not close'));
  }
}

/**
 * Synchronises one source.
 * @param dueAt the planned instant when a schedule asks, which only one process can take
 * @throws AppError only for trouble of our own store; the source's is in the report
 */
export async function syncSource(
  configuration: SourceConfiguration,
  sync: SyncTools,
  dueAt: Date | null = null,
): Promise<SyncReport> {
  const report = await exclusively(sync.database, 'sync', configuration.name, () =>
    runSync(configuration, sync, dueAt),
  );
  return report ?? { ...NOTHING, source: configuration.name, outcome: 'busy', elapsedMs: 0 };
}

/** Synchronises the sources one after the other: our store has one writer. Highest precedence first. */
export async function syncSources(
  configurations: readonly SourceConfiguration[],
  sync: SyncTools,
): Promise<readonly SyncReport[]> {
  const ranked = configurations.toSorted((a, b) => b.precedence - a.precedence);
  const reports: SyncReport[] = [];
  for (const configuration of ranked) {
    if (sync.signal.aborted) break;
    reports.push(await syncSource(configuration, sync));
  }
  return reports;
}
