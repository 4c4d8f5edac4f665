import { describe, expect, it } from 'vitest';
import { levelOf, testScaleOf } from '../../../src/analytics/scores/bounded-scale.ts';
import { testWindowDifference } from '../../../src/analytics/stats/difference.ts';
import { createRng } from '../../../src/domain/rng.ts';

const expit = (x: number): number => 100 / (1 + Math.exp(-x));
const logit = (score: number): number => Math.log(score / (100 - score));

/** 60 months of AR(1) noise on the logit scale around `level`, stepping to `after` for the last twelve. */
function squeezed(level: number, after: number, seed: number): number[] {
  const rng = createRng(seed);
  let noise = 0;
  return Array.from({ length: 60 }, (_, t) => {
    noise = 0.4 * noise + 0.25 * rng.normal();
    return expit(logit(t < 48 ? level : after) + noise);
  });
}

const last = Array.from({ length: 12 }, (_, i) => 48 + i);
const before = last.map((t) => t - 12);

function changeOf(values: readonly number[]) {
  const scale = testScaleOf(values);
  const evidence = testWindowDifference(scale.values, last, before, { unit: 'points', level: 0.95 });
  const from = levelOf(scale.values, before)!;
  return {
    kind: scale.kind,
    p: evidence.p!,
    from: scale.toScore(from),
    points: scale.toPoints(evidence.estimate!, from),
    interval: evidence.interval!.map((end) => scale.toPoints(end, from)),
  };
}

const mean = (values: readonly number[], indices: readonly number[]): number =>
  indices.reduce((sum, t) => sum + values[t]!, 0) / indices.length;

describe('the scale of a test', () => {
  it('is points in the middle and log-odds within ten points of a bound', () => {
    const around = (level: number) => testScaleOf([level - 1, level, level + 1, null]).kind;
    expect([3, 9.9, 10.1, 50, 89.9, 90.1, 97].map(around)).toEqual([
      'logit',
      'logit',
      'points',
      'points',
      'points',
      'logit',
      'logit',
    ]);
    expect(testScaleOf([97, 97, 97]).kind).toBe('points');
    expect(testScaleOf([null, null]).kind).toBe('points');
  });

  it('keeps 0 and 100 finite, gaps as gaps, and comes back to the scores it came from', () => {
    const scores = [100, 99, null, 97.5, 100, 98];
    const scale = testScaleOf(scores);
    expect(scale.values[2]).toBeNull();
    scale.values.forEach((value, t) => {
      if (value === null) return;
      expect(Number.isFinite(value)).toBe(true);
      expect(Math.abs(scale.toScore(value) - scores[t]!)).toBeLessThan(1e-9);
    });
  });

  it('turns no effect into no points, and never leaves the 0–100 scale', () => {
    const scale = testScaleOf([97, 96, 98, 97.5]);
    const level = levelOf(scale.values)!;
    expect(scale.toPoints(0, level)).toBe(0);
    const steps = [-9, -1, -0.1, 0.1, 1, 9].map((effect) => scale.toPoints(effect, level));
    expect([...steps].sort((a, b) => a - b)).toEqual(steps);
    expect(scale.toScore(level) + steps.at(-1)!).toBeLessThanOrEqual(100);
    expect(scale.toScore(level) + steps[0]!).toBeGreaterThanOrEqual(0);
  });

  it.each([
    ['near 97, falling', 97, 93],
    ['near 97, rising', 96, 98.5],
    ['near 3, rising', 3, 7],
  ])('finds a planted step %s, with an interval that stays on the scale', (_name, level, after) => {
    for (const seed of [1, 2, 3]) {
      const values = squeezed(level, after, seed);
      const { kind, p, from, points, interval } = changeOf(values);
      expect(kind).toBe('logit');
      expect(p).toBeLessThan(0.05);
      // In points it is what the window means differ by, but for the curvature of the scale.
      expect(Math.abs(points - (mean(values, last) - mean(values, before)))).toBeLessThan(0.3);
      expect(interval[0]).toBeLessThanOrEqual(points);
      expect(interval[1]).toBeGreaterThanOrEqual(points);
      expect(from + interval[0]!).toBeGreaterThanOrEqual(0);
      expect(from + interval[1]!).toBeLessThanOrEqual(100);
      // The interval leaves out zero exactly when p says so.
      expect(Math.sign(interval[0]!)).toBe(Math.sign(interval[1]!));
    }
  });

  it('claims nothing more often than it may on noise at 97 and 3', () => {
    const runs = Array.from(
      { length: 200 },
      (_, seed) => changeOf(squeezed(seed % 2 === 0 ? 97 : 3, seed % 2 === 0 ? 97 : 3, 100 + seed)).p,
    );
    // 5 % of 200 is 10; 17 is the 98.5 % point of the binomial.
    expect(runs.filter((p) => p <= 0.05).length).toBeLessThanOrEqual(17);
  });
});
