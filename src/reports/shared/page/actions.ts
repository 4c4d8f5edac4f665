/** What to do: the gaps to peers that are worth most within a year at the pace that such gaps have closed before. */
import type { Recommendation } from '../../../document/document.ts';
import { countOf } from '../../../document/words.ts';
import { PERIODS_PER_YEAR } from '../../../domain/period.ts';
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

/** "closed in about 14 months", or that the past pace is too slow for that. */
export function timeOf(market: MarketFacts, periods: number | null): string | null {
  if (periods === null) return null;
  const season = PERIODS_PER_YEAR[market.frequency];
  return periods > LONGEST_YEARS * season
    ? `too slow to close within ${LONGEST_YEARS} years`
    : `closed in about ${countOf(Math.max(1, Math.round(periods)), nounOf(market))}`;
}

export function recommendationsOf(
  analysis: Pick<ScoreAnalysis, 'markets'>,
  findings: FindingIndex,
  words: Wording,
): Recommendation[] {
  const { formats } = words;
  const pairs = pairsOf(analysis);
  const rows = pairs
    .flatMap(({ market, subject }) => subject.headroom.map((row) => ({ market, subject, row })))
    // Without a past pace nothing can be said about a year: no advice.
    .filter(({ row }) => (row.withinYear ?? 0) >= WORTH_POINTS)
    .sort((a, b) => b.row.withinYear! - a.row.withinYear! || b.row.points - a.row.points);
  // One action a brand first, then what is left.
  const first = rows.filter(
    ({ market, subject }, i) => rows.findIndex((each) => each.market === market && each.subject === subject) === i,
  );
  const chosen = [...first, ...rows.filter((row) => !first.includes(row))].slice(0, MOST_ACTIONS[words.extent]);
  return chosen.map(({ market, subject, row }): Recommendation => {
    const { expected, withinYear } = row;
    const year = `${formats.points(withinYear!)} ${words.style === 'simple' ? 'score points' : 'pt'} in a year at a quick past pace`;
    const whole =
      expected && words.style !== 'simple'
        ? ` (whole gap ${formats.points(expected.points)} ${formats.interval(expected.interval)})`
        : '';
    return {
      action: `Close ${words.whose(market, subject.brand, `gap to ${row.bestPeer} on ${row.metric} (${row.platform})`)}`,
      subject: {
        project: market.project,
        brand: subject.brand,
        section: row.section,
        platform: row.platform,
        metric: row.metric,
      },
      effect: expected ? { estimate: expected.points, unit: 'points', interval: expected.interval } : null,
      effectText: `${year}${whole}`,
      time: timeOf(market, row.periodsToClose),
      effort: effortOf(row.periodsToClose, PERIODS_PER_YEAR[market.frequency]),
      finding: findings.get(headroomId(market, subject.brand, row))!.id,
    };
  });
}
