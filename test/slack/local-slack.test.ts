/**
 * The Slack room against the local stand-in, which checks every block, argument, scope and trigger by its own reading of
 * Slack's contract. The app has exactly the scopes of its manifest.
 */
import { createHash } from 'node:crypto';
import { type ServerType, serve } from '@hono/node-server';
import { Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLocalSlack, type LocalSlack, type LocalSlackOptions } from '../../src/dev/slack/local-slack.ts';
import { DeliveryError, explain } from '../../src/errors.ts';
import { createLogger } from '../../src/log.ts';
import { createMetrics } from '../../src/metrics.ts';
import type { Artifact, Destination, Reporting, RunRecord } from '../../src/ports.ts';
import { COMMON_OPTIONS } from '../../src/reports/options.ts';
import type { AnyReport } from '../../src/reports/report.ts';
import { createSlack, type Slack } from '../../src/slack/app.ts';
import { requiredScopes } from '../../src/slack/manifest.ts';
import { noData } from './data-ports.ts';
import { catalog } from './market.ts';
import { readyRun, runOf } from './runs.ts';

const SECRET = 'c'.repeat(32);
const logger = createLogger('silent');
type SlackDestination = Extract<Destination, { kind: 'slack' }>;

const report = (id: string, title: string, category: AnyReport['category']): AnyReport => ({
  id,
  title,
  category,
  question: 'How healthy is each brand’s score, is it really moving, why?',
  needs: { tables: ['scores'], outcomes: [], brands: { subject: 1, peers: 1 }, periods: 2 },
  options: COMMON_OPTIONS,
  adds: { depth: {}, extent: {} },
  analyse: () => ({}),
  present: () => {
    throw new Error('not presented here');
  },
});
const reports = [
  report('dc-score-performance', 'Dynamic DC Score Performance Analysis', 'dc-score'),
  report('executive-dashboard', 'Executive Performance Dashboard', 'executive'),
];

const file = (name: string, format: Artifact['format'], more: Partial<Artifact> = {}): Artifact => ({
  name,
  format,
  mediaType: 'application/octet-stream',
  title: name,
  alt: null,
  bytes: new Uint8Array([1, 2, 3]),
  ...more,
});

/** Runs at once and delivers through the publisher as delivery does, without store and queue. */
function runAtOnce(
  publisher: () => Slack['publisher'],
): Reporting & { readonly runs: Map<string, RunRecord>; settle(): Promise<void> } {
  const runs = new Map<string, RunRecord>();
  const work: Promise<void>[] = [];
  const deliver = async (run: RunRecord, to: SlackDestination): Promise<void> => {
    let message = null;
    try {
      message = await publisher().announce(to, run);
      const images: { chart: string; fileId: string }[] = [];
      try {
        const picture = file('dc-score-performance-1.png', 'png', { chart: 'change', alt: 'Waterfall' });
        images.push({ chart: 'change', fileId: await publisher().upload(to, picture) });
      } catch (error) {
        if (!(error instanceof DeliveryError && error.failure === 'no-files')) throw error;
      }
      await publisher().result(
        message,
        to,
        { ...readyRun(), ...run, state: 'ready', outcomes: readyRun().outcomes },
        images,
      );
      if (images.length > 0) {
        const pdf = await publisher().upload(to, file('dc-score-performance.pdf', 'pdf'));
        await publisher().shareFile(to, message, [{ id: pdf, title: 'The report' }]);
      }
    } catch (error) {
      runs.set(run.id, { ...run, state: 'failed', error: explain(error) });
      await publisher().failed(message, to, run, explain(error));
    }
  };
  return {
    runs,
    async submit(request, destination, requestedBy, key) {
      const id = createHash('sha1').update(key).digest('hex').slice(0, 12);
      const known = runs.get(id);
      if (known) return known;
      const run = { ...readyRun(), id, request, destination, requestedBy };
      runs.set(id, run);
      if (destination.kind === 'slack')
        work.push(deliver(runOf({ ...run, outcomes: null, state: 'running' }), destination));
      return run;
    },
    find: async (id) => runs.get(id) ?? null,
    cancel: async () => false,
    recent: async () => [...runs.values()],
    status: async () => ({ queued: 0, running: 0, finishedLastHour: 1, failedLastHour: 0 }),
    settle: async () => void (await Promise.all(work)),
  };
}

let local: LocalSlack;
let slack: Slack;
let server: ServerType;
let reporting: ReturnType<typeof runAtOnce>;

async function start(options: Partial<LocalSlackOptions> = {}): Promise<void> {
  const socket = options.appToken !== undefined;
  local = await createLocalSlack({
    signingSecret: SECRET,
    botToken: 'xoxb-local-test',
    appUrl: 'http://127.0.0.1:9',
    command: '/dc',
    scopes: requiredScopes(),
    ...options,
  });
  slack = createSlack({
    config: {
      SLACK_BOT_TOKEN: 'xoxb-local-test',
      SLACK_SIGNING_SECRET: socket ? undefined : SECRET,
      SLACK_APP_TOKEN: options.appToken,
      SLACK_COMMAND: '/dc',
      SLACK_API_URL: local.apiUrl,
      SLACK_IMPORTERS: [],
      CHECK_PAYLOADS: true,
    },
    reports,
    data: {
      catalog: async () => catalog,
      searchBrands: async (query, limit) =>
        catalog.brands.filter(({ brand }) => brand.toLowerCase().includes(query.toLowerCase())).slice(0, limit),
      searchProjects: async () => catalog.projects,
    },
    renderer: { render: async () => [file('ranking.csv', 'csv'), file('headroom.csv', 'csv')] },
    ...noData,
    theme: { accent: '#0072B2', logo: null, paper: 'A4' },
    logger,
    metrics: createMetrics(),
    clock: { now: () => new Date() },
    pageUrl: (id) => `https://dc.example/r/${encodeURIComponent(id)}`,
  });
  reporting = runAtOnce(() => slack.publisher);
  await slack.start(reporting);
  const app = new Hono().route('/', slack.routes);
  const port = await new Promise<number>((resolve) => {
    server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, (address) => resolve(address.port));
  });
  local.setAppUrl(`http://127.0.0.1:${port}/slack/events`);
}

const settle = async (): Promise<void> => {
  await slack.settled();
  await reporting.settle();
};

async function command(text: string, channel?: string) {
  const result = await local.sendCommand({ text, ...(channel === undefined ? {} : { channel }) });
  await settle();
  return result;
}

afterEach(async () => {
  await settle();
  await new Promise((resolve) => server.close(resolve));
  await local.close();
});

const said = (value: unknown) => JSON.stringify(value);
/** Clicks the button in the first message that holds it. */
async function click(actionId: string, channel = 'C0DCPERF1'): Promise<void> {
  const message = local.messages(channel).find((each) => said(each).includes(actionId));
  await local.clickButton({ actionId, channel, messageTs: String(message?.ts) });
  await settle();
}

const viewId = (): string => String(local.views().at(-1)?.id);

/** Calls that the stand-in refused. */
const refused = () => local.calls.filter((call) => (call.response as { ok?: boolean }).ok !== true);

describe('with the manifest’s scopes', () => {
  beforeEach(() => start());

  it('carries a report from command to picture, PDF and buttons', async () => {
    const result = await command('report dc-score-performance for Aurora');
    expect(result.failure).toBeNull();
    const messages = local.messages();
    expect(said(messages[0])).toContain('Aurora’s score rose 3.3 points');
    expect(((messages[0]?.blocks ?? []) as { type: string }[]).map((block) => block.type)).toEqual([
      'section',
      'section',
      'context',
      'image',
      'actions',
      'context',
    ]);
    expect(local.files().map((each) => [each.name, each.shares.length])).toEqual([
      ['dc-score-performance-1.png', 0],
      ['dc-score-performance.pdf', 1],
    ]);
    expect(refused()).toEqual([]);
  });

  it.each(['', 'reports', 'help', 'help periods', 'help options', 'status', 'nonsense'])(
    'answers /dc %s',
    async (text) => {
      expect((await command(text)).failure).toBeNull();
      const [answer] = local.messages();
      expect(answer?.only_for).toBeDefined();
      expect(refused()).toEqual([]);
    },
  );

  it('opens the form for unclear words, searches, changes and submits it', async () => {
    await command('report dc-score-performance Borealsi');
    const [view] = local.views();
    expect(said(view)).toContain('You typed: dc-score-performance Borealsi');
    await local.clickButton({ actionId: 'builder:mean:0:0', viewId: viewId() });
    await settle();
    expect(said(local.views()[0])).toContain('brand:Borealis');
    const found = await local.requestOptions({ actionId: 'builder:brands', query: 'zeph', viewId: viewId() });
    expect(said(found)).toContain('Zephyr');
    await local.submitView({ values: {} });
    await settle();
    expect(local.views()).toEqual([]);
    const [run] = [...reporting.runs.values()];
    expect(run?.request.selection.brands).toEqual({ names: ['Borealis'] });
    expect(refused()).toEqual([]);
  });

  it('answers the buttons of a result', async () => {
    await command('report dc-score-performance');
    await click('result:method');
    expect(said(local.views()[0])).toContain('Data health: 93 of 100');
    await local.closeView({ all: true });
    await click('result:other-brands');
    expect(said(local.views()[0])).toContain('report-builder');
    await local.closeView({ all: true });
    await click('result:data');
    expect(
      local
        .files()
        .filter((each) => each.name.endsWith('.csv'))
        .map((each) => each.shares.length),
    ).toEqual([1, 1]);
    expect(refused()).toEqual([]);
  });

  it('writes to the person when the app is not in the channel', async () => {
    await command('report dc-score-performance', 'C0DCGEN01');
    const direct = local.messages('D0DCDM001');
    expect(said(direct)).toContain('/invite');
    expect(said(direct)).toContain('Try again');
    await click('result:to-me', 'D0DCDM001');
    expect(said(local.messages('D0DCDM001'))).toContain('rose 3.3 points');
  });
});

describe('in Socket Mode', () => {
  it('does the same without an address', async () => {
    await start({ appToken: 'xapp-local-test' });
    await local.waitFor((each) => each.socketCount > 0);
    const result = await local.sendCommand({ text: 'report dc-score-performance' });
    expect(result.failure).toBeNull();
    await local.waitFor((each) => said(each.messages()).includes('rose 3.3 points'));
    await settle();
    await local.sendCommand({ text: 'status' });
    await local.waitFor((each) => said(each.messages()).includes('queued'));
    expect(refused()).toEqual([]);
    await slack.close();
  });
});

describe('with faults', () => {
  it('waits for pictures in processing', async () => {
    await start({ faults: { fileProcessingMs: 700 } });
    await command('report dc-score-performance');
    expect(said(local.messages()[0])).toContain('"image"');
  });

  it('draws natively where uploads are disabled', async () => {
    await start({ faults: { uploadsDisabled: true } });
    await command('report dc-score-performance');
    const [message, details] = local.messages();
    expect(said(message)).toContain('data_visualization');
    expect(said(details)).toContain('Close the content gap');
  });

  it.each(['stale', 'future', 'wrong'] as const)('refuses %s signatures', async (signature) => {
    await start({ faults: { signature } });
    const result = await command('report dc-score-performance');
    expect(result.status).toBe(401);
    expect(reporting.runs.size).toBe(0);
  });

  it('takes replayed requests once and double clicks once', async () => {
    await start({ faults: { signature: 'replayed', doubleClicks: true } });
    await command('report dc-score-performance');
    expect(reporting.runs.size).toBe(1);
    await click('result:data');
    expect(local.files().filter((each) => each.name === 'ranking.csv')).toHaveLength(1);
  });

  it('obeys 429', async () => {
    await start({ faults: { rules: [{ kind: 'rate_limit', method: 'chat.update', retryAfterSeconds: 1 }] } });
    await command('report dc-score-performance');
    expect(said(local.messages()[0])).toContain('rose 3.3 points');
  });
});
