/** Readiness of a report for its default selection. */
import { resolveSelection } from '../../domain/selection.ts';
import { checkReadiness } from '../../reports/readiness.ts';
import type { AnyReport, Missing } from '../../reports/report.ts';
import type { Vocabulary } from '../parse/vocabulary.ts';

/** What the default selection lacks for this report. */
export function missingFor(report: AnyReport, vocabulary: Vocabulary): readonly Missing[] {
  const resolved = resolveSelection(vocabulary.catalog, { projects: null, brands: null, period: null });
  return resolved.ok ? checkReadiness(report, vocabulary.catalog, resolved.selection) : resolved.problems;
}
