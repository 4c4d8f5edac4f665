/** Page 1: title, verdict, tiles, what moved, risks, actions. Everything rests on findings. */
import type { Kpi, Recommendation, Sentence, SummaryItem } from '../../../document/document.ts';
import { gradeText } from '../../../document/evidence-line.ts';
import { type InsightCandidate, rankInsights } from '../../../document/insights.ts';
import {
  capitalise,
  countOf,
  DOCUMENT_TITLE_LENGTH,
  fitTitle,
  joinNames,
  possessive,
} from '../../../document/words.ts';
import type { Finding } from '../../../domain/finding.ts';
import { PERIODS_PER_YEAR } from '../../../domain/period.ts';
import type { Analysis, MarketAnalysis, Subject } from './analysis.ts';
import { headroomId, isShift, leadingSection, markOf, PORTFOLIO } from './claims.ts';
import { LONGEST_YEARS } from './tables.ts';
import { againstOf, comparisonLabel, inPeriod, nounOf, ordinal, pairsOf, subjectOf, type Wording } from './wording.ts';

export type FindingIndex = ReadonlyMap<string, Finding>;

interface Pair {
  readonly market: MarketAnalysis;
  readonly subject: Subject;
}

const differenceOf = ({ market, subject }: Pair, findings: FindingIndex): Finding | undefined =>
  findings.get(`difference:${market.project}:${subject.brand}:score`);
const trendOf = ({ market, subject }: Pair, findings: FindingIndex): Finding | undefined =>
  findings.get(`movement:${market.project}:${subject.brand}:score`);
const isSupported = (finding: Finding | undefined): finding is Finding & { grade: 'supported' } =>
  finding?.grade === 'supported';
const inWindow = (market: MarketAnalysis, finding: Finding): boolean =>
  finding.period !== undefined && finding.period >= market.window.from && finding.period <= market.window.to;

function marketsOf(analysis: Analysis): ReadonlyMap<string, MarketAnalysis> {
  return new Map(analysis.markets.map((market) => [market.project, market]));
}

/** Supported events inside the report's window, strongest evidence first. */
function freshEvents(analysis: Analysis, findings: readonly Finding[]): { finding: Finding; market: MarketAnalysis }[] {
  const markets = marketsOf(analysis);
  return findings
    .filter((finding) => isSupported(finding) && finding.period !== undefined)
    .map((finding) => ({ finding, market: markets.get(finding.subject.project ?? '')! }))
    .filter(({ finding, market }) => inWindow(market, finding));
}

/* ---- verdict ---- */

export interface Headline {
  readonly title: string;
  readonly verdict: Sentence;
}

function singleHeadline(
  pair: Pair,
  analysis: Analysis,
  findings: FindingIndex,
  all: readonly Finding[],
  words: Wording,
): Headline {
  const { market, subject } = pair;
  const { formats } = words;
  const { peer, brand } = subject;
  const standing = `standing:${market.project}:${brand}`;
  if (peer.score === null || peer.rank === null)
    return {
      title: fitTitle([`${brand} has no score in the report period`], DOCUMENT_TITLE_LENGTH),
      verdict: { text: findings.get(standing)!.claim, refs: [standing] },
    };
  const place = `${ordinal(peer.rank)} of ${market.ranked}`;
  const difference = differenceOf(pair, findings);
  const trend = trendOf(pair, findings);
  const fresh = freshEvents(analysis, all)[0];
  if (isSupported(difference)) {
    const leading = leadingSection(subject);
    const estimate = difference.estimate ?? 0;
    // Weights can hide or reverse what the brand did: then the headline speaks at today's weights.
    const agrees = peer.delta !== null && Math.sign(peer.delta) === Math.sign(estimate);
    const shown = agrees ? peer.delta! : estimate;
    const verb = shown > 0 ? 'rose' : 'fell';
    const move = `${possessive(brand)} score ${verb} ${formats.size(shown)} points${agrees ? ` to ${formats.score(peer.score)}` : ' at today’s weights'}`;
    const carried = agrees && leading ? `, ${shown > 0 ? 'carried' : 'dragged'} by ${leading.section}` : '';
    return {
      title: fitTitle(
        [`${move}${carried}; it stands ${place}`, `${move}${carried}`, `${move}; it stands ${place}`, move],
        DOCUMENT_TITLE_LENGTH,
      ),
      verdict: {
        text: `${move}${carried}; it stands ${place} brands.`,
        refs: [difference.id, standing, ...(carried === '' ? [] : [`decomposition:${market.project}:${brand}`])],
      },
    };
  }
  if (isSupported(trend) && trend.estimate !== null) {
    const text = `${brand} has been ${trend.estimate > 0 ? 'rising' : 'falling'} by ${formats.size(trend.estimate)} points a ${nounOf(market)}`;
    return {
      title: fitTitle([`${text}; at ${formats.score(peer.score)} it stands ${place}`, text], DOCUMENT_TITLE_LENGTH),
      verdict: {
        text: `${text}; at ${formats.score(peer.score)} it stands ${place} brands.`,
        refs: [trend.id, standing],
      },
    };
  }
  if (fresh && fresh.finding.estimate !== null) {
    const { finding } = fresh;
    const what = finding.predictor?.section === undefined ? 'score' : `${finding.predictor.section} score`;
    const size = formats.size(finding.estimate!);
    const when = inPeriod(market, finding.period!);
    const text = isShift(finding)
      ? `${possessive(brand)} ${what} stepped ${finding.estimate! > 0 ? 'up' : 'down'} by ${size} points in ${when}`
      : `${possessive(brand)} ${what} was ${size} points off its expected level in ${when}`;
    return {
      title: fitTitle([`${text}; it stands ${place}`, text], DOCUMENT_TITLE_LENGTH),
      verdict: {
        text: `${text}; ${brand} stands ${place} brands with ${formats.score(peer.score)}.`,
        refs: [finding.id, standing],
      },
    };
  }
  const silence = isGradable(difference)
    ? `no change ${words.beyondNoise}`
    : isGradable(trend)
      ? `no trend ${words.beyondNoise}`
      : 'too little history to say more';
  return {
    title: fitTitle(
      [`${brand} stands ${place} at ${formats.score(peer.score)}: ${silence}`, `${brand} stands ${place}: ${silence}`],
      DOCUMENT_TITLE_LENGTH,
    ),
    verdict: {
      text: `${brand} scores ${formats.score(peer.score)} and stands ${place} brands: ${silence}.`,
      refs: [standing, ...(difference ? [difference.id] : []), ...(trend ? [trend.id] : [])],
    },
  };
}

const isGradable = (finding: Finding | undefined): boolean =>
  finding !== undefined && finding.grade !== null && finding.grade !== 'insufficient';

function portfolioHeadline(
  pairs: readonly Pair[],
  analysis: Analysis,
  findings: FindingIndex,
  all: readonly Finding[],
  words: Wording,
): Headline {
  const { formats } = words;
  const total = findings.get(PORTFOLIO)!;
  const scores = Number(total.parts?.scores ?? 0);
  const moved = pairs
    .map((pair) => ({ pair, finding: differenceOf(pair, findings) }))
    .filter((each): each is { pair: Pair; finding: Finding } => isSupported(each.finding))
    .sort((a, b) => Math.abs(b.finding.estimate ?? 0) - Math.abs(a.finding.estimate ?? 0));
  const averages = analysis.markets
    .filter((market) => market.portfolio !== null)
    .map((market) => ({
      id: `${PORTFOLIO}:${market.project}`,
      text: `${formats.score(market.portfolio!.score)}${analysis.markets.length > 1 ? ` in ${words.marketName(market)}` : ''}`,
    }));
  const level = averages.length > 0 ? `the mean score is ${joinNames(averages.map(({ text }) => text))}` : '';
  const refs = averages.map(({ id }) => id);
  if (moved.length > 0) {
    const tell = ({ pair, finding }: { pair: Pair; finding: Finding }): string =>
      `${words.brand(pair.market, pair.subject.brand)} ${(finding.estimate ?? 0) > 0 ? 'rose' : 'fell'} ${formats.size(finding.estimate ?? 0)} points`;
    const first = moved.slice(0, 2).map(tell);
    const count = `${moved.length} of ${countOf(scores, 'brand score')} changed ${words.beyondNoise}`;
    return {
      title: fitTitle(
        [`${count}: ${joinNames(first)}`, `${count}: ${first[0]}`, capitalise(first[0]!), count],
        DOCUMENT_TITLE_LENGTH,
      ),
      verdict: {
        text: `${count}: ${joinNames(first)}${moved.length > 2 ? ' most' : ''}${level === '' ? '' : `; ${level}`}.`,
        refs: [PORTFOLIO, ...moved.slice(0, 2).map(({ finding }) => finding.id), ...refs],
      },
    };
  }
  const trends = pairs
    .map((pair) => ({ pair, finding: trendOf(pair, findings) }))
    .filter((each): each is { pair: Pair; finding: Finding } => isSupported(each.finding))
    .sort((a, b) => Math.abs(b.finding.estimate ?? 0) - Math.abs(a.finding.estimate ?? 0));
  const silence = pairs.some((pair) => isGradable(differenceOf(pair, findings)))
    ? `No brand’s score changed ${words.beyondNoise}`
    : pairs.some((pair) => isGradable(trendOf(pair, findings)))
      ? `No brand’s score shows a trend ${words.beyondNoise}`
      : 'There is too little history to test for change';
  const stories = [
    ...trends.map(({ pair, finding }) => ({ finding, market: pair.market })),
    ...freshEvents(analysis, all),
  ].sort((a, b) => Math.abs(sizeOf(b.finding, analysis)) - Math.abs(sizeOf(a.finding, analysis)));
  const story = stories[0];
  if (story && story.finding.estimate !== null) {
    const { finding, market } = story;
    const who = subjectOf(market, finding, words);
    const size = formats.size(story.finding.estimate);
    const isUp = story.finding.estimate > 0;
    const text =
      finding.period === undefined
        ? `${who} has been ${isUp ? 'rising' : 'falling'} by ${size} points a ${nounOf(market)}`
        : isShift(finding)
          ? `${who} stepped ${isUp ? 'up' : 'down'} by ${size} points in ${inPeriod(market, finding.period)}`
          : `${who} lay ${size} points ${isUp ? 'above' : 'below'} its expected level in ${inPeriod(market, finding.period)}`;
    const when = finding.period === undefined ? '' : ` in ${inPeriod(market, finding.period)}`;
    const shorter = `${who} ${isShift(finding) ? 'took a lasting step' : finding.period === undefined ? 'is moving' : 'stood out'}${when}`;
    return {
      title: fitTitle([text, shorter], DOCUMENT_TITLE_LENGTH),
      verdict: { text: `${text}; ${level}.`, refs: [finding.id, ...refs] },
    };
  }
  return {
    title: fitTitle([silence], DOCUMENT_TITLE_LENGTH),
    verdict: { text: `${silence}; ${level}.`, refs: [PORTFOLIO, ...refs] },
  };
}

export function headlineOf(
  analysis: Analysis,
  findings: FindingIndex,
  all: readonly Finding[],
  words: Wording,
): Headline {
  const pairs = pairsOf(analysis);
  const only = pairs.length === 1 ? pairs[0] : undefined;
  return only
    ? singleHeadline(only, analysis, findings, all, words)
    : portfolioHeadline(pairs, analysis, findings, all, words);
}

/* ---- tiles ---- */

const SPARKLINE = 24;

export function kpisOf(analysis: Analysis, findings: FindingIndex, words: Wording): Kpi[] {
  const pairs = pairsOf(analysis);
  const only = pairs.length === 1 ? pairs[0] : undefined;
  return only ? singleKpis(only, findings, words) : portfolioKpis(pairs, analysis, findings, words);
}

const better = (value: number): boolean | null => (value === 0 ? null : value > 0);

function coverageKpi(share: number | null, change: number | null, refs: readonly string[], words: Wording): Kpi {
  return {
    id: 'coverage',
    label: words.style === 'simple' ? 'Data present' : 'Coverage',
    value: share,
    text: share === null ? 'no data' : words.formats.percent(share),
    delta:
      change === null || Math.abs(change) < 0.0005
        ? null
        : { value: change * 100, text: words.formats.percentPoints(change * 100), better: better(change) },
    comparison: 'share of weight with values',
    grade: null,
    gradeText: '',
    sparkline: [],
    refs,
  };
}

function singleKpis(pair: Pair, findings: FindingIndex, words: Wording): Kpi[] {
  const { market, subject } = pair;
  const { formats } = words;
  const { peer } = subject;
  const standing = `standing:${market.project}:${subject.brand}`;
  const difference = differenceOf(pair, findings);
  const trend = trendOf(pair, findings);
  const rankChange = peer.rank === null || peer.rankBefore === null ? null : peer.rankBefore - peer.rank;
  const kpis: Kpi[] = [
    {
      id: 'score',
      label: 'DC score',
      value: peer.score,
      text: peer.score === null ? 'no data' : formats.score(peer.score),
      delta:
        peer.delta === null
          ? null
          : { value: peer.delta, text: formats.points(peer.delta), better: better(peer.delta) },
      comparison: peer.before === null ? null : `from ${formats.score(peer.before)} in ${comparisonLabel(market)}`,
      grade: markOf(difference),
      gradeText: difference && markOf(difference) ? gradeText(difference, formats, words.style) : '',
      sparkline: subject.values.slice(-SPARKLINE),
      refs: [standing, ...(difference ? [difference.id] : [])],
    },
    {
      id: 'rank',
      label: 'Rank in peer set',
      value: peer.rank,
      text: peer.rank === null ? 'no data' : `${peer.rank} of ${market.ranked}`,
      delta:
        rankChange === null || rankChange === 0
          ? null
          : { value: rankChange, text: formats.points(rankChange).replace(/[.,]0$/, ''), better: better(rankChange) },
      comparison:
        peer.percentile === null
          ? null
          : `${peer.rankBefore === null ? '' : `from ${ordinal(peer.rankBefore)} · `}ahead of ${formats.integer(peer.percentile)}\u00a0%`,
      grade: null,
      gradeText: '',
      sparkline: [],
      refs: [standing],
    },
  ];
  if (trend && trend.estimate !== null)
    kpis.push({
      id: 'trend',
      label: `Trend a ${nounOf(market)}`,
      value: trend.estimate,
      text: formats.points(trend.estimate),
      delta: null,
      comparison: 'points, whole history',
      grade: markOf(trend),
      gradeText: markOf(trend) ? gradeText(trend, formats, words.style) : '',
      sparkline: [],
      refs: [trend.id],
    });
  if (subject.bestPeer && peer.score !== null)
    kpis.push({
      id: 'best-peer',
      label: peer.rank === 1 ? 'Lead on the next' : 'Gap to the best',
      value: Math.abs(subject.bestPeer.score - peer.score),
      text: formats.score(Math.abs(subject.bestPeer.score - peer.score)),
      delta: null,
      comparison: `${subject.bestPeer.brand}, ${formats.score(subject.bestPeer.score)}`,
      grade: null,
      gradeText: '',
      sparkline: [],
      refs: [standing],
    });
  kpis.push(
    coverageKpi(
      peer.coverage,
      peer.coverage === null || peer.coverageBefore === null ? null : peer.coverage - peer.coverageBefore,
      [standing],
      words,
    ),
  );
  return kpis;
}

function portfolioKpis(pairs: readonly Pair[], analysis: Analysis, findings: FindingIndex, words: Wording): Kpi[] {
  const { formats } = words;
  const total = findings.get(PORTFOLIO)!;
  const part = (name: string): number | null => {
    const value = total.parts?.[name];
    return typeof value === 'number' ? value : null;
  };
  const [change, before] = [part('change'), part('before')];
  const scores = part('scores') ?? 0;
  const best = [...pairs]
    .filter(({ subject }) => subject.peer.percentile !== null)
    .sort(
      (a, b) =>
        b.subject.peer.percentile! - a.subject.peer.percentile! ||
        (a.subject.peer.score! < b.subject.peer.score! ? 1 : -1),
    )[0];
  const plain = { delta: null, grade: null, gradeText: '', sparkline: [] } as const;
  const kpis: Kpi[] = [
    {
      id: 'score',
      label: 'Mean DC score',
      value: total.estimate,
      text: total.estimate === null ? 'no data' : formats.score(total.estimate),
      delta: change === null ? null : { value: change, text: formats.points(change), better: better(change) },
      comparison:
        before === null
          ? `${countOf(scores, 'brand score')}`
          : `from ${formats.score(before)} · ${countOf(scores, 'brand score')}`,
      grade: null,
      gradeText: '',
      sparkline: [],
      refs: [PORTFOLIO],
    },
    {
      ...plain,
      id: 'moved',
      label: words.style === 'simple' ? 'Really changed' : 'Changed beyond noise',
      value: part('moved'),
      text: `${part('moved') ?? 0} of ${scores}`,
      comparison: `${part('rose') ?? 0} up, ${part('fell') ?? 0} down`,
      refs: [PORTFOLIO],
    },
  ];
  if (best)
    kpis.push({
      ...plain,
      id: 'best',
      label: 'Best standing',
      value: best.subject.peer.rank,
      text: `${best.subject.peer.rank} of ${best.market.ranked}`,
      comparison: words.brand(best.market, best.subject.brand),
      refs: [`standing:${best.market.project}:${best.subject.brand}`],
    });
  if (analysis.markets.some((market) => market.tierCuts !== null))
    kpis.push({
      ...plain,
      id: 'leading',
      label: 'In the leading quarter',
      value: part('leading'),
      text: `${part('leading') ?? 0} of ${scores}`,
      comparison: 'of their peer sets',
      refs: [PORTFOLIO],
    });
  kpis.push(coverageKpi(part('coverage'), part('coverageChange'), [PORTFOLIO], words));
  return kpis;
}

/* ---- what moved, risks ---- */

const MOST_ITEMS = 3;
const WITHIN_NOISE: Readonly<Record<Wording['style'], string>> = {
  simple: ' (as usual)',
  professional: ' (within noise)',
  executive: ' (within noise)',
};

export function driversOf(analysis: Analysis, findings: FindingIndex, words: Wording): SummaryItem[] {
  const { formats } = words;
  const pairs = pairsOf(analysis);
  const unit = words.style === 'simple' ? ' points' : ' pt';
  const only = pairs.length === 1 ? pairs[0] : undefined;
  if (!only)
    return pairs
      .filter(({ subject }) => subject.peer.delta !== null)
      .sort((a, b) => {
        const [x, y] = [isSupported(differenceOf(a, findings)), isSupported(differenceOf(b, findings))];
        return Number(y) - Number(x) || Math.abs(b.subject.peer.delta!) - Math.abs(a.subject.peer.delta!);
      })
      .slice(0, MOST_ITEMS)
      .map((pair): SummaryItem => {
        const finding = differenceOf(pair, findings);
        const leading = isSupported(finding) ? leadingSection(pair.subject) : null;
        const name = words.brand(pair.market, pair.subject.brand);
        const tail = leading
          ? `, mostly ${leading.section}`
          : finding?.grade === 'none'
            ? WITHIN_NOISE[words.style]
            : '';
        return {
          text: `${name}${tail}`,
          figure: `${formats.points(pair.subject.peer.delta!)}${unit}`,
          value: pair.subject.peer.delta,
          grade: markOf(finding),
          refs: [`standing:${pair.market.project}:${pair.subject.brand}`, ...(finding ? [finding.id] : [])],
        };
      });

  const { market, subject } = only;
  const { decomposition } = subject;
  if (decomposition.undefined !== null) return [];
  const difference = differenceOf(only, findings);
  const relative = new Set(market.relativeMetrics.map((metric) => JSON.stringify(metric)));
  // Metrics are named only when the change they are part of is real; else the sections say what the arithmetic is.
  const parts = isSupported(difference)
    ? decomposition.sections.flatMap((section) =>
        section.platforms.flatMap((platform) =>
          platform.metrics
            .filter(
              ({ metric }) =>
                !relative.has(JSON.stringify({ section: section.section, platform: platform.platform, metric })),
            )
            .map((metric) => ({
              text: `${metric.metric} (${platform.platform})`,
              total: metric.total,
              depth: 'metrics',
            })),
        ),
      )
    : decomposition.sections.map((section) => ({ text: section.section, total: section.total, depth: '' }));
  return parts
    .sort((a, b) => Math.abs(b.total) - Math.abs(a.total))
    .slice(0, MOST_ITEMS)
    .map(({ text, total, depth }) => ({
      text: difference?.grade === 'none' ? `${text}${WITHIN_NOISE[words.style]}` : text,
      figure: `${formats.points(total)}${unit}`,
      value: total,
      grade: markOf(difference),
      refs: [depth === '' ? 'table:decomposition' : `table:decomposition-${depth}`],
    }));
}

/** Weight share below which missing data can hide a change of the score. */
const LOW_COVERAGE = 0.9;

export function risksOf(analysis: Analysis, all: readonly Finding[], words: Wording): SummaryItem[] {
  const { formats } = words;
  const unit = words.style === 'simple' ? ' points' : ' pt';
  const markets = marketsOf(analysis);
  const risks: { weight: number; item: SummaryItem }[] = [];
  for (const finding of all) {
    if (!isSupported(finding) || finding.estimate === null || finding.estimate >= 0) continue;
    const market = markets.get(finding.subject.project ?? '')!;
    const who = words.brand(market, finding.subject.brand ?? '');
    const part = finding.predictor?.metric ?? finding.predictor?.platform ?? finding.predictor?.section;
    const what = part === undefined ? who : `${who}, ${part}`;
    const item = (text: string, figure: string): SummaryItem => ({
      text,
      figure,
      value: finding.estimate,
      grade: finding.grade,
      refs: [finding.id],
    });
    if (finding.kind === 'movement' && finding.period === undefined)
      risks.push({
        // A year of the trend is comparable with a change between windows.
        weight: -finding.estimate * PERIODS_PER_YEAR[market.frequency],
        item: item(`${what} has been falling`, `${formats.points(finding.estimate)}${unit} a ${nounOf(market)}`),
      });
    else if (finding.kind === 'difference' && finding.predictor?.platform === undefined)
      risks.push({
        weight: -finding.estimate,
        item: item(
          `${what} fell ${againstOf(market)}`.replace(/ the \d+ /, ' the '),
          `${formats.points(finding.estimate)}${unit}`,
        ),
      });
    else if (inWindow(market, finding))
      risks.push({
        weight: -finding.estimate,
        item: item(
          `${what} ${isShift(finding) ? 'stepped down' : 'dropped out of line'} in ${inPeriod(market, finding.period!)}`,
          `${formats.points(finding.estimate)}${unit}`,
        ),
      });
  }
  for (const { market, subject } of pairsOf(analysis)) {
    const { below, typicalNoise, peer } = subject;
    const ref = `standing:${market.project}:${subject.brand}`;
    const who = words.brand(market, subject.brand);
    if (below && typicalNoise !== null && below.gap < typicalNoise)
      risks.push({
        weight: (typicalNoise - below.gap) / 10,
        item: {
          text: `${below.brand} is as close to ${who} as chance moves scores`,
          figure: `${formats.size(below.gap)}${unit} behind`,
          value: below.gap,
          grade: null,
          refs: [ref],
        },
      });
    if (peer.coverage !== null && peer.coverage < LOW_COVERAGE)
      risks.push({
        weight: (1 - peer.coverage) * 10,
        item: {
          text: `${words.whose(market, subject.brand, 'score')} rests on part of its data`,
          figure: formats.percent(peer.coverage),
          value: peer.coverage,
          grade: null,
          refs: [ref],
        },
      });
  }
  return risks
    .sort(
      (a, b) =>
        Number(b.item.grade !== null) - Number(a.item.grade !== null) ||
        b.weight - a.weight ||
        (a.item.text < b.item.text ? -1 : 1),
    )
    .slice(0, MOST_ITEMS)
    .map(({ item }) => item);
}

/* ---- actions ---- */

function effortOf(periods: number | null, season: number): Recommendation['effort'] {
  if (periods === null) return null;
  if (periods <= season / 2) return 'low';
  return periods <= 1.5 * season ? 'medium' : 'high';
}

export function recommendationsOf(analysis: Analysis, findings: FindingIndex, words: Wording): Recommendation[] {
  const most = words.extent === 'comprehensive' ? 5 : MOST_ITEMS;
  const { formats } = words;
  const rows = pairsOf(analysis)
    .flatMap(({ market, subject }) => subject.headroom.map((row) => ({ market, subject, row })))
    // Shrunken points: the largest raw gap of many is partly luck. Rows without a distribution come last.
    .sort((a, b) => (b.row.expected?.points ?? -1) - (a.row.expected?.points ?? -1) || b.row.points - a.row.points);
  const told = new Set<string>();
  const recommendations: Recommendation[] = [];
  for (const { market, subject, row } of rows) {
    // One action a brand first, and never the same metric twice: variety beats five times the same advice.
    const key = pairsOf(analysis).length > 1 ? `${market.project}:${subject.brand}` : `${row.platform}:${row.metric}`;
    const finding = findings.get(headroomId(market, subject.brand, row));
    if (told.has(key) || recommendations.length === most || !finding) continue;
    told.add(key);
    const season = PERIODS_PER_YEAR[market.frequency];
    const { expected, periodsToClose } = row;
    const noun = nounOf(market);
    const time =
      periodsToClose === null
        ? null
        : periodsToClose > LONGEST_YEARS * season
          ? `more than ${LONGEST_YEARS * season} ${noun}s`
          : `about ${countOf(Math.max(1, Math.round(periodsToClose)), noun)}`;
    recommendations.push({
      action: `Close ${words.whose(market, subject.brand, `gap to ${row.bestPeer} on ${row.metric} (${row.platform})`)}`,
      subject: {
        project: market.project,
        brand: subject.brand,
        section: row.section,
        platform: row.platform,
        metric: row.metric,
      },
      effect: expected ? { estimate: expected.points, unit: 'points', interval: expected.interval } : null,
      effectText: expected
        ? words.style === 'simple'
          ? `${formats.points(expected.points)} score points if the gap were closed`
          : `${formats.points(expected.points)} pt [${formats.decimal(expected.interval[0], 1)}, ${formats.decimal(expected.interval[1], 1)}] if the gap were closed`
        : `${formats.points(row.points)} pt if the gap were closed; too few past changes for an interval`,
      time,
      effort: effortOf(periodsToClose, season),
      finding: finding.id,
    });
  }
  return recommendations;
}

/* ---- order of findings ---- */

/** Size of a finding in units of its brand's typical noise, so that a trend, a step and a change can be compared. */
function sizeOf(finding: Finding, analysis: Analysis): number {
  const market = marketsOf(analysis).get(finding.subject.project ?? '');
  if (!market || finding.estimate === null) return 0;
  const subject = market.subjects.find(({ brand }) => brand === finding.subject.brand);
  const noise = subject?.typicalNoise ?? 0;
  const perYear = finding.kind === 'movement' && finding.period === undefined ? PERIODS_PER_YEAR[market.frequency] : 1;
  // What is over matters less to the reader than what lasts: odd periods, and events before the report's window.
  const isOver = finding.kind === 'anomaly' ? 0.5 : 1;
  const recency = finding.period === undefined || inWindow(market, finding) ? isOver : 0.5 * isOver;
  // A section moves the score by its share of it.
  const share = finding.predictor?.section === undefined ? 1 : 1 / Math.max(1, market.sections.length);
  return ((finding.estimate * perYear * share) / Math.max(noise, 0.1)) * recency;
}

/** Findings with the insights first, so that a message that shows a few shows the right ones. */
export function orderFindings(analysis: Analysis, all: readonly Finding[]): Finding[] {
  const candidates = all
    .filter((finding) => isSupported(finding))
    .map((finding): InsightCandidate => {
      const { project, brand } = finding.subject;
      const when = finding.period ?? (finding.kind === 'difference' ? 'change' : 'trend');
      return { finding, size: sizeOf(finding, analysis), story: `${project}:${brand}:${when}` };
    });
  const insights = rankInsights(candidates);
  const first = new Set(insights.map(({ id }) => id));
  const summary = all.filter(
    ({ id }) => id === PORTFOLIO || id.startsWith('standing:') || id.startsWith(`${PORTFOLIO}:`),
  );
  const lead = new Set([...first, ...summary.map(({ id }) => id)]);
  return [...insights, ...summary, ...all.filter(({ id }) => !lead.has(id))];
}
