/** Several seasons at once: exact sums, planted seasons recovered, one season as STL. */
import { describe, expect, it } from 'vitest';
import { mstl } from '../../../src/analytics/stats/series/mstl.ts';
import { stl } from '../../../src/analytics/stats/series/stl.ts';
import { createRng } from '../../../src/domain/rng.ts';

const wave = (t: number, period: number): number => Math.sin((2 * Math.PI * t) / period);
const weekly = (n: number, noise: number): number[] => {
  const rng = createRng(4);
  return Array.from(
    { length: n },
    (_, t) => 100 + 0.05 * t + 5 * wave(t, 52) + (t % 13 === 12 ? 4 : 0) + noise * rng.normal(),
  );
};

describe('MSTL', () => {
  it('adds up to the series and recovers both seasons of weekly data', () => {
    const y = weekly(208, 0.3);
    const parts = mstl(y, { periods: [52, 13] })!;
    expect(parts.seasons.map(({ period }) => period)).toEqual([13, 52]);
    const [quarter, year] = parts.seasons;
    let error = 0;
    for (let t = 0; t < y.length; t++) {
      expect(parts.trend[t]! + quarter!.values[t]! + year!.values[t]! + parts.remainder[t]!).toBeCloseTo(y[t]!, 9);
      // The planted quarter has mean 4/13.
      error += Math.abs(quarter!.values[t]! - ((t % 13 === 12 ? 4 : 0) - 4 / 13)) / y.length;
      error += Math.abs(year!.values[t]! - 5 * wave(t, 52)) / y.length;
    }
    expect(error).toBeLessThan(0.6);
    expect(quarter!.strength!).toBeGreaterThan(0.8);
    expect(year!.strength!).toBeGreaterThan(0.95);
  });

  it('is STL for one season, and moves and stretches with the series', () => {
    const y = weekly(120, 1);
    const one = mstl(y, { periods: [13] })!;
    expect([...one.seasons[0]!.values]).toEqual([...stl(y, { period: 13, seasonal: 11 })!.seasonal]);
    const moved = mstl(
      y.map((value) => 1e5 + 3 * value),
      { periods: [13, 52] },
    )!;
    const plain = mstl(y, { periods: [13, 52] })!;
    for (let t = 0; t < y.length; t += 7)
      expect(moved.seasons[1]!.values[t]!).toBeCloseTo(3 * plain.seasons[1]!.values[t]!, 6);
  });

  it('leaves out seasons without two cycles; with none left, or values that are not numbers, there is no answer', () => {
    const y = weekly(90, 1);
    expect(mstl(y, { periods: [52, 13, 13] })!.seasons.map(({ period }) => period)).toEqual([13]);
    expect(mstl(y, { periods: [52] })).toBeNull();
    expect(mstl([], { periods: [13] })).toBeNull();
    expect(mstl([...y, Number.NaN], { periods: [13] })).toBeNull();
    expect(mstl(new Array(60).fill(7), { periods: [13] })!.seasons[0]!.strength).toBeNull();
  });
});
