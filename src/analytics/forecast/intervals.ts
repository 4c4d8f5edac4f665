/**
 * Intervals from past errors: errors in σ_h, pooled over horizons and related series, give the reach of the interval by
 * their conformal quantile (Vovk, Gammerman & Shafer 2005; Stankevičiūtė, Alaa & van der Schaar 2021 for several steps).
 * With too few of them the model's own law stands.
 */
import type { Backtest } from './backtest.ts';
import type { IntervalFactor } from './model.ts';

/** Fewest effective scores: the 95 % quantile of 39 is their largest, and says nothing of the next. */
export const FEWEST_SCORES = 40;

export interface IntervalCalibration {
  /** Multiples of σ_h by level; null below the fewest effective scores or where the level asks for more of them. */
  readonly factor: IntervalFactor;
  /** Scores as they were counted. */
  readonly scores: number;
  /**
   * Scores that count. Errors h steps ahead of neighbouring origins share h − 1 periods, so N of them tell as much as
   * N ÷ h; errors of one origin hang together, so horizons are averaged, not added; series are added.
   */
  readonly effective: number;
  readonly calibrated: boolean;
}

/** Mean over horizons of the origins that do not overlap. */
function effectiveScores(b: Backtest): number {
  const longest = b.points.reduce((most, p) => Math.max(most, p.step), 0);
  let information = 0;
  for (const p of b.points) if (p.scaledError !== null) information += 1 / (p.step * longest);
  return information;
}

/** Learns the factors from backtests of one model on one or several related series. */
export function calibrateIntervals(backtests: readonly Backtest[]): IntervalCalibration {
  const scores = backtests
    .flatMap((b) => b.points)
    .map((p) => p.scaledError)
    .filter((score) => score !== null)
    .map(Math.abs)
    .sort((a, b) => a - b);
  const effective = backtests.reduce((sum, b) => sum + effectiveScores(b), 0);
  const calibrated = effective >= FEWEST_SCORES;
  return {
    scores: scores.length,
    effective,
    calibrated,
    factor: (level) => {
      if (!calibrated) return null;
      // The conformal rank (1 + 1 ÷ n)·level, with n the scores that count.
      const rank = level * (1 + 1 / effective);
      if (rank >= 1) return null;
      const at = rank * (scores.length - 1);
      const below = scores[Math.floor(at)]!;
      return below + (at - Math.floor(at)) * (scores[Math.ceil(at)]! - below);
    },
  };
}
