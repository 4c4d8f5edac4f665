/** Runs the statistics reference: every case through the public functions of analytics/stats. */
import type { Kind, Kinds, Mismatch, ReferenceCase } from './case.ts';
import { compare } from './compare.ts';
import { association } from './kinds/association.ts';
import { clusters } from './kinds/clusters.ts';
import { comparisons } from './kinds/comparisons.ts';
import { outliers } from './kinds/outliers.ts';
import { regressions } from './kinds/regressions.ts';
import { series } from './kinds/series.ts';
import { smoothing } from './kinds/smoothing.ts';
import { summaries } from './kinds/summaries.ts';

const kinds: Kinds = {
  ...association,
  ...regressions,
  ...series,
  ...comparisons,
  ...summaries,
  ...clusters,
  ...outliers,
  ...smoothing,
};

export interface StatsResult {
  readonly cases: number;
  readonly passed: number;
  readonly failed: readonly ({ readonly id: string; readonly kind: string } & Mismatch)[];
  readonly unsupported: readonly string[];
}

/** Every field that differs is listed; a case passes when none does. */
export function runStats(set: unknown): StatsResult {
  const cases = (set as { cases: readonly ReferenceCase[] }).cases;
  const failed: ({ id: string; kind: string } & Mismatch)[] = [];
  const unsupported = new Set<string>();
  let passed = 0;
  for (const c of cases) {
    const kind = kinds[c.kind];
    if (kind === undefined) {
      unsupported.add(c.kind);
      continue;
    }
    const mismatches = measure(kind, c);
    if (mismatches.length === 0) passed++;
    for (const mismatch of mismatches) failed.push({ id: c.id, kind: c.kind, ...mismatch });
  }
  return { cases: cases.length, passed, failed, unsupported: [...unsupported] };
}

function measure(kind: Kind, c: ReferenceCase): Mismatch[] {
  try {
    const got = kind.answer(c);
    return kind.compare?.(got, c) ?? compare(got, c.expected, c.tol);
  } catch (error) {
    // A function that throws on a case is a failure of that case, not of the run.
    return [{ field: '', got: `threw: ${error instanceof Error ? error.message : String(error)}`, expected: null }];
  }
}
