/** What the stand-in's tests share: one stand-in with a fake app behind it, and Slack's own client in front. */
import { WebClient, type WebClientOptions } from '@slack/web-api';
import { createLocalSlack, type LocalSlack, type LocalSlackOptions } from '../../../src/dev/slack/local-slack.ts';
import { DEFAULT_SCOPES } from '../../../src/dev/slack/workspace.ts';
import { type FakeApp, startFakeApp } from './fake-app.ts';

export const SECRET = '8f742231b10e8888abcd99yyyzzz85a5';
export const TOKEN = 'xoxb-local-test';
export const CHANNEL = 'C0DCPERF1';
export const YOU = 'U0DCANA01';
export const ALL_SCOPES = [
  ...DEFAULT_SCOPES,
  'files:read',
  'channels:history',
  'reactions:write',
  'team:read',
  'channels:join',
];

export interface Stage {
  readonly slack: LocalSlack;
  readonly app: FakeApp;
  readonly client: WebClient;
  close(): Promise<void>;
}

export async function setStage(
  options: Partial<LocalSlackOptions> = {},
  client: WebClientOptions = {},
): Promise<Stage> {
  const app = await startFakeApp(SECRET);
  const slack = await createLocalSlack({
    signingSecret: SECRET,
    botToken: TOKEN,
    appUrl: app.url,
    command: '/dc',
    scopes: ALL_SCOPES,
    ...options,
  });
  return {
    slack,
    app,
    client: quietClient(slack, TOKEN, client),
    async close() {
      await slack.close();
      await app.close();
    },
  };
}

const silent = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  setLevel: () => {},
  getLevel: () => 'error' as never,
  setName: () => {},
};

export function quietClient(slack: LocalSlack, token: string, options: WebClientOptions = {}): WebClient {
  return new WebClient(token, { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 }, logger: silent, ...options });
}

/** The answer of a call that must fail. */
// biome-ignore lint/suspicious/noExplicitAny: an answer is examined field by field
export async function refusal(call: Promise<unknown>): Promise<any> {
  try {
    await call;
  } catch (error) {
    return (error as { data?: unknown }).data ?? error;
  }
  throw new Error('The call succeeded but should have been refused.');
}
