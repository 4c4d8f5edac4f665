/** `dc import PATH`: loads a folder, a text file or a workbook in one transaction, and says what became of every row. */
import { readConfig } from '../config.ts';
import type { FileWishes } from '../data/import/file-plan.ts';
import { type ImportPlan, importPlanned, planImport, rememberWishes } from '../data/import/import-files.ts';
import type { ImportReport } from '../data/import/import-report.ts';
import { IMPORT_TABLES } from '../data/import/tables/index.ts';
import { readSources } from '../data/sources/configuration.ts';
import { createMappingMemory, INSTALLATION } from '../data/store/repositories/import-mappings.ts';
import { type Command, readFlags, type Terminal, toColumns, toJson, wrongUsage } from './command.ts';

const FLAGS = {
  json: { type: 'boolean' },
  preview: { type: 'boolean' },
  table: { type: 'string' },
  map: { type: 'string', multiple: true },
  set: { type: 'string', multiple: true },
  decimal: { type: 'string' },
  dates: { type: 'string' },
  forget: { type: 'boolean' },
} as const;

export const importData: Command = {
  name: 'import',
  summary: 'Import CSV files or an Excel workbook: a file or a whole folder',
  help: () => `Usage: dc import PATH [--preview] [--table NAME] [--map column=HEADER]… [--set column=VALUE]…
                 [--decimal point|comma] [--dates dmy|mdy] [--json]

PATH is a .csv, .tsv, .txt or .xlsx file, or a folder of them. Which table a file is, is read from its columns, which may
bear other names (brand_name, normalized, sectionName …). One transaction: all or nothing. Importing the same file twice
changes nothing; a corrected value replaces the former one, which is kept in history. Rows that do not fit are
quarantined with file, line and reason.

  --preview        show how the file is read, its first rows and what would be refused, and store nothing
  --table NAME     the table that it is, where its columns do not tell
  --map c=HEADER   read column c from the file's column HEADER; remembered for files with the same header
  --set c=VALUE    give column c this value in every row; remembered as well
  --decimal SIGN   how decimals are written, where the file does not tell
  --dates ORDER    which comes first in 03/04/2024, where the file does not tell: dmy or mdy
  --forget         do not use what was remembered

Tables and their columns (those in brackets may be missing):
${IMPORT_TABLES.map(
  ({ file, required, optional }) =>
    `  ${file.replace('.csv', '').padEnd(20)}${required.join(', ')}${optional.length > 0 ? ` [${optional.join(', ')}]` : ''}`,
).join('\n')}
`,
  async run(args, terminal) {
    const { values, positionals } = readFlags(args, FLAGS);
    const [path] = positionals;
    if (path === undefined) throw wrongUsage('Name the folder or file to import.');
    const wishes = readWishes(values);
    const { openStore } = await import('../app.ts');
    const config = readConfig();
    const store = await openStore(config, { migrate: 'embedded' });
    try {
      const memory = createMappingMemory(store.database);
      const plan = await planImport(path, wishes, (signature) =>
        values.forget ? Promise.resolve(null) : memory.recall([INSTALLATION], signature),
      );
      const report = await importPlanned(store.database, plan, path, {
        now: new Date(),
        precedence: readSources(config.SOURCES_FILE).filesPrecedence,
        dryRun: values.preview === true,
        onProgress: ({ file, rows }) => terminal.progress(`${file}: ${rows.toLocaleString('en')} rows`),
      });
      if (!values.preview) await rememberWishes(memory, INSTALLATION, plan);
      if (values.json) terminal.result(toJson({ preview: values.preview === true, plan: planJson(plan), ...report }));
      else {
        if (values.preview) sayPlan(plan, terminal);
        sayReport(report, terminal);
        for (const { label, reason } of plan.leftAside) terminal.result(`${label}: left aside. ${reason}\n`);
        if (values.preview) terminal.result('Nothing was stored. Leave --preview out to import.\n');
      }
      return 0;
    } finally {
      await store.close();
    }
  },
};

type FlagValues = ReturnType<typeof readFlags<typeof FLAGS>>['values'];

function readWishes({ table, map, set, decimal, dates }: FlagValues): FileWishes {
  if (decimal !== undefined && decimal !== 'point' && decimal !== 'comma')
    throw wrongUsage(`--decimal takes point or comma, not "${decimal}".`);
  if (dates !== undefined && dates !== 'dmy' && dates !== 'mdy')
    throw wrongUsage(`--dates takes dmy or mdy, not "${dates}".`);
  return {
    ...(table === undefined ? {} : { table }),
    ...(map === undefined ? {} : { columns: readPairs('map', map) }),
    ...(set === undefined ? {} : { constants: readPairs('set', set) }),
    ...(decimal === undefined ? {} : { decimal }),
    ...(dates === undefined ? {} : { dates }),
  };
}

const COLUMNS = new Set(IMPORT_TABLES.flatMap(({ required, optional }) => [...required, ...optional]));

function readPairs(flag: string, pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      const [column, value] = [pair.slice(0, Math.max(0, at)).trim().toLowerCase(), pair.slice(at + 1).trim()];
      if (!COLUMNS.has(column) || value === '')
        throw wrongUsage(`--${flag} takes column=…, with a column of an import table, not "${pair}".`);
      return [column, value];
    }),
  );
}

const planJson = ({ tables, leftAside }: ImportPlan): unknown => ({
  tables: tables.map(({ label, format, table, mapping, spelling, columns, firstRows, headerLine }) => ({
    label,
    format,
    table: table.file,
    headerLine,
    columns,
    constants: Object.fromEntries(mapping.constants),
    ...spelling,
    firstRows,
  })),
  leftAside,
});

function sayPlan(plan: ImportPlan, terminal: Terminal): void {
  for (const { label, format, table, mapping, spelling, columns, firstRows } of plan.tables) {
    const signs = [
      ...(spelling.decimal === 'comma' ? ['decimal comma'] : []),
      ...(spelling.dates === null ? [] : [spelling.dates === 'dmy' ? 'day before month' : 'month before day']),
      ...[...mapping.constants].map(([column, value]) => `${column} is "${value}" in every row`),
    ];
    terminal.result(`${[`${label} is read as ${table.file}`, format, ...signs].join(' · ')}\n`);
    terminal.result(
      `${toColumns(
        [
          'column',
          'holds',
          'read as',
          'first rows',
          ...Array.from({ length: Math.max(0, firstRows.length - 1) }, () => ''),
        ],
        columns.map(({ header, column, type }, at) => [
          header,
          type,
          column ?? '(left aside)',
          ...firstRows.map((row) => (row[at] ?? '').replace(/\s+/g, ' ').slice(0, 24)),
        ]),
      )}\n`,
    );
  }
}

function sayReport(report: ImportReport, terminal: Terminal): void {
  const name = (file: ImportReport['files'][number]): string => file.label ?? file.file;
  terminal.result(
    toColumns(
      ['file', 'rows', 'taken', 'replaced', 'unchanged', 'rejected'],
      report.files.map((file) => [
        name(file),
        ...[file.rows, file.taken, file.replaced, file.unchanged, file.rejectedCount].map((count) =>
          count.toLocaleString('en'),
        ),
      ]),
    ),
  );
  for (const file of report.files) {
    for (const warning of file.warnings) terminal.result(`${name(file)}: ${warning}\n`);
    for (const { line, reason } of file.rejected) terminal.result(`${name(file)}:${line}: ${reason}\n`);
    if (file.rejectedCount > file.rejected.length)
      terminal.result(`${name(file)}: ${file.rejectedCount - file.rejected.length} more rejected rows\n`);
  }
}
