/**
 * A second opinion on the Web API: our publisher against the independent emulation of the package `emulate`. It has no
 * slash commands, interactions, signed app requests or block checks; those are tested against the local Slack only.
 */
import { createEmulator, type Emulator } from 'emulate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLogger } from '../../src/log.ts';
import { createMetrics } from '../../src/metrics.ts';
import type { Artifact, MessageRef } from '../../src/ports.ts';
import { REPORTS } from '../../src/reports/catalog.ts';
import { createSlackApi } from '../../src/slack/api.ts';
import { createPublisher } from '../../src/slack/publish.ts';
import { readyRun, runOf } from '../slack/runs.ts';
import { sparePort } from './processes.ts';

const TOKEN = 'xoxb-second-opinion';

let emulator: Emulator;
let channelId: string;

/** Reads back as anybody else would. */
async function ask(method: string, args: Record<string, string> = {}): Promise<Record<string, unknown>> {
  const answer = await fetch(`${emulator.url}/api/${method}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(args),
  });
  return (await answer.json()) as Record<string, unknown>;
}

beforeAll(async () => {
  emulator = await createEmulator({
    service: 'slack',
    port: await sparePort(),
    seed: {
      slack: {
        team: { name: 'Second opinion', domain: 'second-opinion' },
        users: [{ name: 'ada', real_name: 'Ada', email: 'ada@example.com' }],
        channels: [{ name: 'brand-performance', topic: 'Scores' }],
        bots: [{ name: 'digi-cadence' }],
        tokens: [
          {
            token: TOKEN,
            user: 'ada',
            scopes: [
              'chat:write',
              'files:read',
              'files:write',
              'channels:read',
              'channels:history',
              'im:write',
              'users:read',
            ],
          },
        ],
      },
    },
  });
  const { channels } = (await ask('conversations.list')) as { channels: { id: string; name: string }[] };
  channelId = channels.find(({ name }) => name === 'brand-performance')?.id ?? '';
});
afterAll(() => emulator?.close());

const publisher = () => {
  const logger = createLogger('silent');
  return createPublisher({
    api: createSlackApi({
      token: TOKEN,
      apiUrl: `${emulator.url}/api/`,
      strict: true,
      logger,
      metrics: createMetrics(),
    }),
    reports: REPORTS,
    clock: { now: () => new Date() },
    logger,
    pageUrl: () => null,
    processingDelaysMs: [],
  });
};

const artifact = (name: string, format: Artifact['format'], text: string): Artifact => ({
  name,
  format,
  mediaType: 'application/octet-stream',
  title: `Title of ${name}`,
  alt: format === 'png' ? 'A chart' : null,
  bytes: new TextEncoder().encode(text),
});

describe('emulate, as a second opinion', () => {
  it('sees the progress line become the result and the files arrive in its thread', async () => {
    expect(channelId).not.toBe('');
    const to = { kind: 'slack', team: 'T1', channel: channelId, user: 'U1', thread: null } as const;
    const slack = publisher();
    const queued = runOf({ state: 'queued', destination: to });
    const message: MessageRef = await slack.announce(to, queued);
    expect(message.channel).toBe(channelId);
    const history = async () =>
      (await ask('conversations.history', { channel: channelId })).messages as {
        ts: string;
        text: string;
        blocks?: unknown[];
      }[];
    expect((await history()).map(({ text }) => text)).toEqual([expect.stringMatching(/: queued$/)]);

    const pdf = artifact('report.pdf', 'pdf', 'the paper');
    const id = await slack.upload(to, pdf);
    await slack.result(message, to, readyRun({ destination: to }), []);
    await slack.shareFile(to, message, [{ id, title: pdf.title }]);

    const [shown] = (await history()).filter(({ ts }) => ts === message.ts);
    expect(shown?.text).not.toMatch(/queued/);
    expect(shown?.blocks?.length).toBeGreaterThan(1);
    const { file } = (await ask('files.info', { file: id })) as { file: { name: string; title: string; size: number } };
    expect(file).toMatchObject({ name: pdf.name, title: pdf.title, size: pdf.bytes.byteLength });
    const { messages } = (await ask('conversations.replies', { channel: channelId, ts: message.ts })) as {
      messages: { ts: string; files?: { id: string }[] }[];
    };
    expect(messages.flatMap(({ files }) => files ?? []).map((each) => each.id)).toEqual([id]);
    expect(await slack.isShared(to, message, id)).toBe(true);
  });

  it('refuses what Slack refuses, and our errors say it', async () => {
    const nowhere = { kind: 'slack', team: 'T1', channel: 'C0NOWHERE', user: 'U1', thread: null } as const;
    await expect(publisher().announce(nowhere, runOf())).rejects.toMatchObject({
      slackCode: 'channel_not_found',
      failure: 'permanent',
    });
  });
});
