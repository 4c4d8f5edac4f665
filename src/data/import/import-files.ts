/** Plans and imports files: a folder, a text file or a workbook. Nothing is stored before the plan is carried out. */
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { AppError, explain } from '../../errors.ts';
import type { Database } from '../store/database.ts';
import type { MappingMemory } from '../store/repositories/import-mappings.ts';
import { tableNamed } from './columns.ts';
import { type FilePlan, type FileWishes, planTable } from './file-plan.ts';
import { isImportFile, openFileTables } from './file-table.ts';
import type { ImportReport } from './import-report.ts';
import { type LoadOptions, loadTables } from './load-tables.ts';
import { IMPORT_TABLES } from './tables/index.ts';
import { explainFileError } from './text-file.ts';

export interface ImportPlan {
  readonly tables: readonly FilePlan[];
  /** Files of a folder and sheets of a workbook that are none of the tables, with the reason. */
  readonly leftAside: readonly { readonly label: string; readonly reason: string }[];
  readonly wishes: FileWishes;
}

type Remembered = (signature: string) => Promise<FileWishes | null>;
const NOTHING: Remembered = async () => null;

/** A file of the format's own name is that table, whatever its columns. */
const wishesFor = (name: string, wishes: FileWishes): FileWishes => {
  const table = tableNamed(name.toLowerCase());
  return table === undefined ? wishes : { table: table.file, ...wishes };
};

/** Two sources of one table in one import would leave it to chance which row is "the first" of its key. */
function checkDoubles(tables: readonly FilePlan[]): void {
  for (const plan of tables) {
    const other = tables.find((each) => each !== plan && each.table === plan.table);
    if (other)
      throw new AppError({
        code: 'import',
        what: 'Nothing was imported.',
        why: `${plan.label} and ${other.label} both are read as ${plan.table.file}.`,
        fix: 'Import them one after the other, or say which table one of them is.',
      });
  }
}

/**
 * Plans one file. Sheets of a workbook that are no import table are left aside as long as one is.
 * @param name the file's name for people
 * @throws AppError `import` that names file, place and fix
 */
export async function planFile(
  path: string,
  name: string,
  wishes: FileWishes,
  remembered: Remembered = NOTHING,
): Promise<ImportPlan> {
  const found = await openFileTables(path, name);
  const tables: FilePlan[] = [];
  const leftAside: { label: string; reason: string }[] = [];
  let first: unknown;
  for (const each of found) {
    try {
      tables.push(await planTable(each, wishesFor(name, wishes), remembered));
    } catch (error) {
      if (found.length === 1 || !(error instanceof AppError)) throw error;
      first ??= error;
      leftAside.push({ label: each.label, reason: error.why });
    }
  }
  if (tables.length === 0) {
    if (first !== undefined) throw first;
    throw new AppError({
      code: 'import',
      what: `${name} could not be read; nothing was imported.`,
      why: 'None of its sheets is visible.',
      fix: 'Show the sheet that holds the table.',
    });
  }
  checkDoubles(tables);
  return { tables, leftAside, wishes };
}

/** Plans the files of a folder: those of the format's names, and others whose columns are those of another table. */
async function planFolder(directory: string, wishes: FileWishes, remembered: Remembered): Promise<ImportPlan> {
  const names = (await readdir(directory)).filter(isImportFile).sort();
  const named = names.filter((name) => tableNamed(name) !== undefined);
  const tables: FilePlan[] = [];
  const leftAside: { label: string; reason: string }[] = [];
  for (const name of named) tables.push(...(await planFile(join(directory, name), name, wishes, remembered)).tables);
  for (const name of names.filter((each) => !named.includes(each)))
    try {
      const plan = await planFile(join(directory, name), name, wishes, remembered);
      leftAside.push(...plan.leftAside);
      for (const table of plan.tables)
        if (tables.some((each) => each.table === table.table && named.includes(each.label)))
          leftAside.push({ label: table.label, reason: `${table.table.file} is there under its own name.` });
        else tables.push(table);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      leftAside.push({ label: name, reason: explain(error).why });
    }
  if (tables.length === 0)
    throw new AppError({
      code: 'import',
      what: `The folder ${directory} holds nothing to import.`,
      why: `None of its files is called ${IMPORT_TABLES.map(({ file }) => file).join(', ')}, or has the columns of one of them.`,
      fix: 'Name the files or their columns like this; any subset will do.',
    });
  checkDoubles(tables);
  return { tables, leftAside, wishes };
}

/**
 * Plans a folder or a file.
 * @throws AppError `import` when nothing can be imported, or a file cannot be read as a whole
 */
export async function planImport(
  path: string,
  wishes: FileWishes = {},
  remembered: Remembered = NOTHING,
): Promise<ImportPlan> {
  try {
    const isFolder = (await stat(path)).isDirectory();
    return await (isFolder ? planFolder(path, wishes, remembered) : planFile(path, basename(path), wishes, remembered));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (error instanceof AppError || code === undefined) throw error;
    throw explainFileError(path, error);
  }
}

/** Carries a plan out in one transaction; with `dryRun` nothing is kept. */
export function importPlanned(
  database: Database,
  plan: ImportPlan,
  origin: string,
  options: LoadOptions,
): Promise<ImportReport> {
  return loadTables(
    database,
    plan.tables.map(({ source }) => source),
    origin,
    options,
  );
}

/** What a person wished for these headers, for the next import of the same kind. */
export async function rememberWishes(memory: MappingMemory, scope: string, plan: ImportPlan): Promise<void> {
  const { table, columns, constants, decimal, dates } = plan.wishes;
  if ([table, columns, constants, decimal, dates].every((wish) => wish === undefined)) return;
  for (const { signature } of plan.tables) await memory.remember(scope, signature, plan.wishes);
}
