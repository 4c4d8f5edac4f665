/** Trials in threads: the same losses as here, bounded, and the pool outlives a thread that breaks. */
import { afterEach, describe, expect, it } from 'vitest';
import { createTrialPool, type TrialPool } from '../../src/delivery/trial-pool.ts';
import { type TuningData, tunedObject } from '../../src/reports/tuning.ts';

const DATA: TuningData = {
  series: [
    { name: 'wave', seasonLength: 12, values: Array.from({ length: 48 }, (_, t) => 50 + 9 * Math.sin(t) + (t % 5)) },
  ],
  table: null,
  changes: [],
  costs: Array.from({ length: 12 }, (_, i) => 1 + ((i * 7) % 5)),
};
const LIMITS = { threads: 2, timeoutMs: 20_000, memoryMb: 512 };
const MISBEHAVES = new URL('./threads/trial-misbehaves.ts', import.meta.url);

let pool: TrialPool;
afterEach(() => pool.close());

describe('trial pool', () => {
  it.each([1, 2])('judges as this thread does, with %i threads', async (threads) => {
    pool = createTrialPool(DATA, { ...LIMITS, threads });
    for (const name of ['smoothing', 'genetic']) {
      const object = tunedObject(name)!;
      const here = object.judge(DATA, 'selection')!;
      const there = pool.judge(name);
      expect(await there.canJudge('selection')).toBe(true);
      const seeds = [1, 2, 3, 4, 5];
      const losses = await Promise.all(seeds.map((seed) => there.loss('selection', object.defaults, seed)));
      expect(losses).toEqual(seeds.map((seed) => here(object.defaults, seed)));
    }
  });

  it('says when data cannot judge', async () => {
    pool = createTrialPool(DATA, LIMITS);
    expect(await pool.judge('forest').canJudge('selection')).toBe(false);
    expect(await pool.judge('forest').loss('selection', {}, 1)).toBeNull();
  });

  it('passes the error of a trial on and goes on', async () => {
    pool = createTrialPool(DATA, { ...LIMITS, threads: 1 });
    const genetic = pool.judge('genetic');
    await expect(genetic.loss('selection', { population: 0 }, 1)).rejects.toThrow(/population/);
    expect(await genetic.loss('selection', tunedObject('genetic')!.defaults, 1)).not.toBeNull();
  });

  it('replaces a thread that takes too long, ends or needs too much memory', async () => {
    pool = createTrialPool(DATA, { threads: 1, timeoutMs: 4_000, memoryMb: 150 }, MISBEHAVES);
    const ask = (object: string) => pool.judge(object).loss('selection', {}, 1);
    const [late, next] = [ask('sleeps'), ask('answers')];
    await expect(late).rejects.toThrow(/longer than 4000 ms/);
    expect(await next).toBe(1);
    await expect(ask('exits')).rejects.toThrow(/ended unexpectedly/);
    expect(await ask('answers')).toBe(1);
    await expect(ask('hoards')).rejects.toThrow(/more than 150 MB/);
    expect(await ask('answers')).toBe(1);
  });

  it('refuses work once closed', async () => {
    pool = createTrialPool(DATA, LIMITS);
    await pool.close();
    await expect(pool.judge('smoothing').canJudge('selection')).rejects.toThrow(/closed/);
  });

  it('keeps nobody waiting once closed', async () => {
    pool = createTrialPool(DATA, { ...LIMITS, threads: 1 }, MISBEHAVES);
    const [running, waiting] = [1, 2].map((seed) => pool.judge('sleeps').loss('selection', {}, seed));
    const ends = Promise.all([
      expect(running).rejects.toThrow(/ended unexpectedly/),
      expect(waiting).rejects.toThrow(/closed/),
    ]);
    await pool.close();
    await ends;
  });
});
