/** What to do: the sections whose gaps are worth most within a year, and the metric to start with. */
import type { Recommendation } from '../../../document/document.ts';
import { PERIODS_PER_YEAR } from '../../../domain/period.ts';
import { effortOf, MOST_ACTIONS, timeOf, WORTH_POINTS } from '../../shared/page/actions.ts';
import type { Wording } from '../../shared/words/wording.ts';
import type { SectionAnalysis } from './analysis.ts';
import { opportunityId } from './findings.ts';
import { profiledOf } from './profile-index.ts';

export function recommendationsOf(analysis: SectionAnalysis, words: Wording): Recommendation[] {
  const { formats } = words;
  const rows = profiledOf(analysis)
    .flatMap((each) =>
      each.profile.sections.flatMap(({ section, opportunity }) =>
        opportunity === null || (opportunity.withinYear ?? 0) < WORTH_POINTS ? [] : [{ ...each, section, opportunity }],
      ),
    )
    .sort(
      (a, b) => b.opportunity.withinYear! - a.opportunity.withinYear! || b.opportunity.points - a.opportunity.points,
    );
  // One action a brand first, then what is left.
  const first = rows.filter(({ subject }, i) => rows.findIndex((each) => each.subject === subject) === i);
  return [...first, ...rows.filter((row) => !first.includes(row))]
    .slice(0, MOST_ACTIONS[words.extent])
    .map(({ market, subject, section, opportunity }): Recommendation => {
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
        time: timeOf(market, start.periodsToClose),
        effort: effortOf(start.periodsToClose, PERIODS_PER_YEAR[market.frequency]),
        finding: opportunityId(market.project, subject.brand, section),
      };
    });
}
