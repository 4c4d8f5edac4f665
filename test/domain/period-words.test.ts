import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isIsoDate } from '../../src/domain/period.ts';
import { parsePeriod, periodRequestText } from '../../src/domain/period-words.ts';

const last = (count: number, unit: string) => ({ kind: 'last', count, unit });
const range = (from: string, to: string) => ({ kind: 'range', from, to });

describe('parsePeriod', () => {
  it.each([
    ['last 12 months', last(12, 'month')],
    ['Last twelve months', last(12, 'month')],
    ['past 6 weeks', last(6, 'week')],
    ['the last quarter', last(1, 'quarter')],
    ['last year', last(1, 'year')],
    ['previous 3 periods', last(3, 'period')],
    ['12m', last(12, 'month')],
    ['l12m', last(12, 'month')],
    ['LTM', last(12, 'month')],
    ['24 months', last(24, 'month')],
    ['YTD', { kind: 'year-to-date', fiscalStartMonth: 1 }],
    ['year to date', { kind: 'year-to-date', fiscalStartMonth: 1 }],
    ['ytd from April', { kind: 'year-to-date', fiscalStartMonth: 4 }],
    ['Q3 2025', range('2025-07-01', '2025-09-30')],
    ['2025-Q3', range('2025-07-01', '2025-09-30')],
    ['2025q3', range('2025-07-01', '2025-09-30')],
    ['Q1-Q3 2025', range('2025-01-01', '2025-09-30')],
    ['H2 2024', range('2024-07-01', '2024-12-31')],
    ['2024', range('2024-01-01', '2024-12-31')],
    ['2023..2024', range('2023-01-01', '2024-12-31')],
    ['2024-01..2024-06', range('2024-01-01', '2024-06-30')],
    ['2024-01 to 2024-06', range('2024-01-01', '2024-06-30')],
    ['2024-02-15..2024-03-10', range('2024-02-15', '2024-03-10')],
    ['2024-02', range('2024-02-01', '2024-02-29')],
    ['Jan-Jun 2024', range('2024-01-01', '2024-06-30')],
    ['Jan – Jun 2024', range('2024-01-01', '2024-06-30')],
    ['from January 2024 until June 2024', range('2024-01-01', '2024-06-30')],
    ['Nov 2023 - Feb 2024', range('2023-11-01', '2024-02-29')],
    ["Sept '24", range('2024-09-01', '2024-09-30')],
    ['1 January 2024 to 30 June 2024', range('2024-01-01', '2024-06-30')],
    ['March 5, 2024', range('2024-03-05', '2024-03-05')],
    ['FY 2025', range('2025-01-01', '2025-12-31')],
    ['FY2025 from April', range('2024-04-01', '2025-03-31')],
    ['FY 2024-25 from apr', range('2024-04-01', '2025-03-31')],
    ['2025-W01', range('2024-12-30', '2025-01-05')],
    ['2026-w53', range('2026-12-28', '2027-01-03')],
  ])('reads "%s"', (text, expected) => {
    expect(parsePeriod(text)).toEqual(expected);
  });

  it('takes the first month of the fiscal year from the caller', () => {
    expect(parsePeriod('FY 2025', 4)).toEqual(range('2024-04-01', '2025-03-31'));
    expect(parsePeriod('FY24/25', 4)).toEqual(range('2024-04-01', '2025-03-31'));
    expect(parsePeriod('FYTD', 4)).toEqual({ kind: 'year-to-date', fiscalStartMonth: 4 });
  });

  it.each([
    '',
    'aurora',
    'Q5 2025',
    '2024-13',
    '2024-02-30',
    '2024-06..2024-01',
    'last 0 months',
    'last 9999 months',
    'Q3',
    '2025-W53',
    '2024-01..',
    'FY 2024-27 from april',
    'ytd from smarch',
  ])('does not read "%s"', (text) => {
    expect(parsePeriod(text)).toBeNull();
  });

  it('never throws, and gives only real, ordered dates', () => {
    const words = fc.constantFrom(
      'last',
      'Q1',
      '2024',
      '2025-02',
      '..',
      '-',
      'to',
      'jan',
      'FY',
      '12',
      'months',
      'from',
      '30',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(words, { maxLength: 6 }).map((each) => each.join(' ')),
        ),
        (text) => {
          const period = parsePeriod(text);
          if (period?.kind !== 'range') return;
          expect(isIsoDate(period.from) && isIsoDate(period.to)).toBe(true);
          expect(period.from <= period.to).toBe(true);
          expect(parsePeriod(`${period.from}..${period.to}`)).toEqual(period);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('says a period so that it can be read again', () => {
    for (const text of [
      'last 12 months',
      'last 1 week',
      'year to date',
      'year to date from April',
      '2024-01-01 to 2024-06-30',
    ])
      expect(periodRequestText(parsePeriod(text))).toBe(text);
    expect(periodRequestText(null)).toBe('last 12 periods with data');
  });
});
