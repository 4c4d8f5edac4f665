/** `dc worker`: jobs alone, beside other processes on a shared PostgreSQL. */
import { readConfig } from '../config.ts';
import { AppError } from '../errors.ts';
import { createLogger } from '../log.ts';
import { type Command, readFlags } from './command.ts';
import { runUntilStopped } from './run-until-stopped.ts';

export const worker: Command = {
  name: 'worker',
  summary: 'Work the queue of a shared PostgreSQL',
  help: () => `Usage: dc worker

Takes jobs from the database in DATABASE_URL, runs them and posts their results. Start as many as you need; health and
metrics are served on PORT.
`,
  async run(args) {
    readFlags(args, {});
    const config = readConfig();
    if (config.DATABASE_URL === undefined)
      throw new AppError({
        code: 'configuration',
        what: 'A worker needs a shared database.',
        why: 'DATABASE_URL is not set, and the embedded store serves one process only.',
        fix: 'Set DATABASE_URL, or run "dc serve", which works its own queue.',
      });
    const logger = createLogger(config.LOG_LEVEL);
    const { startApp } = await import('../app.ts');
    const app = await startApp(config, logger, { http: false, worker: true });
    logger.info({ url: app.url, concurrency: config.WORKER_CONCURRENCY }, 'working');
    return runUntilStopped(logger, () => app.close());
  },
};
