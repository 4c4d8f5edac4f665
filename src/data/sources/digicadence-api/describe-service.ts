/** Reads what a service says about itself: OpenAPI, or a root listing of endpoints in one of its usual forms. */
import { z } from 'zod';
import type { DescribedEndpoint } from './directory.ts';
import { KNOWN_SERVICES, knownCallOf } from './known-calls.ts';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
/** A description beyond this is not a service of ours; the rest would only fill memory. */
const MAX_ENDPOINTS = 2_000;

export interface ServiceDescription {
  readonly how: 'openapi' | 'listing';
  /** What it calls itself, if it does. */
  readonly title: string | null;
  readonly endpoints: readonly DescribedEndpoint[];
}

const openApi = z.object({
  info: z
    .object({ title: z.string().optional().catch(undefined) })
    .optional()
    .catch(undefined),
  /** OpenAPI 3. */
  servers: z
    .array(z.object({ url: z.string() }))
    .optional()
    .catch(undefined),
  /** Swagger 2. */
  basePath: z.string().optional().catch(undefined),
  paths: z.record(z.string(), z.unknown()),
});

const listed = z.union([
  z.string(),
  z.object({
    path: z.string().optional(),
    url: z.string().optional(),
    endpoint: z.string().optional(),
    method: z.string().optional(),
    methods: z.array(z.string()).optional(),
  }),
]);
const listing = z.object({
  name: z.string().optional().catch(undefined),
  service: z.string().optional().catch(undefined),
  title: z.string().optional().catch(undefined),
  endpoints: z.unknown().optional(),
  routes: z.unknown().optional(),
  paths: z.unknown().optional(),
  urls: z.unknown().optional(),
});

/** The path of an address or path; null for anything else. Placeholders keep their braces. */
function pathOf(text: string): string | null {
  const path = /^https?:\/\/[^/]+(\/.*)$/i.exec(text)?.[1] ?? text;
  return path.startsWith('/') && !/\s/.test(path) ? path.replace(/[?#].*$/, '') : null;
}

function endpoint(method: string, path: string): DescribedEndpoint[] {
  const upper = method.toUpperCase();
  if (!METHODS.includes(upper)) return [];
  return [{ method: upper, path, operation: knownCallOf(upper, path)?.operation ?? null }];
}

function readOpenApi(json: unknown): ServiceDescription | null {
  const parsed = openApi.safeParse(json);
  if (!parsed.success || !Object.keys(parsed.data.paths).some((path) => path.startsWith('/'))) return null;
  const { info, servers, basePath, paths } = parsed.data;
  const prefix = (basePath ?? pathOf(servers?.[0]?.url ?? '') ?? '').replace(/\/+$/, '');
  const endpoints = Object.entries(paths).flatMap(([path, methods]) =>
    path.startsWith('/') && typeof methods === 'object' && methods !== null
      ? Object.keys(methods).flatMap((method) => endpoint(method, `${prefix}${path}`))
      : [],
  );
  return { how: 'openapi', title: info?.title ?? null, endpoints: endpoints.slice(0, MAX_ENDPOINTS) };
}

function readListing(json: unknown): ServiceDescription | null {
  const parsed = listing.safeParse(json);
  const told = parsed.success ? parsed.data : null;
  const list = told?.endpoints ?? told?.routes ?? told?.paths ?? told?.urls ?? json;
  const items: unknown[] = Array.isArray(list) ? list : typeof list === 'object' && list ? Object.values(list) : [];
  const endpoints = items.flatMap((item) => {
    const read = listed.safeParse(item);
    if (!read.success) return [];
    const given = typeof read.data === 'string' ? { path: read.data } : read.data;
    const path = pathOf(
      given.path ??
        ('url' in given ? given.url : undefined) ??
        ('endpoint' in given ? given.endpoint : undefined) ??
        '',
    );
    if (path === null) return [];
    const methods = ('methods' in given ? given.methods : undefined) ?? [
      ('method' in given ? given.method : undefined) ?? 'GET',
    ];
    return methods.flatMap((method) => endpoint(method, path));
  });
  if (endpoints.length === 0) return null;
  return {
    how: 'listing',
    title: told?.service ?? told?.name ?? told?.title ?? null,
    endpoints: endpoints.slice(0, MAX_ENDPOINTS),
  };
}

/** Null when the answer describes no endpoints. */
export function readDescription(json: unknown): ServiceDescription | null {
  return readOpenApi(json) ?? readListing(json);
}

/** The service that a description tells of: by a known call first, then by its title. */
export function serviceOf({ title, endpoints }: Pick<ServiceDescription, 'title' | 'endpoints'>): string | null {
  for (const { method, path } of endpoints) {
    const call = knownCallOf(method, path);
    if (call) return call.service;
  }
  return KNOWN_SERVICES.find(({ words }) => title !== null && words.test(title))?.service ?? null;
}
