/**
 * Analyses in worker threads, bounded in time and memory and cancellable. A thread that breaks its bounds is terminated
 * and replaced; the others go on.
 */
import type { Worker } from 'node:worker_threads';
import { AppError } from '../errors.ts';
import type { AnalysisJob, AnalysisPool, Progress } from '../ports.ts';
import type { RunOutcome } from '../reports/report.ts';
import { type ThreadLimits, ThreadsClosed, WorkerThreads, watchMemory } from './worker-threads.ts';

/** What the thread sends back. */
export type ThreadMessage =
  | { readonly type: 'progress'; readonly progress: Progress }
  | { readonly type: 'done'; readonly outcomes: readonly RunOutcome[] }
  | { readonly type: 'error'; readonly name: string; readonly message: string; readonly stack: string };

/** What the thread gets: the job, and a flag that says "stop" even while it computes. */
export interface ThreadJob {
  readonly job: AnalysisJob;
  readonly abort: SharedArrayBuffer;
}

/** How long a cancelled analysis may take to notice before its thread is terminated. */
const GRACE_MS = 1_000;

/** `entry` can be exchanged in tests for a thread that misbehaves. */
export function createAnalysisPool(
  limits: ThreadLimits,
  entry: URL = new URL('./analysis-thread.ts', import.meta.url),
): AnalysisPool {
  const threads = new WorkerThreads(entry, limits, (worker) => worker.unref());
  return {
    async run(job, onProgress, signal) {
      const worker = await threads.acquire().catch((error: unknown) => {
        throw error instanceof ThreadsClosed ? cancelled() : error;
      });
      const bounded = await runBounded(worker, job, limits, onProgress, signal);
      if (bounded.usable) threads.release(worker);
      else await threads.discard(worker);
      if ('error' in bounded) throw bounded.error;
      return bounded.outcomes;
    },
    close: () => threads.close(),
  };
}

type Bounded =
  | { readonly usable: boolean; readonly outcomes: readonly RunOutcome[] }
  | { readonly usable: boolean; readonly error: unknown };

function runBounded(
  worker: Worker,
  job: AnalysisJob,
  limits: ThreadLimits,
  onProgress: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<Bounded> {
  return new Promise((resolve) => {
    const abort = new SharedArrayBuffer(4);
    let grace: NodeJS.Timeout | undefined;
    const finish = (result: Bounded): void => {
      clearTimeout(timeout);
      clearTimeout(grace);
      memory.stop();
      signal.removeEventListener('abort', stop);
      worker.off('message', onMessage);
      worker.off('error', onError);
      worker.off('exit', onExit);
      worker.unref();
      resolve(result);
    };
    const stop = (): void => {
      Atomics.store(new Int32Array(abort), 0, 1);
      grace = setTimeout(() => finish({ usable: false, error: cancelled() }), GRACE_MS);
    };
    const onMessage = (message: ThreadMessage): void => {
      if (message.type === 'progress') onProgress(message.progress);
      else if (message.type === 'done') finish({ usable: true, outcomes: message.outcomes });
      else if (message.name === 'AbortedError') finish({ usable: true, error: cancelled() });
      else finish({ usable: true, error: defect(message) });
    };
    const onError = (error: Error & { code?: string }): void =>
      finish({ usable: false, error: error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? outOfMemory(limits) : error });
    const onExit = (): void => finish({ usable: false, error: new Error('the analysis thread ended unexpectedly') });
    const timeout = setTimeout(() => finish({ usable: false, error: outOfTime(limits) }), limits.timeoutMs);
    const memory = watchMemory(worker, limits.memoryMb, () => finish({ usable: false, error: outOfMemory(limits) }));

    worker.on('message', onMessage);
    worker.on('error', onError);
    worker.on('exit', onExit);
    worker.ref();
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
    worker.postMessage({ job, abort } satisfies ThreadJob);
  });
}

function cancelled(): AppError {
  return new AppError({
    code: 'cancelled',
    what: 'The report was cancelled.',
    why: 'Somebody cancelled it, or the app is shutting down.',
    fix: 'Ask for it again when you need it.',
  });
}

/** The same data and seed would fail again, so this is not tried again; the log has the cause. */
function defect({ message, stack }: Extract<ThreadMessage, { type: 'error' }>): AppError {
  return new AppError(
    {
      code: 'internal',
      what: 'The analysis failed.',
      why: 'An unexpected error was logged with its details.',
      fix: 'Choose another period or other brands, and give your administrator the run id.',
    },
    Object.assign(new Error(message), { stack }),
  );
}

function outOfTime(limits: ThreadLimits): AppError {
  return new AppError({
    code: 'timeout',
    what: 'The analysis took too long.',
    why: `It did not finish within ${Math.round(limits.timeoutMs / 1000)} seconds.`,
    fix: 'Choose fewer brands or depth "standard", or raise ANALYSIS_TIMEOUT_MS.',
  });
}

function outOfMemory(limits: ThreadLimits): AppError {
  return new AppError({
    code: 'memory',
    what: 'The analysis needed too much memory.',
    why: `It went past ${limits.memoryMb} MB.`,
    fix: 'Choose fewer brands or a shorter period, or raise ANALYSIS_MEMORY_MB.',
  });
}
