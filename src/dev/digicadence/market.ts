/** What the stand-in serves: a market by structure, so that it knows nothing of our code beyond the domain's types. */
import type { Brand, EventRow, Metric, Project, SpendRow, Weight } from '../../domain/dataset.ts';

export interface MarketScore {
  readonly project: string;
  readonly brand: string;
  readonly section: string;
  readonly platform: string;
  readonly metric: string;
  readonly period: string;
  readonly raw: number | null;
  readonly normalised: number;
}

export interface MarketOutcome {
  readonly project: string;
  readonly brand: string;
  readonly outcome: string;
  readonly unit: string;
  readonly period: string;
  readonly value: number;
}

/** The demo world is one of these. */
export interface StandInMarket {
  readonly projects: readonly Project[];
  readonly brands: readonly Brand[];
  readonly metrics: readonly Metric[];
  readonly weights: readonly Weight[];
  readonly events: readonly EventRow[];
  scores(): Iterable<MarketScore>;
  outcomes(): Iterable<MarketOutcome>;
  spend(): Iterable<SpendRow>;
}
