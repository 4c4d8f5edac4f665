/** A tiny app for the stand-in's tests: checks signatures by its own arithmetic, remembers requests, answers as told. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';

export interface Received {
  readonly type: string;
  /** The command's fields, the interaction's payload or the event's envelope. */
  // biome-ignore lint/suspicious/noExplicitAny: payloads are examined field by field in tests
  readonly payload: any;
  readonly headers: Readonly<Record<string, string>>;
  readonly signatureHolds: boolean;
  readonly skewSeconds: number;
}

type Answer = { status?: number; body?: unknown; delayMs?: number; headers?: Record<string, string> } | undefined;

export interface FakeApp {
  readonly url: string;
  readonly received: Received[];
  /** Answers by type: `command`, `block_actions`, `view_submission`, `block_suggestion`, `event` … */
  readonly answers: Map<string, (received: Received) => Answer | Promise<Answer>>;
  close(): Promise<void>;
}

export async function startFakeApp(signingSecret: string): Promise<FakeApp> {
  const received: Received[] = [];
  const answers: FakeApp['answers'] = new Map();
  const routes = new Hono();
  routes.post('/slack/events', async (c) => {
    const raw = await c.req.text();
    const timestamp = c.req.header('x-slack-request-timestamp') ?? '';
    const expected = Buffer.from(
      `v0=${createHmac('sha256', signingSecret).update(`v0:${timestamp}:${raw}`).digest('hex')}`,
    );
    const given = Buffer.from(c.req.header('x-slack-signature') ?? '');
    const form = new URLSearchParams(raw);
    const isEvent = (c.req.header('content-type') ?? '').includes('json');
    const payload = isEvent
      ? JSON.parse(raw)
      : form.has('payload')
        ? JSON.parse(form.get('payload')!)
        : Object.fromEntries(form);
    const entry: Received = {
      type: isEvent ? 'event' : form.has('payload') ? payload.type : 'command',
      payload,
      headers: c.req.header(),
      signatureHolds: given.length === expected.length && timingSafeEqual(given, expected),
      skewSeconds: Number(timestamp) - Date.now() / 1_000,
    };
    received.push(entry);
    const answer = await answers.get(entry.type)?.(entry);
    if (answer?.delayMs !== undefined) await new Promise((resolve) => setTimeout(resolve, answer.delayMs));
    const status = (answer?.status ?? 200) as 200;
    if (answer?.body === undefined) return c.body('', status, answer?.headers);
    return typeof answer.body === 'string'
      ? c.text(answer.body, status, answer.headers)
      : c.json(answer.body as object, status, answer.headers);
  });
  const server = createAdaptorServer({ fetch: routes.fetch }) as Server;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`,
    received,
    answers,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
