/**
 * Every trouble an installation can have: what people are told, that nothing stored is wrong, and that the calls made while
 * it lasts stay few. Time is fake; sockets are real.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Database } from '../../../../src/data/store/database.ts';
import type { FaultRule } from '../../../../src/dev/digicadence/faults.ts';
import { explain } from '../../../../src/errors.ts';
import {
  connect,
  deadAddress,
  type Gathered,
  gather,
  type Installation,
  install,
  never,
  SECRET,
  startStandIn,
  useFakeTime,
  WORLD,
} from './installation.ts';
import { emptyStore, load, loadWorld, openStore, readStored, type Stored } from './stored.ts';

const ALL = [
  'projects.csv',
  'brands.csv',
  'metrics.csv',
  'weights.csv',
  'scores.csv',
  'outcomes.csv',
  'spend.csv',
  'events.csv',
];

let store: Database;
let world: Stored;
let empty: Stored;

beforeAll(async () => {
  store = await openStore();
  empty = await readStored(store);
  await loadWorld(store);
  world = await readStored(store);
});
afterAll(() => store.close());
beforeEach(() => emptyStore(store));

/** The error of a fetch that fails as a whole, or what it gave. */
async function attempt(installation: Installation): Promise<Gathered | { error: ReturnType<typeof explain> }> {
  try {
    return await installation.settle(gather(installation));
  } catch (error) {
    return { error: explain(error) };
  }
}

async function expectGiven(installation: Installation): Promise<Gathered> {
  const given = await attempt(installation);
  if ('error' in given) throw new Error(`the fetch failed: ${given.error.what} ${given.error.why}`);
  return given;
}

/** The store equals the world in every table but `missing`, which are as before. */
async function expectStored(given: Gathered, missing: readonly string[] = []): Promise<void> {
  await load(store, given);
  const stored = await readStored(store);
  for (const file of ALL) expect(stored[file], file).toEqual(missing.includes(file) ? empty[file] : world[file]);
}

const on =
  (...rules: FaultRule[]) =>
  async (settings = {}, given = {}): Promise<Installation> => {
    useFakeTime();
    const installation = await install(given, settings);
    await installation.settle(installation.api.discoverEndpoints(never));
    installation.standIn.faults.set(rules);
    installation.standIn.reset();
    return installation;
  };

it('without trouble the store equals the world', async () => {
  const installation = await install();
  const given = await gather(installation);
  expect(given.problems).toEqual([]);
  await expectStored(given);
});

describe('trouble that passes is not noticed', () => {
  const passing: [string, FaultRule][] = [
    ['latency below the timeout', { kind: 'latency', delayMs: 29_000, count: 5 }],
    ['a hanging call', { kind: 'hang', service: 'normalised', count: 1 }],
    ['a burst of 500', { kind: 'server_error', service: 'normalised', count: 2 }],
    ['429 with seconds', { kind: 'rate_limit', service: 'normalised', count: 1, retryAfter: '20' }],
    ['429 without a hint', { kind: 'rate_limit', service: 'normalised', count: 2, retryAfter: null }],
    ['a dropped connection', { kind: 'drop', service: 'normalised', count: 2 }],
    ['half an answer', { kind: 'half', service: 'normalised', count: 2 }],
    ['an answer that is no JSON', { kind: 'invalid_json', service: 'normalised', count: 2 }],
    ['a token that expires after five calls', { kind: 'expire_token', service: '*', after: 5, count: 1 }],
  ];
  it.each(passing)('%s', async (_, rule) => {
    const installation = await on(rule)({ token: SECRET, refreshToken: 'r1' }, { token: SECRET, refreshToken: 'r1' });
    const given = await expectGiven(installation);
    expect(given.problems).toEqual([]);
    await expectStored(given);
    // Three projects, their brands, and five tables; each failed attempt adds one, an expired token one for each call under way.
    expect(installation.standIn.count()).toBeLessThanOrEqual(17 + 4);
  });
});

describe('trouble that stays is told, and the rest is given', () => {
  const staying: [string, FaultRule, { what: RegExp; why: RegExp; fix: RegExp; calls: number; waitMs: number }][] = [
    [
      'slower than the timeout',
      { kind: 'latency', service: 'normalised', delayMs: 40_000 },
      {
        what: /The normalised service of the source "brand-api" could not be read/,
        why: /no answer within 30000 ms \(3 attempts\)/,
        fix: /timeoutMs/,
        calls: 3,
        waitMs: 90_000,
      },
    ],
    [
      'a service that hangs',
      { kind: 'hang', service: 'normalised' },
      {
        what: /normalised service .* could not be read/,
        why: /no answer within 30000 ms \(3 attempts\)/,
        fix: /load of the service/,
        calls: 3,
        waitMs: 90_000,
      },
    ],
    [
      '500 for ever',
      { kind: 'server_error', service: 'normalised' },
      {
        what: /normalised service .* could not be read/,
        why: /it answered 500 \(3 attempts\)/,
        fix: /log of the service/,
        calls: 3,
        waitMs: 1_000,
      },
    ],
    [
      '429 with a short pause',
      { kind: 'rate_limit', service: 'normalised', retryAfter: '20' },
      {
        what: /asks for a pause/,
        why: /429 \(too many calls\), and asks for a pause of 20 s \(3 attempts\)/,
        fix: /Sync less often/,
        calls: 3,
        waitMs: 40_000,
      },
    ],
    [
      '429 with a pause too long to wait for',
      { kind: 'rate_limit', service: 'normalised', retryAfter: 'Sun, 22 Nov 2026 09:00:00 GMT' },
      { what: /asks for a pause/, why: /asks for a pause of 3600 s\.$/, fix: /Sync less often/, calls: 1, waitMs: 0 },
    ],
    [
      'connections that break',
      { kind: 'drop', service: 'normalised' },
      {
        what: /could not be read/,
        why: /connection to 127\.0\.0\.1:\d+ broke before the answer was complete.*\(3 attempts\)/,
        fix: /proxies/,
        calls: 3,
        waitMs: 1_000,
      },
    ],
    [
      'half answers',
      { kind: 'half', service: 'normalised' },
      {
        what: /could not be read/,
        why: /broke before the answer was complete.*\(3 attempts\)/,
        fix: /proxies/,
        calls: 3,
        waitMs: 1_000,
      },
    ],
    [
      'answers that are no JSON',
      { kind: 'invalid_json', service: 'normalised' },
      {
        what: /gave an answer that cannot be read/,
        why: /not valid JSON \(\d+ bytes, starting "<html>/,
        fix: /proxy or an error page/,
        calls: 3,
        waitMs: 1_000,
      },
    ],
    [
      'answers of another form',
      { kind: 'wrong_shape', service: 'normalised' },
      {
        what: /gave an answer of an unexpected form/,
        why: /holds no list named results, rows/,
        fix: /docs\/digicadence-api\.md/,
        calls: 1,
        waitMs: 0,
      },
    ],
    [
      'an answer without end',
      { kind: 'huge', service: 'normalised', bytes: 1_100_000 },
      {
        what: /gave too large an answer/,
        why: /sends more than 1000000 bytes/,
        fix: /page its answer/,
        calls: 1,
        waitMs: 0,
      },
    ],
    [
      'a token that is refused again after its renewal',
      { kind: 'unauthorised', service: 'normalised' },
      {
        what: /The normalised service of the source "brand-api" does not accept the token/,
        why: /401 \(not authorised\) again, with a token renewed just before/,
        fix: /valid token/,
        calls: 2,
        waitMs: 0,
      },
    ],
  ];
  it.each(staying)('%s', async (_, rule, { what, why, fix, calls, waitMs }) => {
    const installation = await on(rule)(
      { token: SECRET, refreshToken: 'r1', limits: { maxAnswerBytes: 1_000_000 } },
      { token: SECRET, refreshToken: 'r1' },
    );
    const start = Date.now();
    const given = await expectGiven(installation);
    expect(given.problems).toHaveLength(1);
    const [problem] = given.problems;
    expect(problem?.origin).toContain('normalised');
    expect(problem?.what).toMatch(what);
    expect(problem?.why).toMatch(why);
    expect(problem?.fix).toMatch(fix);
    expect(JSON.stringify(given.problems)).not.toContain(SECRET);
    await expectStored(given, ['scores.csv']);
    expect(installation.standIn.count('normalised')).toBe(calls);
    expect(Date.now() - start).toBeGreaterThanOrEqual(waitMs);
    expect(Date.now() - start).toBeLessThan(waitMs + 15_000);
  });

  it('a service that is gone', async () => {
    useFakeTime();
    const standIn = await startStandIn();
    const gone = await deadAddress();
    const installation = connect(standIn, {
      baseUrls: standIn.services.filter(({ service }) => service !== 'normalised').map(({ url }) => url),
      services: { normalised: [gone] },
    });
    const given = await expectGiven(installation);
    expect(given.problems).toHaveLength(1);
    expect(given.problems[0]?.why).toMatch(/127\.0\.0\.1:\d+ refuses the connection \(ECONNREFUSED\) \(3 attempts\)/);
    expect(given.problems[0]?.fix).toContain('dc sources discover');
    await expectStored(given, ['scores.csv']);
    // One probe and three attempts.
    expect(installation.sent.filter(({ url }) => url.startsWith(gone))).toHaveLength(1 + 3);
  });
});

describe('nothing is stored half', () => {
  it('a failure in the middle of the pages ends the fetch, and nothing was stored', async () => {
    const installation = await on({ kind: 'server_error', service: 'normalised', after: 3 })({}, { pageSize: 100 });
    const given = await attempt(installation);
    if (!('error' in given)) throw new Error('the fetch did not fail');
    expect(given.error).toMatchObject({
      code: 'source',
      what: expect.stringContaining('normalised'),
      why: expect.stringMatching(/it answered 500 \(3 attempts\)\. 3 pages were read before; to store nothing half/),
    });
    expect(await readStored(store)).toEqual(empty);
  });

  it('fewer rows than the service states end it too', async () => {
    useFakeTime();
    const rows = [...WORLD.scores()];
    let reads = 0;
    const market = {
      ...WORLD,
      // Once for the brands of the projects, once for the first page; then the market shrinks.
      scores: () => {
        reads += 1;
        return reads <= 2 ? rows : rows.slice(0, 300);
      },
    };
    const installation = await install({ market, pageSize: 200 });
    const given = await attempt(installation);
    if (!('error' in given)) throw new Error('the fetch did not fail');
    expect(given.error.why).toMatch(/states \d+ rows and gave \d+/);
  });

  it('rows of the wrong types go to quarantine with their reasons, and all others are stored', async () => {
    const installation = await on({ kind: 'wrong_types' })();
    const given = await expectGiven(installation);
    const report = await load(store, given);
    const stored = await readStored(store);
    for (const file of ['metrics.csv', 'scores.csv', 'outcomes.csv', 'spend.csv', 'events.csv', 'weights.csv']) {
      const told = report.files.find((each) => each.file === file);
      const known = new Set(world[file]);
      expect(
        stored[file]?.filter((row) => !known.has(row)),
        file,
      ).toEqual([]);
      expect(told?.rejectedCount, file).toBeGreaterThan(0);
      // Every row is either stored or refused.
      expect((told?.taken ?? 0) + (told?.replaced ?? 0) + (told?.unchanged ?? 0) + (told?.rejectedCount ?? 0)).toBe(
        told?.rows,
      );
      expect(told?.rejected[0]?.reason, file).toMatch(/\$\.\w+: Invalid input: expected \w+, received object/);
    }
    const [kept] = await store.query<{ reason: string; row: unknown }>(
      "SELECT reason, row FROM digicadence.quarantine WHERE file = 'scores.csv' LIMIT 1",
    );
    expect(JSON.stringify(kept?.row)).toContain('not');
  });
});

describe('an outage of everything', () => {
  const all: [string, FaultRule, number][] = [
    ['500', { kind: 'server_error' }, 8],
    ['hanging', { kind: 'hang' }, 8],
    ['dropped connections', { kind: 'drop' }, 8],
    ['429', { kind: 'rate_limit', retryAfter: '30' }, 12],
    ['401', { kind: 'unauthorised' }, 6],
  ];
  it.each(all)('%s: one error that names the service, few calls, nothing stored', async (_, rule, most) => {
    const installation = await on(rule)({ token: SECRET, refreshToken: 'r1' }, { token: SECRET, refreshToken: 'r1' });
    const given = await attempt(installation);
    if (!('error' in given)) throw new Error('the fetch did not fail');
    expect(given.error.code).toBe('source');
    expect(given.error.what).toContain('The main service of the source "brand-api"');
    expect(given.error.why).toContain('GET /api/v1/project/get-project/');
    expect(given.error.fix).not.toBe('');
    expect(installation.standIn.count()).toBeLessThanOrEqual(most);
    expect(await readStored(store)).toEqual(empty);
  });

  it('fifty syncs during an hour of outage make few calls, and the first after it is whole', async () => {
    const installation = await on({ kind: 'server_error' })();
    const perSync: number[] = [];
    for (let sync = 0; sync < 50; sync += 1) {
      const before = installation.standIn.count();
      expect(await attempt(installation)).toHaveProperty('error');
      perSync.push(installation.standIn.count() - before);
      vi.setSystemTime(Date.now() + 72_000);
    }
    // Unguarded, 50 syncs of 3 projects at 3 attempts are 450 calls.
    expect(installation.standIn.count()).toBeLessThanOrEqual(40);
    expect(Math.max(...perSync.slice(1))).toBeLessThanOrEqual(1);
    installation.standIn.faults.clear();
    vi.setSystemTime(Date.now() + 300_000);
    await expectStored(await expectGiven(installation));
  });
});
