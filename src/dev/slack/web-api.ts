/** The Web API's front door: reads a call as clients send it, checks token, scope and arguments in Slack's order, logs it. */

import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { Json } from './check-shape.ts';
import { MALFORMED, type Method, type MethodContext, SlackApiError } from './method.ts';
import { METHODS } from './methods/index.ts';

/** One call of the app, as answered. The token is not kept. */
export interface ApiCall {
  readonly method: string;
  readonly arguments: Json;
  readonly response: Json;
  readonly status: number;
  readonly ms: number;
  readonly atMs: number;
  readonly warnings: readonly string[];
}

export interface Tokens {
  readonly bot: string;
  readonly app: string | null;
}

export type Bindings = { Bindings: HttpBindings };

/** Accepted everywhere, whatever the method. */
const UNIVERSAL = ['token', 'team_id', 'pretty'];

export class WebApi {
  readonly calls: ApiCall[] = [];
  readonly #context: Omit<MethodContext, 'warn'>;
  readonly #tokens: Tokens;
  readonly #extra: Readonly<Record<string, Method>>;

  constructor(context: Omit<MethodContext, 'warn'>, tokens: Tokens, extra: Readonly<Record<string, Method>>) {
    this.#context = context;
    this.#tokens = tokens;
    this.#extra = extra;
  }

  /** Answers one HTTP call of a method. */
  async handle(c: Context<Bindings>, name: string): Promise<Response> {
    const started = performance.now();
    const { faults, state, scopes } = this.#context;
    const warnings: string[] = [];
    const { given, isJson } = await readArguments(c);
    const finish = (status: number, response: Json, headers: Record<string, string> = {}): Response => {
      const { token: _token, ...shown } = given;
      const call: ApiCall = {
        method: name,
        arguments: readable(shown),
        response,
        status,
        ms: Math.round(performance.now() - started),
        atMs: state.nowMs(),
        warnings,
      };
      this.calls.push(call);
      state.announce({ kind: 'call', data: { call: { ...call } } });
      return c.json(response, status as 200, { 'x-oauth-scopes': scopes.join(','), ...headers });
    };

    const slow = faults.take('slow', name);
    if (slow !== undefined) await delay(slow.delayMs, c.req.raw.signal);
    const limited = faults.take('rate_limit', name);
    if (limited !== undefined)
      return finish(429, { ok: false, error: 'ratelimited' }, { 'retry-after': String(limited.retryAfterSeconds) });
    const broken = faults.take('server_error', name);
    if (broken !== undefined) return finish(broken.status, { ok: false, error: 'service_unavailable' });
    const drop = faults.take('drop', name);
    if (drop?.when === 'before') return disconnect(c, finish(200, { ok: false, error: 'connection dropped before' }));

    const method = METHODS[name] ?? this.#extra[name];
    const accepted = { 'x-accepted-oauth-scopes': method?.scopes.join(',') ?? '' };
    let response: Response;
    try {
      const forced = faults.take('error', name);
      if (forced !== undefined) throw new SlackApiError(forced.error);
      if (method === undefined) throw new SlackApiError('unknown_method', { req_method: name });
      this.#authorize(c, method, given);
      if (isJson && !method.takesJson) throw argumentError(['missing required field: form-encoded arguments']);
      const args = parseArguments(method, given);
      const result = await method.run(args as never, { ...this.#context, warn: (warning) => warnings.push(warning) });
      response = finish(200, { ok: true, ...result }, accepted);
    } catch (error) {
      if (!(error instanceof SlackApiError)) throw error;
      response = finish(200, { ok: false, error: error.code, ...error.details }, accepted);
    }
    return drop?.when === 'after' ? disconnect(c, response) : response;
  }

  #authorize(c: Context<Bindings>, method: Method, given: Json): void {
    if (method.token === 'none') return;
    const header = /^Bearer (.+)$/.exec(c.req.header('authorization') ?? '')?.[1];
    const token = header ?? (typeof given.token === 'string' ? given.token : undefined);
    if (token === undefined) throw new SlackApiError('not_authed');
    if (token !== this.#tokens.bot && token !== this.#tokens.app) throw new SlackApiError('invalid_auth');
    const expected = method.token === 'app' ? this.#tokens.app : this.#tokens.bot;
    if (token !== expected) throw new SlackApiError('not_allowed_token_type');
    const { scopes } = this.#context;
    if (method.token === 'bot' && method.scopes.length > 0 && !method.scopes.some((scope) => scopes.includes(scope)))
      throw new SlackApiError('missing_scope', { needed: method.scopes.join(','), provided: scopes.join(',') });
  }
}

/** Ends the connection without an answer. */
export function disconnect(c: Context<Bindings>, unsent: Response): Response {
  c.env.incoming.socket.destroy();
  return unsent;
}

/** Waits, or less when the caller goes away. */
export function delay(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

async function readArguments(c: Context<Bindings>): Promise<{ given: Json; isJson: boolean }> {
  const type = c.req.header('content-type') ?? '';
  const query = c.req.query();
  if (type.includes('application/json')) {
    const body: unknown = await c.req.json().catch(() => null);
    const fields = typeof body === 'object' && body !== null && !Array.isArray(body) ? (body as Json) : {};
    return { given: { ...query, ...fields }, isJson: true };
  }
  if (c.req.method === 'GET') return { given: query, isJson: false };
  return { given: { ...query, ...(await c.req.parseBody()) }, isJson: false };
}

function parseArguments(method: Method, given: Json): unknown {
  const own = Object.fromEntries(Object.entries(given).filter(([name]) => !UNIVERSAL.includes(name)));
  const parsed = method.args.safeParse(own);
  if (!parsed.success)
    throw argumentError(
      parsed.error.issues.flatMap((issue) => {
        if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => `unknown argument: ${key}`);
        const name = issue.path.join('/');
        return [
          own[String(issue.path[0])] === undefined
            ? `missing required field: ${name}`
            : `invalid value for ${name}: ${issue.message}`,
        ];
      }),
    );
  for (const [name, value] of Object.entries(parsed.data as Json))
    if (value === MALFORMED)
      throw name === 'blocks'
        ? new SlackApiError('invalid_blocks_format')
        : name === 'metadata'
          ? new SlackApiError('invalid_metadata_format')
          : argumentError([`invalid JSON in ${name}`]);
  return parsed.data;
}

function argumentError(problems: readonly string[]): SlackApiError {
  return new SlackApiError('invalid_arguments', {
    response_metadata: { messages: problems.map((problem) => `[ERROR] ${problem}`) },
  });
}

/** Nested arguments travel as JSON text in forms; the log shows them as what they are. */
function readable(given: Json): Json {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      if (typeof value !== 'string' || !/^[[{]/.test(value)) return [name, value];
      try {
        return [name, JSON.parse(value)];
      } catch {
        return [name, value];
      }
    }),
  );
}
