/**
 * The report contract: what a report needs, what can be chosen, what it computes and how it says it.
 * A report never does I/O and never reads a clock; it gets its data and its context.
 */
import type { Document } from '../document/document.ts';
import type { Dataset, TableName } from '../domain/dataset.ts';
import type { Finding } from '../domain/finding.ts';
import type { DataHealth } from '../domain/quality.ts';
import type { Rng } from '../domain/rng.ts';
import type { Selection } from '../domain/selection.ts';
import type { TuningRecord } from '../domain/tuning.ts';
import type { OptionSpec, OptionValues } from './options.ts';

export const CATEGORIES = ['dc-score', 'outcome', 'predictive', 'executive'] as const;
export type Category = (typeof CATEGORIES)[number];

/** What the data must hold before the report can answer. */
export interface Needs<T extends TableName = TableName> {
  readonly tables: readonly T[];
  /** Each entry: any one of these outcomes is enough. */
  readonly outcomes: readonly (readonly string[])[];
  /** All entries of `outcomes` in one phrase, said once when any is unmet ("a or b, or three of …"). Absent: each speaks for itself. */
  readonly outcomesAs?: string;
  /** Outcomes that are read where they exist and that nobody misses: things to hold constant. */
  readonly optionalOutcomes?: readonly string[];
  /** Tables that may be empty for others but not for this report, such as spend. */
  readonly filled?: readonly T[];
  readonly brands: { readonly subject: number; readonly peers: number };
  /** Periods with scores in at least one chosen market. */
  readonly periods: number;
}

/** What one run may use besides its data. */
export interface RunContext<V> {
  readonly selection: Selection;
  readonly options: V;
  readonly rng: Rng;
  readonly seed: number;
  readonly dataVersion: string;
  readonly health: DataHealth;
  readonly locale: string;
  /** Findings of this report that the reader saw last, given explicitly; null: everything is new. */
  readonly previous: readonly Finding[] | null;
  /** Searches that were kept: one of the same key spares `tunedSettings` the search and changes nothing. */
  readonly tunings: readonly TuningRecord[];
  /** Reports the stage and the share done (0–1); throws `AbortedError` when the run was cancelled. */
  progress(stage: string, share: number): void;
  /** Facts shared by the reports of one run: computed once per key. */
  memo<F>(key: string, compute: () => F): F;
}

export interface Report<T extends TableName = TableName, V = unknown, A = unknown> {
  readonly id: string;
  readonly title: string;
  readonly category: Category;
  /** What the reader wants to know. */
  readonly question: string;
  readonly needs: Needs<T>;
  readonly options: readonly OptionSpec[];
  /**
   * Names of the objects whose settings it tunes (`TUNED_OBJECTS`), each asked for with `tunedSettings`: searches that the
   * store knows come along. It needs `TUNING_TABLES` and, as optional outcomes, `TUNING_OUTCOMES`.
   */
  readonly tunes?: readonly string[];
  /** What each `depth` and `extent` adds, for help texts. */
  readonly adds: {
    readonly depth: Readonly<Record<string, string>>;
    readonly extent: Readonly<Record<string, string>>;
  };
  /** What only the loaded data can tell to be missing, beyond `needs`; absent: nothing. Empty: the report can answer. */
  missing?(data: Pick<Dataset, T>, ctx: RunContext<V>): readonly Missing[];
  /** Numbers only; the result is plain JSON. */
  analyse(data: Pick<Dataset, T>, ctx: RunContext<V>): A;
  /** Words, tables and chart specifications; no new numbers. */
  present(analysis: A, ctx: RunContext<V>): Document;
}

/**
 * Declares a report. The tables it may read and the types of its options and analysis are inferred, so that reading an
 * undeclared table or option does not compile.
 */
export function defineReport<const T extends TableName, const S extends readonly OptionSpec[], A>(
  report: Omit<Report<T, OptionValues<S>, A>, 'options'> & { readonly options: S },
): Report<T, OptionValues<S>, A> {
  return report;
}

/** Any report, as the catalog holds it. */
// biome-ignore lint/suspicious/noExplicitAny: the catalog erases the types that defineReport inferred for each report.
export type AnyReport = Report<any, any, any>;

/** One thing that is missing, in the words of readiness. */
export interface Missing {
  readonly need: string;
  readonly have: string;
  readonly fix: string;
}

/** The end of a run: a document, or what is missing for one. Plain JSON. */
export type RunOutcome =
  | { readonly status: 'ready'; readonly report: string; readonly document: Document; readonly analysis: unknown }
  | { readonly status: 'unavailable'; readonly report: string; readonly missing: readonly Missing[] };
