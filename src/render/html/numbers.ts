/** Numbers and periods of table cells as a person reads them, in the document's locale. */
import type { TableColumn } from '../../document/table.ts';
import { dateLabel, isIsoDate, periodLabel } from '../../domain/period.ts';

const formats = new Map<string, Intl.NumberFormat>();

/** `value` with exactly `decimals` (null: up to three), grouped, with a true minus sign. */
export function formatNumber(value: number, decimals: number | null, locale: string): string {
  const key = `${locale}|${decimals}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(locale, {
      minimumFractionDigits: decimals ?? 0,
      maximumFractionDigits: decimals ?? 3,
    });
    formats.set(key, format);
  }
  const text = format.format(value).replace('-', '−');
  // A rounded nothing has no sign.
  return /[1-9]/.test(text) ? text : text.replace('−', '');
}

/** Three significant figures, at least one where the value is not zero: "0.22", "68.9", "1,240". */
export function formatSignificant(value: number, locale: string): string {
  const digits = Math.abs(value) >= 100 ? Math.floor(Math.log10(Math.abs(value))) + 1 : 3;
  return new Intl.NumberFormat(locale, { maximumSignificantDigits: digits }).format(value).replace('-', '−');
}

/** A probability the way journals print it: ".004", "< .001". */
export function formatProbability(value: number): string {
  return value < 0.001 ? '< .001' : value.toFixed(3).replace(/^0/, '');
}

/** "p = .004" and the like in running text, held together on one line. */
export const tieStatistics = (text: string): string => text.replace(/\b([pqn]) ([=<≤]) (?=[\d.])/g, '$1\u00A0$2\u00A0');

export const isProbability = (column: Pick<TableColumn, 'id' | 'label'>): boolean => /^[pq]$/.test(column.label);

/** A period's first day as a label: months and quarters by name, weeks by their Monday, other text as it is. */
export function formatPeriod(cell: string, column: readonly unknown[]): string {
  if (!isIsoDate(cell)) return cell;
  const days = column.filter((other): other is string => typeof other === 'string' && isIsoDate(other));
  if (!days.every((day) => day.endsWith('-01'))) return dateLabel(cell);
  const months = new Set(days.map((day) => Number(day.slice(5, 7))));
  const quarterly = months.size > 1 && [...months].every((month) => month % 3 === 1);
  return periodLabel(quarterly ? 'quarterly' : 'monthly', cell);
}
