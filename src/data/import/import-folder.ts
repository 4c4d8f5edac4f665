/** Imports a folder in import format: any subset of its files, in one transaction. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../errors.ts';
import type { Database } from '../store/database.ts';
import { csvSource } from './csv-source.ts';
import type { ImportReport } from './import-report.ts';
import { type LoadOptions, loadTables } from './load-tables.ts';
import { IMPORT_TABLES } from './tables/index.ts';

export type { ImportFileReport, ImportProgress, ImportReport } from './import-report.ts';

const FILE_NAMES = IMPORT_TABLES.map(({ file }) => file);

/**
 * Imports the files of `dir` that belong to the format; others, such as `truth.json`, are left alone. The same folder
 * twice changes nothing; a corrected value replaces the former one, which is kept in history. Rows that do not fit go
 * to quarantine with file, line and reason and never stop the rest.
 * @throws AppError `import` when the folder holds none of the files, or one of them cannot be read as a whole (encoding,
 *   quotes, missing column); the store is then as before
 */
export async function importFolder(database: Database, dir: string, options: LoadOptions): Promise<ImportReport> {
  let names: string[];
  try {
    names = await readdir(dir);
  } catch (error) {
    throw new AppError(
      {
        code: 'import',
        what: `The folder ${dir} could not be read.`,
        why: `The system reports ${(error as NodeJS.ErrnoException).code ?? 'an unknown error'}.`,
        fix: 'Name an existing folder that you may read.',
      },
      error,
    );
  }
  const found = FILE_NAMES.filter((name) => names.includes(name));
  if (found.length === 0)
    throw new AppError({
      code: 'import',
      what: `The folder ${dir} holds nothing to import.`,
      why: `None of its files is called ${FILE_NAMES.join(', ')}.`,
      fix: 'Name the files like this; any subset will do.',
    });
  return loadTables(
    database,
    found.map((name) => csvSource(join(dir, name))),
    'folder',
    options,
  );
}
