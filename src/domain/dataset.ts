/**
 * What a report may read: the canonical tables of one selection, keyed by names (never by database ids, so that the
 * same data give the same document on every store). Rows come sorted by code unit order of their keys.
 */
import type { Frequency, Period } from './period.ts';

export interface Project {
  readonly project: string;
  readonly market: string;
  readonly category: string;
  readonly currency: string;
  readonly frequency: Frequency;
  readonly start: string;
  readonly end: string | null;
  /** The earlier round that this project continues, if any. */
  readonly follows: string | null;
}

export interface Brand {
  readonly brand: string;
  readonly category: string;
  readonly role: 'own' | 'competitor';
}

export interface MetricKey {
  readonly section: string;
  readonly platform: string;
  readonly metric: string;
}

export interface Metric extends MetricKey {
  /** Of the raw value; normalised values are always "higher is better". */
  readonly direction: 'higher' | 'lower';
  readonly unit: string | null;
  readonly definition: string | null;
}

/** A weight row of a project. Null platform and metric: the section's weight; null metric: the platform's weight. */
export interface Weight {
  readonly project: string;
  readonly section: string;
  readonly platform: string | null;
  readonly metric: string | null;
  readonly weight: number;
  /** First day on which the weight holds. */
  readonly validFrom: string;
}

/**
 * All normalised values of one project on a complete grid.
 * `values[(b * metrics.length + m) * periods.length + t]` is the value 0–100 of brand b, metric m, period t;
 * NaN marks a missing cell (only here: analyses and documents carry null).
 */
export interface ScoreCube {
  readonly project: string;
  readonly brands: readonly string[];
  readonly metrics: readonly MetricKey[];
  /** Consecutive periods, without holes. */
  readonly periods: readonly Period[];
  readonly values: Float64Array;
  /** 1 where a value was interpolated (same positions as `values`): for what is shown, never for tests or forecasts. */
  readonly imputed?: Uint8Array;
}

export interface OutcomeSeries {
  readonly project: string;
  readonly brand: string;
  readonly outcome: string;
  readonly unit: string;
  readonly periods: readonly Period[];
  readonly values: readonly (number | null)[];
}

export interface SpendRow {
  readonly project: string;
  readonly brand: string;
  readonly channel: string;
  readonly period: Period;
  readonly amount: number;
  readonly impressions: number | null;
  readonly clicks: number | null;
}

export interface EventRow {
  readonly project: string;
  /** Null: the event concerns every brand of the project. */
  readonly brand: string | null;
  readonly date: string;
  readonly label: string;
}

export interface Dataset {
  readonly projects: readonly Project[];
  readonly brands: readonly Brand[];
  readonly metrics: readonly Metric[];
  readonly weights: readonly Weight[];
  readonly scores: readonly ScoreCube[];
  readonly outcomes: readonly OutcomeSeries[];
  readonly spend: readonly SpendRow[];
  readonly events: readonly EventRow[];
}

export type TableName = keyof Dataset;

/** What the store knows without reading values: enough to resolve names, defaults and readiness. */
export interface Catalog {
  readonly dataVersion: string;
  readonly projects: readonly CatalogProject[];
  readonly brands: readonly Brand[];
  readonly sections: readonly string[];
}

export interface CatalogProject extends Project {
  /** Brands with at least one score in this project, sorted. */
  readonly brands: readonly string[];
  /** First and last period with scores; null when the project has none. */
  readonly firstPeriod: Period | null;
  readonly lastPeriod: Period | null;
  /** Outcomes with at least one value. */
  readonly outcomes: readonly string[];
}
