/** What every analysis of scores holds: numbers only, plain JSON, null with a reason where something is undefined. */
import type { Decomposition } from '../../analytics/scores/decomposition.ts';
import type { Headroom } from '../../analytics/scores/headroom.ts';
import type { Tier } from '../../analytics/scores/standing.ts';
import type { TargetOutlook } from '../../analytics/scores/target.ts';
import type { Graded, Grading } from '../../document/grading.ts';
import type { EventRow, MetricKey } from '../../domain/dataset.ts';
import type { Frequency, Period, PeriodRange } from '../../domain/period.ts';

/** One brand of the peer set over the report's window. Scores 0–100, coverage 0–1. */
export interface Peer {
  readonly brand: string;
  readonly role: 'own' | 'competitor';
  readonly isSubject: boolean;
  readonly score: number | null;
  readonly before: number | null;
  /** score − before. */
  readonly delta: number | null;
  /** Score of the last period in the window. */
  readonly latest: number | null;
  readonly coverage: number | null;
  readonly coverageBefore: number | null;
  readonly rank: number | null;
  readonly rankBefore: number | null;
  readonly tied: number;
  readonly percentile: number | null;
  readonly tier: Tier | null;
  /** Standard deviation of the period-to-period changes; null below three changes or at basic depth. */
  readonly volatility: number | null;
}

export interface SectionLevel {
  readonly section: string;
  readonly score: number | null;
  readonly delta: number | null;
  readonly coverage: number | null;
  /** Share of today’s weight, 0–1: what a point of the section is worth in the score. */
  readonly weightShare: number;
  readonly peerMedian: number | null;
  readonly rank: number | null;
}

/** One subject brand in one market. */
export interface Subject {
  readonly brand: string;
  readonly peer: Peer;
  /** Score by period of the market's history, at the weights of each period. Short gaps count as filled where they were. */
  readonly values: readonly (number | null)[];
  /** Share of the weight, 0–1, that interpolated cells hold in each of `values`; absent when nothing was interpolated. */
  readonly filled?: readonly number[];
  /** How much window means differ by themselves; null when the history is too short. */
  readonly typicalNoise: number | null;
  readonly decomposition: Decomposition;
  readonly sections: readonly SectionLevel[];
  /** The ten metrics with most attainable points. */
  readonly headroom: readonly Headroom[];
  /** Sum of those ten. */
  readonly headroomPoints: number;
  /** Against the target score, all metrics; absent when none was given or the brand has no score. */
  readonly target?: TargetOutlook;
  readonly above: { readonly brand: string; readonly gap: number } | null;
  readonly below: { readonly brand: string; readonly gap: number } | null;
  readonly bestPeer: { readonly brand: string; readonly score: number } | null;
}

export interface MarketFacts {
  readonly project: string;
  readonly market: string;
  readonly frequency: Frequency;
  readonly rounds: readonly string[];
  readonly periods: readonly Period[];
  /** Periods of the window that the history holds. */
  readonly window: PeriodRange;
  readonly windowPeriods: number;
  readonly comparison: {
    /** `earlier`: the same market before; `market`: another project. */
    readonly kind: 'earlier' | 'market';
    readonly project: string;
    readonly range: PeriodRange | null;
    readonly periods: number;
    /** Why there is nothing to compare with; null when there is. */
    readonly undefined: string | null;
  };
  /** Best first; brands without a score last. */
  readonly peers: readonly Peer[];
  /** Brands with a score. */
  readonly ranked: number;
  readonly tierCuts: readonly [number, number, number] | null;
  readonly peerMedian: number | null;
  readonly peerMedianByPeriod: readonly (number | null)[];
  /** Median distance between neighbours in the ranking: a smaller change cannot matter for the standing. */
  readonly neighbourGap: number | null;
  readonly sections: readonly string[];
  /** Section scores of every peer, in the order of `peers`. */
  readonly sectionScores: readonly (readonly (number | null)[])[];
  readonly subjects: readonly Subject[];
  /** Mean of the subjects' scores that exist in both windows, with its exact decomposition by section. */
  readonly portfolio: Portfolio | null;
  readonly relativeMetrics: readonly MetricKey[];
  /** Share of today's weight on relative metrics, 0–1. */
  readonly relativeShare: number;
  readonly weightChanges: readonly Period[];
  readonly events: readonly EventRow[];
}

export interface Portfolio {
  readonly brands: number;
  readonly score: number;
  readonly before: number | null;
  readonly delta: number | null;
  readonly sections: readonly {
    readonly section: string;
    readonly value: number;
    readonly weight: number;
    readonly coverage: number;
    readonly total: number;
  }[];
}

/** A supported finding without its most extreme period; null where it is not found again. */
export interface Robustness {
  readonly period: Period;
  readonly estimate: number | null;
  readonly p: number | null;
}

export interface ScoreAnalysis {
  readonly markets: readonly MarketFacts[];
  /** Markets that could not be analysed, and why. */
  readonly absent: readonly { readonly project: string; readonly reason: string }[];
  readonly graded: readonly Graded[];
  readonly family: Grading['family'];
  readonly robustness: Readonly<Record<string, Robustness>>;
  /** Section scores by period, at the weights of each, of sections with a supported event; keys from `sectionKey`. */
  readonly sectionPaths: Readonly<Record<string, readonly (number | null)[]>>;
}

export const sectionKey = (project: string, brand: string, section: string): string => `${project}:${brand}:${section}`;
