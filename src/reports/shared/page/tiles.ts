/** The tiles of page 1: level, standing, movement, coverage. */
import type { Kpi } from '../../../document/document.ts';
import { gradeText } from '../../../document/evidence-line.ts';
import { pointsDelta } from '../../../document/format.ts';
import { countOf } from '../../../document/words.ts';
import type { ScoreAnalysis } from '../analysis.ts';
import { differenceOf, type FindingIndex, isGradable, trendOf } from '../stories.ts';
import { ordinal } from '../words/ordinals.ts';
import { PORTFOLIO } from '../words/portfolio-facts.ts';
import { comparisonLabel, type Pair } from '../words/scope.ts';
import { markOf } from '../words/test-claims.ts';
import type { Wording } from '../words/wording.ts';

const SPARKLINE = 24;

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
    comparison: 'of the weight has values',
    grade: null,
    gradeText: '',
    sparkline: [],
    refs,
  };
}

export function singleKpis(pair: Pair, findings: FindingIndex, words: Wording): Kpi[] {
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
      delta: peer.delta === null ? null : pointsDelta(peer.delta, formats),
      comparison: peer.before === null ? null : `from ${formats.score(peer.before)} in ${comparisonLabel(market)}`,
      grade: markOf(difference),
      gradeText: difference && markOf(difference) ? gradeText(difference, formats, words.style) : '',
      sparkline: subject.values.slice(-SPARKLINE),
      refs: [standing, ...(difference ? [difference.id] : [])],
    },
    {
      id: 'rank',
      label: 'Rank',
      value: peer.rank,
      text: peer.rank === null ? 'no data' : `${peer.rank} of ${market.ranked}`,
      delta:
        rankChange === null || rankChange === 0
          ? null
          : {
              value: rankChange,
              text: `${rankChange > 0 ? '+' : '−'}${formats.integer(Math.abs(rankChange))}`,
              better: better(rankChange),
            },
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
      label: 'Trend a year',
      value: trend.estimate,
      text: formats.points(trend.estimate),
      delta: null,
      comparison: 'points, over the whole history',
      grade: markOf(trend),
      gradeText: markOf(trend) ? gradeText(trend, formats, words.style) : '',
      sparkline: [],
      refs: [trend.id],
    });
  if (subject.bestPeer && peer.score !== null)
    kpis.push({
      id: 'best-peer',
      label: peer.rank === 1 ? 'Lead' : 'Gap to best',
      value: Math.abs(subject.bestPeer.score - peer.score),
      text: formats.score(Math.abs(subject.bestPeer.score - peer.score)),
      delta: null,
      comparison: `${peer.rank === 1 ? 'on' : 'to'} ${subject.bestPeer.brand}, ${formats.score(subject.bestPeer.score)}`,
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

export function portfolioKpis(
  pairs: readonly Pair[],
  analysis: ScoreAnalysis,
  findings: FindingIndex,
  words: Wording,
): Kpi[] {
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
      delta: change === null ? null : pointsDelta(change, formats),
      comparison:
        before === null ? countOf(scores, 'score') : `from ${formats.score(before)}, ${countOf(scores, 'score')}`,
      grade: null,
      gradeText: '',
      sparkline: [],
      refs: [PORTFOLIO],
    },
    {
      ...plain,
      id: 'moved',
      label: words.style === 'simple' ? 'Really changed' : 'Changed',
      ...(pairs.some((pair) => isGradable(differenceOf(pair, findings)))
        ? {
            value: part('moved'),
            text: `${part('moved') ?? 0} of ${scores}`,
            comparison: `${words.beyondNoise}: ${part('rose') ?? 0} up, ${part('fell') ?? 0} down`,
          }
        : { value: null, text: 'not tested', comparison: 'nothing to compare, or too little history' }),
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
      label: 'Leading quarter',
      value: part('leading'),
      text: `${part('leading') ?? 0} of ${scores}`,
      comparison: 'of their peer sets',
      refs: [PORTFOLIO],
    });
  kpis.push(coverageKpi(part('coverage'), part('coverageChange'), [PORTFOLIO], words));
  return kpis;
}
