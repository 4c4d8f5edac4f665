/** Background tuning on a store's data: reused, resumed, the same with any number of threads. */
import { describe, expect, it } from 'vitest';
import { type TuningRequest, type TuningTools, tuneStore } from '../../src/delivery/tune.ts';
import type { TuningRecord } from '../../src/domain/tuning.ts';
import type { DataReader, TuningStore } from '../../src/ports.ts';
import { tunedObject } from '../../src/reports/tuning.ts';
import { memoryTuningStore } from '../support/memory-tuning-store.ts';
import { EVERYTHING, runDataOf, select, worldData } from '../support/world-dataset.ts';

const world = worldData({ seed: 3, brands: 4, periods: 48 });
const data: DataReader = {
  catalog: async () => world.catalog,
  searchBrands: async () => [],
  searchProjects: async () => [],
  load: async (_tables, selection) => runDataOf(world, selection),
};
const OBJECTS = ['smoothing', 'averaging-window'].map((name) => tunedObject(name)!);
const REQUEST: TuningRequest = { objects: OBJECTS, selection: EVERYTHING, trials: 8, seed: 1, timeoutMs: 60_000 };

const tune = async (request: TuningRequest, using: TuningTools) => (await tuneStore(request, using)) ?? [];

const tools = (tunings: TuningStore, more: { threads?: number; now?: () => number; signal?: AbortSignal } = {}) => ({
  data,
  tunings,
  limits: { threads: more.threads ?? 1, timeoutMs: 30_000, memoryMb: 512 },
  now: more.now ?? (() => performance.now()),
  signal: more.signal ?? new AbortController().signal,
  onProgress: () => {},
});

describe('tuneStore', () => {
  it('gives the same settings with one thread and with three, and reuses them', async () => {
    const [one, three] = [memoryTuningStore(), memoryTuningStore()];
    const first = await tune(REQUEST, tools(one));
    await tune(REQUEST, tools(three, { threads: 3 }));
    const bare = (records: readonly TuningRecord[]) => records.map(({ performance: _times, ...rest }) => rest);
    expect(bare(three.records)).toEqual(bare(one.records));
    expect(first.map(({ state, trials }) => [state, trials])).toEqual([
      ['complete', 8],
      ['complete', 8],
    ]);
    const again = await tune(REQUEST, tools(one, { threads: 2 }));
    expect(again).toEqual(first.map((each) => ({ ...each, state: 'reused' })));
    expect(one.records).toHaveLength(2);
  });

  it('keeps what it had at the deadline and goes on from there', async () => {
    const store = memoryTuningStore();
    // Every look at the clock costs ten seconds: some batches fit, not all.
    let time = 0;
    const now = () => {
      time += 10_000;
      return time;
    };
    const first = await tune(REQUEST, tools(store, { now }));
    expect(first.map(({ state }) => state)).toContain('unfinished');
    expect(Math.max(...first.map(({ trials }) => trials))).toBeLessThan(9);
    const second = await tune(REQUEST, tools(store));
    expect(second.map(({ trials }) => trials)).toEqual([8, 8]);
    const whole = memoryTuningStore();
    await tune(REQUEST, tools(whole));
    expect(store.records.slice(-2).map(({ params }) => params)).toEqual(whole.records.map(({ params }) => params));
  });

  it('stops when asked to', async () => {
    const store = memoryTuningStore();
    expect(await tune(REQUEST, tools(store, { signal: AbortSignal.abort() }))).toEqual([]);
    expect(store.records).toEqual([]);
  });

  it('keeps what it had when stopped in the middle, without waiting for trials under way', async () => {
    const store = memoryTuningStore();
    const stop = new AbortController();
    const first = await tune(REQUEST, {
      ...tools(store, { signal: stop.signal }),
      onProgress: (_object, done) => done >= 4 && stop.abort(),
    });
    expect(first.map(({ state, trials, reason }) => [state, trials, reason])).toEqual([
      ['unfinished', 4, 'the search was stopped'],
    ]);
    expect(store.records).toMatchObject([{ end: 'aborted', confirmation: null, usesDefaults: true }]);
    const second = await tune(REQUEST, tools(store));
    expect(second.map(({ state, trials }) => [state, trials])).toEqual([
      ['complete', 8],
      ['complete', 8],
    ]);
  });

  it('leaves it to whoever is at it already', async () => {
    const store = memoryTuningStore();
    const [one, two] = await Promise.all([tuneStore(REQUEST, tools(store)), tuneStore(REQUEST, tools(store))]);
    expect(one).toHaveLength(2);
    expect(two).toBeNull();
  });

  it('says what is missing', async () => {
    const empty: DataReader = { ...data, catalog: async () => ({ ...world.catalog, projects: [] }) };
    await expect(tune(REQUEST, { ...tools(memoryTuningStore()), data: empty })).rejects.toMatchObject({
      code: 'not-found',
    });
    expect(select(world.catalog).markets.length).toBeGreaterThan(0);
  });
});
