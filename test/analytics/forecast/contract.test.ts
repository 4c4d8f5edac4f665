/** What every forecasting model promises, whatever series it gets. */
import { describe, expect, it } from 'vitest';
import {
  type FitOptions,
  FORECAST_MODELS,
  MINIMUM_OBSERVATIONS,
  type Series,
} from '../../../src/analytics/forecast/index.ts';
import { createRng } from '../../../src/domain/rng.ts';

const noise = (n: number, seed: number): number[] => {
  const rng = createRng(seed);
  return Array.from({ length: n }, () => rng.normal());
};
const wave = (t: number): number => Math.sin((2 * Math.PI * t) / 12);
const seasonal = noise(60, 1).map((e, t) => 100 + 0.5 * t + 15 * wave(t) + 3 * e);
const monthly: FitOptions = { seasonLength: 12 };
const score: FitOptions = { seasonLength: 12, bounds: [0, 100] };

const CASES: Readonly<Record<string, { readonly values: Series; readonly options: FitOptions }>> = {
  'trend and season': { values: seasonal, options: monthly },
  constant: { values: Array.from({ length: 20 }, () => 42), options: monthly },
  'all zero': { values: Array.from({ length: 20 }, () => 0), options: monthly },
  'six values': { values: [3, 5, 4, 6, 5, 7], options: monthly },
  'six values among gaps': { values: [null, 3, null, 5, 4, 6, null, null, 5, 7, null], options: monthly },
  'two seasons and one': { values: seasonal.slice(0, 25), options: monthly },
  gaps: { values: seasonal.map((v, t) => (t % 7 === 3 || t === 59 ? null : v)), options: monthly },
  zeros: { values: noise(48, 2).map((e) => (e > 0.6 ? Math.round(10 * e) : 0)), options: monthly },
  'one demand': { values: Array.from({ length: 30 }, (_, t) => (t === 11 ? 5 : 0)), options: monthly },
  negative: { values: noise(48, 3).map((e, t) => -50 + 10 * wave(t) + 4 * e), options: monthly },
  'around zero': { values: noise(40, 4), options: monthly },
  outlier: { values: noise(48, 5).map((e, t) => (t === 40 ? 900 : 50 + 2 * e)), options: monthly },
  'level shift': { values: noise(48, 6).map((e, t) => (t < 30 ? 40 : 80) + 2 * e), options: monthly },
  'score near its upper limit': {
    values: noise(36, 7).map((e, t) => Math.min(100, 90 + 0.3 * t + 2 * e)),
    options: score,
  },
  'score at both limits': { values: noise(36, 8).map((e) => (e > 0.5 ? 100 : e < -0.5 ? 0 : 50)), options: score },
  'no season': { values: noise(30, 9).map((e, t) => 10 + t + e), options: { seasonLength: 1 } },
  weekly: {
    values: noise(170, 10).map((e, t) => 200 + 40 * Math.sin((2 * Math.PI * t) / 52) + 8 * e),
    options: { seasonLength: 52 },
  },
  'exact line': { values: Array.from({ length: 30 }, (_, t) => 5 + 2 * t), options: monthly },
  'exact season': { values: Array.from({ length: 48 }, (_, t) => 20 + 8 * wave(t)), options: monthly },
  'tiny changes on a large offset': { values: noise(40, 11).map((e) => 1e9 + e), options: monthly },
  'very large': { values: seasonal.map((v) => v * 1e12), options: monthly },
  'very small': { values: seasonal.map((v) => v * 1e-12), options: monthly },
};

const HORIZON = 14;
const LEVELS = [0.8, 0.95];
const finite = (x: number): boolean => Number.isFinite(x);

describe.each(FORECAST_MODELS.map((model) => [model.id, model] as const))('%s', (_, model) => {
  it.each(Object.entries(CASES))('answers in numbers: %s', (_name, { values, options }) => {
    const fitted = model.fit(values, options)!;
    const forecast = fitted.forecast(HORIZON, LEVELS);
    expect(forecast.mean).toHaveLength(HORIZON);
    expect(forecast.mean.every(finite)).toBe(true);
    expect(forecast.intervals.map((i) => i.level)).toEqual(LEVELS);
    const [narrow, wide] = forecast.intervals;
    for (let h = 0; h < HORIZON; h++) {
      const chain = [wide!.low[h]!, narrow!.low[h]!, forecast.mean[h]!, narrow!.high[h]!, wide!.high[h]!];
      expect(chain.every(finite)).toBe(true);
      expect(chain).toEqual([...chain].sort((a, b) => a - b));
    }
    expect(fitted.residuals).toHaveLength(values.length);
    for (const [t, e] of fitted.residuals.entries()) {
      if (e !== null) expect(Number.isFinite(e)).toBe(true);
      if (values[t] === null) expect(e).toBeNull();
    }
    expect(Object.values(fitted.parameters).every(finite)).toBe(true);
    expect(fitted.aicc === null || Number.isFinite(fitted.aicc)).toBe(true);
    const paths = fitted.samplePaths(HORIZON, 5, createRng(1));
    expect(paths.map((path) => path.length)).toEqual(Array.from({ length: 5 }, () => HORIZON));
    expect(paths.every((path) => path.every(finite))).toBe(true);
    const scaled = fitted.scaledErrors(Array.from(forecast.mean));
    if (options.bounds === undefined) for (const s of scaled) if (s !== null) expect(Math.abs(s)).toBeLessThan(1e-6);
    if (options.bounds !== undefined) {
      const [low, high] = options.bounds;
      const all = [...wide!.low, ...wide!.high, ...forecast.mean, ...paths.flatMap((path) => [...path])];
      expect(all.every((x) => x >= low && x <= high)).toBe(true);
    }
  });

  it('gives the same result for the same series', () => {
    const once = model.fit(seasonal, monthly)!;
    const again = model.fit([...seasonal], monthly)!;
    expect(again.forecast(HORIZON)).toEqual(once.forecast(HORIZON));
    expect(again.samplePaths(3, 4, createRng(5))).toEqual(once.samplePaths(3, 4, createRng(5)));
  });

  it('declines a series with too few values', () => {
    expect(model.fit(seasonal.slice(0, MINIMUM_OBSERVATIONS - 1), monthly)).toBeNull();
    expect(model.fit([], monthly)).toBeNull();
    expect(model.fit([1, 2, Number.NaN, 3, 4, null, 5], monthly)).toBeNull();
  });

  it('repeats a constant series without doubt', () => {
    const forecast = model
      .fit(
        Array.from({ length: 15 }, () => 7.3),
        monthly,
      )!
      .forecast(3, [0.95]);
    expect(forecast.mean).toEqual([7.3, 7.3, 7.3]);
    expect(forecast.intervals[0]).toEqual({ level: 0.95, low: [7.3, 7.3, 7.3], high: [7.3, 7.3, 7.3] });
  });

  it('follows a change of unit', () => {
    const plain = model.fit(seasonal, monthly)!.forecast(6, [0.9]);
    const scaled = model
      .fit(
        seasonal.map((v) => 1_000 * v),
        monthly,
      )!
      .forecast(6, [0.9]);
    for (let h = 0; h < 6; h++) {
      expect(scaled.mean[h]! / 1_000).toBeCloseTo(plain.mean[h]!, 6);
      expect(scaled.intervals[0]!.high[h]! / 1_000).toBeCloseTo(plain.intervals[0]!.high[h]!, 6);
    }
  });

  it('counts the horizon from the end of the array, behind gaps', () => {
    const whole = model.fit(seasonal, monthly)!.forecast(5, [0.9]);
    const behind = model.fit([...seasonal, null, null], monthly)!.forecast(3, [0.9]);
    for (let h = 0; h < 3; h++) {
      expect(behind.mean[h]!).toBeCloseTo(whole.mean[h + 2]!, 9);
      expect(behind.intervals[0]!.low[h]!).toBeCloseTo(whole.intervals[0]!.low[h + 2]!, 9);
    }
  });

  it('spreads sample paths as its intervals say', () => {
    const fitted = model.fit(seasonal, monthly)!;
    const { intervals } = fitted.forecast(6, [0.8]);
    const paths = fitted.samplePaths(6, 2_000, createRng(3));
    for (const h of [0, 5]) {
      const inside = paths.filter((p) => p[h]! >= intervals[0]!.low[h]! && p[h]! <= intervals[0]!.high[h]!).length;
      expect(inside / paths.length).toBeGreaterThan(0.74);
      expect(inside / paths.length).toBeLessThan(0.88);
    }
  });
});
