/** Data health: what every report says about the data it rests on. Clock-free; age against today travels with the run. */
import type { Period } from './period.ts';

export interface DataHealth {
  /** Weighted mean of the dimensions that could be scored, 0–100; null without data. */
  readonly score: number | null;
  readonly dimensions: readonly QualityDimension[];
  /** Last period with data over all markets, as the calendar date on which it ends. */
  readonly dataAsOf: string;
  readonly markets: readonly MarketHealth[];
  /** Gaps of ≤ 2 periods that adaptive processing filled, and where. */
  readonly gapsFilled: number;
  /** Weight changes inside the history that was read. */
  readonly weightChanges: readonly { readonly project: string; readonly validFrom: string }[];
  /** Rows refused at import for these projects, still waiting in quarantine. */
  readonly quarantined: number;
  readonly notes: readonly string[];
}

export interface QualityDimension {
  readonly dimension: 'completeness' | 'validity' | 'uniqueness' | 'consistency' | 'stability' | 'timeliness';
  /** 0–100, null when it does not apply. */
  readonly score: number | null;
  readonly weight: number;
  /** The stated formula, in words. */
  readonly formula: string;
  readonly offending: readonly CellProblem[];
}

export interface CellProblem {
  readonly project: string;
  readonly brand?: string;
  readonly section?: string;
  readonly platform?: string;
  readonly metric?: string;
  readonly period?: Period;
  readonly problem: string;
}

export interface MarketHealth {
  readonly project: string;
  readonly lastPeriod: Period;
  /** Present ÷ total weight in the last period, all brands together, 0–1. */
  readonly lastPeriodCoverage: number;
  /** The same over the whole window. */
  readonly coverage: number;
}

/** Quality of one brand's section in one market. */
export interface QualityCell {
  readonly project: string;
  readonly brand: string;
  readonly section: string;
  /** Weighted mean of the dimensions that could be scored, 0–100; null without any. */
  readonly score: number | null;
  readonly scores: Readonly<Record<QualityDimension['dimension'], number | null>>;
}

/** A binary check beside the scores. */
export interface IntegrityCheck {
  readonly check: 'orphans' | 'duplicate-keys' | 'period-gaps' | 'currency-mix';
  /** What holds when it passes, as a sentence without its point. */
  readonly rule: string;
  readonly passed: boolean;
  /** How many things break it; `offending` lists the first of them. */
  readonly found: number;
  readonly offending: readonly CellProblem[];
}

/** The quality of the data by itself, outside any report; knows today's date, so that timeliness has a score. */
export interface QualityReport {
  readonly dataVersion: string;
  readonly today: string;
  readonly health: DataHealth;
  /** Sorted by project, brand, section. */
  readonly cells: readonly QualityCell[];
  readonly integrity: readonly IntegrityCheck[];
}
