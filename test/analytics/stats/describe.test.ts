/** Descriptive figures and adjusted p-values: conventions, gaps, degenerate input, invariances. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concentration, gini } from '../../../src/analytics/stats/concentration.ts';
import { kendall } from '../../../src/analytics/stats/correlation/kendall.ts';
import { pearson } from '../../../src/analytics/stats/correlation/pearson.ts';
import { spearman } from '../../../src/analytics/stats/correlation/spearman.ts';
import * as d from '../../../src/analytics/stats/describe.ts';
import {
  adjustBenjaminiHochberg,
  adjustBenjaminiYekutieli,
  adjustBonferroni,
  adjustHochberg,
  adjustHolm,
  fcrLevel,
} from '../../../src/analytics/stats/false-discovery.ts';

const sample = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 5, maxLength: 40 });

describe('undefined is null', () => {
  it('without values, and where one value is not enough', () => {
    for (const f of [d.mean, d.median, d.minimum, d.maximum, d.standardDeviation, d.interquartileRange])
      expect(f([null, undefined])).toBeNull();
    expect(d.standardDeviation([3])).toBeNull();
    expect(d.coefficientOfVariation([-1, 1])).toBeNull();
    expect(d.skewness([2, 2, 2])).toEqual({ g1: null, adjusted: null });
    expect(d.percentileRank([], 1)).toBeNull();
    expect(concentration([0, 0])).toBeNull();
    expect(gini([])).toBeNull();
    expect(pearson([1, 1, 1], [1, 2, 3])).toEqual({ n: 3, r: null, p: null, interval: null });
    expect(kendall([1, 1], [2, 3]).tau).toBeNull();
    expect(spearman([], []).rho).toBeNull();
  });

  it('gaps are left out, not counted as zero', () => {
    expect(d.mean([1, null, 3])).toBe(2);
    expect(d.count([1, null, Number.NaN, 3])).toBe(2);
    expect(d.quantile([4, null, 1, 3, 2], 0.25)).toBe(1.75);
  });
});

describe('numbers that cancel', () => {
  it('a large offset costs no digits of the spread', () => {
    const x = [1, 2, 3, 4, 5].map((v) => v + 1e9);
    expect(d.standardDeviation(x)).toBeCloseTo(Math.sqrt(2.5), 9);
    expect(d.mean(x)).toBe(1e9 + 3);
  });
});

describe('invariances', () => {
  it('of location, spread and rank under shift and scale', () => {
    fc.assert(
      fc.property(sample, fc.double({ min: -100, max: 100, noNaN: true }), (x, by) => {
        const moved = x.map((v) => 2 * v + by);
        expect(d.median(moved)!).toBeCloseTo(2 * d.median(x)! + by, 6);
        expect(d.standardDeviation(moved)!).toBeCloseTo(2 * d.standardDeviation(x)!, 6);
        expect(d.medianAbsoluteDeviation(moved)!).toBeCloseTo(2 * d.medianAbsoluteDeviation(x)!, 6);
        expect(d.ranks(x).reduce((a, b) => a + b, 0)).toBe((x.length * (x.length + 1)) / 2);
      }),
      { numRuns: 100, seed: 2 },
    );
  });
});

describe('false discoveries', () => {
  // Benjamini & Hochberg (1995), table of 15 p-values: four are rejected at 5 %.
  const published = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1,
  ];

  it('rejects the four of the original paper', () => {
    expect(adjustBenjaminiHochberg(published).filter((q) => q! <= 0.05)).toHaveLength(4);
  });

  it('untested hypotheses stay null and are not counted', () => {
    expect(adjustBenjaminiHochberg([0.01, null, 0.04])).toEqual([0.02, null, 0.04]);
    expect(adjustHolm([null])).toEqual([null]);
    expect(adjustBonferroni([0.3, null, 0.5])).toEqual([0.6, null, 1]);
  });

  it('orders its methods and keeps the order of p', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 30 }), (p) => {
        const [bh, by] = [adjustBenjaminiHochberg(p), adjustBenjaminiYekutieli(p)];
        const [hochberg, holm, bonferroni] = [adjustHochberg(p), adjustHolm(p), adjustBonferroni(p)];
        p.forEach((value, i) => {
          expect(bh[i]!).toBeGreaterThanOrEqual(value - 1e-15);
          expect(by[i]!).toBeGreaterThanOrEqual(bh[i]! - 1e-12);
          expect(hochberg[i]!).toBeGreaterThanOrEqual(bh[i]! - 1e-12);
          expect(holm[i]!).toBeGreaterThanOrEqual(hochberg[i]! - 1e-12);
          expect(bonferroni[i]!).toBeGreaterThanOrEqual(holm[i]! - 1e-12);
        });
        const order = p.map((_, i) => i).sort((a, b) => p[a]! - p[b]!);
        order.slice(1).forEach((i, k) => {
          expect(bh[i]!).toBeGreaterThanOrEqual(bh[order[k]!]!);
        });
      }),
      { numRuns: 100, seed: 3 },
    );
  });

  it('widens intervals of what was selected', () => {
    expect(fcrLevel(0.95, 5, 100)).toBeCloseTo(0.9975, 12);
    expect(fcrLevel(0.95, 100, 100)).toBeCloseTo(0.95, 12);
    expect(fcrLevel(0.95, 0, 100)).toBeNull();
  });
});
