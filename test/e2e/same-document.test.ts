/** The same folder and request give the same bytes: twice on one store, and on every store. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importFolder } from '../../src/data/import/import-folder.ts';
import { createDataReader } from '../../src/data/reader.ts';
import { generateWorld } from '../../src/data/sources/demo/world.ts';
import { writeWorld } from '../../src/data/sources/demo/write-world.ts';
import type { Database } from '../../src/data/store/database.ts';
import { migrate } from '../../src/data/store/migrate.ts';
import { openDatabase } from '../../src/data/store/open.ts';
import { createAnalysisPool } from '../../src/delivery/analysis-pool.ts';
import { produceReports } from '../../src/delivery/produce-report.ts';
import { requestFromWords } from '../../src/delivery/request.ts';
import { createStopwatch } from '../../src/delivery/stopwatch.ts';
import type { AnalysisPool } from '../../src/ports.ts';
import { serverPlace, TEST_SERVER } from '../support/databases.ts';
import { removeDirectory, TODAY, temporaryDirectory } from './processes.ts';

const folder = temporaryDirectory();
const closers: (() => Promise<unknown>)[] = [];
let analysis: AnalysisPool;
let embedded: Database;

async function filled(settings: Parameters<typeof openDatabase>[0]): Promise<Database> {
  const database = await openDatabase(settings);
  closers.push(() => database.close());
  await migrate(database);
  await importFolder(database, folder, { now: TODAY });
  return database;
}

/** The report's document and analysis as bytes. */
async function bytesFrom(database: Database, seed = 1): Promise<{ document: string; dataVersion: string }> {
  const request = requestFromWords({
    reports: ['dc-score-performance'],
    brands: ['all'],
    options: { extent: 'comprehensive' },
    seed,
    locale: 'en-GB',
  });
  const { outcomes, dataVersion } = await produceReports('run', request, {
    data: createDataReader(database),
    analysis,
    stopwatch: createStopwatch(),
    onProgress() {},
    signal: new AbortController().signal,
  });
  const [outcome] = outcomes;
  if (outcome?.status !== 'ready') throw new Error(JSON.stringify(outcome));
  return { document: JSON.stringify([outcome.document, outcome.analysis]), dataVersion };
}

beforeAll(async () => {
  await writeWorld(generateWorld({ seed: 7, periods: 30, brands: 6 }), folder);
  analysis = createAnalysisPool({ threads: 1, timeoutMs: 120_000, memoryMb: 1_024 });
  embedded = await filled({
    DATA_DIR: 'memory://',
    DATABASE_CONNECT_TIMEOUT_MS: 10_000,
    DATABASE_QUERY_TIMEOUT_MS: 60_000,
    DATABASE_POOL_SIZE: 1,
  });
});
afterAll(async () => {
  await analysis?.close();
  for (const close of closers.reverse()) await close();
  removeDirectory(folder);
});

describe('one request', () => {
  it('gives the same bytes twice on one store, and the seed is part of the document', async () => {
    const first = await bytesFrom(embedded);
    expect(first.document.length).toBeGreaterThan(10_000);
    expect((await bytesFrom(embedded)).document === first.document).toBe(true);
    expect((await bytesFrom(embedded, 2)).document === first.document).toBe(false);
  });

  it.skipIf(TEST_SERVER === undefined)(
    'gives the same bytes on a server (TEST_DATABASE_URL) with ICU collation, another time zone and date style',
    async () => {
      const place = await serverPlace(TEST_SERVER ?? '');
      closers.push(place.remove);
      const server = await filled(place.settings);
      const [row] = await server.query<{ zone: string; collation: string }>(
        `select current_setting('TimeZone') as zone, datlocprovider::text as collation from pg_database where datname = current_database()`,
      );
      expect(row).toEqual({ zone: expect.stringMatching(/Kolkata|UTC/), collation: 'i' });
      const [here, there] = [await bytesFrom(embedded), await bytesFrom(server)];
      expect(there.dataVersion).toBe(here.dataVersion);
      // Compared as a whole: a difference would be megabytes of output.
      expect(there.document === here.document).toBe(true);
    },
  );
});
