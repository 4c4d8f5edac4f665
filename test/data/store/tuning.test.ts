/** The contract of the tuning store, on every database. */
import { beforeAll, expect, it } from 'vitest';
import type { Database } from '../../../src/data/store/database.ts';
import { createTuningStore } from '../../../src/data/store/repositories/tuning.ts';
import type { TuningRecord } from '../../../src/domain/tuning.ts';
import type { TuningStore } from '../../../src/ports.ts';
import { describeOnEveryDatabase } from '../../support/databases.ts';

const record = (more: Partial<TuningRecord> = {}): TuningRecord => ({
  signature: '00c0ffee00c0ffee',
  object: 'boosting',
  spaceVersion: 1,
  seed: 4_294_967_295,
  trials: 100,
  batchSize: 4,
  params: { rounds: 120, learningRate: 0.1 + 0.2, kind: 'a "b"', on: true },
  usesDefaults: false,
  reason: 'better than the defaults, also on data that the search had not seen',
  end: 'budget',
  selection: { defaults: 1, best: 0.5 },
  confirmation: null,
  performance: [{ trial: 0, bestSoFar: 1e-300, elapsedMs: null }],
  history: [{ number: 0, params: { x: 1 / 3 } }],
  ...more,
});

describeOnEveryDatabase('tuning store', (open) => {
  let database: Database;
  let tunings: TuningStore;
  beforeAll(async () => {
    database = await open();
    tunings = createTuningStore(database);
  });

  it('gives back what was kept, by exactly its key', async () => {
    const kept = record();
    expect(await tunings.find(kept)).toBeNull();
    await tunings.keep(kept);
    expect(await tunings.find(kept)).toEqual(kept);
    for (const other of [
      { signature: 'other' },
      { object: 'forest' },
      { spaceVersion: 2 },
      { seed: 1 },
      { trials: 15 },
      { batchSize: 1 },
    ])
      expect(await tunings.find({ ...kept, ...other })).toBeNull();
  });

  it('replaces an unfinished search, never a finished one', async () => {
    const key = { object: 'smoothing' };
    await tunings.keep(record({ ...key, end: 'timeout', trials: 8, reason: 'first' }));
    await tunings.keep(record({ ...key, end: 'aborted', trials: 8, reason: 'second' }));
    expect((await tunings.find(record({ ...key, trials: 8 })))?.reason).toBe('second');
    await tunings.keep(record({ ...key, trials: 8, reason: 'third' }));
    await tunings.keep(record({ ...key, end: 'timeout', trials: 8, reason: 'fourth' }));
    await tunings.keep(record({ ...key, trials: 8, reason: 'fifth' }));
    expect((await tunings.find(record({ ...key, trials: 8 })))?.reason).toBe('third');
  });

  it('lists the latest finished searches of objects and a seed, ten of each', async () => {
    const seed = 77;
    for (let i = 0; i < 12; i++) await tunings.keep(record({ object: 'shap', seed, signature: `v${i}` }));
    await tunings.keep(record({ object: 'Zeta', seed, trials: 15 }));
    await tunings.keep(record({ object: 'Zeta', seed: 78 }));
    await tunings.keep(record({ object: 'Zeta', seed, end: 'timeout' }));
    const listed = await tunings.latest(['Zeta', 'shap', 'never'], seed);
    expect(listed.map(({ object, signature, trials }) => `${object} ${signature} ${trials}`)).toEqual([
      'Zeta 00c0ffee00c0ffee 15',
      ...Array.from({ length: 10 }, (_, i) => `shap v${11 - i} 100`),
    ]);
    expect(await tunings.latest([], seed)).toEqual([]);
  });

  it('keeps the latest 50 of an object', async () => {
    for (let i = 0; i < 53; i++) await tunings.keep(record({ object: 'forest', signature: `s${i}` }));
    const rows = await database.query("SELECT signature FROM bot.tunings WHERE object = 'forest'");
    expect(rows).toHaveLength(50);
    expect(await tunings.find(record({ object: 'forest', signature: 's2' }))).toBeNull();
    expect(await tunings.find(record({ object: 'forest', signature: 's52' }))).not.toBeNull();
  });
});
