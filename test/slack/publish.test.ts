import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DeliveryError } from '../../src/errors.ts';
import { createLogger } from '../../src/log.ts';
import { createMetrics } from '../../src/metrics.ts';
import type { Artifact } from '../../src/ports.ts';
import { createSlackApi } from '../../src/slack/api.ts';
import { createPublisher } from '../../src/slack/publish.ts';
import { type SlackApiDouble, startSlackApiDouble } from '../support/slack-api-double.ts';
import { reports } from './market.ts';
import { channel, readyRun, runOf } from './runs.ts';

let slack: SlackApiDouble;
beforeEach(async () => {
  slack = await startSlackApiDouble();
});
afterEach(() => slack.close());

const logger = createLogger('silent');
const message = { channel: 'C0GENERAL', ts: '1700000000.000100' };

function publisher(strict = true) {
  const api = createSlackApi({ token: 'xoxb-test', apiUrl: slack.url, strict, logger, metrics: createMetrics() });
  return createPublisher({
    api,
    reports,
    clock: { now: () => new Date() },
    logger,
    pageUrl: (id) => `https://dc.example/r/${id}`,
    processingDelaysMs: [1, 1, 1],
    progressIntervalMs: 60_000,
  });
}

const png: Artifact = {
  name: 'dc-score-performance-1.png',
  format: 'png',
  mediaType: 'image/png',
  title: 'Marketplace adds 3.1',
  alt: 'Waterfall',
  bytes: new Uint8Array([137, 80, 78, 71]),
  chart: 'change',
};

const blocksOf = (call: { args: Readonly<Record<string, unknown>> } | undefined) =>
  (call?.args.blocks ?? []) as { type: string; slack_file?: { id: string } }[];
const said = (value: unknown) => JSON.stringify(value);
const failure = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(DeliveryError);
  return error as DeliveryError;
};

describe('announce', () => {
  it('posts the progress message with the run id in its metadata', async () => {
    const ref = await publisher().announce(channel, runOf({ state: 'queued', share: 0 }));
    const [call] = slack.of('chat.postMessage');
    expect(ref.channel).toBe('C0GENERAL');
    expect(call?.args.metadata).toEqual({ event_type: 'digi_cadence_run', event_payload: { run_id: runOf().id } });
    expect(call?.args.text).toContain('Dynamic DC Score Performance Analysis');
    expect(said(blocksOf(call))).toContain('Aurora · IN-Skincare · last 12 months · asked by <@U0ASKER>');
  });

  it('opens the direct message of a person', async () => {
    const ref = await publisher().announce({ ...channel, channel: 'U0ASKER' }, runOf());
    expect(slack.of('conversations.open')[0]?.args.users).toBe('U0ASKER');
    expect(ref.channel).toBe('D0ASKER');
  });

  it.each([
    ['not_in_channel', 'permanent', '/invite'],
    ['channel_not_found', 'permanent', '/invite'],
    ['is_archived', 'permanent', 'Unarchive'],
    ['restricted_action', 'permanent', 'administrator'],
    ['missing_scope', 'permanent', 'reinstalled'],
    ['account_inactive', 'permanent', 'administrator'],
    ['some_new_error', 'permanent', 'administrator'],
    ['internal_error', 'outcome-unknown', 'arrived'],
  ])('says what %s means', async (code, meaning, fix) => {
    slack.script('chat.postMessage', code);
    const error = await failure(publisher().announce(channel, runOf()));
    expect(error).toMatchObject({ code: 'slack', failure: meaning });
    expect(error.fix).toContain(fix);
    expect(error.what).not.toBe('');
    expect(slack.of('chat.postMessage')).toHaveLength(1);
  });

  it('waits out a short 429, and reports a long one', async () => {
    slack.script('chat.postMessage', { status: 429, retryAfterS: 1 });
    await publisher().announce(channel, runOf());
    expect(slack.of('chat.postMessage')).toHaveLength(2);
    slack.script('chat.postMessage', { status: 429, retryAfterS: 120 });
    const error = await failure(publisher().announce(channel, runOf()));
    expect(error).toMatchObject({ failure: 'retry', retryAfterMs: 120_000 });
  });

  it('never repeats a post whose outcome is unknown', async () => {
    for (const status of [0, 503]) {
      slack.script('chat.postMessage', { status });
      const error = await failure(publisher().announce(channel, runOf()));
      expect(error.failure).toBe('outcome-unknown');
    }
    expect(slack.of('chat.postMessage')).toHaveLength(2);
  });
});

describe('finding what was posted', () => {
  const run = runOf();
  it('finds the announcement by its metadata', async () => {
    const found = { ts: '17.5', metadata: { event_type: 'digi_cadence_run', event_payload: { run_id: run.id } } };
    slack.script('conversations.history', { messages: [{ ts: '17.4' }, found] }, { messages: [] }, 'missing_scope');
    const publish = publisher();
    expect(await publish.findAnnouncement(channel, run.id)).toEqual({ channel: 'C0GENERAL', ts: '17.5' });
    expect(await publish.findAnnouncement(channel, run.id)).toBeNull();
    expect(await publish.findAnnouncement(channel, run.id)).toBe('unknown');
  });

  it('finds a shared file', async () => {
    slack.script('conversations.replies', { messages: [{ files: [{ id: 'F1' }] }] }, { messages: [] }, 'missing_scope');
    const publish = publisher();
    expect(await publish.isShared(channel, message, 'F1')).toBe(true);
    expect(await publish.isShared(channel, message, 'F1')).toBe(false);
    expect(await publish.isShared(channel, message, 'F1')).toBeNull();
  });
});

describe('progress', () => {
  it('is throttled, and its failures do not matter', async () => {
    slack.script('chat.update', 'message_not_found');
    const publish = publisher();
    for (let i = 0; i < 5; i++) await publish.updateProgress(message, channel, runOf({ share: i / 5 }));
    expect(slack.of('chat.update')).toHaveLength(1);
  });
});

describe('files', () => {
  it('are sent, and completed once: when shown or shared', async () => {
    const publish = publisher();
    const id = await publish.upload(channel, png);
    expect(slack.of('files.getUploadURLExternal')[0]?.args).toMatchObject({
      filename: png.name,
      length: '4',
      alt_txt: 'Waterfall',
    });
    expect([...(slack.uploads[0] ?? [])]).toEqual([...png.bytes]);
    expect(slack.of('files.completeUploadExternal')).toHaveLength(0);
    await publish.shareFile(channel, message, [{ id, title: 'The PDF' }]);
    expect(slack.of('files.completeUploadExternal')[0]?.args).toMatchObject({
      files: [{ id, title: 'The PDF' }],
      channel_id: 'C0GENERAL',
      thread_ts: message.ts,
    });
  });

  it.each([
    'file_uploads_disabled',
    'file_uploads_except_images_disabled',
    'file_upload_size_restricted',
    'storage_limit_reached',
  ])('says that there can be none: %s', async (code) => {
    slack.script('files.getUploadURLExternal', code);
    expect((await failure(publisher().upload(channel, png))).failure).toBe('no-files');
  });

  it('sends bytes again after a passing failure', async () => {
    slack.script('upload', { status: 503 });
    await publisher().upload(channel, png);
    expect(slack.uploads).toHaveLength(1);
  });

  it('go to the person where the app is no member, and the thread is told once', async () => {
    const publish = publisher();
    slack.script('files.completeUploadExternal', 'not_in_channel');
    await publish.shareFile(channel, message, [{ id: 'F1', title: 'The report' }]);
    slack.script('files.completeUploadExternal', 'not_in_channel');
    await publish.shareFile(channel, message, [{ id: 'F2', title: 'A chart' }]);
    const calls = slack.of('files.completeUploadExternal').map(({ args }) => args);
    expect(calls.map(({ channel_id }) => channel_id)).toEqual(['C0GENERAL', 'D0ASKER', 'C0GENERAL', 'D0ASKER']);
    expect(calls[1]).not.toHaveProperty('thread_ts');
    expect(calls[1]?.initial_comment).toContain('<#C0GENERAL>');
    expect(calls[3]).not.toHaveProperty('initial_comment');
    const notes = slack.of('chat.postMessage');
    expect(notes).toHaveLength(1);
    expect(notes[0]?.args).toMatchObject({ channel: 'C0GENERAL', thread_ts: message.ts });
    expect(said(blocksOf(notes[0]))).toContain('<@U0ASKER>');
  });

  it('never shares twice when the outcome is unknown', async () => {
    slack.script('files.completeUploadExternal', { status: 503 });
    const error = await failure(publisher().shareFile(channel, message, [{ id: 'F1', title: 'x' }]));
    expect(error.failure).toBe('outcome-unknown');
    expect(slack.of('files.completeUploadExternal')).toHaveLength(1);
  });
});

describe('result', () => {
  const images = [{ chart: 'change', fileId: 'F00000001' }];
  const processing = {
    ok: false,
    error: 'invalid_blocks',
    response_metadata: { messages: ['[ERROR] invalid slack file [json-pointer:/blocks/2/slack_file]'] },
  };

  it('turns the progress message into verdict, findings, picture, buttons', async () => {
    await publisher().result(message, channel, readyRun(), images);
    const [call] = slack.of('chat.update');
    expect(call?.args).toMatchObject({ channel: message.channel, ts: message.ts });
    expect(blocksOf(call).map((block) => block.type)).toEqual([
      'section',
      'section',
      'context',
      'image',
      'actions',
      'context',
    ]);
    expect(said(blocksOf(call))).toContain(`https://dc.example/r/${readyRun().id}`);
    expect(slack.of('files.completeUploadExternal')[0]?.args.channel_id).toBeUndefined();
    expect(slack.of('chat.postMessage')).toHaveLength(0);
  });

  it('waits while Slack processes the picture', async () => {
    slack.script('chat.update', processing, processing);
    await publisher().result(message, channel, readyRun(), images);
    expect(slack.of('chat.update')).toHaveLength(3);
    expect(blocksOf(slack.of('chat.update').at(-1)).some((block) => block.type === 'image')).toBe(true);
  });

  it('gives up on the picture after a while, and draws the chart natively', async () => {
    slack.script('chat.update', processing, processing, processing, processing);
    await publisher().result(message, channel, readyRun(), images);
    const kinds = blocksOf(slack.of('chat.update').at(-1)).map((block) => block.type);
    expect(kinds).toContain('data_visualization');
    expect(kinds).not.toContain('image');
  });

  it('falls from native chart to table to text', async () => {
    slack.script('chat.update', 'invalid_blocks', 'invalid_blocks');
    await publisher().result(message, channel, readyRun(), []);
    const kinds = slack.of('chat.update').map((call) => blocksOf(call).map((block) => block.type));
    expect(kinds[0]).toContain('data_visualization');
    expect(kinds[1]).toContain('table');
    expect(kinds[2]?.filter((kind) => kind === 'section')).toHaveLength(3);
  });

  it('goes on when the pictures were completed before a crash', async () => {
    slack.script('files.completeUploadExternal', 'file_not_found');
    await publisher().result(message, channel, readyRun(), images);
    expect(blocksOf(slack.of('chat.update')[0]).some((block) => block.slack_file?.id === 'F00000001')).toBe(true);
  });

  it('brings page 1 along in the thread where there can be no PDF', async () => {
    const publish = publisher();
    slack.script('files.getUploadURLExternal', 'file_uploads_disabled');
    await failure(publish.upload(channel, png));
    await publish.result(message, channel, readyRun(), []);
    const [reply, more] = slack.of('chat.postMessage');
    expect(more).toBeUndefined();
    expect(said(blocksOf(reply)[0])).toContain('File uploads are disabled in this workspace.');
    expect(reply?.args.thread_ts).toBe(message.ts);
    expect(said(blocksOf(reply))).toContain('Close the content gap');
  });

  it('shows no chart when charts are off', async () => {
    const run = readyRun();
    await publisher().result(message, channel, { ...run, request: { ...run.request, options: { charts: false } } }, []);
    expect(blocksOf(slack.of('chat.update')[0]).map((block) => block.type)).toEqual([
      'section',
      'section',
      'context',
      'actions',
      'context',
    ]);
  });

  it('holds several reports, ready or not', async () => {
    const [ready] = readyRun().outcomes ?? [];
    const missing = {
      status: 'unavailable' as const,
      report: 'revenue-impact',
      missing: [{ need: 'revenue', have: 'none', fix: 'import revenue' }],
    };
    if (!ready) throw new Error('no outcome');
    await publisher().result(message, channel, readyRun({ outcomes: [ready, missing] }), []);
    const text = said(blocksOf(slack.of('chat.update')[0]));
    expect(text).toContain('rose 3.3 points');
    expect(text).toContain('needs revenue; available: none. Import revenue.');
  });
});

describe('unavailable and failed', () => {
  const error = {
    code: 'timeout' as const,
    what: 'The analysis took too long.',
    why: 'It was stopped after 300 s.',
    fix: 'Choose fewer brands.',
  };

  it('says what is missing', async () => {
    await publisher().unavailable(message, channel, runOf(), [
      { need: '24 months of scores', have: '7 months', fix: 'import earlier scores' },
    ]);
    expect(said(blocksOf(slack.of('chat.update')[0]))).toContain(
      'Needs 24 months of scores; available: 7 months. Import earlier scores.',
    );
  });

  it('writes dates and run ids for people', async () => {
    const { request } = runOf();
    const period = { kind: 'range' as const, from: '2031-07-01', to: '2031-09-30' };
    const asked = runOf({ request: { ...request, selection: { ...request.selection, period } } });
    const missing = { need: 'scores between 2031-07-01 and 2031-09-30', have: 'none', fix: 'choose another period' };
    await publisher().unavailable(message, channel, asked, [missing]);
    const text = said(blocksOf(slack.of('chat.update')[0]));
    expect(text).toContain('Needs scores between 1 Jul 2031 and 30 Sep 2031; available: none.');
    expect(text).toContain('Aurora · IN-Skincare · Jul 2031 – Sep 2031 · run 7f3a91c2"');
  });

  it('tells the person, and leaves a quiet line in the channel', async () => {
    await publisher().failed(message, channel, runOf({ state: 'failed', error }), error);
    const [quiet] = slack.of('chat.update');
    expect(said(blocksOf(quiet))).not.toContain('took too long');
    const [told] = slack.of('chat.postEphemeral');
    expect(told?.args).toMatchObject({ channel: 'C0GENERAL', user: 'U0ASKER' });
    const text = said(blocksOf(told));
    for (const part of [error.what, error.why, error.fix, 'Try again', 'result:retry']) expect(text).toContain(part);
  });

  it('writes a direct message where it cannot speak', async () => {
    slack.script('chat.postEphemeral', 'not_in_channel');
    const refused = {
      code: 'slack' as const,
      what: 'The message could not be posted.',
      why: 'The app is not a member.',
      fix: 'Type /invite.',
    };
    await publisher().failed(null, channel, runOf({ state: 'failed' }), refused);
    const [direct] = slack.of('chat.postMessage');
    expect(direct?.args.channel).toBe('D0ASKER');
    expect(said(blocksOf(direct))).toContain('Send it to me');
    // Here nobody sees any more where the report was to go.
    expect(said(blocksOf(direct))).toContain('for <#C0GENERAL>');
  });

  it('says it in place in a direct message', async () => {
    await publisher().failed({ channel: 'D1', ts: '1.2' }, { ...channel, channel: 'D1' }, runOf(), error);
    expect(said(blocksOf(slack.of('chat.update')[0]))).toContain('took too long');
    expect(slack.of('chat.postEphemeral')).toHaveLength(0);
  });
});

describe('limits in production', () => {
  it('trims what is too long and posts the rest in the thread', async () => {
    const api = createSlackApi({
      token: 'xoxb-test',
      apiUrl: slack.url,
      strict: false,
      logger,
      metrics: createMetrics(),
    });
    const blocks = Array.from({ length: 60 }, (_, i) => ({
      type: 'section',
      text: { type: 'mrkdwn', text: `${i} ${'x'.repeat(300)}` },
    }));
    await api.call('chat.postMessage', { channel: 'C1', text: 't', blocks }, 'interactive');
    const posts = slack.of('chat.postMessage');
    expect(posts.length).toBeGreaterThan(1);
    expect(posts.flatMap((call) => blocksOf(call))).toHaveLength(60);
    for (const reply of posts.slice(1)) expect(reply.args.thread_ts).toBeDefined();
  });

  it('refuses the same payload where payloads are checked', async () => {
    const api = createSlackApi({
      token: 'xoxb-test',
      apiUrl: slack.url,
      strict: true,
      logger,
      metrics: createMetrics(),
    });
    const blocks = [{ type: 'section', text: { type: 'mrkdwn', text: 'x'.repeat(3_001) } }];
    await expect(api.call('chat.postMessage', { channel: 'C1', text: 't', blocks }, 'interactive')).rejects.toThrow(
      '3001 long, allowed 3000',
    );
    expect(slack.calls).toHaveLength(0);
  });
});
