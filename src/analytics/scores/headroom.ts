/** Headroom: the points that lie between a brand and the best peer on each metric, and how fast such gaps have closed. */
import { mean, quantile, variance } from '../stats/describe.ts';
import { normalQuantile } from '../stats/distributions/normal.ts';
import { cell, type ScoreHistory } from './history.ts';

export interface Headroom {
  readonly section: string;
  readonly platform: string;
  readonly metric: string;
  /** Mean over the window, 0–100. */
  readonly now: number;
  /** The peer that is ahead of all others; null: the gap is to the target. */
  readonly bestPeer: string | null;
  /** What the gap is to: the best peer’s mean, or the target. */
  readonly best: number;
  readonly gap: number;
  /** Share of the score's weight, 0–1. */
  readonly weightShare: number;
  /** gap × weight share: score points, if the gap were closed. */
  readonly points: number;
  readonly pace: Pace | null;
  /** Periods to close the gap at the quick pace of the past; null when past gains do not tell. */
  readonly periodsToClose: number | null;
  /** Score points within a year at that pace, never more than the shrunken gap; null when past gains do not tell. */
  readonly withinYear: number | null;
  /**
   * What to expect of closing the gap: `points` with both brands' means shrunk towards the peer mean, because the best
   * of many noisy values is partly luck (James & Stein 1961; Efron & Morris 1975). Null without a pace.
   */
  readonly expected: { readonly points: number; readonly interval: readonly [number, number] } | null;
}

/** How much a score gained over one season in the past, over all brands of the market. */
export interface Pace {
  /** Non-overlapping season-on-season changes observed. */
  readonly changes: number;
  /** Lower quartile, median and upper quartile of those changes, points per season. */
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

/**
 * Season-on-season gains of one score: consecutive blocks counted back from the last period, every brand.
 * @param paths by brand: the score by period, null where there is none; all of the same periods
 */
export function paceOfPaths(paths: readonly (readonly (number | null)[])[], season: number): Pace | null {
  const changes: number[] = [];
  for (const path of paths) {
    let later: number | null = null;
    for (let end = path.length; end >= season; end -= season) {
      let sum = 0;
      let count = 0;
      for (let t = end - season; t < end; t++) {
        const value = path[t]!;
        if (value === null) continue;
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

/** Of one metric of a market. */
export function paceOf(history: ScoreHistory, m: number, season: number): Pace | null {
  const path = (b: number): (number | null)[] =>
    history.periods.map((_, t) => {
      const value = cell(history, b, m, t);
      return Number.isNaN(value) ? null : value;
    });
  return paceOfPaths(
    history.brands.map((_, b) => path(b)),
    season,
  );
}

/** Periods that so many points take at the quick pace of the past: its upper quartile; null when past gains do not tell. */
export function periodsToGain(points: number, pace: Pace | null, season: number): number | null {
  const quick = pace === null ? 0 : pace.quartiles[2];
  return quick > 0 ? (points / quick) * season : null;
}

/** Interquartile range of a normal distribution in standard deviations. */
const NORMAL_IQR = 1.349;

/** Variance of the noise in one season’s mean, from above. */
const noiseOf = ({ quartiles }: Pace): number => ((quartiles[2] - quartiles[0]) / NORMAL_IQR) ** 2 / 2;

/**
 * Shrunken gap with its interval. Season means change by twice the variance of one season's noise even when nothing
 * happens, so half the variance of the past changes bounds that noise from above, autocorrelation included.
 */
function shrinkGap(gap: number, pace: Pace, means: readonly number[], level: number): Headroom['expected'] {
  const between = variance(means);
  if (between === null || between <= 0) return null;
  const noise = noiseOf(pace);
  const kept = Math.max(0, 1 - noise / between);
  const reach = normalQuantile((1 + level) / 2) * Math.sqrt(2 * kept * noise);
  return { points: kept * gap, interval: [kept * gap - reach, kept * gap + reach] };
}

/**
 * The same with a goal that is given and not a noisy mean itself: only the brand’s own mean is shrunk, or left as it is
 * where no peers tell how far means differ.
 */
function shrinkToTarget(
  now: number,
  target: number,
  pace: Pace,
  means: readonly number[],
  level: number,
): NonNullable<Headroom['expected']> {
  const [towards, between] = [mean(means), variance(means)];
  const noise = noiseOf(pace);
  const kept = towards === null || between === null || between <= 0 ? 1 : Math.max(0, 1 - noise / between);
  const points = target - (kept * now + (1 - kept) * (towards ?? now));
  const reach = normalQuantile((1 + level) / 2) * Math.sqrt(kept * noise);
  return { points, interval: [points - reach, points + reach] };
}

export interface HeadroomSettings {
  /** Level that every metric is measured against, 0–100; absent: the best peer of each. */
  readonly target?: number;
  /** Periods of a year. */
  readonly season: number;
  /** Confidence level of the intervals. */
  readonly level: number;
  readonly isRelative: readonly boolean[];
  /** By metric, from `paceOf`. */
  readonly paces: readonly (Pace | null)[];
}

/** Window means of every brand and metric, `means[b][m]`; null: no value in the window. */
export function windowMeans(history: ScoreHistory, indices: readonly number[]): (number | null)[][] {
  return history.brands.map((_, b) => history.metrics.map((_metric, m) => windowMean(history, b, m, indices)));
}

/**
 * Every metric on which a peer is ahead, or that lies below the target where one is given, most attainable points first (ties by name). The speed comes from the
 * distribution of past gains: a quarter of the season-on-season changes were at least the upper quartile, so the gap
 * divided by it is the time at a quick, but observed, pace. Relative metrics are left out: their best peer is 100 by
 * construction.
 * @param means from `windowMeans`
 */
export function headroomOf(
  history: ScoreHistory,
  b: number,
  means: readonly (readonly (number | null)[])[],
  { season, level, isRelative, paces, target }: HeadroomSettings,
): Headroom[] {
  let totalWeight = 0;
  history.metrics.forEach((_, m) => {
    if (means[b]![m] !== null) totalWeight += history.todayWeights[m]!;
  });
  if (totalWeight <= 0) return [];
  const rows: Headroom[] = [];
  history.metrics.forEach(({ section, platform, metric }, m) => {
    const now = means[b]![m] ?? null;
    const weightShare = history.todayWeights[m]! / totalWeight;
    if (now === null || isRelative[m] || weightShare <= 0) return;
    let best = target ?? now;
    let bestPeer: string | null = null;
    if (target === undefined)
      means.forEach((theirs, other) => {
        const value = theirs[m] ?? null;
        if (other === b || value === null || value <= best) return;
        best = value;
        bestPeer = history.brands[other]!;
      });
    const gap = best - now;
    if (gap <= 0) return;
    const pace = paces[m] ?? null;
    const quick = pace === null ? 0 : pace.quartiles[2];
    const all = means.map((theirs) => theirs[m] ?? null).filter((value) => value !== null);
    const shrunk =
      pace === null
        ? null
        : target === undefined
          ? shrinkGap(gap, pace, all, level)
          : shrinkToTarget(now, target, pace, all, level);
    rows.push({
      section,
      platform,
      metric,
      now,
      bestPeer,
      best,
      gap,
      weightShare,
      points: gap * weightShare,
      pace,
      periodsToClose: periodsToGain(gap, pace, season),
      withinYear: quick > 0 && shrunk !== null ? Math.max(0, Math.min(quick, shrunk.points)) * weightShare : null,
      expected: shrunk && {
        points: shrunk.points * weightShare,
        interval: [shrunk.interval[0] * weightShare, shrunk.interval[1] * weightShare],
      },
    });
  });
  const name = (row: Headroom): string => JSON.stringify([row.section, row.platform, row.metric]);
  return rows.sort((x, y) => y.points - x.points || (name(x) < name(y) ? -1 : 1));
}
