/** Stored runs as far as suggesting needs them. */
import type { RunSummary } from '../ports.ts';
import type { PastRun } from '../reports/suggest.ts';

/** Runs looked back at: enough to see a habit. */
export const LOOK_BACK_RUNS = 20;

/** Finished runs in the order given; runs that failed or were cancelled say nothing about data or habit. */
export function pastRunsOf(runs: readonly RunSummary[]): PastRun[] {
  return runs.flatMap((run): PastRun[] => {
    if (run.state !== 'ready' || run.outcomes === null) return [];
    return [
      {
        reports: run.outcomes,
        dataVersion: run.dataVersion,
        brands: run.request.selection.brands,
        readTo: Object.fromEntries((run.slice?.markets ?? []).map(({ project, window }) => [project, window.to])),
        corrected: run.outdated?.values ?? 0,
      },
    ];
  });
}
