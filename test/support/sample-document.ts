/**
 * Two realistic Documents for rendering tests: the Aurora report of the design sketches, with every block type, long
 * and short tables, CJK and emoji names; and one over several brands and markets. All figures are invented.
 */
import type { ChartSpec, LineSeries } from '../../src/document/chart.ts';
import type { Document, RunStamp } from '../../src/document/document.ts';
import type { Cell, TableSpec } from '../../src/document/table.ts';
import type { Grade } from '../../src/domain/evidence.ts';
import type { Finding } from '../../src/domain/finding.ts';
import { periodLabel, periodsIn, shiftPeriod } from '../../src/domain/period.ts';

export const sampleStamp: RunStamp = {
  runId: '7f3a91c2',
  at: '2026-11-05T08:30:00.000Z',
  requestedBy: 'U0AURORA',
};

const SECTIONS = ['Marketplace', 'Digital Spends', 'Organic Performance', 'Socialwatch'] as const;
const PEERS = [
  'Zephyr',
  'Aurora',
  'Borealis',
  '花椿スキン',
  'Cirrus',
  'Dune & Sons',
  'Müller Søn',
  'Glow ✨ Lab',
  'Évora',
  'Fjord',
  'Ώρα Cosmetics',
  'Halo',
] as const;
const OWN = new Set<string>(['Aurora', 'Borealis']);

const range = { from: '2022-11-01', to: '2026-10-01' };
const history = periodsIn('monthly', range);
const ahead = periodsIn('monthly', { from: '2026-11-01', to: '2027-10-01' });
const timeline = [...history, ...ahead];
const labels = (periods: readonly string[]) => periods.map((period) => periodLabel('monthly', period));

/** A smooth, noise-like wave without a random source: the same on every machine. */
const wave = (i: number, salt: number): number =>
  Math.sin(i * 1.7 + salt * 2.3) * 0.9 + Math.sin(i * 0.61 + salt) * 0.7 + Math.sin(i * 3.1 + salt * 0.7) * 0.4;
const round = (value: number, digits = 1): number => Number(value.toFixed(digits));

const auroraScores = history.map((_, i) => {
  const base = i < 29 ? 54 + i * 0.17 : 60.8 + (i - 29) * 0.25;
  return round(i === 21 ? base - 7.4 : base + wave(i, 1) * 0.8, 4);
});
auroraScores[auroraScores.length - 1] = 65.1;
const zephyrScores = history.map((_, i) => round(59.5 + i * 0.15 + wave(i, 4) * 0.7, 4));
const medianScores = history.map((_, i) => round(57 + i * 0.03 + wave(i, 7) * 0.5, 4));

const blanks = (count: number): null[] => Array.from({ length: count }, () => null);
const forecast = ahead.map((_, i) => round(65.1 + (i + 1) * 0.32, 4));
const band = (width: number, sign: 1 | -1) => [
  ...blanks(history.length - 1),
  65.1,
  ...forecast.map((value, i) => round(value + sign * width * Math.sqrt((i + 1) / 12), 4)),
];

const series = (
  label: string,
  values: readonly (number | null)[],
  emphasis: LineSeries['emphasis'],
  endLabel: string,
  dashed = false,
): LineSeries => ({ label, values, emphasis, section: null, dashed, endLabel });

const finding = (
  id: string,
  kind: Finding['kind'],
  claim: string,
  estimate: number | null,
  unit: string,
  interval: readonly [number, number] | null,
  grade: Grade | null,
  rest: Partial<Finding> = {},
): Finding => ({
  id,
  kind,
  claim,
  subject: { project: 'IN-Skincare', brand: 'Aurora' },
  measure: 'DC score, change against the previous 12 months',
  estimate,
  unit,
  interval,
  level: 0.95,
  n: 48,
  test: grade === null ? null : 'Perron–Yabu trend test',
  p: grade === null ? null : grade === 'supported' ? 0.004 : grade === 'suggestive' ? 0.031 : 0.42,
  q: grade === null ? null : grade === 'supported' ? 0.011 : grade === 'suggestive' ? 0.078 : 0.55,
  grade,
  caveats: [],
  ...rest,
});

const findings: readonly Finding[] = [
  finding(
    'movement:IN-Skincare:Aurora:score',
    'movement',
    'Aurora’s score rose 3.3 points to 65.1.',
    3.3,
    'points',
    [1.9, 4.7],
    'supported',
  ),
  finding(
    'fact:IN-Skincare:Aurora:rank',
    'fact',
    'Aurora stands second of twelve, up two ranks.',
    2,
    'rank',
    null,
    null,
  ),
  finding(
    'fact:IN-Skincare:Aurora:decomposition',
    'fact',
    'Marketplace adds 3.1 of the 3.3 points.',
    3.1,
    'points',
    null,
    null,
  ),
  finding(
    'movement:IN-Skincare:Aurora:trend',
    'movement',
    'Aurora’s score has grown 0.22 points a month since April 2025.',
    0.22,
    'points a month',
    [0.09, 0.35],
    'supported',
  ),
  finding(
    'movement:IN-Skincare:Aurora:shift:2025-04-01',
    'movement',
    'Aurora’s level rose 3.4 points in April 2025.',
    3.4,
    'points',
    [1.2, 5.6],
    'supported',
    { period: '2025-04-01', test: 'AR-noise level-shift bootstrap' },
  ),
  finding(
    'anomaly:IN-Skincare:Aurora:2024-08-01',
    'anomaly',
    'August 2024 lies 7.4 points below the expected level.',
    -7.4,
    'points',
    [-9.3, -5.5],
    'supported',
    { period: '2024-08-01', test: 'seasonal ESD' },
  ),
  finding(
    'forecast:IN-Skincare:Aurora:score',
    'forecast',
    'The outlook for October 2027 is 68.9 [63, 75].',
    68.9,
    'points',
    [63, 75],
    null,
  ),
  finding(
    'difference:IN-Skincare:Aurora:Zephyr',
    'difference',
    'Zephyr leads Aurora by 1.4 points.',
    -1.4,
    'points',
    [-2.1, -0.7],
    'supported',
    { test: 'paired bootstrap' },
  ),
  finding(
    'movement:IN-Skincare:Aurora:Socialwatch',
    'movement',
    'Socialwatch drifts down 0.3 points a month.',
    -0.3,
    'points a month',
    [-0.62, 0.02],
    'suggestive',
  ),
  finding(
    'fact:IN-Skincare:Aurora:headroom',
    'fact',
    'Content completeness holds 1.8 attainable points.',
    1.8,
    'points',
    null,
    null,
  ),
];

const contributions: readonly (readonly [string, number, string | null])[] = [
  ['Marketplace', 3.1, 'Marketplace'],
  ['Digital Spends', -0.4, 'Digital Spends'],
  ['Organic Performance', 1.2, 'Organic Performance'],
  ['Socialwatch', -0.9, 'Socialwatch'],
  ['Weights', 0.3, null],
];
const signed = (value: number, digits = 1): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(digits)}`;

const scoreOf = (brand: number): number =>
  [66.5, 65.1, 62.4, 61.9, 60.2, 58.8, 57.9, 56.1, 55.4, 53.2, 51.7, 48.3][brand]!;
const deltaOf = (brand: number): number => [0.9, 3.3, 1.2, -0.4, 0.2, -2.6, 0.7, 2.9, -0.8, -0.1, 0.4, -1.9][brand]!;
const gradeOf = (brand: number): Grade =>
  Math.abs(deltaOf(brand)) > 2.5 ? 'supported' : brand === 11 ? 'insufficient' : 'none';
const cellOf = (brand: number, section: number): number | null =>
  brand === 10 && section === 3 ? null : round(scoreOf(brand) + wave(brand * 3 + section, section) * 7);

const charts: readonly ChartSpec[] = [
  {
    kind: 'waterfall',
    id: 'change',
    title: 'Marketplace adds 3.1 of the 3.3 points',
    subtitle: 'Contribution to the change in DC score, points, against Nov 2024 – Oct 2025',
    alt: 'Waterfall from 61.8 to 65.1 points: Marketplace +3.1, Digital Spends −0.4, Organic Performance +1.2, Socialwatch −0.9, weights +0.3.',
    note: 'The axis starts at 58.',
    findings: ['fact:IN-Skincare:Aurora:decomposition'],
    table: 'contributions',
    axis: { label: 'DC score', unit: 'points', min: 58, max: null, decimals: 1 },
    start: { label: 'Year before', value: 61.8 },
    steps: contributions.map(([label, value, section]) => ({ label, value, valueText: signed(value), section })),
    end: { label: 'Last 12 months', value: 65.1 },
  },
  {
    kind: 'lines',
    id: 'path',
    title: 'Aurora stepped up in April 2025 and has kept rising',
    subtitle: 'DC score, 0–100, monthly; dashed: forecast with 80 % and 95 % intervals',
    alt: 'Lines from November 2022 to October 2026: Aurora rises from 54 to 65.1 with a step of 3.4 in April 2025 and a dip in August 2024; the outlook for October 2027 is 68.9 [63, 75].',
    note: 'The axis does not start at zero.',
    findings: [
      'movement:IN-Skincare:Aurora:trend',
      'movement:IN-Skincare:Aurora:shift:2025-04-01',
      'anomaly:IN-Skincare:Aurora:2024-08-01',
    ],
    table: 'monthly',
    axis: { label: 'DC score', unit: 'points', min: null, max: null, decimals: 0 },
    periods: timeline,
    periodLabels: labels(timeline),
    series: [
      series('Zephyr', [...zephyrScores, ...blanks(12)], 'context', 'Zephyr 66.5'),
      series('Peer median', [...medianScores, ...blanks(12)], 'context', 'Peer median 58'),
      series('Aurora', [...auroraScores, ...blanks(12)], 'subject', 'Aurora 65.1'),
      series('Aurora, forecast', [...blanks(47), 65.1, ...forecast], 'subject', 'Outlook 69', true),
    ],
    bands: [
      { label: '95 %', low: band(6, -1), high: band(6, 1), series: 3, weight: 'light' },
      { label: '80 %', low: band(3.9, -1), high: band(3.9, 1), series: 3, weight: 'medium' },
    ],
    shifts: [{ period: '2025-04-01', label: 'level +3.4' }],
    anomalies: [{ series: 2, period: '2024-08-01', label: 'outage' }],
    events: [{ period: '2025-04-01', label: 'listing overhaul' }],
    window: { from: '2025-11-01', to: '2026-10-01', label: 'report period' },
  },
  {
    kind: 'ranked-bars',
    id: 'ranking',
    title: 'Aurora now stands second of twelve',
    subtitle: 'DC score, last 12 months, change against the year before',
    alt: 'Ranked bars of twelve brands from Zephyr 66.5 to Halo 48.3; Aurora is second with 65.1, up 3.3.',
    note: null,
    findings: ['fact:IN-Skincare:Aurora:rank'],
    table: 'ranking',
    axis: { label: 'DC score', unit: 'points', min: 0, max: null, decimals: 0 },
    bars: PEERS.map((label, i) => ({
      label,
      value: scoreOf(i),
      valueText: scoreOf(i).toFixed(1),
      interval: null,
      delta: { value: deltaOf(i), text: signed(deltaOf(i)), better: deltaOf(i) > 0, grade: gradeOf(i) },
      emphasis: label === 'Aurora' ? 'subject' : OWN.has(label) ? 'own' : 'context',
      section: null,
    })),
    references: [{ label: 'peer median', value: 57 }],
  },
  {
    kind: 'heatmap',
    id: 'sections',
    title: 'Aurora leads on Marketplace and trails on Socialwatch',
    subtitle: 'Section scores, 0–100, last 12 months; blue above, orange below the peer median',
    alt: 'Heatmap of twelve brands by four sections; Aurora is highest on Marketplace and below the median on Socialwatch. Ώρα Cosmetics has no Socialwatch data.',
    note: 'n/a: fewer than half of the metrics have data.',
    findings: ['fact:IN-Skincare:Aurora:decomposition'],
    table: 'sections',
    rows: PEERS.map((label) => ({
      label,
      emphasis: label === 'Aurora' ? ('subject' as const) : OWN.has(label) ? ('own' as const) : ('context' as const),
    })),
    columns: SECTIONS.map((section) => ({ label: section, section })),
    cells: PEERS.map((_, row) =>
      SECTIONS.map((_, column) => {
        const value = cellOf(row, column);
        return { value, text: value === null ? 'n/a' : value.toFixed(1), grade: null };
      }),
    ),
    scale: { label: 'section score', min: 40, mid: 57, max: 75 },
  },
  {
    kind: 'small-multiples',
    id: 'platforms',
    title: 'The rise comes from two retailers',
    subtitle: 'Platform scores, 0–100, monthly, last 24 months',
    alt: 'Six panels with one line each, one per platform; Platform 1 and Platform 3 rise by about eight points, the others stay level.',
    note: null,
    findings: ['fact:IN-Skincare:Aurora:decomposition'],
    table: null,
    axis: { label: 'score', unit: 'points', min: null, max: null, decimals: 0 },
    periods: history.slice(-24),
    periodLabels: labels(history.slice(-24)),
    panels: Array.from({ length: 6 }, (_, panel) => ({
      title: `Platform ${panel + 1}`,
      subtitle: panel % 2 === 0 && panel < 4 ? '+8.0' : 'within noise',
      series: [
        series(
          'Aurora',
          history
            .slice(-24)
            .map((_, i) => round(56 + (panel % 2 === 0 && panel < 4 ? i * 0.35 : 0) + wave(i, panel) * 1.2)),
          'subject',
          '',
        ),
      ],
      shifts: [],
      anomalies: [],
    })),
  },
];

const number = (
  id: string,
  label: string,
  decimals: number,
  unit: string | null = null,
  show: 'always' | 'full' = 'always',
) => ({ id, label, type: 'number', unit, decimals, show }) as const;
const words = (id: string, label: string, show: 'always' | 'full' = 'always') =>
  ({ id, label, type: 'text', unit: null, decimals: null, show }) as const;

const METRICS = [
  'Content completeness',
  'Organic rank',
  'Response time',
  'Review velocity',
  'Share of search',
  'Buy-box share',
  'Availability',
  'Video views per follower',
] as const;
const metricRows: Cell[][] = Array.from({ length: 120 }, (_, i) => [
  METRICS[i % METRICS.length]!,
  `Platform ${1 + (i % 12)}`,
  SECTIONS[i % 4]!,
  i === 17 ? null : round(62 + wave(i, 2) * 9, 6),
  round(84 + wave(i, 3) * 5, 6),
  round(Math.abs(wave(i, 5)) * 0.7, 6),
]);

const tables: readonly TableSpec[] = [
  {
    id: 'contributions',
    title: 'Where the 3.3 points come from',
    caption: 'Contribution to the change in DC score, points, Nov 2025 – Oct 2026 against Nov 2024 – Oct 2025.',
    columns: [
      words('section', 'Section'),
      number('value', 'Value effect', 1, 'points'),
      number('weight', 'Weight effect', 1, 'points'),
      number('coverage', 'Coverage effect', 1, 'points'),
      number('total', 'Total', 1, 'points'),
    ],
    rows: [
      ['Marketplace', 3.1, 0.15, 0, 3.25],
      ['Digital Spends', -0.4, 0.05, 0, -0.35],
      ['Organic Performance', 1.2, 0.1, 0, 1.3],
      ['Socialwatch', -0.9, 0, 0, -0.9],
      ['All sections', 3.0, 0.3, 0, 3.3],
    ],
    paperRows: null,
    notes: ['Effects sum to the change exactly; rounding may differ by 0.1.'],
  },
  {
    id: 'ranking',
    title: 'Brands in the peer set',
    caption: 'DC score of twelve brands, last 12 months, with the change against the year before.',
    columns: [
      words('brand', 'Brand'),
      number('score', 'Score', 1, 'points'),
      number('delta', 'Change', 1, 'points'),
      { id: 'grade', label: 'Evidence', type: 'grade', unit: null, decimals: null, show: 'always' },
      number('p', 'p', 3, null, 'full'),
    ],
    rows: PEERS.map((brand, i) => [
      brand,
      scoreOf(i),
      deltaOf(i),
      gradeOf(i),
      gradeOf(i) === 'supported' ? 0.004 : 0.42,
    ]),
    paperRows: null,
    notes: [],
  },
  {
    id: 'headroom',
    title: 'Where the points are',
    caption: 'Attainable points = gap to the best peer × weight.',
    columns: [
      words('metric', 'Metric'),
      number('now', 'Now', 0),
      number('best', 'Best peer', 0),
      number('points', 'Points', 1),
      number('months', 'Months', 0),
    ],
    rows: [
      ['Content completeness, Platform 3', 54, 91, 1.8, 3],
      ['Organic rank, Platform 7', 61, 83, 1.1, 6],
      ['Response time, Platform 10', 48, 88, 0.9, 2],
      ['Review velocity, Platform 2', 66, 79, 0.6, 5],
      ['Share of search, Platform 6', 70, 82, 0.5, 8],
      ['Availability, Platform 1', 92, 99, 0.4, null],
    ],
    paperRows: null,
    notes: ['Months: median time past gains of this size took; – when there were fewer than five.'],
  },
  {
    id: 'sections',
    title: 'Section scores',
    caption: 'Section scores, 0–100, mean of the last 12 months.',
    columns: [
      words('brand', 'Brand'),
      ...SECTIONS.map((section) => number(section.toLowerCase().replaceAll(' ', '-'), section, 1)),
    ],
    rows: PEERS.map((brand, i) => [brand, ...SECTIONS.map((_, column) => cellOf(i, column))]),
    paperRows: null,
    notes: [],
  },
  {
    id: 'watching',
    title: 'Worth watching',
    caption: 'Movements with .05 < q ≤ .10: not claims.',
    columns: [
      words('what', 'What'),
      number('estimate', 'Points a month', 2),
      number('q', 'q', 3),
      { id: 'grade', label: 'Evidence', type: 'grade', unit: null, decimals: null, show: 'always' },
    ],
    rows: [['Socialwatch drifts down', -0.3, 0.078, 'suggestive']],
    paperRows: null,
    notes: [],
  },
  {
    id: 'monthly',
    title: 'Monthly scores',
    caption: 'DC score of Aurora, Zephyr and the peer median, points, Nov 2022 – Oct 2026.',
    columns: [
      { id: 'period', label: 'Month', type: 'period', unit: null, decimals: null, show: 'always' },
      number('aurora', 'Aurora', 1, 'points'),
      number('zephyr', 'Zephyr', 1, 'points'),
      number('median', 'Peer median', 1, 'points'),
    ],
    rows: history.map((period, i) => [period, auroraScores[i]!, zephyrScores[i]!, medianScores[i]!]),
    paperRows: null,
    notes: [],
  },
  {
    id: 'metrics',
    title: 'All metrics',
    caption: 'Normalised values, 0–100, mean of the last 12 months; attainable points = gap × weight.',
    columns: [
      words('metric', 'Metric'),
      words('platform', 'Platform'),
      words('section', 'Section'),
      number('now', 'Now', 1),
      number('best', 'Best peer', 1),
      number('points', 'Points', 2),
    ],
    rows: metricRows,
    paperRows: 40,
    notes: [],
  },
];

const kpis: Document['kpis'] = [
  {
    id: 'score',
    label: 'DC score',
    value: 65.1,
    text: '65.1',
    delta: { value: 3.3, text: '+3.3', better: true },
    comparison: 'from 61.8 a year before',
    grade: 'supported',
    gradeText: 'p = .004',
    sparkline: auroraScores.slice(-24),
    refs: ['movement:IN-Skincare:Aurora:score'],
  },
  {
    id: 'rank',
    label: 'Rank in peer set',
    value: 2,
    text: '2 of 12',
    delta: { value: 2, text: '+2', better: true },
    comparison: 'from 4th · 83rd percentile',
    grade: null,
    gradeText: '',
    sparkline: [4, 4, 5, 4, 4, 3, 3, 4, 3, 3, 2, 2].map((rank) => 13 - rank),
    refs: ['fact:IN-Skincare:Aurora:rank'],
  },
  {
    id: 'typical-noise',
    label: 'Typical movement',
    value: 1.4,
    text: '±1.4',
    delta: { value: -0.2, text: '−0.2', better: null },
    comparison: 'points between years',
    grade: 'none',
    gradeText: 'within noise',
    sparkline: auroraScores.slice(-24).map((_, i) => round(1.4 + wave(i, 9) * 0.1, 3)),
    refs: ['movement:IN-Skincare:Aurora:score'],
  },
  {
    id: 'coverage',
    label: 'Coverage',
    value: 97,
    text: '97 %',
    delta: { value: -1, text: '−1 pp', better: false },
    comparison: '2 of 48 metrics missing',
    grade: null,
    gradeText: '',
    sparkline: [99, 99, 98, 98, null, 98, 98, 98, 97, 98, 97, 97],
    refs: ['table:metrics'],
  },
];

export const sampleDocument: Document = {
  schema: 'digi-cadence/document@1',
  report: { id: 'dc-score-performance', title: 'Dynamic DC Score Performance Analysis', category: 'dc-score' },
  language: 'en',
  locale: 'en-GB',
  dataVersion: 'b0e4d2',
  seed: 1,
  options: {
    depth: 'detailed',
    extent: 'standard',
    style: 'professional',
    compare: 'previous-period',
    confidence: 0.95,
    horizon: 12,
    charts: true,
  },
  title: 'Aurora’s score rose 3.3 points to 65.1',
  verdict: {
    text: 'Aurora’s score rose 3.3 points to 65.1, carried by Marketplace; it now stands second of twelve.',
    refs: [
      'movement:IN-Skincare:Aurora:score',
      'fact:IN-Skincare:Aurora:decomposition',
      'fact:IN-Skincare:Aurora:rank',
    ],
  },
  scope: {
    label: 'Aurora · IN-Skincare',
    projects: ['IN-Skincare'],
    brands: ['Aurora'],
    period: 'Nov 2025 – Oct 2026',
    comparison: 'previous 12 months (Nov 2024 – Oct 2025)',
    dataAsOf: '31 Oct 2026',
    peers: 12,
  },
  kpis,
  summary: {
    headline: 'change',
    drivers: [
      {
        text: 'Buy-box share up 11 pp on two retailers',
        figure: '+1.6 pt',
        value: 1.6,
        grade: 'supported',
        refs: ['table:contributions'],
      },
      {
        text: 'Availability back above 95 % since May',
        figure: '+1.1 pt',
        value: 1.1,
        grade: 'supported',
        refs: ['table:contributions'],
      },
      {
        text: 'Paid search efficiency slipping',
        figure: '−0.6 pt',
        value: -0.6,
        grade: 'none',
        refs: ['table:contributions'],
      },
    ],
    risks: [
      {
        text: 'Zephyr still leads by 1.4 points and is rising',
        figure: '−1.4 pt',
        value: null,
        grade: 'supported',
        refs: ['difference:IN-Skincare:Aurora:Zephyr'],
      },
      {
        text: 'Two of 48 metrics have no data in October',
        figure: '97 %',
        value: null,
        grade: null,
        refs: ['table:metrics'],
      },
      {
        text: 'Half of the rise rests on one retailer',
        figure: '51 %',
        value: null,
        grade: 'none',
        refs: ['table:contributions'],
      },
    ],
  },
  findings,
  insights: findings
    .filter(({ grade }) => grade === 'supported')
    .map(({ id }, i) => ({ finding: id, also: [], weight: 3 / (i + 1) })),
  recommendations: [
    {
      action: 'Close the content gap on Platform 3 to the best peer',
      subject: { brand: 'Aurora', section: 'Marketplace', platform: 'Platform 3', metric: 'Content completeness' },
      effect: { estimate: 1.8, unit: 'points', interval: [0.9, 2.7] },
      effectText: '+1.8 pt [0.9, 2.7]',
      time: 'about 3 months',
      effort: 'low',
      inTime: true,
      finding: 'fact:IN-Skincare:Aurora:headroom',
    },
    {
      action: 'Lift organic rank on Platform 7 to the best peer',
      subject: { brand: 'Aurora', section: 'Organic Performance', platform: 'Platform 7', metric: 'Organic rank' },
      effect: { estimate: 1.1, unit: 'points', interval: [0.4, 1.8] },
      effectText: '+1.1 pt [0.4, 1.8]',
      time: 'about 6 months',
      effort: 'medium',
      inTime: true,
      finding: 'fact:IN-Skincare:Aurora:headroom',
    },
    {
      action: 'Answer reviews on Platform 10 within a day',
      subject: { brand: 'Aurora', section: 'Socialwatch', platform: 'Platform 10', metric: 'Response time' },
      effect: null,
      effectText: 'no estimate: fewer than five past gains',
      time: null,
      effort: 'low',
      inTime: true,
      finding: 'fact:IN-Skincare:Aurora:headroom',
    },
  ],
  sections: [
    {
      id: 'movement',
      heading: 'Aurora stepped up in April 2025 and has kept rising; the outlook is 68.9 [63, 75] in twelve months',
      width: 'full',
      blocks: [
        { type: 'chart', chart: 'path' },
        {
          type: 'text',
          sentences: [
            {
              text: 'The level shift of +3.4 points coincides with the listing overhaul; after it the score has grown 0.22 points a month.',
              refs: ['movement:IN-Skincare:Aurora:trend', 'movement:IN-Skincare:Aurora:shift:2025-04-01'],
            },
            {
              text: 'August 2024 lies 7.4 points below the expected level, in the month of the retailer outage.',
              refs: ['anomaly:IN-Skincare:Aurora:2024-08-01'],
            },
          ],
        },
        {
          type: 'evidence',
          grade: 'supported',
          text: 'slope +0.22 [0.09, 0.35] points a month · n = 48 months · Perron–Yabu p = .004 · q = .011',
          refs: ['movement:IN-Skincare:Aurora:trend'],
        },
      ],
    },
    {
      id: 'standing',
      heading: 'Aurora passes two rivals and stands second of twelve',
      width: 'half',
      blocks: [
        { type: 'chart', chart: 'ranking' },
        {
          type: 'evidence',
          grade: 'supported',
          text: 'gap to Zephyr −1.4 [−2.1, −0.7] points · paired bootstrap · q = .011',
          refs: ['difference:IN-Skincare:Aurora:Zephyr'],
        },
      ],
    },
    {
      id: 'headroom',
      heading: 'Six metrics hold most of the attainable points',
      width: 'half',
      blocks: [
        { type: 'table', table: 'headroom' },
        {
          type: 'evidence',
          grade: null,
          text: 'arithmetic on the last 12 months, not tested',
          refs: ['fact:IN-Skincare:Aurora:headroom'],
        },
      ],
    },
    {
      id: 'decomposition',
      heading: 'Marketplace carries the change; Socialwatch takes 0.9 points back',
      width: 'full',
      blocks: [
        { type: 'table', table: 'contributions' },
        {
          type: 'text',
          sentences: [
            { text: 'Marketplace adds 3.1 of the 3.3 points.', refs: ['fact:IN-Skincare:Aurora:decomposition'] },
          ],
        },
      ],
    },
    {
      id: 'sections',
      heading: 'Aurora leads on Marketplace and trails on Socialwatch',
      width: 'full',
      blocks: [
        { type: 'chart', chart: 'sections' },
        {
          type: 'evidence',
          grade: null,
          text: 'means of the last 12 months · 12 brands × 4 sections',
          refs: ['table:sections'],
        },
      ],
    },
    {
      id: 'platforms',
      heading: 'The rise comes from two retailers',
      width: 'full',
      blocks: [{ type: 'chart', chart: 'platforms' }],
    },
    {
      id: 'watching',
      heading: 'Worth watching: Socialwatch drifts down',
      width: 'half',
      blocks: [{ type: 'table', table: 'watching' }],
    },
    {
      id: 'outcome',
      heading: 'What a point is worth in revenue cannot be said yet',
      width: 'half',
      blocks: [
        {
          type: 'missing',
          need: 'revenue of at least 24 months',
          have: '7 months',
          fix: 'import revenue from November 2024 on',
        },
      ],
    },
  ],
  charts,
  tables,
  method: [
    {
      heading: 'Movement',
      text: 'The trend is described by Theil–Sen and tested by Perron–Yabu with bias correction, from 24 periods.',
      source: 'Perron, P., Yabu, T. (2009). Journal of Business & Economic Statistics 27(3)',
    },
    {
      heading: 'Level shifts',
      text: 'Shifts are searched under an autoregressive noise model; each has a bootstrap p.',
      source: null,
    },
    {
      heading: 'False discovery',
      text: 'All tests of this report are corrected together by Benjamini–Hochberg; q ≤ .05 is supported.',
      source: 'Benjamini, Y., Hochberg, Y. (1995). JRSS B 57(1)',
    },
  ],
  definitions: [
    { term: 'DC score', text: 'Weighted mean of the normalised metrics, 0–100: higher is better.' },
    { term: 'Coverage', text: 'Weight of the metrics with data ÷ weight of all metrics.' },
    { term: 'Attainable points', text: 'Gap to the best peer × weight of the metric.' },
  ],
  dataHealth: {
    score: 93,
    dimensions: [
      {
        dimension: 'completeness',
        score: 97,
        weight: 0.3,
        formula: 'present weight ÷ total weight',
        offending: [
          {
            project: 'IN-Skincare',
            brand: 'Aurora',
            section: 'Socialwatch',
            platform: 'Platform 10',
            metric: 'Response time',
            period: '2026-10-01',
            problem: 'no value in the last period',
          },
        ],
      },
      { dimension: 'validity', score: 100, weight: 0.2, formula: 'values inside 0–100 ÷ values', offending: [] },
      { dimension: 'uniqueness', score: 100, weight: 0.1, formula: 'distinct keys ÷ rows', offending: [] },
      { dimension: 'consistency', score: 88, weight: 0.15, formula: 'metrics on one scale ÷ metrics', offending: [] },
      {
        dimension: 'stability',
        score: 84,
        weight: 0.15,
        formula: 'periods without a weight change ÷ periods',
        offending: [],
      },
      { dimension: 'timeliness', score: null, weight: 0.1, formula: 'lag of the last period', offending: [] },
    ],
    dataAsOf: '2026-10-31',
    markets: [{ project: 'IN-Skincare', lastPeriod: '2026-10-01', lastPeriodCoverage: 0.958, coverage: 0.97 }],
    gapsFilled: 3,
    weightChanges: [{ project: 'IN-Skincare', validFrom: '2026-01-01' }],
    quarantined: 4,
    notes: ['One outlier was kept: August 2024, retailer outage.'],
  },
  appendix: [
    { id: 'monthly', heading: 'Monthly scores', width: 'full', blocks: [{ type: 'table', table: 'monthly' }] },
    {
      id: 'ranking-table',
      heading: 'Brands in the peer set',
      width: 'full',
      blocks: [{ type: 'table', table: 'ranking' }],
    },
    { id: 'sections-table', heading: 'Section scores', width: 'full', blocks: [{ type: 'table', table: 'sections' }] },
    { id: 'metrics', heading: 'All metrics', width: 'full', blocks: [{ type: 'table', table: 'metrics' }] },
  ],
};

/** The same report over all own brands of two markets: longer names, five tiles, no headline movement. */
export const severalBrandsDocument: Document = {
  ...sampleDocument,
  title: 'One of five brands moved; 花椿スキン fell 2.6 points',
  verdict: {
    text: 'One of five brands moved beyond its usual noise: 花椿スキン fell 2.6 points to 58.8 while Aurora, Borealis, Glow ✨ Lab and Müller Søn held their level.',
    refs: ['movement:IN-Skincare:Aurora:score'],
  },
  scope: {
    label: '5 brands · IN-Skincare, JP-Skincare',
    projects: ['IN-Skincare', 'JP-Skincare'],
    brands: ['Aurora', 'Borealis', '花椿スキン', 'Glow ✨ Lab', 'Müller Søn'],
    period: 'Nov 2025 – Oct 2026',
    comparison: 'previous 12 months (Nov 2024 – Oct 2025)',
    dataAsOf: '31 Oct 2026',
    peers: 23,
  },
  kpis: [
    ...kpis,
    {
      id: 'movers',
      label: 'Brands that moved',
      value: 1,
      text: '1 of 5',
      delta: null,
      comparison: 'q ≤ .05',
      grade: 'supported',
      gradeText: 'q = .011',
      sparkline: [],
      refs: ['table:ranking'],
    },
  ],
  summary: {
    headline: 'ranking',
    drivers: [
      {
        text: '花椿スキン: availability on Platform 3 fell below 80 %',
        figure: '−1.9 pt',
        value: -1.9,
        grade: 'supported',
        refs: ['table:ranking'],
      },
      {
        text: 'Glow ✨ Lab: content completeness up',
        figure: '+0.7 pt',
        value: 0.7,
        grade: 'none',
        refs: ['table:ranking'],
      },
    ],
    risks: [],
  },
  recommendations: [],
  dataHealth: {
    ...sampleDocument.dataHealth,
    markets: [
      ...sampleDocument.dataHealth.markets,
      {
        project: 'JP-Skincare',
        lastPeriod: shiftPeriod('monthly', '2026-10-01', -1),
        lastPeriodCoverage: 0.91,
        coverage: 0.94,
      },
    ],
  },
};
