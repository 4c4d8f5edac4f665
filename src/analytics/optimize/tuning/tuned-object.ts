/** The contract of everything that can be tuned. */
import type { Params, Space } from '../space.ts';
import type { TuningData } from './data.ts';

/**
 * `selection` judges trials; `confirmation` judges the winner against the defaults, on later periods or other cases that no
 * trial has seen. Both are out of sample: what judges never entered the fit.
 */
export type JudgingPart = 'selection' | 'confirmation';

/** Out-of-sample loss of the settings, finite; null where they could not be fitted. Smaller is better. */
export type Judge = (params: Params, seed: number) => number | null;

export interface TunedObject {
  /** Stable and short. */
  readonly name: string;
  /** For people. */
  readonly title: string;
  /** What the loss is, with its unit. */
  readonly loss: string;
  readonly space: Space;
  /** Rises whenever space, defaults or judging change: older results are not reused. */
  readonly spaceVersion: number;
  /** What is used untuned; inside the space. */
  readonly defaults: Params;
  /** @returns null: these data cannot judge (too short, too few) */
  judge(data: TuningData, part: JudgingPart): Judge | null;
}

/** Share of the periods (the latest) that confirm. */
export const CONFIRMATION_SHARE = 0.25;

/** First period index of the confirming part of n periods. */
export const confirmationStart = (n: number): number => Math.ceil((1 - CONFIRMATION_SHARE) * n);

/** Mean of finite losses; null: there are none. */
export function meanLoss(losses: readonly (number | null)[]): number | null {
  const finite = losses.filter((loss): loss is number => loss !== null && Number.isFinite(loss));
  return finite.length === 0 ? null : finite.reduce((sum, loss) => sum + loss, 0) / finite.length;
}
