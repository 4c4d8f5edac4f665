/**
 * Calls to the services of one source: picks an address, authenticates, repeats what may be repeated, reads JSON within
 * bounds, and traces every attempt. Nothing in here touches our own store except `useDirectory` and `discover`.
 */
import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { AnswerMemory } from './answer-memory.ts';
import { checkShape, NO_VALIDATORS, type Read, readAnswer } from './answers.ts';
import { traceAttempt } from './attempt.ts';
import { Bearer } from './bearer.ts';
import { CallError, type CalledEndpoint, type CallFailure, SourceCallError } from './call-error.ts';
import { type ConnectivityCheck, checkAddress } from './connectivity.ts';
import type { ServiceDirectory } from './directory.ts';
import type { Operation } from './known-calls.ts';
import type { DigicadenceApiOptions } from './options.ts';
import { createEndpointPolicy, type EndpointPolicy } from './policies.ts';
import type { Lease, Replicas } from './replicas.ts';
import { type ApiAnswer, type ApiRequest, type BatchResult, IDEMPOTENT, type Target, targetOf } from './requests.ts';
import type { ServiceHealth } from './service-health.ts';
import { Services } from './services.ts';
import type { ClientTools } from './tools.ts';

/** After one of these, further calls of a batch would fail alike. */
const ENDS_BATCH: readonly CallFailure[] = ['unauthorised', 'forbidden', 'resting', 'unknown-service', 'unreachable'];

export class ApiClient {
  readonly #options: DigicadenceApiOptions;
  readonly #tools: ClientTools;
  readonly #services: Services;
  readonly #bearer: Bearer;
  readonly #memory = new AnswerMemory();
  readonly #policies = new Map<string, { readonly called: CalledEndpoint; readonly policy: EndpointPolicy }>();

  constructor(options: DigicadenceApiOptions, tools: ClientTools) {
    this.#options = options;
    this.#tools = tools;
    this.#services = new Services(options, tools, () => this.#bearer.probeHeaders());
    this.#bearer = new Bearer(options, tools, (service) => this.#services.replicas.get(service));
  }

  /** What is known, without asking anybody; null before the first discovery. */
  knownDirectory(): Promise<ServiceDirectory | null> {
    return this.#services.knownDirectory();
  }

  /** Looks at every configured address again, and remembers what answered. @throws only the reason of `signal` */
  discover(signal: AbortSignal): Promise<ServiceDirectory> {
    return this.#services.discover(signal);
  }

  /** Makes sure that services are known. @throws AppError `source` when nothing is known and nothing answers; the reason of `signal` */
  useDirectory(signal: AbortSignal): Promise<ServiceDirectory> {
    return this.#services.useDirectory(signal);
  }

  /** Whether some address of the service that does this is known. */
  offers(operation: Operation): boolean {
    return this.#services.offers(operation);
  }

  get health(): readonly ServiceHealth[] {
    return [...this.#services.replicas].map(([service, replicas]) => this.#healthOf(service, replicas));
  }

  #healthOf(service: string, replicas: Replicas): ServiceHealth {
    const endpoints = [...this.#policies.values()].filter(({ called }) => called.service === service);
    return {
      source: this.#options.name,
      service,
      replicas: replicas.health,
      endpoints: endpoints.map(({ called, policy }) => ({ endpoint: called.endpoint, isResting: policy.isResting })),
    };
  }

  /**
   * One call with everything that may be done for it.
   * @param schema what the answer must be like; without it, any JSON
   * @throws SourceCallError (code `source`) that names source, service and endpoint; the reason of `signal`
   */
  async request<T = unknown>(request: ApiRequest, signal: AbortSignal, schema?: z.ZodType<T>): Promise<ApiAnswer<T>> {
    signal.throwIfAborted();
    const target = targetOf(this.#options.name, request, this.#services.directory);
    const { called } = target;
    let attempts = 0;
    try {
      const replicas = this.#services.replicas.get(called.service);
      if (!replicas)
        throw new CallError('unknown-service', 'no address of this service is configured or was discovered');
      const callId = randomUUID();
      let failedAt: string | null = null;
      const answer = await this.#policy(called).execute(
        async ({ number, signal: attemptSignal }) => {
          attempts = number;
          return traceAttempt(this.#tools, called, `${callId}.${number}`, number, async (note) => {
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
      return {
        ...answer,
        data: checkShape(answer.notModified, answer.data, schema),
        service: called.service,
        attempts,
      };
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
    } finally {
      const replicas = this.#services.replicas.get(called.service);
      if (replicas) this.#tools.noteHealth(this.#healthOf(called.service, replicas));
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

  #policy(called: CalledEndpoint): EndpointPolicy {
    const key = `${called.service} ${called.endpoint}`;
    const known = this.#policies.get(key);
    if (known) return known.policy;
    const policy = createEndpointPolicy(this.#options.limits, this.#tools.random);
    this.#policies.set(key, { called, policy });
    return policy;
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
    const entry = this.#services.directory?.entries.find(({ baseUrl }) => baseUrl === lease.baseUrl);
    const path = target.at(entry);
    const key = `${target.called.service} ${path}`;
    const remembered = target.method === 'GET' && !request.validators ? this.#memory.get(key) : null;
    const validators = request.validators ?? remembered ?? NO_VALIDATORS;
    try {
      const answer = await this.#bearer.send(target, `${lease.baseUrl}${path}`, validators, requestId, signal);
      const basePath = new URL(lease.baseUrl).pathname.replace(/\/+$/, '');
      const callerHas = request.validators !== undefined;
      const read = { ...readAnswer(answer, path, { remembered, callerHas, now: this.#tools.now() }), basePath };
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

  /** Asks for a new token now. @throws SourceCallError; the reason of `signal` */
  refreshAuthentication(signal: AbortSignal): Promise<void> {
    return this.#bearer.refresh(signal);
  }

  /** One real call to every known address. @throws only the reason of `signal` */
  async testConnectivity(signal: AbortSignal): Promise<ConnectivityCheck[]> {
    const entries = this.#services.directory?.entries ?? [];
    const checks = await Promise.all(
      entries.map((entry) => checkAddress(entry, this.#options, this.#tools, this.#bearer, signal)),
    );
    return checks.sort((a, b) => (`${a.service} ${a.baseUrl}` < `${b.service} ${b.baseUrl}` ? -1 : 1));
  }
}
