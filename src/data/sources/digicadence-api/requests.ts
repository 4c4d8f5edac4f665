/** What can be asked of the services and what comes back: known operations, free paths, and where each goes. */
import type { Validators } from './answer-memory.ts';
import type { CalledEndpoint, SourceCallError } from './call-error.ts';
import type { DescribedEndpoint, DirectoryEntry, ServiceDirectory } from './directory.ts';
import { fillPath, KNOWN_CALLS, type Operation } from './known-calls.ts';

type Query = Readonly<Record<string, string>>;

export type ApiRequest = {
  readonly query?: Query;
  /** What the caller has already; an unchanged answer then comes without data. */
  readonly validators?: Validators;
} & (
  | {
      readonly operation: Operation;
      /** For the placeholders of its path, in order. */
      readonly values?: readonly string[];
    }
  | {
      readonly service: string;
      /** Default GET. GET, HEAD, PUT and DELETE are repeated when they fail (RFC 9110 §9.2.2), others never. */
      readonly method?: string;
      readonly path: string;
      readonly body?: unknown;
      /** What traces and circuit breakers call it; default method and path. */
      readonly endpoint?: string;
    }
);

export interface ApiAnswer<T = unknown> {
  readonly data: T;
  /** True: as `validators` said; `data` is null. */
  readonly notModified: boolean;
  readonly validators: Validators;
  /** The `Link` header. */
  readonly link: string | null;
  /** Path and query that were asked, without the address. */
  readonly target: string;
  /** Path of the address that answered, usually empty. */
  readonly basePath: string;
  readonly service: string;
  readonly attempts: number;
}

export type BatchResult<T> =
  | { readonly answer: ApiAnswer<T>; readonly error: null }
  | { readonly answer: null; readonly error: SourceCallError };

/** Methods that may be repeated (RFC 9110 §9.2.2). */
export const IDEMPOTENT = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'];

export const withQuery = (path: string, query: Query | undefined): string => {
  const text = new URLSearchParams(query).toString();
  return text === '' ? path : `${path}${path.includes('?') ? '&' : '?'}${text}`;
};

/** A request as it goes out: how it is called in traces and errors, and its path at each address. */
export interface Target {
  readonly called: CalledEndpoint;
  readonly method: string;
  readonly body: string | null;
  /** Path and query at one address. */
  at(entry: DirectoryEntry | undefined): string;
}

/** @param directory what is known of the services; null: only the known calls are */
export function targetOf(source: string, request: ApiRequest, directory: ServiceDirectory | null): Target {
  if (!('operation' in request)) {
    const method = (request.method ?? 'GET').toUpperCase();
    const path = withQuery(request.path, request.query);
    const endpoint = request.endpoint ?? `${method} ${request.path.replace(/[?#].*$/, '')}`;
    const body = request.body === undefined ? null : JSON.stringify(request.body);
    return { called: { source, service: request.service, endpoint }, method, body, at: () => path };
  }
  const { operation, values = [], query } = request;
  const known = KNOWN_CALLS.find((call) => call.operation === operation) as (typeof KNOWN_CALLS)[number];
  const described = (entry: DirectoryEntry | undefined): DescribedEndpoint | undefined =>
    entry?.endpoints.find((each) => each.operation === operation);
  // A service may do what another is known for.
  const service = directory?.entries.find((entry) => described(entry))?.service ?? known.service;
  return {
    called: { source, service, endpoint: `GET ${known.path}` },
    method: 'GET',
    body: null,
    at: (entry) => withQuery(fillPath(described(entry)?.path ?? known.path, values), query),
  };
}
