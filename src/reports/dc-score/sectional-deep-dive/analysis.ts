/** What the sectional analysis holds beside the facts of every market: numbers only, plain JSON. */
import type { ScoreAnalysis } from '../../shared/analysis.ts';

/** A platform or metric of a section against the mean of the other brands. */
export interface PartProfile {
  readonly platform: string;
  /** Null: the whole platform. */
  readonly metric: string | null;
  /** Mean of the window, 0–100. */
  readonly score: number | null;
  /** Points of the DC score that it adds to, or takes from, the brand's lead over its peers. */
  readonly carry: number;
}

/** One section of one brand. */
export interface SectionProfile {
  readonly section: string;
  /** Points of the DC score that the section adds to the brand's lead over the mean of its peers; null without peers. */
  readonly carry: number | null;
  /** Standard deviation of its changes from one period to the next; null below three changes. */
  readonly volatility: number | null;
  /** Platforms, the one that carries most first. */
  readonly platforms: readonly PartProfile[];
  /** Highest − lowest platform score; null below two platforms with a score. */
  readonly spread: number | null;
  readonly bestMetric: PartProfile | null;
  readonly worstMetric: PartProfile | null;
  /** Share of the score's variance over the history; null when `variance` is. */
  readonly varianceShare: number | null;
  readonly opportunity: Opportunity | null;
}

/** Weight × gap × speed, summed over the metrics of a section on which a peer is ahead, or that lie below the target. */
export interface Opportunity {
  /** Metrics with a gap. */
  readonly metrics: number;
  /** Σ gap to the best peer, or to the target, × weight share. */
  readonly points: number;
  /** Of that, within a year at the quick pace of the past, shrunken gaps; null when past gains do not tell. */
  readonly withinYear: number | null;
  /** Points with both brands’ means shrunk towards the peer mean; the interval takes the metrics’ noise as independent. */
  readonly expected: { readonly points: number; readonly interval: readonly [number, number] } | null;
  /** The metric with most points within a year (most points, when past gains do not tell). */
  readonly first: {
    readonly platform: string;
    readonly metric: string;
    /** Null: the gap is to the target. */
    readonly bestPeer: string | null;
    readonly periodsToClose: number | null;
  };
}

/** One brand in one market, sections in the order of the market. */
export interface BrandProfile {
  readonly brand: string;
  /** Lead over the mean of the peers, points; the carries of the sections add up to it. */
  readonly lead: number | null;
  readonly sections: readonly SectionProfile[];
  /** The score's own ups and downs; null when the history is too short or does not vary. */
  readonly variance: { readonly periods: number; readonly deviation: number } | null;
}

/** Groups of brands by section scores. */
export interface Segmentation {
  readonly brands: readonly string[];
  readonly groups: number;
  readonly labels: readonly number[];
  readonly silhouette: number;
  /** Mean section scores of each group, `centres[group][section]`. */
  readonly centres: readonly (readonly number[])[];
}

/** How one section of the market has followed another, all brands together. */
export interface Lead {
  readonly from: string;
  readonly to: string;
  /** Id of its finding, when it was tested on its own. */
  readonly finding: string;
  readonly estimate: number | null;
  readonly lag: number | null;
  readonly p: number | null;
  /** Lowest and highest effect without each brand in turn; null below three brands. */
  readonly withoutOneBrand: readonly [number, number] | null;
}

export interface SectionMarket {
  readonly project: string;
  readonly profiles: readonly BrandProfile[];
  /** Section scores by period of the subjects, `paths[section][subject][period]`, and of the median brand. */
  readonly paths: readonly (readonly (readonly (number | null)[])[])[];
  readonly medians: readonly (readonly (number | null)[])[];
  /** Null: not asked for at this depth, or too few brands (`segmentsMissing` says). */
  readonly segments: Segmentation | null;
  readonly segmentsMissing: string | null;
  /** Empty: not asked for at this depth. */
  readonly leads: readonly Lead[];
}

export interface SectionAnalysis extends ScoreAnalysis {
  /** In the order of `markets`. */
  readonly sectionMarkets: readonly SectionMarket[];
}
