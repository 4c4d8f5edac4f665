/** Imports a folder in import format: any subset of its files, in one transaction. */
import type { Database } from '../store/database.ts';
import { importPlanned, planImport } from './import-files.ts';
import type { ImportReport } from './import-report.ts';
import type { LoadOptions } from './load-tables.ts';

export type { ImportFileReport, ImportProgress, ImportReport } from './import-report.ts';

/**
 * Imports the files of `dir` that belong to the format; others, such as `truth.json`, are left alone. The same folder
 * twice changes nothing; a corrected value replaces the former one, which is kept in history. Rows that do not fit go
 * to quarantine with file, line and reason and never stop the rest.
 * @throws AppError `import` when the folder holds none of the files, or one of them cannot be read as a whole (encoding,
 *   quotes, missing column); the store is then as before
 */
export async function importFolder(database: Database, dir: string, options: LoadOptions): Promise<ImportReport> {
  return importPlanned(database, await planImport(dir), 'folder', options);
}
