/** The tiles of page 1: of one brand, or of all brands together. */
import type { Kpi } from '../../../document/document.ts';
import type { ScoreAnalysis } from '../../shared/analysis.ts';
import {
  bestPeerTile,
  coverageTile,
  meanScoreTile,
  portfolioCoverageTile,
  rankTile,
  scoreTile,
  trendTile,
} from '../../shared/page/tiles.ts';
import { differenceOf, type FindingIndex, isGradable } from '../../shared/stories.ts';
import { PORTFOLIO } from '../../shared/words/portfolio-facts.ts';
import { type Pair, pairsOf } from '../../shared/words/scope.ts';
import type { Wording } from '../../shared/words/wording.ts';

export function kpisOf(analysis: ScoreAnalysis, findings: FindingIndex, words: Wording): Kpi[] {
  const pairs = pairsOf(analysis);
  const only = pairs.length === 1 ? pairs[0] : undefined;
  return only ? singleKpis(only, findings, words) : portfolioKpis(pairs, analysis, findings, words);
}

function singleKpis(pair: Pair, findings: FindingIndex, words: Wording): Kpi[] {
  return [
    scoreTile(pair, findings, words),
    rankTile(pair, words),
    trendTile(pair, findings, words),
    bestPeerTile(pair, words),
    coverageTile(pair, words),
  ].filter((tile) => tile !== null);
}

function portfolioKpis(pairs: readonly Pair[], analysis: ScoreAnalysis, findings: FindingIndex, words: Wording): Kpi[] {
  const total = findings.get(PORTFOLIO)!;
  const part = (name: string): number | null => {
    const value = total.parts?.[name];
    return typeof value === 'number' ? value : null;
  };
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
    meanScoreTile(findings, words),
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
  kpis.push(portfolioCoverageTile(findings, words));
  return kpis;
}
