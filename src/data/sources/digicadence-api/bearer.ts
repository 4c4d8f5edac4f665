/** Requests with the bearer token of a source: sent, and sent once more with a renewed token when the service says 401. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { conditionalHeaders, type Validators } from './answer-memory.ts';
import { readAnswer } from './answers.ts';
import { traceAttempt } from './attempt.ts';
import { Authentication } from './authentication.ts';
import { CallError, type CalledEndpoint, SourceCallError } from './call-error.ts';
import type { DigicadenceApiOptions } from './options.ts';
import { createEndpointPolicy } from './policies.ts';
import type { Replicas } from './replicas.ts';
import type { Target } from './requests.ts';
import type { ClientTools } from './tools.ts';
import type { RawAnswer } from './transport.ts';

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

export class Bearer {
  readonly #options: DigicadenceApiOptions;
  readonly #tools: ClientTools;
  readonly #replicas: (service: string) => Replicas | undefined;
  readonly #authentication: Authentication;

  /** @param replicas where a service can be reached: the token is renewed at the main one */
  constructor(options: DigicadenceApiOptions, tools: ClientTools, replicas: (service: string) => Replicas | undefined) {
    this.#options = options;
    this.#tools = tools;
    this.#replicas = replicas;
    this.#authentication = new Authentication(
      options.token,
      options.refresh?.refreshToken ?? null,
      options.limits.restMs,
      () => tools.now().getTime(),
      (refreshToken, signal) => this.#renew(refreshToken, signal),
    );
  }

  /** Of a look at an address that is no call. */
  probeHeaders(): Record<string, string> {
    return this.#headers(this.#authentication.token, `${randomUUID()}.probe`);
  }

  #headers(token: string | null, requestId: string): Record<string, string> {
    return {
      accept: 'application/json',
      'x-request-id': requestId,
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    };
  }

  /** @throws CallError `unauthorised` when a new token does not help or cannot be had */
  async send(
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
  async refresh(signal: AbortSignal): Promise<void> {
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
    const replicas = this.#replicas(service);
    const fail = (why: string, cause?: unknown): CallError =>
      new CallError('unauthorised', `the token could not be renewed: ${why}`, { cause });
    if (!replicas) throw fail('no address of the main service is known');
    const requestId = randomUUID();
    const policy = createEndpointPolicy({ ...this.#options.limits, attempts: 1 }, this.#tools.random);
    try {
      const read = await policy.execute(
        ({ signal: attemptSignal }) =>
          traceAttempt(this.#tools, called, requestId, 1, async (note) => {
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
              return readAnswer(answer, path, { remembered: null, callerHas: false, now: this.#tools.now() });
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
}
