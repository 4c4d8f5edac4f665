/** Tuned settings for the analysis of a report: a fixed number of trials by depth, so that neither clock nor threads show. */
import {
  REPORT_TRIALS,
  signatureOf,
  type TunedObject,
  type TuningData,
  tuneForReport,
} from '../analytics/optimize/tuning/index.ts';
import type { TuningRecord } from '../domain/tuning.ts';
import type { RunContext } from './report.ts';

/**
 * Settings of one object for these data: basic 0 trials (the defaults), standard 15, detailed 100. Searched once per run, however
 * many reports ask; a search of the same key that was kept is taken instead, which changes nothing.
 * @param share of the report's progress at which the search begins and ends
 * @throws AbortedError when the run was cancelled
 */
export function tunedSettings(
  object: TunedObject,
  data: TuningData,
  depth: keyof typeof REPORT_TRIALS,
  ctx: Pick<RunContext<unknown>, 'seed' | 'memo' | 'progress' | 'tunings'>,
  [from, to]: readonly [number, number],
): TuningRecord {
  const budget = { trials: REPORT_TRIALS[depth], seed: ctx.seed };
  const stage = `tuning: ${object.title}`;
  return ctx.memo(`tuning ${object.name} ${depth} ${signatureOf(data)}`, () => {
    ctx.progress(stage, from);
    return tuneForReport(object, data, budget, ctx.tunings, {
      onProgress: (share) => ctx.progress(stage, from + share * (to - from)),
    });
  });
}
