/** Spend and new customers of every brand on its market's periods, and which brands have enough of both. */
import { totalSpend } from '../../../analytics/efficiency/spend-response.ts';
import { outcomeOf, spendByChannel } from '../../../analytics/outcome-link/units.ts';
import type { Series } from '../../../analytics/stats/association/short-run.ts';
import type { OutcomeSeries, SpendRow } from '../../../domain/dataset.ts';
import type { DescribedMarket } from '../../shared/market/markets.ts';

export interface Spending {
  readonly project: string;
  readonly brand: string;
  readonly customers: Series;
  readonly channels: ReadonlyMap<string, Series>;
  readonly total: Series;
}

/** Share of the periods with new customers in which spend has to be known: as for every control of the link. */
const SPEND_COVERAGE = 0.9;

export function spendingOf(
  described: readonly DescribedMarket[],
  data: { readonly outcomes: readonly OutcomeSeries[]; readonly spend: readonly SpendRow[] },
): Spending[] {
  return described.flatMap(({ ground: { history }, facts }) =>
    history.brands.map((brand): Spending => {
      const channels = spendByChannel(history, brand, data.spend);
      return {
        project: facts.project,
        brand,
        customers: outcomeOf(history, brand, 'new_customers', data.outcomes),
        channels,
        total: totalSpend(channels, history.periods.length),
      };
    }),
  );
}

const hasCustomers = ({ customers }: Spending): boolean => customers.some((value) => value !== null);

/** Whether spend is known wherever (nine times in ten) new customers are. */
export function hasSpend({ customers, total }: Spending): boolean {
  const asked = customers.flatMap((value, t) => (value === null ? [] : [t]));
  return asked.length > 0 && asked.filter((t) => total[t] !== null).length >= SPEND_COVERAGE * asked.length;
}

/** Brands whose customers are known but not their spend: at equal spend nothing can be said of them. */
export const withoutSpend = (spending: readonly Spending[]): { project: string; brand: string }[] =>
  spending.filter((each) => hasCustomers(each) && !hasSpend(each)).map(({ project, brand }) => ({ project, brand }));

/** The outcomes without the customers of brands whose spend is not known, so that spend is held constant for all others. */
export function outcomesWithSpend(
  outcomes: readonly OutcomeSeries[],
  described: readonly DescribedMarket[],
  spending: readonly Spending[],
): OutcomeSeries[] {
  const kept = new Set(spending.filter(hasSpend).map(({ project, brand }) => JSON.stringify([project, brand])));
  const marketsOf = (round: string): readonly string[] =>
    described.filter(({ ground }) => ground.history.rounds.includes(round)).map(({ facts }) => facts.project);
  return outcomes.filter(
    ({ outcome, project, brand }) =>
      outcome !== 'new_customers' || marketsOf(project).some((market) => kept.has(JSON.stringify([market, brand]))),
  );
}
