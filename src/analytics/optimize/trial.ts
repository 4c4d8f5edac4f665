/** Trials: what a study hands out, what it gets back, and what it keeps, all plain JSON. */
import type { Params } from './space.ts';

/** Minimise or maximise, one per objective. */
export type Direction = 'minimise' | 'maximise';

/** At this step, go on only with a value at least as good as the cutoff. */
export interface Rung {
  readonly step: number;
  readonly cutoff: number;
}

/** A trial to evaluate. It crosses to worker threads as it is. */
export interface Trial {
  readonly number: number;
  readonly params: Params;
  readonly rungs: readonly Rung[];
  /** A seed of its own for evaluations that draw random numbers. */
  readonly seed: number;
}

/** An intermediate value, for pruning; steps rise within a trial. */
export interface StepReport {
  readonly step: number;
  readonly value: number;
}

/** What an evaluation answers. */
export type TrialOutcome =
  | { readonly state: 'complete'; readonly values: readonly number[]; readonly reports?: readonly StepReport[] }
  | { readonly state: 'pruned'; readonly reports: readonly StepReport[] }
  | { readonly state: 'failed'; readonly reason: string };

/** What a sampler wants to find again beside the trial. */
export type Note = Readonly<Record<string, number | readonly number[]>>;

/** A trial that has ended, as history keeps it. */
export interface TrialRecord {
  readonly number: number;
  readonly params: Params;
  readonly state: 'complete' | 'pruned' | 'failed';
  /** One per objective; null unless complete. */
  readonly values: readonly number[] | null;
  readonly reports: readonly StepReport[];
  /** Why it failed. */
  readonly reason: string | null;
  readonly note: Note | null;
}

/** One value per objective. */
export const complete = (...values: number[]): TrialOutcome => ({ state: 'complete', values });
