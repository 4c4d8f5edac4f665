/** Tuned settings as they are kept: for which data, by which search, with what gain. Plain JSON. */

/** What a search depends on, and nothing else: the same key always gives the same settings. */
export interface TuningKey {
  /** Signature of the data that judged. */
  readonly signature: string;
  /** What was tuned, e.g. "boosting". */
  readonly object: string;
  /** Rises whenever the object's space, defaults or way of judging change. */
  readonly spaceVersion: number;
  readonly seed: number;
  /** The budget that was asked for. */
  readonly trials: number;
  readonly batchSize: number;
}

/** A loss (smaller is better) of the defaults and of the best settings found, on the same data. */
export interface LossPair {
  readonly defaults: number;
  readonly best: number;
}

/** Where the search stood when a trial ended. */
export interface PerformancePoint {
  readonly trial: number;
  readonly bestSoFar: number;
  /** Since the search began; null where no clock was given. */
  readonly elapsedMs: number | null;
}

export interface TuningRecord extends TuningKey {
  /** What to use: the best settings, or the defaults when they did not help. */
  readonly params: Readonly<Record<string, string | number | boolean>>;
  readonly usesDefaults: boolean;
  /** Why these settings, as a sentence without the full stop. */
  readonly reason: string;
  /** `timeout` and `aborted` searches are unfinished: they can be resumed, and reports do not use them. */
  readonly end: 'budget' | 'timeout' | 'aborted';
  /** On the data that the search saw, out of sample; null: they could not be judged. */
  readonly selection: LossPair | null;
  /** On data that the search never saw; null: not judged. */
  readonly confirmation: LossPair | null;
  readonly performance: readonly PerformancePoint[];
  /** Every trial, from which the search can be resumed. */
  readonly history: readonly unknown[];
}
