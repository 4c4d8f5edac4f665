/** The Slack app: Bolt on our receiver (HTTP) or on Socket Mode, with every listener registered. */
import { App, type Receiver, SocketModeReceiver } from '@slack/bolt';
import { Hono } from 'hono';
import type { Config } from '../config.ts';
import { AppError } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type {
  Clock,
  DataReader,
  FileImporter,
  Publisher,
  QualityReader,
  Renderer,
  Reporting,
  SourceHealth,
  Theme,
} from '../ports.ts';
import type { AnyReport } from '../reports/report.ts';
import { createSlackApi } from './api.ts';
import { boltLogger } from './bolt-logger.ts';
import type { SlackContext } from './context.ts';
import { listenToBuilder } from './listeners/builder.ts';
import { listenToCommands } from './listeners/commands.ts';
import { listenToImports } from './listeners/imports.ts';
import { listenToResults } from './listeners/results.ts';
import { createPublisher } from './publish.ts';
import { createSlackReceiver } from './receiver.ts';
import { createSeen } from './seen.ts';
import { createUsualTimes } from './usual-times.ts';
import { createVocabularySource } from './vocabulary-source.ts';

export type SlackConfig = Pick<
  Config,
  | 'SLACK_BOT_TOKEN'
  | 'SLACK_SIGNING_SECRET'
  | 'SLACK_APP_TOKEN'
  | 'SLACK_COMMAND'
  | 'SLACK_API_URL'
  | 'SLACK_IMPORTERS'
  | 'CHECK_PAYLOADS'
>;

export interface SlackOptions {
  readonly config: SlackConfig;
  readonly reports: readonly AnyReport[];
  readonly data: Pick<DataReader, 'catalog' | 'searchBrands' | 'searchProjects'>;
  readonly imports: FileImporter;
  readonly quality: QualityReader;
  /** How the outside sources are, from what is remembered. */
  readonly sources: () => Promise<readonly SourceHealth[]>;
  readonly renderer: Pick<Renderer, 'render'>;
  readonly theme: Theme;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly clock: Clock;
  /** Address of a run's report page; null without one. */
  readonly pageUrl: (runId: string) => string | null;
}

/** Slack, in and out. A worker uses the publisher alone and never starts the rest. */
export interface Slack {
  readonly publisher: Publisher;
  /** Serves POST /slack/events; empty in Socket Mode. Answers 503 until `start`. */
  readonly routes: Hono;
  /**
   * Loads the catalogue, asks Slack who we are, and listens; in Socket Mode, connects.
   * @throws AppError `configuration` without a signing secret (HTTP)
   */
  start(reporting: Reporting): Promise<void>;
  /** Resolves when no listener is at work. */
  settled(): Promise<void>;
  /** Takes no more, and waits for the listeners at work. */
  close(): Promise<void>;
}

const CLICK_TTL_MS = 60_000;

/** @throws AppError `configuration` without a bot token */
export function createSlack(options: SlackOptions): Slack {
  const { config, reports, data, logger, metrics, clock, pageUrl } = options;
  const token = config.SLACK_BOT_TOKEN;
  if (token === undefined) throw missing('SLACK_BOT_TOKEN');
  const api = createSlackApi({
    token,
    apiUrl: config.SLACK_API_URL ?? null,
    strict: config.CHECK_PAYLOADS,
    logger,
    metrics,
  });
  const publisher = createPublisher({ api, reports, clock, logger, pageUrl });
  const vocabulary = createVocabularySource({ data, reports, clock, logger });
  const http =
    config.SLACK_APP_TOKEN === undefined && config.SLACK_SIGNING_SECRET !== undefined
      ? createSlackReceiver({ signingSecret: config.SLACK_SIGNING_SECRET, clock, logger, metrics })
      : null;
  let receiver: Receiver | null = null;

  return {
    publisher,
    routes: http?.routes ?? new Hono(),
    async start(reporting) {
      if (http === null && config.SLACK_APP_TOKEN === undefined)
        throw missing('SLACK_SIGNING_SECRET (or SLACK_APP_TOKEN for Socket Mode)');
      await vocabulary.ready();
      const { user_id, bot_id } = await api.call('auth.test', {}, 'background');
      receiver = http?.receiver ?? socketReceiver(options);
      const app = new App({
        receiver,
        logger: boltLogger(logger),
        convoStore: false,
        // Nothing is asked of Slack while a request waits for its acknowledgement.
        authorize: async () => ({
          botToken: token,
          botUserId: user_id,
          ...(bot_id === undefined ? {} : { botId: bot_id }),
        }),
      });
      app.error(async (error) => logger.error({ err: error }, 'Slack listener failed'));
      const usualTimes = createUsualTimes({ reporting, clock, logger });
      usualTimes.refresh();
      const clicks = createSeen(clock, { capacity: 5_000, ttlMs: CLICK_TTL_MS });
      registerListeners(app, {
        ...options,
        api,
        publisher,
        reporting,
        vocabulary,
        usualTimes,
        clicks,
        command: config.SLACK_COMMAND,
        importers: config.SLACK_IMPORTERS,
      });
      await receiver.start();
      logger.info({ mode: http ? 'http' : 'socket', command: config.SLACK_COMMAND }, 'Slack app ready');
    },
    settled: async () => http?.settled(),
    async close() {
      await receiver?.stop();
    },
  };
}

/** Every listener there is; the manifest is checked against what this registers. */
export function registerListeners(app: App, context: SlackContext): void {
  listenToCommands(app, context);
  listenToBuilder(app, context);
  listenToResults(app, context);
  listenToImports(app, context);
}

function socketReceiver({ config, logger }: SlackOptions): Receiver {
  return new SocketModeReceiver({
    appToken: config.SLACK_APP_TOKEN ?? '',
    logger: boltLogger(logger),
    ...(config.SLACK_API_URL === undefined
      ? {}
      : { installerOptions: { clientOptions: { slackApiUrl: config.SLACK_API_URL } } }),
  });
}

function missing(name: string): AppError {
  return new AppError({
    code: 'configuration',
    what: 'The Slack app cannot start.',
    why: `${name} is not set.`,
    fix: 'Set it as README.md describes, or leave all SLACK_ variables unset to run without Slack.',
  });
}
