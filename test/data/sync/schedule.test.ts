/** Planned syncs: every planned instant is taken once, however many processes plan it. */
import { expect, it } from 'vitest';
import { startSyncSchedule } from '../../../src/data/sync/schedule.ts';
import { describeOnEveryDatabase } from '../../support/databases.ts';
import { until } from '../../support/until.ts';
import { MARKET, memorySource, syncTools } from './memory-source.ts';

describeOnEveryDatabase('the schedule of syncs', (open) => {
  it('runs each planned sync once, over all who plan it, until it is stopped', async () => {
    const database = await open();
    const source = memorySource('warehouse');
    source.tables = MARKET;
    const everySecond = { ...source.configuration, schedule: { cron: '* * * * * *', timeZone: 'UTC' } };
    const onDemand = memorySource('on-demand');
    const { signal, ...sync } = syncTools(database);
    const schedules = [0, 1, 2].map(() => startSyncSchedule([everySecond, onDemand.configuration], sync));
    const done = () =>
      database.query<{ due: string; state: string }>(
        'SELECT due_at::text AS due, state FROM digicadence.syncs ORDER BY sync_id',
      );
    await until('two planned syncs', async () => (await done()).filter(({ state }) => state === 'done').length >= 2);
    for (const schedule of schedules) await schedule.stop();
    const syncs = await done();
    expect(signal.aborted).toBe(false);
    expect(new Set(syncs.map(({ due }) => due)).size).toBe(syncs.length);
    expect(source.asked.length).toBeLessThanOrEqual(syncs.length);
    expect(syncs.every(({ state }) => state !== 'running')).toBe(true);
    expect(onDemand.asked).toEqual([]);
  });
});
