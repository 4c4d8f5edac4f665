/**
 * The Document: everything a report says, as plain JSON. Blocks, PDF, web page, CSV/XLSX and API answers are all
 * rendered from it and add nothing. Same data, request and seed give the same bytes.
 */

import type { Grade } from '../domain/evidence.ts';
import type { Finding } from '../domain/finding.ts';
import type { DataHealth } from '../domain/quality.ts';
import type { ChartSpec } from './chart.ts';
import type { TableSpec } from './table.ts';

/** A sentence with the findings (by id) or tables (as `table:<id>`) that hold each of its numbers. */
export interface Sentence {
  readonly text: string;
  readonly refs: readonly string[];
}

/** A figure with its change: a tile on page 1, an item of the KPI line in Slack. */
export interface Kpi {
  readonly id: string;
  readonly label: string;
  readonly value: number | null;
  /** The value as shown: "65.1", "2 of 12", "97 %", or "no data". */
  readonly text: string;
  readonly delta: {
    readonly value: number;
    readonly text: string;
    /** True: better, false: worse, null: neither. */
    readonly better: boolean | null;
  } | null;
  /** What the delta compares with: "from 61.8 a year before". */
  readonly comparison: string | null;
  readonly grade: Grade | null;
  /** "p = .004", "within noise"; empty when there is nothing to say. */
  readonly gradeText: string;
  readonly sparkline: readonly (number | null)[];
  readonly refs: readonly string[];
}

/** A line of the page-1 lists: what moved, risks. */
export interface SummaryItem {
  readonly text: string;
  /** The figure at the right: "+1.6 pt". */
  readonly figure: string;
  /** Length of its bar in lists that draw one; null without. */
  readonly value: number | null;
  readonly grade: Grade | null;
  readonly refs: readonly string[];
}

/** One of the stories that a reader is told first. */
export interface Insight {
  /** Id of the finding that tells it. */
  readonly finding: string;
  /** Ids of findings that tell the same story: where one is said, the others are not. */
  readonly also: readonly string[];
  /** Size × certainty × novelty, size as a multiple of what is ordinary: compares the insights of several reports. */
  readonly weight: number;
}

export interface Recommendation {
  readonly action: string;
  readonly subject: Finding['subject'] & {
    readonly section?: string;
    readonly platform?: string;
    readonly metric?: string;
  };
  readonly effect: {
    readonly estimate: number;
    readonly unit: string;
    readonly interval: readonly [number, number] | null;
  } | null;
  /** "+1.8 pt [0.9, 2.7]", or why there is no estimate. */
  readonly effectText: string;
  /** Expected time: "about 3 months", null when past gains do not tell. */
  readonly time: string | null;
  readonly effort: 'low' | 'medium' | 'high' | null;
  /** Whether it is done within three years at the pace of the past; null when past gains do not tell. */
  readonly inTime: boolean | null;
  /** The finding it rests on. */
  readonly finding: string;
}

export type Block =
  | { readonly type: 'chart'; readonly chart: string }
  | { readonly type: 'table'; readonly table: string }
  | { readonly type: 'text'; readonly sentences: readonly Sentence[] }
  /** The small line under a finding: "effect +1.8 [0.9, 2.7] · n = 48 months · q = .003". */
  | { readonly type: 'evidence'; readonly grade: Grade | null; readonly text: string; readonly refs: readonly string[] }
  /** Said in place of a block that the data do not allow. */
  | { readonly type: 'missing'; readonly need: string; readonly have: string; readonly fix: string };

export interface Section {
  readonly id: string;
  /** The finding, as a heading. */
  readonly heading: string;
  readonly blocks: readonly Block[];
  /** `half` sections may stand side by side on paper. */
  readonly width: 'full' | 'half';
}

export interface Scope {
  /** "Aurora · IN-Skincare". */
  readonly label: string;
  readonly projects: readonly string[];
  readonly brands: readonly string[];
  /** "Nov 2025 – Oct 2026". */
  readonly period: string;
  /** "previous 12 months (Nov 2024 – Oct 2025)". */
  readonly comparison: string;
  /** "31 Oct 2026". */
  readonly dataAsOf: string;
  /** Peer brands counted in ranks. */
  readonly peers: number;
}

export interface MethodNote {
  readonly heading: string;
  readonly text: string;
  /** Citation, if the method has one. */
  readonly source: string | null;
}

export interface Definition {
  readonly term: string;
  readonly text: string;
}

export interface Document {
  readonly schema: 'digi-cadence/document@1';
  readonly report: { readonly id: string; readonly title: string; readonly category: string };
  readonly language: string;
  readonly locale: string;
  readonly dataVersion: string;
  readonly seed: number;
  readonly options: Readonly<Record<string, string | number | boolean>>;
  /** States the main finding in at most 90 characters. */
  readonly title: string;
  readonly verdict: Sentence;
  readonly scope: Scope;
  /** At most five. */
  readonly kpis: readonly Kpi[];
  /** At most three each. `headline` names the chart shown on page 1 and in the Slack message. */
  readonly summary: {
    readonly headline: string | null;
    readonly drivers: readonly SummaryItem[];
    readonly risks: readonly SummaryItem[];
  };
  /** Those of the insights first. */
  readonly findings: readonly Finding[];
  /** The weightiest first; at most seven. */
  readonly insights: readonly Insight[];
  readonly recommendations: readonly Recommendation[];
  readonly sections: readonly Section[];
  readonly charts: readonly ChartSpec[];
  readonly tables: readonly TableSpec[];
  readonly method: readonly MethodNote[];
  readonly definitions: readonly Definition[];
  readonly dataHealth: DataHealth;
  /** Tables (by id) and sections that stand at the end. */
  readonly appendix: readonly Section[];
}

/** A run travels beside its document: what differs between two runs that give the same document. */
export interface RunStamp {
  readonly runId: string;
  /** ISO instant of the run. */
  readonly at: string;
  readonly requestedBy: string | null;
}
