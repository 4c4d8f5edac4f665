/** `dc trace` over a stored market, and `dc sync` without anything to do. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.ts';
import { migrate } from '../../src/data/store/migrate.ts';
import { openDatabase } from '../../src/data/store/open.ts';
import { syncSource } from '../../src/data/sync/sync.ts';
import { MARKET, memorySource, scores, syncTools } from '../data/sync/memory-source.ts';
import { removeDirectory, temporaryDirectory } from '../e2e/processes.ts';

const TIMEOUT_MS = 120_000;
const ID = 'movement:IN:Aurora:score';
let directory: string;
let file: string;

beforeAll(async () => {
  directory = temporaryDirectory();
  vi.stubEnv('DATA_DIR', directory);
  vi.stubEnv('DATABASE_URL', '');
  vi.stubEnv('SOURCES_FILE', '');
  file = join(directory, 'report.json');
  const database = await openDatabase({
    DATA_DIR: directory,
    DATABASE_CONNECT_TIMEOUT_MS: 10_000,
    DATABASE_QUERY_TIMEOUT_MS: 30_000,
    DATABASE_POOL_SIZE: 1,
  });
  try {
    await migrate(database);
    const source = memorySource('warehouse');
    source.tables = {
      ...MARKET,
      'scores.csv': scores(
        ['IN', 'Cirrus', '2026-01-01', '7'],
        ['IN', 'Aurora', '2026-01-01', '50'],
        ['IN', 'Aurora', '2026-02-01', '60'],
      ),
    };
    await syncSource(source.configuration, syncTools(database));
    const [row] = await database.query<{ version: string }>('SELECT version FROM digicadence.data_version');
    const document = {
      schema: 'digi-cadence/document@1',
      dataVersion: row?.version,
      report: { id: 'dc-score-performance' },
      scope: { projects: ['IN'] },
      findings: [{ id: ID, kind: 'movement', claim: 'Aurora rose.', subject: { project: 'IN', brand: 'Aurora' } }],
    };
    writeFileSync(file, JSON.stringify({ run: {}, document }));
  } finally {
    await database.close();
  }
}, TIMEOUT_MS);
afterAll(() => {
  vi.unstubAllEnvs();
  removeDirectory(directory);
});

/** A command in this process: what it prints. @throws what the entry would explain */
async function dc(name: string, ...args: string[]): Promise<string> {
  const results: string[] = [];
  const terminal = { result: (text: string) => void results.push(text), say: () => {}, progress: () => {} };
  expect(await COMMANDS.find((each) => each.name === name)?.run(args, terminal)).toBe(0);
  return results.join('');
}

it('leads from a finding to source, batch, file and line', { timeout: TIMEOUT_MS }, async () => {
  const stdout = await dc('trace', ID, '--document', file);
  expect(stdout).toMatch(/^Aurora rose\.\n/);
  expect(stdout).toMatch(/scores +1 +warehouse .* memory of warehouse +3–4 +2 /);
  expect(stdout).toMatch(
    /IN +Aurora +Marketplace › Amazon › Rating +2026-01-01 +50 +1 +warehouse +memory of warehouse, row 3/,
  );
  expect(stdout).not.toContain('Cirrus');
});

it('takes the window of the report from its scope', { timeout: TIMEOUT_MS }, async () => {
  const { document } = JSON.parse(readFileSync(file, 'utf8')) as { document: { scope: object } };
  const other = join(directory, 'elsewhere.json');
  writeFileSync(other, JSON.stringify({ ...document, scope: { ...document.scope, period: 'Feb 2026' } }));
  const inWindow = await dc('trace', ID, '--document', other);
  expect(inWindow).toMatch(/2026-02-01 +60 /);
  expect(inWindow).not.toMatch(/Rating +2026-01-01 /);
  const all = await dc('trace', ID, '--document', other, '--history');
  expect(all).toMatch(/Rating +2026-01-01 /);
});

it('says which finding it does not know, and what a sync would need', { timeout: TIMEOUT_MS }, async () => {
  await expect(dc('trace', 'nothing')).rejects.toMatchObject({
    code: 'not-found',
    what: expect.stringContaining('"nothing" was not found'),
  });
  await expect(dc('sync')).rejects.toMatchObject({ why: expect.stringContaining('SOURCES_FILE is not set') });
});
