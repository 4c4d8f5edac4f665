/** Any importable file as tables of records: a delimited text file is one, a workbook has one for each visible sheet. */
import { open } from 'node:fs/promises';
import type { SourceRecord } from './table-source.ts';
import { type Delimiter, explainFileError, fileProblem, openText } from './text-file.ts';
import { openWorkbook } from './workbook-file.ts';
import { ZipError } from './zip-entries.ts';

export interface FileTable {
  /** For people: "export.csv", "DC export.xlsx, sheet Scores". */
  readonly label: string;
  /** "UTF-8, semicolons", "Excel workbook". */
  readonly format: string;
  /** What a person should know about how it was read. */
  readonly warnings: readonly string[];
  records(): AsyncGenerator<SourceRecord>;
}

/** Endings that hold tables, whatever their case. */
export const FILE_ENDINGS = ['.csv', '.tsv', '.txt', '.xlsx', '.xlsm'] as const;

export const isImportFile = (name: string): boolean =>
  FILE_ENDINGS.some((ending) => name.toLowerCase().endsWith(ending));

const DELIMITER_WORDS: Readonly<Record<Delimiter, string>> = {
  ',': 'commas',
  ';': 'semicolons',
  '\t': 'tabs',
  '|': 'bars',
};

async function firstBytes(path: string, file: string): Promise<Buffer> {
  try {
    const handle = await open(path);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(8), 0, 8, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw explainFileError(file, error);
  }
}

function workbookProblem(file: string, error: unknown): unknown {
  if (error instanceof Error && 'code' in error) return explainFileError(file, error);
  const why = error instanceof ZipError ? error.message : 'its contents are not those of a workbook';
  return fileProblem(
    file,
    `It is not a workbook that can be read: ${why}.`,
    'Open it in Excel or LibreOffice and save it as .xlsx, or as "CSV UTF-8", and import that.',
    error,
  );
}

/**
 * Opens a file by what it is, not by its name.
 * @param file its name for people
 * @throws AppError `import` that says why it cannot be read
 */
export async function openFileTables(path: string, file: string): Promise<FileTable[]> {
  const head = await firstBytes(path, file);
  // Workbooks before 2007 are compound documents.
  if (head.subarray(0, 4).equals(Buffer.from([0xd0, 0xcf, 0x11, 0xe0])))
    throw workbookProblem(file, new ZipError('it is in the format of Excel 97–2003, or protected by a password'));
  if (!head.subarray(0, 2).equals(Buffer.from('PK'))) {
    const { encoding, delimiter, records } = await openText(path, file);
    const odd = encoding === 'windows-1252' ? ['Its text is not UTF-8 and was read as Windows-1252.'] : [];
    return [
      { label: file, format: `${encoding.toUpperCase()}, ${DELIMITER_WORDS[delimiter]}`, warnings: odd, records },
    ];
  }
  try {
    const sheets = await openWorkbook(path);
    return sheets.map(({ name, records }) => ({
      label: sheets.length === 1 ? file : `${file}, sheet ${name}`,
      format: 'Excel workbook',
      warnings: [],
      async *records() {
        try {
          yield* records();
        } catch (error) {
          throw workbookProblem(file, error);
        }
      },
    }));
  } catch (error) {
    throw workbookProblem(file, error);
  }
}
