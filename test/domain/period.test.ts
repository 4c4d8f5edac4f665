import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  dateLabel,
  FREQUENCIES,
  isIsoDate,
  PERIODS_PER_YEAR,
  periodAt,
  periodCount,
  periodEnd,
  periodIndex,
  periodLabel,
  periodOf,
  periodsIn,
  rangeLabel,
  shiftPeriod,
} from '../../src/domain/period.ts';

const DAY_MS = 86_400_000;
const date = fc
  .integer({ min: Date.UTC(1900, 0, 1) / DAY_MS, max: Date.UTC(2199, 11, 31) / DAY_MS })
  .map((day) => new Date(day * DAY_MS).toISOString().slice(0, 10));
const frequency = fc.constantFrom(...FREQUENCIES);

describe('periods', () => {
  it.each([
    ['2026-02-29', false],
    ['2024-02-29', true],
    ['2026-13-01', false],
    ['2026-1-01', false],
    ['2026-01-01T00:00', false],
    ['', false],
  ])('knows whether %j is a calendar date', (text, real) => {
    expect(isIsoDate(text)).toBe(real);
  });

  it('starts ISO weeks on Monday, across years', () => {
    // 2026-01-01 was a Thursday.
    expect(periodOf('weekly', '2026-01-01')).toBe('2025-12-29');
    expect(periodOf('weekly', '2026-01-04')).toBe('2025-12-29');
    expect(periodOf('weekly', '2026-01-05')).toBe('2026-01-05');
    expect(periodEnd('weekly', '2025-12-29')).toBe('2026-01-04');
  });

  it('knows months and quarters', () => {
    expect(periodOf('monthly', '2024-02-29')).toBe('2024-02-01');
    expect(periodEnd('monthly', '2024-02-01')).toBe('2024-02-29');
    expect(periodOf('quarterly', '2026-11-22')).toBe('2026-10-01');
    expect(periodEnd('quarterly', '2026-10-01')).toBe('2026-12-31');
    expect(shiftPeriod('quarterly', '2026-01-01', -1)).toBe('2025-10-01');
    expect(shiftPeriod('monthly', '2026-01-01', -13)).toBe('2024-12-01');
  });

  it('counts both ends, and a reversed range holds nothing', () => {
    expect(periodCount('monthly', { from: '2025-11-01', to: '2026-10-01' })).toBe(12);
    expect(periodsIn('monthly', { from: '2026-01-01', to: '2026-03-01' })).toEqual([
      '2026-01-01',
      '2026-02-01',
      '2026-03-01',
    ]);
    expect(periodsIn('monthly', { from: '2026-03-01', to: '2026-01-01' })).toEqual([]);
  });

  it('labels them for people', () => {
    expect(periodLabel('monthly', '2026-10-01')).toBe('Oct 2026');
    expect(periodLabel('quarterly', '2026-10-01')).toBe('Q4 2026');
    expect(periodLabel('weekly', '2026-10-05')).toBe('5 Oct 2026');
    expect(rangeLabel('monthly', { from: '2025-11-01', to: '2026-10-01' })).toBe('Nov 2025 – Oct 2026');
    expect(rangeLabel('monthly', { from: '2025-11-01', to: '2025-11-01' })).toBe('Nov 2025');
    expect(dateLabel('2026-10-31')).toBe('31 Oct 2026');
  });

  it('refuses what is no date', () => {
    expect(() => periodIndex('monthly', 'soon')).toThrow(RangeError);
    expect(() => periodIndex('weekly', '2026-02-30')).toThrow(RangeError);
  });

  it('places every day in exactly one period: from its first day to its last, neighbours adjoining', () => {
    fc.assert(
      fc.property(frequency, date, (f, day) => {
        const period = periodOf(f, day);
        const end = periodEnd(f, period);
        expect(period <= day && day <= end).toBe(true);
        expect(periodIndex(f, end)).toBe(periodIndex(f, period));
        expect(periodAt(f, periodIndex(f, period))).toBe(period);
        const next = shiftPeriod(f, period, 1);
        expect(Date.parse(next) - Date.parse(end)).toBe(DAY_MS);
        expect(shiftPeriod(f, next, -1)).toBe(period);
      }),
    );
  });

  it('keeps the season when it goes a year back (months and quarters)', () => {
    fc.assert(
      fc.property(fc.constantFrom('monthly' as const, 'quarterly' as const), date, (f, day) => {
        const before = shiftPeriod(f, periodOf(f, day), -PERIODS_PER_YEAR[f]);
        expect(before.slice(4)).toBe(periodOf(f, day).slice(4));
        expect(Number(before.slice(0, 4))).toBe(Number(day.slice(0, 4)) - 1);
      }),
    );
  });
});
