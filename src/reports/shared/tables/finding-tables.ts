/** Findings in rows: events, what is worth watching, every test with its grade and power. */
import type { Cell, TableSpec } from '../../../document/table.ts';
import type { Finding } from '../../../domain/finding.ts';
import type { ScoreAnalysis } from '../analysis.ts';
import { isShift } from '../words/test-claims.ts';
import type { Wording } from '../words/wording.ts';
import { gradeColumn, numberColumn, PAPER_ROWS, periodColumn, textColumn } from './columns.ts';

const SHORT_KIND = (finding: Finding): string =>
  finding.kind === 'anomaly'
    ? 'Odd period'
    : isShift(finding)
      ? 'Lasting step'
      : finding.kind === 'difference'
        ? 'Change'
        : 'Trend';

export function eventsTable(
  analysis: Pick<ScoreAnalysis, 'markets'>,
  findings: readonly Finding[],
  title: string,
  words: Wording,
): TableSpec | null {
  const shown = findings.filter((finding) => finding.grade === 'supported' && finding.period !== undefined);
  if (shown.length === 0) return null;
  const markets = new Map(analysis.markets.map((market) => [market.project, market]));
  const ordered = [...shown].sort(
    (a, b) => (b.period! < a.period! ? -1 : b.period! > a.period! ? 1 : 0) || (a.id < b.id ? -1 : 1),
  );
  return {
    id: 'events',
    title,
    caption: 'Supported findings only, latest first; size in points of the score or section named.',
    columns: [
      periodColumn('Period'),
      textColumn('brand', 'Brand'),
      textColumn('part', 'Of'),
      textColumn('kind', 'What'),
      numberColumn('size', 'Size', 1, 'points'),
      numberColumn('low', 'Low', 1, 'points', 'full'),
      numberColumn('high', 'High', 1, 'points', 'full'),
      ...(words.style === 'professional' ? [numberColumn('q', 'q', 3)] : []),
      gradeColumn,
    ],
    rows: ordered.map((finding): Cell[] => [
      finding.period!,
      words.brand(markets.get(finding.subject.project ?? '')!, finding.subject.brand ?? ''),
      finding.predictor?.section ?? 'Score',
      SHORT_KIND(finding),
      finding.estimate,
      finding.interval?.[0] ?? null,
      finding.interval?.[1] ?? null,
      ...(words.style === 'professional' ? [finding.q] : []),
      finding.grade,
    ]),
    paperRows: PAPER_ROWS,
    notes: [],
  };
}

export function watchingTable(findings: readonly Finding[], words: Wording): TableSpec | null {
  const shown = findings.filter((finding) => finding.grade === 'suggestive');
  if (shown.length === 0) return null;
  return {
    id: 'watching',
    title: 'Worth watching',
    caption: 'Signs that are not strong enough to be claims (.05 < q ≤ .10).',
    columns: [
      textColumn('what', 'What'),
      numberColumn('estimate', 'Size', 1, 'points'),
      ...(words.style === 'professional' ? [numberColumn('q', 'q', 3)] : []),
      gradeColumn,
    ],
    rows: shown.map((finding): Cell[] => [
      finding.claim,
      finding.estimate,
      ...(words.style === 'professional' ? [finding.q] : []),
      finding.grade,
    ]),
    paperRows: null,
    notes: [],
  };
}

export function testsTable(findings: readonly Finding[]): TableSpec {
  const tested = findings.filter((finding) => finding.grade !== null);
  return {
    id: 'tests',
    title: 'Every test and its grade',
    caption: 'One family; q is adjusted for all tests of this report.',
    columns: [
      textColumn('claim', 'Result'),
      numberColumn('estimate', 'Estimate', 2),
      textColumn('unit', 'Unit'),
      numberColumn('low', 'Low', 2, null, 'full'),
      numberColumn('high', 'High', 2, null, 'full'),
      numberColumn('n', 'n', 0),
      numberColumn('p', 'p', 3),
      numberColumn('q', 'q', 3),
      numberColumn('q-any', 'q, any dependence', 3, null, 'full'),
      numberColumn('detectable', 'Detectable', 2),
      textColumn('unseen', 'What stayed unseen', 'full'),
      gradeColumn,
      textColumn('test', 'Test', 'full'),
      textColumn('caveats', 'Caveats', 'full'),
    ],
    rows: tested.map((finding): Cell[] => [
      finding.claim,
      finding.estimate,
      finding.unit,
      finding.interval?.[0] ?? null,
      finding.interval?.[1] ?? null,
      finding.n,
      finding.p,
      finding.q,
      typeof finding.parts?.qAnyDependence === 'number' ? finding.parts.qAnyDependence : null,
      finding.detectable ?? null,
      finding.parts?.unseen ?? null,
      finding.grade,
      finding.test,
      finding.caveats.join('; '),
    ]),
    paperRows: PAPER_ROWS,
    notes: [],
  };
}
