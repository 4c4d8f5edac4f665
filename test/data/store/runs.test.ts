/** The contract of the run store, on every database. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../../src/data/store/database.ts';
import { createRunStore } from '../../../src/data/store/repositories/runs.ts';
import type { Destination, RunRecord, RunStore } from '../../../src/ports.ts';
import { describeOnEveryDatabase } from '../../support/databases.ts';

const SLACK: Destination = { kind: 'slack', team: 'T1', channel: 'C1', user: 'U1', thread: null };
let count = 0;
const newRun = (more: Partial<RunRecord> = {}): RunRecord => ({
  id: `00000000-0000-5000-8000-${String(++count).padStart(12, '0')}`,
  request: {
    reports: ['dc-score-performance'],
    selection: { projects: ['花椿'], brands: { names: ["O'Hara; --", 'a"b'] }, period: null },
    options: { depth: 'standard', confidence: 0.9, charts: false },
    formats: ['pdf'],
    seed: 4_294_967_295,
    locale: 'en-GB',
  },
  requestedBy: 'U1',
  destination: SLACK,
  state: 'queued',
  stage: 'queued',
  share: 0,
  outcomes: null,
  error: null,
  dataVersion: null,
  // Months and days that another date style would swap, with milliseconds.
  createdAt: '2026-03-02T23:59:59.123Z',
  finishedAt: null,
  timings: {},
  slice: null,
  outdated: null,
  ...more,
});
const ERROR = { code: 'timeout', what: 'Too long.', why: 'It was big.', fix: 'Ask less.' } as const;

describeOnEveryDatabase('run store', (open) => {
  let database: Database;
  let runs: RunStore;
  const enqueued: string[] = [];
  let refuse = false;

  beforeAll(async () => {
    database = await open();
    runs = createRunStore(database, async (transaction, runId) => {
      enqueued.push(runId);
      await transaction.query('select 1');
      if (refuse) throw new Error('the queue is away');
    });
  });
  const created = async (more: Partial<RunRecord> = {}): Promise<RunRecord> => {
    const run = newRun(more);
    expect(await runs.create(run)).toBe(true);
    return run;
  };

  describe('a run', () => {
    it('comes back as it was stored', async () => {
      const run = await created();
      expect(await runs.find(run.id)).toEqual(run);
      expect(await runs.find('00000000-0000-5000-8000-ffffffffffff')).toBeNull();
    });

    it('is created and queued once, and a repeat changes nothing', async () => {
      const run = await created();
      expect(await runs.create({ ...run, requestedBy: 'U2', share: 0.5 })).toBe(false);
      expect(await runs.find(run.id)).toEqual(run);
      expect(enqueued.filter((id) => id === run.id)).toHaveLength(1);
    });

    it('is created once by two at the same time', async () => {
      const run = newRun();
      expect((await Promise.all([runs.create(run), runs.create(run)])).sort()).toEqual([false, true]);
      expect(enqueued.filter((id) => id === run.id)).toHaveLength(1);
    });

    it('is not left behind when it cannot be queued', async () => {
      const run = newRun();
      refuse = true;
      await expect(runs.create(run)).rejects.toThrow('the queue is away');
      refuse = false;
      expect(await runs.find(run.id)).toBeNull();
      expect(await runs.delivery(run.id)).toBeNull();
    });

    it('goes from queued over running to ready, with everything on the way', async () => {
      const { id } = await created();
      expect(await runs.progress(id, 'analysing', 0.25)).toBe('running');
      expect(await runs.find(id)).toMatchObject({ state: 'running', stage: 'analysing', share: 0.25 });
      const outcomes = [{ status: 'unavailable', report: 'r', missing: [{ need: 'a', have: 'b', fix: 'c' }] }] as const;
      await runs.analysed(id, outcomes, 'v7');
      expect(await runs.find(id)).toMatchObject({ state: 'running', outcomes, dataVersion: 'v7' });
      await runs.finish(id, 'ready', null, { load: 3, analyse: 40 });
      const over = await runs.find(id);
      expect(over).toMatchObject({ state: 'ready', share: 1, error: null, timings: { load: 3, analyse: 40 } });
      expect(over?.finishedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      expect(Math.abs(Date.parse(over?.finishedAt ?? '') - Date.now())).toBeLessThan(60_000);
    });

    it('keeps why it failed', async () => {
      const { id } = await created();
      await runs.finish(id, 'failed', ERROR, {});
      expect(await runs.find(id)).toMatchObject({ state: 'failed', error: ERROR });
    });

    it('once cancelled stays cancelled, and says so to whoever reports progress', async () => {
      const { id } = await created();
      await runs.progress(id, 'analysing', 0.25);
      expect(await runs.cancel(id)).toBe(true);
      expect(await runs.cancel(id)).toBe(false);
      expect(await runs.progress(id, 'drawing', 0.75)).toBe('cancelled');
      await runs.finish(id, 'ready', null, {});
      await runs.finish(id, 'failed', ERROR, {});
      expect(await runs.find(id)).toMatchObject({ state: 'cancelled', stage: 'cancelled', share: 0.25, error: null });
    });

    it.each(['ready', 'failed'] as const)('that is %s cannot be cancelled any more', async (state) => {
      const { id } = await created();
      await runs.finish(id, state, null, {});
      expect(await runs.cancel(id)).toBe(false);
      expect((await runs.find(id))?.state).toBe(state);
    });

    it('that does not exist is neither cancelled nor progressing', async () => {
      const { id } = newRun();
      expect(await runs.cancel(id)).toBe(false);
      expect(await runs.progress(id, 'x', 0.1)).toBe('cancelled');
    });
  });

  describe('lists and counts', () => {
    it('give the latest first, of everybody or of one person', async () => {
      const early = await created({ createdAt: '2026-01-01T00:00:00.000Z', requestedBy: 'U7' });
      const late = await created({ createdAt: '2027-01-01T00:00:00.000Z', requestedBy: 'U7' });
      const other = await created({ createdAt: '2028-01-01T00:00:00.000Z', requestedBy: null });
      expect((await runs.recent(2)).map(({ id }) => id)).toEqual([other.id, late.id]);
      expect((await runs.recent(10, 'U7')).map(({ id }) => id)).toEqual([late.id, early.id]);
      expect(await runs.recent(10, 'nobody')).toEqual([]);
    });

    it('count what waits, runs, and ended in the last hour', async () => {
      const before = await runs.counts();
      await created();
      await runs.progress((await created()).id, 'x', 0.1);
      await runs.finish((await created()).id, 'ready', null, {});
      await runs.finish((await created()).id, 'failed', ERROR, {});
      const old = await created();
      await runs.finish(old.id, 'ready', null, {});
      await database.query(`update bot.runs set finished_at = now() - interval '61 minutes' where id = $1`, [old.id]);
      expect(await runs.counts()).toEqual({
        queued: before.queued + 1,
        running: before.running + 1,
        finishedLastHour: before.finishedLastHour + 1,
        failedLastHour: before.failedLastHour + 1,
      });
    });
  });

  describe('a delivery', () => {
    const MINUTE_MS = 60_000;

    it('exists for Slack only', async () => {
      const { id } = await created();
      expect(await runs.delivery(id)).toEqual({
        runId: id,
        announcement: 'pending',
        message: null,
        result: 'pending',
        files: [],
      });
      expect(await runs.delivery((await created({ destination: { kind: 'none' } })).id)).toBeNull();
    });

    it('gives the right to announce to one', async () => {
      const { id } = await created();
      const claims = await Promise.all([1, 2, 3].map(() => runs.claimAnnouncement(id, MINUTE_MS)));
      expect(claims.sort()).toEqual(['busy', 'busy', 'claimed']);
      expect((await runs.delivery(id))?.announcement).toBe('sending');
    });

    it('gives it to the next when the first has been silent for too long, and says so', async () => {
      const { id } = await created();
      await runs.claimAnnouncement(id, MINUTE_MS);
      await database.query(
        `update bot.deliveries set announcing_since = now() - interval '61 seconds' where run_id = $1`,
        [id],
      );
      expect(await runs.claimAnnouncement(id, MINUTE_MS)).toBe('takenOver');
      expect(await runs.claimAnnouncement(id, MINUTE_MS)).toBe('busy');
    });

    it('takes it back when nothing was posted, and never once something was', async () => {
      const { id } = await created();
      await runs.claimAnnouncement(id, MINUTE_MS);
      await runs.releaseAnnouncement(id);
      expect(await runs.claimAnnouncement(id, MINUTE_MS)).toBe('claimed');
      await runs.announced(id, { channel: 'C1', ts: '1.000100' });
      await runs.releaseAnnouncement(id);
      expect(await runs.claimAnnouncement(id, 0)).toBe('busy');
      expect(await runs.delivery(id)).toMatchObject({
        announcement: 'sent',
        message: { channel: 'C1', ts: '1.000100' },
      });
    });

    it('keeps every file’s latest step, in the order of names', async () => {
      const { id } = await created();
      await runs.file(id, { name: 'b.pdf', fileId: 'F1', state: 'sharing' });
      await runs.file(id, { name: 'B.csv', fileId: null, state: 'uploaded' });
      await runs.file(id, { name: 'b.pdf', fileId: 'F2', state: 'shared' });
      await runs.resultSent(id);
      await runs.delivered(id);
      expect(await runs.delivery(id)).toMatchObject({
        result: 'sent',
        files: [
          { name: 'B.csv', fileId: null, state: 'uploaded' },
          { name: 'b.pdf', fileId: 'F2', state: 'shared' },
        ],
      });
    });
  });
});
