/** The whole app in this process, on a store in memory with a small market, against a local Slack. */
import { openStore, type RunningApp, startApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { worldSources } from '../../src/data/import/load-demo.ts';
import { loadTables } from '../../src/data/import/load-tables.ts';
import { generateWorld } from '../../src/data/sources/demo/world.ts';
import { createLocalSlack, type LocalSlack } from '../../src/dev/slack/local-slack.ts';
import { createLogger } from '../../src/log.ts';
import { BOT_TOKEN, SIGNING_SECRET, TODAY } from './processes.ts';

export interface RunningPair {
  readonly slack: LocalSlack;
  readonly app: RunningApp;
  close(): Promise<void>;
}

export async function startAppWithSlack(): Promise<RunningPair> {
  const slack = await createLocalSlack({
    signingSecret: SIGNING_SECRET,
    botToken: BOT_TOKEN,
    appUrl: 'http://127.0.0.1:9',
    command: '/dc',
  });
  try {
    const config = readConfig({
      PROFILE: 'test',
      DATA_DIR: 'memory://',
      PORT: '0',
      SLACK_BOT_TOKEN: BOT_TOKEN,
      SLACK_SIGNING_SECRET: SIGNING_SECRET,
      SLACK_API_URL: slack.apiUrl,
    });
    const store = await openStore(config, { migrate: 'embedded' });
    const world = generateWorld({ seed: 7, periods: 30, brands: 6 });
    await loadTables(store.database, worldSources(world), 'demo', { now: TODAY });
    const app = await startApp(config, createLogger('silent'), { http: true, worker: true }, store);
    slack.setAppUrl(`${app.url}/slack/events`);
    return {
      slack,
      app,
      async close() {
        await app.close();
        await slack.close();
      },
    };
  } catch (error) {
    await slack.close();
    throw error;
  }
}
