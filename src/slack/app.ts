/** The Slack app: Bolt on our receiver (HTTP) or on Socket Mode, with every listener registered. */
import bolt, { type Receiver } from '@slack/bolt';
import type { Hono } from 'hono';
import type { Config } from '../config.ts';
import { AppError } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { Clock, DataReader, Publisher, Renderer, Reporting, Theme } from '../ports.ts';
import type { AnyReport } from '../reports/report.ts';
import { createSlackApi, type SlackApi } from './api.ts';
import { boltLogger } from './bolt-logger.ts';
import type { SlackContext } from './context.ts';
import { listenToBuilder } from './listeners/builder.ts';
import { listenToCommands } from './listeners/commands.ts';
import { listenToResults } from './listeners/results.ts';
import { createPublisher } from './publish.ts';
import { createSlackReceiver } from './receiver.ts';
import { createSeen } from './seen.ts';
import { createVocabularySource } from './vocabulary-source.ts';

export type SlackConfig = Pick<
  Config,
  'SLACK_BOT_TOKEN' | 'SLACK_SIGNING_SECRET' | 'SLACK_APP_TOKEN' | 'SLACK_COMMAND' | 'SLACK_API_URL' | 'CHECK_PAYLOADS'
>;

/** The way out to Slack, for processes that deliver without listening (workers), and for the app itself. */
export interface SlackConnection {
  readonly api: SlackApi;
  readonly publisher: Publisher;
}

export interface SlackConnectionOptions {
  readonly config: SlackConfig;
  readonly reports: readonly AnyReport[];
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly clock: Clock;
  /** Address of a run's report page; null without one. */
  readonly pageUrl: (runId: string) => string | null;
}

/** @throws AppError `configuration` without a bot token */
export function connectToSlack({
  config,
  reports,
  logger,
  metrics,
  clock,
  pageUrl,
}: SlackConnectionOptions): SlackConnection {
  if (config.SLACK_BOT_TOKEN === undefined) throw missing('SLACK_BOT_TOKEN');
  const api = createSlackApi({
    token: config.SLACK_BOT_TOKEN,
    apiUrl: config.SLACK_API_URL ?? null,
    strict: config.CHECK_PAYLOADS,
    logger,
    metrics,
  });
  return { api, publisher: createPublisher({ api, reports, clock, logger, pageUrl }) };
}

export interface SlackAppOptions extends SlackConnection {
  readonly config: SlackConfig;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly reporting: Reporting;
  readonly data: Pick<DataReader, 'catalog' | 'searchBrands' | 'searchProjects'>;
  readonly reports: readonly AnyReport[];
  readonly renderer: Pick<Renderer, 'render'>;
  readonly theme: Theme;
}

export interface SlackApp {
  readonly mode: 'http' | 'socket';
  /** Serves POST /slack/events; null in Socket Mode. */
  readonly routes: Hono | null;
  /** Loads the catalogue and asks Slack who we are; in Socket Mode, connects. */
  start(): Promise<void>;
  /** Takes no more, and waits for the listeners at work. */
  stop(): Promise<void>;
}

const CLICK_TTL_MS = 60_000;

/** @throws AppError `configuration` without a signing secret (HTTP) or bot token */
export function createSlackApp(options: SlackAppOptions): SlackApp {
  const { config, logger, clock, reports } = options;
  const token = config.SLACK_BOT_TOKEN;
  if (token === undefined) throw missing('SLACK_BOT_TOKEN');
  const { receiver, routes } = receiverFor(options);
  let identity: { readonly botId?: string; readonly botUserId?: string } = {};
  const app = new bolt.App({
    receiver,
    logger: boltLogger(logger),
    convoStore: false,
    // Nothing is asked of Slack while a request waits for its acknowledgement.
    authorize: async () => ({ botToken: token, ...identity }),
  });
  app.error(async (error) => logger.error({ err: error }, 'Slack listener failed'));

  const context: SlackContext = {
    ...options,
    vocabulary: createVocabularySource({ data: options.data, reports, clock, logger }),
    command: config.SLACK_COMMAND,
    clicks: createSeen(clock, { capacity: 5_000, ttlMs: CLICK_TTL_MS }),
  };
  listenToCommands(app, context);
  listenToBuilder(app, context);
  listenToResults(app, context);

  return {
    mode: routes === null ? 'socket' : 'http',
    routes,
    async start() {
      await context.vocabulary.ready();
      const { user_id, bot_id } = await options.api.call('auth.test', {}, 'background');
      identity = { botUserId: user_id, ...(bot_id === undefined ? {} : { botId: bot_id }) };
      await receiver.start();
      logger.info({ mode: routes === null ? 'socket' : 'http', command: config.SLACK_COMMAND }, 'Slack app ready');
    },
    async stop() {
      await receiver.stop();
    },
  };
}

function receiverFor({ config, clock, logger, metrics }: SlackAppOptions): { receiver: Receiver; routes: Hono | null } {
  if (config.SLACK_APP_TOKEN !== undefined) {
    const receiver = new bolt.SocketModeReceiver({
      appToken: config.SLACK_APP_TOKEN,
      logger: boltLogger(logger),
      ...(config.SLACK_API_URL === undefined
        ? {}
        : { installerOptions: { clientOptions: { slackApiUrl: config.SLACK_API_URL } } }),
    });
    return { receiver, routes: null };
  }
  if (config.SLACK_SIGNING_SECRET === undefined)
    throw missing('SLACK_SIGNING_SECRET (or SLACK_APP_TOKEN for Socket Mode)');
  return createSlackReceiver({ signingSecret: config.SLACK_SIGNING_SECRET, clock, logger, metrics });
}

function missing(name: string): AppError {
  return new AppError({
    code: 'configuration',
    what: 'The Slack app cannot start.',
    why: `${name} is not set.`,
    fix: 'Set it as README.md describes, or leave all SLACK_ variables unset to run without Slack.',
  });
}
