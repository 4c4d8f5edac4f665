/** What holds for any series: answers are numbers in order; models without estimates of smoothing follow a turn of the sign and a shift. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FORECAST_MODELS, MINIMUM_OBSERVATIONS, modelById } from '../../../src/analytics/forecast/index.ts';
import { createRng } from '../../../src/domain/rng.ts';

const value = fc.oneof(
  { weight: 6, arbitrary: fc.double({ min: -1e6, max: 1e6, noNaN: true }) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 5 }) },
  { weight: 1, arbitrary: fc.constant(0) },
);
const series = fc.array(fc.option(value, { freq: 8 }), { minLength: MINIMUM_OBSERVATIONS, maxLength: 50 });
const smooth = fc.array(fc.double({ min: 10, max: 90, noNaN: true }), { minLength: 12, maxLength: 40 });

describe('any series', () => {
  it.each(FORECAST_MODELS.map((model) => [model.id, model] as const))('%s answers in numbers', (_, model) => {
    fc.assert(
      fc.property(series, fc.constantFrom(1, 4, 12), (values, seasonLength) => {
        const fitted = model.fit(values, { seasonLength });
        expect(fitted === null).toBe(values.filter((v) => v !== null).length < MINIMUM_OBSERVATIONS);
        if (fitted === null) return;
        const { mean, intervals } = fitted.forecast(5, [0.9]);
        const { low, high } = intervals[0]!;
        for (let h = 0; h < 5; h++) {
          expect([low[h]!, mean[h]!, high[h]!].every(Number.isFinite)).toBe(true);
          expect(low[h]!).toBeLessThanOrEqual(mean[h]!);
          expect(mean[h]!).toBeLessThanOrEqual(high[h]!);
        }
        for (const path of fitted.samplePaths(5, 2, createRng(1))) expect(path.every(Number.isFinite)).toBe(true);
      }),
      { numRuns: 40, seed: 20 },
    );
  });

  it.each(['naive', 'seasonal-naive', 'drift'])('%s turns with the sign', (id) => {
    fc.assert(
      fc.property(smooth, (values) => {
        const model = modelById(id)!;
        const up = model.fit(values, { seasonLength: 4 })!.forecast(3, [0.9]);
        const turned = values.map((v) => -v);
        const down = model.fit(turned, { seasonLength: 4 })!.forecast(3, [0.9]);
        for (let h = 0; h < 3; h++) {
          expect(down.mean[h]!).toBeCloseTo(-up.mean[h]!, 6);
          expect(down.intervals[0]!.low[h]!).toBeCloseTo(-up.intervals[0]!.high[h]!, 6);
        }
      }),
      { numRuns: 25, seed: 21 },
    );
  });

  it.each(['naive', 'seasonal-naive', 'drift'])('%s moves with a shift', (id) => {
    fc.assert(
      fc.property(smooth, (values) => {
        const model = modelById(id)!;
        const plain = model.fit(values, { seasonLength: 4 })!.forecast(3).mean;
        const shifted = values.map((v) => v + 1_000);
        const moved = model.fit(shifted, { seasonLength: 4 })!.forecast(3).mean;
        for (let h = 0; h < 3; h++) expect(moved[h]! - 1_000).toBeCloseTo(plain[h]!, 6);
      }),
      { numRuns: 25, seed: 22 },
    );
  });
});
