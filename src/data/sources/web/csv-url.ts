/** CSV files behind web addresses, streamed; columns as in the import format, or mapped by the configuration. */
import { pipeline } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { z } from 'zod';
import type { SourceRecord } from '../../import/table-source.ts';
import { defineSourceKind } from '../source-kind.ts';
import { importCell } from './cells.ts';
import { checkColumns, columnsOption, tableOptions, webOptions } from './options.ts';
import { type WebAnswer, webProblem } from './safe-request.ts';
import { createWebSource, requiredColumns, type TableReading } from './web-source.ts';

const table = z
  .strictObject({
    ...tableOptions,
    /** Absent: the file is in import format. */
    columns: columnsOption.optional(),
    delimiter: z.enum(['auto', ',', ';', '\t', '|']).default('auto'),
    /** Absent: what the answer says, else UTF-8. */
    encoding: z.enum(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252', 'iso-8859-1', 'iso-8859-15']).optional(),
  })
  .superRefine((entry, context) => checkColumns(entry, (message) => context.addIssue({ code: 'custom', message })));
type CsvTable = z.infer<typeof table>;

export const csvUrlOptions = z.strictObject({
  ...webOptions,
  maxBytes: z.number().int().min(1).max(10_000_000_000).default(1_000_000_000),
  tables: z.array(table).min(1),
});
export type CsvUrlOptions = z.infer<typeof csvUrlOptions>;

/** A record beyond this is a file with a lost quote rather than a row. */
const MAX_RECORD_BYTES = 1_000_000;

function decoderFor(
  source: string,
  { encoding }: CsvTable,
  { url, headers }: WebAnswer,
): InstanceType<typeof TextDecoder> {
  const said = /charset="?([\w-]+)/i.exec(headers['content-type'] ?? '')?.[1];
  const label = encoding ?? said ?? 'utf-8';
  try {
    return new TextDecoder(label, { fatal: true });
  } catch {
    throw webProblem(source, url, `Its encoding "${label}" is not known.`, 'Set "encoding" of the table.');
  }
}

async function* decode(source: string, entry: CsvTable, answer: WebAnswer): AsyncGenerator<string> {
  const decoder = decoderFor(source, entry, answer);
  const text = (chunk?: Buffer): string => {
    try {
      return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
    } catch (cause) {
      throw webProblem(
        source,
        answer.url,
        `It is not valid ${decoder.encoding}.`,
        'Set "encoding" of the table to the one it is in.',
        cause,
      );
    }
  };
  let first = true;
  for await (const chunk of answer.body as AsyncIterable<Buffer>) {
    const decoded = text(chunk);
    if (first && /^\s*<(!doctype|html)/i.test(decoded))
      throw webProblem(
        source,
        answer.url,
        'It answered with a web page, not with CSV.',
        'The address may ask for a login, or may have moved.',
      );
    first &&= decoded === '';
    yield decoded;
  }
  yield text();
}

/** The text again, with its first line's favourite delimiter; only the first line is held back. */
async function splitOff(text: AsyncGenerator<string>): Promise<{ delimiter: string; all: AsyncGenerator<string> }> {
  let head = '';
  for (let next = await text.next(); !next.done; next = await text.next()) {
    head += next.value;
    if (/[^\s][\r\n]/.test(head) || head.length > MAX_RECORD_BYTES) break;
  }
  const line = head.trimStart().split(/[\r\n]/, 1)[0] ?? '';
  const count = (delimiter: string): number => line.split(delimiter).length;
  const delimiter = [',', ';', '\t', '|'].reduce((best, each) => (count(each) > count(best) ? each : best));
  async function* all(): AsyncGenerator<string> {
    yield head;
    yield* text;
  }
  return { delimiter, all: all() };
}

/** For each column of the import its place in a row there, or its constant. */
function placesOf(source: string, { file, columns }: CsvTable, { url }: WebAnswer, header: readonly string[]) {
  if (columns === undefined)
    return header.map((column, at) => ({ column: column.trim().toLowerCase(), at, constant: '' }));
  const plain = (name: string): string => name.trim().toLowerCase();
  const known = header.map(plain);
  const places = Object.entries(columns).map(([column, from]) =>
    typeof from === 'string'
      ? { column, at: known.indexOf(plain(from)), from, constant: '' }
      : { column, at: null, from: '', constant: from.constant },
  );
  const missing = places.filter(({ at }) => at === -1).map(({ column, from }) => `"${from}" for ${column}`);
  if (missing.length > 0)
    throw webProblem(
      source,
      url,
      `It has no column ${missing.join(', ')}; it has ${header.map((name) => `"${name}"`).join(', ') || 'none'}.`,
      `Correct "columns" of ${file} in the sources file.`,
    );
  return places;
}

async function* readCsv(source: string, entry: CsvTable, reading: TableReading): AsyncGenerator<SourceRecord> {
  const answer = await reading.get(new URL(entry.url), true);
  if (answer.status === 304) {
    answer.body.destroy();
    yield { line: 1, cells: requiredColumns(entry.file) };
    return;
  }
  const { delimiter, all } = await splitOff(decode(source, entry, answer));
  const parser = parse({
    info: true,
    bom: true,
    trim: true,
    delimiter: entry.delimiter === 'auto' ? delimiter : entry.delimiter,
    skip_empty_lines: true,
    relax_column_count: true,
    max_record_size: MAX_RECORD_BYTES,
  });
  // The parser is destroyed with whichever error came first, and the loop below throws it.
  pipeline(all, parser, () => undefined);
  let places: ReturnType<typeof placesOf> | null = null;
  let width = 0;
  let last = 0;
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      const line = Math.max(
        last + 1,
        info.lines - record.reduce((sum, cell) => sum + (cell.match(/\r\n|\r|\n/g)?.length ?? 0), 0),
      );
      last = line;
      if (places === null) {
        places = placesOf(source, entry, answer, record);
        width = record.length;
        yield { line, cells: places.map(({ column }) => column) };
        continue;
      }
      const cells = places.map(({ column, at, constant }) =>
        at === null ? constant : importCell(column, record[at] ?? '', entry),
      );
      if (record.length === width) yield { line, cells };
      else yield { line, cells, refusal: `has ${record.length} cells where the header has ${width}` };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw webProblem(
      source,
      answer.url,
      `It is not valid CSV: ${error.message}.`,
      'Tell whoever runs it, or set "delimiter" of the table.',
      error,
    );
  } finally {
    answer.body.destroy();
  }
  if (places === null) throw webProblem(source, answer.url, 'It is empty.', 'Its first line must name the columns.');
}

export const csvUrl = defineSourceKind<CsvUrlOptions>({
  kind: 'csv-url',
  options: csvUrlOptions,
  create: (name, { tables, allowPrivate, ...limits }, tools) =>
    createWebSource({
      name,
      kind: 'csv-url',
      tables,
      allowPrivate,
      limits,
      tools,
      read: (entry, reading) => readCsv(name, entry, reading),
    }),
});
