/** Models against published figures, hand calculations and what they must find in series made for them. */
import { describe, expect, it } from 'vitest';
import { arima } from '../../../src/analytics/forecast/arima.ts';
import { fitArima } from '../../../src/analytics/forecast/arima-model.ts';
import { combination } from '../../../src/analytics/forecast/combination.ts';
import { forecastDeviations } from '../../../src/analytics/forecast/core.ts';
import { croston, isIntermittent } from '../../../src/analytics/forecast/croston.ts';
import { drift } from '../../../src/analytics/forecast/drift.ts';
import { ets } from '../../../src/analytics/forecast/ets.ts';
import { fitEts } from '../../../src/analytics/forecast/ets-model.ts';
import { holtWinters } from '../../../src/analytics/forecast/holt-winters.ts';
import { longSeasonPays } from '../../../src/analytics/forecast/mstl.ts';
import { naive } from '../../../src/analytics/forecast/naive.ts';
import { fitDynamicTheta } from '../../../src/analytics/forecast/optimised-theta.ts';
import { seasonalNaive } from '../../../src/analytics/forecast/seasonal-naive.ts';
import { fitSes } from '../../../src/analytics/forecast/ses.ts';
import { theta } from '../../../src/analytics/forecast/theta.ts';
import { createRng } from '../../../src/domain/rng.ts';

/** International airline passengers, thousands, 1949–1960 (Box & Jenkins 1976, series G). */
const AIRLINE = [
  112, 118, 132, 129, 121, 135, 148, 148, 136, 119, 104, 118, 115, 126, 141, 135, 125, 149, 170, 170, 158, 133, 114,
  140, 145, 150, 178, 163, 172, 178, 199, 199, 184, 162, 146, 166, 171, 180, 193, 181, 183, 218, 230, 242, 209, 191,
  172, 194, 196, 196, 236, 235, 229, 243, 264, 272, 237, 211, 180, 201, 204, 188, 235, 227, 234, 264, 302, 293, 259,
  229, 203, 229, 242, 233, 267, 269, 270, 315, 364, 347, 312, 274, 237, 278, 284, 277, 317, 313, 318, 374, 413, 405,
  355, 306, 271, 306, 315, 301, 356, 348, 355, 422, 465, 467, 404, 347, 305, 336, 340, 318, 362, 348, 363, 435, 491,
  505, 404, 359, 310, 337, 360, 342, 406, 396, 420, 472, 548, 559, 463, 407, 362, 405, 417, 391, 419, 461, 472, 535,
  622, 606, 508, 461, 390, 432,
];
const monthly = { seasonLength: 12 };
const simulate = (n: number, seed: number, next: (e: number, t: number) => number): number[] => {
  const rng = createRng(seed);
  return Array.from({ length: n }, (_, t) => next(rng.normal(), t));
};

describe('simple models', () => {
  const y = [3, 5, 4, 8, 6, 7, 9, 10];

  it('naive repeats the last value; its variance grows by a step a period', () => {
    const { mean, intervals } = naive.fit(y, { seasonLength: 1 })!.forecast(4, [0.95]);
    expect(mean.map((x) => Math.round(x * 1e9) / 1e9)).toEqual([10, 10, 10, 10]);
    const half = intervals[0]!.high.map((x) => x - 10);
    expect(half[3]! / half[0]!).toBeCloseTo(2, 9);
  });

  it('drift goes on with the mean change', () => {
    const { mean } = drift.fit(y, { seasonLength: 1 })!.forecast(2);
    expect(mean[0]!).toBeCloseTo(11, 9);
    expect(mean[1]!).toBeCloseTo(12, 9);
  });

  it('seasonal naive repeats the last season', () => {
    const { mean } = seasonalNaive.fit(y, { seasonLength: 4 })!.forecast(6);
    expect(mean.map((x) => Math.round(x))).toEqual([6, 7, 9, 10, 6, 7]);
  });
});

describe('exponential smoothing', () => {
  it('makes the errors that its recursion says', () => {
    const y = Float64Array.from(AIRLINE, (v) => v / 100);
    const core = fitSes({ y, seasonLength: 1 })!;
    const alpha = core.parameters.alpha!;
    let level = y[0]! - core.errors[0]!;
    for (let t = 0; t < y.length; t++) {
      expect(core.errors[t]!).toBeCloseTo(y[t]! - level, 10);
      level += alpha * (y[t]! - level);
    }
  });

  it('has the variances of the linear models (Hyndman et al. 2008, table 6.2)', () => {
    const y = Float64Array.from(AIRLINE, (v) => v / 100);
    const core = fitEts({ y, seasonLength: 1 }, { error: 'A', trend: 'A', season: 'N' })!;
    const { alpha, beta } = core.parameters;
    const sd = forecastDeviations(core, y.length, 8);
    let variance = 1;
    for (let h = 1; h <= 8; h++) {
      expect((sd[h - 1]! / core.shockSd) ** 2).toBeCloseTo(variance, 6);
      variance += (alpha! + beta! * h) ** 2;
    }
  });

  it('finds the form of the airline series: multiplicative season', () => {
    expect(ets.fit(AIRLINE, monthly)!.description).toMatch(/^ETS\(M,Ad?,M\)$/);
    expect(holtWinters.fit(AIRLINE, monthly)!.description).toBe('ETS(M,A,M)');
  });

  it('sees neither trend nor season in white noise', () => {
    const found = Array.from(
      { length: 10 },
      (_, seed) =>
        ets.fit(
          simulate(60, seed, (e) => 50 + e),
          monthly,
        )!.description,
    );
    expect(found.filter((name) => /,N,N\)$/.test(name)).length).toBeGreaterThanOrEqual(8);
  });
});

describe('Theta', () => {
  it('rises by half the slope of the line', () => {
    const y = simulate(60, 4, (e, t) => 20 + 0.8 * t + 3 * e);
    const { mean } = theta.fit(y, { seasonLength: 1 })!.forecast(3);
    const slope = (() => {
      const centre = 29.5;
      const product = y.reduce((sum, v, t) => sum + (t - centre) * v, 0);
      return product / y.reduce((sum, _, t) => sum + (t - centre) ** 2, 0);
    })();
    expect(mean[1]! - mean[0]!).toBeCloseTo(slope / 2, 9);
    expect(mean[2]! - mean[1]!).toBeCloseTo(slope / 2, 9);
  });

  it('at θ = 1 is exponential smoothing of the level', () => {
    const y = Float64Array.from(simulate(80, 5, (e) => 10 + e));
    const core = fitDynamicTheta({ y, seasonLength: 1 })!;
    expect(core.parameters.theta!).toBeGreaterThanOrEqual(1);
    const path = core.path(80, 12, null);
    expect(Math.max(...path) - Math.min(...path)).toBeLessThan(0.5);
  });
});

describe('ARIMA', () => {
  it('fits the airline model as published: θ = .40, Θ = .56, σ² = .00135 (Box & Jenkins 1976; R 4.2 by ML)', () => {
    const y = Float64Array.from(AIRLINE, Math.log);
    const core = fitArima({ y, seasonLength: 12 }, { p: 0, d: 1, q: 1, P: 0, D: 1, Q: 1, constant: false })!;
    expect(core.parameters.ma1!).toBeCloseTo(-0.4018, 3);
    expect(core.parameters.sma1!).toBeCloseTo(-0.5569, 3);
    // R: σ² by maximum likelihood, here with its degrees of freedom (131 against 129), within the start-up of the filter.
    expect(core.shockSd ** 2).toBeGreaterThan(0.0013);
    expect(core.shockSd ** 2).toBeLessThan(0.00142);
    const published = [
      6.11019, 6.05378, 6.17171, 6.1993, 6.23257, 6.36878, 6.50729, 6.50291, 6.3247, 6.20901, 6.06349, 6.16802,
    ];
    const errors = [0.0367156, 0.0427829, 0.0480907, 0.0528683, 0.0572485, 0.0613167];
    const path = core.path(144, 12, null);
    published.forEach((expected, h) => {
      expect(Math.abs(path[h]! - expected)).toBeLessThan(0.002);
    });
    const sd = forecastDeviations(core, 144, 6);
    errors.forEach((expected, h) => {
      expect(Math.abs(sd[h]! / expected - 1)).toBeLessThan(0.02);
    });
  });

  it('chooses differences by what the series needs', () => {
    let level = 0;
    const walk = simulate(120, 6, (e) => {
      level += e;
      return 100 + level;
    });
    expect(arima.fit(walk, monthly)!.description).toMatch(/^ARIMA\(\d,1,\d\)/);
    const stationary = simulate(120, 7, (e) => 100 + e);
    expect(arima.fit(stationary, monthly)!.description).toMatch(/^ARIMA\(\d,0,\d\)/);
    expect(arima.fit(AIRLINE.map(Math.log), monthly)!.description).toMatch(/\(\d,1,\d\)\[12\]/);
  });

  it('recovers an autoregression', () => {
    let u = 0;
    const y = simulate(400, 8, (e) => {
      u = 0.7 * u + e;
      return 50 + u;
    });
    const core = fitArima(
      { y: Float64Array.from(y), seasonLength: 1 },
      { p: 1, d: 0, q: 0, P: 0, D: 0, Q: 0, constant: true },
    )!;
    expect(core.parameters.ar1!).toBeGreaterThan(0.6);
    expect(core.parameters.ar1!).toBeLessThan(0.8);
    expect(core.parameters.mean!).toBeCloseTo(y.reduce((a, b) => a + b, 0) / 400, 0);
    const sd = forecastDeviations(core, 400, 3);
    expect(sd[1]! / sd[0]!).toBeCloseTo(Math.sqrt(1 + core.parameters.ar1! ** 2), 6);
  });
});

describe('intermittent demand', () => {
  it('is known by its gaps', () => {
    expect(isIntermittent(Float64Array.of(0, 0, 3, 0, 2, 0))).toBe(true);
    expect(isIntermittent(Float64Array.of(4, 5, 3, 0, 2, 6, 7, 8))).toBe(false);
    expect(isIntermittent(Float64Array.of(0, 0, -3, 0, 2, 0))).toBe(false);
  });

  it('forecasts size ÷ gap of a regular demand', () => {
    const y = Array.from({ length: 40 }, (_, t) => (t % 4 === 3 ? 8 : 0));
    expect(croston.fit(y, { seasonLength: 1 })!.forecast(1).mean[0]!).toBeCloseTo(2, 6);
    const { mean } = combination.fit(y, { seasonLength: 1 })!.forecast(2);
    expect(mean[0]!).toBeGreaterThan(1.5);
    expect(mean[0]!).toBeLessThan(2.5);
  });
});

describe('the default', () => {
  it('forecasts the last year of the airline series within 5 %', () => {
    const { mean } = combination.fit(AIRLINE.slice(0, -12), monthly)!.forecast(12);
    const error = mean.reduce((sum, f, h) => sum + Math.abs(f / AIRLINE[132 + h]! - 1), 0) / 12;
    expect(error).toBeLessThan(0.05);
  });

  it('is not carried away by one outlier or a level shift', () => {
    const outlier = simulate(60, 9, (e, t) => (t === 50 ? 400 : 50 + 2 * e));
    expect(Math.abs(combination.fit(outlier, monthly)!.forecast(1).mean[0]! - 50)).toBeLessThan(25);
    const shifted = simulate(60, 10, (e, t) => (t < 40 ? 40 : 80) + 2 * e);
    expect(Math.abs(combination.fit(shifted, monthly)!.forecast(1).mean[0]! - 80)).toBeLessThan(5);
  });

  it('uses a long season only where one repeats', () => {
    const rng = createRng(2);
    const series = (amplitude: number) =>
      Float64Array.from(
        { length: 160 },
        (_, t) => 100 + amplitude * Math.sin((2 * Math.PI * t) / 52) + 3 * rng.normal(),
      );
    expect(longSeasonPays({ y: series(30), seasonLength: 52 }, fitSes)).toBe(true);
    expect(longSeasonPays({ y: series(0), seasonLength: 52 }, fitSes)).toBe(false);
  });
});
