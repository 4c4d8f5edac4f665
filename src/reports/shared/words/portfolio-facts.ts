import type { Graded } from '../../../document/grading.ts';
import { countOf } from '../../../document/words.ts';
import type { Finding } from '../../../domain/finding.ts';
import type { MarketFacts, ScoreAnalysis } from '../analysis.ts';
import { fact } from './facts.ts';
import { againstOf, pairsOf } from './scope.ts';
import type { Wording } from './wording.ts';

export const PORTFOLIO = 'portfolio';

/** Counts over all brands and markets. Only supported findings are counted as having moved. */
export function portfolioFact(analysis: ScoreAnalysis, graded: readonly Graded[], words: Wording): Finding {
  const pairs = pairsOf(analysis);
  const changes = graded.filter(
    (each) => each.kind === 'difference' && each.predictor === undefined && each.grade === 'supported',
  );
  const rose = changes.filter((each) => (each.estimate ?? 0) > 0).length;
  const fell = changes.filter((each) => (each.estimate ?? 0) < 0).length;
  const scored = pairs.filter(({ subject }) => subject.peer.score !== null);
  const changed = scored.filter(({ subject }) => subject.peer.before !== null);
  const mean = (values: readonly number[]): number | null =>
    values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
  const score = mean(scored.map(({ subject }) => subject.peer.score!));
  const change = mean(changed.map(({ subject }) => subject.peer.delta!));
  const leading = scored.filter(({ subject }) => subject.peer.tier === 'leading').length;
  const headroom = scored.reduce((sum, { subject }) => sum + subject.headroomPoints, 0);
  const coverage = mean(scored.map(({ subject }) => subject.peer.coverage ?? 0));
  const coverageBefore = mean(changed.map(({ subject }) => subject.peer.coverageBefore ?? 0));
  const names = countOf(scored.length, 'brand score');
  const claim =
    rose + fell === 0
      ? `None of ${names} changed ${words.beyondNoise}.`
      : `${rose + fell} of ${names} changed ${words.beyondNoise}: ${rose} up, ${fell} down.`;
  return fact({
    id: PORTFOLIO,
    claim,
    subject: {},
    measure: 'Brand scores of this report, each brand in each market once',
    estimate: score,
    unit: 'points',
    level: words.level,
    n: scored.length,
    parts: {
      scores: scored.length,
      compared: changed.length,
      markets: analysis.markets.length,
      moved: rose + fell,
      rose,
      fell,
      change,
      before: score === null || change === null || changed.length < scored.length ? null : score - change,
      leading,
      headroom,
      coverage,
      coverageChange: coverage === null || coverageBefore === null ? null : coverage - coverageBefore,
      relativeMetrics: analysis.markets.reduce((sum, market) => sum + market.relativeMetrics.length, 0),
      supported: analysis.family.supported,
      tested: analysis.family.tested,
    },
  });
}

export function marketFact(market: MarketFacts, words: Wording): Finding | null {
  const { portfolio } = market;
  if (!portfolio) return null;
  const { formats } = words;
  const change = portfolio.delta === null ? '' : `, ${formats.points(portfolio.delta)} ${againstOf(market)}`;
  return fact({
    id: `${PORTFOLIO}:${market.project}`,
    claim: `${countOf(portfolio.brands, 'brand')} in ${words.marketName(market)} ${portfolio.brands === 1 ? 'averages' : 'average'} ${formats.score(portfolio.score)}${change}.`,
    subject: { project: market.project },
    measure: 'Mean DC score of the chosen brands that have scores in both windows',
    estimate: portfolio.score,
    unit: 'points',
    level: words.level,
    n: market.windowPeriods,
    parts: {
      brands: portfolio.brands,
      before: portfolio.before,
      change: portfolio.delta,
      peerMedian: market.peerMedian,
      periods: market.windowPeriods,
      ...Object.fromEntries(portfolio.sections.map(({ section, value }) => [section, value])),
    },
  });
}
