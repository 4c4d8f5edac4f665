/** The short name of a run, for feet and context lines; the appendix and the data carry the whole id. */

/** "run 7edaef84": the first part of the id, enough to find the run again. */
export function runLabel(runId: string): string {
  return `run ${runId.split('-', 1)[0]}`;
}
