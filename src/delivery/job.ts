/** One queued run from its first to its last step, on whichever process claimed it. */
import { AppError, DeliveryError, type Explanation, explain } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type {
  AnalysisPool,
  DataReader,
  MessageRef,
  Progress,
  Publisher,
  Renderer,
  RunRecord,
  RunStore,
  Theme,
  TuningStore,
} from '../ports.ts';
import type { PreviousFindings } from '../reports/run.ts';
import { announce, cancelled, deliverOutcomes, tellEnd } from './deliver.ts';
import { produceReports } from './produce-report.ts';
import type { QueuedJob } from './queue.ts';
import { createStopwatch } from './stopwatch.ts';

export interface JobTools {
  readonly runs: RunStore;
  readonly data: DataReader;
  readonly tunings: Pick<TuningStore, 'latest'>;
  readonly analysis: AnalysisPool;
  readonly renderer: Renderer;
  /** Null where no Slack is configured. */
  readonly publisher: Publisher | null;
  readonly theme: Theme;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/**
 * Works one job. Returning ends it; throwing lets the queue try again later, which happens for what may pass (network,
 * database); what cannot pass (an AppError) fails the run at once and tells the person who asked.
 */
export async function workJob(job: QueuedJob, tools: JobTools): Promise<void> {
  const run = await tools.runs.find(job.runId);
  if (!run || run.state === 'cancelled') return;
  const delivery = await tools.runs.delivery(run.id);
  if (run.state === 'failed') {
    // An earlier try stored the failure and could not tell the person any more.
    if (run.error) await tellEnd(run, run.error, tools);
    return;
  }
  if (job.lost) {
    tools.logger.error({ runId: run.id }, 'run given up: its workers ended one after the other');
    await tools.runs.finish(run.id, 'failed', GIVEN_UP, run.timings);
    tools.metrics.runs.inc({ state: 'failed' });
    await tellEnd(run, GIVEN_UP, tools);
    return;
  }
  if (run.state === 'ready' && (run.destination.kind === 'none' || delivery?.result === 'sent')) return;

  const logger = tools.logger.child({ runId: run.id, attempt: job.attempt });
  const stopwatch = createStopwatch((stage, ms) => tools.metrics.stage.observe({ stage }, ms / 1000));
  const cancel = new AbortController();
  const signal = AbortSignal.any([job.signal, cancel.signal]);
  try {
    let message = await announcement(run, tools);
    // A run that was interrupted after its result shows no progress any more: it would take the result's place.
    const shown = delivery?.result !== 'sent';
    const progress = createProgressLine(run, message, shown, tools, cancel);
    const outcomes = run.outcomes ?? (await analyse(run, tools, stopwatch, progress.show, signal));
    progress.show({ stage: 'drawing and writing', share: 0.75 });
    // A progress update still on its way must not overwrite the result.
    await progress.settle();
    if (run.destination.kind === 'slack' && tools.publisher) {
      // Another process may still have been posting the progress message when the analysis began.
      message ??= await announcement(run, tools);
      if (message === null) throw new Error('another process is still announcing this run');
      const { publisher } = tools;
      await deliverOutcomes(run, run.destination, message, outcomes, {
        ...tools,
        publisher,
        logger,
        stopwatch,
        signal,
      });
    }
    await tools.runs.finish(run.id, 'ready', null, stopwatch.timings);
    tools.metrics.runs.inc({ state: 'ready' });
    logger.info({ timings: stopwatch.timings }, 'run finished');
  } catch (error) {
    const stopped = cancel.signal.aborted || job.signal.aborted || explain(error).code === 'cancelled';
    if (stopped && (await isCancelled(run, tools))) {
      await tellEnd(run, explain(cancelled()), tools);
      return;
    }
    // The queue took the job back, because the process stops or somebody else has it: that is no failure of the report.
    if (job.signal.aborted) throw error;
    if (mayPass(error) && !job.lastAttempt) {
      logger.warn({ err: error }, 'run interrupted; it will be tried again');
      throw error;
    }
    logger.error({ err: error }, 'run failed');
    const explanation = explain(error);
    await tools.runs.finish(run.id, 'failed', explanation, stopwatch.timings);
    tools.metrics.runs.inc({ state: 'failed' });
    await tellEnd(run, explanation, tools);
  }
}

const GIVEN_UP: Explanation = {
  code: 'queue',
  what: 'The report was given up.',
  why: 'Every process that worked on it ended before it was done.',
  fix: 'Choose fewer brands or a shorter period, and give your administrator the run id.',
};

async function isCancelled(run: RunRecord, { runs }: JobTools): Promise<boolean> {
  return (await runs.find(run.id))?.state === 'cancelled';
}

/** True for what another try may get past: the unexpected, a store that is away, and Slack's passing troubles. */
function mayPass(error: unknown): boolean {
  if (error instanceof DeliveryError) return error.failure !== 'permanent';
  return !(error instanceof AppError) || error.code === 'store-unavailable';
}

async function announcement(run: RunRecord, { runs, publisher }: JobTools): Promise<MessageRef | null> {
  if (run.destination.kind !== 'slack' || !publisher) return null;
  return announce(run, run.destination, { runs, publisher });
}

async function analyse(
  run: RunRecord,
  tools: JobTools,
  stopwatch: ReturnType<typeof createStopwatch>,
  onProgress: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<NonNullable<RunRecord['outcomes']>> {
  const production = await produceReports(run.id, run.request, {
    data: tools.data,
    tunings: tools.tunings,
    analysis: tools.analysis,
    stopwatch,
    onProgress,
    signal,
    previousFindings: () => findingsOfRun(run.request.previous, tools),
  });
  await tools.runs.analysed(run.id, production.outcomes, production.dataVersion, production.slice);
  return production.outcomes;
}

/** By report; null when no run is named, or it is not stored any more: then everything is new. */
async function findingsOfRun(runId: string | undefined, { runs }: JobTools): Promise<PreviousFindings | null> {
  const run = runId === undefined ? null : await runs.find(runId);
  if (!run?.outcomes) return null;
  return Object.fromEntries(
    run.outcomes.flatMap((outcome) =>
      outcome.status === 'ready' ? [[outcome.report, outcome.document.findings] as const] : [],
    ),
  );
}

/** Stores progress and shows it, one step at a time; notices a cancellation that another process stored. */
function createProgressLine(
  run: RunRecord,
  announced: MessageRef | null,
  shown: boolean,
  { runs, publisher, logger }: JobTools,
  cancel: AbortController,
): { show(progress: Progress): void; settle(): Promise<void> } {
  let message = announced;
  let latest: Progress | null = null;
  let sending: Promise<void> = Promise.resolve();
  let busy = false;
  const send = async (): Promise<void> => {
    while (latest) {
      const { stage, share } = latest;
      latest = null;
      try {
        const state = await runs.progress(run.id, stage, share);
        if (state === 'cancelled') {
          cancel.abort();
          continue;
        }
        if (!shown || run.destination.kind !== 'slack' || !publisher) continue;
        // The process that was asked may have been posting the message when this job began.
        message ??= (await runs.delivery(run.id))?.message ?? null;
        if (message) await publisher.updateProgress(message, run.destination, { ...run, state, stage, share });
      } catch (error) {
        logger.warn({ err: error, runId: run.id }, 'progress could not be shown');
      }
    }
    busy = false;
  };
  return {
    show(progress) {
      latest = progress;
      if (busy) return;
      busy = true;
      sending = send();
    },
    settle: () => sending,
  };
}
