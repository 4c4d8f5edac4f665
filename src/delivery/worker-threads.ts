/** A bounded set of worker threads that are started when needed, reused, and thrown away when one breaks its bounds. */
import { Worker } from 'node:worker_threads';

export interface ThreadLimits {
  /** Threads; more jobs wait. */
  readonly threads: number;
  readonly timeoutMs: number;
  /** Heap and typed arrays of one thread together. */
  readonly memoryMb: number;
}

/** Nothing is computed any more. */
export class ThreadsClosed extends Error {
  constructor() {
    super('the worker threads are closed');
  }
}

const SAMPLE_MS = 200;
const MB = 1_048_576;

export class WorkerThreads {
  readonly #entry: URL;
  readonly #limits: ThreadLimits;
  readonly #onStart: (worker: Worker) => void;
  readonly #idle: Worker[] = [];
  readonly #waiting: { readonly take: (worker: Worker) => void; readonly refuse: (error: Error) => void }[] = [];
  readonly #all = new Set<Worker>();
  #closed = false;

  /** @param onStart called once for every thread, before its first job */
  constructor(entry: URL, limits: ThreadLimits, onStart: (worker: Worker) => void = () => {}) {
    this.#entry = entry;
    this.#limits = limits;
    this.#onStart = onStart;
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** @throws when the set is closed, also while waiting */
  acquire(): Promise<Worker> {
    if (this.#closed) return Promise.reject(new ThreadsClosed());
    const ready = this.#idle.pop();
    if (ready) return Promise.resolve(ready);
    if (this.#all.size < this.#limits.threads) return Promise.resolve(this.#start());
    return new Promise((take, refuse) => this.#waiting.push({ take, refuse }));
  }

  release(worker: Worker): void {
    const next = this.#waiting.shift();
    if (next) next.take(worker);
    else this.#idle.push(worker);
  }

  /** A thread in an unknown state is never used again. */
  async discard(worker: Worker): Promise<void> {
    await worker.terminate();
    const next = this.#waiting.shift();
    if (next) next.take(this.#start());
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const { refuse } of this.#waiting.splice(0)) refuse(new ThreadsClosed());
    await Promise.all([...this.#all].map((worker) => worker.terminate()));
  }

  #start(): Worker {
    const worker = new Worker(this.#entry, { resourceLimits: { maxOldGenerationSizeMb: this.#limits.memoryMb } });
    this.#all.add(worker);
    // Whoever uses the thread listens for its end; one that dies between two jobs must not take the process along.
    worker.on('error', () => {});
    worker.once('exit', () => {
      this.#all.delete(worker);
      const at = this.#idle.indexOf(worker);
      if (at >= 0) this.#idle.splice(at, 1);
    });
    this.#onStart(worker);
    return worker;
  }
}

/** Calls `onExceeded` while the thread holds more than allowed: resourceLimits bounds the JavaScript heap, not typed arrays. */
export function watchMemory(worker: Worker, memoryMb: number, onExceeded: () => void): { stop(): void } {
  const sampler = setInterval(() => {
    worker.getHeapStatistics().then(
      (heap) => {
        if ((heap.used_heap_size + heap.external_memory) / MB > memoryMb) onExceeded();
      },
      () => {}, // The thread has just ended; `exit` or `error` tells how.
    );
  }, SAMPLE_MS);
  sampler.unref();
  return { stop: () => clearInterval(sampler) };
}
