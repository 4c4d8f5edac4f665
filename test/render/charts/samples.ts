/** Sample specs of every chart kind, ordinary and awkward, shared by tests, the preview and the benchmark. Figures are invented. */
import type {
  Areas,
  ChartSpec,
  DotPlot,
  Emphasis,
  Heatmap,
  LineSeries,
  Lines,
  RankedBars,
  Scatter,
  SmallMultiples,
  Waterfall,
} from '../../../src/document/chart.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Months from `year`-`month` on, with labels such as "Nov 2022". */
export function months(year: number, month: number, count: number): { periods: string[]; periodLabels: string[] } {
  const all = Array.from({ length: count }, (_, i) => ({
    y: year + Math.floor((month - 1 + i) / 12),
    m: (month - 1 + i) % 12,
  }));
  return {
    periods: all.map(({ y, m }) => `${y}-${String(m + 1).padStart(2, '0')}-01`),
    periodLabels: all.map(({ y, m }) => `${MONTHS[m]} ${y}`),
  };
}

/** A repeatable wave with a slope: figures that look like scores without chance. */
function path(count: number, from: number, slope: number, swing: number, phase: number): number[] {
  return Array.from({ length: count }, (_, i) =>
    Number((from + slope * i + swing * (Math.sin(i * 0.9 + phase) + 0.6 * Math.sin(i * 2.3 + 2 * phase))).toFixed(2)),
  );
}

const base = { note: null, findings: [], table: null };
const scoreAxis = { label: 'DC score', unit: 'points', min: null, max: null, decimals: 1 };

const NAMES = [
  'Zephyr',
  'Aurora',
  'Borealis',
  'Cirrus',
  'Dune',
  'Ember Naturals',
  'Fjord',
  'Grove & Daughters',
  'Halcyon',
  'Isla',
  'Juniper',
  'Kelp',
];

export const rankedBars: RankedBars = {
  ...base,
  kind: 'ranked-bars',
  id: 'standing',
  title: 'Aurora climbs to second of twelve, 3.3 points above last year',
  subtitle: 'DC score, 0–100, mean Nov 2025 – Oct 2026; change against the 12 months before',
  alt: 'Ranked bars of twelve brands.',
  axis: scoreAxis,
  bars: NAMES.map((label, i) => {
    const value = 68.4 - i * 2.7 - (i > 6 ? 3 : 0);
    const change = [1.2, 3.3, 0.4, -1.8, 0, 2.2, -0.6, -3.1, 0.9, 0.2, -0.4, 1.1][i]!;
    return {
      label,
      value,
      valueText: value.toFixed(1),
      interval: null,
      delta: {
        value: change,
        text: `${change > 0 ? '+' : change < 0 ? '−' : '±'}${Math.abs(change).toFixed(1)}`,
        better: change === 0 ? null : change > 0,
        grade: (['none', 'supported', 'none', 'suggestive', 'insufficient'] as const)[i % 5]!,
      },
      emphasis: i === 1 ? 'subject' : i === 2 || i === 5 ? 'own' : 'context',
      section: null,
    };
  }),
  references: [
    { label: 'peer median 55.2', value: 55.2 },
    { label: 'target 68', value: 68 },
  ],
};

export const forest: RankedBars = {
  ...base,
  kind: 'ranked-bars',
  id: 'effects',
  title: 'One Marketplace point leads revenue by a month',
  subtitle: 'Revenue change per score point, %, with 95 % intervals, lag 1',
  alt: 'Bars with whiskers.',
  note: 'If the association were causal',
  axis: { label: 'Revenue', unit: '%', min: null, max: null, decimals: 1 },
  bars: (
    [
      ['Pooled', 1.9, 1.1, 2.7, 'subject'],
      ['Aurora', 2.3, 1.2, 3.4, 'own'],
      ['Borealis', 1.7, 0.5, 2.9, 'own'],
      ['Cirrus', 1.1, -0.4, 2.6, 'context'],
      ['Dune', 1.4, -0.9, 3.7, 'context'],
      ['Ember Naturals', -0.3, -1.4, 0.8, 'context'],
    ] as const
  ).map(([label, value, low, high, emphasis]) => ({
    label,
    value,
    valueText: `${value < 0 ? '−' : ''}${Math.abs(value).toFixed(1)} [${low}, ${high}]`.replaceAll('-', '−'),
    interval: [low, high] as const,
    delta: null,
    emphasis,
    section: null,
  })),
  references: [],
};

export const opportunities: RankedBars = {
  ...base,
  kind: 'ranked-bars',
  id: 'opportunities',
  title: 'Three listings hold half of the attainable points',
  subtitle: 'Attainable points = gap to best peer × weight; hue by section',
  alt: 'Bars by section.',
  axis: scoreAxis,
  bars: (
    [
      ['Content completeness, Amazon India', 1.8, 'Marketplace'],
      ['Organic rank of the top ten search terms, Flipkart', 1.1, 'Organic Performance'],
      ['Response time, Instagram', 0.9, 'Socialwatch'],
      ['Impression share, Google Ads', 0.6, 'Digital Spends'],
      ['Share of search', 0.5, 'Organic Performance'],
    ] as const
  ).map(([label, value, section]) => ({
    label,
    value,
    valueText: `${value.toFixed(1)} pt`,
    interval: null,
    delta: null,
    emphasis: 'subject',
    section,
  })),
  references: [],
};

const sixty = months(2022, 11, 60);
const actual = 48;
const auroraPath = path(actual, 53, 0.31, 1.1, 0.4).map((value, i) =>
  i === 21 ? 51 : i < 29 ? value - 1.2 : value + 1.6,
);
const forecast = Array.from({ length: 60 }, (_, i) =>
  i < actual - 1 ? null : Number((auroraPath[actual - 1]! + (i - actual + 1) * 0.2).toFixed(2)),
);
const spreadAround = (half: number) => ({
  low: forecast.map((value, i) => (value === null ? null : value - half * Math.sqrt((i - actual + 1) / 12))),
  high: forecast.map((value, i) => (value === null ? null : value + half * Math.sqrt((i - actual + 1) / 12))),
});
const padded = (values: readonly (number | null)[], count: number) => [
  ...values,
  ...Array.from({ length: count - values.length }, () => null),
];

const series = (label: string, values: readonly (number | null)[], more: Partial<LineSeries> = {}): LineSeries => ({
  label,
  values,
  emphasis: 'context',
  section: null,
  dashed: false,
  endLabel: label,
  ...more,
});

export const lines: Lines = {
  ...base,
  kind: 'lines',
  id: 'outlook',
  title: 'Aurora stepped up in April 2025; the outlook is 71 in twelve months',
  subtitle: 'DC score, 0–100, monthly; dashed: forecast; own brand in colour, context in grey',
  alt: 'Lines of three brands over five years.',
  axis: scoreAxis,
  ...sixty,
  series: [
    series('Zephyr', padded(path(actual, 60, 0.09, 1.1, 2.2), 60), { endLabel: 'Zephyr (rival) 64' }),
    series(
      'Peer median',
      padded(
        path(actual, 56.5, 0.04, 0.9, 4.1).map((value, i) => (i > 8 && i < 12 ? null : value)),
        60,
      ),
      { endLabel: 'Peer median 58' },
    ),
    series('Aurora', padded(auroraPath, 60), { emphasis: 'subject', endLabel: '' }),
    series('Aurora, forecast', forecast, { emphasis: 'subject', dashed: true, endLabel: 'Aurora 71' }),
  ],
  bands: [
    { label: '95 % interval', series: 3, weight: 'light', ...spreadAround(6.5) },
    { label: '80 % interval', series: 3, weight: 'medium', ...spreadAround(4) },
  ],
  shifts: [{ period: '2025-04-01', label: 'level +3.4 (Apr 2025, p = .004)' }],
  anomalies: [{ series: 2, period: '2024-08-01', label: 'retailer outage' }],
  events: [{ period: '2026-01-01', label: 'listing overhaul' }],
  window: { from: '2025-11-01', to: '2026-10-01', label: 'report window' },
};

const known = [74, 68, 71, 60, 57, 62, 48, 44, 47, 39, 41, 35];
/** Ranks: the axis begins at 1, on top. */
export const ranks: Lines = {
  ...base,
  kind: 'lines',
  id: 'ranks',
  title: 'Aurora ranks 35; 26 is expected by October 2027',
  subtitle: 'Bestseller rank, lower is better; dashed: median forecast when nothing changes',
  alt: 'Rank of one brand over two years.',
  axis: { label: 'Bestseller rank', unit: '', min: 1, max: null, decimals: 0, reversed: true },
  ...months(2025, 11, 24),
  series: [
    series('Aurora', padded(known, 24), { emphasis: 'subject', endLabel: '' }),
    series('Aurora, expected', padded([], 11).concat(known.at(-1)!, [34, 33, 33, 31, 30, 30, 29, 28, 28, 27, 27, 26]), {
      emphasis: 'subject',
      dashed: true,
      endLabel: 'Aurora 26',
    }),
  ],
  bands: [
    {
      label: '95 %',
      series: 1,
      weight: 'light',
      low: padded([], 12).concat([26, 23, 21, 19, 17, 16, 15, 14, 13, 12, 12, 11]),
      high: padded([], 12).concat([44, 48, 51, 53, 55, 57, 58, 60, 61, 62, 63, 64]),
    },
  ],
  shifts: [],
  anomalies: [{ series: 0, period: '2026-05-01', label: 'retailer event' }],
  events: [],
  window: null,
};

const twelve = months(2025, 11, 12);
export const manyLines: Lines = {
  ...base,
  kind: 'lines',
  id: 'many',
  title: 'Six own brands move together; Ember breaks away in summer',
  subtitle: 'DC score, 0–100, monthly, Nov 2025 – Oct 2026',
  alt: 'Twelve lines.',
  axis: scoreAxis,
  ...twelve,
  series: NAMES.map((label, i) =>
    series(label, path(12, 61 - i * 0.6, i === 5 ? 0.9 : 0.05 * (i % 4), 0.8, i), {
      emphasis: i === 5 ? 'subject' : i < 2 ? 'own' : 'context',
    }),
  ),
  bands: [],
  shifts: [],
  anomalies: [],
  events: [],
  window: null,
};

export const sectionLines: Lines = {
  ...base,
  kind: 'lines',
  id: 'sections',
  title: 'Marketplace pulls away while Socialwatch drifts down',
  subtitle: 'Section scores of Aurora, 0–100, monthly, Nov 2024 – Oct 2026',
  alt: 'Four lines.',
  axis: scoreAxis,
  ...months(2024, 11, 24),
  series: ['Marketplace', 'Digital Spends', 'Organic Performance', 'Socialwatch'].map((section, i) =>
    series(section, path(24, [58, 61, 55, 66][i]!, [0.6, 0, 0.15, -0.35][i]!, 0.7, i), {
      emphasis: 'subject',
      section,
      endLabel: `${section} ${[72, 61, 59, 58][i]}`,
    }),
  ),
  bands: [],
  shifts: [{ period: '2025-09-01', label: 'level +4.1 (Sep 2025)' }],
  anomalies: [],
  events: [],
  window: null,
};

export const smallMultiples: SmallMultiples = {
  ...base,
  kind: 'small-multiples',
  id: 'panels',
  title: 'Nine of twelve brands gained; Grove & Daughters lost most',
  subtitle: 'DC score, 0–100, monthly, Nov 2022 – Oct 2026; grey: peer median',
  alt: 'Twelve panels.',
  axis: scoreAxis,
  ...months(2022, 11, 48),
  panels: NAMES.map((title, i) => ({
    title,
    subtitle: (66 - i * 1.4).toFixed(1),
    series: [
      series('Peer median', path(48, 57, 0.05, 0.6, 1)),
      series(
        title,
        path(48, 50 + i, [0.3, 0.25, 0.1, -0.1][i % 4]!, 1.4, i).map((value, at) =>
          i === 4 && at > 20 && at < 26 ? null : value,
        ),
        {
          emphasis: i === 1 ? 'subject' : i < 4 ? 'own' : i === 3 ? 'context' : 'own',
        },
      ),
    ],
    shifts: i === 1 ? [{ period: '2025-04-01', label: 'level +3.4' }] : [],
    anomalies: i === 2 ? [{ series: 1, period: '2024-08-01', label: 'outage' }] : [],
  })),
};

export const waterfall: Waterfall = {
  ...base,
  kind: 'waterfall',
  id: 'bridge',
  title: 'Marketplace adds 3.1 of the 3.3 points',
  subtitle: 'Contribution to the change in DC score, points, last 12 months against the 12 before',
  alt: 'Waterfall from 61.8 to 65.1.',
  axis: scoreAxis,
  start: { label: 'Year before', value: 61.8 },
  steps: [
    { label: 'Marketplace', value: 3.1, valueText: '+3.1', section: 'Marketplace' },
    { label: 'Digital Spends', value: -0.4, valueText: '−0.4', section: 'Digital Spends' },
    { label: 'Organic Performance', value: 1.2, valueText: '+1.2', section: 'Organic Performance' },
    { label: 'Socialwatch', value: -0.9, valueText: '−0.9', section: 'Socialwatch' },
    { label: 'Weights', value: 0.3, valueText: '+0.3', section: null },
  ],
  end: { label: 'Last 12 months', value: 65.1 },
};

export const deepWaterfall: Waterfall = {
  ...waterfall,
  id: 'bridge-platforms',
  title: 'Two platforms make the gain, four give some of it back',
  subtitle: 'Contribution of platforms to the change in DC score, points',
  steps: (
    [
      ['Amazon India', 2.2, 'Marketplace'],
      ['Flipkart', 1.3, 'Marketplace'],
      ['Nykaa', -0.4, 'Marketplace'],
      ['Google Ads', -0.6, 'Digital Spends'],
      ['Meta Ads', 0.2, 'Digital Spends'],
      ['Google Search', 1.4, 'Organic Performance'],
      ['YouTube', -0.2, 'Organic Performance'],
      ['Instagram', -0.7, 'Socialwatch'],
      ['X (formerly Twitter)', -0.2, 'Socialwatch'],
      ['Weights', 0.3, null],
    ] as const
  ).map(([label, value, section]) => ({
    label,
    value,
    valueText: `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(1)}`,
    section,
  })),
};

const SECTIONS = ['Marketplace', 'Digital Spends', 'Organic Performance', 'Socialwatch'];
export const heatmap: Heatmap = {
  ...base,
  kind: 'heatmap',
  id: 'gaps',
  title: 'Aurora leads in Marketplace and trails only in Socialwatch',
  subtitle: 'Gap to the peer median, points, mean Nov 2025 – Oct 2026; ● marks a supported gap',
  alt: 'Brand by section.',
  rows: NAMES.slice(0, 9).map((label, i) => ({ label, emphasis: i === 1 ? 'subject' : i === 2 ? 'own' : 'context' })),
  columns: SECTIONS.map((section) => ({ label: section, section })),
  cells: NAMES.slice(0, 9).map((_, row) =>
    SECTIONS.map((__, column) => {
      if (row === 4 && column === 2) return { value: null, text: 'no data', grade: null };
      const value = Number((8 * Math.cos(row * 0.7 + column * 1.3) - (row === 1 && column === 0 ? -3 : 0)).toFixed(1));
      return {
        value,
        text: `${value > 0 ? '+' : value < 0 ? '−' : ''}${Math.abs(value).toFixed(1)}`,
        grade: Math.abs(value) > 5 ? 'supported' : Math.abs(value) > 4 ? 'suggestive' : null,
      };
    }),
  ),
  scale: { label: 'points against the peer median', min: -8, mid: 0, max: 8 },
};

export const denseHeatmap: Heatmap = {
  ...heatmap,
  id: 'dense',
  title: 'Content leads orders by one month, ratings by three',
  subtitle: 'Share of months in which the metric led, %, by lag',
  rows: ['Content', 'Availability', 'Ratings', 'Reviews', 'Price index', 'Share of search'].map((label) => ({
    label,
    emphasis: 'context',
  })),
  columns: Array.from({ length: 13 }, (_, i) => ({ label: `${i}`, section: null })),
  cells: Array.from({ length: 6 }, (_, row) =>
    Array.from({ length: 13 }, (__, column) => {
      const value = Math.round(50 + 45 * Math.sin(row + column * 0.6));
      return { value, text: `${value}`, grade: null };
    }),
  ),
  scale: { label: 'share of months, %', min: 0, mid: null, max: 100 },
};

const AWKWARD = [
  '資生堂ジャパン',
  'Aurora 🌿 Botanicals',
  'L’Oréal Paris — Śródmieście',
  'The Extraordinarily Long-Named Natural Skincare Company of Northern Scandinavia',
  'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft',
  'שלום',
  '<b>&"quoted"</b>',
  'Ωmega Ж',
  'a',
  '',
];

export const awkwardBars: RankedBars = {
  ...rankedBars,
  id: 'awkward',
  title: 'Names in many scripts stay whole, or end in an ellipsis, but never run out of the picture',
  subtitle:
    'Sales, £; negative, missing and very large figures in one chart, with a subtitle that is too long for one line of the picture',
  axis: { label: 'Sales', unit: '£', min: null, max: null, decimals: 0 },
  bars: AWKWARD.map((label, i) => {
    const value = [4.82e9, 3.1e9, 2.9e9, null, 1.2e9, 8e8, 0, -3e8, -9e8, null][i]!;
    return {
      label,
      value,
      valueText: value === null ? 'no data' : `${value < 0 ? '−' : ''}£${(Math.abs(value) / 1e9).toFixed(2)} B`,
      interval: null,
      delta: i % 2 ? { value: -0.2, text: '−0.2 pp', better: false, grade: null } : null,
      emphasis: i === 1 ? 'subject' : 'context',
      section: null,
    };
  }),
  references: [],
};

export const fortyBars: RankedBars = {
  ...rankedBars,
  id: 'forty',
  title: 'Aurora stands 31st of forty',
  bars: Array.from({ length: 40 }, (_, i) => ({
    label: i === 30 ? 'Aurora' : `Brand ${i + 1}`,
    value: 90 - i * 1.5,
    valueText: (90 - i * 1.5).toFixed(1),
    interval: null,
    delta: null,
    emphasis: i === 30 ? 'subject' : 'context',
    section: null,
  })),
  references: [],
};

/** By file name; goldens are kept for those in {@link GOLDEN}. */
/** A fit: twenty groups with intervals and the pooled line. */
export const scatter: Scatter = {
  ...base,
  kind: 'scatter',
  id: 'fit',
  title: 'A Marketplace point more, 2.01\u00a0% more revenue one month later',
  subtitle: 'Change of revenue (%) against change of the Marketplace score (points), everything else taken out',
  alt: 'Twenty groups and a rising line.',
  note: 'Each dot: 62 brand-months of similar score change',
  x: { label: 'Score change', unit: 'points', min: null, max: null, decimals: 1 },
  y: { label: 'Change of revenue', unit: '%', min: null, max: null, decimals: 1 },
  points: Array.from({ length: 20 }, (_, i) => {
    const x = (i - 9.5) / 4 + Math.sin(i * 7) / 20;
    const y = 2 * x + Math.sin(i * 5) * 0.8;
    return {
      x,
      y,
      interval: [y - 0.9, y + 0.9] as const,
      label: null,
      emphasis: 'subject' as const,
      section: 'Marketplace',
    };
  }),
  line: {
    label: '+2.01 % per point',
    section: 'Marketplace',
    points: [-2.4, 0, 2.4].map((x) => ({
      x,
      y: 2 * x,
      low: 2 * x - 0.15 * Math.abs(x),
      high: 2 * x + 0.15 * Math.abs(x),
    })),
  },
};

/** Named brands, two measures, no line: a map of who stands where. */
export const dotPlot: DotPlot = {
  ...base,
  kind: 'dot-plot',
  id: 'section-dots',
  title: 'Aurora leads in Marketplace and trails in Socialwatch',
  subtitle: 'Section scores, 0–100; grey: peers, tick: their median',
  alt: 'Dots of four sections.',
  axis: scoreAxis,
  rows: (
    [
      ['Marketplace', 71.2, [58, 61.5, 49, 66, 55.3], 58],
      ['Digital Spends', 60.4, [52, 63, 57.1, 60, 71], 60],
      ['Organic Performance', 55, [54, 56, 49.5, 61, 58], 56],
      ['Socialwatch', 41.3, [62, 57, 52.8, 49, 66], 57],
    ] as const
  ).map(([label, value, peers, middle]) => ({
    label,
    section: label,
    dots: [
      ...peers.map((each) => ({ value: each, emphasis: 'context' as const })),
      { value, emphasis: 'subject' as const },
    ],
    middle,
    valueText: value.toFixed(1),
  })),
};

export const brandMap: Scatter = {
  ...base,
  kind: 'scatter',
  id: 'map',
  title: 'Aurora buys customers cheaper than its score lets expect',
  subtitle: 'DC score against cost of a new customer, mean Nov 2025 – Oct 2026',
  alt: 'Twelve named dots.',
  x: { label: 'DC score', unit: 'points', min: null, max: null, decimals: 1 },
  y: { label: 'Cost of a new customer', unit: '₹', min: null, max: null, decimals: 0 },
  points: NAMES.map((label, i) => ({
    x: 68 - i * 2.1 + Math.sin(i * 3) * 3,
    y: 240 + i * 14 + Math.cos(i * 5) * 40,
    interval: null,
    label,
    emphasis: i === 1 ? ('subject' as const) : i === 2 || i === 4 ? ('own' as const) : ('context' as const),
    section: null,
  })),
  line: null,
};

/** Market shares stacked to 100 %: two brands of ours, rivals, the rest; one month is not known. */
export const shareAreas: Areas = {
  ...base,
  kind: 'areas',
  id: 'shares',
  title: 'Aurora holds 14.2\u00a0%, +1.9\u00a0pp against the 12 months before',
  subtitle: 'Market share, per cent, by month, India',
  alt: 'Stacked shares of eight layers.',
  note: null,
  axis: { label: 'market share', unit: '%', min: 0, max: 100, decimals: 0 },
  ...months(2023, 11, 36),
  layers: [
    ['Aurora', 'subject', 13],
    ['Borealis', 'own', 9],
    ['Verity', 'context', 17],
    ['Halo', 'context', 14],
    ['Zephyr', 'context', 11],
    ['7 more', 'context', 12],
    ['Others', 'context', 24],
  ].map(([label, emphasis, level], i) => ({
    label: label as string,
    emphasis: emphasis as Emphasis,
    isRest: i >= 5,
    values: Array.from({ length: 36 }, (_, t) =>
      t === 20 ? null : i === 6 ? 24 - Math.sin(t / 5) * 2 : (level as number) + Math.sin(t / 5) * (i === 0 ? 2 : 0),
    ),
    endLabel: `${label} ${level}`,
  })),
  window: { from: '2025-11-01', to: '2026-10-01', label: 'report period' },
};

export const SAMPLES: Readonly<Record<string, ChartSpec>> = {
  'ranked-bars': rankedBars,
  scatter,
  areas: shareAreas,
  'dot-plot': dotPlot,
  'brand-map': brandMap,
  forest,
  opportunities,
  lines,
  ranks,
  'many-lines': manyLines,
  'section-lines': sectionLines,
  'small-multiples': smallMultiples,
  waterfall,
  'deep-waterfall': deepWaterfall,
  heatmap,
  'dense-heatmap': denseHeatmap,
  'awkward-bars': awkwardBars,
  'forty-bars': fortyBars,
};

export const GOLDEN = [
  'ranked-bars',
  'forest',
  'lines',
  'ranks',
  'small-multiples',
  'waterfall',
  'deep-waterfall',
  'heatmap',
  'scatter',
  'areas',
  'dot-plot',
  'brand-map',
];
