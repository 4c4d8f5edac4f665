/** Runs syncs at their planned times. Every process may plan them: each planned instant is taken by one. */
import nodeCron, { type ScheduledTask } from 'node-cron';
import type { SourceConfiguration } from '../sources/configuration.ts';
import { type SyncTools, syncSource } from './sync.ts';

export interface SyncSchedule {
  /** No new sync begins; the running one is stopped, and stores nothing unless it was already storing. */
  stop(): Promise<void>;
}

/** @param sync without its signal, which belongs to the schedule */
export function startSyncSchedule(
  configurations: readonly SourceConfiguration[],
  sync: Omit<SyncTools, 'signal' | 'full' | 'onProgress'>,
): SyncSchedule {
  const stopping = new AbortController();
  const running = new Set<Promise<unknown>>();
  const tasks: ScheduledTask[] = [];
  for (const configuration of configurations) {
    if (configuration.schedule === null) continue;
    const { cron, timeZone } = configuration.schedule;
    const run = async (dueAt: Date): Promise<void> => {
      // The planned second, whatever the delay until the timer fired: the same in every process.
      const planned = new Date(Math.floor(dueAt.getTime() / 1_000) * 1_000);
      try {
        await syncSource(configuration, { ...sync, signal: stopping.signal }, planned);
      } catch (error) {
        sync.logger.error({ source: configuration.name, err: error }, 'scheduled sync failed');
      }
    };
    const task = nodeCron.schedule(
      cron,
      ({ date }) => {
        const done = run(date).finally(() => running.delete(done));
        running.add(done);
        return done;
      },
      { timezone: timeZone, name: `sync ${configuration.name}`, noOverlap: true, suppressMissedWarning: true },
    );
    tasks.push(task);
  }
  return {
    async stop() {
      for (const task of tasks) await task.destroy();
      stopping.abort();
      await Promise.all(running);
    },
  };
}
