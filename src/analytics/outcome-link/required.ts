/**
 * The other way round: how much of the score would move an outcome to where it is wanted, if the association were causal.
 * The slope is inverted at its estimate and at the ends of its interval.
 */
import { type PredictorScale, toPredictorScale } from './transform.ts';

/** Score 0–100 after its tested scale moved by `step` from `score`; null when no score lies there. */
export function scoreAfterStep(score: number, step: number, scale: PredictorScale): number | null {
  const from = toPredictorScale(score, scale);
  if (from === null) return null;
  const to = from + step;
  const reached = scale === 'points' ? to : scale === 'log' ? Math.exp(to) : 100 / (1 + Math.exp(-to));
  return reached < 0 || reached > 100 ? null : reached;
}

export interface RequiredPoints {
  /** Score points that the estimate asks for; null: no score up to 100 would do. */
  readonly points: number | null;
  /** At the steep and at the flat end of the slope's interval; null as above, also where the slope may be none. */
  readonly interval: readonly [fewest: number | null, most: number | null];
}

/**
 * Points that move the tested outcome by `change` from a score of `score`. Exact inverse of a straight line on the tested
 * scales, monotone in the slope, so that the ends of the slope's interval give the ends of the points'. The interval holds
 * the uncertainty of the slope, not that of the future.
 * @param change wanted change on the tested outcome scale, in the direction in which up is good; 0 or less needs nothing
 * @param slope change of the tested outcome for one unit of the tested score, with its interval
 */
export function requiredPoints(
  change: number,
  slope: { readonly estimate: number; readonly interval: readonly [number, number] },
  score: number,
  scale: PredictorScale,
): RequiredPoints {
  if (change <= 0) return { points: 0, interval: [0, 0] };
  const at = (each: number): number | null => {
    if (each <= 0) return null;
    const reached = scoreAfterStep(score, change / each, scale);
    return reached === null ? null : reached - score;
  };
  return { points: at(slope.estimate), interval: [at(slope.interval[1]), at(slope.interval[0])] };
}
