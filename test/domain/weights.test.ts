import { describe, expect, it } from 'vitest';
import type { Weight } from '../../src/domain/dataset.ts';
import { weightsByDate } from '../../src/domain/weights.ts';

const METRIC = { section: 'Organic', platform: 'Search', metric: 'Rank' };
const row = (weight: number, validFrom: string, more: Partial<Weight> = {}): Weight => ({
  project: 'IN',
  section: 'Organic',
  platform: null,
  metric: null,
  weight,
  validFrom,
  ...more,
});

describe('weightsByDate', () => {
  it('multiplies the levels; a level without a row weighs 1', () => {
    expect(weightsByDate([])('IN', METRIC, '2026-01-01')).toBe(1);
    const of = weightsByDate([
      row(0.5, '2020-01-01'),
      row(0.25, '2020-01-01', { platform: 'Search' }),
      row(3, '2020-01-01', { platform: 'Search', metric: 'Rank' }),
    ]);
    expect(of('IN', METRIC, '2026-01-01')).toBe(0.375);
    expect(of('IN', { ...METRIC, metric: 'Clicks' }, '2026-01-01')).toBe(0.125);
    expect(of('IN', { ...METRIC, platform: 'Maps' }, '2026-01-01')).toBe(0.5);
    expect(of('UK', METRIC, '2026-01-01')).toBe(1);
  });

  it('holds from its date until the next row, whatever the order of rows; the earliest holds before', () => {
    const of = weightsByDate([row(3, '2026-07-01'), row(1, '2024-01-01'), row(2, '2025-01-01')]);
    const at = (period: string): number => of('IN', METRIC, period);
    expect(at('2023-06-01')).toBe(1);
    expect(at('2024-12-31')).toBe(1);
    expect(at('2025-01-01')).toBe(2);
    expect(at('2026-06-30')).toBe(2);
    expect(at('2026-07-01')).toBe(3);
    expect(at('2030-01-01')).toBe(3);
  });

  it('does not mix up levels whose names join alike', () => {
    const of = weightsByDate([row(5, '2020-01-01', { section: 'A', platform: 'B,C' })]);
    expect(of('IN', { section: 'A', platform: 'B,C', metric: 'M' }, '2026-01-01')).toBe(5);
    expect(of('IN', { section: 'A,B', platform: 'C', metric: 'M' }, '2026-01-01')).toBe(1);
  });
});
