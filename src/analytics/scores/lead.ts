/** A brand's lead over its peers in one window, split exactly over its metrics: what carries it and what drags it. */
import { cell, type ScoreHistory } from './history.ts';

export interface Lead {
  /** Periods in which the brand and at least one peer have a score. */
  readonly periods: number;
  /** Mean over those periods of score − mean score of the peers, points. */
  readonly points: number;
  /** Part of `points` that each metric of the history makes; they add up to it. */
  readonly byMetric: Float64Array;
}

/**
 * For every period and every peer with a score the difference of both scores is split over the metrics: where both have a
 * value, share of the common weight × difference of the values; where one has it, the distance that this one metric makes
 * between that brand's score with and without the metrics the other lacks. The parts add up to the difference exactly;
 * they are averaged over peers, then over periods.
 * @param indices periods of the window
 * @returns null without a period in which the brand and a peer have a score
 */
export function leadOverPeers(history: ScoreHistory, b: number, indices: readonly number[]): Lead | null {
  const width = history.metrics.length;
  const byMetric = new Float64Array(width);
  const own = new Float64Array(width);
  const split = new Float64Array(width);
  let periods = 0;
  for (const t of indices) {
    own.fill(0);
    let peers = 0;
    for (let p = 0; p < history.brands.length; p++) {
      if (p === b || !splitDifference(history, b, p, t, split)) continue;
      peers++;
      for (let m = 0; m < width; m++) own[m]! += split[m]!;
    }
    if (peers === 0) continue;
    periods++;
    for (let m = 0; m < width; m++) byMetric[m]! += own[m]! / peers;
  }
  if (periods === 0) return null;
  let points = 0;
  for (let m = 0; m < width; m++) {
    byMetric[m]! /= periods;
    points += byMetric[m]!;
  }
  return { periods, points, byMetric };
}

/** Fills `parts` with score of `b` − score of `p` in period `t`, by metric; false when one of them has no score. */
function splitDifference(history: ScoreHistory, b: number, p: number, t: number, parts: Float64Array): boolean {
  const width = history.metrics.length;
  let [common, ownTotal, peerTotal, ownCommon, peerCommon, ownAll, peerAll] = [0, 0, 0, 0, 0, 0, 0];
  for (let m = 0; m < width; m++) {
    const w = history.weights[t * width + m]!;
    const [x, y] = [cell(history, b, m, t), cell(history, p, m, t)];
    const [hasX, hasY] = [!Number.isNaN(x), !Number.isNaN(y)];
    if (hasX) {
      ownTotal += w;
      ownAll += w * x;
    }
    if (hasY) {
      peerTotal += w;
      peerAll += w * y;
    }
    if (hasX && hasY) {
      common += w;
      ownCommon += w * x;
      peerCommon += w * y;
    }
  }
  if (ownTotal <= 0 || peerTotal <= 0) return false;
  // Without a metric in common both are measured against the middle between them, as a change without one is.
  const middle = (ownAll / ownTotal + peerAll / peerTotal) / 2;
  const [ownBase, peerBase] = common > 0 ? [ownCommon / common, peerCommon / common] : [middle, middle];
  for (let m = 0; m < width; m++) {
    const w = history.weights[t * width + m]!;
    const [x, y] = [cell(history, b, m, t), cell(history, p, m, t)];
    const [hasX, hasY] = [!Number.isNaN(x), !Number.isNaN(y)];
    if (hasX && hasY && common > 0) parts[m] = (w / common) * (x - y);
    else parts[m] = (hasX ? (w / ownTotal) * (x - ownBase) : 0) - (hasY ? (w / peerTotal) * (y - peerBase) : 0);
  }
  return true;
}
