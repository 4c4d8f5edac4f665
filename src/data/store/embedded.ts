/**
 * The embedded store: PGlite in a thread of its own, behind a `pg` pool like any server.
 *
 * It has one session. A query made while a transaction runs waits for its end: inside a transaction, always use the
 * transaction object (a query on the database would wait for itself for ever). Statement timeouts do not work here.
 */
import { join, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { PGlite } from '@electric-sql/pglite';
import { createPgConfig } from '@electric-sql/pglite/node-postgres';
import pg from 'pg';
import { AppError } from '../../errors.ts';
import { unnestRows } from './bulk-load.ts';
import type { Database } from './database.ts';
import { type FromStore, type ToStore, type WireMessage, wholeMessage } from './embedded-protocol.ts';
import type { EmbeddedThreadData } from './embedded-thread.ts';
import { type DirectoryLock, lockDirectory } from './lock.ts';
import { parsers } from './parsers.ts';
import { createPoolDatabase } from './pool-database.ts';

/** As data directory: a store in memory, gone when it is closed. */
export const IN_MEMORY = 'memory://';

/** The part of PGlite that its pg adapter uses, answered by the thread. */
interface StoreThread {
  readonly waitReady: Promise<void>;
  execProtocolStream(data: Uint8Array): Promise<WireMessage[]>;
  close(): Promise<void>;
}

const unavailable = (why: string, directory: string | null): AppError =>
  new AppError({
    code: 'store-unavailable',
    what: 'The embedded store does not work.',
    why: `${why.replace(/\.?$/, '.')}`,
    fix: `Start again${directory === null ? '' : `; if it happens again, check disk space and permissions of ${directory}`}.`,
  });

function lockHome(home: string): DirectoryLock {
  try {
    return lockDirectory(home, 'store');
  } catch (error) {
    throw error instanceof AppError ? error : unavailable((error as Error).message, home);
  }
}

function startThread(directory: string | null): StoreThread {
  const worker = new Worker(new URL('./embedded-thread.ts', import.meta.url), {
    workerData: { directory } satisfies EmbeddedThreadData,
  });
  const waiting = new Map<number, { resolve: (messages: WireMessage[]) => void; reject: (error: Error) => void }>();
  const ready = Promise.withResolvers<void>();
  let broken: AppError | undefined;
  let lastId = 0;
  const settle = (
    id: number,
  ): { resolve: (messages: WireMessage[]) => void; reject: (error: Error) => void } | null => {
    const call = waiting.get(id);
    waiting.delete(id);
    // An idle store does not keep the process alive; a pending answer does.
    if (waiting.size === 0) worker.unref();
    return call ?? null;
  };
  const breakAll = (why: string): void => {
    broken ??= unavailable(why, directory);
    ready.reject(broken);
    for (const id of [...waiting.keys()]) settle(id)?.reject(broken);
  };
  const call = (message: (id: number) => ToStore): Promise<WireMessage[]> => {
    if (broken) return Promise.reject(broken);
    lastId += 1;
    const id = lastId;
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      worker.ref();
      worker.postMessage(message(id));
    });
  };
  worker.on('message', (message: FromStore) => {
    if (message.kind === 'ready') {
      ready.resolve();
      if (waiting.size === 0) worker.unref();
    } else if (message.kind === 'failed') breakAll(message.error);
    else if (message.kind === 'broken') breakAll(message.error);
    else settle(message.id)?.resolve(message.messages.map(wholeMessage));
  });
  worker.on('error', (error) => breakAll(error instanceof Error ? error.message : String(error)));
  worker.on('exit', () => breakAll('its thread has ended'));
  return {
    waitReady: ready.promise,
    execProtocolStream: (data) => call((id) => ({ kind: 'protocol', id, data })),
    async close() {
      if (!broken) await call((id) => ({ kind: 'close', id }));
      await worker.terminate();
    },
  };
}

/**
 * Opens the embedded store in `dataDirectory` (`memory://`: in memory), creating it when missing.
 * @throws AppError `store-in-use` when another process has it open, `store-unavailable` when it cannot be opened
 */
export async function openEmbedded(dataDirectory: string): Promise<Database> {
  const home = dataDirectory === IN_MEMORY ? null : resolve(dataDirectory);
  const lock = home === null ? null : lockHome(home);
  const thread = startThread(home === null ? null : join(home, 'store'));
  try {
    await thread.waitReady;
  } catch (error) {
    await thread.close();
    lock?.release();
    throw error;
  }
  // The adapter calls two members of PGlite, `waitReady` and `execProtocolStream`; the thread answers both. A connection
  // object of its own for each client: the pool may end one client after it has begun the next.
  class EmbeddedClient extends pg.Client {
    constructor(config: pg.ClientConfig) {
      super({ ...config, ...createPgConfig(thread as unknown as PGlite) } as unknown as pg.ClientConfig);
    }
  }
  const pool = new pg.Pool({
    Client: EmbeddedClient,
    // One session: a second client would read the first one's answers.
    max: 1,
    idleTimeoutMillis: 0,
    types: parsers,
  } as pg.PoolConfig & { Client: typeof EmbeddedClient });
  pool.on('error', () => {});
  return createPoolDatabase('embedded', pool, unnestRows, async () => {
    await thread.close();
    lock?.release();
  });
}
