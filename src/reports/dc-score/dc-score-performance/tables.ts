/** Tables of the score performance report: every figure drawn or spoken, in full precision. */
import type { Lines } from '../../../document/chart.ts';
import type { Cell, TableColumn, TableSpec } from '../../../document/table.ts';
import { capitalise } from '../../../document/words.ts';
import type { Finding } from '../../../domain/finding.ts';
import { PERIODS_PER_YEAR } from '../../../domain/period.ts';
import type { Analysis, MarketAnalysis } from './analysis.ts';
import { isShift, markOf } from './claims.ts';
import { comparisonLabel, nounOf, pairsOf, type Wording, windowLabel } from './wording.ts';

const text = (id: string, label: string, show: TableColumn['show'] = 'always'): TableColumn => ({
  id,
  label,
  type: 'text',
  unit: null,
  decimals: null,
  show,
});
const number = (
  id: string,
  label: string,
  decimals: number,
  unit: string | null = null,
  show: TableColumn['show'] = 'always',
): TableColumn => ({ id, label, type: 'number', unit, decimals, show });
const grade: TableColumn = {
  id: 'grade',
  label: 'Evidence',
  type: 'grade',
  unit: null,
  decimals: null,
  show: 'always',
};

const PAPER_ROWS = 24;
/** Longer than this no past pace says anything: a history seldom holds more years. */
export const LONGEST_YEARS = 3;
const asPercent = (share: number | null): number | null => (share === null ? null : share * 100);

export function standingTable(market: MarketAnalysis, findings: readonly Finding[], words: Wording): TableSpec {
  const graded = new Map(
    findings
      .filter((finding) => finding.kind === 'difference' && finding.predictor === undefined)
      .filter((finding) => finding.subject.project === market.project)
      .map((finding) => [finding.subject.brand, markOf(finding)]),
  );
  const withVolatility = market.peers.some((peer) => peer.volatility !== null);
  return {
    id: `standing${words.suffix(market)}`,
    title: `Standing of ${market.ranked} brands in ${market.project}`,
    caption: `DC score, 0–100, mean of ${windowLabel(market)}; change against ${comparisonLabel(market)}.`,
    columns: [
      number('rank', 'Rank', 0),
      text('brand', 'Brand'),
      number('score', 'Score', 1, 'points'),
      number('change', 'Change', 1, 'points'),
      grade,
      number('rank-before', 'Rank before', 0),
      number('percentile', 'Percentile', 0),
      text('tier', 'Tier'),
      number('coverage', 'Coverage', 0, '%'),
      number('before', 'Score before', 1, 'points', 'full'),
      number('latest', 'Last period', 1, 'points', 'full'),
      ...(withVolatility ? [number('volatility', 'Volatility', 1, 'points')] : []),
      text('role', 'Role', 'full'),
    ],
    rows: market.peers.map((peer): Cell[] => [
      peer.rank,
      peer.brand,
      peer.score,
      peer.delta,
      graded.get(peer.brand) ?? null,
      peer.rankBefore,
      peer.percentile,
      peer.tier,
      asPercent(peer.coverage),
      peer.before,
      peer.latest,
      ...(withVolatility ? [peer.volatility] : []),
      peer.role,
    ]),
    paperRows: PAPER_ROWS,
    notes: [
      market.tierCuts
        ? `Tiers are quarters of the peer set, cut at ${market.tierCuts.map(words.formats.score).join(', ')}.`
        : 'Tiers need four brands with scores.',
      'Evidence is given for the brands of this report; equal scores share a rank.',
    ],
  };
}

/** Tier cuts, median and best peer of each market. */
export function peerTable(analysis: Analysis, words: Wording): TableSpec {
  return {
    id: 'peer-set',
    title: 'The peer set in figures',
    caption: 'DC score, 0–100, mean of the window.',
    columns: [
      text('market', 'Project'),
      number('brands', 'Brands', 0),
      number('best', 'Best', 1, 'points'),
      number('leading', 'Leading from', 1, 'points'),
      number('median', 'Median', 1, 'points'),
      number('trailing', 'Trailing below', 1, 'points'),
      number('neighbours', 'Typical distance of neighbours', 1, 'points'),
      number('average', 'Mean of this report’s brands', 1, 'points'),
    ],
    rows: analysis.markets.map((market): Cell[] => [
      market.project,
      market.ranked,
      market.peers[0]?.score ?? null,
      market.tierCuts?.[2] ?? null,
      market.peerMedian,
      market.tierCuts?.[0] ?? null,
      market.neighbourGap,
      market.portfolio?.score ?? null,
    ]),
    paperRows: null,
    notes: words.style === 'simple' ? [] : ['Tier cuts are quartiles by linear interpolation.'],
  };
}

/** Parts of the change, one row a brand: what the metrics of each section did, then changed weights and gaps. */
export function decompositionTable(analysis: Analysis, words: Wording): TableSpec {
  const sections = [...new Set(analysis.markets.flatMap((market) => market.sections))];
  return {
    id: 'decomposition',
    title: 'Where the change comes from',
    caption: 'Parts of the change in DC score, points.',
    columns: [
      text('brand', 'Brand'),
      ...sections.map((section) => number(section, section, 1, 'points')),
      number('weight', 'Weights', 1, 'points'),
      number('coverage', 'Data gaps', 1, 'points'),
      number('total', 'Change', 1, 'points'),
    ],
    rows: pairsOf(analysis).flatMap(({ market, subject }): Cell[][] => {
      const { decomposition } = subject;
      if (decomposition.undefined !== null) return [];
      const effectOf = (section: string): number | null =>
        decomposition.sections.find((each) => each.section === section)?.value ?? null;
      return [
        [
          words.brand(market, subject.brand),
          ...sections.map(effectOf),
          decomposition.weight,
          decomposition.coverage,
          decomposition.total,
        ],
      ];
    }),
    paperRows: PAPER_ROWS,
    notes: ['Parts add up to the change exactly, before rounding. Brands without a comparison are left out.'],
  };
}

/** The same change down the tree, one row a section, platform and (for files and the appendix) metric. */
export function partsTable(analysis: Analysis, depth: 'platform' | 'metric', words: Wording): TableSpec {
  const rows: Cell[][] = [];
  const withMetrics = depth === 'metric';
  for (const { market, subject } of pairsOf(analysis)) {
    const { decomposition } = subject;
    if (decomposition.undefined !== null) continue;
    const brand = words.brand(market, subject.brand);
    const push = (
      names: readonly (string | null)[],
      { value, weight, coverage, total }: { value: number; weight: number; coverage: number; total: number },
    ): void => {
      rows.push([brand, ...(withMetrics ? names : names.slice(0, 2)), value, weight, coverage, total]);
    };
    for (const section of decomposition.sections) {
      push([section.section, null, null], section);
      for (const platform of section.platforms) {
        push([section.section, platform.platform, null], platform);
        if (withMetrics)
          for (const metric of platform.metrics) push([section.section, platform.platform, metric.metric], metric);
      }
    }
    push(['All', null, null], decomposition);
  }
  return {
    id: `decomposition-${depth}s`,
    title: `Parts of the change by ${depth}`,
    caption: `Parts of the change in DC score, points, by section, platform${withMetrics ? ' and metric' : ''}.`,
    columns: [
      text('brand', 'Brand'),
      text('section', 'Section'),
      text('platform', 'Platform'),
      ...(withMetrics ? [text('metric', 'Metric')] : []),
      number('value', 'Value', 2, 'points'),
      number('weight', 'Weights', 2, 'points'),
      number('coverage', 'Data gaps', 2, 'points'),
      number('total', 'Total', 2, 'points'),
    ],
    rows,
    paperRows: PAPER_ROWS,
    notes: ['Parts add up to the change exactly. Brands without a comparison are left out.'],
  };
}

export function sectionTable(market: MarketAnalysis, words: Wording): TableSpec {
  return {
    id: `sections${words.suffix(market)}`,
    title: 'Section scores',
    caption: `Section scores, 0–100, mean of ${windowLabel(market)}, brands by rank.`,
    columns: [text('brand', 'Brand'), ...market.sections.map((section) => number(section, section, 1, 'points'))],
    rows: market.peers.map((peer, i): Cell[] => [peer.brand, ...market.sectionScores[i]!]),
    paperRows: PAPER_ROWS,
    notes: [],
  };
}

export function sectionChangeTable(analysis: Analysis, words: Wording): TableSpec {
  return {
    id: 'section-standing',
    title: 'Sections of the brands in this report',
    caption: 'Section scores, 0–100, mean of the window, with change, rank and coverage.',
    columns: [
      text('brand', 'Brand'),
      text('section', 'Section'),
      number('score', 'Score', 1, 'points'),
      number('change', 'Change', 1, 'points'),
      number('median', 'Peer median', 1, 'points'),
      number('rank', 'Rank', 0),
      number('coverage', 'Coverage', 0, '%'),
    ],
    rows: pairsOf(analysis).flatMap(({ market, subject }) =>
      subject.sections.map((section): Cell[] => [
        words.brand(market, subject.brand),
        section.section,
        section.score,
        section.delta,
        section.peerMedian,
        section.rank,
        asPercent(section.coverage),
      ]),
    ),
    paperRows: PAPER_ROWS,
    notes: [],
  };
}

export function headroomTable(analysis: Analysis, words: Wording): TableSpec {
  const noun = analysis.markets[0] ? nounOf(analysis.markets[0]) : 'period';
  const rows = pairsOf(analysis).flatMap(({ market, subject }) =>
    subject.headroom.map((row): { points: number; cells: Cell[] } => ({
      points: row.points,
      cells: [
        words.brand(market, subject.brand),
        row.metric,
        row.platform,
        row.section,
        row.now,
        row.best,
        row.bestPeer,
        row.points,
        row.expected?.points ?? null,
        row.expected?.interval[0] ?? null,
        row.expected?.interval[1] ?? null,
        row.withinYear,
        row.periodsToClose !== null && row.periodsToClose <= LONGEST_YEARS * PERIODS_PER_YEAR[market.frequency]
          ? row.periodsToClose
          : null,
        row.pace?.changes ?? null,
      ],
    })),
  );
  // One list over all brands, so that the top of it is the top of the portfolio; the order is stable for equal points.
  rows.sort((a, b) => b.points - a.points);
  return {
    id: 'headroom',
    title: 'Where the points are',
    caption: 'Ten metrics a brand with most attainable points: gap to the best peer × weight.',
    columns: [
      text('brand', 'Brand'),
      text('metric', 'Metric'),
      text('platform', 'Platform'),
      text('section', 'Section', 'full'),
      number('now', 'Now', 1),
      number('best', 'Best peer', 1),
      text('best-peer', 'Who', 'full'),
      number('points', 'Points', 1, 'points'),
      number('expected', 'Shrunken', 1, 'points'),
      number('expected-low', 'Low', 1, 'points', 'full'),
      number('expected-high', 'High', 1, 'points', 'full'),
      number('within-year', 'In a year', 1, 'points'),
      number('time', `${capitalise(noun)}s`, 0),
      number('changes', 'Past changes', 0, null, 'full'),
    ],
    rows: rows.map(({ cells }) => cells),
    paperRows: words.extent === 'comprehensive' ? PAPER_ROWS : 10,
    notes: [
      'Shrunken: both brands’ means moved towards the peer mean by the share of their differences that is noise.',
      `In a year, and ${noun}s to close the gap: at the pace of the quickest quarter of past year-on-year changes, all brands; empty when past gains do not tell, or closing takes more than three years.`,
    ],
  };
}

const SHORT_KIND = (finding: Finding): string =>
  finding.kind === 'anomaly'
    ? 'Odd period'
    : isShift(finding)
      ? 'Lasting step'
      : finding.kind === 'difference'
        ? 'Change'
        : 'Trend';

export function eventsTable(
  analysis: Analysis,
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
      { id: 'period', label: 'Period', type: 'period', unit: null, decimals: null, show: 'always' },
      text('brand', 'Brand'),
      text('part', 'Of'),
      text('kind', 'What'),
      number('size', 'Size', 1, 'points'),
      number('low', 'Low', 1, 'points', 'full'),
      number('high', 'High', 1, 'points', 'full'),
      ...(words.style === 'professional' ? [number('q', 'q', 3)] : []),
      grade,
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
      text('what', 'What'),
      number('estimate', 'Size', 1, 'points'),
      ...(words.style === 'professional' ? [number('q', 'q', 3)] : []),
      grade,
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

export function coverageTable(analysis: Analysis, words: Wording): TableSpec {
  return {
    id: 'coverage',
    title: 'Coverage',
    caption: 'Present ÷ total weight, mean of the window.',
    columns: [
      text('brand', 'Brand'),
      number('coverage', 'Now', 1, '%'),
      number('before', 'Comparison', 1, '%'),
      ...(analysis.markets[0]?.sections.map((section) => number(section, section, 1, '%')) ?? []),
    ],
    rows: pairsOf(analysis).map(({ market, subject }): Cell[] => [
      words.brand(market, subject.brand),
      asPercent(subject.peer.coverage),
      asPercent(subject.peer.coverageBefore),
      ...(analysis.markets[0]?.sections ?? []).map((name) =>
        asPercent(subject.sections.find(({ section }) => section === name)?.coverage ?? null),
      ),
    ]),
    paperRows: PAPER_ROWS,
    notes: [],
  };
}

export function historyTable(market: MarketAnalysis, words: Wording): TableSpec {
  return {
    id: `history${words.suffix(market)}`,
    title: `Scores by ${nounOf(market)}`,
    caption: `DC score, 0–100, at the weights of each ${nounOf(market)}, ${market.project}.`,
    columns: [
      { id: 'period', label: capitalise(nounOf(market)), type: 'period', unit: null, decimals: null, show: 'always' },
      ...market.subjects.map(({ brand }) => number(brand, brand, 1, 'points')),
      number('peer-median', 'Peer median', 1, 'points'),
    ],
    rows: market.periods.map((period, t): Cell[] => [
      period,
      ...market.subjects.map(({ values }) => values[t] ?? null),
      market.peerMedianByPeriod[t] ?? null,
    ]),
    paperRows: 12,
    notes: [],
  };
}

/** The lines of an event chart. */
export function eventPathTable(chart: Lines, market: MarketAnalysis): TableSpec {
  return {
    id: chart.id,
    title: chart.title,
    caption: chart.subtitle,
    columns: [
      { id: 'period', label: capitalise(nounOf(market)), type: 'period', unit: null, decimals: null, show: 'always' },
      ...chart.series.map(({ label }, i) => number(`series-${i + 1}`, label, 1, 'points')),
    ],
    rows: chart.periods.map((period, t): Cell[] => [period, ...chart.series.map(({ values }) => values[t] ?? null)]),
    paperRows: 12,
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
      text('claim', 'Result'),
      number('estimate', 'Estimate', 2),
      text('unit', 'Unit'),
      number('low', 'Low', 2, null, 'full'),
      number('high', 'High', 2, null, 'full'),
      number('n', 'n', 0),
      number('p', 'p', 3),
      number('q', 'q', 3),
      number('q-any', 'q, any dependence', 3, null, 'full'),
      number('detectable', 'Detectable', 2),
      text('unseen', 'What stayed unseen', 'full'),
      grade,
      text('test', 'Test', 'full'),
      text('caveats', 'Caveats', 'full'),
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
