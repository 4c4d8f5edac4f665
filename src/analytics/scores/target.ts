/** What a target score asks of a brand: how far it is, what its metrics hold below it, how soon past gains would get there. */
import type { Headroom } from './headroom.ts';

/** Weights of the window and of today differ a little: less than shows in one decimal is no shortfall. */
const UNSEEN_POINTS = 0.05;

export interface TargetOutlook {
  /** Score aimed at, 0–100. */
  readonly target: number;
  /** target − score; zero or less: met. */
  readonly gap: number;
  /** Points of the metrics below the target, every one of them brought up to it. */
  readonly attainable: number;
  /** Whether that is enough. */
  readonly isAttainable: boolean;
  /** Metrics below the target whose past gains tell a pace. */
  readonly paced: number;
  /** Periods until the score is at the target when every such metric gains at its quick past pace; null: never, or no pace. */
  readonly periods: number | null;
}

/**
 * Each metric gains in a straight line until it has reached the target, so the score gains in straight pieces; the answer
 * lies in the first piece whose end is at or beyond the gap.
 * @param rows of `headroomOf` with the same target, all of them
 */
export function outlookOf(target: number, score: number, rows: readonly Headroom[]): TargetOutlook {
  const gap = target - score;
  const paced = rows
    .flatMap(({ points, periodsToClose }) => (periodsToClose === null ? [] : [{ points, periodsToClose }]))
    .sort((a, b) => a.periodsToClose - b.periodsToClose);
  const attainable = rows.reduce((sum, { points }) => sum + points, 0);
  const isAttainable = attainable >= gap - UNSEEN_POINTS;
  const goal = Math.min(gap, attainable);
  const base = {
    target,
    gap,
    attainable,
    isAttainable,
    paced: paced.length,
  };
  if (gap <= 0) return { ...base, periods: 0 };
  if (!isAttainable) return { ...base, periods: null };
  const gained = (periods: number): number =>
    paced.reduce((sum, row) => sum + row.points * Math.min(1, periods / row.periodsToClose), 0);
  let from = 0;
  for (const { periodsToClose } of paced) {
    const [before, after] = [gained(from), gained(periodsToClose)];
    if (after >= goal - 1e-9 && after > before)
      return { ...base, periods: from + ((goal - before) / (after - before)) * (periodsToClose - from) };
    from = periodsToClose;
  }
  return { ...base, periods: null };
}
