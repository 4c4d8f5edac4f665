/** Planned tuning: one at a time over all who plan it, both report budgets, stopped without waiting. */
import { describe, expect, it } from 'vitest';
import { startTuningSchedule } from '../../src/delivery/tuning-schedule.ts';
import { createLogger } from '../../src/log.ts';
import type { DataReader } from '../../src/ports.ts';
import { TUNED_OBJECTS } from '../../src/reports/tuning.ts';
import { memoryTuningStore } from '../support/memory-tuning-store.ts';
import { until } from '../support/until.ts';
import { runDataOf, worldData } from '../support/world-dataset.ts';

const world = worldData({ seed: 3, brands: 3, periods: 40 });
const data: DataReader = {
  catalog: async () => world.catalog,
  searchBrands: async () => [],
  searchProjects: async () => [],
  load: async (_tables, selection) => runDataOf(world, selection),
};
const EVERY_SECOND = { cron: '* * * * * *', seed: 1, timeoutMs: 60_000 };

function planned(trials: number, tunings = memoryTuningStore()) {
  let [running, most] = [0, 0];
  const counted = {
    ...tunings,
    exclusively: <T>(work: () => Promise<T>) =>
      tunings.exclusively(async () => {
        most = Math.max(most, ++running);
        try {
          return await work();
        } finally {
          running--;
        }
      }),
  };
  const tools = {
    data,
    tunings: counted,
    limits: { threads: 1, timeoutMs: 30_000, memoryMb: 512 },
    now: () => performance.now(),
    logger: createLogger('silent'),
  };
  return {
    records: tunings.records,
    start: () => startTuningSchedule({ ...EVERY_SECOND, trials }, tools),
    mostAtOnce: () => most,
    isRunning: () => running > 0,
  };
}

describe('the schedule of tuning', () => {
  it('tunes every object with the trials of both budgets, one at a time', async () => {
    const plan = planned(16);
    const schedules = [plan.start(), plan.start()];
    await until(
      'both budgets',
      async () => plan.records.filter(({ trials }) => trials === 16).length >= TUNED_OBJECTS.length,
    );
    for (const schedule of schedules) await schedule.stop();
    const done = plan.records.map(({ object, trials }) => `${object} ${trials}`);
    expect(new Set(done)).toEqual(new Set(TUNED_OBJECTS.flatMap(({ name }) => [`${name} 15`, `${name} 16`])));
    expect(done).toHaveLength(2 * TUNED_OBJECTS.length);
    expect(plan.mostAtOnce()).toBe(1);
  });

  it('ends a run under way when it is stopped, and keeps what was judged', async () => {
    const plan = planned(10_000);
    const schedule = plan.start();
    await until('a run', async () => plan.isRunning());
    const start = performance.now();
    await schedule.stop();
    expect(performance.now() - start).toBeLessThan(5_000);
    expect(plan.isRunning()).toBe(false);
    expect(plan.records.every(({ end, trials }) => end !== 'timeout' && trials <= 10_000)).toBe(true);
  });
});
