/** How long each report usually takes, from the stored timings of recent runs; in memory, so that no form waits for it. */
import { median } from 'simple-statistics';
import type { Logger } from '../log.ts';
import type { Clock, Reporting, RunSummary } from '../ports.ts';

/** Report id → median milliseconds; reports that nobody has run are absent. */
export type UsualTimes = ReadonlyMap<string, number>;

export interface UsualTimesSource {
  /** What is known now; empty before the first answer of the store. */
  current(): UsualTimes;
  /** Reads the store again when the last answer is old; called when nobody is waiting for the form any more. */
  refresh(): void;
}

const FRESH_MS = 60_000;
/** Runs looked back at: enough for a median. */
const LOOK_BACK = 20;

export function createUsualTimes(options: {
  readonly reporting: Pick<Reporting, 'recent'>;
  readonly clock: Clock;
  readonly logger: Logger;
}): UsualTimesSource {
  const { reporting, clock, logger } = options;
  let known: UsualTimes = new Map();
  let askedMs = Number.NEGATIVE_INFINITY;
  return {
    current: () => known,
    refresh() {
      const now = clock.now().getTime();
      if (now - askedMs <= FRESH_MS) return;
      askedMs = now;
      reporting.recent(LOOK_BACK).then(
        (runs) => {
          known = usualTimes(runs);
        },
        (error) => logger.warn({ err: error }, 'the times of recent runs could not be read'),
      );
    },
  };
}

/**
 * Median time of work by report. Counted are finished runs of that report alone that went from loading to the end in one
 * go: a run that was taken over holds only the times of its last stretch, an unavailable one was never analysed.
 */
export function usualTimes(runs: readonly RunSummary[]): UsualTimes {
  const byReport = new Map<string, number[]>();
  for (const { state, request, timings } of runs) {
    const [report, ...more] = request.reports;
    if (state !== 'ready' || report === undefined || more.length > 0) continue;
    if (timings.load === undefined || timings.analyse === undefined) continue;
    const times = byReport.get(report) ?? [];
    times.push(Object.values(timings).reduce((sum, ms) => sum + ms, 0));
    byReport.set(report, times);
  }
  return new Map([...byReport].map(([report, times]) => [report, median(times)]));
}
