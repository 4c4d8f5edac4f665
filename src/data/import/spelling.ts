/**
 * How a file writes numbers and dates, and both in the one spelling that the import reads: a decimal point, YYYY-MM-DD.
 * Only what can be read in one way is rewritten; the rest stays as it is and is refused with its reason.
 */
import { isIsoDate, periodAt, periodIndex } from '../../domain/period.ts';

export type DecimalSign = 'point' | 'comma';
/** Which comes first in dates like 03/04/2024. */
export type DateOrder = 'dmy' | 'mdy';

export interface Spelling {
  /** Null: no number in the file tells; a point is read as the decimal sign, and a lone comma is refused. */
  readonly decimal: DecimalSign | null;
  /** Null: no date in the file tells; such dates are refused. */
  readonly dates: DateOrder | null;
}

export const PLAIN: Spelling = { decimal: null, dates: null };

const CANONICAL_NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,3})?$/i;
/** Blanks (also narrow and no-break ones) and apostrophes between groups of three digits. */
const GROUP_SIGNS = /(?<=\d)[\s\u00a0\u202f'’](?=\d{3}(?!\d))/g;
/** Grouped by the sign in the brackets, decimals by the other one. */
const GROUPED_BY_COMMA = /^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/;
const GROUPED_BY_POINT = /^[+-]?\d{1,3}(\.\d{3})+(,\d+)?$/;
const DECIMAL_COMMA = /^[+-]?(\d+,\d*|,\d+)(e[+-]?\d{1,3})?$/i;
/** One comma before exactly three digits: 1,234 is 1.234 in one half of the world and 1234 in the other. */
const LONE_COMMA = /^[+-]?\d{1,3},\d{3}$/;

const plain = (text: string): string => text.replace(GROUP_SIGNS, '').replace(/\s*%$/, '');

/** What one cell says about the decimal sign: null when it could be either, or is no number. */
function decimalEvidence(cell: string): DecimalSign | null {
  const text = plain(cell);
  if (LONE_COMMA.test(text)) return null;
  if (GROUPED_BY_COMMA.test(text)) return 'point';
  if (GROUPED_BY_POINT.test(text)) return text.includes(',') ? 'comma' : null;
  if (DECIMAL_COMMA.test(text)) return 'comma';
  return CANONICAL_NUMBER.test(text) && text.includes('.') ? 'point' : null;
}

/** The number with a decimal point, or the text as it is. */
export function canonicalNumber(cell: string, decimal: DecimalSign | null): string {
  if (decimal !== 'comma' && CANONICAL_NUMBER.test(cell)) return cell;
  const text = plain(cell);
  if (decimal === 'comma') {
    if (GROUPED_BY_POINT.test(text)) return text.replaceAll('.', '').replace(',', '.');
    if (DECIMAL_COMMA.test(text)) return text.replace(',', '.');
    return /^[+-]?\d+(e[+-]?\d{1,3})?$/i.test(text) ? text : cell;
  }
  if (decimal === null && text.includes(',') && GROUPED_BY_POINT.test(text))
    return text.replaceAll('.', '').replace(',', '.');
  if (GROUPED_BY_COMMA.test(text) && (decimal === 'point' || !LONE_COMMA.test(text))) return text.replaceAll(',', '');
  if (DECIMAL_COMMA.test(text) && !LONE_COMMA.test(text) && decimal === null) return text.replace(',', '.');
  return CANONICAL_NUMBER.test(text) ? text : cell;
}

/** Why a cell that looks like a number is not read as one; null when it does not look like one. */
export function numberProblem(cell: string): string | null {
  const text = plain(cell);
  if (LONE_COMMA.test(text))
    return `could be ${text.replace(',', '.')} or ${text.replace(',', '')}; say which sign the file’s decimals have`;
  return GROUPED_BY_COMMA.test(text) || DECIMAL_COMMA.test(text)
    ? 'has a decimal comma, while other numbers of the file have a point'
    : null;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH_NAME = /^(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?$/i;
const SLASHED = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4})$/;

const monthOf = (name: string): number =>
  MONTH_NAME.test(name) ? MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1 : 0;
const iso = (year: string | number, month: string | number, day: string | number): string =>
  `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;

function dateEvidence(cell: string): DateOrder | null {
  const match = SLASHED.exec(cell);
  if (!match) return null;
  const [first, second] = [Number(match[1]), Number(match[2])];
  if (first > 12 && second <= 12) return 'dmy';
  return second > 12 && first <= 12 ? 'mdy' : null;
}

/** The readings of a date: none, one, or two where day and month could change places. */
function readings(cell: string, order: DateOrder | null): string[] {
  let match = /^(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}/.exec(cell);
  if (match) return [match[1] as string];
  match = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(cell);
  if (match) return [iso(match[1] as string, match[2] as string, match[3] as string)];
  match = /^(\d{4})(\d{2})(\d{2})$/.exec(cell);
  if (match) return [iso(match[1] as string, match[2] as string, match[3] as string)];
  match = /^(\d{4})[-/](\d{1,2})$/.exec(cell);
  if (match) return [iso(match[1] as string, match[2] as string, 1)];
  match = /^(\d{1,2})\/(\d{4})$/.exec(cell);
  if (match) return [iso(match[2] as string, match[1] as string, 1)];
  // Points between the parts: the day comes first wherever dates are written so.
  match = /^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})$/.exec(cell);
  if (match) return [iso(match[3] as string, match[2] as string, match[1] as string)];
  match = /^(\d{4})[-\s]?Q([1-4])$/i.exec(cell) ?? null;
  if (match) return [iso(match[1] as string, 3 * Number(match[2]) - 2, 1)];
  match = /^Q([1-4])[-/\s](\d{4})$/i.exec(cell);
  if (match) return [iso(match[2] as string, 3 * Number(match[1]) - 2, 1)];
  match = /^(\d{4})[-\s]?W(\d{1,2})$/i.exec(cell);
  if (match) {
    // ISO 8601: week 1 holds the 4th of January.
    const [year, week] = [Number(match[1]), Number(match[2])];
    const first = periodIndex('weekly', `${match[1]}-01-04`);
    const next = periodIndex('weekly', `${String(year + 1).padStart(4, '0')}-01-04`);
    return week >= 1 && first + week - 1 < next ? [periodAt('weekly', first + week - 1)] : [];
  }
  match = /^([a-z]+\.?)[-\s](\d{4})$/i.exec(cell);
  if (match && monthOf(match[1] as string) > 0) return [iso(match[2] as string, monthOf(match[1] as string), 1)];
  match = /^(\d{1,2})[-\s]([a-z]+\.?)[-\s,]+(\d{4})$/i.exec(cell);
  if (match && monthOf(match[2] as string) > 0)
    return [iso(match[3] as string, monthOf(match[2] as string), match[1] as string)];
  match = /^([a-z]+\.?)\s(\d{1,2}),?\s(\d{4})$/i.exec(cell);
  if (match && monthOf(match[1] as string) > 0)
    return [iso(match[3] as string, monthOf(match[1] as string), match[2] as string)];
  match = SLASHED.exec(cell);
  if (match) {
    const [, first = '', second = '', year = ''] = match;
    const [dayFirst, monthFirst] = [iso(year, second, first), iso(year, first, second)];
    if (order !== null) return [order === 'dmy' ? dayFirst : monthFirst];
    return [...new Set([dayFirst, monthFirst].filter(isIsoDate))];
  }
  return [];
}

/** The date as YYYY-MM-DD (the first day of a month, quarter or week that is named), or the text as it is. */
export function canonicalDate(cell: string, order: DateOrder | null): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(cell)) return cell;
  const [only, other] = readings(cell, order).filter(isIsoDate);
  return only !== undefined && other === undefined ? only : cell;
}

/** Why a cell that looks like a date is not read as one; null when it does not look like one. */
export function dateProblem(cell: string): string | null {
  const [one, other] = readings(cell, null).filter(isIsoDate);
  return one !== undefined && other !== undefined
    ? `could be ${one} or ${other}; say whether the day or the month comes first`
    : null;
}

/** One vote for the only value that the cells agree on; null when they disagree or say nothing. */
function agreed<T>(votes: Iterable<T | null>): T | null {
  const kinds = new Set<T>();
  for (const vote of votes) if (vote !== null) kinds.add(vote);
  return kinds.size === 1 ? ([...kinds][0] as T) : null;
}

/** What the cells of a sample say. A decimal point in one place and a comma in another leave each cell to itself. */
export function detectSpelling(numbers: readonly string[], dates: readonly string[]): Spelling {
  return { decimal: agreed(numbers.map(decimalEvidence)), dates: agreed(dates.map(dateEvidence)) };
}
