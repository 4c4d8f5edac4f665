/**
 * Periods: the time grid of scores and outcomes.
 * A period is named by its first day (ISO `YYYY-MM-DD`) and numbered by a running index, so that arithmetic never
 * touches a clock or a time zone.
 */

export const FREQUENCIES = ['weekly', 'monthly', 'quarterly'] as const;
export type Frequency = (typeof FREQUENCIES)[number];

/** First day of a period, `YYYY-MM-DD`. Weeks are ISO weeks and start on Monday. */
export type Period = string;

/** A closed range of periods, both ends included. */
export interface PeriodRange {
  readonly from: Period;
  readonly to: Period;
}

const ISO_DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const MS_PER_DAY = 86_400_000;
/** 1970-01-05 was the first Monday of the epoch; ISO weeks are counted from it. */
const FIRST_MONDAY = 4;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Number of periods in one year, the season length used by every seasonal method. */
export const PERIODS_PER_YEAR: Readonly<Record<Frequency, number>> = { weekly: 52, monthly: 12, quarterly: 4 };

/** The word for one period: "week", "month" or "quarter". */
export const PERIOD_NOUN: Readonly<Record<Frequency, string>> = {
  weekly: 'week',
  monthly: 'month',
  quarterly: 'quarter',
};

function epochDay(date: string): number {
  const match = ISO_DATE.exec(date);
  if (!match) throw new RangeError(`"${date}" is not an ISO date (YYYY-MM-DD)`);
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const ms = Date.UTC(year, month - 1, day);
  const back = new Date(ms);
  if (back.getUTCMonth() !== month - 1 || back.getUTCDate() !== day)
    throw new RangeError(`"${date}" is not a calendar date`);
  return ms / MS_PER_DAY;
}

function isoDate(day: number): string {
  return new Date(day * MS_PER_DAY).toISOString().slice(0, 10);
}

/** True when `text` is a real calendar date in ISO form. */
export function isIsoDate(text: string): boolean {
  try {
    epochDay(text);
    return true;
  } catch {
    return false;
  }
}

/** Running number of the period that holds `date`; consecutive periods have consecutive numbers. */
export function periodIndex(frequency: Frequency, date: string): number {
  const day = epochDay(date);
  if (frequency === 'weekly') return Math.floor((day - FIRST_MONDAY) / 7);
  const year = Number(date.slice(0, 4));
  const month = Number(date.slice(5, 7)) - 1;
  return frequency === 'monthly' ? year * 12 + month : year * 4 + Math.floor(month / 3);
}

/** First day of the period with running number `index`. */
export function periodAt(frequency: Frequency, index: number): Period {
  if (frequency === 'weekly') return isoDate(index * 7 + FIRST_MONDAY);
  const perYear = PERIODS_PER_YEAR[frequency];
  const year = Math.floor(index / perYear);
  const month = (index - year * perYear) * (12 / perYear) + 1;
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-01`;
}

/** First day of the period that holds `date`. */
export function periodOf(frequency: Frequency, date: string): Period {
  return periodAt(frequency, periodIndex(frequency, date));
}

/** The period `count` periods later (earlier when negative). */
export function shiftPeriod(frequency: Frequency, period: Period, count: number): Period {
  return periodAt(frequency, periodIndex(frequency, period) + count);
}

/** Every period from `range.from` to `range.to`, both included; empty when the range is reversed. */
export function periodsIn(frequency: Frequency, range: PeriodRange): Period[] {
  const first = periodIndex(frequency, range.from);
  const last = periodIndex(frequency, range.to);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => periodAt(frequency, first + i));
}

/** Number of periods in the range, both ends included. */
export function periodCount(frequency: Frequency, range: PeriodRange): number {
  return periodIndex(frequency, range.to) - periodIndex(frequency, range.from) + 1;
}

/** Last calendar day of the period. */
export function periodEnd(frequency: Frequency, period: Period): string {
  return isoDate(epochDay(shiftPeriod(frequency, period, 1)) - 1);
}

/** Short label for axes and prose: "Oct 2026", "Q4 2026" or "5 Oct 2026" (the Monday of a week). */
export function periodLabel(frequency: Frequency, period: Period): string {
  const year = period.slice(0, 4);
  const month = Number(period.slice(5, 7));
  if (frequency === 'quarterly') return `Q${Math.floor((month - 1) / 3) + 1} ${year}`;
  if (frequency === 'monthly') return `${MONTHS[month - 1]} ${year}`;
  return `${Number(period.slice(8, 10))} ${MONTHS[month - 1]} ${year}`;
}

/** Label of a range: "Nov 2025 – Oct 2026", or the single period's label. */
export function rangeLabel(frequency: Frequency, range: PeriodRange): string {
  const from = periodLabel(frequency, range.from);
  return range.from === range.to ? from : `${from} – ${periodLabel(frequency, range.to)}`;
}

/** A calendar date for people: "31 Oct 2026". */
export function dateLabel(date: string): string {
  return `${Number(date.slice(8, 10))} ${MONTHS[Number(date.slice(5, 7)) - 1]} ${date.slice(0, 4)}`;
}
