/** Foreign values in the words of the import format: numbers kept as text, periods in many spellings, yes and no. */
import { isIsoDate } from '../../domain/period.ts';

export type NumberStyle = 'point' | 'comma';

const COMMA = /^[+-]?(\d{1,3}(\.\d{3})+|\d+),\d+$/;
const POINT = /^[+-]?(\d{1,3}(,\d{3})+|\d+)\.\d+$/;
const MISSING = /^(|null|none|nan|n\/?a|[-–—]+)$/i;

/** Whether a text stands for "no value". */
export const isMissing = (text: string | null): boolean => text === null || MISSING.test(text.trim());

/** How the numbers of a sample are written; a decimal comma only where it occurs and no decimal point does. */
export function styleOf(sample: readonly string[]): NumberStyle {
  const cleaned = sample.map(clean);
  return cleaned.some((text) => COMMA.test(text)) && !cleaned.some((text) => POINT.test(text)) ? 'comma' : 'point';
}

/** Blanks, non-breaking ones included, and a trailing per cent sign. */
const clean = (text: string): string => text.replace(/[\s\u00a0\u202f]/g, '').replace(/%$/, '');

/**
 * A number as the import reads it; what is no number comes back as it was, to be refused by its name.
 * @param bounded the value cannot reach a thousand: a lone comma is then a decimal one, whatever the style
 */
export function numberCell(text: string, style: NumberStyle, bounded: boolean): string {
  const cleaned = clean(text);
  if (style === 'comma' || (bounded && /^[+-]?\d{1,3},\d+$/.test(cleaned)))
    return cleaned.includes(',') ? cleaned.replaceAll('.', '').replace(',', '.') : cleaned;
  if (/^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/.test(cleaned)) return cleaned.replaceAll(',', '');
  return cleaned === '' ? text : cleaned;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const two = (value: number): string => String(value).padStart(2, '0');
const firstOf = (year: string, month: number): string | null =>
  month >= 1 && month <= 12 ? `${year}-${two(month)}-01` : null;

/** Monday of an ISO week: the week that holds 4 January is the first. */
function weekStart(year: number, week: number): string | null {
  if (week < 1 || week > 53) return null;
  const fourth = new Date(Date.UTC(year, 0, 4));
  const monday = fourth.getTime() - ((fourth.getUTCDay() + 6) % 7) * 86_400_000;
  return new Date(monday + (week - 1) * 604_800_000).toISOString().slice(0, 10);
}

/** First day of "2026-03-01 …", "2026-03", "202603", "20260301", "2026-Q1", "Q1 2026", "Mar 2026", "2026-W09"; null: none of these. */
export function periodCell(text: string): string | null {
  const trimmed = text.trim();
  const day = /^(\d{4}-\d{2}-\d{2})(?:[ T].*)?$/.exec(trimmed)?.[1];
  if (day !== undefined) return isIsoDate(day) ? day : null;
  const month = /^(\d{4})[-/.]?(\d{2})$/.exec(trimmed);
  if (month) return firstOf(month[1] ?? '', Number(month[2]));
  const compact = /^(\d{4})(\d{2})(\d{2})$/.exec(trimmed);
  if (compact) {
    const date = compact.slice(1).join('-');
    return isIsoDate(date) ? date : null;
  }
  const quarter = /^(\d{4})[-\s]?Q([1-4])$/i.exec(trimmed) ?? /^Q([1-4])[-\s]?(\d{4})$/i.exec(trimmed);
  if (quarter) {
    const [a = '', b = ''] = quarter.slice(1);
    const [year, number] = a.length === 4 ? [a, b] : [b, a];
    return firstOf(year, Number(number) * 3 - 2);
  }
  const week = /^(\d{4})-?W(\d{2})$/i.exec(trimmed);
  if (week) return weekStart(Number(week[1]), Number(week[2]));
  const named = /^([a-z]{3,9})[-\s,.]*(\d{4})$/i.exec(trimmed);
  if (named) return firstOf(named[2] ?? '', MONTHS.indexOf((named[1] ?? '').slice(0, 3).toLowerCase()) + 1);
  return null;
}

/** The period that a project's name ends in ("Skincare Q1 2026"), where the project is the period. */
export function periodInName(name: string): string | null {
  const words = name.trim().split(/[\s_]+/);
  return periodCell(words.slice(-2).join(' ')) ?? periodCell(words.at(-1) ?? '');
}

export function directionCell(text: string): string {
  const plain = text.trim().toLowerCase();
  if (/^(higher|up|positive|pos|asc|ascending|\+|1|high|higher is better|increase)$/.test(plain)) return 'higher';
  if (/^(lower|down|negative|neg|desc|descending|-|-1|low|lower is better|decrease)$/.test(plain)) return 'lower';
  return text;
}

export function roleCell(text: string): string {
  const plain = text.trim().toLowerCase();
  if (/^(own|ours|our|client|internal|primary|self|main)$/.test(plain)) return 'own';
  if (/^(competitor|competition|rival|external|peer|other)$/.test(plain)) return 'competitor';
  return text;
}
