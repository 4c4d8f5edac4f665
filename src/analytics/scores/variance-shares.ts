/** Whose ups and downs the score's are: covariance shares of its sections, which add up to one exactly. */
import { mean } from '../stats/describe.ts';
import { constantSetSeries } from './constant-set.ts';
import type { ScoreHistory } from './history.ts';

export interface VarianceShares {
  /** Periods in which every section has a value. */
  readonly periods: number;
  /** Standard deviation of the score over them, points. */
  readonly deviation: number;
  /** cov(section's contribution, score) ÷ var(score), by section of the history; negative: it moves against the score. */
  readonly shares: readonly number[];
}

/** Fewer periods than this say little about a variance. */
const MIN_PERIODS = 12;

/**
 * Score = Σ weight share × section score at today's weights on constant metric sets, up to period `end` inclusive.
 * @returns null below twelve periods with every weighted section, or when the score does not vary
 */
export function varianceShares(history: ScoreHistory, b: number, end: number): VarianceShares | null {
  const total = history.todayWeights.reduce((sum, weight) => sum + weight, 0);
  if (total <= 0) return null;
  const parts = history.sections.map((_, s) => {
    let weight = 0;
    history.todayWeights.forEach((each, m) => {
      if (history.sectionOf[m] === s) weight += each;
    });
    const { values } = constantSetSeries(history, b, (m) => history.sectionOf[m] === s);
    return weight > 0
      ? values.slice(0, end + 1).map((value) => (value === null ? null : (weight / total) * value))
      : null;
  });
  const weighted = parts.filter((part) => part !== null);
  const periods = Array.from({ length: end + 1 }, (_, t) => t).filter((t) =>
    weighted.every((part) => (part[t] ?? null) !== null),
  );
  if (weighted.length === 0 || periods.length < MIN_PERIODS) return null;
  const score = periods.map((t) => weighted.reduce((sum, part) => sum + part[t]!, 0));
  const centre = mean(score)!;
  const variance = score.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (score.length - 1);
  if (!(variance > 1e-18)) return null;
  return {
    periods: periods.length,
    deviation: Math.sqrt(variance),
    shares: parts.map((part) => {
      if (part === null) return 0;
      const own = periods.map((t) => part[t]!);
      const ownCentre = mean(own)!;
      const covariance = own.reduce((sum, value, i) => sum + (value - ownCentre) * (score[i]! - centre), 0);
      return covariance / (score.length - 1) / variance;
    }),
  };
}
