/** Adstock, saturation, envelopes: definitions, shapes and limits. */
import { describe, expect, it } from 'vitest';
import {
  carryOverKernel,
  carryOverShare,
  convolve,
  geometricAdstock,
  weibullAdstock,
  weibullWeights,
} from '../../../src/analytics/marketing/adstock.ts';
import { concaveEnvelope, demandAt, envelopeValue } from '../../../src/analytics/marketing/concave-envelope.ts';
import {
  elasticCurve,
  hillCurve,
  hillInflexion,
  logCurve,
  michaelisMentenCurve,
} from '../../../src/analytics/marketing/saturation.ts';
import { createRng } from '../../../src/domain/rng.ts';

describe('adstock', () => {
  it('decays geometrically', () => {
    expect(geometricAdstock([100, 0, 0, 50], 0.5)).toEqual([100, 50, 25, 62.5]);
    expect(geometricAdstock([], 0.5)).toEqual([]);
  });

  it('has Weibull weights as published: survival products, stretched density', () => {
    // Scale: type-7 quantile of 1 … 30 at .15 is 5.35, rounded to 5.
    const cdf = weibullWeights(30, { form: 'cdf', shape: 0.8, scale: 0.15 });
    expect(cdf[0]).toBe(1);
    expect(cdf[1]).toBeCloseTo(Math.exp(-(0.2 ** 0.8)), 12);
    const pdf = weibullWeights(30, { form: 'pdf', shape: 2.5, scale: 0.1 });
    expect(Math.max(...pdf)).toBe(1);
    expect(Math.min(...pdf)).toBe(0);
    expect(weibullAdstock([5, 6], { form: 'cdf', shape: 0, scale: 0.1 }).values).toEqual([5, 6]);
  });

  it('keeps kernels summing to one, so that steady spend is its own adstock', () => {
    for (const carryOver of [
      { form: 'geometric', retention: 0.7 },
      { form: 'weibull-cdf', shape: 0.8, scale: 3 },
      { form: 'weibull-pdf', shape: 3, scale: 4 },
    ] as const) {
      const kernel = carryOverKernel(carryOver, 40);
      expect(kernel.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
      const steady = convolve(new Array(60).fill(7), kernel, 7);
      for (const value of steady) expect(value).toBeCloseTo(7, 10);
      expect(carryOverShare(kernel)).toBeGreaterThan(0);
      expect(carryOverShare(kernel)).toBeLessThan(1);
    }
    expect(carryOverShare(carryOverKernel({ form: 'geometric', retention: 0.7 }, 200))).toBeCloseTo(0.7, 12);
  });
});

describe('saturation', () => {
  it('passes half the ceiling at the inflexion and equals Michaelis–Menten at alpha 1', () => {
    const curve = hillCurve({ ceiling: 10, alpha: 2.3, inflexion: 40 });
    expect(curve.value(40)).toBeCloseTo(5, 12);
    expect(curve.value(0)).toBe(0);
    const [mm, hill] = [
      michaelisMentenCurve({ ceiling: 3, half: 8 }),
      hillCurve({ ceiling: 3, alpha: 1, inflexion: 8 }),
    ];
    for (const x of [0, 1, 8, 100]) expect(mm.value(x)).toBeCloseTo(hill.value(x), 12);
    expect(hillInflexion([0, 10, 50], 0.4)).toBeCloseTo(20, 12);
  });

  it('has slopes that are the derivative, and turns from convex to concave at the inflection', () => {
    const rng = createRng(1);
    for (let i = 0; i < 60; i++) {
      const parameters = {
        ceiling: 100,
        alpha: 0.4 + 3 * rng.next(),
        inflexion: 5 + 50 * rng.next(),
        carryOver: 5 * rng.next(),
      };
      const curves = [
        hillCurve(parameters),
        logCurve({ scale: 7, unit: 3, carryOver: 2 }),
        elasticCurve({ level: 50, coefficient: 0.3, unit: 12, current: 9 }),
      ];
      for (const curve of curves) {
        const x = 1 + 60 * rng.next();
        const h = 1e-4 * x;
        const difference = (curve.value(x + h) - curve.value(x - h)) / (2 * h);
        expect(curve.slope(x) / difference).toBeCloseTo(1, 5);
        const bend = curve.value(x + 10 * h) - 2 * curve.value(x) + curve.value(x - 10 * h);
        if (Math.abs(x - curve.inflection) > 0.2 * x) expect(Math.sign(bend)).toBe(x < curve.inflection ? 1 : -1);
      }
    }
  });

  it('stays finite or infinite, never NaN, at the ends', () => {
    for (const alpha of [0.5, 1, 2])
      for (const spend of [0, 1e-300, 1e300]) {
        const curve = hillCurve({ ceiling: 5, alpha, inflexion: 2 });
        expect(curve.value(spend)).toBeGreaterThanOrEqual(0);
        expect(curve.slope(spend)).not.toBeNaN();
      }
  });
});

describe('concave envelope', () => {
  it('lies on or above the curve, is concave, and touches at the ends', () => {
    const rng = createRng(2);
    for (let i = 0; i < 100; i++) {
      const curve = hillCurve({ ceiling: 10, alpha: 0.5 + 4 * rng.next(), inflexion: 5 + 30 * rng.next() });
      const low = 20 * rng.next();
      const high = low + 60 * rng.next();
      const e = concaveEnvelope(curve, low, high);
      const at = (k: number): number => low + ((high - low) * k) / 50;
      expect(envelopeValue(e, low)).toBeCloseTo(curve.value(low), 10);
      expect(envelopeValue(e, high)).toBeCloseTo(curve.value(high), 10);
      for (let k = 1; k < 50; k++) {
        expect(envelopeValue(e, at(k))).toBeGreaterThanOrEqual(curve.value(at(k)) - 1e-10);
        const middle = (envelopeValue(e, at(k - 1)) + envelopeValue(e, at(k + 1))) / 2;
        expect(envelopeValue(e, at(k))).toBeGreaterThanOrEqual(middle - 1e-9);
      }
      const price = 0.5 * rng.next();
      const best = demandAt(e, price);
      for (let k = 0; k <= 50; k++)
        expect(envelopeValue(e, best) - price * best).toBeGreaterThanOrEqual(
          envelopeValue(e, at(k)) - price * at(k) - 1e-8,
        );
    }
  });
});
