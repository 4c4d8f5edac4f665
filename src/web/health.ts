/** Health and metrics for orchestrators: is the process alive, can it take work, what does it count. */
import { Hono } from 'hono';
import type { Registry } from 'prom-client';

export interface HealthCheck {
  readonly name: string;
  /** Throws when the part cannot do its work. */
  check(): Promise<void>;
}

export function createHealthRoutes(options: {
  readonly registry: Registry;
  readonly checks: readonly HealthCheck[];
  /** Called before metrics are read, to refresh gauges. */
  readonly refresh: () => Promise<void>;
  readonly timeoutMs: number;
}): Hono {
  const routes = new Hono();
  routes.get('/health/live', (context) => context.json({ status: 'ok' }));
  routes.get('/health/ready', async (context) => {
    const results = await Promise.all(
      options.checks.map(async ({ name, check }) => {
        try {
          await withTimeout(check(), options.timeoutMs);
          return { name, status: 'ok' as const };
        } catch {
          // The reason may hold addresses or credentials: it goes to the log of the part itself, not to the caller.
          return { name, status: 'failed' as const };
        }
      }),
    );
    const ready = results.every((result) => result.status === 'ok');
    return context.json({ status: ready ? 'ok' : 'failed', checks: results }, ready ? 200 : 503);
  });
  routes.get('/metrics', async (context) => {
    // A store that is away must not take the process's own figures with it.
    await withTimeout(options.refresh(), options.timeoutMs).catch(() => {});
    return context.body(await options.registry.metrics(), 200, { 'content-type': options.registry.contentType });
  });
  return routes;
}

function withTimeout(work: Promise<void>, timeoutMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
