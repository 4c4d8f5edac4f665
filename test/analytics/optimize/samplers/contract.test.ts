/** The contract of every sampler: inside the space, better than chance, seeded, resumable, indifferent to threads. */
import { setTimeout as later } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runStudy, runStudyAsync } from '../../../../src/analytics/optimize/run-study.ts';
import { cmaEsSampler } from '../../../../src/analytics/optimize/samplers/cma-es.ts';
import { nsga2Sampler } from '../../../../src/analytics/optimize/samplers/nsga2.ts';
import { randomSampler } from '../../../../src/analytics/optimize/samplers/random.ts';
import type { SamplerKind } from '../../../../src/analytics/optimize/samplers/sampler.ts';
import { tpeSampler } from '../../../../src/analytics/optimize/samplers/tpe.ts';
import { isInside, type Params, type Space } from '../../../../src/analytics/optimize/space.ts';
import { createStudy } from '../../../../src/analytics/optimize/study.ts';
import { complete, type Trial, type TrialOutcome } from '../../../../src/analytics/optimize/trial.ts';

const SAMPLERS: readonly (readonly [string, SamplerKind])[] = [
  randomSampler(),
  tpeSampler({ multivariate: false }),
  tpeSampler({ multivariate: true }),
  cmaEsSampler(),
  cmaEsSampler({ restarts: 'bipop', population: 6 }),
  nsga2Sampler({ population: 8 }),
].map((kind, i) => [`${kind.name} ${i}`, kind]);

/** Every kind of parameter, a condition, a fixed value. */
const SPACE: Space = [
  { name: 'kind', type: 'categorical', choices: ['tree', 'line', 'none'] },
  { name: 'rate', type: 'float', low: 1e-4, high: 1, log: true },
  { name: 'share', type: 'float', low: 0.1, high: 1, step: 0.1 },
  { name: 'depth', type: 'int', low: 1, high: 9, when: { parameter: 'kind', among: ['tree'] } },
  { name: 'rows', type: 'int', low: 1, high: 300, log: true },
  { name: 'slope', type: 'float', low: -2, high: 2, when: { parameter: 'kind', among: ['tree', 'line'] } },
  { name: 'on', type: 'categorical', choices: [true, false] },
  { name: 'fixed', type: 'int', low: 4, high: 4 },
];
const PLAIN: Space = ['a', 'b', 'c'].map((name) => ({ name, type: 'float', low: -5, high: 5 }));

const mixedLoss = (p: Params): number =>
  (p.kind === 'tree' ? 0.04 * (Number(p.depth) - 6) ** 2 : p.kind === 'line' ? 0.5 : 2) +
  (Math.log10(Number(p.rate)) + 2) ** 2 +
  (p.slope === undefined ? 0 : (Number(p.slope) - 0.5) ** 2) +
  0.3 * (Math.log(Number(p.rows)) - 3) ** 2 +
  (Number(p.share) - 0.7) ** 2 +
  (p.on === true ? 0 : 0.3);
const sphere = (p: Params): number => (Number(p.a) - 1.3) ** 2 + (Number(p.b) + 2) ** 2 + (Number(p.c) - 0.4) ** 2;

const study = (sampler: SamplerKind, seed = 1, space: Space = SPACE) =>
  createStudy({ space, directions: ['minimise'], sampler, seed });
const evaluate = ({ params }: Trial): TrialOutcome => complete(mixedLoss(params));

describe.each(SAMPLERS)('%s', (_name, sampler) => {
  it('proposes only what the space holds, and keeps plain JSON', () => {
    const mixed = study(sampler);
    runStudy(mixed, evaluate, { trials: 60 });
    const history = mixed.history();
    expect(history.map(({ number }) => number)).toEqual(history.map((_, i) => i));
    for (const { params } of history) expect(isInside(SPACE, params)).toBe(true);
    expect(JSON.parse(JSON.stringify(history))).toEqual(history);
    const best = Math.min(...history.map(({ values }) => values![0]!));
    expect(mixed.best()!.values).toEqual([best]);
  });

  it('repeats exactly by seed', () => {
    const run = (seed: number) => {
      const each = study(sampler, seed);
      runStudy(each, evaluate, { trials: 30 });
      return each.history();
    };
    expect(run(3)).toEqual(run(3));
    expect(run(4)).not.toEqual(run(3));
  });

  it('goes on from stored history as if it had never stopped', () => {
    const whole = study(sampler);
    runStudy(whole, evaluate, { trials: 48, batchSize: 4 });
    const first = study(sampler);
    runStudy(first, evaluate, { trials: 28, batchSize: 4 });
    const stored = JSON.parse(JSON.stringify(first.history()));
    const resumed = createStudy({ space: SPACE, directions: ['minimise'], sampler, seed: 1 }, stored);
    runStudy(resumed, evaluate, { trials: 48, batchSize: 4 });
    expect(resumed.history()).toEqual(whole.history());
  });

  it('does not care in which order a batch finishes', async () => {
    const inline = study(sampler);
    runStudy(inline, evaluate, { trials: 24, batchSize: 6 });
    const threaded = study(sampler);
    await runStudyAsync(
      threaded,
      async (trial) => {
        await later((trial.number * 7) % 5);
        return evaluate(trial);
      },
      { trials: 24, batchSize: 6 },
    );
    expect(threaded.history()).toEqual(inline.history());
  });

  it('takes failed and pruned trials and worthless values', () => {
    const rough = study(sampler);
    runStudy(
      rough,
      ({ number, params }) => {
        if (number % 5 === 1) throw new Error('no fit');
        if (number % 5 === 2) return complete(Number.NaN);
        if (number % 5 === 3) return { state: 'pruned', reports: [{ step: 1, value: mixedLoss(params) }] };
        return complete(mixedLoss(params));
      },
      { trials: 50 },
    );
    const states = rough.history().map(({ state }) => state);
    expect(states.filter((state) => state === 'failed')).toHaveLength(20);
    expect(states.filter((state) => state === 'pruned')).toHaveLength(10);
    expect(rough.history()[1]!.reason).toBe('no fit');
    for (const { params } of rough.history()) expect(isInside(SPACE, params)).toBe(true);
  });

  it('maximises as it minimises', () => {
    const run = (direction: 'minimise' | 'maximise', sign: number) => {
      const each = createStudy({ space: PLAIN, directions: [direction], sampler, seed: 5 });
      runStudy(each, ({ params }) => complete(sign * sphere(params)), { trials: 30 });
      return each.history().map(({ params }) => params);
    };
    expect(run('maximise', -1)).toEqual(run('minimise', 1));
  });

  it('stays inside where steps and widths meet the ends of arithmetic', () => {
    for (const width of [0, Number.MIN_VALUE, 1e-310, 1e-13]) {
      const space: Space = [
        { name: 'narrow', type: 'float', low: 0, high: width },
        // 0.1 × 70 is a little more than 7.
        { name: 'tenths', type: 'float', low: 0, high: 7, step: 0.1 },
      ];
      const each = study(sampler, 3, space);
      runStudy(each, ({ params }) => complete(7 - Number(params.tenths)), { trials: 40 });
      for (const { params } of each.history()) expect(isInside(space, params), JSON.stringify(params)).toBe(true);
    }
  });

  it('stays inside any space', () => {
    const parameter = (name: string) =>
      fc.oneof(
        fc
          .tuple(fc.double({ min: -1e3, max: 1e3, noNaN: true }), fc.double({ min: 0, max: 1e3, noNaN: true }))
          .map(([low, width]) => ({ name, type: 'float' as const, low, high: low + width })),
        fc
          .tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 0, max: 90 }), fc.boolean())
          .map(([low, width, log]) => ({ name, type: 'int' as const, low, high: low + width, log })),
        fc
          .tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: 0, max: 9 }), fc.constantFrom(0.1, 0.25, 3))
          .map(([low, width, step]) => ({ name, type: 'float' as const, low, high: low + width, step })),
        fc.constant({ name, type: 'categorical' as const, choices: ['x', 'y'] }),
      );
    fc.assert(
      fc.property(fc.tuple(parameter('p'), parameter('q')), fc.integer({ min: 0, max: 1e6 }), (space, seed) => {
        const each = study(sampler, seed, space);
        runStudy(each, ({ params, number }) => complete(Object.keys(params).length + Math.sin(number)), { trials: 26 });
        for (const { params } of each.history()) expect(isInside(space, params)).toBe(true);
      }),
      { numRuns: 12 },
    );
  });
});

const MODELS = SAMPLERS.filter(([, kind]) => kind.name !== 'random');

describe.each(MODELS)('%s against chance', (_name, sampler) => {
  /** Median over seeds of the best loss. */
  const medianBest = (kind: SamplerKind, space: Space, loss: (params: Params) => number): number => {
    const bests = Array.from({ length: 7 }, (_, seed) => {
      const each = study(kind, seed, space);
      runStudy(each, ({ params }) => complete(loss(params)), { trials: 70 });
      return each.best()!.values![0]!;
    }).sort((a, b) => a - b);
    return bests[3]!;
  };

  it('finds better points of a bowl and of a mixed, conditional space than random search', () => {
    expect(medianBest(sampler, PLAIN, sphere)).toBeLessThan(0.7 * medianBest(randomSampler(), PLAIN, sphere));
    expect(medianBest(sampler, SPACE, mixedLoss)).toBeLessThan(0.9 * medianBest(randomSampler(), SPACE, mixedLoss));
  });
});
