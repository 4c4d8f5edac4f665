/** Asking for reports: the orchestration that Slack, API and CLI share. */
import { explain } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Clock, Publisher, Reporting, RunRecord, RunStore } from '../ports.ts';
import { announce, cancelled, tellEnd } from './deliver.ts';
import type { RunQueue } from './queue.ts';
import { runIdOf } from './run-id.ts';

export interface ReportingTools {
  readonly runs: RunStore;
  readonly queue: RunQueue;
  /** Posts the progress message from the process that was asked; null: the worker does. */
  readonly publisher: Publisher | null;
  readonly clock: Clock;
  readonly logger: Logger;
}

export function createReporting({ runs, queue, publisher, clock, logger }: ReportingTools): Reporting {
  return {
    async submit(request, destination, requestedBy, key) {
      const run: RunRecord = {
        id: runIdOf(request, destination, key),
        request,
        requestedBy,
        destination,
        state: 'queued',
        stage: 'queued',
        share: 0,
        outcomes: null,
        error: null,
        dataVersion: null,
        createdAt: clock.now().toISOString(),
        finishedAt: null,
        timings: {},
      };
      const created = await runs.create(run);
      queue.wake();
      if (!created) return (await runs.find(run.id)) ?? run;
      // The worker announces when this fails: what a person asked for must not hang on one message.
      if (destination.kind === 'slack' && publisher)
        announce(run, destination, { runs, publisher }).catch((error) =>
          logger.warn({ err: error, runId: run.id }, 'progress message not posted yet; the worker will try'),
        );
      return run;
    },
    find: (runId) => runs.find(runId),
    async cancel(runId) {
      const before = await runs.find(runId);
      if (!before || !(await runs.cancel(runId))) return false;
      await queue.cancel(runId);
      // A run under way tells its end itself; nobody has begun this one.
      if (before.state === 'queued')
        await tellEnd(before, explain(cancelled()), { runs, publisher }).catch((error) =>
          logger.warn({ err: error, runId }, 'the end of a cancelled run could not be told'),
        );
      return true;
    },
    recent: (limit, requestedBy) => runs.recent(limit, requestedBy),
    status: () => runs.counts(),
  };
}
