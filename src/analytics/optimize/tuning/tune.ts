/** Tunes an object on data: search, confirmation on data the search never saw, fallback to the defaults. */
import type { LossPair, PerformancePoint, TuningKey, TuningRecord } from '../../../domain/tuning.ts';
import { runStudy, runStudyAsync, type StudyEnd } from '../run-study.ts';
import { tpeSampler } from '../samplers/tpe.ts';
import type { Params } from '../space.ts';
import { createStudy, type Study } from '../study.ts';
import { complete, type Trial, type TrialOutcome, type TrialRecord } from '../trial.ts';
import { signatureOf, type TuningData } from './data.ts';
import type { Judge, TunedObject } from './tuned-object.ts';

/** Trials by the depth of a report: fixed, so that its result depends on neither clock nor threads. */
export const REPORT_TRIALS: Readonly<Record<'basic' | 'standard' | 'detailed', number>> = {
  basic: 0,
  standard: 15,
  detailed: 100,
};
/** Trials asked for together, here and in the background alike: it belongs to the result. */
export const TUNING_BATCH = 4;
const CONFIRMATION_SEED = 1;

export interface TuningBudget {
  readonly trials: number;
  readonly seed: number;
}

export function tuningKey(object: TunedObject, data: TuningData, { trials, seed }: TuningBudget): TuningKey {
  const { name, spaceVersion } = object;
  return { signature: signatureOf(data), object: name, spaceVersion, seed, trials, batchSize: TUNING_BATCH };
}

/** One trial, judged: what a worker thread does. */
export function judgeTrial(judge: Judge, { params, seed }: Pick<Trial, 'params' | 'seed'>): TrialOutcome {
  const loss = judge(params, seed);
  return loss === null ? { state: 'failed', reason: 'could not be fitted' } : complete(loss);
}

/**
 * Tunes inside a report: synchronous, fixed budget, no clock. A record of the same key, from wherever it was computed, is
 * what this would compute, and is taken as it is; one of another key or an unfinished one is not.
 * @throws AbortedError when `isAborted` says so
 */
export function tuneForReport(
  object: TunedObject,
  data: TuningData,
  budget: TuningBudget,
  known: readonly TuningRecord[] = [],
  watch: { readonly onProgress?: (share: number) => void; readonly isAborted?: () => boolean } = {},
): TuningRecord {
  const key = tuningKey(object, data, budget);
  const found = known.find((record) => isReusable(record, key));
  if (found) return found;
  const judge = budget.trials > 0 ? object.judge(data, 'selection') : null;
  if (judge === null) return unjudged(object, key);
  const study = startStudy(object, budget.seed, []);
  const end = runStudy(
    study,
    (trial) => judgeTrial(judge, trial),
    { trials: budget.trials, batchSize: TUNING_BATCH },
    {
      onProgress: (done, of) => watch.onProgress?.(done / of),
      ...(watch.isAborted ? { isAborted: watch.isAborted } : {}),
    },
  );
  return conclude(object, data, key, study, end, []);
}

export interface BackgroundWatch {
  readonly now: () => number;
  readonly timeoutMs: number;
  readonly onProgress?: (done: number, of: number, bestLoss: number | null) => void;
  readonly isAborted?: () => boolean;
}

/**
 * Tunes in the background: trials run wherever `evaluate` takes them, under a deadline. What has been judged before
 * (`earlier`, of the same key, unfinished) is not judged again. A finished search equals `tuneForReport` of the same budget
 * but for the times.
 */
export async function tuneInBackground(
  object: TunedObject,
  data: TuningData,
  budget: TuningBudget,
  evaluate: (trial: Trial) => Promise<TrialOutcome>,
  watch: BackgroundWatch,
  earlier: TuningRecord | null = null,
): Promise<TuningRecord> {
  const key = tuningKey(object, data, budget);
  if (earlier && isReusable(earlier, key)) return earlier;
  if (budget.trials === 0 || object.judge(data, 'selection') === null) return unjudged(object, key);
  const resumed = earlier && sameKey(earlier, key) ? (earlier.history as readonly TrialRecord[]) : [];
  const study = startStudy(object, budget.seed, resumed);
  const start = watch.now();
  const times: (number | null)[] = resumed.map(() => null);
  const end = await runStudyAsync(
    study,
    evaluate,
    { trials: budget.trials, batchSize: TUNING_BATCH },
    {
      timeoutMs: watch.timeoutMs,
      now: watch.now,
      ...(watch.isAborted ? { isAborted: watch.isAborted } : {}),
      onProgress: (done, of, best) => {
        while (times.length < done) times.push(watch.now() - start);
        watch.onProgress?.(done, of, best?.values?.[0] ?? null);
      },
    },
  );
  return conclude(object, data, key, study, end, times);
}

/** A finished search of the same key. */
export function isReusable(record: TuningRecord, key: TuningKey): boolean {
  return record.end === 'budget' && sameKey(record, key);
}

const KEY_PARTS = ['signature', 'object', 'spaceVersion', 'seed', 'trials', 'batchSize'] as const;
const sameKey = (a: TuningKey, b: TuningKey): boolean => KEY_PARTS.every((part) => a[part] === b[part]);

function startStudy(object: TunedObject, seed: number, history: readonly TrialRecord[]): Study {
  return createStudy(
    {
      space: object.space,
      directions: ['minimise'],
      sampler: tpeSampler({ multivariate: true }),
      seed,
      // The defaults are trial 0: what is found is never worse than they are on the data that select.
      first: [object.defaults],
    },
    history,
  );
}

function unjudged(object: TunedObject, key: TuningKey): TuningRecord {
  const reason =
    key.trials === 0 ? 'no trials were asked for' : 'these data are too short or too few to judge settings';
  const nothing = { selection: null, confirmation: null, performance: [], history: [] };
  return { ...key, params: object.defaults, usesDefaults: true, reason, end: 'budget', ...nothing };
}

function conclude(
  object: TunedObject,
  data: TuningData,
  key: TuningKey,
  study: Study,
  end: StudyEnd,
  times: readonly (number | null)[],
): TuningRecord {
  const history = study.history();
  const performance = performanceOf(history, times);
  const best = study.best();
  const first = history.find(({ number }) => number === 0)?.values?.[0];
  const selection = best?.values && first !== undefined ? { defaults: first, best: best.values[0] as number } : null;
  const keep = (reason: string, confirmation: LossPair | null = null): TuningRecord => ({
    ...key,
    params: object.defaults,
    usesDefaults: true,
    reason,
    end,
    selection,
    confirmation,
    performance,
    history,
  });
  if (best === null || selection === null) return keep('no settings could be judged');
  if (!(selection.best < selection.defaults)) return keep('no trial was better than the defaults');
  const judge = object.judge(data, 'confirmation');
  const losses = judge && {
    defaults: judge(object.defaults, CONFIRMATION_SEED),
    best: judge(best.params, CONFIRMATION_SEED),
  };
  if (!losses || losses.defaults === null || losses.best === null)
    return keep('there are no unseen data to confirm the gain');
  const confirmation = { defaults: losses.defaults, best: losses.best };
  if (!(confirmation.best < confirmation.defaults))
    return keep('the gain did not hold on data that the search had not seen', confirmation);
  return {
    ...keep('better than the defaults, also on data that the search had not seen', confirmation),
    params: best.params,
    usesDefaults: false,
  };
}

function performanceOf(history: readonly TrialRecord[], times: readonly (number | null)[]): PerformancePoint[] {
  let best = Number.POSITIVE_INFINITY;
  return history.flatMap(({ number, values }, i) => {
    best = Math.min(best, values?.[0] ?? Number.POSITIVE_INFINITY);
    return Number.isFinite(best) ? [{ trial: number, bestSoFar: best, elapsedMs: times[i] ?? null }] : [];
  });
}

export interface TrackedPerformance {
  readonly object: string;
  readonly title: string;
  readonly loss: string;
  readonly trials: number;
  /** Of the search so far; null without a clock or when all was reused. */
  readonly elapsedMs: number | null;
  /** Best loss on the selecting data so far, and each improvement that led there. */
  readonly bestSoFar: number | null;
  readonly improvements: readonly PerformancePoint[];
  /** Reduction of the loss against the defaults, % of its size; on unseen data where judged. Null: not judged. */
  readonly gainSelectionPct: number | null;
  readonly gainConfirmationPct: number | null;
  readonly usesDefaults: boolean;
  readonly reason: string;
  readonly params: Params;
}

/** Best so far, time, and gain over the defaults of a search; what is used, and why. */
export function trackPerformance(object: TunedObject, record: TuningRecord): TrackedPerformance {
  const { performance, selection, confirmation } = record;
  const improvements = performance.filter(
    (point, i) => i === 0 || point.bestSoFar < (performance[i - 1] as PerformancePoint).bestSoFar,
  );
  const last = performance.at(-1) ?? null;
  return {
    object: object.name,
    title: object.title,
    loss: object.loss,
    trials: record.history.length,
    elapsedMs: last?.elapsedMs ?? null,
    bestSoFar: last?.bestSoFar ?? null,
    improvements,
    gainSelectionPct: gainPct(selection),
    gainConfirmationPct: gainPct(confirmation),
    usesDefaults: record.usesDefaults,
    reason: record.reason,
    params: record.params,
  };
}

function gainPct(pair: LossPair | null): number | null {
  if (pair === null || pair.defaults === 0) return null;
  return (100 * (pair.defaults - pair.best)) / Math.abs(pair.defaults);
}
