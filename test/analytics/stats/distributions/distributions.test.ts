/** Distribution functions against published values and each other. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as beta from '../../../../src/analytics/stats/distributions/beta.ts';
import * as gamma from '../../../../src/analytics/stats/distributions/gamma.ts';
import {
  normalCdf,
  normalQuantile,
  normalTail,
  normalTwoSided,
} from '../../../../src/analytics/stats/distributions/normal.ts';

/** Relative agreement. */
function near(got: number, expected: number, relative = 1e-12): void {
  expect(Math.abs(got - expected)).toBeLessThanOrEqual(relative * Math.abs(expected));
}

describe('known values', () => {
  it('normal (Wichura 1988; SciPy)', () => {
    near(normalQuantile(0.975), 1.959963984540054);
    near(normalQuantile(0.25), -0.6744897501960817);
    near(normalQuantile(1e-20), -9.262340089798409);
    near(normalTail(8), 6.220960574271785e-16, 1e-10);
    near(normalCdf(1.96), 0.9750021048517795);
    expect(normalTwoSided(0)).toBe(1);
  });

  it("Student's t: tables, and closed forms for 1 and 2 degrees of freedom", () => {
    near(beta.studentQuantile(0.975, 5), 2.5705818366147395, 1e-9);
    near(beta.studentQuantile(0.95, 1), Math.tan(Math.PI * 0.45));
    near(beta.studentTail(3, 1), 0.5 - Math.atan(3) / Math.PI);
    near(beta.studentTail(3, 2), 0.5 - 3 / (2 * Math.sqrt(11)));
    near(beta.studentTwoSided(4.28811423413085, 34), 0.00014075973637593713, 1e-11);
  });

  it('F, χ², gamma, beta, Poisson, binomial', () => {
    near(beta.fTail(368.21018244719716, 1, 34), 8.138016672017542e-20, 1e-11);
    near(beta.fQuantile(0.95, 3, 10), 3.708264819046842, 1e-9);
    near(gamma.chiSquaredQuantile(0.95, 3), 7.814727903251179, 1e-10);
    near(gamma.chiSquaredTail(10, 2), Math.exp(-5));
    near(gamma.logGamma(0.5), Math.log(Math.sqrt(Math.PI)), 1e-13);
    near(gamma.logGamma(11), Math.log(3_628_800));
    near(gamma.gammaCdf(2, 1, 0.5), 1 - Math.exp(-1));
    near(beta.incompleteBeta(0.3, 2, 3), 0.3483, 1e-12);
    near(gamma.poissonCdf(2, 1.5), Math.exp(-1.5) * (1 + 1.5 + 1.125));
    near(beta.binomialCdf(1, 3, 0.5), 0.5);
    near(beta.binomialMass(2, 4, 0.3), 6 * 0.09 * 0.49);
  });
});

describe('quantiles invert', () => {
  const probability = fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true });
  const df = fc.double({ min: 1, max: 200, noNaN: true });

  it('for every law', () => {
    fc.assert(
      fc.property(probability, df, df, (p, a, b) => {
        const tolerance = 1e-9 * Math.min(p, 1 - p) + 1e-13;
        expect(Math.abs(normalCdf(normalQuantile(p)) - p)).toBeLessThanOrEqual(tolerance);
        expect(Math.abs(beta.studentCdf(beta.studentQuantile(p, a), a) - p)).toBeLessThanOrEqual(tolerance);
        expect(Math.abs(gamma.gammaCdf(gamma.gammaQuantile(p, a), a) - p)).toBeLessThanOrEqual(tolerance);
        expect(Math.abs(beta.incompleteBeta(beta.betaQuantile(p, a, b), a, b) - p)).toBeLessThanOrEqual(1e-7);
      }),
      { numRuns: 300, seed: 1 },
    );
  });
});
