import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinRounds } from '../../../src/analytics/scores/history.ts';
import { fillGaps, MAX_GAP } from '../../../src/data/quality/fill-gaps.ts';
import type { ScoreCube } from '../../../src/domain/dataset.ts';
import { periodAt, periodIndex } from '../../../src/domain/period.ts';

const FIRST = periodIndex('monthly', '2020-01-01');

const cubeOf = (...series: readonly number[][]): ScoreCube => ({
  project: 'P',
  brands: series.map((_, b) => `B${b}`),
  metrics: [{ section: 'S', platform: 'L', metric: 'M' }],
  periods: (series[0] ?? []).map((_, t) => periodAt('monthly', FIRST + t)),
  values: Float64Array.from(series.flat()),
});

const season = (t: number): number => 10 * Math.sin((2 * Math.PI * t) / 12);
const seasonal = Array.from({ length: 60 }, (_, t) => 40 + 0.2 * t + season(t));
const without = (values: readonly number[], ...missing: readonly number[]): number[] =>
  values.map((value, t) => (missing.includes(t) ? Number.NaN : value));

describe('short gaps', () => {
  it('are closed with the season that the series has, and marked', () => {
    const { cube, gaps } = fillGaps(cubeOf(without(seasonal, 20, 33, 34)), 'monthly');
    expect(gaps).toBe(2);
    for (const t of [20, 33, 34]) {
      expect(Math.abs((cube.values[t] as number) - (seasonal[t] as number))).toBeLessThan(0.6);
      expect(cube.imputed?.[t]).toBe(1);
    }
    expect(cube.imputed?.reduce((sum, each) => sum + each, 0)).toBe(3);
    // The straight line alone would miss the winter by more.
    const line = ((seasonal[32] as number) * 2 + (seasonal[35] as number)) / 3;
    expect(Math.abs(line - (seasonal[33] as number))).toBeGreaterThan(0.6);
  });

  it('are closed by a straight line where no season is known', () => {
    const { cube, gaps } = fillGaps(cubeOf([10, Number.NaN, 20, 30, Number.NaN, Number.NaN, 60]), 'monthly');
    expect([...cube.values]).toEqual([10, 15, 20, 30, 40, 50, 60]);
    expect(gaps).toBe(2);
  });

  it('at the ends, and longer ones, stay open; another brand does not lend its values', () => {
    const open = [Number.NaN, 10, Number.NaN, Number.NaN, Number.NaN, 20, Number.NaN];
    const { cube, gaps } = fillGaps(cubeOf(open, [1, 2, 3, 4, 5, 6, 7]), 'monthly');
    expect([...cube.values.subarray(0, 7)]).toEqual(open);
    expect(gaps).toBe(0);
  });

  it('never change an observed value, nor leave 0–100', () => {
    const value = fc.oneof(
      { weight: 3, arbitrary: fc.double({ min: 0, max: 100, noNaN: true }) },
      fc.constant(Number.NaN),
    );
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 60 }), (series) => {
        const before = cubeOf(series);
        const { cube } = fillGaps(before, 'monthly');
        series.forEach((observed, t) => {
          if (!Number.isNaN(observed)) expect(cube.values[t]).toBe(observed);
          expect(cube.imputed?.[t] === 1).toBe(Number.isNaN(observed) && !Number.isNaN(cube.values[t]));
          if (!Number.isNaN(cube.values[t])) expect(cube.values[t]).toBeGreaterThanOrEqual(0);
          if (!Number.isNaN(cube.values[t])) expect(cube.values[t]).toBeLessThanOrEqual(100);
        });
        expect(before.values).toEqual(Float64Array.from(series));
        expect(MAX_GAP).toBe(2);
      }),
      { numRuns: 200, seed: 4 },
    );
  });

  it('are left out of the history that tests use, unless it is only shown', () => {
    const { cube } = fillGaps(cubeOf([10, Number.NaN, 20]), 'monthly');
    const history = joinRounds(['P'], [cube], [], 'monthly');
    expect([...(history?.values ?? [])]).toEqual([10, Number.NaN, 20]);
    expect([...(joinRounds(['P'], [cube], [], 'monthly', 'show')?.values ?? [])]).toEqual([10, 15, 20]);
  });
});
