/** The work queue: pg-boss on our own database, tuned so that the job of a killed worker is picked up within a minute. */
import { PgBoss, type Db as QueueDatabase } from 'pg-boss';
import type { Logger } from '../log.ts';

export type { QueueDatabase };

export interface RunQueue {
  /** Adds the job of a run; a second job of the same id changes nothing. */
  add(runId: string, database?: QueueDatabase): Promise<void>;
  /** Runs `handle` for every job, at most `concurrency` at a time; a job whose handler throws is tried again. */
  work(concurrency: number, handle: (job: QueuedJob) => Promise<void>): Promise<void>;
  /** Wakes this process's workers, so that a job added here does not wait for the next poll. */
  wake(): void;
  cancel(runId: string): Promise<void>;
  close(): Promise<void>;
}

export interface QueuedJob {
  readonly runId: string;
  /** 0 for the first try. */
  readonly attempt: number;
  readonly lastAttempt: boolean;
  /** All tries are used up and none came to an end of its own, as when each killed its process: only tell now. */
  readonly lost: boolean;
  readonly signal: AbortSignal;
}

const QUEUE = 'reports';
/** Where the queue puts jobs whose tries are used up. */
const LOST = 'reports-lost';
/** A worker that has not been heard of for this long is dead (pg-boss allows no less than 10 s). */
const HEARTBEAT_S = 10;
const SUPERVISE_S = 10;
/** pg-boss's bound for one job; the analysis and rendering have their own, shorter ones. */
const EXPIRE_S = 900;
const RETRIES = 5;
const RETRY_DELAY_S = 2;
const POLL_S = 1;
const LOST_POLL_S = 5;

export async function openRunQueue(options: {
  readonly database: QueueDatabase;
  /** The embedded store has one process: jobs still active at start belong to a process that is gone. */
  readonly soleProcess: boolean;
  readonly logger: Logger;
}): Promise<RunQueue> {
  const boss = new PgBoss({
    db: options.database,
    schema: 'queue',
    backend: options.soleProcess ? 'pglite' : 'postgres',
    superviseIntervalSeconds: SUPERVISE_S,
    monitorIntervalSeconds: SUPERVISE_S,
    schedule: false,
    monitorVacuum: false,
  });
  boss.on('error', (error) => options.logger.error({ err: error }, 'queue error'));
  await boss.start();
  const policy = {
    heartbeatSeconds: HEARTBEAT_S,
    expireInSeconds: EXPIRE_S,
    retryLimit: RETRIES,
    retryDelay: RETRY_DELAY_S,
    retryBackoff: true,
    retryDelayMax: 60,
  };
  await boss.createQueue(LOST, policy);
  await boss.createQueue(QUEUE, policy);
  // Creating leaves a queue of an earlier version as it is.
  await boss.updateQueue(QUEUE, { deadLetter: LOST });
  if (options.soleProcess)
    for (const queue of [QUEUE, LOST]) {
      // Nobody else can hold these jobs; waiting for their heartbeats to run out would only delay the report.
      const orphans = (await boss.findJobs<object>(queue)).filter((job) => job.state === 'active');
      for (const job of orphans) await boss.fail(queue, job.id, { reason: 'the process that held this job has ended' });
    }
  const workers: string[] = [];

  return {
    async add(runId, database) {
      await boss.send(QUEUE, { runId }, { id: runId, ...(database ? { db: database } : {}) });
    },
    async work(concurrency, handle) {
      const take = (queue: string, pollS: number): Promise<string> =>
        boss.work<{ runId: string }>(
          queue,
          { batchSize: 1, pollingIntervalSeconds: pollS, heartbeatRefreshSeconds: HEARTBEAT_S / 3 },
          async ([job]) => {
            if (!job) return;
            const attempt = job.retryCount;
            const lost = queue === LOST;
            await handle({ runId: job.data.runId, attempt, lastAttempt: attempt >= RETRIES, lost, signal: job.signal });
          },
        );
      // One registration each: `wake` can only reach a worker whose id it knows.
      for (let i = 0; i < concurrency; i++) workers.push(await take(QUEUE, POLL_S));
      await take(LOST, LOST_POLL_S);
    },
    wake() {
      for (const worker of workers) boss.notifyWorker(worker);
    },
    async cancel(runId) {
      await boss.cancel(QUEUE, runId);
    },
    async close() {
      await boss.stop({ graceful: true, timeout: 20_000, close: false });
    },
  };
}
