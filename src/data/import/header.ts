/** The header of an import file: which column is where, what is missing, what nobody asked for. */
import { AppError } from '../../errors.ts';
import { quote } from './row.ts';
import type { ImportTable } from './table.ts';
import type { SourceRecord } from './table-source.ts';

export interface Header {
  readonly columns: ReadonlyMap<string, number>;
  readonly width: number;
  readonly warnings: readonly string[];
}

function refuse(table: ImportTable, why: string, fix: string): never {
  throw new AppError({
    code: 'import',
    what: `${table.file} could not be read; nothing was imported.`,
    why,
    fix,
  });
}

/** @throws AppError that names file, column and fix when a needed column is missing or named twice */
export function readHeader(table: ImportTable, record: SourceRecord | undefined): Header {
  const expected = [...table.required, ...table.optional].join(',');
  if (!record) refuse(table, 'It is empty.', `Its first line must name the columns: ${expected}.`);
  const columns = new Map<string, number>();
  const unknown: string[] = [];
  record.cells.forEach((cell, at) => {
    const name = cell.trim().toLowerCase();
    if (![...table.required, ...table.optional].includes(name)) {
      unknown.push(quote(cell));
      return;
    }
    if (columns.has(name)) refuse(table, `Its header names the column "${name}" twice.`, 'Keep one of them.');
    columns.set(name, at);
  });
  const missing = table.required.filter((name) => !columns.has(name));
  if (missing.length > 0)
    refuse(
      table,
      `Its header has no column "${missing.join('", "')}".`,
      `Name the columns in the first line: ${expected} (commas between them).`,
    );
  const warnings =
    unknown.length > 0
      ? [
          `Unknown column${unknown.length === 1 ? '' : 's'} left aside: ${unknown.slice(0, 20).join(', ')}${unknown.length > 20 ? ' …' : ''}.`,
        ]
      : [];
  return { columns, width: record.cells.length, warnings };
}
