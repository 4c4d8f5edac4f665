/** What the sales analysis holds: why revenue changed, which component goes with the score, forecasts with and without it. */
import type { ForecastRace } from '../../../analytics/outcome-link/forecast-race.ts';
import type { PriceVolumeMix } from '../../../analytics/sales/price-volume-mix.ts';
import type { LinkAnalysis } from '../../outcome-link/analysis.ts';
import type { ScoreAnalysis } from '../../shared/analysis.ts';

export const COMPONENTS = ['units', 'orders', 'order_value', 'price'] as const;
/** A part of sales that is asked for its own link with the score. */
export type Component = (typeof COMPONENTS)[number];

export interface ComponentAnalysis {
  readonly component: Component;
  /** "order value". */
  readonly label: string;
  readonly link: LinkAnalysis;
  /** One period ahead first; empty at basic depth. */
  readonly races: readonly ForecastRace[];
  /** Metrics of the score that are computed from this component and left out of their sections. */
  readonly identities: readonly string[];
  /** True: computed here, as revenue ÷ units or revenue ÷ orders, for at least one brand. */
  readonly isDerived: boolean;
}

/** Revenue before and now of one brand in one market, of a market's brands, or of all markets with one currency. */
export interface RevenueChange {
  /** Null: several markets. */
  readonly project: string | null;
  /** Null: several brands. */
  readonly brand: string | null;
  readonly brands: number;
  readonly currency: string;
  /** Revenue a period. */
  readonly effects: PriceVolumeMix;
  /** Per cent of revenue before. */
  readonly changeShare: number | null;
  /** Volume a period. */
  readonly volume: { readonly before: number; readonly now: number };
  /** Average price, revenue ÷ volume; null where nothing was sold. */
  readonly averagePrice: { readonly before: number | null; readonly now: number | null };
  readonly periods: number;
  readonly periodsBefore: number;
  /** Brands whose sales could not be decomposed and are not in it. */
  readonly without: readonly string[];
}

export interface RefusedChange {
  readonly project: string;
  readonly brand: string;
  readonly reason: string;
  /** Per cent of revenue by which volume × price misses it; null when that is not the reason. */
  readonly gap: number | null;
}

export interface SalesAnalysis extends ScoreAnalysis {
  readonly components: readonly ComponentAnalysis[];
  /** Components without values, which are not tested. */
  readonly missing: readonly Component[];
  /** What volume is: units, or orders where no units are known; null without either beside revenue. */
  readonly volume: 'units' | 'orders' | null;
  /** Largest first: all markets of a currency, markets, brands. */
  readonly changes: readonly RevenueChange[];
  readonly refused: readonly RefusedChange[];
  /** True: prices are revenue ÷ volume, because no price is in the data. */
  readonly isPriceDerived: boolean;
  readonly currencies: Readonly<Record<string, string>>;
  readonly horizon: number;
}
