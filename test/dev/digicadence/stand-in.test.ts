/** The stand-in itself: shapes as documented, pages, validators, tokens, faults over HTTP. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { generateWorld } from '../../../src/data/sources/demo/world.ts';
import { createStandIn, type StandIn } from '../../../src/dev/digicadence/stand-in.ts';

const market = generateWorld({ seed: 11, periods: 2, brands: 2 });
let open: StandIn;
let guarded: StandIn;

beforeAll(async () => {
  open = await createStandIn({ market, dateless: true, namesProject: false });
  guarded = await createStandIn({ market, token: 't', refreshToken: 'r', pageSize: 10 });
});
beforeEach(() => open.faults.clear());
afterAll(() => Promise.all([open.close(), guarded.close()]));

const get = async (standIn: StandIn, service: string, path: string, headers: Record<string, string> = {}) => {
  const response = await fetch(`${standIn.urlsOf(service)[0]}${path}`, { headers });
  const text = await response.text();
  return { status: response.status, headers: response.headers, json: text === '' ? null : JSON.parse(text) };
};

it('answers in the documented shapes', async () => {
  const { json: project } = await get(open, 'main', '/api/v1/project/get-project/?project_id=1');
  expect(project.project).toMatchObject({
    project_name: market.projects[0]?.project,
    metrics: expect.arrayContaining([
      expect.objectContaining({
        section: { name: expect.any(String) },
        platform: { name: expect.any(String) },
        metric_new_name: expect.any(String),
        weights: expect.any(Number),
      }),
    ]),
  });
  const { json: rows } = await get(open, 'normalised', '/normalized/normalized_value?project_ids=1');
  expect(Object.keys(rows[0]).sort()).toEqual(['brandName', 'metricname', 'normalized', 'platformname', 'sectionName']);
  expect((await get(open, 'brand-data', '/brands/1/project_id/1')).json.brand.brand_name).toBe(market.brands[0]?.brand);
  expect((await get(open, 'brand-data', '/brands/99/project_id/1')).status).toBe(404);
});

it('gives pages that add up, and nothing for what did not change', async () => {
  const auth = { authorization: 'Bearer t' };
  const seen: unknown[] = [];
  let path: string | null = '/weight_sum?project_ids=1';
  let count = 0;
  while (path !== null) {
    const { json } = await get(guarded, 'weight-sum', path, auth);
    seen.push(...json.results);
    count = json.count;
    path = json.next === null ? null : `${new URL(json.next).pathname}${new URL(json.next).search}`;
  }
  expect(seen).toHaveLength(count);
  const { headers } = await get(guarded, 'weight-sum', '/weight_sum?project_ids=1', auth);
  const again = await get(guarded, 'weight-sum', '/weight_sum?project_ids=1', {
    ...auth,
    'if-none-match': headers.get('etag') ?? '',
  });
  expect(again.status).toBe(304);
});

it('wants its token, and renews it once for each refresh token', async () => {
  expect((await get(guarded, 'weight-sum', '/weight_sum')).status).toBe(401);
  const renew = (refresh_token: string) =>
    fetch(`${guarded.urlsOf('main')[0]}/auth/refresh`, { method: 'POST', body: JSON.stringify({ refresh_token }) });
  const { access_token } = (await (await renew('r')).json()) as { access_token: string };
  expect((await get(guarded, 'weight-sum', '/weight_sum', { authorization: `Bearer ${access_token}` })).status).toBe(
    200,
  );
  expect((await get(guarded, 'weight-sum', '/weight_sum', { authorization: 'Bearer t' })).status).toBe(401);
  expect((await renew('r')).status).toBe(401);
});

it('takes faults over HTTP, and its health page stays well', async () => {
  const rules = [{ kind: 'server_error', service: 'weight-sum', after: 1, count: 1, status: 503 }];
  await fetch(`${open.urlsOf('main')[0]}/dev/faults`, { method: 'POST', body: JSON.stringify(rules) });
  const statuses: number[] = [];
  for (let i = 0; i < 3; i += 1) statuses.push((await get(open, 'weight-sum', '/weight_sum')).status);
  expect(statuses).toEqual([200, 503, 200]);
  open.faults.add({ kind: 'server_error' });
  expect((await get(open, 'weight-sum', '/health')).json).toEqual({ status: 'ok', service: 'weight-sum' });
  expect(() => open.faults.set([{ kind: 'earthquake' }])).toThrow();
});
