/**
 * One real call to an address, since health pages lie: a known call where there is one, else the health page. Only status
 * and headers are read.
 */
import { randomUUID } from 'node:crypto';
import { NO_VALIDATORS, readAnswer } from './answers.ts';
import { traceAttempt } from './attempt.ts';
import type { Bearer } from './bearer.ts';
import { CallError, type CalledEndpoint, explainCall } from './call-error.ts';
import type { DirectoryEntry } from './directory.ts';
import { HEALTH_PATHS } from './discovery.ts';
import { fillPath } from './known-calls.ts';
import type { DigicadenceApiOptions } from './options.ts';
import { createEndpointPolicy } from './policies.ts';
import { type Target, withQuery } from './requests.ts';
import type { ClientTools } from './tools.ts';

export interface ConnectivityCheck {
  readonly service: string;
  readonly baseUrl: string;
  readonly endpoint: string;
  readonly ok: boolean;
  readonly status: number | null;
  readonly latencyMs: number | null;
  /** Null when it is well. */
  readonly problem: { readonly what: string; readonly why: string; readonly fix: string } | null;
}

/** @throws only the reason of `signal` */
export async function checkAddress(
  entry: DirectoryEntry,
  options: DigicadenceApiOptions,
  tools: ClientTools,
  bearer: Bearer,
  signal: AbortSignal,
): Promise<ConnectivityCheck> {
  const project = options.projects[0] as DigicadenceApiOptions['projects'][number];
  const brandId = project.brandIds?.[0];
  const described = entry.endpoints.find(
    ({ operation }) => operation !== null && (operation !== 'brand' || brandId !== undefined),
  );
  const query = described?.operation === 'project' ? { project_id: project.id } : { project_ids: project.id };
  const path = !described
    ? (HEALTH_PATHS[0] as string)
    : described.operation === 'brand'
      ? fillPath(described.path, [brandId as string, project.id])
      : withQuery(described.path, query);
  const called: CalledEndpoint = {
    source: options.name,
    service: entry.service,
    endpoint: `GET ${described?.path ?? path}`,
  };
  const target: Target = { called, method: 'GET', body: null, at: () => path };
  const requestId = `${randomUUID()}.test`;
  const policy = createEndpointPolicy({ ...options.limits, attempts: 1 }, tools.random);
  const start = tools.now().getTime();
  const common = { service: entry.service, baseUrl: entry.baseUrl, endpoint: called.endpoint };
  try {
    const { status } = await policy.execute(
      ({ signal: attemptSignal }) =>
        traceAttempt(tools, called, requestId, 1, async (note) => {
          note(entry.baseUrl);
          const url = `${entry.baseUrl}${path}`;
          const answer = await bearer.send(target, url, NO_VALIDATORS, requestId, attemptSignal, true);
          return readAnswer(answer, path, { remembered: null, callerHas: false, now: tools.now() });
        }),
      false,
      signal,
    );
    return { ...common, ok: true, status, latencyMs: tools.now().getTime() - start, problem: null };
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    const { what, why, fix } = explainCall(called, error, 1);
    return { ...common, ok: false, status: error.status, latencyMs: null, problem: { what, why, fix } };
  }
}
