/** The whole Slack room, from signed requests to Web API calls, against an HTTP double. */
import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLogger } from '../../src/log.ts';
import { createMetrics } from '../../src/metrics.ts';
import type { Artifact, DataReader, Reporting } from '../../src/ports.ts';
import { COMMON_OPTIONS } from '../../src/reports/options.ts';
import type { AnyReport } from '../../src/reports/report.ts';
import { createSlack, type Slack } from '../../src/slack/app.ts';
import { findViolations } from '../../src/slack/limits.ts';
import { type SlackApiDouble, startSlackApiDouble } from '../support/slack-api-double.ts';
import { noData } from './data-ports.ts';
import { bigCatalog, catalog } from './market.ts';
import { readyRun, runOf } from './runs.ts';

const SECRET = 'a'.repeat(32);
const logger = createLogger('silent');

const report: AnyReport = {
  id: 'dc-score-performance',
  title: 'Dynamic DC Score Performance Analysis',
  category: 'dc-score',
  question: 'How healthy is each brand’s score?',
  needs: { tables: ['scores'], outcomes: [], brands: { subject: 1, peers: 1 }, periods: 2 },
  options: COMMON_OPTIONS,
  adds: { depth: {}, extent: {} },
  analyse: () => ({}),
  present: () => {
    throw new Error('not presented here');
  },
};

interface World {
  readonly slack: Slack;
  readonly api: SlackApiDouble;
  readonly reporting: { [K in keyof Reporting]: ReturnType<typeof vi.fn<Reporting[K]>> };
  readonly data: { [K in 'catalog' | 'searchBrands' | 'searchProjects']: ReturnType<typeof vi.fn<DataReader[K]>> };
  send(body: string): Promise<Response>;
  command(text: string, trigger?: string): Promise<Response>;
  interact(payload: object): Promise<Response>;
}

let world: World;

async function createWorld(brands = catalog): Promise<World> {
  const api = await startSlackApiDouble();
  const reporting = {
    submit: vi.fn<Reporting['submit']>(async (request, destination) =>
      runOf({ request, destination, state: 'queued' }),
    ),
    find: vi.fn<Reporting['find']>(async () => readyRun()),
    cancel: vi.fn<Reporting['cancel']>(async () => true),
    recent: vi.fn<Reporting['recent']>(async () => [
      readyRun({ timings: { load: 300, analyse: 1_600, render: 3_500, deliver: 400 } }),
    ]),
    status: vi.fn<Reporting['status']>(async () => ({ queued: 1, running: 2, finishedLastHour: 3, failedLastHour: 4 })),
  };
  const data = {
    catalog: vi.fn<DataReader['catalog']>(async () => brands),
    searchBrands: vi.fn<DataReader['searchBrands']>(async (query, limit) =>
      brands.brands.filter(({ brand }) => brand.toLowerCase().includes(query.toLowerCase())).slice(0, limit),
    ),
    searchProjects: vi.fn<DataReader['searchProjects']>(async (_, limit) => brands.projects.slice(0, limit)),
  };
  const csv: Artifact = {
    name: 'dc-score-performance-ranking.csv',
    format: 'csv',
    mediaType: 'text/csv',
    title: 'Brands in the peer set',
    alt: null,
    bytes: new Uint8Array([97]),
  };
  const slack = createSlack({
    config: {
      SLACK_BOT_TOKEN: 'xoxb-test',
      SLACK_SIGNING_SECRET: SECRET,
      SLACK_APP_TOKEN: undefined,
      SLACK_COMMAND: '/dc',
      SLACK_API_URL: api.url,
      SLACK_IMPORTERS: [],
      CHECK_PAYLOADS: true,
    },
    reports: [report],
    data,
    renderer: { render: async () => [csv, { ...csv, name: 'dc-score-performance-headroom.csv' }] },
    ...noData,
    theme: { accent: '#0072B2', logo: null, paper: 'A4' },
    logger,
    metrics: createMetrics(),
    clock: { now: () => new Date() },
    pageUrl: () => null,
  });
  await slack.start(reporting);
  const send = async (body: string): Promise<Response> => {
    const timestamp = String(Math.floor(Date.now() / 1000));
    const digest = createHmac('sha256', SECRET).update(`v0:${timestamp}:${body}`).digest('hex');
    return slack.routes.request('/slack/events', {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': `v0=${digest}`,
      },
    });
  };
  return {
    slack,
    api,
    reporting,
    data,
    send,
    async command(text, trigger = 'trigger.1') {
      const fields = {
        command: '/dc',
        text,
        trigger_id: trigger,
        team_id: 'T1',
        user_id: 'U0ASKER',
        channel_id: 'C0GENERAL',
        response_url: api.responseUrl,
      };
      const response = await send(new URLSearchParams(fields).toString());
      await slack.settled();
      return response;
    },
    async interact(payload) {
      const full = { team: { id: 'T1' }, user: { id: 'U0ASKER' }, api_app_id: 'A1', token: 't', ...payload };
      const response = await send(`payload=${encodeURIComponent(JSON.stringify(full))}`);
      await slack.settled();
      return response;
    },
  };
}

beforeEach(async () => {
  world = await createWorld();
});
afterEach(async () => {
  await world.slack.close();
  await world.api.close();
});

const said = (value: unknown) => JSON.stringify(value);
type View = {
  blocks: { type: string; block_id?: string; element?: Record<string, unknown>; elements?: Record<string, string>[] }[];
  private_metadata: string;
  callback_id: string;
};
const opened = (): View =>
  (world.api.of('views.update').at(-1) ?? world.api.of('views.open').at(-1))?.args.view as View;
const element = (view: View, id: string) =>
  view.blocks.find((block) => block.block_id?.replace(/~\d+$/, '') === id)?.element;

describe('/dc report', () => {
  it('submits a complete request under the trigger id, and says nothing itself', async () => {
    const response = await world.command(
      'report dc-score-performance for Aurora, Borealis last 12 months vs last year',
    );
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('');
    expect(world.reporting.submit).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({
        reports: ['dc-score-performance'],
        selection: {
          projects: null,
          brands: { names: ['Aurora', 'Borealis'] },
          period: { kind: 'last', count: 12, unit: 'month' },
        },
        options: { compare: 'previous-year' },
      }),
      { kind: 'slack', team: 'T1', channel: 'C0GENERAL', user: 'U0ASKER', thread: null },
      'U0ASKER',
      'trigger.1',
    );
    expect(world.api.responses).toEqual([]);
  });

  it('reads Slack’s escapes', async () => {
    await world.command('report dc-score-performance "Dune &amp; Sons"');
    expect(world.reporting.submit.mock.calls[0]?.[0].selection.brands).toEqual({ names: ['Dune & Sons'] });
  });

  it('may leave out the word report', async () => {
    await world.command('score performance Aurora');
    expect(world.reporting.submit).toHaveBeenCalledOnce();
  });

  it('acknowledges although the store is slow', async () => {
    let release = () => {};
    world.reporting.submit.mockImplementationOnce(
      () =>
        new Promise((resolve) => {
          release = () => resolve(runOf());
        }),
    );
    const body = new URLSearchParams({
      command: '/dc',
      text: 'report dc-score-performance',
      trigger_id: 'slow',
      team_id: 'T1',
      user_id: 'U1',
      channel_id: 'C1',
      response_url: world.api.responseUrl,
    });
    const response = await world.send(body.toString());
    expect(response.status).toBe(200);
    release();
    await world.slack.settled();
  });

  it('opens the form prefilled when a word is unknown, with the line, and with what it may have meant', async () => {
    await world.command('report dc-score-performance Borealsi last 6 months', 'trigger.9');
    expect(world.reporting.submit).not.toHaveBeenCalled();
    expect(world.api.of('views.open')[0]?.args.trigger_id).toBe('trigger.9');
    const view = opened();
    expect(said(view.blocks)).toContain('You typed: dc-score-performance Borealsi last 6 months');
    expect(said(view.blocks)).toContain('“Borealsi”');
    expect(view.blocks.find((block) => block.type === 'actions')?.elements?.[0]?.value).toContain('Borealis');
    expect(element(view, 'report')).toMatchObject({ initial_option: { value: 'dc-score-performance' } });
    expect(element(view, 'period')).toMatchObject({ initial_option: { value: 'last 6 months' } });
    expect(element(view, 'where')).toMatchObject({ initial_conversation: 'C0GENERAL' });
  });

  it('says in the form how long the report usually takes', async () => {
    await world.command('report dc-score-performance Borealsi');
    expect(said(opened().blocks)).toContain('usually takes 6 s');
  });

  it('opens the empty form without words', async () => {
    await world.command('report');
    expect(opened().callback_id).toBe('report-builder');
    expect(element(opened(), 'brands')).toMatchObject({ type: 'multi_external_select', min_query_length: 0 });
  });

  it('tells the person what failed, why and what to do', async () => {
    world.reporting.submit.mockRejectedValueOnce(new Error('connection refused at 10.0.0.1'));
    await world.command('report dc-score-performance');
    const [answer] = world.api.responses;
    expect(answer?.response_type).toBe('ephemeral');
    expect(said(answer)).toContain('Something went wrong');
    expect(said(answer)).toContain('Try again');
    expect(said(answer)).not.toContain('10.0.0.1');
  });
});

describe('the other commands', () => {
  it.each([
    ['', 'Your last reports'],
    ['reports', '● ready'],
    ['reports dc-score', 'dc-score-performance'],
    ['reports nonsense-category', 'There is no category'],
    ['help', '/dc report'],
    ['help periods', 'Q3 2025'],
    ['help options', 'confidence'],
    ['status', '1 queued · 2 running'],
    ['stats', 'Did you mean'],
    ['frobnicate <!channel>', 'I do not know'],
  ])('/dc %s', async (text, part) => {
    await world.command(text);
    const [answer] = world.api.responses;
    expect(said(answer)).toContain(part);
    expect(answer?.response_type).toBe('ephemeral');
    expect(answer?.text).not.toBe('');
    expect(findViolations(answer ?? {})).toEqual([]);
  });

  it('shows examples with names that are there', async () => {
    await world.command('help report');
    expect(said(world.api.responses[0])).toContain('for Aurora, Zephyr in IN-Skincare last 12 months');
  });

  it('a line that names a brand opens the form with it, and with the words that nobody knows', async () => {
    await world.command('compete Aurora Zephyr last 6 months');
    const values = JSON.stringify(element(opened(), 'brands'));
    expect(values).toContain('Aurora');
    expect(values).toContain('Zephyr');
    expect(said(opened().blocks)).toContain('“compete”');
  });

  it('a mistyped command is a question with a button that runs what was meant', async () => {
    await world.command('reprot dc-score-performance for Aurora');
    expect(world.reporting.submit).not.toHaveBeenCalled();
    const blocks = world.api.responses[0]?.blocks as { elements?: { action_id: string; value: string }[] }[];
    const [meant, create] = blocks[1]?.elements ?? [];
    expect(meant).toMatchObject({
      value: 'report dc-score-performance for Aurora',
      text: { text: 'Yes, /dc report dc-score-performance for Aurora' },
    });
    const click = (button: typeof meant, trigger: string) =>
      world.interact({
        type: 'block_actions',
        trigger_id: trigger,
        channel: { id: 'C0GENERAL' },
        container: { type: 'message', message_ts: '1.1', is_ephemeral: true },
        response_url: world.api.responseUrl,
        actions: [{ type: 'button', ...button, block_id: 'b', action_ts: trigger }],
      });
    await click(meant, 'x1');
    expect(world.reporting.submit.mock.calls[0]?.[0]).toMatchObject({ selection: { brands: { names: ['Aurora'] } } });
    expect(world.api.responses.at(-1)).toMatchObject({ replace_original: true });

    // The other button keeps what was typed, too.
    await click(create, 'x2');
    expect(said(element(opened(), 'brands'))).toContain('Aurora');
    expect(said(opened().blocks)).toContain('“reprot”');
  });

  it('offers what it lists as buttons, and a double click starts one run', async () => {
    await world.command('reports');
    const blocks = world.api.responses[0]?.blocks as { accessory?: { action_id: string; value: string } }[];
    const button = blocks.find((block) => block.accessory)?.accessory;
    const click = (trigger: string) =>
      world.interact({
        type: 'block_actions',
        trigger_id: trigger,
        channel: { id: 'C0GENERAL' },
        container: { type: 'message', message_ts: '1.1', is_ephemeral: true },
        response_url: world.api.responseUrl,
        actions: [{ type: 'button', ...button, block_id: 'b', action_ts: trigger }],
      });
    await click('x1');
    await click('x2');
    const keys = world.reporting.submit.mock.calls.map((call) => call[3]);
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
  });
});

const click = (action: string, more: object = {}) =>
  world.interact({
    type: 'block_actions',
    trigger_id: 'click.1',
    channel: { id: 'C0GENERAL' },
    message: { ts: '1700.1' },
    container: { type: 'message', message_ts: '1700.1', channel_id: 'C0GENERAL', is_ephemeral: false },
    response_url: world.api.responseUrl,
    actions: [{ type: 'button', action_id: action, block_id: 'b', value: readyRun().id, action_ts: '1' }],
    ...more,
  });

describe('the buttons of a result', () => {
  it('other brands: opens a light view at once, then the form with everything but the brands', async () => {
    await click('result:other-brands');
    expect(said(world.api.of('views.open')[0]?.args.view)).toContain('One moment');
    const view = opened();
    expect(element(view, 'brands')).not.toHaveProperty('initial_options');
    expect(element(view, 'brands')).toHaveProperty('focus_on_load', true);
    expect(element(view, 'projects')).toMatchObject({ initial_options: [{ value: 'IN-Skincare' }] });
    expect(element(view, 'period')).toMatchObject({ initial_option: { value: 'last 12 months' } });
  });

  it('other period: the form with everything but the period', async () => {
    await click('result:other-period');
    expect(element(opened(), 'brands')).toMatchObject({ initial_options: [{ value: 'brand:Aurora' }] });
    expect(element(opened(), 'period')).not.toHaveProperty('initial_option');
    expect(element(opened(), 'period')).toHaveProperty('focus_on_load', true);
  });

  it('method & data health: from the stored document', async () => {
    await click('result:method');
    expect(said(opened().blocks)).toContain('Data health: 93 of 100');
    expect(said(opened().blocks)).toContain('Benjamini');
  });

  it('data: all tables once in the thread', async () => {
    await Promise.all([click('result:data'), click('result:data', { trigger_id: 'click.2' })]);
    const [shared, again] = world.api.of('files.completeUploadExternal');
    expect(again).toBeUndefined();
    expect(shared?.args).toMatchObject({ channel_id: 'C0GENERAL', thread_ts: '1700.1' });
    // Two tables of one name are told apart.
    const titles = ((shared?.args.files ?? []) as { title: string }[]).map(({ title }) => title);
    expect(titles).toHaveLength(2);
    expect(titles[1]).toBe(`${titles[0]} (dc-score-performance-headroom.csv)`);
    expect(world.api.uploads).toHaveLength(2);
  });

  it('data where files are disabled: says why', async () => {
    world.api.script('files.getUploadURLExternal', 'file_uploads_disabled');
    await click('result:data');
    expect(said(world.api.responses)).toContain('File uploads are disabled');
  });

  it('try again: the same key for every click, the next key once that run failed', async () => {
    const keys = () => world.reporting.submit.mock.calls.map((call) => call[3]);
    await click('result:retry');
    await click('result:retry', { trigger_id: 'click.2' });
    expect(new Set(keys()).size).toBe(1);
    world.reporting.submit.mockResolvedValueOnce(runOf({ id: 'second', state: 'failed' }));
    await click('result:retry', { trigger_id: 'click.3' });
    expect(new Set(keys()).size).toBe(2);
    expect(world.reporting.submit.mock.calls.at(-1)?.[1]).toMatchObject({ channel: 'C0GENERAL' });
    expect(world.api.responses.at(-1)).toMatchObject({ replace_original: true });
  });

  it('send it to me: the same request to the person', async () => {
    await click('result:to-me');
    expect(world.reporting.submit.mock.calls[0]?.[1]).toMatchObject({ channel: 'U0ASKER', user: 'U0ASKER' });
  });

  it('a run that is gone is said to be gone', async () => {
    world.reporting.find.mockResolvedValue(null);
    await click('result:retry');
    expect(said(world.api.responses)).toContain('no longer stored');
    await click('result:other-period', { trigger_id: 'click.2' });
    expect(said(opened())).toContain('Close the window and try again');
  });
});

describe('the report builder', () => {
  const values = (more: Record<string, object> = {}, version = 0) =>
    Object.fromEntries(
      Object.entries({
        report: { selected_option: { value: 'dc-score-performance' } },
        brands: { selected_options: [] },
        projects: { selected_options: [] },
        period: { selected_option: null },
        'period-text': { value: null },
        compare: { selected_option: null },
        outputs: { selected_options: [{ value: 'pdf' }] },
        where: { selected_conversation: 'C0BOARD' },
        ...more,
      }).map(([field, input]) => [`${field}~${version}`, { [`builder:${field}`]: input }]),
    );
  const view = (more: Record<string, object> = {}, metadata = '') => ({
    id: 'V1',
    hash: 'h1',
    type: 'modal',
    callback_id: 'report-builder',
    private_metadata: metadata,
    state: { values: values(more) },
    blocks: [],
  });
  const submitView = (more: Record<string, object> = {}) =>
    world.interact({ type: 'view_submission', trigger_id: 's1', view: view(more) });

  it('sends to the person alone when that is ticked, whatever the channel says', async () => {
    const response = await submitView({ 'to-me': { selected_options: [{ value: 'me' }] } });
    expect(await response.text()).toBe('');
    expect(world.reporting.submit.mock.calls[0]?.[1]).toMatchObject({
      channel: 'U0ASKER',
      user: 'U0ASKER',
      thread: null,
    });
  });

  it('queues what was chosen', async () => {
    const response = await submitView({
      brands: { selected_options: [{ value: 'brand:Aurora' }, { value: 'brand:花椿スキン' }] },
      projects: { selected_options: [{ value: 'UK-Skincare' }] },
      'period-text': { value: '2025-01..2025-06' },
      compare: { selected_option: { value: 'project:IN-Skincare' } },
      'option:depth': { selected_option: { value: 'basic' } },
      'option:charts': { selected_option: { value: 'false' } },
      'option:horizon': { value: '6' },
      'option:style': { selected_option: { value: 'professional' } },
      outputs: { selected_options: [{ value: 'xlsx' }] },
    });
    expect(await response.text()).toBe('');
    const [request, destination, user, key] = world.reporting.submit.mock.calls[0] ?? [];
    expect(request).toMatchObject({
      reports: ['dc-score-performance'],
      selection: {
        projects: ['UK-Skincare'],
        brands: { names: ['Aurora', '花椿スキン'] },
        period: { kind: 'range', from: '2025-01-01', to: '2025-06-30' },
      },
      // Initial values are left out, so that the same wish is the same request.
      options: { compare: 'project:IN-Skincare', depth: 'basic', charts: false, horizon: 6 },
      formats: ['xlsx'],
    });
    expect(destination).toMatchObject({ channel: 'C0BOARD', user: 'U0ASKER' });
    expect([user, key]).toEqual(['U0ASKER', 'view:V1']);
  });

  it.each([
    ['report', { report: { selected_option: null } }, 'Choose a report'],
    ['where', { where: { selected_conversation: null } }, 'Choose a channel'],
    ['period-text', { 'period-text': { value: 'whenever' } }, 'is not a period'],
    ['period', { 'period-text': { value: '1990' } }, 'scores from'],
    ['brands', { brands: { selected_options: [{ value: 'role:own' }, { value: 'brand:Aurora' }] } }, 'either'],
    ['brands', { brands: { selected_options: [{ value: 'brand:Nobody' }] } }, 'no brand of that name'],
    ['projects', { projects: { selected_options: [{ value: 'Nowhere' }] } }, 'Needs project'],
    ['option:horizon', { 'option:horizon': { value: '99' } }, 'between 1 and 24'],
  ])('shows errors on the field they belong to: %s', async (field, input, part) => {
    const response = await submitView(input as Record<string, object>);
    const answer = (await response.json()) as { response_action: string; errors: Record<string, string> };
    expect(answer.response_action).toBe('errors');
    expect(answer.errors[`${field}~0`]).toContain(part);
    expect(world.reporting.submit).not.toHaveBeenCalled();
  });

  it('tells the person when the submitted report cannot be queued', async () => {
    world.reporting.submit.mockRejectedValueOnce(new Error('down'));
    await submitView();
    expect(world.api.of('conversations.open')[0]?.args.users).toBe('U0ASKER');
    expect(said(world.api.of('chat.postMessage'))).toContain('Something went wrong');
  });

  it('updates when the report changes, keeping what was entered', async () => {
    const current = view({
      brands: { selected_options: [{ value: 'role:competitor' }] },
      'period-text': { value: 'gibberish' },
    });
    await world.interact({
      type: 'block_actions',
      trigger_id: 'c1',
      view: current,
      container: { type: 'view', view_id: 'V1' },
      actions: [
        {
          type: 'static_select',
          action_id: 'builder:report',
          block_id: 'report~0',
          action_ts: '1',
          selected_option: { value: 'dc-score-performance' },
        },
      ],
    });
    const [update] = world.api.of('views.update');
    expect(update?.args).toMatchObject({ view_id: 'V1', hash: 'h1' });
    expect(element(opened(), 'brands')).toMatchObject({ initial_options: [{ value: 'role:competitor' }] });
    expect(element(opened(), 'period-text')).toMatchObject({ initial_value: 'gibberish' });
    expect(element(opened(), 'option:depth')).toMatchObject({ initial_option: { value: 'detailed' } });
  });

  it('takes a suggestion: the name enters its field under new ids, the question goes', async () => {
    await world.command('report dc-score-performance Borealsi');
    const first = opened();
    const button = first.blocks.find((block) => block.type === 'actions')?.elements?.[0];
    await world.interact({
      type: 'block_actions',
      trigger_id: 'c1',
      view: view({}, first.private_metadata),
      container: { type: 'view', view_id: 'V1' },
      actions: [{ ...button, type: 'button', block_id: 'question~0~0', action_ts: '1' }],
    });
    const next = opened();
    expect(next.blocks.find((block) => block.block_id === 'brands~1')?.element).toMatchObject({
      initial_options: [{ value: 'brand:Borealis' }],
    });
    expect(said(next.blocks)).not.toContain('“Borealsi”');
    expect(said(next.blocks)).toContain('You typed');
  });

  const suggest = async (action: string, value: string) =>
    (await (
      await world.interact({
        type: 'block_suggestion',
        action_id: action,
        block_id: 'b~0',
        value,
        container: { type: 'view', view_id: 'V1' },
        view: view(),
      })
    ).json()) as { options: { value: string; text: { text: string } }[] };

  it('searches brands, with the groups first', async () => {
    const all = await suggest('builder:brands', '');
    expect(all.options.slice(0, 3).map((option) => option.value)).toEqual(['role:own', 'role:competitor', 'role:all']);
    expect(all.options).toHaveLength(3 + catalog.brands.length);
    const some = await suggest('builder:brands', 'aur');
    expect(some.options.map((option) => option.text.text)).toEqual(['Aurora', 'Aurora Baby']);
    expect((await suggest('builder:projects', '')).options.map((option) => option.value)).toContain('UK-Skincare');
    const compare = await suggest('builder:compare', '');
    expect(compare.options[0]?.value).toBe('previous-period');
    expect(compare.options.at(-1)?.value).toMatch(/^project:/);
  });

  it('answers from memory when the database is slow or broken', async () => {
    world.data.searchBrands.mockReturnValueOnce(new Promise(() => {}));
    expect((await suggest('builder:brands', 'zeph')).options.map((option) => option.text.text)).toEqual(['Zephyr']);
    world.data.searchBrands.mockRejectedValueOnce(new Error('down'));
    expect((await suggest('builder:brands', 'zeph')).options.map((option) => option.text.text)).toEqual(['Zephyr']);
  });
});

describe('10,000 brands', () => {
  it('keeps the form and every search inside the limits', async () => {
    await world.slack.close();
    await world.api.close();
    world = await createWorld(bigCatalog(10_000));
    await world.command('report dc-score-performance all brands frobnicate');
    // The publisher's strict mode has checked the view already; its size is what matters here.
    const view = world.api.of('views.open')[0]?.args.view as View;
    expect(JSON.stringify(view).length).toBeLessThan(30_000);
    expect(findViolations({ view })).toEqual([]);
    const response = await world.interact({
      type: 'block_suggestion',
      action_id: 'builder:brands',
      block_id: 'brands~0',
      value: 'Labs',
      container: { type: 'view', view_id: 'V1' },
    });
    const { options } = (await response.json()) as { options: unknown[] };
    expect(options).toHaveLength(100);
  });
});
