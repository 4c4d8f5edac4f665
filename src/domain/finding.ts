/** A finding: graded evidence with its claim. The only things that a title, insight or recommendation may rest on. */
import type { Grade } from './evidence.ts';

export type FindingKind = 'association' | 'difference' | 'movement' | 'anomaly' | 'forecast' | 'fact';

export interface Finding {
  /** Stable and readable, e.g. "movement:IN-Skincare:Aurora:score". Unique in the document. */
  readonly id: string;
  readonly kind: FindingKind;
  /** One sentence in the field's words; every number in it is a field of this finding or of its `parts`. */
  readonly claim: string;
  readonly subject: { readonly project?: string; readonly brand?: string; readonly outcome?: string };
  readonly predictor?: {
    readonly section?: string;
    readonly platform?: string;
    readonly metric?: string;
    readonly brand?: string;
    readonly channel?: string;
  };
  /** What was measured, e.g. "DC score, change against the previous 12 months". */
  readonly measure: string;
  readonly estimate: number | null;
  readonly unit: string;
  readonly interval: readonly [number, number] | null;
  readonly level: number;
  readonly n: number;
  readonly test: string | null;
  readonly p: number | null;
  readonly q: number | null;
  /** Null for facts and forecasts, which are not tested. */
  readonly grade: Grade | null;
  readonly lag?: number;
  /** The period an anomaly or level shift belongs to. */
  readonly period?: string;
  readonly detectable?: number | null;
  /** Of findings of grade `none`: inside margins exactly when two one-sided tests at .05 say so. */
  readonly interval90?: readonly [number, number];
  /** Further named figures that the claim quotes. */
  readonly parts?: Readonly<Record<string, number | string | null>>;
  readonly caveats: readonly string[];
}
