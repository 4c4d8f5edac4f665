/** `dc sync`: brings what the configured sources have into the store, and lists where they disagree. */
import { type Config, readConfig, readVariable } from '../config.ts';
import { readSources, secretsFrom } from '../data/sources/configuration.ts';
import type { Database } from '../data/store/database.ts';
import { type Conflict, listConflicts } from '../data/sync/conflicts.ts';
import { type SyncReport, syncSources } from '../data/sync/sync.ts';
import { AppError } from '../errors.ts';
import { createLogger } from '../log.ts';
import type { Terminal } from './command.ts';
import { type Command, readFlags, toColumns, toJson, wholeNumber, wrongUsage } from './command.ts';

const LISTED_CONFLICTS = 50;
const LISTED_REFUSALS = 5;

export const sync: Command = {
  name: 'sync',
  summary: 'Bring what the configured sources have into the store',
  help: () => `Usage: dc sync [--source NAME]… [--full] [--json]
       dc sync --conflicts [--limit N] [--json]

Asks every source in SOURCES_FILE (or those named) for what changed since the last sync and stores it with the place
where the next one goes on, in one transaction. --full begins anew. A source that fails is told and does not stop the
others; the exit code is then 1. A sync that was interrupted is simply repeated. --conflicts lists the values about which
sources disagree: the one of the higher precedence holds; among equals, the later load.
`,
  async run(args, terminal) {
    const { values, positionals } = readFlags(args, {
      source: { type: 'string', multiple: true },
      full: { type: 'boolean' },
      conflicts: { type: 'boolean' },
      limit: { type: 'string' },
      json: { type: 'boolean' },
    });
    if (positionals.length > 0) throw wrongUsage(`"${positionals[0]}" is not expected; name a source with --source.`);
    const limit = values.limit === undefined ? LISTED_CONFLICTS : wholeNumber('limit', values.limit, 1, 100_000);
    const config = readConfig();
    const { openStore } = await import('../app.ts');
    const store = await openStore(config, { migrate: 'embedded' });
    try {
      if (values.conflicts) return await tellConflicts(store.database, limit, values.json === true, terminal);
      const reports = await run(config, store.database, values.source ?? null, values.full === true, terminal);
      if (values.json) terminal.result(toJson({ sources: reports }));
      else tellReports(reports, terminal);
      return reports.some(({ outcome }) => outcome === 'failed') ? 1 : 0;
    } finally {
      await store.close();
    }
  },
};

async function run(
  config: Config,
  database: Database,
  names: readonly string[] | null,
  full: boolean,
  terminal: Terminal,
): Promise<readonly SyncReport[]> {
  const { sources } = readSources(config.SOURCES_FILE);
  const unknown = names?.find((name) => !sources.some((source) => source.name === name));
  if (unknown !== undefined)
    throw wrongUsage(
      `There is no source "${unknown}"; there are ${sources.map(({ name }) => name).join(', ') || 'none'}.`,
    );
  if (sources.length === 0)
    throw new AppError({
      code: 'configuration',
      what: 'There is nothing to synchronise.',
      why: config.SOURCES_FILE === undefined ? 'SOURCES_FILE is not set.' : `${config.SOURCES_FILE} names no sources.`,
      fix: 'Describe your sources as docs/operating.md shows, or import files with "dc import DIR".',
    });
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  // What happened stands in the report; the log of a command would only repeat it.
  const logger = createLogger(
    config.LOG_LEVEL === 'debug' || config.LOG_LEVEL === 'trace' ? config.LOG_LEVEL : 'silent',
  );
  try {
    return await syncSources(
      sources.filter(({ name }) => names === null || names.includes(name)),
      {
        database,
        logger,
        now: () => new Date(),
        signal: stop.signal,
        full,
        tools: { secret: secretsFrom(readVariable), database, logger, now: () => new Date() },
        onProgress: ({ source, stage, file, rows }) =>
          terminal.progress(`${source}: ${stage} ${file}, ${rows.toLocaleString('en')} rows`),
      },
    );
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}

function tellReports(reports: readonly SyncReport[], terminal: Terminal): void {
  const sum = (report: SyncReport, pick: 'taken' | 'replaced' | 'rejectedCount'): string =>
    report.files === null ? '' : report.files.reduce((total, file) => total + file[pick], 0).toLocaleString('en');
  terminal.result(
    toColumns(
      ['source', 'outcome', 'batch', 'rows', 'taken', 'replaced', 'rejected', 'conflicts', 'outdated runs', 'seconds'],
      reports.map((report) => [
        report.source,
        report.outcome,
        report.batch === null ? '' : String(report.batch),
        report.rowsRead.toLocaleString('en'),
        sum(report, 'taken'),
        sum(report, 'replaced'),
        sum(report, 'rejectedCount'),
        String(report.conflicts),
        String(report.outdatedRuns),
        (report.elapsedMs / 1_000).toFixed(1),
      ]),
    ),
  );
  for (const { source, files, problems, error } of reports) {
    if (error) terminal.result(`${source}: ${error.what} ${error.why} ${error.fix}\n`);
    for (const problem of problems)
      terminal.result(`${source}, ${problem.origin}: ${problem.what} ${problem.why} ${problem.fix}\n`);
    for (const file of files ?? []) {
      for (const warning of file.warnings) terminal.result(`${source}, ${file.file}: ${warning}\n`);
      for (const { line, reason } of file.rejected.slice(0, LISTED_REFUSALS))
        terminal.result(`${source}, ${file.file}:${line}: ${reason}\n`);
      if (file.rejectedCount > LISTED_REFUSALS)
        terminal.result(
          `${source}, ${file.file}: ${file.rejectedCount - LISTED_REFUSALS} more rejected rows are in quarantine\n`,
        );
    }
  }
}

const words = (named: Conflict['row']): string =>
  Object.entries(named)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');

async function tellConflicts(database: Database, limit: number, json: boolean, terminal: Terminal): Promise<number> {
  const { total, conflicts } = await listConflicts(database, limit);
  if (json) terminal.result(toJson({ total, conflicts }));
  else if (total === 0) terminal.result('No source disagrees with another.\n');
  else {
    terminal.result(
      toColumns(
        ['file', 'row', 'source', 'says', 'against', 'who said', 'holds'],
        conflicts.map(({ file, row, source, offered, heldSource, held, resolution }) => [
          file,
          Object.values(row)
            .filter((value) => value !== null)
            .join(' · '),
          source,
          words(offered),
          heldSource,
          words(held),
          resolution === 'kept' ? heldSource : source,
        ]),
      ),
    );
    if (total > conflicts.length) terminal.result(`${total - conflicts.length} more; see --limit\n`);
  }
  return 0;
}
