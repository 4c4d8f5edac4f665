import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../../src/domain/rng.ts';

const draws = <T>(count: number, draw: () => T): T[] => Array.from({ length: count }, draw);
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('seeded random numbers', () => {
  it('repeat for the same seed and differ for another', () => {
    const of = (seed: number): number[] => draws(5, createRng(seed).next);
    expect(of(7)).toEqual(of(7));
    expect(of(7)).not.toEqual(of(8));
    // Guards every golden file: a change of the generator changes all of them.
    expect(of(1)).toMatchInlineSnapshot(`
      [
        0.5686059948349658,
        0.8893939367683266,
        0.4705824180198359,
        0.35296769838967534,
        0.33645951642765937,
      ]
    `);
  });

  it('stay in their ranges', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 1_000 }), (seed, n) => {
        const rng = createRng(seed);
        for (const value of draws(20, rng.next)) expect(value >= 0 && value < 1).toBe(true);
        for (const value of draws(20, () => rng.integer(n)))
          expect(Number.isInteger(value) && value >= 0 && value < n).toBe(true);
      }),
    );
  });

  it('look uniform and normal', () => {
    const rng = createRng(7);
    const uniform = draws(20_000, rng.next);
    // Standard errors: 0.289/√20000 = 0.002 for the mean; five of them.
    expect(Math.abs(mean(uniform) - 0.5)).toBeLessThan(0.0103);
    // χ² with 15 degrees of freedom: 37.7 is the 0.999 quantile.
    const bins = Array.from({ length: 16 }, (_, i) => uniform.filter((value) => Math.floor(value * 16) === i).length);
    expect(bins.reduce((sum, count) => sum + (count - 1_250) ** 2 / 1_250, 0)).toBeLessThan(37.7);
    const normal = draws(20_000, rng.normal);
    expect(Math.abs(mean(normal))).toBeLessThan(0.0354);
    expect(Math.abs(mean(normal.map((value) => value ** 2)) - 1)).toBeLessThan(0.05);
    expect(Math.abs(mean(normal.map((value) => value ** 3)))).toBeLessThan(0.14);
  });

  it('forks do not depend on what the parent or other forks have drawn', () => {
    const fresh = createRng(7);
    const used = createRng(7);
    draws(10, used.next);
    draws(10, used.fork('other').normal);
    expect(draws(5, used.fork('bootstrap').next)).toEqual(draws(5, fresh.fork('bootstrap').next));
    expect(draws(5, fresh.fork('a').next)).not.toEqual(draws(5, fresh.fork('b').next));
    expect(draws(5, createRng(1).fork('a').next)).not.toEqual(draws(5, createRng(2).fork('a').next));
    expect(draws(5, fresh.fork('a').next)).not.toEqual(draws(5, fresh.next));
  });
});
