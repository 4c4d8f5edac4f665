/** Calls: replicas, pauses, tokens, circuits, limits, conditional requests, redirects, traces. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { z } from 'zod';
import { createTracer } from '../../../../src/data/sources/digicadence-api/tracing.ts';
import { AppError } from '../../../../src/errors.ts';
import { createLogger } from '../../../../src/log.ts';
import { createMetrics } from '../../../../src/metrics.ts';
import { gather, type Installation, install, metrics, never, SECRET, useFakeTime } from './installation.ts';

const weights = { operation: 'weights', query: { project_ids: '1' } } as const;
const series = { operation: 'series', query: { project_ids: '1', series: 'events' } } as const;

async function ready(installation: Installation): Promise<Installation> {
  await installation.settle(installation.api.discoverEndpoints(never));
  installation.standIn.reset();
  return installation;
}

const failure = async (work: Promise<unknown>): Promise<AppError> => {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(AppError);
  return error as AppError;
};

/** A fixed row of numbers in [0, 1). */
const cycle = (...values: number[]) => {
  let at = 0;
  return () => values[at++ % values.length] as number;
};

const countsOf = ({ standIn }: Installation, service: string): number[] => {
  const counts = new Map<number, number>();
  for (const each of standIn.requests)
    if (each.kind === 'data' && each.service === service) counts.set(each.replica, (counts.get(each.replica) ?? 0) + 1);
  return standIn.services.filter((each) => each.service === service).map(({ replica }) => counts.get(replica) ?? 0);
};

describe('replicas', () => {
  it('prefers the faster of two', async () => {
    useFakeTime();
    const installation = await ready(await install({ replicas: { 'weight-sum': 2 } }, {}, cycle(0.1, 0.9, 0.6, 0.3)));
    installation.standIn.faults.add({ kind: 'latency', service: 'weight-sum', replica: 0, delayMs: 2_000 });
    for (let i = 0; i < 20; i += 1) await installation.settle(installation.api.request(weights, never));
    const [slow, fast] = countsOf(installation, 'weight-sum');
    expect(slow).toBeGreaterThanOrEqual(1);
    expect(fast).toBeGreaterThanOrEqual(17);
  });

  it('leaves one alone that fails although its health page is well, tries it again with one call, and takes it back', async () => {
    useFakeTime();
    const installation = await ready(await install({ replicas: { 'weight-sum': 2 } }, {}, cycle(0.1, 0.9, 0.6, 0.3)));
    const { api, standIn } = installation;
    const state = () => api.health().find(({ service }) => service === 'weight-sum')?.replicas[0]?.state;
    const call = () => installation.settle(api.request(weights, never));
    const trusted = async () => {
      const { values } = await metrics.sourceAddresses.get();
      return standIn.services
        .filter(({ service }) => service === 'weight-sum')
        .map(({ url }) => values.find(({ labels }) => labels.address === url)?.value);
    };
    standIn.faults.add({ kind: 'server_error', service: 'weight-sum', replica: 0, status: 503 });
    for (let i = 0; i < 40; i += 1) await call();
    // No call failed for people, and the liar got three.
    expect(countsOf(installation, 'weight-sum')[0]).toBe(3);
    expect(state()).toBe('resting');
    expect(await trusted()).toEqual([0, 1]);

    // Its rest is over: the health page says all is well, one real call shows that it is not.
    vi.setSystemTime(Date.now() + 10_000);
    for (let i = 0; i < 10; i += 1) await call();
    expect(countsOf(installation, 'weight-sum')[0]).toBe(4);
    expect(state()).toBe('resting');

    // The second rest is twice as long.
    vi.setSystemTime(Date.now() + 15_000);
    for (let i = 0; i < 10; i += 1) await call();
    expect(countsOf(installation, 'weight-sum')[0]).toBe(4);

    standIn.faults.clear();
    vi.setSystemTime(Date.now() + 15_000);
    for (let i = 0; i < 10; i += 1) await call();
    expect(state()).toBe('trusted');
    expect(await trusted()).toEqual([1, 1]);
    expect(countsOf(installation, 'weight-sum')[0]).toBeGreaterThan(4);
    expect(standIn.requests.some(({ kind, replica }) => kind === 'health' && replica === 0)).toBe(true);
  });

  it('a call goes on at another replica when one drops it', async () => {
    useFakeTime();
    const installation = await ready(await install({ replicas: { 'weight-sum': 3 } }));
    installation.standIn.faults.add({ kind: 'drop', service: 'weight-sum', count: 1 });
    const { attempts } = await installation.settle(installation.api.request(weights, never));
    expect(attempts).toBe(2);
    const [first, second] = installation.standIn.requests.filter(({ kind }) => kind === 'data');
    expect(first?.replica).not.toBe(second?.replica);
  });
});

describe('attempts', () => {
  it('back off exponentially with full jitter', async () => {
    useFakeTime();
    const installation = await ready(await install({}, { limits: { attempts: 5, failuresToOpen: 10 } }, () => 0.999));
    installation.standIn.faults.add({ kind: 'server_error', service: 'weight-sum' });
    const before = installation.sent.length;
    await failure(installation.settle(installation.api.request(weights, never)));
    const times = installation.sent.slice(before).map(({ atMs }) => atMs);
    const pauses = times.slice(1).map((at, i) => at - (times[i] as number));
    expect(pauses.map((ms) => Math.round(ms / 1_000))).toEqual([1, 2, 4, 8]);
  });

  it('wait as long as the service asks, also when the date is given, and so do others', async () => {
    useFakeTime();
    const installation = await ready(await install({}, {}, () => 0));
    const until = new Date(Date.now() + 25_000).toUTCString();
    installation.standIn.faults.add({ kind: 'rate_limit', service: 'weight-sum', retryAfter: until, count: 1 });
    const start = Date.now();
    const before = installation.sent.length;
    await installation.settle(
      Promise.all([
        installation.api.request(weights, never),
        (async () => {
          while (installation.standIn.count('weight-sum') === 0) await new Promise(setImmediate);
          return installation.api.request({ ...weights, query: { project_ids: '2' } }, never);
        })(),
      ]),
    );
    const times = installation.sent.slice(before).map(({ atMs }) => atMs - start);
    expect(times.filter((ms) => ms < 24_000).length).toBeLessThanOrEqual(2);
    expect(Math.max(...times)).toBeGreaterThanOrEqual(24_000);
  });

  it.each(['POST', 'PATCH'])('%s is never repeated', async (method) => {
    useFakeTime();
    const installation = await ready(await install());
    installation.standIn.faults.add({ kind: 'server_error', service: 'weight-sum' });
    const call = { service: 'weight-sum', method, path: '/weight_sum', body: { a: 1 } };
    const error = await failure(installation.settle(installation.api.request(call, never)));
    expect(error.why).toMatch(/it answered 500\.$/);
    expect(installation.standIn.count()).toBe(1);
  });

  it('of what the service refuses are not repeated', async () => {
    const installation = await ready(await install());
    const error = await failure(installation.api.request({ operation: 'project', query: { project_id: '99' } }, never));
    expect(error.why).toBe('GET /api/v1/project/get-project/: it answered 404.');
    expect(installation.standIn.count()).toBe(1);
  });

  it('end when the caller leaves, also during a pause', async () => {
    useFakeTime();
    const installation = await ready(await install());
    installation.standIn.faults.add({ kind: 'server_error', service: 'weight-sum' });
    const leaving = new AbortController();
    const work = installation.api.request(weights, leaving.signal);
    while (installation.traces.length === 0) await new Promise(setImmediate);
    leaving.abort(new Error('left'));
    await expect(work).rejects.toThrow('left');
  });
});

it('many first calls look for the services once', async () => {
  const installation = await install();
  await Promise.all(Array.from({ length: 5 }, () => installation.api.request(weights, never)));
  expect(installation.sent.filter(({ id }) => id.endsWith('.probe'))).toHaveLength(
    installation.standIn.services.length,
  );
});

describe('circuit and crowd', () => {
  it('an endpoint that keeps failing rests; other endpoints of the service do not', async () => {
    useFakeTime();
    const installation = await ready(await install());
    const { api, standIn } = installation;
    standIn.faults.add({ kind: 'server_error', service: 'weight-sum' });
    const errors: string[] = [];
    for (let i = 0; i < 100; i += 1)
      errors.push((await failure(installation.settle(api.request(weights, never)))).message);
    expect(standIn.count('weight-sum')).toBe(5);
    expect(errors[2]).toContain('The weight-sum service of the source "brand-api" is not called for the moment.');
    expect(errors[2]).toContain('5 calls in a row failed');
    expect(errors[2]).toContain('the last failure: it answered 500');
    expect(api.health().find(({ service }) => service === 'weight-sum')?.endpoints).toEqual([
      { endpoint: 'GET /weight_sum', isResting: true },
    ]);
    const closed = async () =>
      (await metrics.sourceEndpoints.get()).values.find(({ labels }) => labels.endpoint === 'GET /weight_sum')?.value;
    expect(await closed()).toBe(0);
    const other = { service: 'weight-sum', path: '/health' };
    await expect(installation.settle(api.request(other, never))).resolves.toMatchObject({ data: { status: 'ok' } });
    // After its rest one call finds out that it is well again.
    standIn.faults.clear();
    vi.setSystemTime(Date.now() + 10_000);
    await expect(installation.settle(api.request(weights, never))).resolves.toMatchObject({ attempts: 1 });
    expect(await closed()).toBe(1);
  });

  it('no more calls than allowed are under way to one endpoint, and no more than allowed wait', async () => {
    useFakeTime();
    const limits = { concurrentCalls: 3, queuedCalls: 5 };
    const installation = await ready(await install({}, { limits }));
    installation.standIn.faults.add({ kind: 'latency', service: 'weight-sum', delayMs: 1_000 });
    const before = installation.sent.length;
    const results = await installation.settle(
      Promise.allSettled(Array.from({ length: 12 }, () => installation.api.request(weights, never))),
    );
    expect(Math.max(...installation.sent.slice(before).map(({ atOnce }) => atOnce))).toBe(3);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(8);
    const [refused] = results.filter((each) => each.status === 'rejected');
    expect(refused?.reason.message).toContain('3 calls are under way and 5 wait');
  });

  it('a batch gives every answer it can, and stops asking when all would fail alike', async () => {
    useFakeTime();
    const installation = await ready(await install());
    const { api, standIn } = installation;
    const brand = (id: string) => ({ operation: 'brand' as const, values: [id, '1'] });
    const mixed = await installation.settle(api.requestAll(['1', '99', '2'].map(brand), never));
    expect(mixed.map(({ error }) => error?.failure ?? null)).toEqual([null, 'refused', null]);
    standIn.reset();
    standIn.faults.add({ kind: 'server_error', service: 'brand-data' });
    const failed = await installation.settle(
      api.requestAll(
        Array.from({ length: 1_000 }, () => brand('1')),
        never,
      ),
    );
    expect(failed.every(({ error }) => error !== null)).toBe(true);
    expect(standIn.count('brand-data')).toBeLessThanOrEqual(8);
  });
});

describe('token', () => {
  it('is renewed once for all calls that wait for it', async () => {
    const installation = await ready(
      await install({ token: SECRET, refreshToken: 'r1' }, { token: 'stale', refreshToken: 'r1' }),
    );
    const calls = Array.from({ length: 12 }, (_, at) => ({
      ...weights,
      query: { project_ids: String((at % 3) + 1), at: String(at) },
    }));
    const results = await installation.api.requestAll(calls, never);
    expect(results.every(({ error }) => error === null)).toBe(true);
    expect(installation.standIn.requests.filter(({ kind }) => kind === 'renewal')).toHaveLength(1);
    // The renewed refresh token is the one used next.
    await installation.api.refreshAuthentication(never);
    expect(
      installation.standIn.requests.filter(({ kind, status }) => kind === 'renewal' && status === 200),
    ).toHaveLength(2);
  });

  it('that cannot be renewed is told with the service that refused it, and asked for once', async () => {
    const installation = await ready(
      await install({ token: SECRET, refreshToken: 'r1' }, { token: 'stale', refreshToken: 'wrong' }),
    );
    for (let i = 0; i < 5; i += 1) {
      const error = await failure(installation.api.request(weights, never));
      expect(error.what).toBe('The weight-sum service of the source "brand-api" does not accept the token.');
      expect(error.why).toContain('the token could not be renewed');
      expect(error.fix).toContain('valid token');
    }
    expect(installation.standIn.requests.filter(({ kind }) => kind === 'renewal')).toHaveLength(1);
  });

  it('without a way to renew it is told as such', async () => {
    const installation = await ready(await install({ token: SECRET }, { token: 'stale' }));
    const error = await failure(installation.api.request(weights, never));
    expect(error.why).toContain('the source has no way to renew its token');
    expect(installation.standIn.count()).toBe(1);
    const renewal = await failure(installation.api.refreshAuthentication(never));
    expect(renewal.why).toContain('no refresh token');
  });

  it('does not travel along a redirect to another origin', async () => {
    const seen: (string | undefined)[] = [];
    const foreign = createServer((request, response) => {
      seen.push(request.headers.authorization);
      response.writeHead(200, { 'content-type': 'application/json' }).end('[]');
    });
    await new Promise<void>((resolve) => foreign.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void foreign.close());
    const installation = await ready(await install({ token: SECRET }, { token: SECRET }));
    const to = `http://127.0.0.1:${(foreign.address() as AddressInfo).port}/elsewhere`;
    installation.standIn.faults.add({ kind: 'redirect', service: 'weight-sum', to });
    await installation.api.request(weights, never);
    expect(seen).toEqual([undefined]);
    expect(installation.standIn.requests.at(-1)?.authorization).toBe(`Bearer ${SECRET}`);
  });

  it('redirects in a circle end', async () => {
    const installation = await ready(await install());
    const [url] = installation.standIn.urlsOf('weight-sum');
    installation.standIn.faults.add({ kind: 'redirect', service: 'weight-sum', to: `${url}/weight_sum` });
    const error = await failure(installation.api.request(weights, never));
    expect(error.why).toContain('redirects again and again');
    expect(installation.standIn.count()).toBe(4);
  });
});

describe('conditional requests', () => {
  it('an unchanged answer is not sent again', async () => {
    const installation = await ready(await install());
    const first = await installation.api.request(series, never);
    const second = await installation.api.request(series, never);
    expect(second.data).toEqual(first.data);
    expect(installation.standIn.requests.slice(-2).map(({ status }) => status)).toEqual([200, 304]);
    expect(installation.traces.map(({ outcome }) => outcome)).toEqual(['ok', 'not-modified']);
  });

  it('a second fetch gives only what changed', async () => {
    const installation = await install({ pageSize: 100 });
    const first = await gather(installation);
    installation.standIn.reset();
    const second = await gather(installation, first.cursor);
    for (const file of ['scores.csv', 'outcomes.csv', 'spend.csv', 'events.csv'])
      expect(second.tables.get(file), file).toHaveLength(1);
    expect(second.cursor).toBe(first.cursor);
    const pages = installation.standIn.requests.filter(
      ({ target, kind }) => kind === 'data' && target.includes('normalized'),
    );
    expect(pages.slice(-3).every(({ status }) => status === 304)).toBe(true);
  });

  it.each([['no cursor at all'], ['{"version":9}'], ['{"version":1,"basis":"other","pages":{}}']])(
    'a cursor that means nothing here (%s) gives everything',
    async (cursor) => {
      const installation = await install();
      const { tables } = await gather(installation, cursor);
      expect(tables.get('scores.csv')?.length).toBeGreaterThan(100);
    },
  );
});

describe('answers', () => {
  it('are checked against a schema', async () => {
    const installation = await ready(await install());
    const rows = z.array(z.object({ section: z.string(), weight: z.number() }));
    await expect(installation.api.request(weights, never, rows)).resolves.toMatchObject({
      data: expect.arrayContaining([expect.objectContaining({ weight: expect.any(Number) })]),
    });
    const error = await failure(installation.api.request(weights, never, z.object({ total: z.number() })));
    expect(error.what).toContain('gave an answer of an unexpected form');
    expect(error.why).toContain('$: Invalid input: expected object, received array');
  });

  it('of a service that nobody knows are not invented', async () => {
    const installation = await ready(await install({ without: ['insights'] }));
    const error = await failure(installation.api.request(series, never));
    expect(error.what).toBe('The insights service of the source "brand-api" is not known.');
  });
});

describe('traces', () => {
  it('hold every attempt, without ids of projects, tokens or queries', async () => {
    useFakeTime();
    const installation = await ready(await install({ token: SECRET }, { token: SECRET }));
    installation.standIn.faults.add({ kind: 'server_error', service: 'brand-data', count: 1 });
    await installation.settle(installation.api.request({ operation: 'brand', values: ['2', '1'] }, never));
    expect(installation.traces).toEqual([
      expect.objectContaining({ service: 'brand-data', attempt: 1, outcome: 'server-error', status: 500 }),
      expect.objectContaining({ service: 'brand-data', attempt: 2, outcome: 'ok', status: 200 }),
    ]);
    for (const trace of installation.traces)
      expect(trace.endpoint).toBe('GET /brands/{brand_id}/project_id/{project_id}');
    expect(JSON.stringify(installation.traces)).not.toContain(SECRET);
    // The service sees the same id in its own log.
    const ids = installation.traces.map(({ requestId }) => requestId);
    expect(installation.standIn.requests.filter(({ kind }) => kind === 'data').map(({ id }) => id)).toEqual(ids);
  });

  it('become metrics and log lines', async () => {
    const metrics = createMetrics();
    const lines: unknown[] = [];
    const logger = createLogger('silent');
    logger.warn = ((fields: unknown) => void lines.push(fields)) as typeof logger.warn;
    const trace = createTracer(logger, metrics);
    const common = {
      source: 's',
      service: 'main',
      endpoint: 'GET /x',
      baseUrl: null,
      requestId: 'r',
      attempt: 1,
      bytes: 1,
      status: 200,
    };
    trace({ ...common, ms: 40, outcome: 'ok' });
    trace({ ...common, ms: 30_000, outcome: 'timeout', status: null });
    const text = await metrics.registry.getSingleMetricAsString('dc_source_call_seconds');
    expect(text).toContain(
      'dc_source_call_seconds_count{source="s",service="main",endpoint="GET /x",outcome="timeout"} 1',
    );
    expect(text).toContain('dc_source_call_seconds_sum{source="s",service="main",endpoint="GET /x",outcome="ok"} 0.04');
    expect(lines).toEqual([expect.objectContaining({ outcome: 'timeout' })]);
  });
});
