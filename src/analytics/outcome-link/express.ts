/** A slope between two tested scales as people read it: outcome per score point, and elasticity, at a stated level. */
import { moveOutcome, type OutcomeScale, type PredictorScale, predictorStep } from './transform.ts';

/** Where a slope is read: score 0–100 and outcome in its own unit. */
export interface LinkLevel {
  readonly score: number;
  readonly outcome: number;
}

export interface LinkScales {
  readonly outcomeScale: OutcomeScale;
  readonly predictorScale: PredictorScale;
}

/**
 * What `points` more of the score go with: per cent of the outcome on logarithmic scales (of a rank: per cent better),
 * per cent points of a share, units of the outcome on its own scale. Monotone in the slope.
 */
export function effectOfPoints(slope: number, points: number, level: LinkLevel, scales: LinkScales): number {
  const change = slope * predictorStep(level.score, points, scales.predictorScale);
  switch (scales.outcomeScale) {
    case 'log':
      return 100 * Math.expm1(change);
    case 'log-rank':
      return -100 * Math.expm1(-change);
    case 'logit':
    case 'attraction':
      return moveOutcome(level.outcome, change, scales.outcomeScale) - level.outcome;
    case 'level':
      return change;
  }
}

/** Unit of `effectOfPoints`, without the points. */
export function effectUnit(scale: OutcomeScale, outcomeUnit: string): string {
  if (scale === 'log') return '%';
  if (scale === 'log-rank') return '% better';
  return scale === 'logit' || scale === 'attraction' ? 'pp' : outcomeUnit;
}

/** Per cent of the outcome for one per cent of the score, at this level. Null where the level is 0. */
export function elasticityOf(slope: number, level: LinkLevel, scales: LinkScales): number | null {
  const byScore =
    scales.predictorScale === 'log'
      ? 1
      : scales.predictorScale === 'points'
        ? level.score
        : 1 / Math.max(0.005, 1 - level.score / 100);
  if (scales.outcomeScale === 'log' || scales.outcomeScale === 'log-rank') return slope * byScore;
  // Of an attraction as of a logit: the share answers less the more it already holds (Cooper & Nakanishi 1988, 2.6).
  if (scales.outcomeScale === 'logit' || scales.outcomeScale === 'attraction')
    return slope * byScore * (1 - level.outcome / 100);
  return level.outcome === 0 ? null : (slope * byScore) / level.outcome;
}
