/** What every sampler is: a proposal for the next trial from the ones before. */
import type { Rng } from '../../../domain/rng.ts';
import type { Params, Space } from '../space.ts';
import type { Note } from '../trial.ts';

/** A finished trial as samplers see it: every objective minimised. */
export interface Observation {
  readonly number: number;
  readonly params: Params;
  readonly note: Note | null;
  /** One per objective, finite; null for pruned and failed trials. */
  readonly losses: readonly number[] | null;
  /** Pruned trials: how far it came and the last value there, minimised; null value: not finite. */
  readonly pruned: { readonly step: number; readonly loss: number | null } | null;
}

export interface Situation {
  /** Number of the trial to propose. */
  readonly number: number;
  /** By number; failed trials included. */
  readonly observations: readonly Observation[];
  /** Trials handed out and not yet answered. */
  readonly pending: readonly { readonly params: Params; readonly note: Note | null }[];
  /** The trial's own stream: the proposal depends on nothing else that is random. */
  readonly rng: Rng;
}

export interface Proposal {
  readonly params: Params;
  readonly note?: Note;
}

export interface Sampler {
  propose(situation: Situation): Proposal;
}

/** A sampler with its settings, before it knows its space. */
export interface SamplerKind {
  readonly name: string;
  /** 1: single-objective only. */
  readonly mostObjectives: number;
  /** @param rng the study's stream, for what belongs to no single trial */
  create(space: Space, objectives: number, rng: Rng): Sampler;
}

/** Best first: complete trials by loss, pruned ones by how far and how well they came, failed ones last. Single-objective. */
export function compareObservations(a: Observation, b: Observation): number {
  const tier = (each: Observation): number => (each.losses ? 0 : each.pruned ? 1 : 2);
  if (tier(a) !== tier(b)) return tier(a) - tier(b);
  if (a.losses && b.losses) return (a.losses[0] as number) - (b.losses[0] as number) || a.number - b.number;
  if (a.pruned && b.pruned) {
    const byStep = b.pruned.step - a.pruned.step;
    const loss = (value: number | null): number => value ?? Number.MAX_VALUE;
    return byStep || loss(a.pruned.loss) - loss(b.pruned.loss) || a.number - b.number;
  }
  return a.number - b.number;
}
