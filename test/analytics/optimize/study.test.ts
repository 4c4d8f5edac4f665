/** Ask and tell, budgets, deadlines, pruning, spaces. */
import { describe, expect, it } from 'vitest';
import { runStudy, runStudyAsync } from '../../../src/analytics/optimize/run-study.ts';
import { nsga2Sampler } from '../../../src/analytics/optimize/samplers/nsga2.ts';
import { randomSampler } from '../../../src/analytics/optimize/samplers/random.ts';
import { tpeSampler } from '../../../src/analytics/optimize/samplers/tpe.ts';
import { axisOf, checkSpace, conditionGroups, isInside, type Space } from '../../../src/analytics/optimize/space.ts';
import { createStudy } from '../../../src/analytics/optimize/study.ts';
import { createReporter, rungsFor } from '../../../src/analytics/optimize/successive-halving.ts';
import { complete, type TrialRecord } from '../../../src/analytics/optimize/trial.ts';
import { AbortedError } from '../../../src/domain/aborted.ts';

const SPACE: Space = [{ name: 'x', type: 'float', low: 0, high: 1 }];
const one = (extra = {}) =>
  createStudy({ space: SPACE, directions: ['minimise'], sampler: randomSampler(), seed: 1, ...extra });

describe('study', () => {
  it('asks, is told, and refuses what does not fit', () => {
    const study = one();
    const [a, b] = [study.ask(), study.ask()];
    expect([a.number, b.number]).toEqual([0, 1]);
    study.tell(1, complete(2));
    study.tell(0, complete(2));
    expect(study.best()!.number).toBe(0);
    expect(() => study.tell(0, complete(1))).toThrow(/not pending/);
    const { number } = study.ask();
    expect(() => study.tell(number, complete(1, 2))).toThrow(/2 values for 1/);
    study.tell(number, complete(Number.POSITIVE_INFINITY));
    expect(study.history()[2]).toMatchObject({ state: 'failed', values: null });
  });

  it('tries given points first and bounds its trials', () => {
    const study = one({ first: [{ x: 0.25 }], mostTrials: 2 });
    expect(study.ask().params).toEqual({ x: 0.25 });
    study.ask();
    expect(() => study.ask()).toThrow(/all its 2 trials/);
    expect(() => one({ first: [{ x: 2 }] })).toThrow(/outside/);
    expect(() => one({ first: [{ y: 2 }] })).toThrow(/outside/);
  });

  it('asks again for a trial that was never told before it was resumed', () => {
    const study = one();
    const trials = [study.ask(), study.ask(), study.ask()];
    study.tell(0, complete(1));
    study.tell(2, complete(3));
    const resumed = createStudy(
      { space: SPACE, directions: ['minimise'], sampler: randomSampler(), seed: 1 },
      study.history(),
    );
    expect(resumed.ask()).toEqual(trials[1]);
    expect(resumed.ask().number).toBe(3);
  });

  it('knows the front of several objectives', () => {
    const study = createStudy({
      space: SPACE,
      directions: ['minimise', 'maximise'],
      sampler: nsga2Sampler({ population: 6 }),
      seed: 2,
    });
    runStudy(study, ({ params }) => complete(Number(params.x), Number(params.x)), { trials: 20 });
    expect(study.best()).toBeNull();
    expect(study.front()).toHaveLength(20);
    expect(() =>
      createStudy({
        space: SPACE,
        directions: ['minimise', 'minimise'],
        sampler: { ...randomSampler(), mostObjectives: 1 },
        seed: 1,
      }),
    ).toThrow(/one objective/);
  });
});

describe('running a study', () => {
  it('stops at the deadline of an injected clock, between batches, and can go on later', async () => {
    let time = 0;
    const study = one();
    const evaluate = () => {
      time += 100;
      return complete(1);
    };
    const watch = { timeoutMs: 1_000, now: () => time };
    expect(await runStudyAsync(study, evaluate, { trials: 100, batchSize: 4 }, watch)).toBe('timeout');
    expect(study.history()).toHaveLength(12);
    expect(await runStudyAsync(study, evaluate, { trials: 20, batchSize: 4 })).toBe('budget');
    expect(study.history()).toHaveLength(20);
    await expect(runStudyAsync(study, evaluate, { trials: 30 }, { timeoutMs: 5 })).rejects.toThrow(/clock/);
  });

  it('stops when asked to, without keeping the broken batch', async () => {
    let aborted = false;
    const study = one();
    const end = await runStudyAsync(
      study,
      (trial) => {
        if (trial.number === 5) aborted = true;
        return complete(1);
      },
      { trials: 100, batchSize: 4 },
      { isAborted: () => aborted },
    );
    expect([end, study.history().length]).toEqual(['aborted', 4]);
  });

  it('reports progress with the best so far, and lets an abort inside an evaluation through', () => {
    const seen: (readonly [number, number, number | undefined])[] = [];
    runStudy(
      one(),
      ({ number }) => complete(10 - number),
      { trials: 3 },
      {
        onProgress: (done, of, best) => seen.push([done, of, best?.values?.[0]]),
      },
    );
    expect(seen).toEqual([
      [1, 3, 10],
      [2, 3, 9],
      [3, 3, 8],
    ]);
    const abort = () => {
      throw new AbortedError('stop');
    };
    expect(() => runStudy(one(), abort, { trials: 3 })).toThrow(AbortedError);
  });
});

describe('successive halving', () => {
  const record = (number: number, values: readonly number[]): TrialRecord => ({
    number,
    params: { x: 0 },
    state: 'complete',
    values: [values.at(-1)!],
    reports: values.map((value, i) => ({ step: i + 1, value })),
    reason: null,
    note: null,
  });

  it('lets the best quarter at each rung go on', () => {
    const history = Array.from({ length: 8 }, (_, i) => record(i, new Array<number>(16).fill(i)));
    expect(rungsFor({ minResource: 1, maxResource: 16 }, 'minimise', history)).toEqual([
      { step: 1, cutoff: 1 },
      { step: 4, cutoff: 1 },
    ]);
    expect(rungsFor({ minResource: 1, maxResource: 16 }, 'maximise', history)[0]).toEqual({ step: 1, cutoff: 6 });
    expect(rungsFor({ minResource: 1, maxResource: 16 }, 'minimise', [])).toEqual([]);
  });

  it('saves steps without losing the optimum', () => {
    const pruning = { minResource: 1, maxResource: 16, reductionFactor: 4 };
    const study = createStudy({
      space: SPACE,
      directions: ['minimise'],
      sampler: tpeSampler({ multivariate: true }),
      seed: 3,
      pruning,
    });
    let steps = 0;
    runStudy(
      study,
      (trial) => {
        const reporter = createReporter(trial);
        const target = (Number(trial.params.x) - 0.3) ** 2;
        for (let step = 1; step <= 16; step++) {
          steps++;
          if (reporter.report(step, target + 1 / step)) break;
        }
        return reporter.outcome(target);
      },
      { trials: 60, batchSize: 3 },
    );
    const pruned = study.history().filter(({ state }) => state === 'pruned');
    expect(pruned.length).toBeGreaterThan(20);
    expect(steps).toBeLessThan(0.6 * 60 * 16);
    expect(Number(study.best()!.params.x)).toBeCloseTo(0.3, 1);
  });
});

describe('spaces', () => {
  it.each([
    [[], /at least one/],
    [[{ name: 'a', type: 'float', low: 2, high: 1 }], /low ≤ high/],
    [[{ name: 'a', type: 'float', low: 0, high: 1, log: true }], /low > 0/],
    [[{ name: 'a', type: 'int', low: 0.5, high: 2 }], /whole/],
    [[{ name: 'a', type: 'float', low: 0, high: 1, step: 0 }], /step/],
    [[{ name: 'a', type: 'categorical', choices: [] }], /no choices/],
    [[{ name: 'a', type: 'categorical', choices: ['x', 'x'] }], /differ/],
    [[{ name: 'a', type: 'int', low: 0, high: 2, when: { parameter: 'b', among: [1] } }], /earlier categorical/],
    [
      [
        { name: 'b', type: 'categorical', choices: ['x'] },
        { name: 'a', type: 'int', low: 0, high: 2, when: { parameter: 'b', among: ['y'] } },
      ],
      /choices of b/,
    ],
  ] as const)('refuses %j', (space, message) => {
    expect(() => checkSpace(space as Space)).toThrow(message);
  });

  it('groups parameters by condition and judges membership', () => {
    const space: Space = [
      { name: 'k', type: 'categorical', choices: ['x', 'y'] },
      { name: 'a', type: 'int', low: 0, high: 2, when: { parameter: 'k', among: ['x'] } },
      { name: 'b', type: 'float', low: 0, high: 1 },
      { name: 'c', type: 'int', low: 0, high: 8, step: 4, when: { parameter: 'k', among: ['x'] } },
    ];
    expect(conditionGroups(space).map((group) => group.map(({ name }) => name))).toEqual([
      ['k', 'b'],
      ['a', 'c'],
    ]);
    expect(isInside(space, { k: 'x', a: 1, b: 0.5, c: 4 })).toBe(true);
    expect(isInside(space, { k: 'x', a: 1, b: 0.5, c: 5 })).toBe(false);
    expect(isInside(space, { k: 'y', a: 1, b: 0.5 })).toBe(false);
    expect(isInside(space, { k: 'y', b: 0.5 })).toBe(true);
  });

  it('gives every step the same room on its axis', () => {
    const axis = axisOf({ name: 'n', type: 'int', low: 2, high: 5 });
    expect([axis.low, axis.high, axis.steps]).toEqual([1.5, 5.5, 4]);
    expect([1.4, 2.49, 2.51, 9].map(axis.fromAxis)).toEqual([2, 2, 3, 5]);
    expect(axisOf({ name: 'n', type: 'int', low: 1, high: 4, log: true }).cell(2)).toEqual([
      Math.log(1.5),
      Math.log(2.5),
    ]);
  });
});
