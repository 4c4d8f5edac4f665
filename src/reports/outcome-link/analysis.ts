/** What the outcome link of a report holds: numbers only, plain JSON. */
import type { Direction } from '../../analytics/outcome-link/direction.ts';
import type { LinkLevel } from '../../analytics/outcome-link/express.ts';
import type { ForecastGain } from '../../analytics/outcome-link/forecast-gain.ts';
import type { LagEffect } from '../../analytics/outcome-link/link.ts';
import type { LinkRobustness } from '../../analytics/outcome-link/robustness.ts';
import type { OutcomeScale, PredictorScale } from '../../analytics/outcome-link/transform.ts';
import type { Confounder } from '../../analytics/outcome-link/units.ts';
import type { TestDesign, WhatIf } from '../../analytics/outcome-link/what-if.ts';
import type { Pace } from '../../analytics/scores/headroom.ts';
import type { OutcomeDefinition } from '../../domain/outcome.ts';
import type { Frequency } from '../../domain/period.ts';
import type { FoundMetric } from './tied-metrics.ts';

/** Names of a part of the score. */
export interface PredictorKey {
  readonly section?: string;
  readonly platform?: string;
  readonly metric?: string;
}

/** Effect in one brand of one market, own and shrunken, per score point at its level of the last year. */
export interface LinkBrand {
  readonly project: string;
  readonly brand: string;
  readonly isSubject: boolean;
  readonly periods: number;
  readonly level: LinkLevel;
  readonly perPoint: number;
  readonly interval: readonly [number, number];
  readonly shrunken: number;
  readonly shrunkenInterval: readonly [number, number];
  /** The shrunken slope on the tested scales, for what a report computes from it. */
  readonly slope: number;
  readonly slopeInterval: readonly [number, number];
  /** 0 its own estimate, 1 the common one. */
  readonly pull: number;
  readonly elasticity: number | null;
  /** Of subjects only. */
  readonly whatIf: readonly WhatIf[];
  readonly test: TestDesign | null;
  /**
   * How fast brands of this market have lifted this part, points a season, and the periods that the points of the test take
   * at the quick pace of the past. Null: without a test, or past gains do not tell.
   */
  readonly lift: { readonly pace: Pace; readonly periods: number | null } | null;
  readonly causality: {
    readonly forward: number | null;
    readonly reverse: number | null;
    readonly lags: number | null;
  } | null;
}

/** One point of the fit: brand-periods of similar score change, everything else taken out. */
export interface FitPoint {
  /** Score change, points. */
  readonly x: number;
  /** Outcome change, in the effect's unit. */
  readonly y: number;
  readonly interval: readonly [number, number];
  readonly n: number;
}

export interface LinkPredictorAnalysis {
  readonly predictor: PredictorKey;
  readonly label: string;
  /** Null: could not be fitted. */
  readonly perPoint: number | null;
  readonly interval: readonly [number, number] | null;
  readonly elasticity: { readonly estimate: number; readonly interval: readonly [number, number] } | null;
  readonly lag: number | null;
  readonly inflation: number | null;
  /** Means of the last year over all brands; null where nothing could be linked. */
  readonly level: LinkLevel | null;
  readonly profile: readonly LagEffect[];
  /** What follows is computed only below a supported association. */
  readonly direction: Direction | null;
  readonly brands: readonly LinkBrand[];
  readonly robustness: LinkRobustness | null;
  readonly forecast: ForecastGain | null;
  readonly fit: { readonly points: readonly FitPoint[] } | null;
}

export interface LinkAnalysis {
  readonly outcome: string;
  /** Lower case, in prose: "revenue". */
  readonly label: string;
  readonly aggregation: OutcomeDefinition['aggregation'];
  /** Unit of the outcome per market: currency code, "%", "units". */
  readonly units: Readonly<Record<string, string>>;
  readonly outcomeScale: OutcomeScale;
  readonly predictorScale: PredictorScale;
  /** "% per point". */
  readonly unit: string;
  readonly frequency: Frequency;
  /** Why nothing could be fitted; null when it could. */
  readonly insufficient: string | null;
  /** Brands, brand histories (brand × market) and periods of the longest. */
  readonly brands: number;
  readonly histories: number;
  readonly periods: number;
  readonly lags: readonly number[];
  readonly predictors: readonly LinkPredictorAnalysis[];
  /** Where no part is linked: the one that came closest, and the subjects’ own estimates of it; absent: something is, or nothing was fitted. */
  readonly quiet?: {
    readonly label: string;
    readonly brands: readonly Pick<LinkBrand, 'project' | 'brand' | 'periods' | 'perPoint' | 'interval'>[];
  };
  /** The total score in the place of its parts, for comparison; not tested. */
  readonly total: Pick<LinkPredictorAnalysis, 'perPoint' | 'interval' | 'elasticity' | 'lag'> | null;
  readonly periodEffects: readonly string[];
  readonly seasonal: 'dummies' | 'one wave' | 'none';
  /** Spread of what is left of a brand's change in a period, in the effect's unit. */
  readonly noise: number | null;
  readonly controls: readonly string[];
  readonly missing: readonly { readonly confounder: Confounder; readonly reason: string }[];
  readonly left: readonly { readonly project: string; readonly brand: string; readonly reason: string }[];
  /** Markets of another frequency, which cannot be pooled with the others. */
  readonly apart: readonly { readonly project: string; readonly reason: string }[];
  /** Metrics that are computed from the outcome by their name, and therefore not tested against it … */
  readonly identities: readonly string[];
  /** … and by their figures; absent when there are none. */
  readonly found?: readonly FoundMetric[];
}
