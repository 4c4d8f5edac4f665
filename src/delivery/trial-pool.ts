/**
 * Trials of a search in worker threads, bounded in time and memory. Which thread judges a trial, and how many there are, never
 * shows in a result.
 */
import { Worker } from 'node:worker_threads';
import type { JudgingPart, Params, RemoteJudge, TuningData } from '../reports/tuning.ts';

export interface TrialLimits {
  readonly threads: number;
  /** One trial; beyond it the trial counts as failed. */
  readonly timeoutMs: number;
  /** Heap and typed arrays of one thread together. */
  readonly memoryMb: number;
}

/** To the thread: the data, once; then what to judge (no trial: only whether it can). */
export type TrialQuestion =
  | { readonly type: 'data'; readonly data: TuningData }
  | {
      readonly type: 'judge';
      readonly object: string;
      readonly part: JudgingPart;
      readonly trial: { readonly params: Params; readonly seed: number } | null;
    };

export type TrialAnswer = { readonly canJudge: boolean; readonly loss: number | null } | { readonly error: string };

export interface TrialPool {
  /** Judges of one object, on the data of the pool. */
  judge(object: string): RemoteJudge;
  close(): Promise<void>;
}

const SAMPLE_MS = 200;
const MB = 1_048_576;

/** `entry` can be exchanged in tests for a thread that misbehaves. */
export function createTrialPool(
  data: TuningData,
  limits: TrialLimits,
  entry: URL = new URL('./trial-thread.ts', import.meta.url),
): TrialPool {
  const idle: Worker[] = [];
  const waiting: ((worker: Worker) => void)[] = [];
  const all = new Set<Worker>();
  let closed = false;

  const start = (): Worker => {
    const worker = new Worker(entry, { resourceLimits: { maxOldGenerationSizeMb: limits.memoryMb } });
    all.add(worker);
    // Whoever uses the thread hears of its end; between two trials nobody has to.
    worker.on('error', () => {});
    worker.once('exit', () => {
      all.delete(worker);
      const at = idle.indexOf(worker);
      if (at >= 0) idle.splice(at, 1);
    });
    worker.postMessage({ type: 'data', data } satisfies TrialQuestion);
    return worker;
  };
  const acquire = (): Promise<Worker> => {
    const ready = idle.pop();
    if (ready) return Promise.resolve(ready);
    if (all.size < limits.threads) return Promise.resolve(start());
    return new Promise((resolve) => waiting.push(resolve));
  };
  const release = (worker: Worker): void => {
    const next = waiting.shift();
    if (next) next(worker);
    else idle.push(worker);
  };
  const discard = async (worker: Worker): Promise<void> => {
    await worker.terminate();
    const next = waiting.shift();
    if (next && !closed) next(start());
  };

  const ask = async (question: TrialQuestion): Promise<Extract<TrialAnswer, { canJudge: boolean }>> => {
    if (closed) throw new Error('the trial pool is closed');
    const worker = await acquire();
    try {
      const answer = await answerWithin(worker, question, limits);
      release(worker);
      if ('error' in answer) throw new Error(answer.error);
      return answer;
    } catch (error) {
      if (error instanceof BrokenThread) await discard(worker);
      throw error;
    }
  };
  return {
    judge: (object) => ({
      canJudge: async (part) => (await ask({ type: 'judge', object, part, trial: null })).canJudge,
      loss: async (part, params, seed) => (await ask({ type: 'judge', object, part, trial: { params, seed } })).loss,
    }),
    async close() {
      closed = true;
      await Promise.all([...all].map((worker) => worker.terminate()));
    },
  };
}

/** The thread is in an unknown state and must not be used again. */
class BrokenThread extends Error {}

function answerWithin(worker: Worker, question: TrialQuestion, limits: TrialLimits): Promise<TrialAnswer> {
  return new Promise((resolve, reject) => {
    const finish = (end: () => void): void => {
      clearTimeout(timeout);
      clearInterval(sampler);
      worker.off('message', onMessage);
      worker.off('error', onError);
      worker.off('exit', onExit);
      end();
    };
    const broken = (reason: string): void => finish(() => reject(new BrokenThread(reason)));
    const onMessage = (answer: TrialAnswer): void => finish(() => resolve(answer));
    const onError = (error: Error): void => broken(error.message);
    const onExit = (): void => broken('the thread ended unexpectedly');
    const timeout = setTimeout(() => broken(`took longer than ${limits.timeoutMs} ms`), limits.timeoutMs);
    // resourceLimits bounds the JavaScript heap only; typed arrays are counted as external memory.
    const sampler = setInterval(() => {
      worker.getHeapStatistics().then(
        (heap) => {
          if ((heap.used_heap_size + heap.external_memory) / MB > limits.memoryMb)
            broken(`needed more than ${limits.memoryMb} MB`);
        },
        () => {}, // The thread has just ended; `exit` or `error` tells how.
      );
    }, SAMPLE_MS);
    sampler.unref();
    worker.on('message', onMessage);
    worker.on('error', onError);
    worker.on('exit', onExit);
    worker.postMessage(question);
  });
}
