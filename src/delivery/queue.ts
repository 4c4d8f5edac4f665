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
  readonly signal: AbortSignal;
}

const QUEUE = 'reports';
/** A worker that has not been heard of for this long is dead (pg-boss allows no less than 10 s). */
const HEARTBEAT_S = 10;
const SUPERVISE_S = 10;
/** pg-boss's bound for one job; the analysis and rendering have their own, shorter ones. */
const EXPIRE_S = 900;
const RETRIES = 5;
const RETRY_DELAY_S = 2;
const POLL_S = 1;

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
  await boss.createQueue(QUEUE, policy);
  if (options.soleProcess) {
    // Nobody else can hold these jobs; waiting for their heartbeats to run out would only delay the report.
    const orphans = (await boss.findJobs<object>(QUEUE)).filter((job) => job.state === 'active');
    for (const job of orphans) await boss.fail(QUEUE, job.id, { reason: 'the process that held this job has ended' });
  }
  const workers: string[] = [];

  return {
    async add(runId, database) {
      await boss.send(QUEUE, { runId }, { id: runId, ...(database ? { db: database } : {}) });
    },
    async work(concurrency, handle) {
      // One registration each: `wake` can only reach a worker whose id it knows.
      for (let i = 0; i < concurrency; i++) {
        const id = await boss.work<{ runId: string }>(
          QUEUE,
          { batchSize: 1, pollingIntervalSeconds: POLL_S, heartbeatRefreshSeconds: HEARTBEAT_S / 3 },
          async ([job]) => {
            if (!job) return;
            const attempt = job.retryCount;
            await handle({ runId: job.data.runId, attempt, lastAttempt: attempt >= RETRIES, signal: job.signal });
          },
        );
        workers.push(id);
      }
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
