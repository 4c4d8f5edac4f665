/**
 * Trials of a search in worker threads, bounded in time and memory. Which thread judges a trial, and how many there are, never
 * shows in a result.
 */
import type { Worker } from 'node:worker_threads';
import type { JudgingPart, Params, RemoteJudge, TuningData } from '../reports/tuning.ts';
import { type ThreadLimits, WorkerThreads, watchMemory } from './worker-threads.ts';

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

/**
 * @param limits `timeoutMs` bounds one trial, which counts as failed beyond it
 * @param entry can be exchanged in tests for a thread that misbehaves
 */
export function createTrialPool(
  data: TuningData,
  limits: ThreadLimits,
  entry: URL = new URL('./trial-thread.ts', import.meta.url),
): TrialPool {
  const threads = new WorkerThreads(entry, limits, (worker) =>
    worker.postMessage({ type: 'data', data } satisfies TrialQuestion),
  );
  const ask = async (question: TrialQuestion): Promise<Extract<TrialAnswer, { canJudge: boolean }>> => {
    const worker = await threads.acquire();
    try {
      const answer = await answerWithin(worker, question, limits);
      threads.release(worker);
      if ('error' in answer) throw new Error(answer.error);
      return answer;
    } catch (error) {
      if (error instanceof BrokenThread) await threads.discard(worker);
      throw error;
    }
  };
  return {
    judge: (object) => ({
      canJudge: async (part) => (await ask({ type: 'judge', object, part, trial: null })).canJudge,
      loss: async (part, params, seed) => (await ask({ type: 'judge', object, part, trial: { params, seed } })).loss,
    }),
    close: () => threads.close(),
  };
}

/** The thread is in an unknown state and must not be used again. */
class BrokenThread extends Error {}

function answerWithin(worker: Worker, question: TrialQuestion, limits: ThreadLimits): Promise<TrialAnswer> {
  return new Promise((resolve, reject) => {
    const finish = (end: () => void): void => {
      clearTimeout(timeout);
      memory.stop();
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
    const memory = watchMemory(worker, limits.memoryMb, () => broken(`needed more than ${limits.memoryMb} MB`));
    worker.on('message', onMessage);
    worker.on('error', onError);
    worker.on('exit', onExit);
    worker.postMessage(question);
  });
}
