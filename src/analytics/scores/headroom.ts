/** Headroom: the points that lie between a brand and the best peer on each metric, and how fast such gaps have closed. */
import { quantile } from '../stats/describe.ts';
import { cell, type ScoreHistory } from './history.ts';

export interface Headroom {
  readonly section: string;
  readonly platform: string;
  readonly metric: string;
  /** Mean over the window, 0–100. */
  readonly now: number;
  readonly bestPeer: string;
  readonly best: number;
  readonly gap: number;
  /** Share of the score's weight, 0–1. */
  readonly weightShare: number;
  /** gap × weight share: score points, if the gap were closed. */
  readonly points: number;
  readonly pace: Pace | null;
  /** Periods to close the gap at the quick pace of the past; null when past gains do not tell. */
  readonly periodsToClose: number | null;
  /** Score points of one season's gain at the quick pace, never more than `points`; null without a pace. */
  readonly pointsPerSeason: number | null;
}

/** How much this metric gained over one season in the past, over all brands of the market. */
export interface Pace {
  /** Non-overlapping season-on-season changes observed. */
  readonly changes: number;
  /** Lower quartile, median and upper quartile of those changes, metric points per season. */
  readonly quartiles: readonly [number, number, number];
}

/** Fewer past changes than this give no distribution. */
const MIN_CHANGES = 8;
/** A season's mean needs this share of its periods. */
const MIN_PRESENT_SHARE = 0.5;

function windowMean(history: ScoreHistory, b: number, m: number, indices: readonly number[]): number | null {
  let sum = 0;
  let count = 0;
  for (const t of indices) {
    const value = cell(history, b, m, t);
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  return count > 0 ? sum / count : null;
}

/** Season-on-season gains of one metric: consecutive blocks counted back from the last period, every brand. */
export function paceOf(history: ScoreHistory, m: number, season: number): Pace | null {
  const changes: number[] = [];
  const blocks = Math.floor(history.periods.length / season);
  for (let b = 0; b < history.brands.length; b++) {
    let later: number | null = null;
    for (let block = 0; block < blocks; block++) {
      const end = history.periods.length - block * season;
      let sum = 0;
      let count = 0;
      for (let t = end - season; t < end; t++) {
        const value = cell(history, b, m, t);
        if (Number.isNaN(value)) continue;
        sum += value;
        count++;
      }
      const mean = count >= MIN_PRESENT_SHARE * season ? sum / count : null;
      if (mean !== null && later !== null) changes.push(later - mean);
      later = mean;
    }
  }
  if (changes.length < MIN_CHANGES) return null;
  return {
    changes: changes.length,
    quartiles: [quantile(changes, 0.25)!, quantile(changes, 0.5)!, quantile(changes, 0.75)!],
  };
}

/**
 * Every metric on which a peer is ahead, most attainable points first (ties by name). The speed comes from the
 * distribution of past gains: a quarter of the season-on-season changes were at least the upper quartile, so the gap
 * divided by it is the time at a quick, but observed, pace. Relative metrics are left out: their best peer is 100 by
 * construction.
 */
export function headroomOf(
  history: ScoreHistory,
  b: number,
  indices: readonly number[],
  season: number,
  isRelative: readonly boolean[],
  paces: readonly (Pace | null)[],
): Headroom[] {
  let totalWeight = 0;
  const now = history.metrics.map((_, m) => {
    const mean = windowMean(history, b, m, indices);
    if (mean !== null) totalWeight += history.todayWeights[m]!;
    return mean;
  });
  if (totalWeight <= 0) return [];
  const rows: Headroom[] = [];
  history.metrics.forEach(({ section, platform, metric }, m) => {
    const mine = now[m] ?? null;
    const weightShare = history.todayWeights[m]! / totalWeight;
    if (mine === null || isRelative[m] || weightShare <= 0) return;
    let best = mine;
    let bestPeer: string | null = null;
    for (let other = 0; other < history.brands.length; other++) {
      if (other === b) continue;
      const theirs = windowMean(history, other, m, indices);
      if (theirs !== null && theirs > best) {
        best = theirs;
        bestPeer = history.brands[other]!;
      }
    }
    if (bestPeer === null) return;
    const gap = best - mine;
    const points = gap * weightShare;
    const pace = paces[m] ?? null;
    const quick = pace === null ? null : pace.quartiles[2];
    rows.push({
      section,
      platform,
      metric,
      now: mine,
      bestPeer,
      best,
      gap,
      weightShare,
      points,
      pace,
      periodsToClose: quick !== null && quick > 0 ? (gap / quick) * season : null,
      pointsPerSeason: quick !== null && quick > 0 ? Math.min(gap, quick) * weightShare : null,
    });
  });
  const name = (row: Headroom): string => JSON.stringify([row.section, row.platform, row.metric]);
  return rows.sort((x, y) => y.points - x.points || (name(x) < name(y) ? -1 : 1));
}
