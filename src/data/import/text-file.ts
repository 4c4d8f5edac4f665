/**
 * Reads one delimited text file as a stream of records: commas, semicolons, tabs or bars, quotes as in RFC 4180; UTF-8,
 * UTF-16 with a byte order mark, or Windows-1252.
 */
import { pipeline } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { AppError } from '../../errors.ts';
import type { SourceRecord } from './table-source.ts';
import { detectEncoding, readText, type TextEncoding } from './text-encoding.ts';

/** A record beyond this is a file with a lost quote rather than a row. */
const MAX_RECORD_BYTES = 1_000_000;
/** Text in which the delimiter is looked for. */
const SAMPLE_CHARACTERS = 64_000;

export const DELIMITERS = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

export interface TextTable {
  readonly encoding: TextEncoding;
  readonly delimiter: Delimiter;
  records(): AsyncGenerator<SourceRecord>;
}

export function fileProblem(file: string, why: string, fix: string, cause?: unknown): AppError {
  return new AppError({ code: 'import', what: `${file} could not be read; nothing was imported.`, why, fix }, cause);
}

/** What the system's refusal to open or read a file means; other errors stay what they are. */
export function explainFileError(file: string, error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (error instanceof AppError || code === undefined || !/^E[A-Z]+$/.test(code)) return error;
  return fileProblem(file, `The system reports ${code}.`, 'Check that the file exists and may be read.', error);
}

/** The delimiter that the first line holds most often outside quotes; a comma where there is none. */
async function detectDelimiter(path: string, encoding: TextEncoding): Promise<Delimiter> {
  let sample = '';
  for await (const text of readText(path, encoding)) {
    sample += text;
    if (sample.length >= SAMPLE_CHARACTERS) break;
  }
  const counts = new Map<string, number>();
  let quoted = false;
  let seen = false;
  for (const character of sample) {
    if (character === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (character === '\n' || character === '\r') {
      if (seen) break;
    } else {
      seen = true;
      counts.set(character, (counts.get(character) ?? 0) + 1);
    }
  }
  const count = (delimiter: string): number => counts.get(delimiter) ?? 0;
  return DELIMITERS.reduce((best, each) => (count(each) > count(best) ? each : best));
}

/**
 * Looks at the whole file for its encoding and at its first line for its delimiter.
 * @param file its name for people
 * @throws AppError `import` that names the line of the first byte that is no text
 */
export async function openText(path: string, file: string, wished: Delimiter | null = null): Promise<TextTable> {
  const verdict = await detectEncoding(path).catch((error: unknown) => {
    throw explainFileError(file, error);
  });
  if (verdict.encoding === null)
    throw fileProblem(
      file,
      `It is not valid UTF-8, and not text in another known encoding either: line ${verdict.line} holds the byte 0x${verdict.byte.toString(16).padStart(2, '0')}.`,
      'Save it as "CSV UTF-8" and import again.',
    );
  const { encoding } = verdict;
  const asText = (error: unknown): unknown =>
    error instanceof TypeError
      ? fileProblem(
          file,
          `It is not valid ${encoding.toUpperCase()}.`,
          'Save it as "CSV UTF-8" and import again.',
          error,
        )
      : explainFileError(file, error);
  const delimiter =
    wished ??
    (await detectDelimiter(path, encoding).catch((error: unknown) => {
      throw asText(error);
    }));
  async function* records(): AsyncGenerator<SourceRecord> {
    const parser = parse({
      info: true,
      trim: true,
      delimiter,
      skip_empty_lines: true,
      relax_column_count: true,
      max_record_size: MAX_RECORD_BYTES,
    });
    // The parser is destroyed with whichever error came first, and the loop below throws it.
    pipeline(readText(path, encoding), parser, () => undefined);
    try {
      for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
        const breaks = record.reduce((sum, cell) => sum + (cell.match(/\r\n|\r|\n/g)?.length ?? 0), 0);
        yield { line: info.lines - breaks, cells: record };
      }
    } catch (error) {
      if (error instanceof CsvError)
        throw fileProblem(
          file,
          `It is not valid CSV: ${error.message}.`,
          'Quote cells that hold commas, quotes or line breaks, and double the quotes inside them.',
          error,
        );
      throw asText(error);
    }
  }
  return { encoding, delimiter, records };
}
