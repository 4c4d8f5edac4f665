/** What the acquisition analysis holds beside the link: what a customer costs, what the next one costs, who buys well. */
import type { LinkAnalysis } from '../../outcome-link/analysis.ts';
import type { ScoreAnalysis } from '../../shared/analysis.ts';

/** Spend and new customers of one brand in the window, over the periods that have both. */
export interface AcquisitionCost {
  readonly project: string;
  readonly brand: string;
  readonly isSubject: boolean;
  readonly currency: string;
  /** Periods of the window with both. */
  readonly periods: number;
  /** Means a period; null without such a period. */
  readonly spend: number | null;
  readonly customers: number | null;
  /** Spend ÷ new customers of the window. */
  readonly cost: number | null;
  /** The same in the comparison; null where there is none in the same market. */
  readonly before: number | null;
  /** Per cent. */
  readonly change: number | null;
  /** Cost by period over the last two years. */
  readonly path: readonly (number | null)[];
}

/** Our brands of one market together. */
export interface MarketCost {
  readonly project: string;
  readonly currency: string;
  /** Means a period. */
  readonly spend: number;
  readonly customers: number;
  readonly cost: number;
}

/** Cost of one more customer at a brand’s level of the window. */
export interface NextCustomer {
  readonly project: string;
  readonly brand: string;
  readonly currency: string;
  /** Per cent more customers for one per cent more spend; drawn towards all brands. */
  readonly elasticity: number;
  readonly elasticityInterval: readonly [number, number];
  /** 0 its own estimate, 1 the common one. */
  readonly pull: number;
  readonly average: number;
  /** Null: the response may be zero. */
  readonly cost: number | null;
  readonly interval: readonly [number, number] | null;
}

export interface ChannelCost {
  readonly project: string;
  /** Null: our brands in this market together. */
  readonly brand: string | null;
  readonly channel: string;
  readonly currency: string;
  /** Mean a period of the window. */
  readonly spend: number;
  /** Of the brand’s spend, 0–1. */
  readonly share: number;
  /** Spend in the channel for each new customer, wherever that customer came from. */
  readonly perCustomer: number;
  /** Of one more customer through this channel; null: the response is not clear, or the channel could not be told apart. */
  readonly cost: number | null;
  readonly interval: readonly [number, number] | null;
  readonly reason: string | null;
}

export interface EfficiencyUnit {
  readonly brand: string;
  readonly isSubject: boolean;
  /** Means a period of the window. */
  readonly spend: number;
  readonly customers: number;
  /** Share of its spend with which best practice brings its customers, 0–1; null without a frontier. */
  readonly efficiency: {
    readonly raw: number;
    readonly corrected: number;
    readonly interval: readonly [number, number];
    readonly scale: number;
  } | null;
  /** Per cent more customers than the pooled model expects at its spend; null where it was not asked or cannot be told. */
  readonly residual: {
    readonly percent: number;
    readonly interval: readonly [number, number];
    readonly expected: number;
  } | null;
}

export interface MarketEfficiency {
  readonly project: string;
  readonly currency: string;
  readonly method: 'frontier' | 'residual' | null;
  /** Why there is no frontier, or nothing at all. */
  readonly reason: string | null;
  /** Brands that a frontier of one input and one output takes. */
  readonly needed: number;
  readonly draws: number | null;
  readonly units: readonly EfficiencyUnit[];
  /** What is drawn beside the brands: corners of the frontier, or what the pooled model expects at each brand’s spend. Spend ascending. */
  readonly line: readonly { readonly spend: number; readonly customers: number }[];
}

/** What more points would do to the cost of a customer, if the association were causal; at equal spend. */
export interface CheaperCustomer {
  readonly project: string;
  readonly brand: string;
  readonly section: string;
  readonly currency: string;
  readonly points: number;
  readonly from: number;
  readonly to: number;
  readonly interval: readonly [number, number];
  /** Per cent, below zero: cheaper. */
  readonly change: number;
  readonly changeInterval: readonly [number, number];
  readonly isOutside: boolean;
}

export interface AcquisitionAnalysis extends ScoreAnalysis {
  readonly link: LinkAnalysis;
  readonly currencies: Readonly<Record<string, string>>;
  readonly horizon: number;
  readonly costs: readonly AcquisitionCost[];
  readonly together: readonly MarketCost[];
  /** Response of customers to spend, all brands together; null: could not be estimated. */
  readonly response: {
    readonly elasticity: number;
    readonly interval: readonly [number, number];
    readonly rows: number;
  } | null;
  readonly next: readonly NextCustomer[];
  readonly channels: readonly ChannelCost[];
  readonly efficiency: readonly MarketEfficiency[];
  readonly cheaper: readonly CheaperCustomer[];
  /** Brands whose customers are known but not what was spent on them: they stay out of the link. */
  readonly withoutSpend: readonly { readonly project: string; readonly brand: string }[];
}
