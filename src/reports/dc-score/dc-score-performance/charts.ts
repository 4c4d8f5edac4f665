/** Charts of the score performance report. Titles state the finding; every figure is also in a table. */
import { maximum, minimum } from '../../../analytics/stats/describe.ts';
import type {
  Emphasis,
  Heatmap,
  LineSeries,
  Lines,
  RankedBars,
  SmallMultiples,
  Waterfall,
} from '../../../document/chart.ts';
import { pointsDelta } from '../../../document/format.ts';
import { capitalise, countOf, fitTitle, possessive } from '../../../document/words.ts';
import type { Finding } from '../../../domain/finding.ts';
import { periodLabel, periodOf } from '../../../domain/period.ts';
import { type Analysis, type MarketAnalysis, type Peer, type Subject, sectionKey } from './analysis.ts';
import { isShift, leadingSection, markOf } from './claims.ts';
import { isTrend, type Story } from './stories.ts';
import { comparisonLabel, inPeriod, nounOf, ordinal, placeOf, type Wording, windowLabel } from './wording.ts';

/** More bars than this are unreadable at phone width. */
const MOST_BARS = 16;
/** More lines than this become small multiples. */
const MOST_LINES = 6;

const emphasisOf = (peer: Pick<Peer, 'isSubject' | 'role'>): Emphasis =>
  peer.isSubject ? 'subject' : peer.role === 'own' ? 'own' : 'context';

const points = { unit: 'points', decimals: 0 } as const;

function supportedDifference(findings: readonly Finding[], market: MarketAnalysis, brand: string): Finding | undefined {
  return findings.find((finding) => finding.id === `difference:${market.project}:${brand}:score`);
}

/** The peers to draw: all, or the best, the subjects with their neighbours, and the last. */
function drawnPeers(market: MarketAnalysis): readonly Peer[] {
  const ranked = market.peers.filter((peer) => peer.score !== null);
  if (ranked.length <= MOST_BARS) return ranked;
  const kept = new Set<number>();
  const keep = (i: number): void => {
    if (i >= 0 && i < ranked.length && kept.size < MOST_BARS) kept.add(i);
  };
  ranked.forEach((peer, i) => {
    if (peer.isSubject) keep(i);
  });
  keep(0);
  keep(ranked.length - 1);
  ranked.forEach((peer, i) => {
    if (!peer.isSubject) return;
    keep(i - 1);
    keep(i + 1);
  });
  for (let i = 1; kept.size < MOST_BARS && i < ranked.length; i++) keep(i);
  return ranked.filter((_, i) => kept.has(i));
}

export function standingChart(market: MarketAnalysis, findings: readonly Finding[], words: Wording): RankedBars {
  const { formats } = words;
  const peers = drawnPeers(market);
  const best = market.subjects.find(({ peer }) => peer.rank !== null);
  const place = placeOf(market, words);
  const title = best
    ? market.subjects.length === 1
      ? fitTitle([
          `${best.brand} stands ${ordinal(best.peer.rank!)} of ${market.ranked}${place}`,
          `${best.brand} stands ${ordinal(best.peer.rank!)}`,
        ])
      : fitTitle([
          `${best.brand} is our best brand${place}, ${ordinal(best.peer.rank!)} of ${market.ranked}`,
          `${best.brand} leads our brands${place}`,
        ])
    : fitTitle([`None of these brands has a score${place}`]);
  const first = peers[0];
  const last = peers.at(-1);
  return {
    kind: 'ranked-bars',
    id: `standing${words.suffix(market)}`,
    title,
    subtitle: market.comparison.range ? `DC score and change, against ${comparisonLabel(market)}` : 'DC score, 0–100',
    alt: `${title}. DC score, mean of ${windowLabel(market)}. Bars of ${countOf(peers.length, 'brand')}${
      first && last && first.score !== null && last.score !== null
        ? ` from ${first.brand} ${formats.score(first.score)} to ${last.brand} ${formats.score(last.score)}`
        : ''
    }.`,
    note:
      peers.length < market.ranked ? `${peers.length} of ${market.ranked} brands are drawn; the table has all.` : null,
    findings: market.subjects.map(({ brand }) => `standing:${market.project}:${brand}`),
    table: `standing${words.suffix(market)}`,
    axis: { label: 'DC score', min: 0, max: 100, ...points },
    bars: peers.map((peer) => {
      const tested = supportedDifference(findings, market, peer.brand);
      return {
        label: peer.brand,
        value: peer.score,
        valueText: peer.score === null ? 'no score' : formats.score(peer.score),
        interval: null,
        delta: peer.delta === null ? null : { ...pointsDelta(peer.delta, formats), grade: markOf(tested) },
        emphasis: emphasisOf(peer),
        section: null,
      };
    }),
    references: market.peerMedian === null ? [] : [{ label: 'peer median', value: market.peerMedian }],
  };
}

function marksOf(
  findings: readonly Finding[],
  market: MarketAnalysis,
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

function pathTitle(market: MarketAnalysis, told: Story | undefined, isTested: boolean, words: Wording): string {
  const { formats } = words;
  const place = placeOf(market, words);
  if (told) {
    const { estimate, period, kind, subject } = told.finding;
    const owner = subject.brand ?? '';
    const size = formats.size(estimate!);
    const [up, rising] = [estimate! > 0, `has been ${estimate! > 0 ? 'rising' : 'falling'}`];
    if (isTrend(told.finding))
      return fitTitle([`${owner}${place} ${rising} by ${size} points a year`, `${owner} ${rising}`]);
    if (isShift(told.finding)) {
      const stepped = `stepped ${up ? 'up' : 'down'}`;
      const when = `in ${inPeriod(market, period!)}`;
      return fitTitle([`${owner}${place} ${stepped} by ${size} points ${when}`, `${owner} ${stepped} ${when}`]);
    }
    if (kind === 'difference')
      return fitTitle([`${possessive(owner)} score${place} ${up ? 'rose' : 'fell'} ${words.beyondNoise}`]);
    return fitTitle([`${owner}${place}: ${inPeriod(market, period!)} stands out`]);
  }
  const who = market.subjects.length === 1 ? `${possessive(market.subjects[0]!.brand)} score` : 'Our scores';
  if (!isTested) return fitTitle([`${who}${place}: too short a history to test`, `${who}: too short to test`]);
  return fitTitle([`${who} did not move ${words.beyondNoise}${place}`, `No movement ${words.beyondNoise}${place}`]);
}

function seriesOf(subject: Subject, isTold: boolean, words: Wording): LineSeries {
  const last = subject.values.findLast((value) => value !== null) ?? null;
  return {
    label: subject.brand,
    values: subject.values,
    emphasis: isTold ? 'subject' : 'own',
    section: null,
    dashed: false,
    endLabel: last === null ? subject.brand : `${subject.brand} ${words.formats.score(last)}`,
  };
}

export function pathChart(
  market: MarketAnalysis,
  findings: readonly Finding[],
  stories: readonly Story[],
  words: Wording,
): Lines | SmallMultiples {
  const told = stories.find(({ market: each, finding }) => each === market && finding.predictor === undefined);
  const isTested = findings.some(
    (finding) => finding.subject.project === market.project && finding.p !== null && finding.kind !== 'fact',
  );
  const title = pathTitle(market, told, isTested, words);
  const lastMedian = market.peerMedianByPeriod.findLast((value) => value !== null) ?? null;
  const medianLine: LineSeries = {
    label: 'Peer median',
    values: market.peerMedianByPeriod,
    emphasis: 'context',
    section: null,
    dashed: false,
    endLabel: lastMedian === null ? 'Peer median' : `Peer median ${words.formats.score(lastMedian)}`,
  };
  const defined = market.subjects.flatMap(({ values }) => values.filter((value) => value !== null));
  const spread =
    defined.length === 0
      ? ''
      : ` Scores lie between ${words.formats.score(minimum(defined)!)} and ${words.formats.score(maximum(defined)!)}.`;
  // Marks sit on the drawn line: only steps and odd periods of the whole score belong there.
  const whole = findings.filter(({ predictor }) => predictor === undefined);
  const marks = market.subjects.map(({ brand }) => marksOf(whole, market, brand, words));
  const base = {
    id: `path${words.suffix(market)}`,
    title,
    subtitle: `DC score, 0–100, by ${nounOf(market)}, ${words.marketName(market)}${market.rounds.length > 1 ? `, ${market.rounds.length} rounds joined` : ''}`,
    alt: `${title}. Lines of ${countOf(market.subjects.length, 'brand')} and the peer median.${spread}`,
    findings: findings
      .filter((finding) => finding.grade === 'supported' && finding.subject.project === market.project)
      .filter((finding) => finding.predictor === undefined || finding.period !== undefined)
      .map((finding) => finding.id),
    // The renderer says where the axis starts.
    note: null,
    table: `history${words.suffix(market)}`,
    axis: { label: 'DC score', min: null, max: null, ...points },
    periods: market.periods,
    periodLabels: market.periods.map((period) => periodLabel(market.frequency, period)),
  };
  if (market.subjects.length + 1 > MOST_LINES)
    return {
      ...base,
      kind: 'small-multiples',
      panels: market.subjects.map((subject, i) => ({
        title: subject.brand,
        subtitle: subject.peer.delta === null ? '' : words.formats.points(subject.peer.delta),
        series: [
          { ...seriesOf(subject, true, words), endLabel: '' },
          { ...medianLine, endLabel: '' },
        ],
        shifts: marks[i]!.shifts,
        anomalies: marks[i]!.anomalies.map((mark) => ({ series: 0, ...mark })),
      })),
    };
  return {
    ...base,
    kind: 'lines',
    series: [
      medianLine,
      ...market.subjects.map((subject) =>
        seriesOf(subject, market.subjects.length === 1 || subject.brand === told?.finding.subject.brand, words),
      ),
    ],
    bands: [],
    shifts: marks.flatMap(({ shifts }, i) =>
      market.subjects.length === 1
        ? shifts
        : shifts.map(({ period, label }) => ({ period, label: `${market.subjects[i]!.brand}: ${label}` })),
    ),
    anomalies: marks.flatMap(({ anomalies }, i) => anomalies.map((mark) => ({ series: i + 1, ...mark }))),
    events: market.events
      .filter(({ brand }) => brand === null || market.subjects.some((subject) => subject.brand === brand))
      .map(({ date, label }) => ({ period: periodOf(market.frequency, date), label })),
    window: { from: market.window.from, to: market.window.to, label: 'report period' },
  };
}

/** A section by period with its step or odd period marked, for one brand. */
export function eventChart(
  analysis: Analysis,
  { market, finding }: Story,
  id: string,
  all: readonly Finding[],
  words: Wording,
): Lines | null {
  const { brand = '' } = finding.subject;
  const section = finding.predictor?.section;
  const values = section === undefined ? undefined : analysis.sectionPaths[sectionKey(market.project, brand, section)];
  const subject = market.subjects.find((each) => each.brand === brand);
  if (section === undefined || values === undefined || !subject || finding.period === undefined) return null;
  const own = all.filter((each) => each.predictor?.section === section);
  const { shifts, anomalies } = marksOf(own, market, brand, words);
  const last = values.findLast((value) => value !== null) ?? null;
  const size = words.formats.points(finding.estimate ?? 0);
  const title = fitTitle([
    `${possessive(brand)} ${section}: ${size} in ${inPeriod(market, finding.period)}`,
    `${section}: ${size} in ${inPeriod(market, finding.period)}`,
  ]);
  const known = values.filter((value) => value !== null);
  return {
    kind: 'lines',
    id,
    title,
    subtitle: `Section score, 0–100${placeOf(market, words)}; grey: the whole score`,
    alt: `${title}. The section lies between ${words.formats.score(minimum(known)!)} and ${words.formats.score(maximum(known)!)}.`,
    note: null,
    findings: own
      .filter((each) => each.subject.project === market.project && each.subject.brand === brand)
      .filter((each) => each.grade === 'supported')
      .map((each) => each.id),
    table: id,
    axis: { label: `${section} score`, min: null, max: null, ...points },
    periods: market.periods,
    periodLabels: market.periods.map((period) => periodLabel(market.frequency, period)),
    series: [
      { ...seriesOf(subject, true, words), emphasis: 'context', endLabel: 'Score' },
      {
        label: section,
        values,
        emphasis: 'subject',
        section,
        dashed: false,
        endLabel: last === null ? section : words.formats.score(last),
      },
    ],
    bands: [],
    shifts,
    anomalies: anomalies.map((mark) => ({ series: 1, ...mark })),
    events: market.events
      .filter((event) => event.brand === null || event.brand === brand)
      .map((event) => ({ period: periodOf(market.frequency, event.date), label: event.label })),
    window: { from: market.window.from, to: market.window.to, label: 'report period' },
  };
}

interface ChangeParts {
  /** "Aurora", or null for the mean of the chosen brands. */
  readonly owner: string | null;
  readonly before: number;
  readonly current: number;
  readonly sections: readonly {
    readonly section: string;
    readonly value: number;
    readonly weight: number;
    readonly coverage: number;
  }[];
}

/** Smaller parts show as "0.0". */
const VISIBLE_POINTS = 0.05;

/** What changed weights and gaps in the data did: two steps, or one when either alone is too small to be seen. */
function otherSteps(sections: ChangeParts['sections']): { label: string; value: number; section: null }[] {
  const weight = sections.reduce((sum, section) => sum + section.weight, 0);
  const coverage = sections.reduce((sum, section) => sum + section.coverage, 0);
  const isVisible = (value: number): boolean => Math.abs(value) >= VISIBLE_POINTS;
  const steps =
    isVisible(weight) && isVisible(coverage)
      ? [
          { label: 'Weights', value: weight, section: null },
          { label: 'Data gaps', value: coverage, section: null },
        ]
      : [{ label: isVisible(coverage) ? 'Data gaps' : 'Weights', value: weight + coverage, section: null }];
  return steps.filter(({ value }) => isVisible(value));
}

/** "Marketplace adds 3.1 of the 3.3 points". */
function changeTitle({ owner, before, current, sections }: ChangeParts, place: string, words: Wording): string {
  const { formats } = words;
  const change = current - before;
  const who = owner === null ? '' : `${owner}: `;
  const leading = leadingSection({ sections, change });
  if (leading === null || Math.abs(change) < VISIBLE_POINTS)
    return fitTitle([capitalise(`${who}the sections${place} cancel each other out`)]);
  const part = formats.size(leading.value);
  const [verb, lost] = change > 0 ? ['adds', ''] : ['takes', ' lost'];
  const isPart = Math.abs(leading.value) <= Math.abs(change);
  const tail = isPart
    ? `${part} of the ${formats.size(change)} points${lost}`
    : `${part}; the net is ${formats.points(change)}`;
  return fitTitle([
    `${who}${leading.section} ${verb} ${tail}${place}`,
    `${leading.section} ${verb} ${tail}${place}`,
    `${leading.section} ${verb} ${tail}`,
  ]);
}

function waterfall(
  id: string,
  parts: ChangeParts,
  market: MarketAnalysis,
  words: Wording,
  refs: readonly string[],
): Waterfall {
  const { formats } = words;
  const title = changeTitle(parts, placeOf(market, words), words);
  const steps = [
    ...parts.sections.map(({ section, value }) => ({ label: section, value, section: section as string | null })),
    ...otherSteps(parts.sections),
  ].map((step) => ({ ...step, valueText: formats.points(step.value) }));
  return {
    kind: 'waterfall',
    id,
    title,
    subtitle: `${parts.owner === null ? 'Mean score' : 'DC score'}, points, against ${comparisonLabel(market)}`,
    alt: `${title}. From ${formats.score(parts.before)} to ${formats.score(parts.current)}: ${steps.map(({ label, valueText }) => `${label} ${valueText}`).join(', ')}.`,
    note: null,
    findings: refs,
    table: 'decomposition',
    axis: { label: 'DC score', min: null, max: null, unit: 'points', decimals: 1 },
    start: { label: 'Before', value: parts.before },
    steps,
    end: { label: 'Now', value: parts.current },
  };
}

export function subjectWaterfall(
  market: MarketAnalysis,
  subject: Subject,
  index: number,
  words: Wording,
): Waterfall | null {
  const { decomposition } = subject;
  if (decomposition.undefined !== null) return null;
  return waterfall(
    `change${words.suffix(market)}-${index + 1}`,
    { owner: subject.brand, ...decomposition },
    market,
    words,
    [`decomposition:${market.project}:${subject.brand}`],
  );
}

/** The market's waterfall: of its only brand, or of the mean of its brands. */
export function marketWaterfall(market: MarketAnalysis, words: Wording): Waterfall | null {
  const only = market.subjects.length === 1 ? market.subjects[0]! : null;
  const id = `change${words.suffix(market)}`;
  if (only) {
    const { decomposition } = only;
    if (decomposition.undefined !== null) return null;
    return waterfall(id, { owner: only.brand, ...decomposition }, market, words, [
      `decomposition:${market.project}:${only.brand}`,
    ]);
  }
  const { portfolio } = market;
  if (!portfolio || portfolio.before === null) return null;
  return waterfall(
    id,
    {
      owner: null,
      before: portfolio.before,
      current: portfolio.score,
      sections: portfolio.sections,
    },
    market,
    words,
    [`portfolio:${market.project}`],
  );
}

export function sectionHeatmap(market: MarketAnalysis, words: Wording): Heatmap {
  const { formats } = words;
  const drawn = new Set(drawnPeers(market).map(({ brand }) => brand));
  const rows = market.peers
    .map((peer, i) => ({ peer, scores: market.sectionScores[i]! }))
    .filter(({ peer }) => drawn.has(peer.brand));
  const all = rows.flatMap(({ scores }) => scores).filter((score) => score !== null);
  const extremes = market.subjects
    .flatMap((subject) => subject.sections.map((section) => ({ subject, section })))
    .filter(({ section }) => section.score !== null && section.peerMedian !== null)
    .map((each) => ({ ...each, lead: each.section.score! - each.section.peerMedian! }))
    .sort((a, b) => b.lead - a.lead);
  const [top, bottom] = [extremes[0], extremes.at(-1)];
  const place = placeOf(market, words);
  const title =
    top && bottom && top.lead > 0 && bottom.lead < 0
      ? top.subject.brand === bottom.subject.brand
        ? fitTitle([
            `${top.subject.brand}${place} is strong in ${top.section.section}, weak in ${bottom.section.section}`,
            `${top.subject.brand}: strong ${top.section.section}, weak ${bottom.section.section}`,
          ])
        : fitTitle([
            `${top.subject.brand} leads in ${top.section.section}, ${bottom.subject.brand} trails in ${bottom.section.section}${place}`,
            `${bottom.subject.brand} trails in ${bottom.section.section}${place}`,
          ])
      : fitTitle([`Section scores of ${countOf(rows.length, 'brand')}${place}`]);
  const low = all.length > 0 ? Math.min(...all) : 0;
  const high = all.length > 0 ? Math.max(...all) : 100;
  return {
    kind: 'heatmap',
    id: `sections${words.suffix(market)}`,
    title,
    subtitle: 'Section scores, 0–100, brands by rank',
    alt: `${title}. Section scores, mean of ${windowLabel(market)}. ${countOf(rows.length, 'brand')} by ${countOf(market.sections.length, 'section')}, from ${formats.score(low)} to ${formats.score(high)}.`,
    note: null,
    findings: market.subjects.map(({ brand }) => `standing:${market.project}:${brand}`),
    table: `sections${words.suffix(market)}`,
    rows: rows.map(({ peer }) => ({ label: peer.brand, emphasis: emphasisOf(peer) })),
    columns: market.sections.map((section) => ({ label: section, section })),
    cells: rows.map(({ scores }) =>
      scores.map((value) => ({ value, text: value === null ? 'no data' : formats.score(value), grade: null })),
    ),
    scale: { label: 'section score', min: low, mid: market.peerMedian, max: high },
  };
}
