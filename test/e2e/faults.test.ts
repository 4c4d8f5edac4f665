/** The whole app in this process, on the embedded store, against a local Slack whose troubles are switched on. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { FaultChanges, LocalSlack } from '../../src/dev/slack/local-slack.ts';
import type { RunRecord, RunSummary } from '../../src/ports.ts';
import { checkPayload } from '../../src/slack/limits.ts';
import { until } from '../support/until.ts';
import { type RunningPair, startAppWithSlack } from './running-app.ts';

const COMMAND = 'report dc-score-performance';
const CHANNEL = 'brand-performance';
const YOU = 'U0DCANA01';
const PDF = 'dc-score-performance.pdf';

let running: RunningPair;
let slack: RunningPair['slack'];
let app: RunningPair['app'];

beforeAll(async () => {
  running = await startAppWithSlack();
  ({ slack, app } = running);
});
afterAll(async () => {
  await running?.close();
});
afterEach(() => slack.faults.reset());

type Message = ReturnType<LocalSlack['messages']>[number] & {
  text: string;
  ts: string;
  thread_ts?: string;
  only_for?: string;
  blocks?: unknown[];
  files?: { id: string; name: string }[];
};

interface Outcome {
  readonly run: RunRecord;
  /** What everybody sees outside threads, in order. */
  readonly posts: readonly Message[];
  /** Names of files shared in threads, as often as they were. */
  readonly shared: readonly string[];
  /** What only the person sees, in the channel or as a direct message. */
  readonly told: readonly Message[];
}

const messages = (): Message[] => slack.messages() as Message[];
const ended = (run: Pick<RunRecord, 'state'> | null): boolean =>
  run !== null && ['ready', 'failed', 'cancelled'].includes(run.state);

/** Sends the command under the troubles, waits for the end of its run, and gathers what it left behind. */
async function ask(
  troubles: FaultChanges,
  during: (run: RunSummary) => Promise<void> = async () => {},
  channel = CHANNEL,
): Promise<Outcome> {
  const seen = new Set(messages().map(({ ts }) => ts));
  const known = new Set((await app.reporting.recent(100)).map(({ id }) => id));
  slack.faults.set(troubles);
  const ack = await slack.sendCommand({ text: COMMAND, channel });
  expect(ack.failure).toBeNull();
  const run = await until('the run', async () => (await app.reporting.recent(100)).find(({ id }) => !known.has(id)));
  await during(run);
  const over = await until('its end', async () => {
    const now = await app.reporting.find(run.id);
    return ended(now) ? now : null;
  });
  await app.settled();
  // The end is stored before it is told.
  if (over.state !== 'ready')
    await slack.waitFor(() => messages().some((message) => !seen.has(message.ts) && message.text.includes('failed')));
  const left = messages().filter(({ ts }) => !seen.has(ts));
  const told = left.filter((message) => message.only_for !== undefined || String(message.channel).startsWith('D'));
  const open = left.filter((message) => !told.includes(message));
  return {
    run: over,
    posts: open.filter(({ ts, thread_ts }) => thread_ts === undefined || thread_ts === ts),
    shared: open.flatMap(({ ts, thread_ts, files }) =>
      thread_ts === undefined || thread_ts === ts ? [] : (files ?? []).map(({ name }) => name),
    ),
    told,
  };
}

const VERDICT = /^Dynamic DC Score Performance Analysis: .+\.$/;

/** One message with the verdict, every file once, nothing said to the person alone. */
function expectWhole({ run, posts, shared, told }: Outcome): void {
  expect(run.state).toBe('ready');
  expect(posts).toHaveLength(1);
  expect(posts[0]?.text).toMatch(VERDICT);
  expect(shared).toContain(PDF);
  expect([...shared].sort()).toEqual([...new Set(shared)].sort());
  expect(told).toEqual([]);
  for (const { text, blocks } of posts) checkPayload({ text, blocks });
}

describe('a passing trouble of Slack leaves one whole report', () => {
  it.each<[string, FaultChanges]>([
    [
      'a rate limit on the progress message',
      { rules: [{ kind: 'rate_limit', method: 'chat.postMessage', retryAfterSeconds: 1 }] },
    ],
    [
      'a rate limit on updates',
      { rules: [{ kind: 'rate_limit', method: 'chat.update', count: 2, retryAfterSeconds: 1 }] },
    ],
    [
      'a rate limit while uploading',
      { rules: [{ kind: 'rate_limit', method: 'files.getUploadURLExternal', retryAfterSeconds: 1 }] },
    ],
    ['server errors on the result', { rules: [{ kind: 'server_error', method: 'chat.update', count: 2 }] }],
    ['an upload whose connection breaks', { rules: [{ kind: 'drop', method: 'upload' }] }],
    [
      'an upload address that cannot be had',
      { rules: [{ kind: 'drop', method: 'files.getUploadURLExternal', when: 'before' }] },
    ],
    ['a result whose answer is lost', { rules: [{ kind: 'drop', method: 'chat.update', count: 2, when: 'after' }] }],
    ['pictures that Slack is still looking at', { fileProcessingMs: 1_500 }],
  ])('after %s', async (_name, troubles) => {
    expectWhole(await ask(troubles));
    expect(slack.faults.current.rules).toEqual([]);
  });

  it('after a share whose answer is lost: the files are there, and not a second time', async () => {
    // Two completions of pictures come before the share.
    const outcome = await ask({
      rules: [{ kind: 'drop', method: 'files.completeUploadExternal', count: 3, when: 'after' }],
    });
    expectWhole(outcome);
  });
});

describe('a lasting trouble is told', () => {
  it('where files are not taken, the message stands with Slack’s own charts, and nothing else is lost', async () => {
    const { run, posts, shared } = await ask({ uploadsDisabled: true });
    expect(run.state).toBe('ready');
    expect(posts).toHaveLength(1);
    expect(posts[0]?.text).toMatch(VERDICT);
    expect(JSON.stringify(posts[0]?.blocks)).not.toContain('slack_file');
    expect(shared).toEqual([]);
  });

  it.each([
    ['a private channel without the app', 'board-prep', 'invite'],
    ['an archived channel', 'archive', 'archived'],
  ])('%s gets nothing; the person is told soon, with what to do', async (_name, channel, word) => {
    const { run, posts, told } = await ask({}, undefined, channel);
    expect(run).toMatchObject({ state: 'failed', error: { code: 'slack' } });
    // Nobody waits for an announcement that certainly was not posted.
    expect(Date.parse(run.finishedAt ?? '') - Date.parse(run.createdAt)).toBeLessThan(15_000);
    expect(posts).toEqual([]);
    expect(told).toHaveLength(1);
    expect(JSON.stringify(told[0]?.blocks).toLowerCase()).toContain(word);
  });
});

describe('cancelling', () => {
  it('a run in the middle of its delivery ends it without a result, and says so', async () => {
    const { run, posts, shared, told } = await ask(
      { rules: [{ kind: 'slow', method: 'upload', count: 1, delayMs: 1_500 }] },
      async ({ id }) => {
        await slack.waitFor(() => slack.faults.current.rules.length === 0, { timeoutMs: 60_000 });
        expect(await app.reporting.cancel(id)).toBe(true);
        expect(await app.reporting.cancel(id)).toBe(false);
      },
    );
    expect(run).toMatchObject({ state: 'cancelled', stage: 'cancelled' });
    expect(posts).toHaveLength(1);
    expect(posts[0]?.text).toContain('could not be made');
    expect(told).toHaveLength(1);
    expect(told[0]?.text).toContain('cancelled');
    expect(shared).toEqual([]);
  });
});

describe('many commands while reports run', () => {
  it('acknowledges all of them in Slack’s three seconds and answers each distinct one once', async () => {
    const seen = new Set(messages().map(({ ts }) => ts));
    const known = new Set((await app.reporting.recent(500)).map(({ id }) => id));
    const texts = Array.from({ length: 20 }, (_, i) =>
      i % 4 === 0 ? `${COMMAND} last ${6 + i} months no pdf` : i % 2 === 0 ? 'help' : 'reports',
    );
    const acks = await Promise.all(
      texts.map(async (text, i) => {
        await new Promise((resolve) => setTimeout(resolve, i * 50));
        return slack.sendCommand({ text });
      }),
    );
    expect(acks.map(({ failure }) => failure)).toEqual(texts.map(() => null));
    const asked = texts.filter((text) => text.startsWith('report ')).length;
    const fresh = async () => (await app.reporting.recent(500)).filter(({ id }) => !known.has(id));
    const runs = await until('all reports', async () => {
      const runs = await fresh();
      return runs.length === asked && runs.every(ended) ? runs : null;
    });
    expect(runs.map(({ state }) => state)).toEqual(runs.map(() => 'ready'));
    await app.settled();
    const left = messages().filter(({ ts }) => !seen.has(ts));
    expect(left.filter(({ only_for }) => only_for === YOU)).toHaveLength(texts.length - asked);
    const posts = left.filter(({ ts, thread_ts, only_for }) => only_for === undefined && (thread_ts ?? ts) === ts);
    expect(posts).toHaveLength(asked);
    for (const { text } of posts) expect(text).toMatch(VERDICT);
  });
});
