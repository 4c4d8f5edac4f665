/** A RunStore in memory with the same rules as the SQL one, for tests that crash deliveries at every step. */
import type { DeliveryFile, MessageRef, RunRecord, RunStore } from '../../src/ports.ts';

export function createMemoryRunStore(
  first: RunRecord,
): RunStore & { run(): RunRecord; announcementIs(state: 'sending'): void } {
  let run = first;
  let announcement: 'pending' | 'sending' | 'sent' = 'pending';
  let stale = false;
  let message: MessageRef | null = null;
  let result: 'pending' | 'sent' = 'pending';
  const files = new Map<string, DeliveryFile>();
  return {
    run: () => run,
    /** As a process leaves it that died while announcing. */
    announcementIs(state) {
      announcement = state;
      stale = true;
    },
    create: async () => true,
    find: async (id) => (id === run.id ? run : null),
    recent: async () => [run],
    async progress(_id, stage, share) {
      run = { ...run, stage, share, state: run.state === 'queued' ? 'running' : run.state };
      return run.state;
    },
    async analysed(_id, outcomes, dataVersion) {
      run = { ...run, outcomes, dataVersion };
    },
    async finish(_id, state, error, timings) {
      if (run.state !== 'cancelled') run = { ...run, state, error, timings };
    },
    async cancel() {
      run = { ...run, state: 'cancelled' };
      return true;
    },
    counts: async () => ({ queued: 0, running: 0, finishedLastHour: 0, failedLastHour: 0 }),
    delivery: async () => ({ runId: run.id, announcement, message, result, files: [...files.values()] }),
    async claimAnnouncement() {
      if (announcement === 'pending') {
        announcement = 'sending';
        return 'claimed';
      }
      if (announcement === 'sending' && stale) return 'takenOver';
      return 'busy';
    },
    async releaseAnnouncement() {
      if (announcement === 'sending') announcement = 'pending';
    },
    async announced(_id, ref) {
      announcement = 'sent';
      message = ref;
    },
    async resultSent() {
      result = 'sent';
    },
    async file(_id, file) {
      files.set(file.name, file);
    },
    async delivered() {},
  };
}
