/** The thread of the embedded store: PGlite computes synchronously and would stop the main thread's event loop. */
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { blankCluster } from './blank-cluster.ts';
import { type FromStore, plainMessage, type ToStore, type WireMessage } from './embedded-protocol.ts';

/** `directory` of the cluster; null: in memory. */
export interface EmbeddedThreadData {
  readonly directory: string | null;
}

/** A new cluster appears under its name only when it is whole, so that a crash leaves none that cannot be opened. */
async function open(directory: string | null): Promise<PGlite> {
  if (directory === null) return PGlite.create({ loadDataDir: await blankCluster() });
  if (!existsSync(directory)) {
    const draft = `${directory}.new`;
    rmSync(draft, { recursive: true, force: true });
    mkdirSync(dirname(directory), { recursive: true });
    await (await PGlite.create({ dataDir: draft, loadDataDir: await blankCluster() })).close();
    renameSync(draft, directory);
  }
  // PGlite would start a new cluster in whatever is there.
  if (!existsSync(join(directory, 'PG_VERSION'))) throw new Error(`${directory} does not hold a PostgreSQL cluster`);
  return PGlite.create(directory);
}

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));

async function serve(): Promise<void> {
  const port = parentPort;
  if (!port) throw new Error('the embedded store runs in a worker thread');
  const say = (message: FromStore): void => port.postMessage(message);
  const store = await open((workerData as EmbeddedThreadData).directory);
  let last = Promise.resolve();
  port.on('message', (message: ToStore) => {
    // One after the other: the protocol has no message numbers, order is everything.
    last = last.then(async () => {
      try {
        if (message.kind === 'close') {
          await store.close();
          say({ kind: 'answer', id: message.id, messages: [] });
          port.close();
          return;
        }
        const messages = await store.execProtocolStream(message.data, { throwOnError: false });
        say({ kind: 'answer', id: message.id, messages: (messages as WireMessage[]).map(plainMessage) });
      } catch (error) {
        say({ kind: 'broken', id: message.id, error: reason(error) });
      }
    });
  });
  say({ kind: 'ready' });
}

serve().catch((error: unknown) => {
  parentPort?.postMessage({ kind: 'failed', error: reason(error) } satisfies FromStore);
});
