/** Asking for reports: what is stored, queued and said, and what a repeat does. */
import { describe, expect, it } from 'vitest';
import type { RunQueue } from '../../src/delivery/queue.ts';
import { createReporting } from '../../src/delivery/reporting.ts';
import { DeliveryError } from '../../src/errors.ts';
import { createLogger } from '../../src/log.ts';
import type { Destination, Publisher, RunRecord, RunStore } from '../../src/ports.ts';
import { runOf } from '../slack/runs.ts';
import { createMemoryRunStore } from '../support/memory-run-store.ts';
import { until } from '../support/until.ts';

const SLACK: Destination = { kind: 'slack', team: 'T1', channel: 'C1', user: 'U1', thread: null };
const { request } = runOf();

function office(fails: DeliveryError | null = null) {
  const stored = new Map<string, RunRecord & { store: ReturnType<typeof createMemoryRunStore> }>();
  const of = (id: string) => stored.get(id)?.store;
  const runs = {
    async create(run: RunRecord) {
      if (stored.has(run.id)) return false;
      stored.set(run.id, { ...run, store: createMemoryRunStore(run) });
      return true;
    },
    find: async (id: string) => of(id)?.run() ?? null,
    cancel: async (id: string) => {
      const state = of(id)?.run().state;
      return state === 'queued' || state === 'running' ? of(id)?.cancel(id) : false;
    },
    delivery: async (id: string) => of(id)?.delivery(id) ?? null,
    claimAnnouncement: async (id: string) => of(id)?.claimAnnouncement(id, 0),
    releaseAnnouncement: async (id: string) => of(id)?.releaseAnnouncement(id),
    announced: async (id: string, ref: { channel: string; ts: string }) => of(id)?.announced(id, ref),
    resultSent: async (id: string) => of(id)?.resultSent(id),
    progress: async (id: string, stage: string, share: number) => of(id)?.progress(id, stage, share),
  } as unknown as RunStore;
  const said: string[] = [];
  const publisher = {
    announce: async (_to, run) => {
      said.push(`announce ${run.id}`);
      if (fails) throw fails;
      return { channel: 'C1', ts: '1' };
    },
    failed: async (message, _to, run, error) => {
      said.push(`${error.code} ${run.id} ${message?.ts ?? 'no message'}`);
    },
  } as Partial<Publisher> as Publisher;
  const queued: string[] = [];
  const queue = {
    wake: () => queued.push('wake'),
    cancel: async (id: string) => void queued.push(`cancel ${id}`),
  } as Partial<RunQueue> as RunQueue;
  const clock = { now: () => new Date('2026-11-22T10:00:00.000Z') };
  const reporting = createReporting({ runs, queue, publisher, clock, logger: createLogger('silent') });
  return { reporting, runs, said, queued, stored };
}

describe('asking for a report', () => {
  it('stores it as queued, wakes a worker, and tells the channel', async () => {
    const { reporting, said, queued } = office();
    const run = await reporting.submit(request, SLACK, 'U1', 'trigger-1');
    expect(run).toMatchObject({
      state: 'queued',
      share: 0,
      request,
      requestedBy: 'U1',
      createdAt: '2026-11-22T10:00:00.000Z',
    });
    expect(queued).toEqual(['wake']);
    await until('the announcement', async () => said.length === 1);
    expect(said).toEqual([`announce ${run.id}`]);
  });

  it('again finds the same run and says nothing twice', async () => {
    const { reporting, said, stored } = office();
    const first = await reporting.submit(request, SLACK, 'U1', 'trigger-1');
    const again = await reporting.submit(request, SLACK, 'U1', 'trigger-1');
    expect(again.id).toBe(first.id);
    expect(stored.size).toBe(1);
    await until('the announcement', async () => said.length === 1);
    expect((await reporting.submit(request, SLACK, 'U1', 'trigger-2')).id).not.toBe(first.id);
  });

  it('does not hang on the announcement', async () => {
    const error = new DeliveryError({ code: 'slack', what: 'w', why: 'y', fix: 'f' }, 'permanent');
    const { reporting, said, runs } = office(error);
    const run = await reporting.submit(request, SLACK, 'U1', 'trigger-1');
    await until('the try', async () => said.length === 1);
    // The worker may try at once: nothing was posted.
    await until('the right', async () => (await runs.delivery(run.id))?.announcement === 'pending');
  });

  it('through the API announces nothing', async () => {
    const { reporting, said } = office();
    const run = await reporting.submit(request, { kind: 'none' }, 'api', 'k');
    await reporting.cancel(run.id);
    expect(said).toEqual([]);
  });
});

describe('cancelling', () => {
  it('a waiting run takes its job away and closes its message, once', async () => {
    const { reporting, said, queued } = office();
    const run = await reporting.submit(request, SLACK, 'U1', 't');
    await until('the announcement', async () => said.length === 1);
    expect(await reporting.cancel(run.id)).toBe(true);
    expect(await reporting.cancel(run.id)).toBe(false);
    expect(queued).toEqual(['wake', `cancel ${run.id}`]);
    expect(said).toEqual([`announce ${run.id}`, `cancelled ${run.id} 1`]);
  });

  it('a running run leaves the last word to its worker', async () => {
    const { reporting, said, runs } = office();
    const run = await reporting.submit(request, SLACK, 'U1', 't');
    await until('the announcement', async () => said.length === 1);
    await runs.progress(run.id, 'analysing', 0.4);
    expect(await reporting.cancel(run.id)).toBe(true);
    expect(said).toHaveLength(1);
  });

  it('what does not exist does nothing', async () => {
    expect(await office().reporting.cancel('nothing')).toBe(false);
  });
});
