/**
 * What a source gave, on disk until it is whole: our store's one writer never waits for somebody else's network, and a
 * source that fails in the middle has touched nothing.
 */
import { once } from 'node:events';
import { createReadStream, createWriteStream, type WriteStream } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';
import type { SourceRecord, TableSource } from '../import/table-source.ts';

/** Text gathered before it is written: a write a row would cost more than the row. */
const CHUNK_CHARACTERS = 65_536;
const PREFIX = 'digi-cadence-sync-';
/** Rows between two reports of progress. */
const PROGRESS_ROWS = 5_000;

export interface Spool {
  readonly tables: readonly TableSource[];
  /** Data rows of all tables. */
  readonly rows: number;
  remove(): Promise<void>;
}

async function writeTable(
  table: TableSource,
  path: string,
  signal: AbortSignal,
  onRows: (rows: number) => void,
): Promise<number> {
  const target: WriteStream = createWriteStream(path);
  const done = finished(target);
  // The loop below throws what the stream reports; without a reader the promise would count as unhandled.
  done.catch(() => undefined);
  let rows = -1;
  let text = '';
  const flush = async (): Promise<void> => {
    const full = !target.write(text);
    text = '';
    if (full) await Promise.race([once(target, 'drain'), done]);
  };
  try {
    for await (const { line, cells, refusal } of table.records()) {
      signal.throwIfAborted();
      text += `${JSON.stringify(refusal === undefined ? [line, cells] : [line, cells, refusal])}\n`;
      rows += 1;
      if (rows > 0 && rows % PROGRESS_ROWS === 0) onRows(rows);
      if (text.length >= CHUNK_CHARACTERS) await flush();
    }
    await flush();
    target.end();
    await done;
  } finally {
    target.destroy();
  }
  onRows(Math.max(0, rows));
  return Math.max(0, rows);
}

async function* readTable(path: string): AsyncGenerator<SourceRecord> {
  const lines = createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY });
  for await (const text of lines) {
    const [line, cells, refusal] = JSON.parse(text) as [number, string[], string?];
    yield refusal === undefined ? { line, cells } : { line, cells, refusal };
  }
}

/** What processes left behind that were killed in the middle. */
async function removeOrphans(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) await rm(join(tmpdir(), name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Reads every table to its end, in bounded memory.
 * @throws whatever the source throws; nothing is left on disk then
 */
export async function spoolTables(
  tables: readonly TableSource[],
  signal: AbortSignal,
  onProgress: (file: string, rows: number) => void,
): Promise<Spool> {
  await removeOrphans();
  const directory = await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`));
  const remove = (): Promise<void> => rm(directory, { recursive: true, force: true, maxRetries: 3 });
  try {
    const spooled: TableSource[] = [];
    let rows = 0;
    for (const [i, table] of tables.entries()) {
      const path = join(directory, `${i}.ndjson`);
      const count = await writeTable(table, path, signal, (done) => onProgress(table.file, done));
      rows += count;
      // A table without rows says nothing, not even its columns: there is nothing to load.
      if (count > 0) spooled.push({ ...table, records: () => readTable(path) });
    }
    return { tables: spooled, rows, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}
