/** What the stand-in sends to an app: signatures, payload shapes, acknowledgements, retries, faults, Socket Mode. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createLocalSlack } from '../../../src/dev/slack/local-slack.ts';
import { BRANDS, option, reportModal, resultBlocks } from './sample.ts';
import { CHANNEL, quietClient, refusal, SECRET, type Stage, setStage, TOKEN, YOU } from './support.ts';

// biome-ignore lint/suspicious/noExplicitAny: samples are plain objects
type Loose = any;
let nowMs = Date.parse('2026-11-22T09:00:00Z');
let stage: Stage;

beforeAll(async () => {
  stage = await setStage({
    clock: () => nowMs,
    ackTimeoutMs: 800,
    eventRetryDelaysMs: [0, 5, 10],
    unfurlDomains: ['reports.example.com'],
    shortcuts: [{ kind: 'global', name: 'New report', callbackId: 'new_report' }],
  });
});
afterEach(() => {
  stage.slack.faults.reset();
  stage.app.answers.clear();
  stage.app.received.length = 0;
});
afterAll(() => stage.close());

const last = () => stage.app.received.at(-1)!;
const respond = (url: string, body: object) =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

const complaint = async (response: Promise<Response>) => ((await (await response).json()) as { error: string }).error;

test('a command arrives signed, in Slack’s shape, and its answer is shown to the person alone', async () => {
  stage.app.answers.set('command', () => ({ body: { text: 'Working on *Aurora* …' } }));
  const result = await stage.slack.sendCommand({ text: 'report "Aurora & Söhne"' });
  expect(result).toMatchObject({ status: 200, failure: null, body: { text: 'Working on *Aurora* …' } });
  expect(last().signatureHolds).toBe(true);
  expect(Math.abs(last().skewSeconds)).toBeLessThan(5);
  expect(last().payload).toMatchObject({
    command: '/dc',
    text: 'report "Aurora & Söhne"',
    user_id: YOU,
    channel_id: CHANNEL,
    channel_name: 'brand-performance',
    trigger_id: result.triggerId,
  });
  expect(stage.slack.messages(CHANNEL).at(-1)).toMatchObject({ text: 'Working on *Aurora* …', only_for: YOU });
});

test('late and failed acknowledgements are shown as Slack shows them', async () => {
  stage.app.answers.set('command', () => ({ delayMs: 1_200 }));
  expect((await stage.slack.sendCommand({ text: 'slow' })).failure).toBe('operation_timeout');
  expect(stage.slack.messages(CHANNEL).at(-1)).toMatchObject({
    text: '/dc failed with the error "operation_timeout"',
    only_for: YOU,
  });
  stage.app.answers.set('command', () => ({ status: 500 }));
  expect(await stage.slack.sendCommand({ text: 'broken' })).toMatchObject({ status: 500, failure: 'dispatch_failed' });
});

test('a response URL works five times within thirty minutes', async () => {
  await stage.slack.sendCommand({ text: 'x' });
  const url = last().payload.response_url;
  for (let use = 1; use <= 5; use += 1)
    expect((await respond(url, { text: `use ${use}`, response_type: 'in_channel' })).status).toBe(200);
  const sixth = await respond(url, { text: 'use 6' });
  expect([sixth.status, await sixth.json()]).toEqual([404, { ok: false, error: 'used_url' }]);
  expect(stage.slack.messages(CHANNEL).filter((message) => String(message.text).startsWith('use '))).toHaveLength(5);
  await stage.slack.sendCommand({ text: 'x' });
  const other = last().payload.response_url;
  expect(await complaint(respond(other, { text: 'x', blocks: [{ type: 'nonsense' }] }))).toBe('invalid_blocks');
  nowMs += 30 * 60_000 + 1;
  expect(await complaint(respond(other, { text: 'late' }))).toBe('expired_url');
});

test('a click carries message, place, action and a response URL that can replace the message', async () => {
  const { ts } = await stage.client.chat.postMessage({
    channel: CHANNEL,
    text: 'result',
    blocks: resultBlocks as Loose,
  });
  await stage.slack.clickButton({ channel: CHANNEL, messageTs: ts!, actionId: 'other_brands' });
  expect(last().payload).toMatchObject({
    type: 'block_actions',
    container: { type: 'message', message_ts: ts, channel_id: CHANNEL, is_ephemeral: false },
    message: { ts, bot_id: 'B0DCBOT01' },
    actions: [{ type: 'button', action_id: 'other_brands', block_id: 'next', value: 'run-7f3a91' }],
  });
  await respond(last().payload.response_url, { replace_original: true, text: 'replaced' });
  expect(stage.slack.messages(CHANNEL).find((message) => message.ts === ts)!.text).toBe('replaced');
});

test('a modal: options, Slack’s own required check, errors, update, push, close', async () => {
  stage.app.answers.set('command', async ({ payload }) => {
    await stage.client.views.open({ trigger_id: payload.trigger_id, view: reportModal as Loose });
    return undefined;
  });
  await stage.slack.sendCommand({ text: 'report' });
  const viewId = String(stage.slack.views()[0]!.id);
  stage.app.answers.set('block_suggestion', ({ payload }) => ({
    body: { options: BRANDS.filter((brand) => brand.includes(payload.value)).map((brand) => option(brand)) },
  }));
  const found = await stage.slack.requestOptions({ viewId, blockId: 'brands', actionId: 'value', query: 'Zeph' });
  expect(found).toMatchObject({ problem: null, options: [option('Zephyr')] });
  expect(last().payload).toMatchObject({
    type: 'block_suggestion',
    value: 'Zeph',
    action_id: 'value',
    block_id: 'brands',
    container: { type: 'view', view_id: viewId },
  });
  stage.app.answers.set('block_suggestion', () => ({
    body: { options: Array.from({ length: 101 }, (_, at) => option(`b${at}`)) },
  }));
  expect(
    (await stage.slack.requestOptions({ viewId, blockId: 'brands', actionId: 'value', query: '' })).problem,
  ).toContain('no more than 100 items');

  const before = stage.app.received.length;
  expect(await stage.slack.submitView({})).toMatchObject({
    outcome: 'incomplete',
    errors: { brands: 'Please complete this required field.' },
  });
  expect(stage.app.received).toHaveLength(before);

  const brands = { brands: { value: { selected_options: [option('Zephyr')] } } };
  stage.app.answers.set('view_submission', () => ({
    body: { response_action: 'errors', errors: { brands: 'Choose two.' } },
  }));
  expect(await stage.slack.submitView({ values: brands })).toMatchObject({
    outcome: 'errors',
    errors: { brands: 'Choose two.' },
  });
  expect(last().payload.view.state.values).toMatchObject({
    report: { value: { type: 'static_select', selected_option: { value: 'score' } } },
    brands: { value: { type: 'multi_external_select', selected_options: [{ value: 'Zephyr' }] } },
    note: { value: { type: 'plain_text_input', value: null } },
  });
  stage.app.answers.set('view_submission', () => ({ body: { response_action: 'errors', errors: { nowhere: 'x' } } }));
  expect((await stage.slack.submitView({})).outcome).toBe('failed');
  stage.app.answers.set('view_submission', () => ({ body: { response_action: 'push', view: reportModal } }));
  expect((await stage.slack.submitView({})).outcome).toBe('pushed');
  expect(stage.slack.views()).toHaveLength(2);
  await stage.slack.closeView({});
  expect(last().payload).toMatchObject({ type: 'view_closed', is_cleared: false });
  stage.app.answers.delete('view_submission');
  expect((await stage.slack.submitView({})).outcome).toBe('closed');
  expect(stage.slack.views()).toEqual([]);
});

test('an event that fails comes four times in all, with its number and reason', async () => {
  stage.app.answers.set('event', () => ({ status: 500 }));
  await stage.slack.openHome();
  await stage.slack.waitFor(() => stage.app.received.length === 4);
  expect(stage.app.received.map((entry) => entry.headers['x-slack-retry-num'])).toEqual([undefined, '1', '2', '3']);
  expect(last().headers['x-slack-retry-reason']).toBe('http_error');
  expect(new Set(stage.app.received.map((entry) => entry.payload.event_id)).size).toBe(1);
  expect(last().payload).toMatchObject({
    type: 'event_callback',
    event: { type: 'app_home_opened', user: YOU, tab: 'home' },
  });
});

test('mentions, direct messages with files, and links reach the app; other talk does not', async () => {
  await stage.slack.postMessage({ channel: 'brand-performance', user: YOU, text: 'just talking' });
  expect(stage.app.received).toHaveLength(0);
  await stage.slack.postMessage({ channel: 'brand-performance', user: YOU, text: '<@U0DCBOT01> report Aurora' });
  expect(last().payload.event).toMatchObject({
    type: 'app_mention',
    text: '<@U0DCBOT01> report Aurora',
    channel: CHANNEL,
  });
  await stage.slack.postMessage({
    channel: 'D0DCDM001',
    user: YOU,
    text: 'import',
    files: [{ name: 'scores.csv', bytes: Buffer.from('a,b') }],
  });
  expect(stage.app.received.at(-2)?.payload.event).toMatchObject({
    type: 'message',
    channel_type: 'im',
    subtype: 'file_share',
    files: [{ name: 'scores.csv' }],
  });
  expect(last().payload.event).toMatchObject({ type: 'file_shared', user_id: YOU, channel_id: 'D0DCDM001' });
  await stage.slack.postMessage({ channel: 'general', user: YOU, text: 'see https://reports.example.com/r/7f3a91' });
  const { event } = last().payload;
  expect(event).toMatchObject({ type: 'link_shared', links: [{ domain: 'reports.example.com' }] });
  await stage.client.chat.unfurl({
    channel: event.channel,
    ts: event.message_ts,
    unfurls: { 'https://reports.example.com/r/7f3a91': { text: 'Aurora rose' } } as Loose,
  });
  expect(
    (
      await refusal(
        stage.client.chat.unfurl({
          channel: event.channel,
          ts: event.message_ts,
          unfurls: { 'https://elsewhere.example': {} } as Loose,
        }),
      )
    ).error,
  ).toBe('cannot_unfurl_url');
});

test('shortcuts', async () => {
  await stage.slack.useShortcut({ user: YOU, callbackId: 'new_report' });
  expect(last().payload).toMatchObject({ type: 'shortcut', callback_id: 'new_report' });
  const { ts } = await stage.client.chat.postMessage({ channel: CHANNEL, text: 'result' });
  await stage.slack.useShortcut({ user: YOU, callbackId: 'explain', channel: CHANNEL, messageTs: ts! });
  expect(last().payload).toMatchObject({
    type: 'message_action',
    message: { ts, text: 'result' },
    channel: { id: CHANNEL },
  });
});

test('bad signatures, replays, double clicks and duplicated events', async () => {
  stage.slack.faults.set({ signature: 'stale' });
  await stage.slack.sendCommand({ text: 'x' });
  expect(last().skewSeconds).toBeLessThan(-300);
  expect(last().signatureHolds).toBe(true);
  stage.slack.faults.set({ signature: 'future' });
  await stage.slack.sendCommand({ text: 'x' });
  expect(last().skewSeconds).toBeGreaterThan(300);
  stage.slack.faults.set({ signature: 'wrong' });
  await stage.slack.sendCommand({ text: 'x' });
  expect(last().signatureHolds).toBe(false);
  stage.app.received.length = 0;
  stage.slack.faults.set({ signature: 'replayed' });
  await stage.slack.sendCommand({ text: 'x' });
  expect(stage.app.received).toHaveLength(2);
  expect(stage.app.received[0]!.headers['x-slack-signature']).toBe(stage.app.received[1]!.headers['x-slack-signature']);
  stage.app.received.length = 0;
  stage.slack.faults.set({ signature: 'valid', doubleClicks: true, duplicateEvents: 1 });
  const { ts } = await stage.client.chat.postMessage({
    channel: CHANNEL,
    text: 'result',
    blocks: resultBlocks as Loose,
  });
  await stage.slack.clickButton({ channel: CHANNEL, messageTs: ts!, actionId: 'pdf' });
  expect(stage.app.received.filter((entry) => entry.type === 'block_actions')).toHaveLength(2);
  await stage.slack.openHome();
  const events = stage.app.received.filter((entry) => entry.type === 'event');
  expect(events.map((entry) => entry.payload.event_id)).toEqual([
    events[0]!.payload.event_id,
    events[0]!.payload.event_id,
  ]);
});

test('faults of the Web API, switched over HTTP', async () => {
  const set = (body: object) => fetch(`${stage.slack.url}/dev/faults`, { method: 'POST', body: JSON.stringify(body) });
  expect(
    (await set({ rules: [{ kind: 'rate_limit', method: 'chat.postMessage', count: 1, retryAfterSeconds: 7 }] })).status,
  ).toBe(200);
  const limited = await refusal(
    quietClient(stage.slack, TOKEN, { rejectRateLimitedCalls: true }).chat.postMessage({ channel: CHANNEL, text: 'x' }),
  );
  expect(limited).toMatchObject({ code: 'slack_webapi_rate_limited_error', retryAfter: 7 });
  await set({ rules: [{ kind: 'server_error', method: '*', status: 503 }] });
  expect((await refusal(stage.client.auth.test())).statusCode).toBe(503);
  await set({ rules: [{ kind: 'error', method: 'chat.postMessage', error: 'is_archived' }] });
  expect((await refusal(stage.client.chat.postMessage({ channel: CHANNEL, text: 'x' }))).error).toBe('is_archived');
  const count = stage.slack.messages(CHANNEL).length;
  await set({ rules: [{ kind: 'drop', method: 'chat.postMessage', when: 'before' }] });
  expect((await refusal(stage.client.chat.postMessage({ channel: CHANNEL, text: 'dropped' }))).code).toBe(
    'slack_webapi_request_error',
  );
  expect(stage.slack.messages(CHANNEL)).toHaveLength(count);
  await set({ rules: [{ kind: 'drop', method: 'chat.postMessage', when: 'after' }] });
  expect((await refusal(stage.client.chat.postMessage({ channel: CHANNEL, text: 'arrived all the same' }))).code).toBe(
    'slack_webapi_request_error',
  );
  expect(stage.slack.messages(CHANNEL)).toHaveLength(count + 1);
  const started = performance.now();
  await set({ rules: [{ kind: 'slow', method: 'auth.test', delayMs: 120 }] });
  await stage.client.auth.test();
  expect(performance.now() - started).toBeGreaterThan(115);
  expect((await set({ rules: [{ kind: 'no_such' }] })).status).toBe(400);
  const foreign = await fetch(`${stage.slack.url}/dev/faults`, {
    method: 'DELETE',
    headers: { origin: 'https://evil.example' },
  });
  expect(foreign.status).toBe(403);
});

test('the log keeps calls with arguments and answers, and no token', async () => {
  await stage.client.chat.postMessage({ channel: CHANNEL, text: '', blocks: resultBlocks as Loose });
  const call = stage.slack.calls.at(-1)!;
  expect(call).toMatchObject({
    method: 'chat.postMessage',
    status: 200,
    arguments: { channel: CHANNEL, blocks: resultBlocks },
    response: { ok: true },
  });
  expect(call.warnings).toHaveLength(1);
  expect(JSON.stringify(stage.slack.calls)).not.toContain(TOKEN);
});

test('waiting ends with the reason when nothing comes', async () => {
  await expect(stage.slack.waitFor(() => false, { timeoutMs: 20 })).rejects.toThrow(
    /Nothing came within 20 ms\. Last calls: /,
  );
});

test('Socket Mode with Slack’s own client', async () => {
  const appToken = 'xapp-local';
  const other = await setStage({ appToken });
  // Bolt brings the client along; it is not a dependency of its own here.
  const { SocketModeClient } = createRequire(createRequire(import.meta.url).resolve('@slack/bolt'))(
    '@slack/socket-mode',
  ) as Loose;
  const client = new SocketModeClient({
    appToken,
    logLevel: 'error',
    clientOptions: { slackApiUrl: other.slack.apiUrl },
  });
  const long = 'ü'.repeat(40_000);
  const got: Loose[] = [];
  client.on('slash_commands', async ({ body, ack }: Loose) => {
    got.push(body);
    await ack({ text: 'by socket' });
  });
  await client.start();
  const result = await other.slack.sendCommand({ text: long });
  expect(result).toMatchObject({ status: 200, body: { text: 'by socket' } });
  expect(got[0].text).toBe(long);
  expect(other.app.received).toHaveLength(0);
  await client.disconnect();
  await other.close();
});

test('messages and files outlive the process when told where', async () => {
  const persistDir = await mkdtemp(join(tmpdir(), 'local-slack-'));
  const options = { signingSecret: SECRET, botToken: TOKEN, appUrl: stage.app.url, command: '/dc', persistDir };
  const first = await createLocalSlack(options);
  await quietClient(first, TOKEN).filesUploadV2({
    channel_id: CHANNEL,
    filename: 'a.csv',
    content: 'a,b',
    initial_comment: 'kept',
  } as Loose);
  await first.close();
  const second = await createLocalSlack(options);
  expect(second.messages(CHANNEL)).toMatchObject([{ text: 'kept', files: [{ name: 'a.csv' }] }]);
  expect(second.files()[0]!.bytes.toString()).toBe('a,b');
  const { ts } = await quietClient(second, TOKEN).chat.postMessage({ channel: CHANNEL, text: 'later' });
  expect(Number(ts)).toBeGreaterThan(Number(second.messages(CHANNEL)[0]!.ts));
  await second.close();
  await rm(persistDir, { recursive: true });
});

test('runs in a process of its own and ends when asked', async () => {
  const main = join(import.meta.dirname, '../../../src/dev/slack/main.ts');
  const child = spawn(
    process.execPath,
    [main, '--app-url', stage.app.url, '--signing-secret', SECRET, '--bot-token', TOKEN],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ready = await new Promise<string>((resolve) => child.stdout.once('data', (data) => resolve(String(data))));
  const { apiUrl } = JSON.parse(ready);
  const answer = await fetch(`${apiUrl}auth.test`, { method: 'POST', headers: { authorization: `Bearer ${TOKEN}` } });
  expect(await answer.json()).toMatchObject({ ok: true, team: 'Digi-Cadence Demo' });
  child.kill('SIGTERM');
  expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(0);
});
