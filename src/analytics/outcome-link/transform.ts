/** The scales on which an outcome and its predictors are tested, and the way back to what people read. */

import { NEAR_BOUND_POINTS } from '../scores/bounded-scale.ts';
import type { Series } from '../stats/association/short-run.ts';

/**
 * `log`: changes in per cent (money, counts) · `log-rank`: the same with the sign turned, so that up is better · `logit`:
 * shares 0–100, each for itself · `attraction`: shares 0–100 of brands of one market, whose logarithms are centred on the
 * market in every period (Nakanishi & Cooper 1974) · `level`: as it is.
 */
export type OutcomeScale = 'log' | 'log-rank' | 'logit' | 'attraction' | 'level';

/** `log`: an elasticity · `points`: per score point · `logit`: points near a bound, where a point is not a point any more. */
export type PredictorScale = 'log' | 'points' | 'logit';

/** A share is kept this far (in per cent points) from 0 and 100, so that its logit stays finite. */
const SHARE_MARGIN = 0.01;

const logit = (share: number): number => Math.log(share / (1 - share));

const shareOf = (value: number, margin: number): number => Math.min(100 - margin, Math.max(margin, value)) / 100;

/** A value on the tested scale; null where the scale has none (the logarithm of 0). */
export function toOutcomeScale(value: number | null, scale: OutcomeScale): number | null {
  if (value === null || !Number.isFinite(value)) return null;
  if (scale === 'level') return value;
  if (scale === 'logit') return value < 0 || value > 100 ? null : logit(shareOf(value, SHARE_MARGIN));
  return value > 0 ? (scale === 'log-rank' ? -1 : 1) * Math.log(value) : null;
}

/** The outcome after its tested scale moved by `change`, from `value`. */
export function moveOutcome(value: number, change: number, scale: OutcomeScale): number {
  if (scale === 'level') return value + change;
  if (scale === 'log') return value * Math.exp(change);
  if (scale === 'log-rank') return Math.max(1, value * Math.exp(-change));
  // Of a share: its attraction grows by the factor exp(change), that of all rivals stays, shares add to 100 again.
  return 100 / (1 + Math.exp(-(logit(shareOf(value, SHARE_MARGIN)) + change)));
}

/** Margin of the logit of a score, in points: half of what a score is read to. */
const SCORE_MARGIN = 0.5;

/** A score on the tested scale. */
export function toPredictorScale(score: number | null, scale: PredictorScale): number | null {
  if (score === null || !Number.isFinite(score)) return null;
  if (scale === 'points') return score;
  if (scale === 'log') return score > 0 ? Math.log(score) : null;
  return logit(shareOf(score, SCORE_MARGIN));
}

/** How far the tested scale moves when a score goes from `score` by `points`; it stays inside 0–100. */
export function predictorStep(score: number, points: number, scale: PredictorScale): number {
  const to = Math.min(100, Math.max(0, score + points));
  return (toPredictorScale(to, scale) ?? 0) - (toPredictorScale(score, scale) ?? 0);
}

/**
 * The scale of all predictors of a link: logit as soon as one brand's mean lies within ten points of a bound (its
 * points are squeezed there); else logarithms beside a logarithmic outcome or an attraction (an elasticity holds at every level), else points.
 */
export function predictorScaleOf(scores: readonly Series[], outcome: OutcomeScale): PredictorScale {
  const isNear = scores.some((series) => {
    const known = series.filter((value) => value !== null);
    if (known.length === 0) return false;
    const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
    return mean < NEAR_BOUND_POINTS || mean > 100 - NEAR_BOUND_POINTS;
  });
  if (isNear) return 'logit';
  return outcome === 'log' || outcome === 'log-rank' || outcome === 'attraction' ? 'log' : 'points';
}
