/** The thread that computes: takes one job at a time, reports progress, looks at the abort flag whenever it does. */
import { parentPort } from 'node:worker_threads';
import { findReport } from '../reports/catalog.ts';
import { runReports } from '../reports/run.ts';
import type { ThreadJob, ThreadMessage } from './analysis-pool.ts';

const port = parentPort;
if (!port) throw new Error('analysis-thread.ts runs in a worker thread only');

const send = (message: ThreadMessage): void => port.postMessage(message);

port.on('message', ({ job, abort }: ThreadJob) => {
  const flag = new Int32Array(abort);
  try {
    const reports = job.reports.map(findReport).filter((report) => report !== undefined);
    const outcomes = runReports(reports, job.data, job, {
      onProgress: (stage, share) => send({ type: 'progress', progress: { stage, share } }),
      isAborted: () => Atomics.load(flag, 0) === 1,
    });
    send({ type: 'done', outcomes });
  } catch (error) {
    const { name, message, stack = '' } = error instanceof Error ? error : new Error(String(error));
    send({ type: 'error', name, message, stack });
  }
});
