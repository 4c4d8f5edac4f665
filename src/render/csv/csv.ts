/** Tables as CSV: RFC 4180, UTF-8 with a byte-order mark (spreadsheets need it), full precision, no live formulas. */
import type { Cell, TableSpec } from '../../document/table.ts';

const BOM = '\uFEFF';

/** Texts that a spreadsheet would run as a formula, also behind blanks, tabs or line breaks (OWASP, CSV injection). */
const FORMULA = /^\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/u;

/** `text` made inert with a leading apostrophe where a spreadsheet would take it for a formula. */
export const inertText = (text: string): string => (FORMULA.test(text) || /^[\t\r]/.test(text) ? `'${text}` : text);

function field(cell: Cell): string {
  if (cell === null) return '';
  // The shortest digits that read back as the same number.
  if (typeof cell === 'number') return String(cell);
  const text = inertText(cell);
  return /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Every row and column of the table; the head names each column with its unit. */
export function tableCsv(table: TableSpec): Uint8Array {
  const head = table.columns.map(({ label, unit }) => (unit === null ? label : `${label} (${unit})`));
  const lines = [head, ...table.rows].map((row) => row.map(field).join(','));
  return new TextEncoder().encode(`${BOM}${lines.map((line) => `${line}\r\n`).join('')}`);
}
