/** Why revenue changed between the window and its comparison: brands, markets, all markets of one currency. */
import { outcomeOf } from '../../../analytics/outcome-link/units.ts';
import { priceVolumeMix, type SalesItem } from '../../../analytics/sales/price-volume-mix.ts';
import { type WindowSales, windowSales } from '../../../analytics/sales/window-sales.ts';
import type { ScoreHistory } from '../../../analytics/scores/history.ts';
import type { Dataset, OutcomeSeries } from '../../../domain/dataset.ts';
import type { DescribedMarket } from '../../shared/market/markets.ts';
import type { RefusedChange, RevenueChange, SalesAnalysis } from './analysis.ts';

/** One brand of one market in both windows. */
interface Cell extends SalesItem {
  readonly brand: string;
  readonly currency: string;
  readonly periods: number;
  readonly periodsBefore: number;
}

const isKnown = (values: readonly (number | null)[]): boolean => values.some((value) => value !== null);

type Decomposed = Pick<SalesAnalysis, 'volume' | 'changes' | 'refused' | 'isPriceDerived'>;

/** @param outcomes as imported, without derived ones: a price made of revenue ÷ units would always fit */
export function revenueChanges(
  described: readonly DescribedMarket[],
  data: Pick<Dataset, 'projects'> & { readonly outcomes: readonly OutcomeSeries[] },
): Decomposed {
  const { outcomes, projects } = data;
  const subjects = described.flatMap(({ ground, facts }) =>
    facts.subjects.map(({ brand }) => ({ ground, facts, brand })),
  );
  const has = (outcome: string): boolean =>
    subjects.some(({ ground, brand }) => isKnown(outcomeOf(ground.history, brand, outcome, outcomes)));
  const volume = !has('revenue') ? null : has('units') ? 'units' : has('orders') ? 'orders' : null;
  if (volume === null) return { volume, changes: [], refused: [], isPriceDerived: false };
  const priceName = volume === 'units' ? 'price' : 'order_value';
  const sold = (history: ScoreHistory, brand: string, indices: readonly number[]): WindowSales => {
    const price = outcomeOf(history, brand, priceName, outcomes);
    return windowSales(
      {
        revenue: outcomeOf(history, brand, 'revenue', outcomes),
        volume: outcomeOf(history, brand, volume, outcomes),
        price: isKnown(price) ? price : null,
      },
      indices,
    );
  };

  const refused: RefusedChange[] = [];
  const cells: Cell[] = [];
  for (const { ground, facts, brand } of subjects) {
    const { market, history, current, before } = ground;
    const refuse = (reason: string, gap: number | null = null): void => {
      refused.push({ project: facts.project, brand, reason, gap: gap === null ? null : 100 * gap });
    };
    if (before === null) {
      refuse(ground.beforeReason ?? 'nothing to compare with');
      continue;
    }
    const other = projects.find(({ project }) => project === market.comparison.project);
    if (before.history !== history && (other?.currency !== market.currency || other.frequency !== market.frequency)) {
      refuse(`${market.comparison.project} counts in another currency or another period`);
      continue;
    }
    const [now, past] = [sold(history, brand, current), sold(before.history, brand, before.indices)];
    const reason = now.refused ?? past.refused;
    if (reason !== null) {
      refuse(reason, reason === now.refused ? now.gap : past.gap);
      continue;
    }
    cells.push({
      group: facts.project,
      brand,
      currency: market.currency,
      before: past.sales,
      now: now.sales,
      periods: now.periods,
      periodsBefore: past.periods,
    });
  }

  const change = (members: readonly Cell[], of: Pick<RevenueChange, 'project' | 'brand'>): RevenueChange[] => {
    const effects = priceVolumeMix(members);
    if (effects === null) return [];
    const sum = (side: 'before' | 'now'): number => members.reduce((all, cell) => all + (cell[side]?.volume ?? 0), 0);
    const volumes = { before: sum('before'), now: sum('now') };
    const left = refused.filter(
      (each) =>
        of.brand === null &&
        (of.project === null ? members.some(({ group }) => group === each.project) : each.project === of.project),
    );
    return [
      {
        ...of,
        brands: members.length,
        currency: members[0]!.currency,
        effects,
        changeShare: effects.before > 0 ? (100 * effects.change) / effects.before : null,
        volume: volumes,
        averagePrice: {
          before: volumes.before > 0 ? effects.before / volumes.before : null,
          now: volumes.now > 0 ? effects.now / volumes.now : null,
        },
        periods: Math.max(...members.map(({ periods }) => periods)),
        periodsBefore: Math.max(...members.map(({ periodsBefore }) => periodsBefore)),
        without: left.map(({ brand }) => brand),
      },
    ];
  };
  const changes: RevenueChange[] = [];
  const currencies = [...new Set(cells.map(({ currency }) => currency))];
  for (const currency of currencies) {
    const own = cells.filter((cell) => cell.currency === currency);
    if (new Set(own.map(({ group }) => group)).size > 1) changes.push(...change(own, { project: null, brand: null }));
  }
  for (const { facts } of described) {
    const own = cells.filter(({ group }) => group === facts.project);
    if (own.length > 1) changes.push(...change(own, { project: facts.project, brand: null }));
  }
  for (const cell of cells) changes.push(...change([cell], { project: cell.group, brand: cell.brand }));
  return {
    volume,
    changes,
    refused,
    isPriceDerived: subjects.some(
      ({ ground, brand }) => !isKnown(outcomeOf(ground.history, brand, priceName, outcomes)),
    ),
  };
}
