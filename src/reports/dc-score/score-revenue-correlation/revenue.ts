/** Revenue levels, what score changes go with, and payback: arithmetic on the link, no tests. */
import { effectOfPoints } from '../../../analytics/outcome-link/express.ts';
import { outcomeOf } from '../../../analytics/outcome-link/units.ts';
import { mean } from '../../../analytics/stats/describe.ts';
import type { OutcomeSeries } from '../../../domain/dataset.ts';
import { PERIODS_PER_YEAR } from '../../../domain/period.ts';
import type { LinkAnalysis } from '../../outcome-link/analysis.ts';
import { linkedOf } from '../../outcome-link/words.ts';
import type { DescribedMarket } from '../../shared/market/markets.ts';
import type { Implied, Payback, RevenueLevel } from './analysis.ts';

const YEARS_DRAWN = 2;

export function revenueLevels(
  described: readonly DescribedMarket[],
  outcomes: readonly OutcomeSeries[],
  currencies: Readonly<Record<string, string>>,
): RevenueLevel[] {
  return described.flatMap(({ ground, facts }) =>
    facts.subjects.map(({ brand }): RevenueLevel => {
      const { history, current, before } = ground;
      const values = outcomeOf(history, brand, 'revenue', outcomes);
      const at = (indices: readonly number[], from: readonly (number | null)[]): number | null =>
        mean(indices.map((t) => from[t] ?? null));
      const now = at(current, values);
      // Another market may count in another currency: only a market against its own past is compared.
      const past = before?.history === history ? at(before.indices, values) : null;
      const end = current.at(-1)!;
      return {
        project: facts.project,
        brand,
        currency: currencies[facts.project] ?? '',
        revenue: now,
        before: past,
        change: now === null || past === null || past === 0 ? null : 100 * (now / past - 1),
        periods: current.filter((t) => values[t] !== null).length,
        path: values.slice(Math.max(0, end + 1 - YEARS_DRAWN * PERIODS_PER_YEAR[facts.frequency]), end + 1),
      };
    }),
  );
}

/** What the change of a linked section over the window goes with, at the brand's shrunken estimate. */
export function impliedChanges(described: readonly DescribedMarket[], link: LinkAnalysis): Implied[] {
  return linkedOf(link).flatMap((part) =>
    part.brands
      .filter(({ isSubject }) => isSubject)
      .flatMap((brand): Implied[] => {
        const { section } = part.predictor;
        const facts = described.find(({ facts: each }) => each.project === brand.project)?.facts;
        const level = facts?.subjects
          .find((subject) => subject.brand === brand.brand)
          ?.sections.find((each) => each.section === section);
        // Two markets differ in level; that is no change of the score.
        if (facts?.comparison.kind === 'market') return [];
        if (section === undefined || level?.delta == null || level.score === null) return [];
        const from = { score: level.score - level.delta, outcome: brand.level.outcome };
        const effect = (slope: number): number => effectOfPoints(slope, level.delta!, from, link);
        const ends = [effect(brand.slopeInterval[0]), effect(brand.slopeInterval[1])].sort((a, b) => a - b);
        return [
          {
            project: brand.project,
            brand: brand.brand,
            section,
            points: level.delta,
            effect: effect(brand.slope),
            interval: [ends[0]!, ends[1]!],
          },
        ];
      }),
  );
}

/** Longer than this no plan waits for its money. */
const LONGEST_PERIODS = 120;

/** @param cost of one score point, in the one currency of all markets; 0: not known */
export function paybacksOf(link: LinkAnalysis, cost: number): Payback[] {
  if (!(cost > 0)) return [];
  return linkedOf(link).flatMap((part) =>
    part.brands
      .filter(({ isSubject }) => isSubject)
      .flatMap((brand): Payback[] => {
        const one = brand.whatIf.find(({ points }) => points === 1);
        if (!one || part.predictor.section === undefined) return [];
        const until = (gain: number): number | null => {
          const periods = gain > 0 ? Math.ceil(cost / gain) + (part.lag ?? 0) : null;
          return periods === null || periods > LONGEST_PERIODS ? null : periods;
        };
        return [
          {
            project: brand.project,
            brand: brand.brand,
            section: part.predictor.section,
            currency: link.units[brand.project] ?? '',
            cost,
            gain: one.amount,
            gainInterval: one.amountInterval,
            periods: until(one.amount),
            soonest: until(one.amountInterval[1]),
            latest: until(one.amountInterval[0]),
          },
        ];
      }),
  );
}
