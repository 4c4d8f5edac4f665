/** Where a brand stands against the target score, and whether the pace of the past would get it there. */
import type { TargetOutlook } from '../../../analytics/scores/target.ts';
import { countOf } from '../../../document/words.ts';
import type { Finding } from '../../../domain/finding.ts';
import { PERIODS_PER_YEAR } from '../../../domain/period.ts';
import type { MarketFacts, Subject } from '../analysis.ts';
import { LONGEST_YEARS } from '../tables/headroom-table.ts';
import { fact } from './facts.ts';
import { nounOf } from './scope.ts';
import type { Wording } from './wording.ts';

export const targetId = (market: MarketFacts, brand: string): string => `target:${market.project}:${brand}`;

/** Null: no target was given, or the brand has no score. */
export function targetFact(market: MarketFacts, subject: Subject, words: Wording): Finding | null {
  const { peer, target: outlook } = subject;
  if (outlook === undefined || peer.score === null) return null;
  const { formats } = words;
  const { target, gap, attainable, paced, periods } = outlook;
  const who = `${words.brand(market, subject.brand)} scores ${formats.score(peer.score)}`;
  const goal = formats.significant(target);
  // Nothing is measured at basic depth: there the distance is all that is said.
  const isMeasured = words.depth !== 'basic';
  const claim =
    gap <= 0
      ? `${who}: the target of ${goal} is met${attainable >= 0.05 ? `; metrics that lie below it still hold ${formats.size(attainable)} points` : ''}.`
      : `${who}, ${formats.size(gap)} points short of the target of ${goal}${isMeasured ? wayOf(outlook, market, words) : ''}.`;
  return fact({
    id: targetId(market, subject.brand),
    claim,
    subject: { project: market.project, brand: subject.brand },
    measure: `Points to the target score; ${nounOf(market)}s at the quick pace of past gains`,
    estimate: gap,
    unit: 'points',
    level: words.level,
    n: market.windowPeriods,
    parts: {
      score: peer.score,
      target,
      attainable,
      paced,
      periods: periods === null ? null : Math.max(1, Math.round(periods)),
      longestYears: LONGEST_YEARS,
    },
  });
}

/** Whether and how soon: after the distance, in half a sentence. */
function wayOf(
  { attainable, isAttainable, paced, periods }: TargetOutlook,
  market: MarketFacts,
  words: Wording,
): string {
  if (!isAttainable)
    return `; the metrics that can be moved by themselves hold only ${words.formats.size(attainable)} of them`;
  if (paced === 0) return '; past gains do not tell how fast that goes';
  if (periods === null) return '; at a quick past pace of every metric it would not get there';
  if (periods > LONGEST_YEARS * PERIODS_PER_YEAR[market.frequency])
    return `; even at a quick past pace of every metric it would take more than ${LONGEST_YEARS} years`;
  return `; at a quick past pace of every metric at once it would take about ${countOf(Math.max(1, Math.round(periods)), nounOf(market))}`;
}
