/** A thread that does what the job's first report id says: the ways an analysis can go wrong. */
import { parentPort } from 'node:worker_threads';
import type { ThreadJob, ThreadMessage } from '../../../src/delivery/analysis-pool.ts';

const send = (message: ThreadMessage): void => parentPort?.postMessage(message);
const done: ThreadMessage = { type: 'done', outcomes: [] };

parentPort?.on('message', ({ job, abort }: ThreadJob) => {
  const flag = new Int32Array(abort);
  const [what] = job.reports;
  if (what === 'well') {
    send({ type: 'progress', progress: { stage: 'half', share: 0.5 } });
    send(done);
  } else if (what === 'spin') {
    for (;;);
  } else if (what === 'listen') {
    send({ type: 'progress', progress: { stage: 'listening', share: 0 } });
    while (Atomics.load(flag, 0) === 0);
    send({ type: 'error', name: 'AbortedError', message: 'stopped', stack: '' });
  } else if (what === 'hoard') {
    const kept: Float64Array[] = [];
    for (;;) kept.push(new Float64Array(1_000_000).fill(kept.length));
  } else if (what === 'throw') {
    send({ type: 'error', name: 'RangeError', message: 'a bug', stack: 'RangeError: a bug' });
  } else process.exit(3);
});
