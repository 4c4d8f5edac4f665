/** The tiles of page 1: level, standing, movement, coverage. */

import type { Kpi } from '../../../document/document.ts';
import { gradeText } from '../../../document/evidence-line.ts';
import { pointsDelta } from '../../../document/format.ts';
import { countOf } from '../../../document/words.ts';
import type { Finding } from '../../../domain/finding.ts';
import { differenceOf, type FindingIndex, trendOf } from '../stories.ts';
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

const standingOf = ({ market, subject }: Pair): string => `standing:${market.project}:${subject.brand}`;

export function scoreTile(pair: Pair, findings: FindingIndex, words: Wording): Kpi {
  const { market, subject } = pair;
  const { formats } = words;
  const { peer } = subject;
  const difference = differenceOf(pair, findings);
  return {
    id: 'score',
    label: 'DC score',
    value: peer.score,
    text: peer.score === null ? 'no data' : formats.score(peer.score),
    delta: peer.delta === null ? null : pointsDelta(peer.delta, formats),
    comparison: peer.before === null ? null : `from ${formats.score(peer.before)} in ${comparisonLabel(market)}`,
    grade: markOf(difference),
    gradeText: difference && markOf(difference) ? gradeText(difference, formats, words.style) : '',
    sparkline: subject.values.slice(-SPARKLINE),
    refs: [standingOf(pair), ...(difference ? [difference.id] : [])],
  };
}

export function rankTile(pair: Pair, words: Wording): Kpi {
  const { market, subject } = pair;
  const { formats } = words;
  const { peer } = subject;
  const rankChange = peer.rank === null || peer.rankBefore === null ? null : peer.rankBefore - peer.rank;
  return {
    id: 'rank',
    label: 'Rank by score',
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
    refs: [standingOf(pair)],
  };
}

/** Null: no trend was estimated. */
export function trendTile(pair: Pair, findings: FindingIndex, words: Wording): Kpi | null {
  const { formats } = words;
  const trend = trendOf(pair, findings);
  if (!trend || trend.estimate === null) return null;
  return {
    id: 'trend',
    label: 'Score trend a year',
    value: trend.estimate,
    text: formats.points(trend.estimate),
    delta: null,
    comparison: 'points, over the whole history',
    grade: markOf(trend),
    gradeText: markOf(trend) ? gradeText(trend, formats, words.style) : '',
    sparkline: [],
    refs: [trend.id],
  };
}

/** Null: no peer, or no score of its own. */
export function bestPeerTile(pair: Pair, words: Wording): Kpi | null {
  const { formats } = words;
  const { peer, bestPeer } = pair.subject;
  if (!bestPeer || peer.score === null) return null;
  return {
    id: 'best-peer',
    label: peer.rank === 1 ? 'Lead' : 'Gap to best',
    value: Math.abs(bestPeer.score - peer.score),
    text: formats.score(Math.abs(bestPeer.score - peer.score)),
    delta: null,
    comparison: `${peer.rank === 1 ? 'on' : 'to'} ${bestPeer.brand}, ${formats.score(bestPeer.score)}`,
    grade: null,
    gradeText: '',
    sparkline: [],
    refs: [standingOf(pair)],
  };
}

export function coverageTile(pair: Pair, words: Wording): Kpi {
  const { coverage, coverageBefore } = pair.subject.peer;
  const change = coverage === null || coverageBefore === null ? null : coverage - coverageBefore;
  return coverageKpi(coverage, change, [standingOf(pair)], words);
}

const numberOf = (total: Finding, name: string): number | null => {
  const value = total.parts?.[name];
  return typeof value === 'number' ? value : null;
};

/** Coverage over all brands of the report, from the portfolio fact. */
export const portfolioCoverageTile = (findings: FindingIndex, words: Wording): Kpi => {
  const total = findings.get(PORTFOLIO)!;
  return coverageKpi(numberOf(total, 'coverage'), numberOf(total, 'coverageChange'), [PORTFOLIO], words);
};

/** Mean score of all brands of the report, from the portfolio fact. */
export function meanScoreTile(findings: FindingIndex, words: Wording): Kpi {
  const { formats } = words;
  const total = findings.get(PORTFOLIO)!;
  const [change, before] = [numberOf(total, 'change'), numberOf(total, 'before')];
  const scores = numberOf(total, 'scores') ?? 0;
  return {
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
  };
}
