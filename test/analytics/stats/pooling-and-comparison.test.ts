/** Partial pooling and forecast comparison: known values, limits, planted truth. */
import { describe, expect, it } from 'vitest';
import { partiallyPool } from '../../../src/analytics/stats/regression/partial-pooling.ts';
import { clarkWest, dieboldMariano } from '../../../src/analytics/stats/tests/forecast-comparison.ts';
import { createRng } from '../../../src/domain/rng.ts';

describe('partial pooling', () => {
  it('solves the Paule–Mandel equation: with equal errors the variance between is the sample variance less the error', () => {
    const pooled = partiallyPool([1, 3, 5, 9].map((value) => ({ value, error: 1 })))!;
    // Sample variance of 1, 3, 5, 9 is 35/3.
    expect(pooled.between).toBeCloseTo(35 / 3 - 1, 8);
    expect(pooled.common).toBeCloseTo(4.5, 10);
    expect(pooled.shrunken[0]!.pull).toBeCloseTo(3 / 35, 8);
  });

  it('pools completely when the estimates agree, and hardly when they are precise', () => {
    const same = partiallyPool([2, 2.1, 1.9].map((value) => ({ value, error: 1 })))!;
    expect(same.between).toBe(0);
    expect(same.shrunken.every(({ value }) => Math.abs(value - 2) < 1e-9)).toBe(true);
    const precise = partiallyPool([1, 5].map((value) => ({ value, error: 1e-3 })))!;
    expect(precise.shrunken[0]!.value).toBeCloseTo(1, 4);
  });

  it('lowers the error on average (Efron & Morris)', () => {
    const rng = createRng(1);
    let [raw, shrunk] = [0, 0];
    for (let r = 0; r < 300; r++) {
      const truth = Array.from({ length: 8 }, () => rng.normal());
      const pooled = partiallyPool(truth.map((value) => ({ value: value + 1.5 * rng.normal(), error: 1.5 })))!;
      pooled.shrunken.forEach(({ value, pull }, i) => {
        const own = pull === 1 ? value : (value - pull * pooled.common) / (1 - pull);
        if (pull < 1) raw += (own - truth[i]!) ** 2;
        if (pull < 1) shrunk += (value - truth[i]!) ** 2;
      });
    }
    expect(shrunk).toBeLessThan(0.8 * raw);
  });

  it('refuses one estimate, and errors of zero', () => {
    expect(partiallyPool([{ value: 1, error: 1 }])).toBeNull();
    expect(
      partiallyPool([
        { value: 1, error: 1 },
        { value: 2, error: 0 },
      ]),
    ).toBeNull();
  });
});

describe('forecast comparison', () => {
  it('is antisymmetric and calls equal forecasts equal', () => {
    const rng = createRng(2);
    let rejected = 0;
    for (let r = 0; r < 200; r++) {
      const [a, b] = [0, 1].map(() => Array.from({ length: 40 }, () => rng.normal() ** 2)) as [number[], number[]];
      const test = dieboldMariano(a, b, 1)!;
      expect(dieboldMariano(b, a, 1)!.statistic).toBeCloseTo(-test.statistic, 10);
      if (test.p <= 0.05) rejected++;
    }
    expect(rejected).toBeLessThanOrEqual(22);
  });

  it('finds the larger model better only when it is', () => {
    const rng = createRng(3);
    let [found, false_] = [0, 0];
    for (let r = 0; r < 100; r++) {
      const x = Array.from({ length: 60 }, () => rng.normal());
      const y = x.map((v) => 0.6 * v + rng.normal());
      const zero = x.map(() => 0);
      if (
        clarkWest(
          y,
          zero,
          x.map((v) => 0.5 * v),
          1,
        )!.p <= 0.05
      )
        found++;
      if (
        clarkWest(
          y,
          zero,
          x.map(() => 0.3 * rng.normal()),
          1,
        )!.p <= 0.05
      )
        false_++;
    }
    expect(found).toBeGreaterThanOrEqual(90);
    expect(false_).toBeLessThanOrEqual(14);
  });

  it('refuses few origins and identical losses', () => {
    expect(dieboldMariano([1, 2], [2, 1], 1)).toBeNull();
    const same = Array.from({ length: 20 }, (_, i) => i);
    expect(dieboldMariano(same, same, 1)).toBeNull();
  });
});
