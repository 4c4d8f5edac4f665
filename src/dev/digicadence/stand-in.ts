/**
 * A development-only stand-in of a Digi-Cadence installation: one HTTP server a service and replica, over one market, with
 * bearer tokens, paging, validators and faults that can be switched on while it runs.
 */
import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createCalls, type StandInCall } from './calls.ts';
import { type ActiveFault, Faults } from './faults.ts';
import type { StandInMarket } from './market.ts';

/** How a service tells what it offers. `mute`: neither description nor health page. */
export type SelfDescription = 'openapi' | 'listing' | 'health' | 'mute';

export interface StandInOptions {
  readonly market: StandInMarket;
  /** `usual`: 7000, 8001 …; `any` (default): free ports. */
  readonly ports?: 'usual' | 'any';
  /** Addresses of a service; default 1 each. */
  readonly replicas?: Readonly<Record<string, number>>;
  /** Default openapi; by service. */
  readonly describe?: SelfDescription | Readonly<Record<string, SelfDescription>>;
  /** Services that are not there at all. */
  readonly without?: readonly string[];
  readonly dateless?: boolean;
  /** Default true. */
  readonly namesProject?: boolean;
  /** Rows a page; absent: whole answers as bare lists. */
  readonly pageSize?: number;
  /** Absent: calls need no token. */
  readonly token?: string;
  readonly refreshToken?: string;
}

export interface StandInRequest {
  readonly id: string;
  readonly service: string;
  readonly replica: number;
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly kind: 'data' | 'description' | 'health' | 'renewal';
  /** Null: no answer (yet). */
  status: number | null;
  readonly authorization: string | null;
}

export interface StandInService {
  readonly service: string;
  readonly replica: number;
  readonly url: string;
}

export interface StandIn {
  readonly services: readonly StandInService[];
  readonly faults: Faults;
  /** Every request so far, in order of arrival. */
  readonly requests: readonly StandInRequest[];
  /** Ids (`x-request-id`) of requests that wait: for a delay, or for ever. */
  readonly parked: ReadonlySet<string>;
  readonly token: string | null;
  urlsOf(service: string): string[];
  /** Serves another market from now on. */
  setMarket(market: StandInMarket): void;
  /** Data requests to a service (or all) since `reset`. */
  count(service?: string): number;
  reset(): void;
  close(): Promise<void>;
}

interface Running extends StandInService {
  readonly server: Server;
}

const pattern = (path: string): RegExp => new RegExp(`^${path.replace(/\/$/, '').replace(/\{[^}]*\}/g, '([^/]+)')}/?$`);

/** Every third row of every list with values that no reader can take; projects keep what they are called by. */
function spoil(data: unknown): unknown {
  if (Array.isArray(data)) return data.map((row, at) => (at % 3 === 0 ? spoilRow(row) : row));
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, spoil(value)]));
}

function spoilRow(row: unknown): unknown {
  if (typeof row !== 'object' || row === null) return row;
  return Object.fromEntries(
    Object.entries(row).map(([key, value]) => [key, key.startsWith('project') ? value : { not: 'expected' }]),
  );
}

export async function createStandIn(options: StandInOptions): Promise<StandIn> {
  const faults = new Faults();
  const parked = new Set<string>();
  const requests: StandInRequest[] = [];
  const running: Running[] = [];
  let { market } = options;
  const shapes = { dateless: options.dateless ?? false, namesProject: options.namesProject ?? true };
  let calls = createCalls(market, shapes);
  let token = options.token ?? null;
  let refreshToken = options.refreshToken ?? null;
  let since = 0;
  /** Answers do not change while the market stays, and making them takes longer than sending them. */
  let made = new Map<string, { readonly text: string; readonly etag: string }>();

  const describe = (service: string): SelfDescription =>
    typeof options.describe === 'object' ? (options.describe[service] ?? 'openapi') : (options.describe ?? 'openapi');

  function description(service: string, path: string, offered: readonly StandInCall[]): unknown {
    const how = describe(service);
    if (how === 'openapi' && path === '/openapi.json')
      return {
        openapi: '3.1.0',
        info: { title: `${service} service`, version: '1' },
        paths: Object.fromEntries(offered.map((call) => [call.path, { get: { summary: call.service } }])),
      };
    if (how === 'listing' && path === '/')
      return { service, endpoints: offered.map((call) => ({ path: call.path, methods: ['GET'] })) };
    return null;
  }

  function paged(data: unknown, url: URL): unknown {
    const { pageSize } = options;
    if (pageSize === undefined) return data;
    const page = Number(url.searchParams.get('page') ?? '1');
    const cut = (rows: readonly unknown[], name: string): unknown => {
      const next = new URL(url);
      next.searchParams.set('page', String(page + 1));
      return {
        count: rows.length,
        next: page * pageSize < rows.length ? next.href : null,
        [name]: rows.slice((page - 1) * pageSize, page * pageSize),
      };
    };
    if (Array.isArray(data)) return cut(data, 'results');
    if (typeof data !== 'object' || data === null) return data;
    const lists = Object.entries(data);
    const [only] = lists;
    return lists.length === 1 && only && Array.isArray(only[1]) ? cut(only[1], only[0]) : data;
  }

  function answerOf(call: StandInCall, url: URL, values: readonly string[]): { text: string; etag: string } | null {
    const key = `${call.service} ${url.pathname}${url.search}`;
    const known = made.get(key);
    if (known) return known;
    const data = call.answer(values, url.searchParams);
    if (data === null) return null;
    const text = JSON.stringify(paged(data, url));
    const answer = { text, etag: `"${createHash('sha256').update(text).digest('hex').slice(0, 16)}"` };
    made.set(key, answer);
    return answer;
  }

  async function readBody(request: IncomingMessage): Promise<string> {
    let text = '';
    for await (const part of request) text += String(part);
    return text;
  }

  function park(id: string, response: ServerResponse): void {
    parked.add(id);
    response.once('close', () => parked.delete(id));
  }

  const send = (
    note: StandInRequest,
    response: ServerResponse,
    status: number,
    body: unknown,
    headers: Record<string, string> = {},
  ): void => {
    note.status = status;
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(status === 304 ? undefined : text);
  };

  /** @returns true when the fault was the whole answer */
  function misbehave(fault: ActiveFault, note: StandInRequest, response: ServerResponse, text: string): boolean {
    switch (fault.kind) {
      case 'hang':
        park(note.id, response);
        return true;
      case 'server_error':
        send(note, response, fault.status, { detail: 'something broke' });
        return true;
      case 'rate_limit':
        send(
          note,
          response,
          429,
          { detail: 'slow down' },
          fault.retryAfter === null ? {} : { 'retry-after': fault.retryAfter },
        );
        return true;
      case 'drop':
        response.destroy();
        return true;
      case 'half':
        note.status = 200;
        response.writeHead(200, {
          'content-type': 'application/json',
          'content-length': String(Buffer.byteLength(text)),
        });
        // Sent before the connection breaks, or there would be no half.
        response.write(text.slice(0, Math.floor(text.length / 2)), () => response.destroy());
        return true;
      case 'invalid_json':
        send(note, response, 200, `<html>${text.slice(0, 20)}`);
        return true;
      case 'wrong_shape':
        send(note, response, 200, { message: 'moved', version: 2 });
        return true;
      case 'wrong_types':
        send(note, response, 200, spoil(JSON.parse(text)));
        return true;
      case 'unauthorised':
        send(note, response, 401, { detail: 'invalid token' });
        return true;
      case 'redirect':
        send(note, response, 302, {}, { location: fault.to });
        return true;
      case 'huge':
        send(note, response, 200, JSON.stringify('x'.repeat(fault.bytes)));
        return true;
      case 'latency':
      case 'expire_token':
        return false;
    }
  }

  async function handle(at: Running, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', at.url);
    const path = url.pathname;
    const { service, replica } = at;
    const offered = calls.filter((call) => call.service === service);
    const call = offered.find((each) => pattern(each.path).test(path));
    const isHealth = path === '/health';
    const isRenewal = service === 'main' && path === '/auth/refresh' && request.method === 'POST';
    const note: StandInRequest = {
      id: String(request.headers['x-request-id'] ?? randomUUID()),
      service,
      replica,
      method: request.method ?? 'GET',
      target: `${path}${url.search}`,
      kind: isRenewal ? 'renewal' : call ? 'data' : isHealth ? 'health' : 'description',
      status: null,
      authorization: request.headers.authorization ?? null,
    };
    if (path === '/dev/faults') {
      if (request.method === 'POST') faults.set(JSON.parse(await readBody(request)));
      send(note, response, 200, faults.current);
      return;
    }
    requests.push(note);
    if (isRenewal) {
      const given = (JSON.parse(await readBody(request)) as { refresh_token?: string }).refresh_token;
      if (refreshToken === null || given !== refreshToken)
        return send(note, response, 401, { detail: 'invalid refresh token' });
      token = `token-${randomUUID()}`;
      refreshToken = `refresh-${randomUUID()}`;
      return send(note, response, 200, { access_token: token, refresh_token: refreshToken });
    }
    if (isHealth && describe(service) !== 'mute') return send(note, response, 200, { status: 'ok', service });
    if (!call) {
      const told = description(service, path, offered);
      return told === null ? send(note, response, 404, { detail: 'not found' }) : send(note, response, 200, told);
    }
    const values = pattern(call.path).exec(path)?.slice(1).map(decodeURIComponent) ?? [];
    const fault = faults.take(service, replica);
    if (fault?.kind === 'expire_token') token = `token-${randomUUID()}`;
    if (token !== null && note.authorization !== `Bearer ${token}`)
      return send(note, response, 401, { detail: 'invalid token' });
    if (fault?.kind === 'latency') {
      park(note.id, response);
      await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
      parked.delete(note.id);
      if (response.destroyed) return;
    }
    const answer = answerOf(call, url, values);
    if (fault && misbehave(fault, note, response, answer?.text ?? '{}')) return;
    if (answer === null) return send(note, response, 404, { detail: 'no such project or brand' });
    if (request.headers['if-none-match'] === answer.etag) return send(note, response, 304, '', { etag: answer.etag });
    send(note, response, 200, answer.text, { etag: answer.etag });
  }

  async function start(service: string, replica: number, port: number): Promise<void> {
    let self: Running | null = null;
    const server = createServer((request, response) => {
      handle(self as Running, request, response).catch(() => response.destroy());
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    self = { service, replica, server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
    running.push(self);
  }

  for (const { service, port } of calls) {
    if (options.without?.includes(service)) continue;
    const replicas = options.replicas?.[service] ?? 1;
    for (let replica = 0; replica < replicas; replica += 1)
      await start(service, replica, options.ports === 'usual' && replica === 0 ? port : 0);
  }

  return {
    services: running.map(({ service, replica, url }) => ({ service, replica, url })),
    faults,
    requests,
    parked,
    get token() {
      return token;
    },
    urlsOf: (service) => running.filter((each) => each.service === service).map(({ url }) => url),
    setMarket(next) {
      market = next;
      calls = createCalls(market, shapes);
      made = new Map();
    },
    count: (service) =>
      requests
        .slice(since)
        .filter((each) => each.kind === 'data' && (service === undefined || each.service === service)).length,
    reset() {
      since = requests.length;
    },
    async close() {
      await Promise.all(
        running.map(
          ({ server }) =>
            new Promise<void>((resolve) => {
              server.close(() => resolve());
              server.closeAllConnections();
            }),
        ),
      );
    },
  };
}
