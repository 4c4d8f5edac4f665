/** Tuning: out of sample, confirmed on unseen data, reused by signature, the same in reports and in the background. */
import { describe, expect, it } from 'vitest';
import { isInside } from '../../../src/analytics/optimize/space.ts';
import { signatureOf } from '../../../src/analytics/optimize/tuning/data.ts';
import {
  TUNED_OBJECTS,
  type TunedObject,
  type TuningData,
  trackPerformance,
  tunedObject,
  tuneForReport,
  tuneInBackground,
  tuningKey,
} from '../../../src/analytics/optimize/tuning/index.ts';
import { createRng } from '../../../src/domain/rng.ts';
import type { TuningRecord } from '../../../src/domain/tuning.ts';

const PERIODS = 60;

/** Data of every kind: seasonal series, a panel with one driver that works, correlated changes, costs. */
function sampleData(): TuningData {
  const rng = createRng(11);
  const series = Array.from({ length: 3 }, (_, s) => {
    let level = 50;
    return {
      name: `s${s}`,
      seasonLength: 12,
      values: Array.from({ length: PERIODS }, (_, t) => {
        level += 0.5 * rng.normal();
        return level + 4 * Math.sin((2 * Math.PI * t) / 12) + rng.normal();
      }),
    };
  });
  const rows: (number | null)[][] = [];
  const target: number[] = [];
  const periods: number[] = [];
  for (let t = 0; t < PERIODS; t++)
    for (let b = 0; b < 3; b++) {
      const row = Array.from({ length: 4 }, () => rng.normal());
      rows.push(row.map((value) => (rng.next() < 0.03 ? null : value)));
      target.push(0.8 * row[0]! + rng.normal());
      periods.push(t);
    }
  const changes = Array.from({ length: PERIODS }, () => {
    const common = rng.normal();
    return Array.from({ length: 5 }, () => common + rng.normal());
  });
  const costs = Array.from({ length: 14 }, () => Math.exp(rng.normal()));
  return { series, table: { rows, target, periods, longestLag: 2 }, changes, costs };
}

const DATA = sampleData();
const BUDGET = { trials: 4, seed: 1 };
const local = (object: TunedObject, data: TuningData = DATA) => ({
  canJudge: async (part: 'selection' | 'confirmation') => object.judge(data, part) !== null,
  loss: async (part: 'selection' | 'confirmation', params: TunedObject['defaults'], seed: number) =>
    object.judge(data, part)!(params, seed),
});

/** Loss of x is (x − 3)² where trials are judged; where the winner is confirmed the best x is `truth`. */
const toy = (truth: number): TunedObject => ({
  name: 'toy',
  title: 'Toy',
  loss: 'squared distance',
  space: [{ name: 'x', type: 'float', low: 0, high: 10 }],
  spaceVersion: 1,
  defaults: { x: 7 },
  judge:
    (_data, part) =>
    ({ x }) =>
      (Number(x) - (part === 'selection' ? 3 : truth)) ** 2,
});

describe.each(TUNED_OBJECTS.map((object) => [object.name, object] as const))('%s', (_name, object) => {
  it('has defaults in its space that it can judge, and is found by its name', () => {
    expect(isInside(object.space, object.defaults)).toBe(true);
    expect(tunedObject(object.name)).toBe(object);
    for (const part of ['selection', 'confirmation'] as const) {
      const judge = object.judge(DATA, part)!;
      const loss = judge(object.defaults, 5);
      expect(Number.isFinite(loss)).toBe(true);
      expect(judge(object.defaults, 5)).toBe(loss);
    }
  });

  it('never tunes the level of a significance test', () => {
    for (const { name } of object.space) expect(name).not.toMatch(/alpha|level|significance|confidence|^p$/i);
  });

  it('refuses data that cannot judge, and then keeps the defaults', () => {
    const nothing: TuningData = { series: [], table: null, changes: [], costs: [] };
    expect(object.judge(nothing, 'selection')).toBeNull();
    expect(tuneForReport(object, nothing, BUDGET)).toMatchObject({ usesDefaults: true, params: object.defaults });
  });

  it('selects without a look at the periods that confirm', () => {
    const changed = structuredClone(DATA) as unknown as {
      series: { values: number[] }[];
      table: { rows: number[][]; target: number[]; periods: number[] };
      changes: number[][];
    };
    const late = 0.75 * PERIODS;
    for (const { values } of changed.series) for (let t = late; t < PERIODS; t++) values[t] = 1e3 * Math.sin(t);
    changed.table.periods.forEach((t, i) => {
      if (t < late) return;
      changed.table.target[i] = 1e3 * Math.cos(i);
      changed.table.rows[i] = [9, 9, 9, 9];
    });
    for (let t = late; t < PERIODS; t++) changed.changes[t] = [t, -t, t, -t, 5];
    const loss = (data: TuningData) => object.judge(data, 'selection')!(object.defaults, 3);
    expect(loss(changed as unknown as TuningData)).toBe(loss(DATA));
  });

  it('gives a plain, repeatable record', () => {
    const record = tuneForReport(object, DATA, BUDGET);
    expect(JSON.parse(JSON.stringify(record))).toEqual(record);
    expect(tuneForReport(object, DATA, BUDGET)).toEqual(record);
    expect(record.history).toHaveLength(BUDGET.trials);
    expect(record.selection!.best).toBeLessThanOrEqual(record.selection!.defaults);
    if (!record.usesDefaults) expect(record.confirmation!.best).toBeLessThan(record.confirmation!.defaults);
    expect(isInside(object.space, record.params)).toBe(true);
  });
});

describe('tuning', () => {
  it('uses what helps on unseen data, and the defaults when it does not', () => {
    const helps = tuneForReport(toy(2.5), DATA, { trials: 30, seed: 1 });
    expect(helps.usesDefaults).toBe(false);
    expect(Number(helps.params.x)).toBeCloseTo(3, 0);
    const misleads = tuneForReport(toy(7), DATA, { trials: 30, seed: 1 });
    expect(misleads).toMatchObject({ usesDefaults: true, params: { x: 7 } });
    expect(misleads.reason).toMatch(/did not hold/);
    const best = tuneForReport({ ...toy(3), defaults: { x: 3 } }, DATA, { trials: 12, seed: 1 });
    expect(best).toMatchObject({ usesDefaults: true, confirmation: null });
    expect(best.reason).toMatch(/no trial/);
  });

  it('does nothing at depth basic', () => {
    expect(tuneForReport(toy(3), DATA, { trials: 0, seed: 1 })).toMatchObject({ usesDefaults: true, history: [] });
  });

  it('says the same in a report and in the background, whatever the speed of the threads', async () => {
    const object = toy(2);
    let time = 0;
    const judge = local(object);
    const background = await tuneInBackground(
      object,
      DATA,
      { trials: 20, seed: 4 },
      {
        ...judge,
        loss: async (part, params, seed) => {
          time += 10;
          await new Promise((resolve) => setImmediate(resolve));
          return judge.loss(part, params, seed);
        },
      },
      { now: () => time, timeoutMs: 1e6 },
    );
    const inReport = tuneForReport(object, DATA, { trials: 20, seed: 4 });
    const bare = (record: TuningRecord) => ({ ...record, performance: record.performance.map((p) => p.bestSoFar) });
    expect(bare(background)).toEqual(bare(inReport));
    expect(background.performance.at(-1)!.elapsedMs).toBe(200);
    // Cold or cached alike: what the report takes from the store is what it would compute, without the times.
    expect(tuneForReport(object, DATA, { trials: 20, seed: 4 }, [background])).toEqual(inReport);
  });

  it('keeps a search that ran out of time, and goes on with it later', async () => {
    const object = toy(3);
    let time = 0;
    const slow = {
      ...local(object),
      loss: async (part: 'selection' | 'confirmation', params: TunedObject['defaults'], seed: number) => {
        time += 100;
        return object.judge(DATA, part)!(params, seed);
      },
    };
    const budget = { trials: 16, seed: 2 };
    const first = await tuneInBackground(object, DATA, budget, slow, { now: () => time, timeoutMs: 500 });
    expect([first.end, first.history.length]).toEqual(['timeout', 8]);
    const inReport = tuneForReport(object, DATA, budget, [first]);
    expect(inReport.history).toHaveLength(16);
    const stored = JSON.parse(JSON.stringify(first)) as TuningRecord;
    const second = await tuneInBackground(object, DATA, budget, slow, { now: () => time, timeoutMs: 1e6 }, stored);
    expect(second.end).toBe('budget');
    expect(second.history).toEqual(inReport.history);
    expect(second.params).toEqual(inReport.params);
    const tracked = trackPerformance(object, second);
    expect(tracked).toMatchObject({ trials: 16, usesDefaults: second.usesDefaults, bestSoFar: second.selection!.best });
    expect(tracked.gainSelectionPct).toBeCloseTo(100 * (1 - second.selection!.best / second.selection!.defaults), 9);
    expect(tracked.elapsedMs).toBeGreaterThan(800);
    const bests = tracked.improvements.map(({ bestSoFar }) => bestSoFar);
    expect(bests).toEqual([...new Set(bests)].sort((a, b) => b - a));
  });

  it('reuses a finished record of exactly the same key, and none of another', () => {
    const object = toy(3);
    const budget = { trials: 8, seed: 1 };
    const key = tuningKey(object, DATA, budget);
    const marked: TuningRecord = { ...tuneForReport(object, DATA, budget), reason: 'from the store' };
    expect(tuneForReport(object, DATA, budget, [marked]).reason).toBe('from the store');
    for (const other of [
      { ...marked, signature: 'else' },
      { ...marked, spaceVersion: 2 },
      { ...marked, seed: 2 },
      { ...marked, trials: 9 },
      { ...marked, end: 'timeout' as const },
    ])
      expect(tuneForReport(object, DATA, budget, [other]).reason).not.toBe('from the store');
    expect(key.signature).toBe(signatureOf(DATA));
    expect(signatureOf({ ...DATA, costs: [1] })).not.toBe(key.signature);
    expect(key.signature).toMatch(/^[0-9a-f]{16}$/);
  });

  it('stops when the run is cancelled', () => {
    expect(() => tuneForReport(toy(3), DATA, BUDGET, [], { isAborted: () => true })).toThrow(/stopped/);
  });
});
