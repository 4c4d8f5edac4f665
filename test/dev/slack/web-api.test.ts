/** The stand-in's Web API as Slack's own client sees it: every strictness gives Slack's error code. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { homeView, option, reportModal, resultBlocks } from './sample.ts';
import { CHANNEL, quietClient, refusal, type Stage, setStage, TOKEN, YOU } from './support.ts';

// biome-ignore lint/suspicious/noExplicitAny: wrong shapes on purpose
type Wrong = any;
const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });
const button = (more: object = {}) => ({ type: 'button', text: { type: 'plain_text', text: 'Go' }, ...more });
const actions = (...elements: object[]) => ({ type: 'actions', elements });
const plain = (text: string) => ({ type: 'plain_text', text });

let nowMs = Date.parse('2026-11-22T09:00:00Z');
let stage: Stage;

beforeAll(async () => {
  stage = await setStage({ clock: () => nowMs });
});
afterEach(() => stage.slack.faults.reset());
afterAll(() => stage.close());

const post = (blocks: Wrong, more: object = {}) =>
  stage.client.chat.postMessage({ channel: CHANNEL, text: 'fallback', blocks, ...more });

describe('block checks', () => {
  const cases: [string, Wrong[], string][] = [
    [
      '51 blocks',
      Array.from({ length: 51 }, () => ({ type: 'divider' })),
      'no more than 50 items allowed [json-pointer:/blocks]',
    ],
    [
      'long section',
      [section('a'.repeat(3_001))],
      'must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
    ],
    ['empty section', [{ type: 'section' }], 'must define either `text` or `fields` [json-pointer:/blocks/0]'],
    [
      '11 fields',
      [{ type: 'section', fields: Array.from({ length: 11 }, () => plain('x')) }],
      'no more than 10 items allowed [json-pointer:/blocks/0/fields]',
    ],
    [
      'long field',
      [{ type: 'section', fields: [plain('x'.repeat(2_001))] }],
      'must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]',
    ],
    [
      'long header',
      [{ type: 'header', text: plain('h'.repeat(151)) }],
      'must be less than 151 characters [json-pointer:/blocks/0/text/text]',
    ],
    [
      'mrkdwn header',
      [{ type: 'header', text: { type: 'mrkdwn', text: 'x' } }],
      'must be one of: plain_text [json-pointer:/blocks/0/text/type]',
    ],
    ['unknown block', [{ type: 'carousel3d' }], 'unsupported type: carousel3d [json-pointer:/blocks/0/type]'],
    [
      'input element in actions',
      [actions({ type: 'plain_text_input', action_id: 'a' })],
      'unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]',
    ],
    [
      'button in context',
      [{ type: 'context', elements: [button()] }],
      'unsupported type: button [json-pointer:/blocks/0/elements/0/type]',
    ],
    [
      '11 context elements',
      [{ type: 'context', elements: Array.from({ length: 11 }, () => plain('x')) }],
      'no more than 10 items allowed [json-pointer:/blocks/0/elements]',
    ],
    [
      '26 actions',
      [actions(...Array.from({ length: 26 }, (_, at) => button({ action_id: `a${at}` })))],
      'no more than 25 items allowed [json-pointer:/blocks/0/elements]',
    ],
    [
      'long button text',
      [actions(button({ text: plain('b'.repeat(76)) }))],
      'must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]',
    ],
    [
      'long button value',
      [actions(button({ value: 'b'.repeat(2_001) }))],
      'must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]',
    ],
    [
      'long action id',
      [actions(button({ action_id: 'b'.repeat(256) }))],
      'must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]',
    ],
    [
      'same action id',
      [actions(button({ action_id: 'a' }), button({ action_id: 'a' }))],
      '`action_id` `a` already exists [json-pointer:/blocks/0/elements/1/action_id]',
    ],
    [
      'same block id',
      [
        { type: 'divider', block_id: 'b' },
        { type: 'divider', block_id: 'b' },
      ],
      '`block_id` `b` already exists [json-pointer:/blocks/1/block_id]',
    ],
    [
      'image without alt',
      [{ type: 'image', image_url: 'https://example.com/a.png' }],
      'missing required field: alt_text [json-pointer:/blocks/0]',
    ],
    [
      'long alt',
      [{ type: 'image', image_url: 'https://example.com/a.png', alt_text: 'a'.repeat(2_001) }],
      'must be less than 2001 characters [json-pointer:/blocks/0/alt_text]',
    ],
    [
      'image without source',
      [{ type: 'image', alt_text: 'a' }],
      'must define either `image_url` or `slack_file` [json-pointer:/blocks/0]',
    ],
    [
      'unknown file',
      [{ type: 'image', alt_text: 'a', slack_file: { id: 'F0NOSUCH01' } }],
      'invalid slack file [json-pointer:/blocks/0/slack_file]',
    ],
    [
      'unknown field',
      [{ type: 'divider', colour: 'red' }],
      'invalid additional property: colour [json-pointer:/blocks/0]',
    ],
    [
      '6 overflow options',
      [actions({ type: 'overflow', action_id: 'o', options: Array.from({ length: 6 }, (_, at) => option(`v${at}`)) })],
      'no more than 5 items allowed [json-pointer:/blocks/0/elements/0/options]',
    ],
    [
      '101 options',
      [
        actions({
          type: 'static_select',
          action_id: 'o',
          options: Array.from({ length: 101 }, (_, at) => option(`v${at}`)),
        }),
      ],
      'no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]',
    ],
    [
      'long option',
      [actions({ type: 'static_select', action_id: 'o', options: [option('v', 't'.repeat(76))] })],
      'must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/text/text]',
    ],
    [
      'long option value',
      [actions({ type: 'static_select', action_id: 'o', options: [option('v'.repeat(151), 't')] })],
      'must be less than 151 characters [json-pointer:/blocks/0/elements/0/options/0/value]',
    ],
    [
      '11 checkboxes',
      [
        actions({
          type: 'checkboxes',
          action_id: 'o',
          options: Array.from({ length: 11 }, (_, at) => option(`v${at}`)),
        }),
      ],
      'no more than 10 items allowed [json-pointer:/blocks/0/elements/0/options]',
    ],
    [
      'foreign initial option',
      [actions({ type: 'static_select', action_id: 'o', options: [option('a')], initial_option: option('b') })],
      'initial option must exactly match one of the provided options [json-pointer:/blocks/0/elements/0]',
    ],
    [
      '101 table rows',
      [{ type: 'table', rows: Array.from({ length: 101 }, () => [{ type: 'raw_text', text: 'x' }]) }],
      'no more than 100 items allowed [json-pointer:/blocks/0/rows]',
    ],
    [
      '21 table columns',
      [{ type: 'table', rows: [Array.from({ length: 21 }, () => ({ type: 'raw_text', text: 'x' }))] }],
      'no more than 20 items allowed [json-pointer:/blocks/0/rows/0]',
    ],
    [
      'long markdown',
      [{ type: 'markdown', text: 'm'.repeat(12_001) }],
      'must be less than 12001 characters [json-pointer:/blocks/0/text]',
    ],
    [
      'chart without title',
      [{ type: 'data_visualization', chart: { type: 'pie', segments: [{ label: 'a', value: 1 }] } }],
      'missing required field: title [json-pointer:/blocks/0]',
    ],
  ];
  test.each(cases)('%s', async (_name, blocks, complaint) => {
    const answer = await refusal(post(blocks));
    expect(answer.error).toBe('invalid_blocks');
    expect(answer.errors).toContain(complaint);
    expect(answer.response_metadata.messages).toContain(`[ERROR] ${complaint}`);
  });

  test('takes everything the app may use, at the very limits', async () => {
    await post(resultBlocks);
    await post([
      section('a'.repeat(3_000)),
      { type: 'header', text: plain('h'.repeat(150)) },
      actions(button({ value: 'v'.repeat(2_000) })),
    ]);
    await post([{ type: 'markdown', text: '# Title\n| a | b |\n|---|---|\n| 1 | 2 |' }]);
    await post([
      {
        type: 'rich_text',
        elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'bold', style: { bold: true } }] }],
      },
    ]);
    const data = ['Jan', 'Feb'].map((label, value) => ({ label, value }));
    await post([
      {
        type: 'data_visualization',
        title: 'Score',
        chart: { type: 'line', series: [{ name: 'Aurora', data }], axis_config: { categories: ['Jan', 'Feb'] } },
      },
    ]);
  });

  test('bounds the whole message and its text', async () => {
    expect((await refusal(post(Array.from({ length: 5 }, () => section('a'.repeat(2_999)))))).error).toBe(
      'msg_blocks_too_long',
    );
    expect((await refusal(stage.client.chat.postMessage({ channel: CHANNEL, text: 'a'.repeat(40_001) }))).error).toBe(
      'msg_too_long',
    );
    const { ts } = await stage.client.chat.postMessage({ channel: CHANNEL, text: 'x' });
    expect(
      (await refusal(stage.client.chat.update({ channel: CHANNEL, ts: ts!, text: 'a'.repeat(4_001) }))).error,
    ).toBe('msg_too_long');
    expect((await refusal(stage.client.chat.postMessage({ channel: CHANNEL, text: '' }))).error).toBe('no_text');
    expect(
      (await refusal(stage.client.apiCall('chat.postMessage', { channel: CHANNEL, blocks: 'not json' }))).error,
    ).toBe('invalid_blocks_format');
  });
});

describe('arguments, tokens, scopes, channels', () => {
  test('names unknown and missing arguments', async () => {
    const unknown = await refusal(
      stage.client.apiCall('chat.postMessage', { channel: CHANNEL, text: 'x', colour: 'red' }),
    );
    expect(unknown).toMatchObject({
      error: 'invalid_arguments',
      response_metadata: { messages: ['[ERROR] unknown argument: colour'] },
    });
    const missing = await refusal(stage.client.apiCall('chat.postMessage', { text: 'x' }));
    expect(missing).toMatchObject({
      error: 'invalid_arguments',
      response_metadata: { messages: ['[ERROR] missing required field: channel'] },
    });
    expect((await refusal(stage.client.apiCall('chat.shout', {}))).error).toBe('unknown_method');
  });

  test('wants a token it knows', async () => {
    expect((await refusal(quietClient(stage.slack, 'xoxb-other').auth.test())).error).toBe('invalid_auth');
    const bare = await fetch(`${stage.slack.apiUrl}auth.test`, { method: 'POST' });
    expect(await bare.json()).toEqual({ ok: false, error: 'not_authed' });
  });

  test('takes JSON bodies where Slack does, and only there', async () => {
    const call = (method: string, body: object) =>
      fetch(`${stage.slack.apiUrl}${method}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json; charset=utf-8', authorization: `Bearer ${TOKEN}` },
        body: JSON.stringify(body),
      }).then((response) => response.json());
    expect(await call('chat.postMessage', { channel: CHANNEL, text: 'x', blocks: [section('y')] })).toMatchObject({
      ok: true,
    });
    expect(await call('files.getUploadURLExternal', { filename: 'a', length: 1 })).toMatchObject({
      ok: false,
      error: 'invalid_arguments',
    });
  });

  test('asks for scopes with needed and provided', async () => {
    const poor = await setStage({ scopes: ['chat:write'] });
    const answer = await refusal(poor.client.users.info({ user: YOU }));
    expect(answer).toMatchObject({ error: 'missing_scope', needed: 'users:read', provided: 'chat:write' });
    expect((await refusal(poor.client.conversations.info({ channel: CHANNEL }))).needed).toBe('channels:read');
    expect((await refusal(poor.client.chat.postMessage({ channel: 'C0DCGEN01', text: 'x' }))).error).toBe(
      'not_in_channel',
    );
    await poor.close();
  });

  test('knows the kinds of channel it may not post to', async () => {
    const to = async (channel: string) => (await refusal(stage.client.chat.postMessage({ channel, text: 'x' }))).error;
    expect(await to('C0NOSUCH01')).toBe('channel_not_found');
    expect(await to('C0DCBRD01')).toBe('channel_not_found');
    expect(await to('C0DCARC01')).toBe('is_archived');
    expect((await stage.client.chat.postMessage({ channel: '#general', text: 'by chat:write.public' })).ok).toBe(true);
    expect((await stage.client.chat.postMessage({ channel: YOU, text: 'direct' })).channel).toMatch(/^D/);
    expect(
      (await refusal(stage.client.chat.postEphemeral({ channel: CHANNEL, user: 'U0NOSUCH01', text: 'x' }))).error,
    ).toBe('user_not_in_channel');
    expect((await refusal(stage.client.chat.update({ channel: CHANNEL, ts: '1.000000', text: 'x' }))).error).toBe(
      'message_not_found',
    );
    expect(
      (await refusal(stage.client.chat.postMessage({ channel: CHANNEL, text: 'x', thread_ts: '1.000000' }))).error,
    ).toBe('thread_not_found');
  });

  test('history, replies, paging and permalinks', async () => {
    const parent = await stage.client.chat.postMessage({
      channel: 'C0DCPERF1',
      text: 'parent',
      metadata: { event_type: 'run', event_payload: { id: '7f' } },
    });
    await stage.client.chat.postMessage({ channel: CHANNEL, text: 'reply', thread_ts: parent.ts! });
    const history = await stage.client.conversations.history({
      channel: CHANNEL,
      limit: 1,
      include_all_metadata: true,
    });
    expect(history.messages).toMatchObject([{ text: 'parent', reply_count: 1, metadata: { event_type: 'run' } }]);
    expect(history.has_more).toBe(true);
    const next = await stage.client.conversations.history({
      channel: CHANNEL,
      limit: 1,
      cursor: history.response_metadata!.next_cursor!,
    });
    expect(next.messages![0]!.text).not.toBe('parent');
    const thread = await stage.client.conversations.replies({ channel: CHANNEL, ts: parent.ts! });
    expect(thread.messages!.map((message) => message.text)).toEqual(['parent', 'reply']);
    const link = await stage.client.chat.getPermalink({ channel: CHANNEL, message_ts: parent.ts! });
    expect(link.permalink).toContain(`/archives/${CHANNEL}/p${parent.ts!.replace('.', '')}`);
  });

  test('update keeps the blocks it does not mention', async () => {
    const { ts } = await post([section('kept')]);
    await stage.client.chat.update({ channel: CHANNEL, ts: ts!, text: 'new text' });
    expect(stage.slack.messages(CHANNEL).find((message) => message.ts === ts)).toMatchObject({
      text: 'new text',
      blocks: [{ type: 'section' }],
    });
  });
});

describe('files', () => {
  test('uploads through Slack’s own client into a thread', async () => {
    const parent = await stage.client.chat.postMessage({ channel: CHANNEL, text: 'report' });
    const content = Buffer.from('brand,score\nAurora,65.1\n');
    await stage.client.filesUploadV2({
      channel_id: CHANNEL,
      thread_ts: parent.ts!,
      initial_comment: 'Data',
      file_uploads: [{ file: content, filename: 'scores.csv', title: 'Scores', alt_text: 'table' }],
    } as Wrong);
    const [file] = stage.slack.files();
    expect(file).toMatchObject({ name: 'scores.csv', title: 'Scores' });
    expect(file!.bytes.equals(content)).toBe(true);
    const reply = stage.slack.messages(CHANNEL).find((message) => message.text === 'Data');
    expect(reply).toMatchObject({ thread_ts: parent.ts, files: [{ id: file!.id, filetype: 'csv' }] });
    const info = await stage.client.files.info({ file: file!.id });
    const fetched = await fetch(info.file!.url_private_download!, { headers: { authorization: `Bearer ${TOKEN}` } });
    expect(Buffer.from(await fetched.arrayBuffer()).equals(content)).toBe(true);
    expect((await fetch(info.file!.url_private!, { redirect: 'manual' })).status).toBe(302);
    await stage.client.files.delete({ file: file!.id });
    expect((await refusal(stage.client.files.info({ file: file!.id }))).error).toBe('file_not_found');
  });

  test('raw bytes, wrong lengths, unfinished uploads, wrong channels', async () => {
    const { upload_url, file_id } = await stage.client.files.getUploadURLExternal({ filename: 'a.png', length: 3 });
    expect((await refusal(stage.client.files.completeUploadExternal({ files: [{ id: file_id! }] }))).error).toBe(
      'file_not_found',
    );
    expect((await fetch(upload_url!, { method: 'POST', body: 'ab' })).status).toBe(400);
    expect((await fetch(upload_url!, { method: 'POST', body: 'abc' })).status).toBe(200);
    const to = async (channel_id: string) =>
      (await refusal(stage.client.files.completeUploadExternal({ files: [{ id: file_id! }], channel_id }))).error;
    expect(await to('C0DCGEN01')).toBe('not_in_channel');
    expect(await to(YOU)).toBe('channel_not_found');
    expect(await to('C0DCARC01')).toBe('is_archived');
    expect((await stage.client.files.completeUploadExternal({ files: [{ id: file_id!, title: 'A' }] })).ok).toBe(true);
  });

  test('a file still being processed stands in no block', async () => {
    stage.slack.faults.set({ fileProcessingMs: 4_000 });
    const { upload_url, file_id } = await stage.client.files.getUploadURLExternal({ filename: 'chart.png', length: 3 });
    await fetch(upload_url!, { method: 'POST', body: 'abc' });
    await stage.client.files.completeUploadExternal({ files: [{ id: file_id! }] });
    const picture = [{ type: 'image', alt_text: 'chart', slack_file: { id: file_id } }];
    expect((await refusal(post(picture))).errors).toEqual(['invalid slack file [json-pointer:/blocks/0/slack_file]']);
    expect((await stage.client.files.info({ file: file_id! })).file!.mimetype).toBe('');
    nowMs += 4_000;
    expect((await post(picture)).ok).toBe(true);
  });

  test('uploads disabled', async () => {
    stage.slack.faults.set({ uploadsDisabled: true });
    expect((await refusal(stage.client.files.getUploadURLExternal({ filename: 'a', length: 1 }))).error).toBe(
      'file_uploads_disabled',
    );
  });
});

describe('views', () => {
  const trigger = async () => (await stage.slack.sendCommand({ text: 'x' })).triggerId;
  const open = async (view: Wrong, trigger_id?: string) =>
    stage.client.views.open({ trigger_id: trigger_id ?? (await trigger()), view });

  test('a trigger lives three seconds and opens one modal', async () => {
    const used = await trigger();
    await open(reportModal, used);
    expect((await refusal(open(reportModal, used))).error).toBe('exchanged_trigger_id');
    const old = await trigger();
    nowMs += 3_001;
    expect((await refusal(open(reportModal, old))).error).toBe('expired_trigger_id');
    expect((await refusal(open(reportModal, 'made.up'))).error).toBe('invalid_trigger_id');
  });

  test('a refused view leaves the trigger unused', async () => {
    const id = await trigger();
    const answer = await refusal(open({ ...reportModal, title: plain('t'.repeat(25)) }, id));
    expect(answer).toMatchObject({
      error: 'invalid_arguments',
      errors: ['must be less than 25 characters [json-pointer:/view/title/text]'],
    });
    expect((await open(reportModal, id)).ok).toBe(true);
  });

  test.each([
    [
      'private_metadata',
      { private_metadata: 'm'.repeat(3_001) },
      'must be less than 3001 characters [json-pointer:/view/private_metadata]',
    ],
    [
      'callback_id',
      { callback_id: 'm'.repeat(256) },
      'must be less than 256 characters [json-pointer:/view/callback_id]',
    ],
    [
      'submit missing',
      { submit: undefined },
      'must define `submit` to use an `input` block in modals [json-pointer:/view]',
    ],
    [
      '101 blocks',
      { blocks: Array.from({ length: 101 }, () => ({ type: 'divider' })) },
      'no more than 100 items allowed [json-pointer:/view/blocks]',
    ],
    [
      'message-only block',
      { blocks: [{ type: 'markdown', text: 'x' }] },
      'unsupported type: markdown [json-pointer:/view/blocks/0/type]',
    ],
  ])('%s', async (_name, change, complaint) => {
    expect((await refusal(open({ ...reportModal, ...change }))).errors).toContain(complaint);
  });

  test('too large, pushed too high, changed meanwhile', async () => {
    const large = Array.from({ length: 90 }, () => section('x'.repeat(2_990)));
    expect((await refusal(open({ ...reportModal, blocks: large }))).error).toBe('view_too_large');
    const { view } = await open(reportModal);
    const changed = await stage.client.views.update({
      view_id: view!.id!,
      hash: view!.hash!,
      view: reportModal as Wrong,
    });
    expect(changed.view!.hash).not.toBe(view!.hash);
    expect(
      (await refusal(stage.client.views.update({ view_id: view!.id!, hash: view!.hash!, view: reportModal as Wrong })))
        .error,
    ).toBe('hash_conflict');
    const push = async () => stage.client.views.push({ trigger_id: await trigger(), view: reportModal as Wrong });
    const second = await push();
    expect(second.view).toMatchObject({ previous_view_id: view!.id, root_view_id: view!.id });
    await push();
    expect((await refusal(push())).error).toBe('push_limit_reached');
    expect(stage.slack.views()).toHaveLength(3);
  });

  test('publishes a home tab with a hash against races', async () => {
    const first = await stage.client.views.publish({ user_id: YOU, view: homeView as Wrong });
    await stage.client.views.publish({ user_id: YOU, view: homeView as Wrong, hash: first.view!.hash! });
    expect(
      (await refusal(stage.client.views.publish({ user_id: YOU, view: homeView as Wrong, hash: first.view!.hash! })))
        .error,
    ).toBe('hash_conflict');
    expect(stage.slack.home()).toMatchObject({ type: 'home', id: first.view!.id });
  });
});
