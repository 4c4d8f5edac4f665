/** `dc demo`: the whole app on the embedded store with the demo market and a local Slack in the browser. */
import { randomBytes } from 'node:crypto';
import { type AddressInfo, createServer } from 'node:net';
import type { RunningApp, Store } from '../app.ts';
import { type Config, readConfig } from '../config.ts';
import { isEmpty, loadDemo } from '../data/import/load-demo.ts';
import { createLogger } from '../log.ts';
import { type Command, readFlags, type Terminal, wholeNumber } from './command.ts';
import { runOnce } from './demo-once.ts';
import { runUntilStopped } from './run-until-stopped.ts';
import { splitCommand } from './split-command.ts';

export const demo: Command = {
  name: 'demo',
  summary: 'Try everything in the browser: demo market, local Slack, no account needed',
  help: () => `Usage: dc demo [--port N]
       dc demo --once "/dc report dc-score-performance" [--out DIR]

Opens the embedded store in DATA_DIR (default .data), fills it with the demo market when it is empty, and starts the app
with a local Slack in the browser, at --port, else PORT, or at any free port when that one is taken.
With --once: sends that one command, waits for what it starts, writes every message as JSON and every uploaded file to
DIR (default out), says how long each stage took, and exits; not with 0 when the command fails.
`,
  async run(args, terminal) {
    const { values } = readFlags(args, {
      once: { type: 'string' },
      out: { type: 'string', default: 'out' },
      port: { type: 'string' },
    });
    const settings = readConfig();
    const port = demoPort(values.port, settings);
    const once = values.once;
    const started = performance.now();
    const config = demoConfig(settings, once === undefined);
    // Before a store is opened and filled for nothing.
    const text = once === undefined ? '' : splitCommand(once, config.SLACK_COMMAND);
    const { openStore, startApp } = await import('../app.ts');
    const logger = createLogger(config.LOG_LEVEL);
    const store = await openStore(config, { migrate: 'embedded' });
    try {
      await fill(store, terminal);
    } catch (error) {
      await store.close();
      throw error;
    }

    // The local Slack is for development only: nothing in production loads it.
    const { createLocalSlack } = await import('../dev/slack/local-slack.ts');
    const secrets = {
      SLACK_BOT_TOKEN: `xoxb-local-${randomBytes(12).toString('hex')}`,
      SLACK_SIGNING_SECRET: randomBytes(16).toString('hex'),
    };
    const openSlack = (at: number) =>
      createLocalSlack({
        port: at,
        botToken: secrets.SLACK_BOT_TOKEN,
        signingSecret: secrets.SLACK_SIGNING_SECRET,
        appUrl: 'http://127.0.0.1:9',
        command: config.SLACK_COMMAND,
      });
    const slack = await (once === undefined ? firstFree(port, openSlack) : openSlack(0)).catch(async (error) => {
      await store.close();
      throw error;
    });
    let app: RunningApp | undefined;
    try {
      app = await startApp(
        {
          ...config,
          ...secrets,
          SLACK_API_URL: slack.apiUrl,
          HOST: '127.0.0.1',
          PORT: 0,
          // Messages link to report pages while somebody can open them.
          ...(once === undefined ? await reportPages() : {}),
        },
        logger,
        { http: true, worker: true },
        store,
      );
      slack.setAppUrl(`${app.url}/slack/events`);
      if (once !== undefined)
        return await runOnce({
          command: once,
          text,
          out: values.out,
          slack,
          app,
          terminal,
          startMs: performance.now() - started,
        });
      terminal.result(`\n  Open ${slack.url} and type ${config.SLACK_COMMAND} report dc-score-performance\n\n`);
      terminal.say('Ctrl+C ends the demo.');
      const running = app;
      return await runUntilStopped(logger, () => running.close());
    } finally {
      await app?.close();
      await slack.close();
    }
  },
};

/** Where the local Slack is looked for: at the flag's port, else at the environment's. */
export const demoPort = (flag: string | undefined, { PORT }: Pick<Config, 'PORT'>): number =>
  flag === undefined ? PORT : wholeNumber('port', flag, 0, 65_535);

/** The environment's configuration, with what only a demo may default: its own embedded store and quiet logs. */
function demoConfig(config: Config, interactive: boolean): Config {
  const { DATABASE_URL: _server, SLACK_APP_TOKEN: _socket, ...rest } = config;
  return { ...rest, CHECK_PAYLOADS: true, LOG_LEVEL: interactive ? config.LOG_LEVEL : 'warn' };
}

async function fill(store: Store, terminal: Terminal): Promise<void> {
  if (!(await isEmpty(store.database))) return;
  const started = performance.now();
  await loadDemo(store.database, ({ file, rows }) =>
    terminal.progress(`filling the demo market: ${file}, ${rows} rows`),
  );
  terminal.say(`Filled the demo market in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
}

/** A free port with the address under which report pages are found there. */
async function reportPages(): Promise<Pick<Config, 'PORT' | 'PUBLIC_URL' | 'LINK_SECRET'>> {
  const probe = createServer();
  const port = await new Promise<number>((resolve, reject) => {
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => resolve((probe.address() as AddressInfo).port));
  });
  await new Promise((resolve) => probe.close(resolve));
  return { PORT: port, PUBLIC_URL: `http://127.0.0.1:${port}`, LINK_SECRET: randomBytes(24).toString('hex') };
}

/** Opens on the port, or on any free one when it is taken. */
async function firstFree<T>(port: number, open: (port: number) => Promise<T>): Promise<T> {
  try {
    return await open(port);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    return open(0);
  }
}
