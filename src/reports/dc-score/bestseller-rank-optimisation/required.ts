/** What a linked part of the score would have to become for the goal, if the association were causal. */
import type { OutcomeLink } from '../../../analytics/outcome-link/link.ts';
import { requiredPoints } from '../../../analytics/outcome-link/required.ts';
import { predictorStep } from '../../../analytics/outcome-link/transform.ts';
import { WHAT_IF_POINTS } from '../../../analytics/outcome-link/what-if.ts';
import { studentQuantile } from '../../../analytics/stats/distributions/beta.ts';
import { PERIOD_NOUN } from '../../../domain/period.ts';
import type { Rng } from '../../../domain/rng.ts';
import type { LinkAnalysis } from '../../outcome-link/analysis.ts';
import { linkedOf } from '../../outcome-link/words.ts';
import type { RankLevel, RankRequirement } from './analysis.ts';
import type { SimulatedOutlook } from './outlook.ts';

/**
 * One entry a subject brand and linked section. The points are those that bring the median forecast at the end of the
 * horizon to the goal; chances shift every simulated future by the effect, each with a slope of its own, drawn from the
 * shrunken estimate.
 */
export function rankRequirements(
  link: LinkAnalysis,
  of: OutcomeLink | null,
  levels: readonly RankLevel[],
  outlooks: readonly SimulatedOutlook[],
  o: { readonly level: number; readonly horizon: number; readonly rng: Rng },
): RankRequirement[] {
  if (of === null) return [];
  return linkedOf(link).flatMap((part) => {
    const { section } = part.predictor;
    const at = link.predictors.indexOf(part);
    const effects = of.brands(at, o.level);
    return part.brands
      .filter(({ isSubject }) => isSubject)
      .flatMap((brand): RankRequirement[] => {
        const same = (each: { readonly project: string; readonly brand: string }): boolean =>
          each.project === brand.project && each.brand === brand.brand;
        const effect = effects.find(same);
        const goal = levels.find(same)?.goal;
        const simulated = outlooks.find(({ outlook }) => same(outlook));
        const expected = simulated?.outlook.median.at(-1);
        if (section === undefined || !effect || goal == null || !simulated || expected === undefined) return [];
        // More of what goes with a worse rank is no way to a better one.
        if (effect.shrunken.slope <= 0) return [];
        const { score } = brand.level;
        const highest = brand.whatIf[0]?.highest ?? score;
        const { slope, error } = effect.shrunken;
        const half = error * studentQuantile((1 + o.level) / 2, effect.own.df);
        const change = Math.max(0, Math.log(expected / goal));
        const { points, interval } = requiredPoints(
          change,
          { estimate: slope, interval: [slope - half, slope + half] },
          score,
          link.predictorScale,
        );
        // Points that are there next period show `lag` periods after it.
        const isTooLate = (part.lag ?? 0) >= o.horizon;
        const rng = o.rng.fork(`rank-required:${section}:${brand.project}:${brand.brand}`);
        const slopes = simulated.endings.map(() => slope + error * rng.normal());
        const chances = isTooLate
          ? []
          : [0, ...WHAT_IF_POINTS].map((more) => {
              const step = predictorStep(score, more, link.predictorScale);
              const met = simulated.endings.filter((ending, i) => ending - slopes[i]! * step <= simulated.bar).length;
              return {
                points: more,
                chance: met / simulated.endings.length,
                isOutside: more > 0 && score + more > Math.min(100, highest),
              };
            });
        return [
          {
            project: brand.project,
            brand: brand.brand,
            section,
            goal,
            expected,
            improvement: 100 * (1 - Math.exp(-change)),
            score,
            highest,
            points,
            interval,
            isOutside: points === null || score + points > highest,
            chances,
            tooLate: isTooLate
              ? `the association needs more ${PERIOD_NOUN[link.frequency]}s than the horizon has`
              : null,
          },
        ];
      });
  });
}
