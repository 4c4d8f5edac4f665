/**
 * Calls to the services of one source: picks an address, authenticates, repeats what may be repeated, reads JSON within
 * bounds, and traces every attempt. Nothing in here touches our own store except `useDirectory` and `discover`.
 */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '../../../errors.ts';
import { AnswerMemory, conditionalHeaders, type RememberedAnswer, type Validators } from './answer-memory.ts';
import { Authentication } from './authentication.ts';
import { CallError, type CalledEndpoint, type CallFailure, explainCall, SourceCallError } from './call-error.ts';
import type { DescribedEndpoint, DirectoryEntry, DirectoryStore, ServiceDirectory } from './directory.ts';
import { candidatesOf, type DiscoveryOptions, discover, HEALTH_PATHS, probe } from './discovery.ts';
import { fillPath, KNOWN_CALLS, type Operation } from './known-calls.ts';
import type { DigicadenceApiOptions } from './options.ts';
import { createEndpointPolicy, type EndpointPolicy } from './policies.ts';
import { type Lease, type ReplicaHealth, Replicas } from './replicas.ts';
import type { Tracer } from './tracing.ts';
import type { RawAnswer, Transport } from './transport.ts';

export interface ClientTools {
  readonly transport: Transport;
  readonly directories: DirectoryStore;
  readonly trace: Tracer;
  readonly now: () => Date;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

type Query = Readonly<Record<string, string>>;

export type ApiRequest = {
  readonly query?: Query;
  /** What the caller has already; an unchanged answer then comes without data. */
  readonly validators?: Validators;
} & (
  | {
      readonly operation: Operation /** For the placeholders of its path, in order. */;
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

export interface ServiceHealth {
  readonly service: string;
  readonly replicas: readonly ReplicaHealth[];
  /** Endpoints whose circuit is open. */
  readonly resting: readonly string[];
}

const IDEMPOTENT = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'];
/** After one of these, further calls of a batch would fail alike. */
const ENDS_BATCH: readonly CallFailure[] = ['unauthorised', 'forbidden', 'resting', 'unknown-service', 'unreachable'];
const NO_VALIDATORS: Validators = { etag: null, lastModified: null };

const renewal = z
  .object({
    access_token: z.string().min(1).optional(),
    access: z.string().min(1).optional(),
    token: z.string().min(1).optional(),
    refresh_token: z.string().min(1).optional(),
  })
  .transform(({ access_token, access, token, refresh_token }) => ({
    token: access_token ?? access ?? token ?? null,
    refreshToken: refresh_token ?? null,
  }));

const validatorsOf = (headers: Headers): Validators => ({
  etag: headers.get('etag'),
  lastModified: headers.get('last-modified'),
});

/** `Retry-After` in seconds or as a date (RFC 9110 §10.2.3); null when absent or unreadable. */
function retryAfterMs(headers: Headers, now: Date): number | null {
  const given = headers.get('retry-after')?.trim() ?? '';
  if (/^\d{1,9}$/.test(given)) return Number(given) * 1_000;
  const at = given === '' ? Number.NaN : Date.parse(given);
  return Number.isNaN(at) ? null : Math.max(0, at - now.getTime());
}

const withQuery = (path: string, query: Query | undefined): string => {
  const text = new URLSearchParams(query).toString();
  return text === '' ? path : `${path}${path.includes('?') ? '&' : '?'}${text}`;
};

/** Reasons of a schema, with the path to the place; at most three. */
export function reasonsOf(error: z.ZodError): string {
  const all = error.issues.map((issue) => `${['$', ...issue.path.map(String)].join('.')}: ${issue.message}`);
  return all.length > 3 ? `${all.slice(0, 3).join('; ')} and ${all.length - 3} more` : all.join('; ');
}

interface Target {
  readonly called: CalledEndpoint;
  readonly method: string;
  readonly body: string | null;
  /** Path and query at one address. */
  at(entry: DirectoryEntry | undefined): string;
}

export class ApiClient {
  readonly #options: DigicadenceApiOptions;
  readonly #tools: ClientTools;
  readonly #authentication: Authentication;
  readonly #memory = new AnswerMemory();
  readonly #policies = new Map<string, { readonly called: CalledEndpoint; readonly policy: EndpointPolicy }>();
  #replicas = new Map<string, Replicas>();
  #directory: ServiceDirectory | null = null;
  /** One look for all who need it. */
  #finding: Promise<ServiceDirectory> | null = null;

  constructor(options: DigicadenceApiOptions, tools: ClientTools) {
    this.#options = options;
    this.#tools = tools;
    this.#authentication = new Authentication(
      options.token,
      options.refresh?.refreshToken ?? null,
      options.limits.restMs,
      () => tools.now().getTime(),
      (refreshToken, signal) => this.#renew(refreshToken, signal),
    );
  }

  /* ---- which services there are ---- */

  /** What is known, without asking anybody; null before the first discovery. */
  async knownDirectory(): Promise<ServiceDirectory | null> {
    return this.#directory ?? (await this.#tools.directories.read(this.#options.name));
  }

  /** Looks at every configured address again, and remembers what answered. @throws only the reason of `signal` */
  async discover(signal: AbortSignal): Promise<ServiceDirectory> {
    const candidates = candidatesOf(this.#options);
    const found = await discover(candidates, await this.knownDirectory(), this.#probing(), signal);
    if (!found.entries.some(({ answering }) => answering)) return found;
    await this.#tools.directories.write(this.#options.name, found);
    this.#use(found);
    return found;
  }

  /**
   * Makes sure that services are known: remembered, or discovered when there is no memory or it is too old. An old memory
   * is better than none when nothing answers.
   * @throws AppError `source` when nothing is known and nothing answers; the reason of `signal`
   */
  async useDirectory(signal: AbortSignal): Promise<ServiceDirectory> {
    for (;;) {
      signal.throwIfAborted();
      const isMine = this.#finding === null;
      this.#finding ??= this.#findDirectory(signal).finally(() => {
        this.#finding = null;
      });
      try {
        return await this.#finding;
      } catch (error) {
        // Another caller who looked first may have left; then this one looks itself.
        if (isMine || error instanceof AppError) throw error;
      }
    }
  }

  async #findDirectory(signal: AbortSignal): Promise<ServiceDirectory> {
    const known = await this.knownDirectory();
    const ageMs = known ? this.#tools.now().getTime() - Date.parse(known.discoveredAt) : Number.POSITIVE_INFINITY;
    if (known && ageMs <= this.#options.limits.rediscoverAfterMs) {
      if (known !== this.#directory) this.#use(known);
      return known;
    }
    const found = await this.discover(signal);
    if (found.entries.some(({ answering }) => answering)) return found;
    if (known) {
      if (known !== this.#directory) this.#use(known);
      return known;
    }
    const count = candidatesOf(this.#options).length;
    const reason = found.entries[0]?.problem;
    throw new AppError({
      code: 'source',
      what: `The source "${this.#options.name}" could not be reached.`,
      why: `None of its ${count} address${count === 1 ? '' : 'es'} answers${reason ? `: ${reason}` : ''}.`,
      fix: 'Check that the services run and that the addresses and ports of the source are right; then run "dc sources discover".',
    });
  }

  #use(directory: ServiceDirectory): void {
    this.#directory = directory;
    const services = Map.groupBy(directory.entries, ({ service }) => service);
    this.#replicas = new Map(
      [...services].map(([service, entries]) => {
        const answering = entries.filter((entry) => entry.answering);
        const replicas = new Replicas(answering.length > 0 ? answering : entries, {
          limits: this.#options.limits,
          now: () => this.#tools.now().getTime(),
          random: this.#tools.random,
          probe: (baseUrl) => this.#isWell(baseUrl),
        });
        return [service, replicas];
      }),
    );
  }

  /** Whether some address of the service that does this is known. */
  offers(operation: Operation): boolean {
    return (
      this.#directory?.entries.some((entry) => entry.endpoints.some((each) => each.operation === operation)) ?? false
    );
  }

  get health(): readonly ServiceHealth[] {
    return [...this.#replicas].map(([service, replicas]) => ({
      service,
      replicas: replicas.health,
      resting: [...this.#policies.values()]
        .filter(({ called, policy }) => called.service === service && policy.isResting)
        .map(({ called }) => called.endpoint),
    }));
  }

  #probing(): DiscoveryOptions {
    return {
      transport: this.#tools.transport,
      headers: () => this.#headers(this.#authentication.token, `${randomUUID()}.probe`),
      timeoutMs: this.#options.limits.probeTimeoutMs,
      now: this.#tools.now,
    };
  }

  async #isWell(baseUrl: string): Promise<boolean> {
    const never = new AbortController().signal;
    for (const path of HEALTH_PATHS)
      try {
        const { answer } = await probe(`${baseUrl}${path}`, this.#probing(), never);
        if (answer.status >= 200 && answer.status < 300) return true;
        // Without a health page, an answer of any kind is a sign of life.
        if (answer.status !== 404) return false;
      } catch {
        return false;
      }
    return true;
  }

  /* ---- calls ---- */

  /**
   * One call with everything that may be done for it.
   * @param schema what the answer must be like; without it, any JSON
   * @throws SourceCallError (code `source`) that names source, service and endpoint; the reason of `signal`
   */
  async request<T = unknown>(request: ApiRequest, signal: AbortSignal, schema?: z.ZodType<T>): Promise<ApiAnswer<T>> {
    signal.throwIfAborted();
    const target = this.#target(request);
    const { called } = target;
    let attempts = 0;
    try {
      const replicas = this.#replicas.get(called.service);
      if (!replicas)
        throw new CallError('unknown-service', 'no address of this service is configured or was discovered');
      const callId = randomUUID();
      let failedAt: string | null = null;
      const answer = await this.#policy(called).execute(
        async ({ number, signal: attemptSignal }) => {
          attempts = number;
          return this.#traced(called, `${callId}.${number}`, number, async (note) => {
            const held = replicas.heldForMs;
            if (held > 0)
              throw new CallError(
                'rate-limited',
                `the service asked for a pause of another ${Math.ceil(held / 1_000)} s`,
                {
                  retryAfterMs: held,
                },
              );
            const lease = replicas.take(failedAt);
            failedAt = lease.baseUrl;
            note(lease.baseUrl);
            return this.#attempt(target, request, lease, `${callId}.${number}`, attemptSignal, signal);
          });
        },
        IDEMPOTENT.includes(target.method),
        signal,
      );
      return { ...answer, data: check(answer.notModified, answer.data, schema), service: called.service, attempts };
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      if (attempts === 0)
        this.#tools.trace({
          source: called.source,
          service: called.service,
          endpoint: called.endpoint,
          baseUrl: null,
          requestId: '',
          attempt: 0,
          ms: 0,
          bytes: null,
          status: null,
          outcome: error.failure,
        });
      throw new SourceCallError(called, error, attempts);
    }
  }

  /**
   * Many calls, as many at once as the limits allow. One that fails does not stop the others, unless its failure would be
   * theirs too; those are then not made and carry the same error.
   * @throws only the reason of `signal`
   */
  async requestAll<T = unknown>(
    requests: readonly ApiRequest[],
    signal: AbortSignal,
    schema?: z.ZodType<T>,
  ): Promise<BatchResult<T>[]> {
    const results: (BatchResult<T> | undefined)[] = requests.map(() => undefined);
    let end: SourceCallError | null = null;
    let next = 0;
    const work = async (): Promise<void> => {
      for (let at = next++; at < requests.length; at = next++) {
        if (end) {
          results[at] = { answer: null, error: end };
          continue;
        }
        try {
          results[at] = { answer: await this.request(requests[at] as ApiRequest, signal, schema), error: null };
        } catch (error) {
          if (!(error instanceof SourceCallError)) throw error;
          if (ENDS_BATCH.includes(error.failure)) end = error;
          results[at] = { answer: null, error };
        }
      }
    };
    await Promise.all(Array.from({ length: Math.min(this.#options.limits.concurrentCalls, requests.length) }, work));
    return results as BatchResult<T>[];
  }

  #target(request: ApiRequest): Target {
    const source = this.#options.name;
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
    const service = this.#directory?.entries.find((entry) => described(entry))?.service ?? known.service;
    return {
      called: { source, service, endpoint: `GET ${known.path}` },
      method: 'GET',
      body: null,
      at: (entry) => withQuery(fillPath(described(entry)?.path ?? known.path, values), query),
    };
  }

  #policy(called: CalledEndpoint): EndpointPolicy {
    const key = `${called.service} ${called.endpoint}`;
    const known = this.#policies.get(key);
    if (known) return known.policy;
    const policy = createEndpointPolicy(this.#options.limits, this.#tools.random);
    this.#policies.set(key, { called, policy });
    return policy;
  }

  async #traced(
    called: CalledEndpoint,
    requestId: string,
    attempt: number,
    work: (note: (baseUrl: string) => void) => Promise<Read>,
  ): Promise<Read> {
    const start = this.#tools.now().getTime();
    let baseUrl: string | null = null;
    const trace = (
      outcome: 'ok' | 'not-modified' | 'cancelled' | CallFailure,
      status: number | null,
      bytes: number | null,
    ) =>
      this.#tools.trace({
        source: called.source,
        service: called.service,
        endpoint: called.endpoint,
        baseUrl,
        requestId,
        attempt,
        ms: this.#tools.now().getTime() - start,
        bytes,
        status,
        outcome,
      });
    try {
      const read = await work((given) => {
        baseUrl = given;
      });
      trace(read.wasRemembered || read.notModified ? 'not-modified' : 'ok', read.status, read.bytes);
      return read;
    } catch (error) {
      if (error instanceof CallError) trace(error.failure, error.status, null);
      else trace('cancelled', null, null);
      throw error;
    }
  }

  async #attempt(
    target: Target,
    request: ApiRequest,
    lease: Lease,
    requestId: string,
    signal: AbortSignal,
    caller: AbortSignal,
  ): Promise<Read> {
    const start = this.#tools.now().getTime();
    const entry = this.#directory?.entries.find(({ baseUrl }) => baseUrl === lease.baseUrl);
    const path = target.at(entry);
    const key = `${target.called.service} ${path}`;
    const remembered = target.method === 'GET' && !request.validators ? this.#memory.get(key) : null;
    const validators = request.validators ?? remembered ?? NO_VALIDATORS;
    try {
      const answer = await this.#authenticated(target, `${lease.baseUrl}${path}`, validators, requestId, signal);
      const basePath = new URL(lease.baseUrl).pathname.replace(/\/+$/, '');
      const read = { ...this.#read(answer, path, remembered, request.validators !== undefined), basePath };
      if (target.method === 'GET' && !read.wasRemembered && !read.notModified)
        this.#memory.put(key, { ...read.validators, bytes: answer.bytes, link: read.link });
      lease.succeeded(this.#tools.now().getTime() - start);
      return read;
    } catch (error) {
      if (error instanceof CallError) {
        if (error.retryAfterMs !== null) lease.hold(error.retryAfterMs);
        lease.failed(error.isServiceFault);
      } else {
        // Aborted: by the timeout of this attempt, or by the caller, which says nothing about the address.
        lease.failed(signal.aborted && !caller.aborted);
      }
      throw error;
    }
  }

  /** @throws CallError for every status that is no answer */
  #read(answer: RawAnswer, path: string, remembered: RememberedAnswer | null, callerHas: boolean): Read {
    const { status, headers, bytes } = answer;
    const common = {
      status,
      target: path,
      basePath: '',
      validators: validatorsOf(headers),
      link: headers.get('link'),
      bytes: bytes.byteLength,
    };
    if (status === 304 && callerHas) return { ...common, data: null, notModified: true, wasRemembered: false };
    if (status === 304 && remembered)
      return {
        ...common,
        validators: { etag: remembered.etag, lastModified: remembered.lastModified },
        link: remembered.link,
        data: parse(remembered.bytes),
        notModified: false,
        wasRemembered: true,
      };
    if (status >= 200 && status < 300)
      return {
        ...common,
        data: bytes.byteLength === 0 ? null : parse(bytes),
        notModified: false,
        wasRemembered: false,
      };
    const pause = retryAfterMs(headers, this.#tools.now());
    const told = pause === null ? '' : `, and asks for a pause of ${Math.ceil(pause / 1_000)} s`;
    const given = { status, retryAfterMs: pause };
    if (status === 429) throw new CallError('rate-limited', `it answered 429 (too many calls)${told}`, given);
    if (status === 408 || status >= 500) throw new CallError('server-error', `it answered ${status}${told}`, given);
    if (status === 403) throw new CallError('forbidden', 'it answered 403 (not allowed)', given);
    if (status >= 400) throw new CallError('refused', `it answered ${status}`, given);
    throw new CallError('redirect', `it answered ${status} without saying where to go`, given);
  }

  /* ---- authentication ---- */

  #headers(token: string | null, requestId: string): Record<string, string> {
    return {
      accept: 'application/json',
      'x-request-id': requestId,
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    };
  }

  /** @throws CallError `unauthorised` when a new token does not help or cannot be had */
  async #authenticated(
    { method, body }: Target,
    url: string,
    validators: Validators,
    requestId: string,
    signal: AbortSignal,
    headOnly = false,
  ): Promise<RawAnswer> {
    const send = (token: string | null, id: string): Promise<RawAnswer> =>
      this.#tools.transport({
        method,
        url,
        headers: {
          ...this.#headers(token, id),
          ...conditionalHeaders(validators),
          ...(body === null ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === null ? {} : { body }),
        maxBytes: this.#options.limits.maxAnswerBytes,
        headOnly,
        signal,
      });
    const token = this.#authentication.token;
    const first = await send(token, requestId);
    if (first.status !== 401) return first;
    if (!this.#authentication.canRefresh)
      throw new CallError(
        'unauthorised',
        'it answered 401 (not authorised), and the source has no way to renew its token',
        { status: 401 },
      );
    const renewed = await this.#authentication.renew(token, signal);
    const second = await send(renewed, `${requestId}.renewed`);
    if (second.status !== 401) return second;
    const error = new CallError(
      'unauthorised',
      'it answered 401 (not authorised) again, with a token renewed just before',
      {
        status: 401,
      },
    );
    this.#authentication.refuse(renewed, error);
    throw error;
  }

  /** Asks for a new token now. @throws SourceCallError; the reason of `signal` */
  async refreshAuthentication(signal: AbortSignal): Promise<void> {
    const called = {
      source: this.#options.name,
      service: 'main',
      endpoint: `POST ${this.#options.refresh?.path ?? ''}`.trim(),
    };
    try {
      if (!this.#authentication.canRefresh)
        throw new CallError('unauthorised', 'the source has no refresh token, so its token cannot be renewed');
      await this.#authentication.renew(this.#authentication.token, signal);
    } catch (error) {
      if (error instanceof CallError) throw new SourceCallError(called, error, 1);
      throw error;
    }
  }

  async #renew(refreshToken: string, signal: AbortSignal): Promise<{ token: string; refreshToken: string | null }> {
    const path = this.#options.refresh?.path as string;
    const service = 'main';
    const called: CalledEndpoint = { source: this.#options.name, service, endpoint: `POST ${path}` };
    const replicas = this.#replicas.get(service);
    const fail = (why: string, cause?: unknown): CallError =>
      new CallError('unauthorised', `the token could not be renewed: ${why}`, { cause });
    if (!replicas) throw fail('no address of the main service is known');
    const requestId = randomUUID();
    const policy = createEndpointPolicy({ ...this.#options.limits, attempts: 1 }, this.#tools.random);
    try {
      const read = await policy.execute(
        ({ signal: attemptSignal }) =>
          this.#traced(called, requestId, 1, async (note) => {
            const lease = replicas.take();
            note(lease.baseUrl);
            try {
              const answer = await this.#tools.transport({
                method: 'POST',
                url: `${lease.baseUrl}${path}`,
                headers: { ...this.#headers(null, requestId), 'content-type': 'application/json' },
                body: JSON.stringify({ refresh_token: refreshToken }),
                maxBytes: 100_000,
                signal: attemptSignal,
              });
              return this.#read(answer, path, null, false);
            } finally {
              lease.failed(false);
            }
          }),
        false,
        signal,
      );
      const parsed = renewal.safeParse(read.data);
      if (!parsed.success || parsed.data.token === null)
        throw fail('the answer of the main service holds no access_token');
      return { token: parsed.data.token, refreshToken: parsed.data.refreshToken };
    } catch (error) {
      if (error instanceof CallError && error.failure !== 'unauthorised') throw fail(error.message, error);
      throw error;
    }
  }

  /* ---- looking, without reading ---- */

  /**
   * One real call to every known address, since health pages lie: a known call where there is one, else the health page.
   * Only status and headers are read.
   * @throws only the reason of `signal`
   */
  async testConnectivity(signal: AbortSignal): Promise<ConnectivityCheck[]> {
    const checks = await Promise.all((this.#directory?.entries ?? []).map((entry) => this.#check(entry, signal)));
    return checks.sort((a, b) => (`${a.service} ${a.baseUrl}` < `${b.service} ${b.baseUrl}` ? -1 : 1));
  }

  async #check(entry: DirectoryEntry, signal: AbortSignal): Promise<ConnectivityCheck> {
    const project = this.#options.projects[0] as DigicadenceApiOptions['projects'][number];
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
      source: this.#options.name,
      service: entry.service,
      endpoint: `GET ${described?.path ?? path}`,
    };
    const target: Target = { called, method: 'GET', body: null, at: () => path };
    const requestId = `${randomUUID()}.test`;
    const policy = createEndpointPolicy({ ...this.#options.limits, attempts: 1 }, this.#tools.random);
    const start = this.#tools.now().getTime();
    const common = { service: entry.service, baseUrl: entry.baseUrl, endpoint: called.endpoint };
    try {
      const { status } = await policy.execute(
        ({ signal: attemptSignal }) =>
          this.#traced(called, requestId, 1, async (note) => {
            note(entry.baseUrl);
            const url = `${entry.baseUrl}${path}`;
            const answer = await this.#authenticated(target, url, NO_VALIDATORS, requestId, attemptSignal, true);
            return this.#read(answer, path, null, false);
          }),
        false,
        signal,
      );
      return { ...common, ok: true, status, latencyMs: this.#tools.now().getTime() - start, problem: null };
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      const { what, why, fix } = explainCall(called, error, 1);
      return { ...common, ok: false, status: error.status, latencyMs: null, problem: { what, why, fix } };
    }
  }
}

interface Read extends Omit<ApiAnswer, 'service' | 'attempts'> {
  readonly status: number;
  readonly bytes: number;
  /** The service said that what we had remembered still holds. */
  readonly wasRemembered: boolean;
}

function parse(bytes: Uint8Array): unknown {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new CallError('not-json', 'its answer is not UTF-8 text', { cause });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    const start = JSON.stringify(text.slice(0, 40));
    throw new CallError('not-json', `its answer is not valid JSON (${bytes.byteLength} bytes, starting ${start})`, {
      cause,
    });
  }
}

function check<T>(notModified: boolean, data: unknown, schema: z.ZodType<T> | undefined): T {
  if (notModified || !schema) return data as T;
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  throw new CallError('wrong-shape', `its answer does not have the expected form: ${reasonsOf(parsed.error)}`);
}
