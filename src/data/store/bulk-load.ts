/** Streams rows into a table, in bounded memory: COPY on a server, batches of `unnest` on the embedded store. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { SqlValue } from './database.ts';
import { copyLine, encodeText, quoteIdentifier } from './encode.ts';

type Rows = AsyncIterable<readonly SqlValue[]> | Iterable<readonly SqlValue[]>;

export type BulkLoad = (
  client: pg.ClientBase,
  table: string,
  columns: readonly string[],
  types: readonly string[],
  rows: Rows,
) => Promise<number>;

/** Large enough that the round trip does not count, small enough for a few megabytes in flight. */
const CHUNK_CHARACTERS = 65_536;
const BATCH_ROWS = 1_000;

const columnList = (columns: readonly string[]): string => columns.map(quoteIdentifier).join(', ');

function checkWidth(row: readonly SqlValue[], columns: readonly string[]): void {
  if (row.length !== columns.length)
    throw new RangeError(`a row has ${row.length} values for the ${columns.length} columns ${columns.join(', ')}`);
}

/** COPY in text format; the socket's back-pressure holds the source back. */
export const copyRows: BulkLoad = async (client, table, columns, _types, rows) => {
  let count = 0;
  async function* chunks(): AsyncGenerator<string> {
    let chunk = '';
    for await (const row of rows) {
      checkWidth(row, columns);
      chunk += copyLine(row);
      count += 1;
      if (chunk.length < CHUNK_CHARACTERS) continue;
      yield chunk;
      chunk = '';
      // A fast socket takes chunk after chunk without a turn of the event loop: others would wait for seconds.
      await nextTurn();
    }
    if (chunk !== '') yield chunk;
  }
  const target = client.query(copyFrom(`COPY ${quoteIdentifier(table)} (${columnList(columns)}) FROM STDIN`));
  // The client reports protocol errors through the stream; pipeline rejects with whichever end failed first.
  await pipeline(Readable.from(chunks(), { objectMode: true, highWaterMark: 2 }), target);
  return count;
};

/** INSERT … SELECT FROM unnest: every column travels as one text array and is cast to its type in SQL. */
export const unnestRows: BulkLoad = async (client, table, columns, types, rows) => {
  const casts = columns.map((_, i) => `c${i}::${types[i]}`).join(', ');
  const arrays = columns.map((_, i) => `$${i + 1}::text[]`).join(', ');
  const aliases = columns.map((_, i) => `c${i}`).join(', ');
  const sql = `INSERT INTO ${quoteIdentifier(table)} (${columnList(columns)}) SELECT ${casts} FROM unnest(${arrays}) AS r(${aliases})`;
  let count = 0;
  let batch: (string | null)[][] = columns.map(() => []);
  const flush = async (): Promise<void> => {
    const filled = batch;
    batch = columns.map(() => []);
    await client.query(sql, filled);
  };
  for await (const row of rows) {
    checkWidth(row, columns);
    for (const [i, value] of row.entries()) batch[i]?.push(encodeText(value));
    count += 1;
    if (count % BATCH_ROWS === 0) await flush();
  }
  if (count % BATCH_ROWS !== 0) await flush();
  return count;
};
