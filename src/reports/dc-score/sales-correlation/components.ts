/** The components of sales as outcomes: those in the data, and ratios of them that the data imply. */
import type { OutcomeSeries } from '../../../domain/dataset.ts';
import { KNOWN_OUTCOMES, type OutcomeDefinition } from '../../../domain/outcome.ts';
import type { Component } from './analysis.ts';

/** Read beside the components: what they multiply to. */
export const SALES_OUTCOMES = ['revenue', 'order_value'] as const;

/** What a component must not be adjusted for, because it is made of it. */
export const NOT_HELD: Readonly<Record<Component, readonly string[]>> = {
  units: [],
  orders: [],
  order_value: ['price'],
  price: [],
};

export const definitionOf = (component: Component): OutcomeDefinition =>
  KNOWN_OUTCOMES.find(({ outcome }) => outcome === component)!;

const DERIVED = [
  { outcome: 'order_value', by: 'orders' },
  { outcome: 'price', by: 'units' },
] as const;

/** Price as revenue ÷ units and order value as revenue ÷ orders, for brands that lack them. */
export function derivedOutcomes(outcomes: readonly OutcomeSeries[]): OutcomeSeries[] {
  const find = (outcome: string, { project, brand }: OutcomeSeries): OutcomeSeries | undefined =>
    outcomes.find((each) => each.outcome === outcome && each.project === project && each.brand === brand);
  return outcomes
    .filter(({ outcome }) => outcome === 'revenue')
    .flatMap((revenue) =>
      DERIVED.flatMap(({ outcome, by }): OutcomeSeries[] => {
        const divisor = find(by, revenue);
        if (divisor === undefined || find(outcome, revenue)?.values.some((value) => value !== null)) return [];
        const at = new Map(divisor.periods.map((period, t) => [period, divisor.values[t] ?? null]));
        const values = revenue.periods.map((period, t) => {
          const [earned, sold] = [revenue.values[t] ?? null, at.get(period) ?? null];
          return earned === null || sold === null || !(sold > 0) ? null : earned / sold;
        });
        return values.some((value) => value !== null) ? [{ ...revenue, outcome, values }] : [];
      }),
    );
}
