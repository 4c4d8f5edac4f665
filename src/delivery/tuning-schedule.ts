/** Background tuning at planned times. Every process may plan it; one at a time tunes. */
import nodeCron from 'node-cron';
import { EVERYTHING } from '../domain/selection.ts';
import { AppError } from '../errors.ts';
import type { Logger } from '../log.ts';
import { REPORT_TRIALS, TUNED_OBJECTS } from '../reports/tuning.ts';
import { type TuningTools, tuneStore } from './tune.ts';

export interface TuningPlan {
  /** Five or six fields, in UTC. */
  readonly cron: string;
  readonly trials: number;
  readonly seed: number;
  /** For one run altogether. */
  readonly timeoutMs: number;
}

export interface TuningSchedule {
  /** No new run begins; the running one is stopped, and keeps what was judged. */
  stop(): Promise<void>;
}

/**
 * Tunes everything at the planned times, first with the trials of a standard report, then with those of the plan: a report
 * reuses a search of its own budget only.
 */
export function startTuningSchedule(
  plan: TuningPlan,
  tools: Omit<TuningTools, 'signal' | 'onProgress'> & { readonly logger: Logger },
): TuningSchedule {
  const { logger } = tools;
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();
  const run = async (): Promise<void> => {
    const deadline = tools.now() + plan.timeoutMs;
    try {
      const budgets = new Set([Math.min(REPORT_TRIALS.standard, plan.trials), plan.trials]);
      for (const trials of budgets) {
        const timeoutMs = deadline - tools.now();
        if (timeoutMs <= 0) return;
        const results = await tuneStore(
          { objects: TUNED_OBJECTS, selection: EVERYTHING, trials, seed: plan.seed, timeoutMs },
          { ...tools, signal: stopping.signal, onProgress: () => {} },
        );
        if (results === null) {
          logger.info('tuning was skipped: another process is at it');
          return;
        }
        if (stopping.signal.aborted) {
          logger.info({ trials }, 'tuning was stopped; what was judged is kept');
          return;
        }
        const states = Object.fromEntries(results.map(({ object, state }) => [object, state]));
        const tuned = results.filter(({ usesDefaults }) => !usesDefaults).map(({ object }) => object);
        logger.info({ trials, states, tuned }, 'settings were tuned');
      }
    } catch (error) {
      if (error instanceof AppError && error.code === 'not-found') logger.info('there is nothing to tune on yet');
      else logger.error({ err: error }, 'scheduled tuning failed');
    }
  };
  const task = nodeCron.schedule(
    plan.cron,
    () => {
      running = run();
      return running;
    },
    { timezone: 'UTC', name: 'tuning', noOverlap: true, suppressMissedWarning: true },
  );
  return {
    async stop() {
      await task.destroy();
      stopping.abort();
      await running;
    },
  };
}
