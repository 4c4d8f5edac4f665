/** How one table of a file will be read: which import table it is, which column is which, how it writes numbers and dates. */
import { createHash } from 'node:crypto';
import { AppError } from '../../errors.ts';
import {
  DATE_COLUMNS,
  headerKey,
  KNOWN_HEADERS,
  type Mapping,
  NUMBER_COLUMNS,
  rankTables,
  tableNamed,
  type Wishes,
} from './columns.ts';
import type { FileTable } from './file-table.ts';
import { quote } from './row.ts';
import {
  canonicalDate,
  canonicalNumber,
  type DateOrder,
  type DecimalSign,
  detectSpelling,
  type Spelling,
} from './spelling.ts';
import type { ImportTable } from './table.ts';
import type { SourceRecord, TableSource } from './table-source.ts';

/** Rows looked at for how numbers and dates are written. */
const SAMPLE_ROWS = 2_000;
/** A title or a remark may stand above the header. */
const MAX_LINES_ABOVE = 20;
const SHOWN_ROWS = 5;

export interface FileWishes extends Wishes {
  readonly decimal?: DecimalSign;
  readonly dates?: DateOrder;
}

export type ColumnType = 'text' | 'number' | 'date' | 'empty';

export interface PlannedColumn {
  /** As the file names it. */
  readonly header: string;
  /** Column of the format; null: left aside. */
  readonly column: string | null;
  /** What its sampled cells are. */
  readonly type: ColumnType;
}

export interface FilePlan {
  readonly label: string;
  readonly format: string;
  readonly table: ImportTable;
  readonly mapping: Mapping;
  readonly spelling: Spelling;
  readonly columns: readonly PlannedColumn[];
  /** Line of the header. */
  readonly headerLine: number;
  /** The first rows, as they stand in the file. */
  readonly firstRows: readonly (readonly string[])[];
  /** The same header gives the same signature, in any spelling of its names. */
  readonly signature: string;
  readonly source: TableSource;
}

const typeOf = (cells: readonly string[]): ColumnType => {
  const filled = cells.filter((cell) => cell !== '');
  if (filled.length === 0) return 'empty';
  const isNumber = (cell: string): boolean =>
    /\d/.test(cell) && /^[+-]?[\d.,\s'’\u00a0\u202f]+(e[+-]?\d+)?\s*%?$/i.test(cell);
  const isDate = (cell: string): boolean =>
    canonicalDate(cell, 'dmy') !== cell || canonicalDate(cell, 'mdy') !== cell || /^\d{4}-\d{2}-\d{2}$/.test(cell);
  // Years and days of 2024 in one number are dates to the eye and numbers to the column that takes numbers.
  if (filled.every(isDate) && !filled.every((cell) => /^\d+$/.test(cell))) return 'date';
  return filled.every(isNumber) ? 'number' : 'text';
};

function refuse(label: string, why: string, fix: string): AppError {
  return new AppError({ code: 'import', what: `${label} could not be read; nothing was imported.`, why, fix });
}

const listed = (names: readonly string[]): string =>
  `${names.slice(0, 30).map(quote).join(', ')}${names.length > 30 ? ' …' : ''}`;

function noTable(label: string, headers: readonly string[], nearest: Mapping, forced: boolean): AppError {
  const { table, missing } = nearest;
  const columns = missing.map((column) => `"${column}"`).join(', ');
  return refuse(
    label,
    forced
      ? `Its header has no column ${columns}, which ${table.file} needs; it is ${listed(headers)}.`
      : `Its columns are those of no import table; nearest is ${table.file}, for which ${columns} ${missing.length === 1 ? 'is' : 'are'} missing. Its header is ${listed(headers)}.`,
    `Name the columns in the first line as dc import --help lists them, or say which is which: --map ${missing[0]}="your header", or --set ${missing[0]}="one value for all rows".`,
  );
}

function checkWishes(label: string, headers: readonly string[], wishes: FileWishes): void {
  if (wishes.table !== undefined && tableNamed(wishes.table) === undefined)
    throw refuse(label, `There is no import table ${quote(wishes.table)}.`, 'Name one of those in dc import --help.');
  const keys = headers.map(headerKey);
  for (const [column, header] of Object.entries(wishes.columns ?? {}))
    if (!keys.includes(headerKey(header)))
      throw refuse(
        label,
        `It has no column ${quote(header)} to be read as "${column}"; its header is ${listed(headers)}.`,
        'Name a column of its header.',
      );
}

/** The first line that is a whole header; else the one that names most columns. */
function findHeader(lines: readonly SourceRecord[], label: string, wishes: FileWishes): number {
  const whole = lines.findIndex(({ cells }) => rankTables(cells, label, wishes)[0]?.missing.length === 0);
  if (whole >= 0) return whole;
  const wished = new Set(Object.values(wishes.columns ?? {}).map(headerKey));
  const known = lines.map(({ cells }) => {
    const keys = new Set(cells.map(headerKey));
    return [...keys].filter((key) => KNOWN_HEADERS.has(key) || wished.has(key)).length;
  });
  return Math.max(0, known.indexOf(Math.max(...known)));
}

/** A record in the columns and spellings of the format. */
function translate(record: SourceRecord, mapping: Mapping, width: number, spelling: Spelling): SourceRecord {
  const cells = [...record.cells];
  if (cells.length === width)
    for (const [column, at] of mapping.columns) {
      const cell = cells[at] ?? '';
      if (cell === '') continue;
      if (NUMBER_COLUMNS.has(column)) cells[at] = canonicalNumber(cell, spelling.decimal);
      else if (DATE_COLUMNS.has(column)) cells[at] = canonicalDate(cell, spelling.dates);
    }
  return { ...record, cells: [...cells, ...mapping.constants.values()] };
}

/**
 * Plans one table by its header and a sample of its rows.
 * @param remembered wishes kept from an earlier import of the same header, by its signature; what is wished now wins
 * @throws AppError `import` that names what is missing and how to say it
 */
export async function planTable(
  file: FileTable,
  wishes: FileWishes,
  remembered: (signature: string) => Promise<FileWishes | null> = async () => null,
): Promise<FilePlan> {
  const sample: SourceRecord[] = [];
  for await (const record of file.records()) {
    sample.push(record);
    if (sample.length > SAMPLE_ROWS) break;
  }
  if (sample.length === 0)
    throw refuse(file.label, 'It is empty.', 'Its first line must name the columns; dc import --help lists them.');
  const headerAt = findHeader(sample.slice(0, MAX_LINES_ABOVE), file.label, wishes);
  const header = sample[headerAt] as SourceRecord;
  const signature = createHash('sha256')
    .update(JSON.stringify(header.cells.map(headerKey)))
    .digest('hex')
    .slice(0, 32);
  const all: FileWishes = { ...(await remembered(signature)), ...wishes };
  checkWishes(file.label, header.cells, all);
  const mapping = rankTables(header.cells, file.label, all)[0];
  if (!mapping) throw new Error('there is always an import table to rank');
  const keys = header.cells.map(headerKey);
  for (const at of mapping.columns.values())
    if (keys.indexOf(keys[at] as string) !== keys.lastIndexOf(keys[at] as string))
      throw refuse(
        file.label,
        `Its header names the column ${quote(header.cells[at] ?? '')} twice.`,
        'Keep one of them.',
      );
  if (mapping.missing.length > 0) throw noTable(file.label, header.cells, mapping, all.table !== undefined);

  const rows = sample.slice(headerAt + 1);
  const cellsOf = (names: ReadonlySet<string>): string[] =>
    [...mapping.columns].flatMap(([column, at]) =>
      names.has(column) ? rows.flatMap(({ cells }) => (cells[at] ? [cells[at]] : [])) : [],
    );
  const detected = detectSpelling(cellsOf(NUMBER_COLUMNS), cellsOf(DATE_COLUMNS));
  const spelling: Spelling = { decimal: all.decimal ?? detected.decimal, dates: all.dates ?? detected.dates };
  const columnAt = new Map([...mapping.columns].map(([column, at]) => [at, column]));
  const spoken = new Set([...mapping.table.required, ...mapping.table.optional]);
  const names = header.cells.map((cell, at) => {
    const known = columnAt.get(at);
    if (known !== undefined) return known;
    // A column that was not chosen must not pass for the one that was.
    return spoken.has(cell.toLowerCase()) ? `${cell} (not used)` : cell;
  });
  const width = header.cells.length;
  const { table } = mapping;
  return {
    label: file.label,
    format: file.format,
    table,
    mapping,
    spelling,
    columns: header.cells.map((cell, at) => ({
      header: cell,
      column: columnAt.get(at) ?? null,
      type: typeOf(rows.map(({ cells }) => cells[at] ?? '')),
    })),
    headerLine: header.line,
    firstRows: rows.slice(0, SHOWN_ROWS).map(({ cells }) => cells),
    signature,
    source: {
      file: table.file,
      origin: file.label,
      label: file.label,
      warnings: file.warnings,
      async *records() {
        let at = 0;
        for await (const record of file.records()) {
          if (at === headerAt) yield { line: record.line, cells: [...names, ...mapping.constants.keys()] };
          else if (at > headerAt) yield translate(record, mapping, width, spelling);
          at += 1;
        }
      },
    },
  };
}
