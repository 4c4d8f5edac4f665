import { createHmac } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { createLogger } from '../../src/log.ts';
import { createMetrics } from '../../src/metrics.ts';
import { createSlackReceiver } from '../../src/slack/receiver.ts';
import { createSeen } from '../../src/slack/seen.ts';

const SECRET = 'f'.repeat(32);
const NOW = Date.parse('2026-11-22T12:00:00Z');
const nowS = NOW / 1000;
const form = 'application/x-www-form-urlencoded';
const command = (trigger = 't1') => `command=%2Fdc&text=help&trigger_id=${trigger}&team_id=T1&user_id=U1`;

type Ack = (response?: unknown) => Promise<void>;
type Event = { body: Record<string, unknown>; ack: Ack; retryNum?: number; retryReason?: string };

function start(processEvent: (event: Event) => Promise<void> = async ({ ack }) => ack()) {
  let now = NOW;
  const metrics = createMetrics();
  const { receiver, routes, settled } = createSlackReceiver({
    signingSecret: SECRET,
    clock: { now: () => new Date(now) },
    logger: createLogger('silent'),
    metrics,
  });
  const spy = vi.fn(processEvent);
  receiver.init({ processEvent: spy } as never);
  const send = (
    body: string,
    more: { at?: number; secret?: string; headers?: Record<string, string>; type?: string } = {},
  ) => {
    const timestamp = String(more.at ?? nowS);
    const digest = createHmac('sha256', more.secret ?? SECRET)
      .update(`v0:${timestamp}:${body}`)
      .digest('hex');
    return routes.request('/slack/events', {
      method: 'POST',
      body,
      headers: {
        'content-type': more.type ?? form,
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': `v0=${digest}`,
        ...more.headers,
      },
    });
  };
  return { send, spy, metrics, settled, routes, advance: (ms: number) => (now += ms) };
}

describe('the receiver', () => {
  it('hands a signed command to Bolt and answers with its acknowledgement', async () => {
    const { send, spy, metrics } = start();
    const response = await send(command());
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('');
    expect(spy.mock.calls[0]?.[0].body).toMatchObject({ command: '/dc', text: 'help', trigger_id: 't1' });
    expect(await metrics.registry.metrics()).toContain('dc_slack_acknowledgement_seconds_count{kind="command"} 1');
  });

  it.each([
    ['a wrong secret', { secret: 'wrong' }],
    ['a stale timestamp', { at: nowS - 301 }],
    ['a future timestamp', { at: nowS + 301 }],
    ['another version', { headers: { 'x-slack-signature': `v1=${'0'.repeat(64)}` } }],
    ['a signature of the wrong length', { headers: { 'x-slack-signature': 'v0=abc' } }],
    ['no timestamp', { headers: { 'x-slack-request-timestamp': '' } }],
    ['a timestamp that is no number', { headers: { 'x-slack-request-timestamp': '1e9' } }],
  ])('refuses %s', async (_, more) => {
    const { send, spy } = start();
    expect((await send(command(), more)).status).toBe(401);
    expect(spy).not.toHaveBeenCalled();
  });

  it('accepts five minutes of difference either way', async () => {
    const { send, spy } = start();
    expect((await send(command('a'), { at: nowS - 300 })).status).toBe(200);
    expect((await send(command('b'), { at: nowS + 300 })).status).toBe(200);
    expect(spy).toHaveBeenCalledTimes(2);
  });

  it('verifies the raw bytes, not what they decode to', async () => {
    const { routes, spy } = start();
    const signed = 'text=a+b&command=%2Fdc';
    const digest = createHmac('sha256', SECRET).update(`v0:${nowS}:${signed}`).digest('hex');
    const response = await routes.request('/slack/events', {
      method: 'POST',
      body: 'text=a%20b&command=%2Fdc',
      headers: { 'content-type': form, 'x-slack-request-timestamp': String(nowS), 'x-slack-signature': `v0=${digest}` },
    });
    expect(response.status).toBe(401);
    expect(spy).not.toHaveBeenCalled();
  });

  it('runs a replayed request once, and says yes to both', async () => {
    const { send, spy } = start();
    expect((await send(command())).status).toBe(200);
    expect((await send(command())).status).toBe(200);
    expect(spy).toHaveBeenCalledTimes(1);
    expect((await send(command('t2'))).status).toBe(200);
    expect(spy).toHaveBeenCalledTimes(2);
  });

  it('answers the same search twice: typing is no replay', async () => {
    const { send, spy } = start(async ({ ack }) => ack({ options: [] }));
    const body = `payload=${encodeURIComponent(JSON.stringify({ type: 'block_suggestion', value: 'au', action_id: 'x' }))}`;
    expect(await (await send(body)).json()).toEqual({ options: [] });
    expect(await (await send(body)).json()).toEqual({ options: [] });
    expect(spy).toHaveBeenCalledTimes(2);
  });

  it('lets Slack try again when the first try failed', async () => {
    let fail = true;
    const { send, spy } = start(async ({ ack }) => {
      if (fail) throw new Error('broken');
      await ack();
    });
    expect((await send(command())).status).toBe(500);
    fail = false;
    expect((await send(command())).status).toBe(200);
    expect(spy).toHaveBeenCalledTimes(2);
  });

  it('answers before the work is done, and knows when it is', async () => {
    let finish = () => {};
    const work = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const { send, settled } = start(async ({ ack }) => {
      await ack();
      await work;
    });
    expect((await send(command())).status).toBe(200);
    let done = false;
    const waiting = settled().then(() => {
      done = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(done).toBe(false);
    finish();
    await waiting;
    expect(done).toBe(true);
  });

  it('passes retries on with their number and reason', async () => {
    const { send, spy } = start();
    const event = JSON.stringify({ type: 'event_callback', event_id: 'Ev1', event: { type: 'x' } });
    await send(event, {
      type: 'application/json',
      headers: { 'x-slack-retry-num': '2', 'x-slack-retry-reason': 'http_timeout' },
    });
    expect(spy.mock.calls[0]?.[0]).toMatchObject({ retryNum: 2, retryReason: 'http_timeout' });
  });

  it('answers url_verification, ssl_check and unknown requests itself', async () => {
    const { send, spy } = start(async () => {});
    const challenge = JSON.stringify({ type: 'url_verification', challenge: 'abc' });
    expect(await (await send(challenge, { type: 'application/json' })).json()).toEqual({ challenge: 'abc' });
    expect((await send('ssl_check=1&token=x')).status).toBe(200);
    expect((await send('{"broken', { type: 'application/json' })).status).toBe(400);
    expect((await send('x', { type: 'text/plain' })).status).toBe(400);
    expect(spy).not.toHaveBeenCalled();
    expect((await send(command())).status).toBe(404);
  });

  it('bounds the body', async () => {
    const { send, spy } = start();
    expect((await send(`command=%2Fdc&text=${'x'.repeat(1_000_001)}`)).status).toBe(413);
    expect(spy).not.toHaveBeenCalled();
  });
});

describe('what was seen', () => {
  it('forgets by time and by number', () => {
    let now = 0;
    const seen = createSeen({ now: () => new Date(now) }, { capacity: 3, ttlMs: 100 });
    expect([seen.first('a'), seen.first('a')]).toEqual([true, false]);
    now = 101;
    expect(seen.first('a')).toBe(true);
    for (const key of ['b', 'c', 'd']) expect(seen.first(key)).toBe(true);
    expect(seen.first('d')).toBe(false);
    expect(seen.first('a')).toBe(true);
    seen.forget('d');
    expect(seen.first('d')).toBe(true);
  });
});
