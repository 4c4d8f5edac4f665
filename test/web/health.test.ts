import { describe, expect, it } from 'vitest';
import { createMetrics } from '../../src/metrics.ts';
import { createHealthRoutes } from '../../src/web/health.ts';

const routesOf = (check: () => Promise<void>, refresh: () => Promise<void> = async () => {}) => {
  const metrics = createMetrics();
  const routes = createHealthRoutes({
    registry: metrics.registry,
    checks: [
      { name: 'database', check },
      { name: 'other', check: async () => {} },
    ],
    refresh: async () => {
      await refresh();
      metrics.queue.set({ state: 'queued' }, 3);
    },
    timeoutMs: 50,
  });
  return { routes, metrics };
};
const get = async (routes: ReturnType<typeof routesOf>['routes'], path: string) => {
  const answer = await routes.request(path);
  return { status: answer.status, text: await answer.text(), headers: answer.headers };
};

describe('health', () => {
  it('is live as long as the process answers, whatever its parts do', async () => {
    const { routes } = routesOf(() => Promise.reject(new Error('down')));
    expect(await get(routes, '/health/live')).toMatchObject({ status: 200, text: '{"status":"ok"}' });
  });

  it('is ready when every part is', async () => {
    const { status, text } = await get(routesOf(async () => {}).routes, '/health/ready');
    expect(status).toBe(200);
    expect(JSON.parse(text)).toEqual({
      status: 'ok',
      checks: [
        { name: 'database', status: 'ok' },
        { name: 'other', status: 'ok' },
      ],
    });
  });

  it.each<[string, () => Promise<void>]>([
    ['fails', () => Promise.reject(new Error('postgres://me:secret@host is down'))],
    ['does not answer', () => new Promise(() => {})],
  ])('is not ready when a part %s, and tells no secrets', async (_how, check) => {
    const { status, text } = await get(routesOf(check).routes, '/health/ready');
    expect(status).toBe(503);
    expect(JSON.parse(text)).toMatchObject({ status: 'failed', checks: [{ name: 'database', status: 'failed' }, {}] });
    expect(text).not.toContain('secret');
  });
});

describe('metrics', () => {
  const NAMES = [
    'dc_slack_acknowledgement_seconds',
    'dc_run_stage_seconds',
    'dc_runs_total',
    'dc_queue_jobs',
    'dc_slack_calls_total',
    'dc_slack_payloads_trimmed_total',
    'dc_browser_restarts_total',
    'process_cpu_seconds_total',
  ];

  it('are Prometheus text with our names, refreshed when read', async () => {
    const { routes, metrics } = routesOf(async () => {});
    metrics.runs.inc({ state: 'ready' });
    const { status, text, headers } = await get(routes, '/metrics');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    for (const name of NAMES) expect(text).toContain(`# TYPE ${name} `);
    expect(text).toContain('dc_queue_jobs{state="queued"} 3');
    expect(text).toContain('dc_runs_total{state="ready"} 1');
  });

  it.each<[string, () => Promise<void>]>([
    ['is away', () => Promise.reject(new Error('down'))],
    ['hangs', () => new Promise(() => {})],
  ])('are there also while the store %s', async (_how, refresh) => {
    const { status, text } = await get(routesOf(async () => {}, refresh).routes, '/metrics');
    expect(status).toBe(200);
    expect(text).toContain('process_cpu_seconds_total');
  });
});
