/** What the score-to-revenue analysis holds beside the link: what happened in the window, and payback. */
import type { LinkAnalysis } from '../../outcome-link/analysis.ts';
import type { ScoreAnalysis } from '../../shared/analysis.ts';

/** Revenue of one brand in the report window beside the comparison. */
export interface RevenueLevel {
  readonly project: string;
  readonly brand: string;
  readonly currency: string;
  /** Means a period. */
  readonly revenue: number | null;
  readonly before: number | null;
  /** Per cent. */
  readonly change: number | null;
  /** Months or weeks with revenue in the window. */
  readonly periods: number;
  /** Revenue a period over the last two years. */
  readonly path: readonly (number | null)[];
}

/** Change of one linked part in the window, and what it goes with. */
export interface Implied {
  readonly project: string;
  readonly brand: string;
  readonly section: string;
  readonly points: number;
  /** Per cent of revenue that these points go with, with interval of the estimate. */
  readonly effect: number;
  readonly interval: readonly [number, number];
}

export interface Payback {
  readonly project: string;
  readonly brand: string;
  readonly section: string;
  readonly currency: string;
  /** What one point costs, as stated by the user. */
  readonly cost: number;
  /** Revenue a period of one point, if the association were causal. */
  readonly gain: number;
  readonly gainInterval: readonly [number, number];
  /** Periods until the revenue of a point has reached its cost, the lag included; null: never, or not inside the interval. */
  readonly periods: number | null;
  readonly soonest: number | null;
  /** Null: at the low end of the interval it never pays back. */
  readonly latest: number | null;
}

export interface RevenueAnalysis extends ScoreAnalysis {
  readonly link: LinkAnalysis;
  readonly levels: readonly RevenueLevel[];
  readonly implied: readonly Implied[];
  /** Cost of a point as stated, in the one currency of the markets; null: not stated. */
  readonly pointCost: number | null;
  readonly paybacks: readonly Payback[];
  readonly currencies: Readonly<Record<string, string>>;
  readonly horizon: number;
}
