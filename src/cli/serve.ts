/** `dc serve`: Slack, API, pages and work in one process. */
import { readConfig, redactedConfig } from '../config.ts';
import { createLogger } from '../log.ts';
import { type Command, readFlags } from './command.ts';
import { runUntilStopped } from './run-until-stopped.ts';

export const serve: Command = {
  name: 'serve',
  summary: 'Run the app: Slack, API, report pages and the work itself',
  help: () => `Usage: dc serve

Answers Slack (HTTP on PORT, or Socket Mode when SLACK_APP_TOKEN is set), the REST API (with API_TOKENS), report pages,
/health/live, /health/ready and /metrics, and works the queue. The environment configures it; README.md lists the variables.
`,
  async run(args) {
    readFlags(args, {});
    const config = readConfig();
    const logger = createLogger(config.LOG_LEVEL);
    logger.info({ configuration: redactedConfig(config) }, 'starting');
    const { startApp } = await import('../app.ts');
    const app = await startApp(config, logger, { http: true, worker: true });
    logger.info({ url: app.url }, 'ready');
    return runUntilStopped(logger, () => app.close());
  },
};
