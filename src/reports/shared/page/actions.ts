/** What to do: the gaps to peers that are worth most within a year at the pace that such gaps have closed before. */
import type { Headroom } from '../../../analytics/scores/headroom.ts';
import type { Recommendation } from '../../../document/document.ts';
import { countOf } from '../../../document/words.ts';
import { type Frequency, PERIODS_PER_YEAR } from '../../../domain/period.ts';
import type { MarketFacts, ScoreAnalysis } from '../analysis.ts';
import type { FindingIndex } from '../stories.ts';
import { LONGEST_YEARS } from '../tables/headroom-table.ts';
import { headroomId } from '../words/facts.ts';
import { nounOf, pairsOf } from '../words/scope.ts';
import type { Wording } from '../words/wording.ts';

export const MOST_ACTIONS = { summary: 3, standard: 3, comprehensive: 5 } as const;

/** Less than this shows as "0.0": nobody acts for it. */
export const WORTH_POINTS = 0.05;

/** How long it took others stands for how hard it is: half a season is little, one and a half is much. */
export function effortOf(periods: number | null, season: number): Recommendation['effort'] {
  if (periods === null) return null;
  if (periods <= season / 2) return 'low';
  return periods <= 1.5 * season ? 'medium' : 'high';
}

/** Whether so many periods, at the pace of the past, are a plan; null when past gains do not tell. */
export const isInTime = (periods: number | null, frequency: Frequency): boolean | null =>
  periods === null ? null : periods <= LONGEST_YEARS * PERIODS_PER_YEAR[frequency];

export const isTooSlow = (periods: number | null, frequency: Frequency): boolean =>
  isInTime(periods, frequency) === false;

/**
 * The first of what can be done in time; what is too slow fills the places left, in its own order.
 * @param most places
 */
export function quickestFirst<T>(rows: readonly T[], isSlow: (row: T) => boolean, most: number): T[] {
  return [...rows.filter((row) => !isSlow(row)), ...rows.filter(isSlow)].slice(0, most);
}

/** "closed in about 14 months", or that the past pace is too slow for that: of several that all are, once. */
export function timesOf(
  rows: readonly { readonly market: MarketFacts; readonly periods: number | null }[],
): (string | null)[] {
  const slow = `too slow to close within ${LONGEST_YEARS} years`;
  const isAlike = rows.length > 1 && rows.every(({ market, periods }) => isTooSlow(periods, market.frequency));
  return rows.map(({ market, periods }, i) => {
    if (periods === null) return null;
    if (isAlike) return i === 0 ? `${slow}, like the others` : null;
    if (isTooSlow(periods, market.frequency)) return slow;
    return `closed in about ${countOf(Math.max(1, Math.round(periods)), nounOf(market))}`;
  });
}

export function recommendationsOf(
  analysis: Pick<ScoreAnalysis, 'markets'>,
  findings: FindingIndex,
  words: Wording,
): Recommendation[] {
  const { formats } = words;
  const pairs = pairsOf(analysis);
  const isSlow = ({ market, row }: { market: MarketFacts; row: Headroom }): boolean =>
    isTooSlow(row.periodsToClose, market.frequency);
  const rows = pairs
    .flatMap(({ market, subject }) => subject.headroom.map((row) => ({ market, subject, row })))
    // Without a past pace nothing can be said about a year: no advice.
    .filter(({ row }) => (row.withinYear ?? 0) >= WORTH_POINTS)
    .sort(
      (a, b) =>
        Number(isSlow(a)) - Number(isSlow(b)) || b.row.withinYear! - a.row.withinYear! || b.row.points - a.row.points,
    );
  // One action a brand first, then what is left; what can be done in time before both.
  const first = rows.filter(
    ({ market, subject }, i) => rows.findIndex((each) => each.market === market && each.subject === subject) === i,
  );
  const chosen = quickestFirst(
    [...first, ...rows.filter((row) => !first.includes(row))],
    isSlow,
    MOST_ACTIONS[words.extent],
  );
  const times = timesOf(chosen.map(({ market, row }) => ({ market, periods: row.periodsToClose })));
  return chosen.map(({ market, subject, row }, i): Recommendation => {
    const { expected, withinYear } = row;
    const year = `${formats.points(withinYear!)} ${words.style === 'simple' ? 'score points' : 'pt'} in a year at a quick past pace`;
    const whole =
      expected && words.style !== 'simple'
        ? ` (whole gap ${formats.points(expected.points)} ${formats.interval(expected.interval)})`
        : '';
    return {
      action:
        row.bestPeer === null
          ? `Bring ${words.whose(market, subject.brand, `${row.metric} (${row.platform})`)} to the target of ${formats.significant(row.best)}`
          : `Close ${words.whose(market, subject.brand, `gap to ${row.bestPeer} on ${row.metric} (${row.platform})`)}`,
      subject: {
        project: market.project,
        brand: subject.brand,
        section: row.section,
        platform: row.platform,
        metric: row.metric,
      },
      effect: expected ? { estimate: expected.points, unit: 'points', interval: expected.interval } : null,
      effectText: `${year}${whole}`,
      time: times[i]!,
      effort: effortOf(row.periodsToClose, PERIODS_PER_YEAR[market.frequency]),
      inTime: isInTime(row.periodsToClose, market.frequency),
      finding: findings.get(headroomId(market, subject.brand, row))!.id,
    };
  });
}
