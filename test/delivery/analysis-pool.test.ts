import { afterEach, describe, expect, it } from 'vitest';
import { createAnalysisPool } from '../../src/delivery/analysis-pool.ts';
import type { AnalysisJob, AnalysisPool, Progress } from '../../src/ports.ts';

const MISBEHAVING = new URL('./threads/misbehaving.ts', import.meta.url);
const LIMITS = { threads: 1, timeoutMs: 20_000, memoryMb: 300 };

let pool: AnalysisPool | undefined;
afterEach(() => pool?.close());

const open = (limits: Partial<typeof LIMITS> = {}): AnalysisPool => {
  pool = createAnalysisPool({ ...LIMITS, ...limits }, MISBEHAVING);
  return pool;
};
const job = (what: string): AnalysisJob => ({ reports: [what] }) as unknown as AnalysisJob;
const run = (on: AnalysisPool, what: string, signal = new AbortController().signal, onProgress = (_: Progress) => {}) =>
  on.run(job(what), onProgress, signal);

describe('analysis pool', () => {
  it('returns outcomes and reports progress', async () => {
    const seen: Progress[] = [];
    await expect(run(open(), 'well', undefined, (progress) => seen.push(progress))).resolves.toEqual([]);
    expect(seen).toEqual([{ stage: 'half', share: 0.5 }]);
  });

  it('ends an analysis that takes too long, and works on', async () => {
    const on = open({ timeoutMs: 1_500 });
    await expect(run(on, 'spin')).rejects.toMatchObject({ code: 'timeout' });
    await expect(run(on, 'well')).resolves.toEqual([]);
  });

  it('ends an analysis that hoards typed arrays, and works on', async () => {
    const on = open();
    await expect(run(on, 'hoard')).rejects.toMatchObject({ code: 'memory' });
    await expect(run(on, 'well')).resolves.toEqual([]);
  });

  it('lets an analysis stop by itself when it is cancelled, and keeps its thread', async () => {
    const on = open();
    const cancel = new AbortController();
    const running = run(on, 'listen', cancel.signal, () => cancel.abort());
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
    await expect(run(on, 'well')).resolves.toEqual([]);
  });

  it('ends an analysis that does not listen to its cancellation', async () => {
    const on = open();
    const cancel = new AbortController();
    cancel.abort();
    await expect(run(on, 'spin', cancel.signal)).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('names a defect of an analysis for people, with the thrown error as its cause', async () => {
    await expect(run(open(), 'throw')).rejects.toMatchObject({ code: 'internal', cause: { message: 'a bug' } });
  });

  it('replaces a thread that dies', async () => {
    const on = open();
    await expect(run(on, 'die')).rejects.toThrow('ended unexpectedly');
    await expect(run(on, 'well')).resolves.toEqual([]);
  });

  it('lets jobs wait for a thread and serves all of them, also after one was ended', async () => {
    const on = open({ timeoutMs: 1_500 });
    const results = await Promise.allSettled([run(on, 'spin'), run(on, 'well'), run(on, 'spin'), run(on, 'well')]);
    expect(results.map((result) => result.status)).toEqual(['rejected', 'fulfilled', 'rejected', 'fulfilled']);
  });
});
