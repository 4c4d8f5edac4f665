/** Texts from the web in the words of the import format: numbers with a decimal point, dates as YYYY-MM-DD. */
import { numberCell, periodCell } from '../foreign-cells.ts';
import type { WebTable } from './options.ts';

const NUMBERS = new Set(['raw', 'normalised', 'value', 'amount', 'impressions', 'clicks', 'weight', 'score']);
const DATES = new Set(['period', 'date', 'start', 'end', 'valid_from']);

function dateCell(text: string, order: WebTable['dates']): string {
  if (order === 'iso') return periodCell(text) ?? text;
  const parts = /^(\d{1,2})[./-](\d{1,2})[./-](\d{4})$/.exec(text);
  if (!parts) return periodCell(text) ?? text;
  const [, first = '', second = '', year = ''] = parts;
  const [day, month] = order === 'dmy' ? [first, second] : [second, first];
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

/** What is neither number nor date comes back as it was: the import refuses it by its name. */
export function importCell(
  column: string,
  text: string,
  { numbers, dates }: Pick<WebTable, 'numbers' | 'dates'>,
): string {
  const trimmed = text.trim();
  if (trimmed === '') return '';
  if (NUMBERS.has(column)) return numberCell(trimmed, numbers, false);
  return DATES.has(column) ? dateCell(trimmed, dates) : trimmed;
}
