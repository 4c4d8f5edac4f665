/**
 * The four tests on one series: honest on noise, able to find what was planted, consistent with their own intervals.
 * Small version of bench/series-tests.ts; bounds are binomial upper limits (p < .001) around the sizes claimed there.
 */
import { describe, expect, it } from 'vitest';
import { findAnomalies } from '../../../src/analytics/stats/anomaly.ts';
import { testWindowDifference, typicalNoise } from '../../../src/analytics/stats/difference.ts';
import { binomialCdf } from '../../../src/analytics/stats/distributions/beta.ts';
import { findLevelShifts } from '../../../src/analytics/stats/level-shift.ts';
import { testMovement } from '../../../src/analytics/stats/movement.ts';
import type { Evidence } from '../../../src/domain/evidence.ts';
import { createRng, type Rng } from '../../../src/domain/rng.ts';

const options = { unit: 'points', level: 0.95, seasonLength: 12 };

function noise(n: number, phi: number, rng: Rng): number[] {
  const series: number[] = [];
  let u = rng.normal() / Math.sqrt(1 - phi * phi);
  for (let t = 0; t < n; t++) {
    series.push(u);
    u = phi * u + rng.normal();
  }
  return series;
}

/** Most rejections that a test of true size ≤ `size` shows in `trials`, except once in a thousand runs. */
function mostRejections(trials: number, size: number): number {
  let k = 0;
  while (binomialCdf(k, trials, size) < 0.999) k++;
  return k;
}

const windows = (n: number) => ({
  current: Array.from({ length: 12 }, (_, i) => n - 12 + i),
  before: Array.from({ length: 12 }, (_, i) => n - 24 + i),
});

function consistent(evidence: Evidence): void {
  const [low, high] = evidence.interval!;
  expect(low).toBeLessThanOrEqual(evidence.estimate!);
  expect(high).toBeGreaterThanOrEqual(evidence.estimate!);
  expect(evidence.p! <= 0.05).toBe(low > 0 || high < 0);
  expect(evidence.detectable).toBeGreaterThan(0);
}

const tests: Record<string, { p(y: readonly number[], rng: Rng): number; trials: number; size: number }> = {
  movement: { p: (y) => testMovement(y, options).p!, trials: 150, size: 0.06 },
  'window difference': {
    p: (y) => testWindowDifference(y, windows(y.length).current, windows(y.length).before, options).p!,
    trials: 150,
    size: 0.06,
  },
  'level shift': { p: (y, rng) => findLevelShifts(y, { ...options, rng })[0]!.evidence.p!, trials: 100, size: 0.06 },
  anomaly: { p: (y) => findAnomalies(y, options)[0]?.evidence.p ?? 1, trials: 100, size: 0.07 },
};

describe('on noise', () => {
  for (const [name, test] of Object.entries(tests)) {
    for (const [n, phi] of [
      [24, 0.7],
      [60, 0.9],
    ] as const) {
      it(`${name}: few rejections on AR(${phi}) with ${n} periods, and hardly any small p`, () => {
        const rng = createRng(n);
        const p = Array.from({ length: test.trials }, (_, r) => test.p(noise(n, phi, rng), rng.fork(`${r}`)));
        expect(p.filter((x) => x <= 0.05).length).toBeLessThanOrEqual(mostRejections(test.trials, test.size));
        expect(p.filter((x) => x <= 0.001).length).toBeLessThanOrEqual(mostRejections(test.trials, 0.002));
      });
    }
  }
});

describe('planted', () => {
  it('movement: finds a slope and measures it', () => {
    const rng = createRng(3);
    const found = Array.from({ length: 30 }, () => {
      const evidence = testMovement(
        noise(60, 0.5, rng).map((v, t) => v + 0.15 * t + 2 * Math.sin((2 * Math.PI * t) / 12)),
        options,
      );
      consistent(evidence);
      expect(evidence.unit).toBe('points per period');
      return evidence;
    });
    expect(found.filter((e) => e.p! <= 0.05).length).toBeGreaterThanOrEqual(27);
    const mean = found.reduce((sum, e) => sum + e.estimate!, 0) / found.length;
    expect(mean).toBeCloseTo(0.15, 1);
  });

  it('window difference: the estimate is the difference of the means, and a clear one is found', () => {
    const rng = createRng(4);
    const { current, before } = windows(60);
    let found = 0;
    for (let r = 0; r < 30; r++) {
      const series = noise(60, 0.3, rng).map((v, t) => v + (t >= 48 ? 4 : 0));
      const evidence = testWindowDifference(series, current, before, options);
      consistent(evidence);
      const meanOf = (window: number[]) => window.reduce((sum, t) => sum + series[t]!, 0) / window.length;
      expect(evidence.estimate).toBeCloseTo(meanOf(current) - meanOf(before), 10);
      if (evidence.p! <= 0.05) found++;
    }
    expect(found).toBeGreaterThanOrEqual(27);
  });

  it('level shift: dated within a month and not taken for odd periods', () => {
    const rng = createRng(5);
    let dated = 0;
    let falseAnomalies = 0;
    for (let r = 0; r < 20; r++) {
      const series = noise(60, 0.4, rng).map((v, t) => v + (t >= 37 ? 6 : 0));
      const [first] = findLevelShifts(series, { ...options, rng: rng.fork(`${r}`) });
      if (first!.evidence.p! <= 0.05 && Math.abs(first!.index - 37) <= 1) dated++;
      falseAnomalies += findAnomalies(series, options).filter((x) => x.evidence.p! <= 0.05).length;
    }
    expect(dated).toBeGreaterThanOrEqual(18);
    expect(falseAnomalies).toBeLessThanOrEqual(4);
  });

  it('anomaly: found where it was planted, its expected value stated, and not taken for a level', () => {
    const rng = createRng(6);
    let found = 0;
    let falseShifts = 0;
    for (let r = 0; r < 20; r++) {
      const series = noise(60, 0.4, rng).map((v, t) => v + (t === 40 ? -7 : 0));
      const hit = findAnomalies(series, options).find((x) => x.index === 40);
      if (hit !== undefined && hit.evidence.p! <= 0.05) found++;
      if (hit !== undefined) expect(hit.expected + hit.evidence.estimate!).toBeCloseTo(series[40]!, 9);
      if (findLevelShifts(series, { ...options, rng: rng.fork(`${r}`) })[0]!.evidence.p! <= 0.05) falseShifts++;
    }
    expect(found).toBeGreaterThanOrEqual(19);
    expect(falseShifts).toBeLessThanOrEqual(4);
  });

  it('a steep steady trend is a movement, not a level shift', () => {
    const rng = createRng(8);
    let shifts = 0;
    for (let r = 0; r < 20; r++) {
      const series = noise(60, 0.3, rng).map((v, t) => v + 0.4 * t);
      expect(testMovement(series, options).p!).toBeLessThan(0.05);
      if (findLevelShifts(series, { ...options, rng: rng.fork(`${r}`) })[0]!.evidence.p! <= 0.05) shifts++;
    }
    expect(shifts).toBeLessThanOrEqual(4);
  });
});

describe('thin or odd data', () => {
  const constant = new Array<number | null>(36).fill(50);
  const short = noise(18, 0.2, createRng(1));

  it('below 24 periods: an estimate, no p, and a reason', () => {
    const movement = testMovement(short, options);
    expect(movement).toMatchObject({ p: null, interval: null, n: 18 });
    expect(movement.estimate).not.toBeNull();
    expect(movement.insufficient).toMatch(/24 periods/);
    const difference = testWindowDifference(short, [12, 13, 14], [9, 10, 11], options);
    expect(difference).toMatchObject({ p: null, interval: null });
    expect(difference.insufficient).toMatch(/24 periods/);
    expect(difference.caveats[0]).toMatch(/typical change/);
    expect(findAnomalies(short, options)).toEqual([]);
    expect(findLevelShifts(short, { ...options, rng: createRng(1) })).toEqual([]);
  });

  it('a series without noise has nothing to test against', () => {
    expect(testMovement(constant, options)).toMatchObject({ estimate: 0, p: null });
    const line = constant.map((_, t) => 3 + 2 * t);
    expect(testMovement(line, options)).toMatchObject({ p: null });
    expect(testMovement(line, options).estimate).toBeCloseTo(2, 9);
    const { current, before } = windows(36);
    expect(testWindowDifference(constant, current, before, options)).toMatchObject({ estimate: 0, p: null });
    expect(findAnomalies(constant, options)).toEqual([]);
    expect(findLevelShifts(constant, { ...options, rng: createRng(1) })).toEqual([]);
  });

  it('gaps, an empty window and an empty series are results, not errors', () => {
    const gappy = noise(60, 0.5, createRng(2)).map((v, t) => (t % 7 === 3 ? null : v));
    consistent(testMovement(gappy, options));
    const { current, before } = windows(60);
    consistent(testWindowDifference(gappy, current, before, options));
    expect(testWindowDifference(gappy, [3, 10], before, options)).toMatchObject({ estimate: null, p: null });
    expect(findAnomalies(gappy, options).every((x) => gappy[x.index] !== null)).toBe(true);
    expect(testMovement([], options)).toMatchObject({ estimate: null, p: null, n: 0 });
    expect(typicalNoise([], 12)).toBeNull();
  });

  it('p does not depend on the unit or the origin of the values', () => {
    const series = noise(48, 0.5, createRng(9));
    const moved = series.map((v) => 1e6 + 250 * v);
    expect(testMovement(moved, options).p!).toBeCloseTo(testMovement(series, options).p!, 7);
    expect(findAnomalies(moved, options)[0]!.evidence.p!).toBeCloseTo(
      findAnomalies(series, options)[0]!.evidence.p!,
      7,
    );
    const shift = (y: readonly number[]) => findLevelShifts(y, { ...options, rng: createRng(3) })[0]!;
    expect(shift(moved).index).toBe(shift(series).index);
    expect(shift(series)).toEqual(shift(series));
  });

  it('typical noise is the robust sd of a one-period change, season left out', () => {
    const rng = createRng(12);
    const series = Array.from({ length: 240 }, (_, t) => 10 * Math.sin((2 * Math.PI * t) / 12) + rng.normal());
    // Changes of independent values have variance 2.
    expect(typicalNoise(series, 12)!).toBeGreaterThan(1.15);
    expect(typicalNoise(series, 12)!).toBeLessThan(1.7);
  });
});
