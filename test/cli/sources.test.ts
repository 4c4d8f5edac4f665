/** `dc sources` and the sources in `dc status`, against the stand-in of the services. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.ts';
import { generateWorld } from '../../src/data/sources/demo/world.ts';
import { createStandIn, type StandIn } from '../../src/dev/digicadence/stand-in.ts';
import { temporaryDirectory } from '../e2e/processes.ts';

const TOKEN = 'token-tell-nobody';
const directory = temporaryDirectory();
let standIn: StandIn;

beforeAll(async () => {
  standIn = await createStandIn({
    market: generateWorld({ seed: 11, periods: 2, brands: 2 }),
    token: TOKEN,
    replicas: { normalised: 2 },
  });
  const file = join(directory, 'sources.json');
  const brandApi = {
    name: 'brand-api',
    kind: 'digicadence-api',
    precedence: 10,
    baseUrls: standIn.services.map(({ url }) => url),
    projects: [{ id: '1', brandIds: ['1'] }],
    token: { variable: 'BRAND_API_TOKEN' },
  };
  writeFileSync(file, JSON.stringify({ sources: [brandApi] }));
  vi.stubEnv('DATA_DIR', 'memory://');
  vi.stubEnv('SOURCES_FILE', file);
  vi.stubEnv('BRAND_API_TOKEN', TOKEN);
  vi.stubEnv('DATABASE_URL', '');
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await standIn.close();
  rmSync(directory, { recursive: true, force: true });
});

async function dc(name: string, ...args: string[]): Promise<{ code: number; text: string }> {
  const results: string[] = [];
  const terminal = { result: (text: string) => void results.push(text), say: () => {}, progress: () => {} };
  const code = (await COMMANDS.find((each) => each.name === name)?.run(args, terminal)) ?? -1;
  expect(results.join('')).not.toContain(TOKEN);
  return { code, text: results.join('') };
}

it('lists what is configured and asks nobody', async () => {
  const { code, text } = await dc('sources', 'list', '--json');
  expect(code).toBe(0);
  expect(JSON.parse(text).sources).toEqual([
    expect.objectContaining({
      name: 'brand-api',
      kind: 'digicadence-api',
      precedence: 10,
      state: 'unknown',
      detail: 'never synchronised',
    }),
  ]);
  expect(standIn.requests).toEqual([]);
});

it('discovers, remembers, and tells what answered', async () => {
  // Two commands, one memory.
  vi.stubEnv('DATA_DIR', join(directory, 'store'));
  const { code, text } = await dc('sources', 'discover', '--json');
  expect(code).toBe(0);
  expect(JSON.parse(text).sources[0].entries).toHaveLength(standIn.services.length);
  const status = await dc('status');
  expect(status.text).toMatch(/brand-api {2}digicadence-api {2}well .*6 of 6 addresses answered/);
});

it('tests with one real call an address, and fails when one does not answer', async () => {
  vi.stubEnv('DATA_DIR', 'memory://');
  standIn.reset();
  standIn.faults.add({ kind: 'server_error', service: 'normalised', replica: 1 });
  const sick = await dc('sources', 'test');
  standIn.faults.clear();
  expect(standIn.count()).toBe(standIn.services.length);
  expect(sick.code).toBe(1);
  expect(sick.text).toContain('The normalised service of the source "brand-api" could not be read.');
  expect(sick.text).toContain('Why: GET /normalized/normalized_value: it answered 500.');
  expect(sick.text).toMatch(/Do: {2}Look at the log/);
});

it('a sync through the command stores the services’ values', async () => {
  const report = JSON.parse((await dc('sync', '--json')).text).sources[0];
  expect(report).toMatchObject({ outcome: 'loaded', error: null });
});

it.each([[[]], [['fly']], [['list', 'more']], [['list', '--source', 'nosuch']]])('%j is wrong usage', async (args) => {
  await expect(dc('sources', ...args)).rejects.toMatchObject({ code: 'usage' });
});
