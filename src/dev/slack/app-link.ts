/** The way from Slack to the app: signed HTTP requests, or Socket Mode when the app has connected a socket. */
import { createHmac, randomUUID } from 'node:crypto';
import type { Json } from './check-shape.ts';
import type { Faults } from './faults.ts';
import type { ServerSocket } from './socket.ts';
import type { SlackState } from './state.ts';

/** What became of one request to the app. */
export interface Delivery {
  readonly kind: 'command' | 'interaction' | 'event';
  /** HTTP status; 200 for a socket's acknowledgement; null when no answer came. */
  readonly status: number | null;
  readonly ackMs: number;
  /** The answer: parsed when it is JSON, text otherwise, null when empty. */
  readonly body: unknown;
  /** Slack's own words for a failure; null when acknowledged. */
  readonly failure: 'operation_timeout' | 'dispatch_failed' | null;
  readonly retry: number;
  /** The app asked by `X-Slack-No-Retry: 1` not to send this again. */
  readonly noRetry: boolean;
}

const ENVELOPES = { command: 'slash_commands', interaction: 'interactive', event: 'events_api' } as const;
const SECOND_MS = 1_000;
/** Slack's documentation lets apps refuse requests more than five minutes old. */
const STALE_SECONDS = 600;

/** `v0=` and the HMAC-SHA256 of `v0:timestamp:body`. */
export function sign(secret: string, timestamp: number, body: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
}

export class AppLink {
  readonly deliveries: Delivery[] = [];
  readonly #state: SlackState;
  readonly #faults: Faults;
  readonly #secret: string;
  readonly #ackTimeoutMs: number;
  readonly #sockets = new Set<ServerSocket>();
  readonly #awaited = new Map<string, (payload: unknown) => void>();
  #appUrl: string;

  constructor(parts: { state: SlackState; faults: Faults; secret: string; appUrl: string; ackTimeoutMs: number }) {
    this.#state = parts.state;
    this.#faults = parts.faults;
    this.#secret = parts.secret;
    this.#appUrl = parts.appUrl;
    this.#ackTimeoutMs = parts.ackTimeoutMs;
  }

  get appUrl(): string {
    return this.#appUrl;
  }

  /** The app may come back under another address. */
  set appUrl(url: string) {
    this.#appUrl = url;
  }

  get socketCount(): number {
    return this.#sockets.size;
  }

  /** Takes an app's socket into use and greets it. */
  connect(socket: ServerSocket, appId: string): void {
    this.#sockets.add(socket);
    const heartbeat = setInterval(() => socket.ping(), 5_000);
    heartbeat.unref();
    socket.on('close', () => {
      clearInterval(heartbeat);
      this.#sockets.delete(socket);
    });
    socket.on('message', (text) => {
      const answer = JSON.parse(text) as { envelope_id?: string; payload?: unknown };
      if (answer.envelope_id !== undefined) this.#awaited.get(answer.envelope_id)?.(answer.payload ?? null);
    });
    socket.send(
      JSON.stringify({
        type: 'hello',
        num_connections: this.#sockets.size,
        debug_info: { host: 'local-slack', approximate_connection_time: 3_600 },
        connection_info: { app_id: appId },
      }),
    );
  }

  disconnectAll(): void {
    for (const socket of this.#sockets) socket.close();
  }

  /** Sends a request and waits for the acknowledgement, three seconds at most. */
  async send(kind: Delivery['kind'], payload: Json, retry?: { number: number; reason: string }): Promise<Delivery> {
    const started = performance.now();
    const retryNumber = retry?.number ?? 0;
    const socket = [...this.#sockets].at(-1);
    const outcome =
      socket === undefined
        ? await this.#overHttp(kind, payload, retry)
        : await this.#overSocket(socket, kind, payload, retryNumber);
    const delivery: Delivery = { kind, retry: retryNumber, ackMs: Math.round(performance.now() - started), ...outcome };
    this.deliveries.push(delivery);
    this.#state.announce({ kind: 'delivery', data: { delivery: { ...delivery } } });
    return delivery;
  }

  async #overHttp(kind: Delivery['kind'], payload: Json, retry?: { number: number; reason: string }): Promise<Outcome> {
    const { signature } = this.#faults.current;
    const body =
      kind === 'event'
        ? JSON.stringify(payload)
        : kind === 'command'
          ? new URLSearchParams(payload as Record<string, string>).toString()
          : new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
    const skewSeconds = signature === 'stale' ? -STALE_SECONDS : signature === 'future' ? STALE_SECONDS : 0;
    // The app reads the real clock, whatever clock this stand-in was given.
    const timestamp = Math.floor(Date.now() / SECOND_MS) + skewSeconds;
    const headers: Record<string, string> = {
      'content-type': kind === 'event' ? 'application/json' : 'application/x-www-form-urlencoded',
      'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
      'x-slack-request-timestamp': String(timestamp),
      'x-slack-signature': sign(signature === 'wrong' ? `${this.#secret}?` : this.#secret, timestamp, body),
      ...(retry === undefined
        ? {}
        : { 'x-slack-retry-num': String(retry.number), 'x-slack-retry-reason': retry.reason }),
    };
    const outcome = await this.#post(headers, body);
    if (signature === 'replayed') await this.#post(headers, body);
    return outcome;
  }

  async #post(headers: Record<string, string>, body: string): Promise<Outcome> {
    try {
      const response = await fetch(this.#appUrl, {
        method: 'POST',
        headers,
        body,
        redirect: 'manual',
        signal: AbortSignal.timeout(this.#ackTimeoutMs),
      });
      const text = await response.text();
      return {
        status: response.status,
        body: parsed(text, response.headers.get('content-type') ?? ''),
        failure: response.status === 200 ? null : 'dispatch_failed',
        noRetry: response.headers.get('x-slack-no-retry') === '1',
      };
    } catch (error) {
      const timedOut = error instanceof Error && error.name === 'TimeoutError';
      return { ...UNANSWERED, failure: timedOut ? 'operation_timeout' : 'dispatch_failed' };
    }
  }

  #overSocket(socket: ServerSocket, kind: Delivery['kind'], payload: Json, retry: number): Promise<Outcome> {
    const envelopeId = randomUUID();
    return new Promise((resolve) => {
      const finish = (outcome: Outcome) => {
        clearTimeout(timer);
        this.#awaited.delete(envelopeId);
        socket.off('close', onClose);
        resolve(outcome);
      };
      const onClose = () => finish(UNANSWERED);
      const timer = setTimeout(() => finish({ ...UNANSWERED, failure: 'operation_timeout' }), this.#ackTimeoutMs);
      socket.on('close', onClose);
      this.#awaited.set(envelopeId, (answer) => finish({ status: 200, body: answer, failure: null, noRetry: false }));
      socket.send(
        JSON.stringify({
          envelope_id: envelopeId,
          type: ENVELOPES[kind],
          payload,
          accepts_response_payload: kind !== 'event',
          ...(kind === 'event' ? { retry_attempt: retry, retry_reason: retry > 0 ? 'timeout' : '' } : {}),
        }),
      );
    });
  }
}

type Outcome = Pick<Delivery, 'status' | 'body' | 'failure' | 'noRetry'>;

const UNANSWERED: Outcome = { status: null, body: null, failure: 'dispatch_failed', noRetry: false };

function parsed(text: string, contentType: string): unknown {
  if (text === '') return null;
  if (!contentType.includes('json')) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
