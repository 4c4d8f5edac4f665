/**
 * Bolt receiver on Hono: verifies each request over its raw body before anything is parsed, drops replays, hands the rest
 * to Bolt and answers with whatever the listener acknowledges. Listeners acknowledge before they do any work.
 */
import { type App, type Receiver, type ReceiverEvent, ReceiverMultipleAckError } from '@slack/bolt';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { Clock } from '../ports.ts';
import { createSeen } from './seen.ts';
import { checkSignature, checkTimestamp } from './signature.ts';

/** Slack's largest payloads are views of 250 kB, form-encoded. */
const MAX_BODY_BYTES = 1_000_000;
/** Slack gives up after 3 s. */
const ACK_TIMEOUT_MS = 3_000;
/** A signature stays valid for 5 minutes after its timestamp, which may itself lie 5 minutes ahead. */
const REPLAY_TTL_MS = 600_000;
const REPLAY_CAPACITY = 50_000;

export interface SlackReceiverOptions {
  readonly signingSecret: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

export interface SlackReceiver {
  readonly receiver: Receiver;
  /** Serves POST /slack/events. */
  readonly routes: Hono;
  /** Resolves when no listener is at work. */
  settled(): Promise<void>;
}

type Body = Record<string, unknown>;

export function createSlackReceiver({ signingSecret, clock, logger, metrics }: SlackReceiverOptions): SlackReceiver {
  const seen = createSeen(clock, { capacity: REPLAY_CAPACITY, ttlMs: REPLAY_TTL_MS });
  const working = new Set<Promise<void>>();
  let app: Pick<App, 'processEvent'> | null = null;

  const routes = new Hono();
  routes.get('/slack/events', (c) => c.text('Digi-Cadence listens here for Slack.'));
  routes.post(
    '/slack/events',
    async (c, next) => {
      const verdict = checkTimestamp(c.req.header('x-slack-request-timestamp'), clock.now().getTime());
      if (verdict === 'valid') return next();
      logger.warn({ verdict }, 'Slack request refused');
      return c.text('request refused', 401);
    },
    bodyLimit({ maxSize: MAX_BODY_BYTES, onError: (c) => c.text('too large', 413) }),
    async (c) => {
      const started = performance.now();
      const raw = new Uint8Array(await c.req.arrayBuffer());
      const signature = c.req.header('x-slack-signature');
      const request = { timestamp: c.req.header('x-slack-request-timestamp'), signature, body: raw };
      const verdict = checkSignature(signingSecret, request, clock.now().getTime());
      if (verdict !== 'valid') {
        logger.warn({ verdict }, 'Slack request refused');
        return c.text('request refused', 401);
      }
      const body = parseBody(c.req.header('content-type') ?? '', Buffer.from(raw).toString('utf8'));
      if (body === null) return c.text('not a Slack request', 400);
      if (body.ssl_check !== undefined) return c.body(null, 200);
      if (body.type === 'url_verification') return c.json({ challenge: String(body.challenge ?? '') });
      if (!app) return c.text('starting', 503);

      const kind = kindOf(body);
      // Typing the same letters twice within a second gives the same signed request, and both want an answer.
      const replayKey = kind === 'options' ? null : (signature ?? null);
      if (replayKey !== null && !seen.first(replayKey)) {
        logger.info({ kind }, 'replayed Slack request ignored');
        return c.body(null, 200);
      }

      const response = await dispatch(app, body, {
        retryNum: c.req.header('x-slack-retry-num'),
        retryReason: c.req.header('x-slack-retry-reason'),
      });
      metrics.acknowledgement.observe({ kind }, (performance.now() - started) / 1000);
      if (response.status >= 500 && replayKey !== null) seen.forget(replayKey);
      return response;
    },
  );

  /** Hands the body to Bolt and resolves as soon as a listener acknowledges; the listener's work goes on after that. */
  function dispatch(
    to: Pick<App, 'processEvent'>,
    body: Body,
    retry: { retryNum: string | undefined; retryReason: string | undefined },
  ): Promise<Response> {
    return new Promise((resolve) => {
      let answered = false;
      const answer = (response: Response): void => {
        answered = true;
        clearTimeout(timer);
        resolve(response);
      };
      const timer = setTimeout(() => {
        logger.error({ kind: kindOf(body) }, 'Slack request not acknowledged in time');
        answer(new Response(null, { status: 503 }));
      }, ACK_TIMEOUT_MS);
      const event: ReceiverEvent = {
        body,
        ...(retry.retryNum === undefined ? {} : { retryNum: Number(retry.retryNum) }),
        ...(retry.retryReason === undefined ? {} : { retryReason: retry.retryReason }),
        ack: async (response?: unknown) => {
          if (answered) throw new ReceiverMultipleAckError();
          answer(acknowledgement(response));
        },
      };
      const work: Promise<void> = to
        .processEvent(event)
        .then(
          () => {
            if (!answered) {
              logger.warn({ kind: kindOf(body) }, 'no listener for this Slack request');
              answer(new Response(null, { status: 404 }));
            }
          },
          (error) => {
            logger.error({ err: error }, 'Slack request failed');
            if (!answered) answer(new Response(null, { status: 500 }));
          },
        )
        .finally(() => working.delete(work));
      working.add(work);
    });
  }

  const settled = async (): Promise<void> => {
    while (working.size > 0) await Promise.allSettled(working);
  };
  return {
    routes,
    settled,
    receiver: {
      init(bound) {
        app = bound;
      },
      async start() {
        return undefined;
      },
      /** Waits for the listeners still at work. */
      stop: settled,
    },
  };
}

function acknowledgement(response: unknown): Response {
  if (response === undefined || response === null || response === '') return new Response(null, { status: 200 });
  if (typeof response === 'string')
    return new Response(response, { status: 200, headers: { 'content-type': 'text/plain' } });
  return Response.json(response);
}

/** JSON (events) or a form (commands; interactions under `payload`); null when it is neither. */
function parseBody(contentType: string, text: string): Body | null {
  try {
    if (contentType.startsWith('application/json')) return object(JSON.parse(text));
    if (!contentType.startsWith('application/x-www-form-urlencoded')) return null;
    const form = new URLSearchParams(text);
    const payload = form.get('payload');
    return payload === null ? Object.fromEntries(form) : object(JSON.parse(payload));
  } catch {
    return null;
  }
}

const object = (value: unknown): Body | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Body) : null;

/** For metrics: what kind of request this is. */
function kindOf(body: Body): string {
  if (typeof body.command === 'string') return 'command';
  if (body.type === 'block_suggestion') return 'options';
  if (body.type === 'block_actions') return 'action';
  if (body.type === 'view_submission' || body.type === 'view_closed') return 'view';
  if (body.type === 'event_callback') return 'event';
  if (body.type === 'shortcut' || body.type === 'message_action') return 'shortcut';
  return 'other';
}
