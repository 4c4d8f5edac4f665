/** What a forecast says of a target: the chance to stand above or below it, at a period or at any until then. */
import type { Rng } from '../../domain/rng.ts';
import type { FittedModel } from './model.ts';

export interface Target {
  readonly value: number;
  readonly direction: 'at least' | 'at most';
}

export interface TargetProbability {
  /** P(met in that period), one per period ahead, 0–1. */
  readonly perPeriod: readonly number[];
  /** P(met in that period or earlier). Never falls. */
  readonly byPeriod: readonly number[];
  /** Paths behind the shares: a share p has a standard error of √(p(1 − p) ÷ paths). */
  readonly paths: number;
}

/** Counts sample paths, 4,000 by default (standard error ≤ .8 points). A constant series gives 0 or 1. */
export function probabilityOf(
  target: Target,
  fitted: FittedModel,
  o: { readonly horizon: number; readonly rng: Rng; readonly paths?: number },
): TargetProbability {
  const count = o.paths ?? 4_000;
  const paths = fitted.samplePaths(o.horizon, count, o.rng);
  const met = (value: number): boolean =>
    target.direction === 'at least' ? value >= target.value : value <= target.value;
  const perPeriod = new Array<number>(o.horizon).fill(0);
  const byPeriod = new Array<number>(o.horizon).fill(0);
  for (const path of paths) {
    let ever = false;
    for (let h = 0; h < o.horizon; h++) {
      const now = met(path[h]!);
      ever ||= now;
      if (now) perPeriod[h]! += 1 / count;
      if (ever) byPeriod[h]! += 1 / count;
    }
  }
  return {
    perPeriod: perPeriod.map((p) => Math.min(1, p)),
    byPeriod: byPeriod.map((p) => Math.min(1, p)),
    paths: count,
  };
}
