/** Tunes an object on data: search, confirmation on data the search never saw, fallback to the defaults. */
import { AbortedError } from '../../../domain/aborted.ts';
import type { LossPair, PerformancePoint, TuningKey, TuningRecord } from '../../../domain/tuning.ts';
import { runStudy, runStudyAsync, type StudyEnd } from '../run-study.ts';
import { tpeSampler } from '../samplers/tpe.ts';
import type { Params } from '../space.ts';
import { createStudy, type Study } from '../study.ts';
import { complete, type TrialOutcome, type TrialRecord } from '../trial.ts';
import { signatureOf, type TuningData } from './data.ts';
import type { Judge, JudgingPart, TunedObject } from './tuned-object.ts';

/** Trials by the depth of a report: fixed, so that its result depends on neither clock nor threads. */
export const REPORT_TRIALS: Readonly<Record<'basic' | 'standard' | 'detailed', number>> = {
  basic: 0,
  standard: 15,
  detailed: 100,
};
/** Trials asked for together, here and in the background alike: it belongs to the result. */
export const TUNING_BATCH = 4;
const CONFIRMATION_SEED = 1;
/** Least reduction of the loss on unseen data, as a share of it: for less, nobody should leave published defaults. */
const LEAST_GAIN = 0.01;

export interface TuningBudget {
  readonly trials: number;
  readonly seed: number;
}

export function tuningKey(object: TunedObject, data: TuningData, { trials, seed }: TuningBudget): TuningKey {
  const { name, spaceVersion } = object;
  return { signature: signatureOf(data), object: name, spaceVersion, seed, trials, batchSize: TUNING_BATCH };
}

const outcomeOf = (loss: number | null): TrialOutcome =>
  loss === null ? { state: 'failed', reason: 'could not be fitted' } : complete(loss);

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
  if (found) return withoutTimes(found);
  const judge = budget.trials > 0 ? object.judge(data, 'selection') : null;
  if (judge === null) return unjudged(object, key);
  const study = startStudy(object, budget.seed, []);
  const end = runStudy(
    study,
    ({ params, seed }) => outcomeOf(judge(params, seed)),
    { trials: budget.trials, batchSize: TUNING_BATCH },
    {
      onProgress: (done, of) => watch.onProgress?.(done / of),
      ...(watch.isAborted ? { isAborted: watch.isAborted } : {}),
    },
  );
  if (end === 'aborted') throw new AbortedError('tuning was stopped');
  const search: Search = { object, key, study, end, times: [] };
  const winner = winnerOf(search);
  const judgeUnseen = winner && object.judge(data, 'confirmation');
  return conclude(search, winner, judgeUnseen && confirmationOf(object, winner, judgeUnseen));
}

/** Times differ from run to run; what a report says must not. */
function withoutTimes(record: TuningRecord): TuningRecord {
  return { ...record, performance: record.performance.map((point) => ({ ...point, elapsedMs: null })) };
}

/** Judging that happens elsewhere, e.g. in worker threads. */
export interface RemoteJudge {
  /** False: these data cannot judge this part. */
  canJudge(part: JudgingPart): Promise<boolean>;
  loss(part: JudgingPart, params: Params, seed: number): Promise<number | null>;
}

export interface BackgroundWatch {
  readonly now: () => number;
  readonly timeoutMs: number;
  readonly onProgress?: (done: number, of: number, bestLoss: number | null) => void;
  readonly isAborted?: () => boolean;
}

/**
 * Tunes in the background: trials are judged wherever `judge` does it, under a deadline. What has been judged before
 * (`earlier`, of the same key, unfinished) is not judged again. A finished search equals `tuneForReport` of the same budget
 * but for the times.
 */
export async function tuneInBackground(
  object: TunedObject,
  data: TuningData,
  budget: TuningBudget,
  judge: RemoteJudge,
  watch: BackgroundWatch,
  earlier: TuningRecord | null = null,
): Promise<TuningRecord> {
  const key = tuningKey(object, data, budget);
  if (earlier && isReusable(earlier, key)) return earlier;
  if (budget.trials === 0 || !(await judge.canJudge('selection'))) return unjudged(object, key);
  const resumed = earlier && sameKey(earlier, key) ? earlier : null;
  const study = startStudy(object, budget.seed, (resumed?.history ?? []) as readonly TrialRecord[]);
  const spentMs = resumed?.performance.at(-1)?.elapsedMs ?? 0;
  const start = watch.now();
  const earlierTimes = new Map(resumed?.performance.map(({ trial, elapsedMs }) => [trial, elapsedMs]));
  const times = study.history().map(({ number }) => earlierTimes.get(number) ?? null);
  const end = await runStudyAsync(
    study,
    async ({ params, seed }) => outcomeOf(await judge.loss('selection', params, seed)),
    { trials: budget.trials, batchSize: TUNING_BATCH },
    {
      timeoutMs: watch.timeoutMs,
      now: watch.now,
      ...(watch.isAborted ? { isAborted: watch.isAborted } : {}),
      onProgress: (done, of, best) => {
        while (times.length < done) times.push(spentMs + watch.now() - start);
        watch.onProgress?.(done, of, best?.values?.[0] ?? null);
      },
    },
  );
  const search: Search = { object, key, study, end, times };
  const winner = winnerOf(search);
  // Who was asked to stop judges no more; the next run goes on from here.
  if (winner === null || end === 'aborted' || !(await judge.canJudge('confirmation')))
    return conclude(search, winner, null);
  const [defaults, best] = await Promise.all([
    judge.loss('confirmation', object.defaults, CONFIRMATION_SEED),
    judge.loss('confirmation', winner.params, CONFIRMATION_SEED),
  ]);
  return conclude(search, winner, defaults === null || best === null ? null : { defaults, best });
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

interface Search {
  readonly object: TunedObject;
  readonly key: TuningKey;
  readonly study: Study;
  readonly end: StudyEnd;
  readonly times: readonly (number | null)[];
}

function selectionOf({ study }: Search): LossPair | null {
  const best = study.best()?.values?.[0];
  const defaults = study.history().find(({ number }) => number === 0)?.values?.[0];
  return best === undefined || defaults === undefined ? null : { defaults, best };
}

/** The best trial, if it beats the defaults on the data that select. */
function winnerOf(search: Search): TrialRecord | null {
  const selection = selectionOf(search);
  return selection && selection.best < selection.defaults ? search.study.best() : null;
}

function confirmationOf(object: TunedObject, winner: TrialRecord, judge: Judge): LossPair | null {
  const defaults = judge(object.defaults, CONFIRMATION_SEED);
  const best = judge(winner.params, CONFIRMATION_SEED);
  return defaults === null || best === null ? null : { defaults, best };
}

function conclude(search: Search, winner: TrialRecord | null, confirmation: LossPair | null): TuningRecord {
  const { object, key, study, end, times } = search;
  const history = study.history();
  const selection = selectionOf(search);
  const helps = winner !== null && confirmation !== null && isWorthIt(confirmation);
  return {
    ...key,
    params: helps ? winner.params : object.defaults,
    usesDefaults: !helps,
    reason: end === 'aborted' ? 'the search was stopped' : reasonOf(selection, winner, confirmation),
    end,
    selection,
    confirmation,
    performance: performanceOf(history, times),
    history,
  };
}

function reasonOf(selection: LossPair | null, winner: TrialRecord | null, confirmation: LossPair | null): string {
  if (selection === null) return 'the defaults could not be judged';
  if (winner === null) return 'no trial was better than the defaults';
  if (confirmation === null) return 'there are no unseen data to confirm the gain';
  if (isWorthIt(confirmation)) return 'better than the defaults, also on data that the search had not seen';
  return confirmation.best < confirmation.defaults
    ? 'the gain on data that the search had not seen was below 1 %'
    : 'the gain did not hold on data that the search had not seen';
}

const isWorthIt = ({ best, defaults }: LossPair): boolean =>
  best < defaults && defaults - best >= LEAST_GAIN * Math.abs(defaults);

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
