/** Pruning by successive halving: trials that are behind at a rung stop there. */
import type { Direction, Rung, StepReport, Trial, TrialOutcome, TrialRecord } from './trial.ts';

export interface SuccessiveHalving {
  /** The first step at which a trial may be stopped, ≥ 1. */
  readonly minResource: number;
  /** Each rung lets one in so many go on; rungs lie at minResource · factor^k (4). */
  readonly reductionFactor?: number;
  /** Steps of a complete trial. */
  readonly maxResource: number;
}

const DEFAULT_REDUCTION = 4;

/**
 * The rungs of the next trial (asynchronous successive halving: Li et al. 2020, "A system for massively parallel
 * hyperparameter tuning", MLSys): a trial goes on when it is among the best ⌊n/factor⌋ (at least one) of the n trials
 * that have reached the rung, itself included. The cutoffs are computed from finished trials only and travel with the
 * trial as plain numbers; so a decision never depends on which neighbour was faster.
 */
export function rungsFor(
  pruning: SuccessiveHalving,
  direction: Direction,
  history: readonly TrialRecord[],
): readonly Rung[] {
  const { minResource, reductionFactor = DEFAULT_REDUCTION, maxResource } = pruning;
  if (!(minResource >= 1 && reductionFactor > 1)) throw new RangeError('needs minResource ≥ 1 and reductionFactor > 1');
  const sign = direction === 'minimise' ? 1 : -1;
  const rungs: Rung[] = [];
  for (let step = minResource; step < maxResource; step *= reductionFactor) {
    const reached = history
      .flatMap(({ reports }) => {
        const report = reports.find((each) => each.step >= step);
        return report && Number.isFinite(report.value) ? [sign * report.value] : [];
      })
      .sort((a, b) => a - b);
    const goingOn = Math.max(1, Math.floor((reached.length + 1) / reductionFactor));
    const cutoff = reached[goingOn - 1];
    if (cutoff !== undefined) rungs.push({ step, cutoff: sign * cutoff });
  }
  return rungs;
}

/** Collects intermediate values inside an evaluation and says when to stop. */
export interface Reporter {
  /** @returns true when the trial is behind and should end */
  report(step: number, value: number): boolean;
  /** The outcome: complete with the values, or pruned when `report` said so. */
  outcome(...values: number[]): TrialOutcome;
}

export function createReporter(trial: Trial, direction: Direction = 'minimise'): Reporter {
  const reports: StepReport[] = [];
  const sign = direction === 'minimise' ? 1 : -1;
  const open = [...trial.rungs];
  let stopped = false;
  return {
    report(step, value) {
      reports.push({ step, value });
      while (open[0] && open[0].step <= step) {
        const rung = open.shift() as Rung;
        if (!(sign * value <= sign * rung.cutoff)) stopped = true;
      }
      return stopped;
    },
    outcome: (...values) => (stopped ? { state: 'pruned', reports } : { state: 'complete', values, reports }),
  };
}
