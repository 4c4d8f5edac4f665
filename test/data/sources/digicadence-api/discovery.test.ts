/** Which services there are: by description, by listing, by health page, by port, by configuration; remembered with age. */
import { createServer, type Server } from 'node:http';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { readDescription, serviceOf } from '../../../../src/data/sources/digicadence-api/describe-service.ts';
import { candidatesOf } from '../../../../src/data/sources/digicadence-api/discovery.ts';
import { createDirectoryStore } from '../../../../src/data/store/repositories/source-directories.ts';
import { explain } from '../../../../src/errors.ts';
import { describeOnEveryDatabase } from '../../../support/databases.ts';
import { connect, deadAddress, gather, install, never, startStandIn, useFakeTime } from './installation.ts';

const told = (entries: readonly { service: string; how: string }[]) =>
  entries.map(({ service, how }) => `${service} ${how}`).sort();
const ALL = ['brand-data', 'insights', 'main', 'normalised', 'weight-sum'];

describe('discovery', () => {
  it.each(['openapi', 'listing'] as const)('recognises every service by its %s', async (how) => {
    const { api, standIn } = await install({ describe: how });
    const { entries } = await api.discoverEndpoints(never);
    expect(told(entries)).toEqual(ALL.map((service) => `${service} ${how}`));
    for (const entry of entries) {
      expect(entry).toMatchObject({ answering: true, problem: null, latencyMs: expect.any(Number) });
      expect(entry.endpoints).toEqual([expect.objectContaining({ operation: expect.any(String) })]);
    }
    expect(standIn.count()).toBe(0);
  });

  it('falls back to the known calls where the configuration names the service', async () => {
    const standIn = await startStandIn({ describe: 'mute' });
    const services = Object.fromEntries(ALL.map((service) => [service, standIn.urlsOf(service)]));
    const installation = connect(standIn, { baseUrls: [], services });
    const { entries } = await installation.api.discoverEndpoints(never);
    expect(told(entries)).toEqual(ALL.map((service) => `${service} configured`));
    for (const { problem } of entries) expect(problem).toBe('it does not describe itself');
    const given = await gather(installation);
    expect(given.problems).toEqual([]);
    expect(given.tables.get('scores.csv')?.length).toBeGreaterThan(100);
    // Three descriptions and two health pages an address.
    expect(standIn.requests.filter(({ kind }) => kind !== 'data')).toHaveLength(5 * ALL.length);
  });

  it('knows nothing of a service on an unusual port without description, and leaves out what never answered', async () => {
    const standIn = await startStandIn({ describe: 'health' });
    const [main] = standIn.urlsOf('main');
    const { hostname, port } = new URL(main as string);
    const { api } = connect(standIn, { baseUrls: [`http://${hostname}`], ports: [[Number(port), Number(port)], 9] });
    const { entries } = await api.discoverEndpoints(never);
    expect(entries).toEqual([
      expect.objectContaining({ service: `at ${hostname}:${port}`, how: 'health', answering: true, endpoints: [] }),
    ]);
  });

  it('asks each address once when nothing is there, and says so', async () => {
    const standIn = await startStandIn();
    const nowhere = await deadAddress();
    const installation = connect(standIn, { baseUrls: [nowhere] });
    const error = explain(await gather(installation).catch((thrown: unknown) => thrown));
    expect(error).toMatchObject({ code: 'source', what: 'The source "brand-api" could not be reached.' });
    expect(error.why).toMatch(/None of its 1 address answers: 127\.0\.0\.1:\d+ refuses the connection/);
    expect(installation.sent).toHaveLength(1);
    expect(installation.directories.known.size).toBe(0);
  });

  it('is remembered, repeated when it is a day old, and survives an outage', async () => {
    useFakeTime();
    const standIn = await startStandIn();
    const installation = connect(standIn);
    const probes = () => installation.sent.filter(({ id }) => id.endsWith('.probe')).length;
    await installation.settle(gather(installation));
    const first = probes();
    expect(first).toBe(ALL.length);
    await installation.settle(gather(installation));
    expect(probes()).toBe(first);

    // Another process starts from the same memory.
    const other = connect(standIn);
    other.directories.known.set('brand-api', installation.directories.known.get('brand-api') as never);
    await other.settle(gather(other));
    expect(other.sent.filter(({ id }) => id.endsWith('.probe'))).toHaveLength(0);

    vi.setSystemTime(Date.now() + 86_400_001);
    await installation.settle(gather(installation));
    expect(probes()).toBe(2 * first);
    const known = installation.directories.known.get('brand-api');
    expect(known?.discoveredAt).toMatch(/^2026-11-23/);

    // All services are gone when it is time to look again: what is known stays known, and the call says who is missing.
    await standIn.close();
    vi.setSystemTime(Date.now() + 86_400_001);
    const error = explain(await installation.settle(gather(installation)).catch((thrown: unknown) => thrown));
    expect(error.what).toContain('The main service of the source "brand-api"');
    expect(error.why).toContain('refuses the connection');
    expect(installation.directories.known.get('brand-api')).toBe(known);
  });

  it('keeps an address of a port range that fell silent, and tells why', async () => {
    const first = createServer((_, response) => response.writeHead(404).end());
    const listen = (server: Server) => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    await listen(first);
    const { port } = first.address() as { port: number };
    onTestFinished(() => void first.close());
    const standIn = await startStandIn();
    const [main] = standIn.services.map(({ url }) => url);
    const installation = connect(standIn, { baseUrls: [main, 'http://127.0.0.1'], ports: [port] });
    const before = await installation.api.discoverEndpoints(never);
    expect(before.entries.map(({ answering }) => answering)).toEqual([true, true]);
    first.closeAllConnections();
    await new Promise((resolve) => first.close(resolve));
    const after = await installation.api.discoverEndpoints(never);
    expect(after.entries[1]).toMatchObject({ answering: false, problem: expect.stringMatching(/refuses|broke/) });
  });
});

describe('connectivity', () => {
  it('makes one real call to every address, so that a well health page convinces nobody', async () => {
    const { api, standIn } = await install({ replicas: { normalised: 2 } });
    standIn.faults.add({ kind: 'server_error', service: 'normalised', replica: 1, status: 502 });
    const checks = await api.testConnectivity(never);
    expect(checks.map(({ service, ok }) => `${service} ${ok}`)).toEqual([
      // Brand ids come with the projects, so that this service is asked for its health only.
      'brand-data true',
      'insights true',
      'main true',
      ...checks.filter(({ service }) => service === 'normalised').map(({ ok }) => `normalised ${ok}`),
      'weight-sum true',
    ]);
    const [sick, ...more] = checks.filter(({ ok }) => !ok);
    expect(more).toEqual([]);
    expect(sick).toMatchObject({ baseUrl: standIn.urlsOf('normalised')[1], status: 502 });
    expect(sick?.problem?.why).toContain('it answered 502');
  });
});

describe('candidates', () => {
  it('are the configured services, addresses with a port, and hosts over their ports, each once', () => {
    const all = candidatesOf({
      baseUrls: ['http://a', 'http://b:80/', 'https://c/api'],
      ports: [7000, [8001, 8003]],
      services: { insights: ['http://a:8002'] },
    });
    expect(all.map(({ baseUrl, service, isGuess }) => [baseUrl, service, isGuess])).toEqual([
      ['http://a:8002', 'insights', false],
      ['http://a:7000', null, true],
      ['http://a:8001', null, true],
      ['http://a:8003', null, true],
      ['http://b:80', null, false],
      ['https://c:7000/api', null, true],
      ['https://c:8001/api', null, true],
      ['https://c:8002/api', null, true],
      ['https://c:8003/api', null, true],
    ]);
  });

  it('are 37 a host by default', async () => {
    const { digicadenceApiSchema } = await import('../../../../src/data/sources/digicadence-api/options.ts');
    const options = digicadenceApiSchema.parse({ baseUrls: ['http://10.0.0.5'], projects: [{ id: '1' }] });
    const all = candidatesOf(options);
    expect(all).toHaveLength(37);
    expect([all[0]?.baseUrl, all[1]?.baseUrl, all.at(-1)?.baseUrl]).toEqual([
      'http://10.0.0.5:7000',
      'http://10.0.0.5:8001',
      'http://10.0.0.5:8036',
    ]);
  });
});

describe('descriptions', () => {
  it.each([
    [
      'OpenAPI 3 with a server prefix',
      { openapi: '3.0.0', servers: [{ url: 'http://x/v2' }], paths: { '/weight_sum/': { get: {}, parameters: [] } } },
      ['GET /v2/weight_sum/ weights'],
    ],
    [
      'Swagger 2 with a base path',
      { swagger: '2.0', basePath: '/api', paths: { '/brands/{id}/project_id/{pid}': { get: {}, post: {} } } },
      ['GET /api/brands/{id}/project_id/{pid} brand', 'POST /api/brands/{id}/project_id/{pid} null'],
    ],
    ['a list of texts', ['/get_multi_data', '/other'], ['GET /get_multi_data series', 'GET /other null']],
    [
      'names with addresses',
      { projects: 'http://h:7000/api/v1/project/get-project/?x=1', docs: 'http://h/docs' },
      ['GET /api/v1/project/get-project/ project', 'GET /docs null'],
    ],
    [
      'routes in an object',
      { routes: [{ path: '/normalized/normalized_value', methods: ['GET', 'HEAD'] }] },
      ['GET /normalized/normalized_value normalised'],
    ],
    [
      'placeholders of other kinds',
      { endpoints: ['/brands/<int:brand>/project_id/:project'] },
      ['GET /brands/<int:brand>/project_id/:project brand'],
    ],
  ])('%s', (_, json, expected) => {
    expect(
      readDescription(json)?.endpoints.map(({ method, path, operation }) => `${method} ${path} ${operation}`),
    ).toEqual(expected);
  });

  it.each([
    [null],
    ['text'],
    [42],
    [[]],
    [{}],
    [{ status: 'ok' }],
    [{ openapi: '3', paths: {} }],
    [{ paths: { x: 1 } }],
    [[{ path: 'no slash' }]],
  ])('%j describes nothing', (json) => expect(readDescription(json)).toBeNull());

  it('tell the service by a known call first, then by their title', () => {
    const service = (json: unknown) => serviceOf(readDescription(json) as never);
    expect(service({ title: 'Forecast API', endpoints: ['/weight_sum'] })).toBe('weight-sum');
    expect(service({ title: 'Forecast API', endpoints: ['/x'] })).toBe('forecasting');
    expect(service({ title: 'Something', endpoints: ['/x'] })).toBeNull();
  });
});

describeOnEveryDatabase('the store of directories', (open) => {
  it('gives back what was written last, and nothing of an older form', async () => {
    const database = await open();
    const store = createDirectoryStore(database);
    const { api, directories } = await install();
    await api.discoverEndpoints(never);
    const directory = directories.known.get('brand-api');
    if (!directory) throw new Error('nothing was discovered');
    expect(await store.read('brand-api')).toBeNull();
    await store.write('brand-api', { ...directory, entries: [] });
    await store.write('brand-api', directory);
    expect(await store.read('brand-api')).toEqual(directory);
    await database.query(`UPDATE bot.source_directories SET directory = '{"entries": 7}'`);
    expect(await store.read('brand-api')).toBeNull();
  });
});
