/** The REST API as a program sees it. */
import { Hono } from 'hono';
import { beforeEach, describe, expect, it } from 'vitest';
import { createLogger } from '../../src/log.ts';
import { CATEGORIES } from '../../src/reports/report.ts';
import { createApi } from '../../src/web/api.ts';
import { createOpenApi } from '../../src/web/openapi.ts';
import { catalog } from '../slack/market.ts';
import { createRuns, READY, REPORT, type Runs, renderer, THEME } from './running.ts';

const TOKEN = 'right-token';
let runs: Runs;
let statusFails = false;

const api = () =>
  createApi({
    tokens: ['other-token', TOKEN],
    reporting: runs,
    data: { catalog: async () => catalog },
    renderer,
    theme: THEME,
    locale: 'en-GB',
    logger: createLogger('silent'),
    async status() {
      if (statusFails) throw new Error('postgres://me:hunter2@host');
      return {
        version: '0',
        database: { kind: 'embedded', dataVersion: 'v1' },
        projects: 1,
        brands: 2,
        reports: 1,
        queue: await runs.status(),
        slack: 'off',
        recentRuns: { finished: 0, outdated: 0 },
        sources: [],
      };
    },
  });

describe('suggestions', () => {
  it('name what is worth running with reasons, and follow the selection', async () => {
    const { status, body } = await ask('GET', '/suggestions');
    expect(status).toBe(200);
    expect(body.suggested.map(({ report }: Body) => report)).toContain(REPORT);
    expect(body.suggested[0].reasons[0]).toMatch(/not run it yet/);
    const refused = await ask('GET', '/suggestions?projects=Nowhere');
    expect(refused.status).toBe(400);
    expect(refused.body.error.why).toContain('Nowhere');
  });
});

describe('the bundle of a run', () => {
  it('is one PDF, and missing while no report is ready', async () => {
    const run = await runs.ready();
    const app = new Hono().route('/api/v1', api());
    const answer = await app.request(`/api/v1/runs/${run.id}/bundle.pdf`, {
      headers: { authorization: `Bearer ${TOKEN}` },
    });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/pdf']);
    runs.change(run.id, { outcomes: null });
    expect((await ask('GET', `/runs/${run.id}/bundle.pdf`)).status).toBe(404);
  });
});

beforeEach(() => {
  runs = createRuns();
  statusFails = false;
});

// biome-ignore lint/suspicious/noExplicitAny: bodies are looked into freely; every look is an expectation
type Body = any;

interface Reply {
  readonly status: number;
  readonly body: Body;
  readonly headers: Headers;
}

/** As mounted in the app. */
async function ask(
  method: string,
  path: string,
  given: { body?: unknown; raw?: string; headers?: Record<string, string> } = {},
): Promise<Reply> {
  const body = given.raw ?? (given.body === undefined ? undefined : JSON.stringify(given.body));
  const app = new Hono().route('/api/v1', api());
  const answer = await app.request(`/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json', ...given.headers },
    ...(body === undefined ? {} : { body }),
  });
  const text = await answer.text();
  return {
    status: answer.status,
    headers: answer.headers,
    body: answer.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text,
  };
}
const start = (body: object, headers: Record<string, string> = {}): Promise<Reply> =>
  ask('POST', '/runs', { body: { reports: [REPORT], ...body }, headers });

/** A refusal says what, why and what to do. */
function expectProblem(reply: Reply, status: number, code: string): void {
  expect(reply.status).toBe(status);
  expect(reply.body).toEqual({
    error: {
      code,
      what: expect.stringMatching(/\.$/),
      why: expect.stringMatching(/[.?]$/),
      fix: expect.stringMatching(/\.$/),
    },
  });
}

describe('tokens', () => {
  it.each([
    ['none', ''],
    ['a wrong one', 'Bearer wrong-token'],
    ['half of one', 'Bearer right-tok'],
    ['two', `Bearer ${TOKEN} other-token`],
    ['another scheme', `Basic ${TOKEN}`],
  ])('refuse %s everywhere', async (_name, authorization) => {
    for (const [method, path] of [
      ['GET', '/reports'],
      ['POST', '/runs'],
      ['GET', '/status'],
      ['GET', '/nowhere'],
    ] as const) {
      const reply = await ask(method, path, { headers: { authorization } });
      expectProblem(reply, 401, 'unauthorised');
      expect(reply.headers.get('www-authenticate')).toBe('Bearer');
    }
  });

  it('let each of several in, and the description needs none', async () => {
    expect((await ask('GET', '/status', { headers: { authorization: 'Bearer other-token' } })).status).toBe(200);
    expect((await ask('GET', '/openapi.json', { headers: { authorization: '' } })).status).toBe(200);
  });
});

describe('reports', () => {
  it('are listed by category with their options', async () => {
    const { body } = await ask('GET', '/reports');
    const [first] = body.categories;
    expect(first.category).toBe('dc-score');
    expect(first.reports[0]).toMatchObject({
      id: REPORT,
      question: expect.any(String),
      needs: { tables: expect.any(Array) },
    });
    expect(first.reports[0].missing).toEqual([]);
    expect(first.reports[0].adds.depth.basic).toEqual(expect.any(String));
    expect(first.reports[0].options.map((option: { name: string }) => option.name)).toContain('depth');
    expect((await ask('GET', '/reports?category=dc-score')).body.categories).toEqual([first]);
    expect((await ask('GET', `/reports?category=${CATEGORIES.at(-1)}`)).status).toBe(200);
  });

  it('refuse a category that does not exist', async () => {
    expectProblem(await ask('GET', '/reports?category=nosuch'), 400, 'usage');
  });
});

describe('runs', () => {
  it('start with defaults and are followed at their location', async () => {
    const started = await start({});
    expect(started.status).toBe(202);
    expect(started.headers.get('location')).toBe(`/api/v1/runs/${started.body.id}`);
    expect(runs.all.get(started.body.id)).toMatchObject({
      requestedBy: 'api',
      destination: { kind: 'none' },
      request: {
        reports: [REPORT],
        selection: { projects: null, brands: null, period: null },
        options: {},
        formats: ['json', 'pdf'],
        seed: 1,
        locale: 'en-GB',
      },
    });
    runs.change(started.body.id, { state: 'running', stage: 'analysing', share: 0.4 });
    const { body } = await ask('GET', `/runs/${started.body.id}`);
    expect(body).toMatchObject({ state: 'running', stage: 'analysing', share: 0.4, outcomes: null });
    const outdated = { batch: 7, source: 'warehouse', at: '2026-10-01T00:00:00.000Z', values: 3 };
    runs.change(started.body.id, { outdated });
    const answer = (await ask('GET', `/runs/${started.body.id}`)).body;
    expect(answer.outdated).toEqual(outdated);
    const { schema } = createOpenApi().paths['/runs/{id}'].get.responses[200].content['application/json'] as {
      schema: { properties: Record<string, { properties?: object }> };
    };
    expect(Object.keys(schema.properties).sort()).toEqual(Object.keys(answer).sort());
    expect(Object.keys(schema.properties.outdated?.properties ?? {})).toEqual(Object.keys(outdated));
  });

  it('take everything that can be asked for', async () => {
    const { status, body } = await start({
      reports: [REPORT, REPORT],
      brands: ['competitors'],
      projects: ['IN-Skincare'],
      period: 'last 6 months',
      options: { depth: 'standard', confidence: 0.9 },
      formats: ['csv', 'xlsx'],
      seed: 4_294_967_295,
      locale: 'de-DE',
    });
    expect(status).toBe(202);
    expect(runs.all.get(body.id)?.request).toEqual({
      reports: [REPORT],
      selection: {
        projects: ['IN-Skincare'],
        brands: { role: 'competitor' },
        period: { kind: 'last', count: 6, unit: 'month' },
      },
      options: { depth: 'standard', confidence: 0.9 },
      formats: ['csv', 'xlsx'],
      seed: 4_294_967_295,
      locale: 'de-DE',
    });
  });

  it('are the same run under the same Idempotency-Key, and another without one or with another request', async () => {
    const key = { 'idempotency-key': 'k1' };
    const first = await start({}, key);
    expect((await start({}, key)).body.id).toBe(first.body.id);
    expect((await start({ seed: 2 }, key)).body.id).not.toBe(first.body.id);
    expect((await start({}, { 'idempotency-key': 'k2' })).body.id).not.toBe(first.body.id);
    expect((await start({})).body.id).not.toBe((await start({})).body.id);
  });

  it('give their document beside the run', async () => {
    const { id } = await runs.ready();
    const { body: run } = await ask('GET', `/runs/${id}`);
    expect(run.outcomes).toEqual([
      { report: REPORT, status: 'ready', document: `/api/v1/runs/${id}/documents/${REPORT}` },
    ]);
    const { body } = await ask('GET', run.outcomes[0].document.slice('/api/v1'.length));
    expect(body.run).toEqual({ runId: id, at: '2026-11-22T10:00:00.000Z', requestedBy: null });
    expect(body.document).toEqual(JSON.parse(JSON.stringify(READY.outcomes?.[0])).document);
    const file = await ask('GET', `/runs/${id}/documents/${REPORT}/files/${REPORT}.csv`);
    expect(file).toMatchObject({ status: 200, body: `csv of ${REPORT}` });
    expect(file.headers.get('content-disposition')).toContain('attachment');
  });

  it('say what was missing when the data could not answer', async () => {
    const { id } = await runs.ready();
    const missing = [{ need: 'scores', have: 'none', fix: 'import them' }];
    runs.change(id, { outcomes: [{ status: 'unavailable', report: REPORT, missing }] });
    const { status, body } = await ask('GET', `/runs/${id}/documents/${REPORT}`);
    expect(status).toBe(200);
    expect(body).toEqual({ status: 'unavailable', report: REPORT, missing });
    expectProblem(await ask('GET', `/runs/${id}/documents/${REPORT}/files/${REPORT}.pdf`), 404, 'not-found');
  });

  it('are cancelled while they are not over', async () => {
    const { body } = await start({});
    expect((await ask('DELETE', `/runs/${body.id}`)).body).toEqual({ id: body.id, cancelled: true });
    expect((await ask('DELETE', `/runs/${body.id}`)).body).toEqual({ id: body.id, cancelled: false });
    expect((await ask('GET', `/runs/${body.id}`)).body.state).toBe('cancelled');
  });

  it('of Slack are nobody’s business here', async () => {
    const { id } = await runs.ready({ kind: 'slack', team: 'T', channel: 'C', user: 'U', thread: null });
    for (const [method, path] of [
      ['GET', ''],
      ['DELETE', ''],
      ['GET', `/documents/${REPORT}`],
    ] as const)
      expectProblem(await ask(method, `/runs/${id}${path}`), 404, 'not-found');
  });
});

describe('refusals', () => {
  it.each<[string, object]>([
    ['no report', { reports: [] }],
    ['a report id of the wrong type', { reports: [7] }],
    ['an unknown field', { brand: ['Aurora'] }],
    ['a format that does not exist', { formats: ['docx'] }],
    ['a period that is none', { period: 'soon' }],
    ['a seed out of range', { seed: -1 }],
    ['a locale that is none', { locale: 'en_GB!' }],
    ['an unknown option', { options: { dept: 'standard' } }],
    ['a wrong option value', { options: { depth: 'bottomless' } }],
  ])('of %s come at once, and start nothing', async (_name, body) => {
    expectProblem(await start(body), 400, 'usage');
    expect(runs.all.size).toBe(0);
  });

  it('name the field', async () => {
    expect((await start({ seed: 'x' })).body.error.why).toMatch(/^seed: /);
  });

  it('of what is not JSON', async () => {
    for (const raw of ['', '{', 'null', '[]', '"text"'])
      expectProblem(await ask('POST', '/runs', { raw }), 400, 'usage');
  });

  it('of too much', async () => {
    expectProblem(await ask('POST', '/runs', { raw: 'x'.repeat(64 * 1024 + 1) }), 413, 'too-large');
  });

  it.each([
    ['GET', '/runs/nosuch'],
    ['GET', '/runs/00000000-0000-5000-8000-000000000000'],
    ['GET', '/runs/%27%3B%20drop%20table%20runs'],
    ['DELETE', '/runs/00000000-0000-5000-8000-000000000000'],
    ['GET', '/nowhere'],
    ['PUT', '/runs'],
    ['GET', '/runs'],
  ])('of what is not there: %s %s', async (method, path) => {
    expectProblem(await ask(method, path), 404, 'not-found');
  });

  it('of a report and a document that are not there', async () => {
    expectProblem(await start({ reports: ['nosuch'] }), 404, 'not-found');
    const { id } = await runs.ready();
    expectProblem(await ask('GET', `/runs/${id}/documents/nosuch`), 404, 'not-found');
    expectProblem(await ask('GET', `/runs/${id}/documents/${REPORT}/files/..%2F..%2Fpackage.json`), 404, 'not-found');
  });

  it('of what broke inside tell nothing of it', async () => {
    statusFails = true;
    const reply = await ask('GET', '/status');
    expectProblem(reply, 500, 'internal');
    expect(JSON.stringify(reply.body)).not.toContain('hunter2');
  });
});

describe('the OpenAPI description', () => {
  type Operation = {
    responses: Record<string, unknown>;
    parameters?: { name: string; in: string; required?: boolean }[];
    summary?: string;
  };
  const description = createOpenApi() as unknown as {
    openapi: string;
    paths: Record<string, Record<string, Operation>>;
    components: Record<string, Record<string, unknown>>;
  };

  it('names exactly the routes that are served', () => {
    const served = api()
      .routes.filter(({ method, path }) => method !== 'ALL' && path !== '/openapi.json')
      .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`);
    const described = Object.entries(description.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(described.sort()).toEqual([...new Set(served)].sort());
    expect(described.length).toBeGreaterThan(5);
  });

  it('is whole: parameters of every path, summaries, answers, and no reference into nothing', () => {
    expect(description.openapi).toBe('3.1.0');
    for (const [path, methods] of Object.entries(description.paths))
      for (const operation of Object.values(methods)) {
        const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
        const given = (operation.parameters ?? []).filter((each) => each.in === 'path');
        expect(given.map(({ name }) => name)).toEqual(names);
        expect(given.every(({ required }) => required === true)).toBe(true);
        expect(operation.summary).toBeTruthy();
        expect(Object.keys(operation.responses)).toContain('401');
        for (const status of Object.keys(operation.responses)) expect(status).toMatch(/^[1-5]\d\d$/);
      }
    const text = JSON.stringify(description);
    for (const [, kind = '', name = ''] of text.matchAll(/"#\/components\/(\w+)\/(\w+)"/g))
      expect(description.components[kind]?.[name]).toBeDefined();
  });

  it('describes the body by the schema that checks it', () => {
    const { properties, additionalProperties, required } = (description.paths['/runs'] as Body).post.requestBody
      .content['application/json'].schema;
    expect(Object.keys(properties)).toEqual([
      'reports',
      'brands',
      'projects',
      'period',
      'options',
      'formats',
      'seed',
      'locale',
      'previous',
    ]);
    expect(additionalProperties).toBe(false);
    expect(required).toEqual(['reports']);
  });
});
