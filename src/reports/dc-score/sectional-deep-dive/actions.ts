/** What to do: the sections whose gaps are worth most within a year, and the metric to start with. */
import type { Recommendation } from '../../../document/document.ts';
import { PERIODS_PER_YEAR } from '../../../domain/period.ts';
import type { MarketFacts } from '../../shared/analysis.ts';
import {
  effortOf,
  isInTime,
  isTooSlow,
  MOST_ACTIONS,
  quickestFirst,
  timesOf,
  WORTH_POINTS,
} from '../../shared/page/actions.ts';
import type { Wording } from '../../shared/words/wording.ts';
import type { Opportunity, SectionAnalysis } from './analysis.ts';
import { opportunityId } from './findings.ts';
import { profiledOf } from './profile-index.ts';

/** By the metric to start with. */
const isSlow = ({ market, opportunity }: { market: MarketFacts; opportunity: Opportunity }): boolean =>
  isTooSlow(opportunity.first.periodsToClose, market.frequency);

export function recommendationsOf(analysis: SectionAnalysis, words: Wording): Recommendation[] {
  const { formats } = words;
  const rows = profiledOf(analysis)
    .flatMap((each) =>
      each.profile.sections.flatMap(({ section, opportunity }) =>
        opportunity === null || (opportunity.withinYear ?? 0) < WORTH_POINTS ? [] : [{ ...each, section, opportunity }],
      ),
    )
    .sort(
      (a, b) =>
        Number(isSlow(a)) - Number(isSlow(b)) ||
        b.opportunity.withinYear! - a.opportunity.withinYear! ||
        b.opportunity.points - a.opportunity.points,
    );
  // One action a brand first, then what is left; what can be done in time before both.
  const first = rows.filter(({ subject }, i) => rows.findIndex((each) => each.subject === subject) === i);
  const chosen = quickestFirst(
    [...first, ...rows.filter((row) => !first.includes(row))],
    isSlow,
    MOST_ACTIONS[words.extent],
  );
  const times = timesOf(
    chosen.map(({ market, opportunity }) => ({ market, periods: opportunity.first.periodsToClose })),
  );
  return chosen.map(({ market, subject, section, opportunity }, i): Recommendation => {
    const { expected, withinYear, first: start } = opportunity;
    const year = `${formats.points(withinYear!)} ${words.style === 'simple' ? 'score points' : 'pt'} in a year at a quick past pace`;
    const whole =
      expected && words.style !== 'simple'
        ? ` (all gaps ${formats.points(expected.points)} ${formats.interval(expected.interval)})`
        : '';
    return {
      action: `Improve ${words.whose(market, subject.brand, section)}, first ${start.metric} (${start.platform})`,
      subject: {
        project: market.project,
        brand: subject.brand,
        section,
        platform: start.platform,
        metric: start.metric,
      },
      effect: expected ? { estimate: expected.points, unit: 'points', interval: expected.interval } : null,
      effectText: `${year}${whole}`,
      time: times[i]!,
      effort: effortOf(start.periodsToClose, PERIODS_PER_YEAR[market.frequency]),
      inTime: isInTime(start.periodsToClose, market.frequency),
      finding: opportunityId(market.project, subject.brand, section),
    };
  });
}
