/** Steps and odd periods as marks on a line, and the line of a brand. */
import type { LineSeries, Lines } from '../../../document/chart.ts';
import type { Finding } from '../../../domain/finding.ts';
import type { MarketFacts, Subject } from '../analysis.ts';
import { isShift } from '../words/test-claims.ts';
import type { Wording } from '../words/wording.ts';

export function marksOf(
  findings: readonly Finding[],
  market: MarketFacts,
  brand: string,
  words: Wording,
): {
  readonly shifts: Lines['shifts'];
  readonly anomalies: readonly { readonly period: string; readonly label: string }[];
} {
  const shown = findings.filter(
    (finding) =>
      finding.grade === 'supported' &&
      finding.period !== undefined &&
      finding.subject.project === market.project &&
      finding.subject.brand === brand,
  );
  const label = (finding: Finding): string =>
    finding.estimate === null ? 'level' : `level ${words.formats.points(finding.estimate)}`;
  return {
    shifts: shown.filter(isShift).map((finding) => ({ period: finding.period!, label: label(finding) })),
    anomalies: shown
      .filter((finding) => finding.kind === 'anomaly')
      .map((finding) => ({
        period: finding.period!,
        label: finding.estimate === null ? '' : words.formats.points(finding.estimate),
      })),
  };
}

/** What hollow dots are, where any subject's line has them. */
export const filledNote = (subjects: readonly Subject[]): string | null =>
  subjects.some(({ filled }) => filled)
    ? 'Hollow dots: short gaps interpolated for display; tests and forecasts leave them out.'
    : null;

export function seriesOf(subject: Subject, isTold: boolean, words: Wording): LineSeries {
  const last = subject.values.findLast((value) => value !== null) ?? null;
  return {
    label: subject.brand,
    values: subject.values,
    ...(subject.filled ? { hollow: subject.filled.map((share) => share > 0) } : {}),
    emphasis: isTold ? 'subject' : 'own',
    section: null,
    dashed: false,
    endLabel: last === null ? subject.brand : `${subject.brand} ${words.formats.score(last)}`,
  };
}
