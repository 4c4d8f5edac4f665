/** The work queue's contract, on every database. */

import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/data/store/database.ts';
import { statementsOn, statementsOnStore } from '../../src/data/store/queue-database.ts';
import { openRunQueue, type QueuedJob, type RunQueue } from '../../src/delivery/queue.ts';
import { createLogger } from '../../src/log.ts';
import { describeOnEveryDatabase } from '../support/databases.ts';
import { until } from '../support/until.ts';

describeOnEveryDatabase('run queue', (open, { kind }) => {
  let database: Database;
  let queue: RunQueue | undefined;
  const openQueue = async (): Promise<RunQueue> => {
    queue = await openRunQueue({
      database: statementsOnStore(database),
      soleProcess: kind === 'embedded',
      logger: createLogger('silent'),
    });
    return queue;
  };

  beforeAll(async () => {
    database = await open();
  });
  afterEach(async () => {
    await queue?.close();
    queue = undefined;
  });

  describe('a job', () => {
    it('is worked once, soon after it was added here, whatever often it was added', async () => {
      const jobs: QueuedJob[] = [];
      const here = await openQueue();
      await here.work(2, async (job) => void jobs.push(job));
      const id = randomUUID();
      for (let i = 0; i < 3; i++) await here.add(id);
      here.wake();
      await until('the job', async () => jobs.length > 0);
      const marker = randomUUID();
      await here.add(marker);
      here.wake();
      await until('a later job', async () => jobs.some(({ runId }) => runId === marker));
      expect(jobs.map(({ runId }) => runId)).toEqual([id, marker]);
      expect(jobs[0]).toMatchObject({ attempt: 0, lastAttempt: false, lost: false });
      // Done means done, also for the next process.
      await here.add(id);
      await here.close();
      const next: string[] = [];
      const after = await openQueue();
      const last = randomUUID();
      await after.work(1, async ({ runId }) => void next.push(runId));
      await after.add(last);
      after.wake();
      await until('the last job', async () => next.includes(last));
      expect(next).toEqual([last]);
    });

    it('is not there when the transaction that added it fails', async () => {
      const here = await openQueue();
      const worked: string[] = [];
      await here.work(1, async ({ runId }) => void worked.push(runId));
      const [gone, kept] = [randomUUID(), randomUUID()];
      await expect(
        database.transaction(async (transaction) => {
          await here.add(gone, statementsOn(transaction));
          throw new Error('taken back');
        }),
      ).rejects.toThrow('taken back');
      await database.transaction((transaction) => here.add(kept, statementsOn(transaction)));
      here.wake();
      await until('the kept job', async () => worked.includes(kept));
      expect(worked).toEqual([kept]);
    });

    it('whose handler throws is tried again, and knows which try it is', async () => {
      const here = await openQueue();
      const attempts: number[] = [];
      await here.work(1, async ({ attempt }) => {
        attempts.push(attempt);
        if (attempt === 0) throw new Error('passing');
      });
      await here.add(randomUUID());
      here.wake();
      await until('the second try', async () => attempts.length === 2, { timeoutMs: 20_000 });
      expect(attempts).toEqual([0, 1]);
    });

    it('that was cancelled is not begun', async () => {
      const here = await openQueue();
      const [first, second] = [randomUUID(), randomUUID()];
      await here.add(first);
      await here.cancel(first);
      await here.add(second);
      const worked: string[] = [];
      await here.work(1, async ({ runId }) => void worked.push(runId));
      here.wake();
      await until('the other job', async () => worked.length > 0);
      expect(worked).toEqual([second]);
    });

    it('is never worked by more at a time than asked for', async () => {
      const here = await openQueue();
      let [now, most, done] = [0, 0, 0];
      await here.work(2, async () => {
        most = Math.max(most, ++now);
        await new Promise((resolve) => setTimeout(resolve, 100));
        now--;
        done++;
      });
      for (let i = 0; i < 6; i++) await here.add(randomUUID());
      here.wake();
      await until('all jobs', async () => done === 6);
      expect(most).toBe(2);
    });

    it('of a closing process is finished before the queue is closed', async () => {
      const here = await openQueue();
      let ended = false;
      let begun = false;
      await here.work(1, async () => {
        begun = true;
        await new Promise((resolve) => setTimeout(resolve, 300));
        ended = true;
      });
      await here.add(randomUUID());
      here.wake();
      await until('the job', async () => begun);
      await here.close();
      queue = undefined;
      expect(ended).toBe(true);
    });

    it('whose tries are used up is handed over once more, as lost', async () => {
      const here = await openQueue();
      const id = randomUUID();
      await here.add(id);
      // As after five tries that each ended with their process.
      await database.query(`update queue.job set retry_limit = 0 where id = $1`, [id]);
      const seen: Pick<QueuedJob, 'runId' | 'lost'>[] = [];
      await here.work(1, async ({ runId, lost }) => {
        seen.push({ runId, lost });
        if (!lost) throw new Error('the process is gone');
      });
      here.wake();
      await until('the lost job', async () => seen.some(({ lost }) => lost), { timeoutMs: 30_000 });
      expect(seen).toEqual([
        { runId: id, lost: false },
        { runId: id, lost: true },
      ]);
    });
  });

  if (kind === 'embedded')
    it('hands the job of a process that is gone to the next at once', async () => {
      const here = await openQueue();
      const id = randomUUID();
      await here.add(id);
      await here.close();
      // As a killed process leaves it: active, with a fresh heartbeat.
      await database.query(
        `update queue.job set state = 'active', started_on = now(), heartbeat_on = now() where id = $1`,
        [id],
      );
      const next = await openQueue();
      const attempts: number[] = [];
      await next.work(1, async ({ runId, attempt }) => {
        if (runId === id) attempts.push(attempt);
      });
      await until('the job', async () => attempts.length > 0, { timeoutMs: 9_000 });
      expect(attempts).toEqual([1]);
    });
});
