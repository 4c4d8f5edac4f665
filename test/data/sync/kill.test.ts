/** `dc sync` killed in the middle: the store is as after the last complete sync, and a repetition completes. */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrate } from '../../../src/data/store/migrate.ts';
import { openDatabase, type StoreSettings } from '../../../src/data/store/open.ts';
import { latestSyncs } from '../../../src/data/sync/sync-log.ts';
import { environment, removeDirectory, runDc, temporaryDirectory } from '../../e2e/processes.ts';
import { embeddedPlace, serverPlace, TEST_SERVER, type TestPlace } from '../../support/databases.ts';
import { startWebServer, text, type WebServer } from '../sources/web/web-server.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
/** A few more than the 5,000 whose staging the log tells of. */
const ROWS = 6_500;
/** Each of the processes takes a second or two to start, more on a busy machine. */
const TIMEOUT_MS = 240_000;

const brands = (count: number, role: string): string =>
  `brand,category,role\n${Array.from({ length: count }, (_, i) => `Brand ${i},Skincare,${role}\n`).join('')}`;

function suite(place: () => Promise<TestPlace>): void {
  let home: TestPlace;
  let server: WebServer;
  let directory: string;
  let env: Record<string, string>;

  beforeAll(async () => {
    [home, server, directory] = [await place(), await startWebServer(), temporaryDirectory()];
    const file = join(directory, 'sources.json');
    const source = { name: 'web', kind: 'csv-url', allowPrivate: ['127.0.0.1'] };
    writeFileSync(
      file,
      JSON.stringify({ sources: [{ ...source, tables: [{ file: 'brands.csv', url: `${server.url}/brands.csv` }] }] }),
    );
    const { DATABASE_URL, DATA_DIR } = home.settings;
    env = { SOURCES_FILE: file, ...(DATABASE_URL === undefined ? { DATA_DIR } : { DATABASE_URL }) };
    if (DATABASE_URL !== undefined) await inStore((database) => migrate(database));
  });
  afterAll(async () => {
    await server?.close();
    await home?.remove();
    removeDirectory(directory);
  });

  async function inStore<T>(work: (database: Awaited<ReturnType<typeof openDatabase>>) => Promise<T>): Promise<T> {
    const database = await openDatabase(home.settings satisfies StoreSettings);
    try {
      return await work(database);
    } finally {
      await database.close();
    }
  }

  const contents = () =>
    inStore(async (database) => ({
      brands: await database.query('SELECT role, count(*) AS count FROM digicadence.brands GROUP BY role'),
      cursors: await database.query('SELECT source, cursor FROM digicadence.sync_cursors'),
      version: await database.query('SELECT version FROM digicadence.data_version'),
      sync: (await latestSyncs(database)).map(({ source, state }) => `${source} ${state}`),
    }));

  /** Starts a sync and kills it as soon as `when` says so; `said` resolves once its log holds a text. */
  const killed = async (when: (said: (text: string) => Promise<void>) => Promise<void>): Promise<void> => {
    const child = spawn(process.execPath, [join(ROOT, 'src/main.ts'), 'sync', '--json'], {
      cwd: ROOT,
      env: environment({ ...env, LOG_LEVEL: 'debug' }),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const ended = new Promise<NodeJS.Signals | null>((resolve) =>
      child.once('exit', (_code, signal) => resolve(signal)),
    );
    const said = (wanted: string): Promise<void> =>
      new Promise((resolve) => {
        let log = '';
        child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
          log += chunk;
          if (log.includes(wanted)) resolve();
        });
      });
    await Promise.race([when(said), ended]);
    child.kill('SIGKILL');
    expect(await ended).toBe('SIGKILL');
  };

  const sync = async () => {
    const { code, stdout, stderr } = await runDc(['sync', '--json'], env);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    return (JSON.parse(stdout) as { sources: { outcome: string; rowsRead: number }[] }).sources[0];
  };

  it('while it fetches', { timeout: TIMEOUT_MS }, async () => {
    server.answer(
      '/brands.csv',
      text(() => brands(3, 'own')),
    );
    expect(await sync()).toMatchObject({ outcome: 'loaded', rowsRead: 3 });
    const before = await contents();
    const half = Promise.withResolvers<void>();
    server.answer('/brands.csv', (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/csv' });
      response.write(brands(ROWS, 'competitor'), () => half.resolve());
    });
    await killed(() => half.promise);
    expect(await contents()).toEqual({ ...before, sync: ['web running'] });
    server.answer(
      '/brands.csv',
      text(() => brands(4, 'own')),
    );
    expect(await sync()).toMatchObject({ outcome: 'loaded', rowsRead: 4 });
  });

  it('while it loads', { timeout: TIMEOUT_MS }, async () => {
    const before = await contents();
    expect(before.sync).toEqual(['web done']);
    server.answer('/brands.csv', (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/csv', etag: '"large"' }).end(brands(ROWS, 'competitor'));
    });
    // Some chunks are staged, others not yet, nothing is merged.
    await killed((said) => said('"rows":5000'));
    expect(await contents()).toEqual({ ...before, sync: ['web running'] });
    server.answer(
      '/brands.csv',
      text(() => brands(ROWS, 'competitor')),
    );
    expect(await sync()).toMatchObject({ outcome: 'loaded', rowsRead: ROWS });
    expect((await contents()).brands).toEqual([{ role: 'competitor', count: ROWS }]);
  });
}

describe('a killed sync on the embedded store', () => suite(embeddedPlace));
describe.skipIf(TEST_SERVER === undefined)('a killed sync on a server (TEST_DATABASE_URL)', () =>
  suite(() => serverPlace(TEST_SERVER ?? '')),
);
