/** Reads one CSV file as a stream of records: UTF-8 (a byte order mark is accepted), commas, quotes as in RFC 4180. */
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { pipeline } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { AppError } from '../../errors.ts';
import type { SourceRecord, TableSource } from './table-source.ts';

/** A record beyond this is a file with a lost quote rather than a row. */
const MAX_RECORD_BYTES = 1_000_000;

function fileProblem(file: string, why: string, fix: string, cause?: unknown): AppError {
  return new AppError({ code: 'import', what: `${file} could not be read; nothing was imported.`, why, fix }, cause);
}

/** Bytes as text. @throws AppError that names the line of the first byte that is not UTF-8 */
async function* decode(file: string, bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let line = 1;
  const refuse = (error: unknown): never => {
    throw fileProblem(
      file,
      `It is not valid UTF-8 at or soon after line ${line}.`,
      'Save it as "CSV UTF-8" and import again.',
      error,
    );
  };
  for await (const chunk of bytes) {
    let text: string;
    try {
      text = decoder.decode(chunk, { stream: true });
    } catch (error) {
      return refuse(error);
    }
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) line += 1;
    yield text;
  }
  try {
    yield decoder.decode();
  } catch (error) {
    refuse(error);
  }
}

export function csvSource(path: string): TableSource {
  const file = basename(path);
  async function* records(): AsyncGenerator<SourceRecord> {
    const parser = parse({
      info: true,
      trim: true,
      skip_empty_lines: true,
      relax_column_count: true,
      max_record_size: MAX_RECORD_BYTES,
    });
    // The parser is destroyed with whichever error came first, and the loop below throws it.
    pipeline(
      createReadStream(path),
      (bytes: AsyncIterable<Uint8Array>) => decode(file, bytes),
      parser,
      () => undefined,
    );
    try {
      for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
        const breaks = record.reduce((sum, cell) => sum + (cell.match(/\r\n|\r|\n/g)?.length ?? 0), 0);
        yield { line: info.lines - breaks, cells: record };
      }
    } catch (error) {
      if (error instanceof AppError) throw error;
      if (error instanceof CsvError)
        throw fileProblem(
          file,
          `It is not valid CSV: ${error.message}.`,
          'Quote cells that hold commas, quotes or line breaks, and double the quotes inside them.',
          error,
        );
      const code = (error as NodeJS.ErrnoException).code;
      if (code === undefined) throw error;
      throw fileProblem(file, `The system reports ${code}.`, 'Check that the file exists and may be read.', error);
    }
  }
  return { file, records };
}
