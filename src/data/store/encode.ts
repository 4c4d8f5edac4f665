/** Values as PostgreSQL's text form, and names as quoted identifiers: what COPY and `unnest` send. */
import type { SqlValue } from './database.ts';

function arrayLiteral(items: readonly (string | number | boolean | null)[]): string {
  const quoted = items.map((item) => (item === null ? 'NULL' : `"${String(item).replace(/["\\]/g, '\\$&')}"`));
  return `{${quoted.join(',')}}`;
}

/** The text that PostgreSQL's input function of any type reads back as this value; null stays null. */
export function encodeText(value: SqlValue): string | null {
  if (value === null || typeof value === 'string') return value;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`;
  return Array.isArray(value) ? arrayLiteral(value) : String(value);
}

const COPY_ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** One line of COPY's text format. */
export function copyLine(row: readonly SqlValue[]): string {
  const cells = row.map((value) => encodeText(value)?.replace(/[\\\t\n\r]/g, (c) => COPY_ESCAPES[c] ?? c) ?? '\\N');
  return `${cells.join('\t')}\n`;
}

/** `name` or `schema.name`, quoted. */
export function quoteIdentifier(name: string): string {
  return name
    .split('.')
    .map((part) => `"${part.replaceAll('"', '""')}"`)
    .join('.');
}
