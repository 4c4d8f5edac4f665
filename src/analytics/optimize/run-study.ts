/** Runs a study to its budget: in fixed batches, in this thread or through an evaluation that uses others. */
import type { Study } from './study.ts';
import type { Trial, TrialOutcome, TrialRecord } from './trial.ts';

export interface Budget {
  /** Trials in all, those of a resumed history included. */
  readonly trials: number;
  /**
   * Trials asked for together, before any of them is told. It belongs to the result: another size is another search.
   * The number of threads that share a batch is not and never shows. Default 1.
   */
  readonly batchSize?: number;
}

export interface StudyWatch {
  /** Trials that have ended, of how many, and the best so far. */
  readonly onProgress?: (done: number, of: number, best: TrialRecord | null) => void;
  readonly isAborted?: () => boolean;
}

export interface TimedWatch extends StudyWatch {
  /** Starts no batch after so many milliseconds; needs `now`. */
  readonly timeoutMs?: number;
  /** Milliseconds of a clock that never goes back; injected from the rim. */
  readonly now?: () => number;
  /** After each batch: the moment to store the history. */
  readonly onBatch?: (study: Study) => void | Promise<void>;
}

/** Why a run ended. */
export type StudyEnd = 'budget' | 'timeout' | 'aborted';

/** In this thread, without a clock: what analyses inside reports use. */
export function runStudy(
  study: Study,
  evaluate: (trial: Trial) => TrialOutcome,
  { trials, batchSize = 1 }: Budget,
  watch: StudyWatch = {},
): StudyEnd {
  for (let done = study.ended(); done < trials; done = study.ended()) {
    if (watch.isAborted?.()) return 'aborted';
    const batch = Array.from({ length: Math.min(batchSize, trials - done) }, () => study.ask());
    for (const trial of batch)
      study.tell(
        trial.number,
        attempt(() => evaluate(trial)),
      );
    watch.onProgress?.(study.ended(), trials, study.best());
  }
  return 'budget';
}

/**
 * The same with an evaluation that may run elsewhere, with a deadline between batches. Outcomes are told in
 * the order of the trials' numbers, so that the result depends on batch size and budget only; a deadline only cuts the
 * same sequence short.
 * @throws RangeError for a timeout without a clock
 */
export async function runStudyAsync(
  study: Study,
  evaluate: (trial: Trial) => Promise<TrialOutcome> | TrialOutcome,
  { trials, batchSize = 1 }: Budget,
  watch: TimedWatch = {},
): Promise<StudyEnd> {
  const { timeoutMs, now } = watch;
  if (timeoutMs !== undefined && now === undefined) throw new RangeError('a timeout needs a clock');
  const start = now?.() ?? 0;
  for (let done = study.ended(); done < trials; done = study.ended()) {
    if (watch.isAborted?.()) return 'aborted';
    if (timeoutMs !== undefined && now !== undefined && now() - start >= timeoutMs) return 'timeout';
    const batch = Array.from({ length: Math.min(batchSize, trials - done) }, () => study.ask());
    const outcomes = await Promise.all(
      batch.map(async (trial): Promise<TrialOutcome> => {
        try {
          return await evaluate(trial);
        } catch (error) {
          return failure(error);
        }
      }),
    );
    // A stopped evaluation fails; its trials are asked again when the study is resumed.
    if (watch.isAborted?.()) return 'aborted';
    batch.forEach((trial, i) => {
      study.tell(trial.number, outcomes[i] as TrialOutcome);
    });
    watch.onProgress?.(study.ended(), trials, study.best());
    await watch.onBatch?.(study);
  }
  return 'budget';
}

function attempt(evaluate: () => TrialOutcome): TrialOutcome {
  try {
    return evaluate();
  } catch (error) {
    return failure(error);
  }
}

function failure(error: unknown): TrialOutcome {
  if (error instanceof Error && error.name === 'AbortedError') throw error;
  return { state: 'failed', reason: error instanceof Error ? error.message : String(error) };
}
