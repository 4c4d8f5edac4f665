/** The app killed in the middle of a report, with Slack in a process of its own: after a restart everything arrives once. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serverPlace, TEST_SERVER, type TestPlace } from '../support/databases.ts';
import { until } from '../support/until.ts';
import {
  arrivalOf,
  BOT_TOKEN,
  fillStore,
  metric,
  type RemoteSlack,
  removeDirectory,
  SIGNING_SECRET,
  sparePort,
  startDc,
  startRemoteSlack,
  temporaryDirectory,
} from './processes.ts';

type App = Awaited<ReturnType<typeof startDc>>;

const COMMAND = 'report dc-score-performance csv';
const READY = 'dc_runs_total{state="ready"}';
const stages = (stage: string): string => `dc_run_stage_seconds_count{stage="${stage}"}`;

/** Pictures that the result message itself shows are completed before the first share. */
const PICTURES_IN_MESSAGE = 2;
const slow = (method: string, count: number, delayMs: number) => ({
  rules: [{ kind: 'slow', method, count, delayMs }],
});

interface Moment {
  readonly name: string;
  readonly faults?: Readonly<Record<string, unknown>>;
  /** Prepares the look for this moment, before the command. */
  watch(app: App, slack: RemoteSlack): Promise<() => Promise<boolean>>;
}

const whenMetricGrows =
  (sample: string) =>
  async ({ url }: App) => {
    const before = await metric(url, sample);
    return async () => (await metric(url, sample)) > before;
  };

/** Moments of one run; a slow call is under way when its fault has been used, and takes effect though its caller dies. */
const MOMENTS: readonly Moment[] = [
  {
    name: 'once its progress message stands',
    watch: async (_app, slack) => {
      const posts = async () => (await slack.calls()).filter(({ method }) => method === 'chat.postMessage').length;
      const before = await posts();
      return async () => (await posts()) > before;
    },
  },
  { name: 'while it analyses', watch: whenMetricGrows(stages('load')) },
  { name: 'while it renders', watch: whenMetricGrows(stages('analyse')) },
  {
    name: 'while it uploads a picture',
    faults: slow('upload', 1, 3_000),
    watch: async (_app, slack) => async () => (await slack.faultsLeft()) === 0,
  },
  {
    name: 'while it shares the files',
    faults: slow('files.completeUploadExternal', PICTURES_IN_MESSAGE + 1, 700),
    watch: async (_app, slack) => async () => (await slack.faultsLeft()) === 0,
  },
];

/**
 * One message with the verdict, and each file shared once. A process that died between posting and recording its
 * progress line may leave that line behind: Slack's default scopes do not let the next one look for it.
 */
async function expectOneArrival(slack: RemoteSlack, since: string): Promise<void> {
  const { posts, shared } = arrivalOf(await slack.state(), since);
  const results = posts.filter(({ blocks }) => JSON.stringify(blocks).includes('slack_file'));
  expect(results).toHaveLength(1);
  expect(results[0]?.text).toMatch(/^Dynamic DC Score Performance Analysis: .+\.$/);
  const others = posts.filter((post) => !results.includes(post));
  expect(others.length).toBeLessThanOrEqual(1);
  for (const { text } of others) expect(text).toBe('Dynamic DC Score Performance Analysis: queued');
  expect(shared).toContain('dc-score-performance.pdf');
  expect(shared.filter((name) => name.endsWith('.csv')).length).toBeGreaterThan(0);
  expect(shared.filter((name) => name.endsWith('.png')).length).toBeGreaterThan(0);
  expect(shared).toEqual([...new Set(shared)]);
}

const lastTs = async (slack: RemoteSlack): Promise<string> =>
  (await slack.state()).messages
    .map(({ ts }) => ts)
    .sort()
    .at(-1) ?? '';

const slackOf = (slack: RemoteSlack) => ({
  SLACK_BOT_TOKEN: BOT_TOKEN,
  SLACK_SIGNING_SECRET: SIGNING_SECRET,
  SLACK_API_URL: slack.apiUrl,
});

describe('an app on its embedded store that is killed', () => {
  const directory = temporaryDirectory();
  let slack: RemoteSlack;
  let app: App;
  let serve: () => Promise<App>;

  beforeAll(async () => {
    const port = await sparePort();
    [slack] = await Promise.all([startRemoteSlack(port), fillStore({ DATA_DIR: directory })]);
    serve = () => startDc('serve', { DATA_DIR: directory, PORT: String(port), ...slackOf(slack) });
    app = await serve();
  });
  afterAll(async () => {
    await app?.stop();
    await slack?.close();
    removeDirectory(directory);
  });

  it.each(MOMENTS)('$name delivers the report once after a restart', async ({ faults, watch }) => {
    const since = await lastTs(slack);
    const reached = await watch(app, slack);
    if (faults) await slack.setFaults(faults);
    const { failure } = await slack.command(COMMAND);
    expect(failure).toBeNull();
    await until('the moment', reached, { everyMs: 10 });
    await app.kill();
    expect(app.child.signalCode).toBe('SIGKILL');
    await slack.setFaults({ rules: [] });
    app = await serve();
    await until('the report', async () => (await metric(app.url, READY)) === 1);
    await expectOneArrival(slack, since);
  });
});

describe.skipIf(TEST_SERVER === undefined)('a worker on a shared server (TEST_DATABASE_URL) that is killed', () => {
  let place: TestPlace;
  let slack: RemoteSlack;
  const running: App[] = [];

  beforeAll(async () => {
    place = await serverPlace(TEST_SERVER ?? '');
    await fillStore({ DATABASE_URL: place.settings.DATABASE_URL ?? '' });
  });
  afterAll(async () => {
    await Promise.all(
      running.filter((app) => app.child.exitCode === null && app.child.signalCode === null).map((app) => app.stop()),
    );
    await slack?.close();
    await place?.remove();
  });

  it('leaves its report to another process, which delivers it once', async () => {
    const port = await sparePort();
    slack = await startRemoteSlack(port);
    const shared = { DATABASE_URL: place.settings.DATABASE_URL ?? '', WORKER_CONCURRENCY: '1', ...slackOf(slack) };
    const start = async (command: 'serve' | 'worker', env: Record<string, string>): Promise<App> => {
      const app = await startDc(command, { ...shared, ...env });
      running.push(app);
      return app;
    };
    const first = await start('worker', {});
    // This one is asked, and must not take the job before the worker does: its own slot is kept busy by an endless upload.
    const asked = await start('serve', { PORT: String(port) });
    await slack.setFaults(slow('upload', 100, 4_000));
    // Two runs for two slots: each process holds one when the worker dies.
    for (const line of [COMMAND, `${COMMAND} last 6 months`]) expect((await slack.command(line)).failure).toBeNull();
    await until('both processes rendering', async () =>
      Promise.all([first, asked].map(({ url }) => metric(url, stages('render')))).then((counts) =>
        counts.every((count) => count > 0),
      ),
    );
    await first.kill();
    await slack.setFaults({ rules: [] });
    await until('both reports', async () => (await metric(asked.url, READY)) === 2, { timeoutMs: 90_000 });
    const { posts, shared: files } = arrivalOf(await slack.state());
    expect(posts).toHaveLength(2);
    for (const { text, blocks } of posts) {
      expect(text).toMatch(/^Dynamic DC Score Performance Analysis: .+\.$/);
      expect(JSON.stringify(blocks)).toContain('slack_file');
    }
    expect(files.filter((name) => name === 'dc-score-performance.pdf')).toHaveLength(2);
  });
});
