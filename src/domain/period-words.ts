/**
 * Periods as people write them: "last 12 months", "Q3 2025", "2024-01..2024-06", "Jan–Jun 2024", "YTD", "FY 2025".
 * Relative periods stay relative (they count from the last period with data), so no clock is needed.
 */
import { isIsoDate, periodAt, periodEnd, periodIndex } from './period.ts';
import type { PeriodRequest } from './selection.ts';

const MONTH_NAMES = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

type Unit = Extract<PeriodRequest, { kind: 'last' }>['unit'];

const UNITS: Readonly<Record<string, Unit>> = {
  w: 'week',
  wk: 'week',
  wks: 'week',
  week: 'week',
  weeks: 'week',
  m: 'month',
  mo: 'month',
  mos: 'month',
  mth: 'month',
  mths: 'month',
  month: 'month',
  months: 'month',
  q: 'quarter',
  qtr: 'quarter',
  qtrs: 'quarter',
  quarter: 'quarter',
  quarters: 'quarter',
  y: 'year',
  yr: 'year',
  yrs: 'year',
  year: 'year',
  years: 'year',
  period: 'period',
  periods: 'period',
};

const NUMBER_WORDS: Readonly<Record<string, number>> = {
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  eighteen: 18,
};

const UNIT = Object.keys(UNITS).join('|');
const COUNT = `\\d{1,3}|${Object.keys(NUMBER_WORDS).join('|')}`;
const LAST = new RegExp(
  `^(?:the )?(?:last|past|previous|trailing|rolling|latest|recent) (?:(${COUNT})[ -]?)?(${UNIT})$`,
);
const COUNTED = new RegExp(`^(?:l|r)?(${COUNT})[ -]?(${UNIT})$`);
const MAX_COUNT = 520;

/** Most words that one period can have: "from 1 january 2024 to 30 june 2024" and a little more. */
export const MAX_PERIOD_WORDS = 9;

/** First and last calendar day of a stretch of time. */
interface Span {
  readonly from: string;
  readonly to: string;
}

/**
 * Reads one period. Case, dashes ("–", "—", "..", "to", "until") and blanks do not matter.
 * "FY 2025" is the fiscal year that *ends* in 2025, as most companies name it; with January as first month it is the calendar year.
 * @param text the whole text must be the period
 * @param fiscalStartMonth 1–12, first month of the fiscal year; "… from April" inside the text wins
 * @returns null when the text is not a period (unknown words, impossible dates, end before start)
 */
export function parsePeriod(text: string, fiscalStartMonth = 1): PeriodRequest | null {
  const words = text
    .toLowerCase()
    .replace(/[–—−]/g, '-')
    .replace(/['’](?=\d{2}\b)/g, '20')
    .replace(/,/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  if (words === '' || words.length > 80) return null;
  return relative(words, fiscalStartMonth) ?? absolute(words, fiscalStartMonth);
}

function relative(words: string, fiscalStartMonth: number): PeriodRequest | null {
  const fiscal =
    /^(?:fytd|fiscal ytd|fiscal year to date|ytd|year to date|year-to-date|this year)(?: from ([a-z]+))?$/.exec(words);
  if (fiscal) {
    const month = fiscal[1] === undefined ? null : monthNumber(fiscal[1]);
    if (fiscal[1] !== undefined && month === null) return null;
    return { kind: 'year-to-date', fiscalStartMonth: month ?? (words.startsWith('f') ? fiscalStartMonth : 1) };
  }
  if (/^(?:ltm|ttm|mat)$/.test(words)) return { kind: 'last', count: 12, unit: 'month' };
  const match = LAST.exec(words) ?? COUNTED.exec(words);
  if (!match) return null;
  const unit = UNITS[match[2] ?? ''];
  const count = match[1] === undefined ? 1 : (NUMBER_WORDS[match[1]] ?? Number(match[1]));
  if (unit === undefined || count < 1 || count > MAX_COUNT) return null;
  return { kind: 'last', count, unit };
}

function absolute(words: string, fiscalStartMonth: number): PeriodRequest | null {
  const single = spanOf(words, fiscalStartMonth);
  if (single) return { kind: 'range', ...single };
  const ends = words.replace(/^(?:from|between) /, '');
  for (const separator of [/ ?\.{2,3} ?/, / (?:to|until|till|through|thru|and) /, / - /, /-/, / ?\/ ?/]) {
    for (const cut of cuts(ends, separator)) {
      const range = between(cut[0], cut[1], fiscalStartMonth);
      if (range) return { kind: 'range', ...range };
    }
  }
  return null;
}

/** Every way to cut the text in two at the separator. */
function cuts(text: string, separator: RegExp): [string, string][] {
  const found: [string, string][] = [];
  for (const match of text.matchAll(new RegExp(separator, 'g')))
    found.push([text.slice(0, match.index), text.slice(match.index + match[0].length)]);
  return found;
}

function between(left: string, right: string, fiscalStartMonth: number): Span | null {
  const last = spanOf(right, fiscalStartMonth);
  if (!last) return null;
  // "Jan–Jun 2024", "Q1–Q3 2025": the year stands only once.
  const first = spanOf(left, fiscalStartMonth) ?? spanOf(`${left} ${last.to.slice(0, 4)}`, fiscalStartMonth);
  if (!first || first.from > last.to || first.from > last.from) return null;
  return { from: first.from, to: last.to };
}

/** One named stretch: a day, week, month, quarter, half, year or fiscal year. */
function spanOf(words: string, fiscalStartMonth: number): Span | null {
  let match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(words);
  if (match) return isIsoDate(words) ? { from: words, to: words } : null;
  match = /^(\d{4})[-/.](\d{1,2})$/.exec(words);
  if (match) return months(Number(match[1]), Number(match[2]), 1);
  match = /^(\d{1,2})\/(\d{4})$/.exec(words);
  if (match) return months(Number(match[2]), Number(match[1]), 1);
  match = /^(\d{4})$/.exec(words);
  if (match) return months(Number(match[1]), 1, 12);
  match = /^q([1-4])[ /-]?(\d{4})$/.exec(words);
  if (match) return months(Number(match[2]), Number(match[1]) * 3 - 2, 3);
  match = /^(\d{4})[ /-]?q([1-4])$/.exec(words);
  if (match) return months(Number(match[1]), Number(match[2]) * 3 - 2, 3);
  match = /^h([12])[ /-]?(\d{4})$/.exec(words);
  if (match) return months(Number(match[2]), Number(match[1]) * 6 - 5, 6);
  match = /^(\d{4})[ /-]?h([12])$/.exec(words);
  if (match) return months(Number(match[1]), Number(match[2]) * 6 - 5, 6);
  match = /^(\d{4})[ -]?w(\d{1,2})$/.exec(words);
  if (match) return isoWeek(Number(match[1]), Number(match[2]));
  match = /^([a-z]+)\.?[ -]?(\d{4})$/.exec(words);
  if (match) {
    const month = monthNumber(match[1] ?? '');
    if (month !== null) return months(Number(match[2]), month, 1);
  }
  match = /^(\d{1,2})\.? ([a-z]+)\.? (\d{4})$/.exec(words);
  if (match) return day(Number(match[3]), match[2] ?? '', Number(match[1]));
  match = /^([a-z]+)\.? (\d{1,2}) (\d{4})$/.exec(words);
  if (match) return day(Number(match[3]), match[1] ?? '', Number(match[2]));
  return fiscalYear(words, fiscalStartMonth);
}

function fiscalYear(words: string, fiscalStartMonth: number): Span | null {
  const match =
    /^(?:fy|fiscal|fiscal year|financial year) ?(\d{4}|\d{2})(?:[-/](\d{2}|\d{4}))?(?: from ([a-z]+))?$/.exec(words);
  if (!match) return null;
  const start = match[3] === undefined ? fiscalStartMonth : monthNumber(match[3]);
  if (start === null) return null;
  const first = century(match[1] ?? '');
  if (match[2] !== undefined) {
    // "FY 2024-25" names both calendar years that it touches.
    if (century(match[2]) !== first + 1 || start === 1) return null;
    return months(first, start, 12);
  }
  return months(start === 1 ? first : first - 1, start, 12);
}

const century = (digits: string): number => (digits.length === 2 ? 2000 + Number(digits) : Number(digits));

function months(year: number, month: number, count: number): Span | null {
  if (month < 1 || month > 12 || year < 1900 || year > 2199) return null;
  const first = year * 12 + month - 1;
  return { from: periodAt('monthly', first), to: periodEnd('monthly', periodAt('monthly', first + count - 1)) };
}

function isoWeek(year: number, week: number): Span | null {
  if (week < 1 || week > 53 || year < 1900 || year > 2199) return null;
  // ISO 8601: week 1 is the week with 4 January; week 53 exists when 28 December lies in it.
  const first = periodIndex('weekly', `${year}-01-04`);
  const index = first + week - 1;
  if (index > periodIndex('weekly', `${year}-12-28`)) return null;
  const from = periodAt('weekly', index);
  return { from, to: periodEnd('weekly', from) };
}

function day(year: number, name: string, number: number): Span | null {
  const month = monthNumber(name);
  if (month === null) return null;
  const date = `${year}-${String(month).padStart(2, '0')}-${String(number).padStart(2, '0')}`;
  return isIsoDate(date) ? { from: date, to: date } : null;
}

/** 1–12 for a month's name or its first three or more letters ("sep", "sept"). */
function monthNumber(name: string): number | null {
  if (name.length < 3) return null;
  const index = MONTH_NAMES.findIndex((month) => month.startsWith(name));
  return index === -1 ? null : index + 1;
}

/** The period in words, as confirmations show it: "last 12 months", "2024-01-01 to 2024-06-30", "year to date". */
export function periodRequestText(period: PeriodRequest | null): string {
  if (period === null) return 'last 12 periods with data';
  if (period.kind === 'last') return `last ${period.count} ${period.unit}${period.count === 1 ? '' : 's'}`;
  if (period.kind === 'range') return `${period.from} to ${period.to}`;
  const month = MONTH_NAMES[period.fiscalStartMonth - 1] ?? 'january';
  return period.fiscalStartMonth === 1
    ? 'year to date'
    : `year to date from ${month.charAt(0).toUpperCase()}${month.slice(1)}`;
}
