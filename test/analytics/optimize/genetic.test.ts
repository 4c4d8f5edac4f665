/** The genetic algorithm and NSGA-II over every encoding. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  binaryEncoding,
  crossReals,
  integerEncoding,
  mutateReal,
  permutationEncoding,
  realEncoding,
} from '../../../src/analytics/optimize/encodings.ts';
import { evolve } from '../../../src/analytics/optimize/genetic.ts';
import { hypervolume } from '../../../src/analytics/optimize/hypervolume.ts';
import { tradeOffs } from '../../../src/analytics/optimize/nsga2.ts';
import { createRng } from '../../../src/domain/rng.ts';

const RANGES = [
  { low: -5, high: 5 },
  { low: 0, high: 3 },
  { low: 2, high: 2 },
];

describe('encodings', () => {
  const seeds = fc.integer({ min: 0, max: 2 ** 31 });

  it.each([
    [
      'real',
      realEncoding(RANGES),
      (genome: readonly number[]) => genome.every((v, i) => v >= RANGES[i]!.low && v <= RANGES[i]!.high),
    ],
    [
      'integer',
      integerEncoding(RANGES),
      (genome: readonly number[]) =>
        genome.every((v, i) => Number.isInteger(v) && v >= RANGES[i]!.low && v <= RANGES[i]!.high),
    ],
    ['permutation', permutationEncoding(7), (genome: readonly number[]) => [...genome].sort().join('') === '0123456'],
  ] as const)('%s: operators stay inside the code and leave parents as they were', (_name, encoding, valid) => {
    fc.assert(
      fc.property(seeds, fc.double({ min: 0, max: 1, noNaN: true }), (seed, rate) => {
        const rng = createRng(seed);
        const [a, b] = [encoding.random(rng), encoding.random(rng)];
        const before = JSON.stringify([a, b]);
        for (const child of encoding.crossover(a, b, rng)) {
          expect(valid(child)).toBe(true);
          expect(valid(encoding.mutate(child, rate, rng))).toBe(true);
        }
        expect(JSON.stringify([a, b])).toBe(before);
      }),
    );
  });

  it('crosses bits without inventing any', () => {
    const code = binaryEncoding(20);
    const rng = createRng(1);
    const [a, b] = [code.random(rng), code.random(rng)];
    const [first, second] = code.crossover(a, b, rng);
    for (let i = 0; i < 20; i++) expect([first[i], second[i]].sort()).toEqual([a[i], b[i]].sort());
    expect(code.mutate(a, 1, rng)).toEqual(a.map((bit) => !bit));
    expect(code.mutate(a, 0, rng)).toEqual(a);
  });

  it('keeps the mean of the parents far from bounds, as simulated binary crossover does', () => {
    const rng = createRng(2);
    for (let k = 0; k < 200; k++) {
      const [x, y] = crossReals(0.4, 0.6, { low: -1e6, high: 1e6 }, 20, rng);
      expect(x + y).toBeCloseTo(1, 9);
    }
  });

  it('mutates by small steps mostly: mean absolute step of the polynomial law', () => {
    // E|δ| = 1 / (η + 2) of the range, away from bounds (Deb & Goyal 1996).
    const rng = createRng(3);
    let sum = 0;
    const draws = 20_000;
    for (let k = 0; k < draws; k++) sum += Math.abs(mutateReal(0.5, { low: 0, high: 1 }, 20, rng) - 0.5);
    expect(sum / draws).toBeCloseTo(1 / 22, 2);
  });

  it('refuses impossible ranges', () => {
    expect(() => realEncoding([{ low: 1, high: 0 }])).toThrow(RangeError);
    expect(() => realEncoding([])).toThrow(RangeError);
    expect(() => integerEncoding([{ low: 0.5, high: 2 }])).toThrow(RangeError);
    expect(() => binaryEncoding(0)).toThrow(RangeError);
    expect(() => permutationEncoding(1.5)).toThrow(RangeError);
  });
});

describe('genetic algorithm', () => {
  const sphere = (x: readonly number[]): number => x.reduce((sum, v) => sum + (v - 1) ** 2, 0);
  const code = realEncoding(Array.from({ length: 4 }, () => ({ low: -5, high: 5 })));

  it('finds the minimum of a sphere, never loses its best, and repeats exactly by seed', () => {
    const run = (seed: number) => evolve({ encoding: code, cost: sphere }, {}, createRng(seed));
    const result = run(7);
    expect(result.cost).toBeLessThan(1e-2);
    expect(sphere(result.best)).toBe(result.cost);
    expect(result.trace).toHaveLength(101);
    for (let g = 1; g < result.trace.length; g++) expect(result.trace[g]).toBeLessThanOrEqual(result.trace[g - 1]!);
    expect(run(7)).toEqual(result);
    expect(run(8).best).not.toEqual(result.best);
  });

  it('solves a knapsack exactly with repair', () => {
    const rng = createRng(5);
    const items = Array.from({ length: 14 }, () => ({ value: 1 + rng.integer(50), weight: 1 + rng.integer(30) }));
    const total = (taken: readonly boolean[], of: 'value' | 'weight') =>
      items.reduce((sum, item, i) => sum + (taken[i] ? item[of] : 0), 0);
    const repair = (taken: readonly boolean[]) => {
      const kept = [...taken];
      for (let i = 0; total(kept, 'weight') > 90; i++) kept[i] = false;
      return kept;
    };
    let optimum = 0;
    for (let mask = 0; mask < 2 ** 14; mask++) {
      const taken = items.map((_, i) => ((mask >> i) & 1) === 1);
      if (total(taken, 'weight') <= 90) optimum = Math.max(optimum, total(taken, 'value'));
    }
    const result = evolve(
      { encoding: binaryEncoding(14), cost: (taken) => -total(taken, 'value'), repair },
      {},
      createRng(1),
    );
    expect(-result.cost).toBe(optimum);
    expect(total(result.best, 'weight')).toBeLessThanOrEqual(90);
  });

  it('orders cities on a circle', () => {
    const n = 10;
    const angle = [3, 7, 0, 9, 1, 8, 2, 6, 4, 5].map((k) => (2 * Math.PI * k) / n);
    const tour = (order: readonly number[]) =>
      order.reduce((sum, city, i) => {
        const next = order[(i + 1) % n]!;
        return sum + 2 * Math.abs(Math.sin((angle[city]! - angle[next]!) / 2));
      }, 0);
    const { cost } = evolve({ encoding: permutationEncoding(n), cost: tour }, {}, createRng(4));
    expect(cost).toBeCloseTo(2 * n * Math.sin(Math.PI / n), 9);
  });

  it('starts from what is known, stops when nothing gets better, and counts each genome once', () => {
    const best = [1, 1, 1, 1];
    const result = evolve({ encoding: code, cost: sphere, start: [best] }, { patience: 3 }, createRng(1));
    expect(result.best).toEqual(best);
    expect(result.trace).toHaveLength(4);
    const constant = evolve({ encoding: binaryEncoding(2), cost: () => 1 }, { generations: 5 }, createRng(1));
    expect(constant.evaluations).toBeLessThanOrEqual(4);
  });

  it('reports progress, can be stopped, and refuses wrong settings and NaN', () => {
    const shares: number[] = [];
    const watch = { onProgress: (share: number) => shares.push(share), isAborted: () => shares.length === 3 };
    expect(() => evolve({ encoding: code, cost: sphere }, {}, createRng(1), watch)).toThrow(/stopped/);
    expect(shares).toEqual([0.01, 0.02, 0.03]);
    expect(() => evolve({ encoding: code, cost: () => Number.NaN }, {}, createRng(1))).toThrow(/not a number/);
    for (const wrong of [
      { population: 1 },
      { elites: 60 },
      { crossoverRate: 2 },
      { mutationRate: -1 },
      { tournament: 0 },
      { generations: 0.5 },
    ])
      expect(() => evolve({ encoding: code, cost: sphere }, wrong, createRng(1))).toThrow(RangeError);
  });
});

describe('NSGA-II', () => {
  const problem = {
    encoding: realEncoding(Array.from({ length: 6 }, () => ({ low: 0, high: 1 }))),
    costs: (x: readonly number[]): readonly number[] => {
      const g = 1 + (9 * x.slice(1).reduce((sum, v) => sum + v, 0)) / 5;
      return [x[0]!, g * (1 - Math.sqrt(x[0]! / g))];
    },
  };

  it('covers the front of ZDT1', () => {
    const found = tradeOffs(problem, { population: 60, generations: 150 }, createRng(3));
    // The true front's hypervolume below (1.1, 1.1) is 1.21 − 1/3.
    const volume = hypervolume(
      found.map(({ costs }) => costs),
      [1.1, 1.1],
    );
    expect(volume).toBeGreaterThan(0.97 * (1.21 - 1 / 3));
    expect(volume).toBeLessThan(1.21 - 1 / 3);
    expect(found.map(({ costs }) => costs[0]!)).toEqual(found.map(({ costs }) => costs[0]!).sort((a, b) => a - b));
    expect(tradeOffs(problem, { population: 60, generations: 150 }, createRng(3))).toEqual(found);
  });

  it('survives a search space smaller than its population, and refuses costs that are not finite', () => {
    const tiny = {
      encoding: binaryEncoding(2),
      costs: (bits: readonly boolean[]) => [Number(bits[0]), 1 - Number(bits[0])],
    };
    expect(tradeOffs(tiny, { population: 12, generations: 5 }, createRng(1)).length).toBe(4);
    expect(() => tradeOffs({ ...problem, costs: () => [Number.NaN, 1] }, {}, createRng(1))).toThrow(/not finite/);
    expect(() => tradeOffs(problem, { population: 2 }, createRng(1))).toThrow(RangeError);
  });
});
