/** What the equity analysis holds beside the link: how equity is measured, levels, importance, components, price premium. */
import type { EquityComponent } from '../../../analytics/equity/components.ts';
import type { FirstComponent } from '../../../analytics/equity/movement.ts';
import type { Reliability } from '../../../analytics/stats/reliability.ts';
import type { Period } from '../../../domain/period.ts';
import type { LinkAnalysis } from '../../outcome-link/analysis.ts';
import type { ScoreAnalysis } from '../../shared/analysis.ts';

/** `mean`: equal weights · `pca`: weights from the first principal component · `index`: the imported equity index. */
export type EquityMeasure = 'mean' | 'pca' | 'index';

export interface MeasuredEquity {
  readonly measure: EquityMeasure;
  /** Why not the one that was asked for; null when it is. */
  readonly instead: string | null;
  /** Empty for an imported index. */
  readonly components: readonly {
    readonly component: EquityComponent;
    readonly label: string;
    /** Adding up to 1. */
    readonly weight: number;
    /** Standard deviation of its log-odds. */
    readonly spread: number;
  }[];
  readonly dropped: readonly { readonly label: string; readonly reason: string }[];
  /** Index points for one log-odds more of every component; null for an imported index. */
  readonly pointsPerLogOdds: number | null;
  /** α of the components' movements within brands; null without a composite, with the reason. */
  readonly reliability: Reliability | null;
  readonly reliabilityReason: string | null;
  /** First principal component; not computed at basic depth unless it weighs the index. */
  readonly loadings: FirstComponent | null;
  /** First period that the loadings do not know: they are frozen before the report window where that leaves two years. */
  readonly frozenBefore: Period | null;
  /** Correlation of the equal-weight index with the one of the loadings, within brands; null without both. */
  readonly agreement: number | null;
}

/** Equity of one brand in the report window beside the comparison. */
export interface EquityLevel {
  readonly project: string;
  readonly brand: string;
  readonly equity: number | null;
  readonly before: number | null;
  readonly change: number | null;
  /** Among the brands of the market with the index, 1 the highest. */
  readonly rank: number | null;
  readonly of: number;
  readonly periods: number;
  readonly components: readonly {
    readonly label: string;
    readonly share: number | null;
    readonly change: number | null;
  }[];
  /** Last two years of the index. */
  readonly path: readonly (number | null)[];
}

/** Equity and the part of the score that goes with it, each in its own standard deviations around its own mean. */
export interface EquityPath {
  readonly project: string;
  readonly brand: string;
  readonly periods: readonly Period[];
  /** Null: the whole score. */
  readonly section: string | null;
  readonly equity: readonly (number | null)[];
  readonly score: readonly (number | null)[];
}

export interface ImportanceOfPart {
  readonly section: string;
  /** Per cent of the movement of equity. */
  readonly part: number;
  readonly interval: readonly [number, number];
  readonly rank: number;
  readonly rankInterval: readonly [number, number];
}

export interface EquityImportanceAnalysis {
  /** The largest first. */
  readonly parts: readonly ImportanceOfPart[];
  /** Per cent of the movement that changes of the score explain together, and that as many unrelated series would. */
  readonly explained: number;
  readonly chance: number;
  readonly rows: number;
  readonly brands: number;
}

/** One component and one part of the score, tested below a supported part. */
export interface ComponentLink {
  readonly component: EquityComponent;
  readonly label: string;
  /** Spoken of as the composite’s link is. */
  readonly link: LinkAnalysis;
}

export interface PremiumLevel {
  readonly project: string;
  readonly brand: string;
  /** Per cent above the geometric mean of the other brands. */
  readonly premium: number | null;
  readonly before: number | null;
  /** Per cent points. */
  readonly change: number | null;
  readonly others: number;
  readonly periods: number;
}

export interface EquityAnalysis extends ScoreAnalysis {
  readonly link: LinkAnalysis;
  readonly equity: MeasuredEquity;
  readonly levels: readonly EquityLevel[];
  readonly paths: readonly EquityPath[];
  readonly importance: EquityImportanceAnalysis | null;
  /** Why there is none; null when there is, or when it was not asked for. */
  readonly importanceReason: string | null;
  readonly components: readonly ComponentLink[];
  /** Null: the data hold no price. */
  readonly premiums: readonly PremiumLevel[] | null;
  /** "Brand Awareness (Feeds)": metrics of the score that by name are equity components themselves, and stay out of it here. */
  readonly excluded: readonly string[];
}
