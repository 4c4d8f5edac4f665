/** What the samplers are made of: truncated normal laws, Parzen estimators, the CMA-ES distribution. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runStudy } from '../../../../src/analytics/optimize/run-study.ts';
import { cmaEsSampler } from '../../../../src/analytics/optimize/samplers/cma-es.ts';
import { populationFor, startCma } from '../../../../src/analytics/optimize/samplers/cma-state.ts';
import { estimateParzen } from '../../../../src/analytics/optimize/samplers/parzen.ts';
import {
  drawTruncatedNormal,
  fastNormalCdf,
  normalMass,
} from '../../../../src/analytics/optimize/samplers/truncated-normal.ts';
import type { Space } from '../../../../src/analytics/optimize/space.ts';
import { createStudy } from '../../../../src/analytics/optimize/study.ts';
import { complete } from '../../../../src/analytics/optimize/trial.ts';
import { normalCdf } from '../../../../src/analytics/stats/distributions/normal.ts';
import { createRng } from '../../../../src/domain/rng.ts';

describe('truncated normal law', () => {
  it('has the distribution function of the accurate one', () => {
    for (let z = -9; z <= 9; z += 0.05) expect(Math.abs(fastNormalCdf(z) - normalCdf(z))).toBeLessThan(1e-14);
    expect(normalMass(8, 9, 0, 1)).toBeCloseTo(normalMass(-9, -8, 0, 1), 20);
  });

  it('draws inside its ends with the mean of the law', () => {
    const rng = createRng(1);
    let sum = 0;
    const draws = 20_000;
    for (let k = 0; k < draws; k++) {
      const x = drawTruncatedNormal(0.2, 0.5, 0, 1, rng);
      expect(x >= 0 && x <= 1).toBe(true);
      sum += x;
    }
    // μ + σ (φ(a) − φ(b)) ÷ (Φ(b) − Φ(a)), a = −0.4, b = 1.6.
    const phi = (z: number) => Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
    const mean = 0.2 + (0.5 * (phi(-0.4) - phi(1.6))) / (normalCdf(1.6) - normalCdf(-0.4));
    expect(sum / draws).toBeCloseTo(mean, 2);
  });
});

describe('Parzen estimator', () => {
  const settings = { priorWeight: 1, leastBandwidth: null };

  it('is a density: mass 1 over any mixture of axes', () => {
    const space: Space = [
      { name: 'x', type: 'float', low: -1, high: 3 },
      { name: 'n', type: 'int', low: 1, high: 6, log: true },
      { name: 'k', type: 'categorical', choices: ['a', 'b', 'c'] },
    ];
    const observation = fc.record({
      x: fc.double({ min: -1, max: 3, noNaN: true }),
      n: fc.integer({ min: 1, max: 6 }),
      k: fc.constantFrom('a', 'b', 'c'),
    });
    fc.assert(
      fc.property(fc.array(observation, { maxLength: 6 }), (observations) => {
        const parzen = estimateParzen(
          space,
          observations,
          observations.map(() => 1),
          settings,
        );
        const cells = 400;
        let mass = 0;
        for (let n = 1; n <= 6; n++)
          for (const k of ['a', 'b', 'c'])
            for (let i = 0; i < cells; i++)
              mass += (Math.exp(parzen.logDensity({ x: -1 + (4 * (i + 0.5)) / cells, n, k })) * 4) / cells;
        expect(mass).toBeCloseTo(1, 3);
      }),
      { numRuns: 15 },
    );
  });

  it('draws what its density says', () => {
    const space: Space = [{ name: 'n', type: 'int', low: 0, high: 9 }];
    const parzen = estimateParzen(space, [{ n: 2 }, { n: 3 }, { n: 8 }], [1, 1, 1], settings);
    const rng = createRng(2);
    const counts = new Array<number>(10).fill(0);
    const draws = 20_000;
    for (let k = 0; k < draws; k++) counts[Number(parzen.draw(rng).n)]! += 1;
    counts.forEach((count, n) => {
      expect(count / draws).toBeCloseTo(Math.exp(parzen.logDensity({ n })), 1.7);
    });
  });
});

describe('CMA-ES', () => {
  const run = (space: Space, loss: (x: readonly number[]) => number, trials: number, seed: number, settings = {}) => {
    const study = createStudy({ space, directions: ['minimise'], sampler: cmaEsSampler(settings), seed });
    runStudy(study, ({ params }) => complete(loss(Object.values(params).map(Number))), { trials });
    return study;
  };
  const floats = (n: number): Space =>
    Array.from({ length: n }, (_, i) => ({ name: `x${i}`, type: 'float', low: -5, high: 5 }));

  it('learns a rotated, badly scaled valley', () => {
    const loss = ([x, y, z]: readonly number[]) =>
      1e4 * (x! + y! - 1) ** 2 + 1e2 * (y! - z! + 0.5) ** 2 + (x! - y! + z!) ** 2;
    for (const seed of [1, 2, 3])
      expect(run(floats(3), loss, 1_500, seed, { restarts: 'none' }).best()!.values![0]).toBeLessThan(1e-8);
    expect([populationFor(1), populationFor(5), populationFor(10)]).toEqual([4, 8, 10]);
  });

  it('does not lose integers to a shrinking step', () => {
    // Real parameters converge first; without the margin the integers would be stuck where they then are.
    const space: Space = [
      ...floats(3),
      ...[0, 1, 2].map((i) => ({ name: `n${i}`, type: 'int' as const, low: -20, high: 20 })),
    ];
    const loss = (x: readonly number[]) =>
      1e3 * (x[0]! ** 2 + x[1]! ** 2 + x[2]! ** 2) + (x[3]! - 13) ** 2 + (x[4]! + 17) ** 2 + (x[5]! - 2) ** 2;
    for (const seed of [1, 2, 3])
      expect(Object.values(run(space, loss, 1_200, seed).best()!.params).slice(3)).toEqual([13, -17, 2]);
  });

  it('leaves the present value of an integer with at least the margin, however small the step', () => {
    const cuts = [Array.from({ length: 9 }, (_, i) => (i + 1) / 10), null];
    const population = 6;
    const state = startCma([0.55, 0.5], 1 / 6, population, cuts);
    const rng = createRng(4);
    for (let g = 0; g < 60; g++) {
      const points = Array.from({ length: population }, () => state.draw(rng));
      const ranked = points
        .map((x) => ({ x, loss: Math.abs(Math.floor(x[0]! * 10) - 5) + 100 * (x[1]! - 0.3) ** 2 }))
        .sort((a, b) => a.loss - b.loss);
      state.update(ranked);
    }
    const draws = Array.from({ length: 6_000 }, () => Math.floor(state.draw(rng)[0]! * 10));
    const left = draws.filter((value) => value !== 5).length / draws.length;
    // Margin 1 ÷ (dimensions × population) = 1/12, up to sampling error.
    expect(left).toBeGreaterThan(1 / 12 - 0.015);
    expect(left).toBeLessThan(0.5);
  });

  it('restarts out of local optima', () => {
    const rastrigin = (x: readonly number[]) =>
      x.reduce((sum, v) => sum + (v - 1.3) ** 2 - 10 * Math.cos(2 * Math.PI * (v - 1.3)) + 10, 0);
    const found = (restarts: string) =>
      [1, 2, 3, 4, 5, 6].filter(
        (seed) => run(floats(2), rastrigin, 1_500, seed, { restarts }).best()!.values![0]! < 1e-6,
      ).length;
    const [none, ipop, bipop] = ['none', 'ipop', 'bipop'].map(found);
    expect(none).toBeLessThan(6);
    expect(ipop).toBeGreaterThan(none!);
    expect(bipop).toBeGreaterThan(none!);
  });
});
