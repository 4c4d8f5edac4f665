/** What a customer cost, what the next one costs by brand and channel, and what more score points would do to that. */
import {
  channelResponses,
  marginalCost,
  type ResponseSlope,
  type SpendResponse,
  usualSpend,
} from '../../../analytics/efficiency/spend-response.ts';
import type { LinkPanel } from '../../../analytics/outcome-link/units.ts';
import { mean } from '../../../analytics/stats/describe.ts';
import { PERIODS_PER_YEAR } from '../../../domain/period.ts';
import type { LinkAnalysis } from '../../outcome-link/analysis.ts';
import { linkedOf } from '../../outcome-link/words.ts';
import type { DescribedMarket } from '../../shared/market/markets.ts';
import type { AcquisitionCost, ChannelCost, CheaperCustomer, MarketCost, NextCustomer } from './analysis.ts';
import type { Spending } from './spending.ts';

const YEARS_DRAWN = 2;

/** Means a period over those of `indices` that have both. */
export function levelsIn(
  { customers, total }: Spending,
  indices: readonly number[],
): { readonly periods: number; readonly spend: number; readonly customers: number } | null {
  const both = indices.filter((t) => customers[t] != null && total[t] != null);
  const [spend, won] = [mean(both.map((t) => total[t])), mean(both.map((t) => customers[t]))];
  return spend === null || won === null ? null : { periods: both.length, spend, customers: won };
}

const costOf = (level: ReturnType<typeof levelsIn>): number | null =>
  level === null || !(level.customers > 0) ? null : level.spend / level.customers;

export function acquisitionCosts(
  described: readonly DescribedMarket[],
  spending: readonly Spending[],
  currencies: Readonly<Record<string, string>>,
): AcquisitionCost[] {
  return described.flatMap(({ ground: { history, current, before }, facts }) =>
    spending
      .filter(({ project }) => project === facts.project)
      .flatMap((each): AcquisitionCost[] => {
        const isSubject = facts.subjects.some(({ brand }) => brand === each.brand);
        const now = levelsIn(each, current);
        if (now === null && !isSubject) return [];
        const cost = costOf(now);
        // Another market counts in another currency and sells other things: only its own past is compared.
        const past = before?.history === history ? costOf(levelsIn(each, before.indices)) : null;
        const end = current.at(-1)!;
        const from = Math.max(0, end + 1 - YEARS_DRAWN * PERIODS_PER_YEAR[facts.frequency]);
        return [
          {
            project: facts.project,
            brand: each.brand,
            isSubject,
            currency: currencies[facts.project] ?? '',
            periods: now?.periods ?? 0,
            spend: now?.spend ?? null,
            customers: now?.customers ?? null,
            cost,
            before: past,
            change: cost === null || past === null || !(past > 0) ? null : 100 * (cost / past - 1),
            path: Array.from({ length: end + 1 - from }, (_, i) => costOf(levelsIn(each, [from + i]))),
          },
        ];
      }),
  );
}

/** Our brands together, market by market; markets without a known cost are left out. */
export function marketCosts(costs: readonly AcquisitionCost[]): MarketCost[] {
  return [...new Set(costs.map(({ project }) => project))].flatMap((project): MarketCost[] => {
    const own = costs.filter((each) => each.project === project && each.isSubject && each.cost !== null);
    const [first] = own;
    if (!first) return [];
    const spend = own.reduce((sum, each) => sum + each.spend!, 0);
    const customers = own.reduce((sum, each) => sum + each.customers!, 0);
    return [{ project, currency: first.currency, spend, customers, cost: spend / customers }];
  });
}

/** @param own each brand's own response, drawn towards all; without it every brand answers as all do */
export function nextCustomers(
  costs: readonly AcquisitionCost[],
  response: SpendResponse | null,
  own: boolean,
): NextCustomer[] {
  if (response === null) return [];
  return costs.flatMap((each): NextCustomer[] => {
    const { project, brand, spend, customers, cost } = each;
    if (!each.isSubject || spend === null || customers === null || cost === null) return [];
    const found = response.brands.find((one) => one.project === project && one.brand === brand);
    const slope = own && found ? found : { ...response.common, pull: 1 };
    const next = marginalCost(slope, spend, customers);
    return [
      {
        project,
        brand,
        currency: each.currency,
        elasticity: slope.slope,
        elasticityInterval: slope.interval,
        pull: slope.pull,
        average: cost,
        cost: next?.cost ?? null,
        interval: next?.interval ?? null,
      },
    ];
  });
}

interface ChannelLevel {
  readonly spend: number;
  /** Where the response is read: usual spend and that of the window. */
  readonly base: number;
}

/** Our brands channel by channel, each alone and together; one joint regression over all brands. */
export function channelCosts(
  panel: LinkPanel,
  described: readonly DescribedMarket[],
  spending: readonly Spending[],
  costs: readonly AcquisitionCost[],
  level: number,
): ChannelCost[] {
  const spendOf = (unit: { project: string; brand: string }) =>
    spending.find(({ project, brand }) => project === unit.project && brand === unit.brand)!.channels;
  const names = [...new Set(spending.flatMap(({ channels }) => [...channels.keys()]))].sort();
  const responses = new Map(
    channelResponses(panel, spendOf, names, level).map(({ channel, response }) => [channel, response]),
  );
  return described.flatMap(({ ground: { current }, facts }) => {
    const own = costs.filter(({ project, isSubject, cost }) => project === facts.project && isSubject && cost !== null);
    const levelOf = (brand: string, channel: string): ChannelLevel | null => {
      const series = spendOf({ project: facts.project, brand }).get(channel);
      const [spend, usual] = [mean(current.map((t) => series?.[t])), series ? usualSpend(series) : null];
      return spend === null || usual === null ? null : { spend, base: spend + usual };
    };
    return names.flatMap((channel): ChannelCost[] => {
      const response = responses.get(channel) ?? null;
      const rows = own.flatMap((each) => {
        const at = levelOf(each.brand, channel);
        return at === null ? [] : [{ each, at }];
      });
      if (rows.length === 0) return [];
      const single = rows.map(({ each, at }) =>
        channelCost(facts.project, each.brand, channel, each.currency, at, each.spend!, each.customers!, response),
      );
      if (rows.length === 1) return [{ ...single[0]!, brand: null }, ...single];
      const sum = (value: (row: (typeof rows)[number]) => number): number =>
        rows.reduce((total, row) => total + value(row), 0);
      const together = channelCost(
        facts.project,
        null,
        channel,
        rows[0]!.each.currency,
        { spend: sum(({ at }) => at.spend), base: sum(({ at }) => at.base) },
        sum(({ each }) => each.spend!),
        sum(({ each }) => each.customers!),
        response,
      );
      return [together, ...single];
    });
  });
}

function channelCost(
  project: string,
  brand: string | null,
  channel: string,
  currency: string,
  at: ChannelLevel,
  spend: number,
  customers: number,
  response: ResponseSlope | null,
): ChannelCost {
  const next = response === null ? null : marginalCost(response, at.base, customers);
  return {
    project,
    brand,
    channel,
    currency,
    spend: at.spend,
    share: spend > 0 ? at.spend / spend : 0,
    perCustomer: at.spend / customers,
    cost: next?.cost ?? null,
    interval: next?.interval ?? null,
    reason:
      next !== null
        ? null
        : response === null
          ? 'not told apart from the other channels, or not used by every brand'
          : 'its response may be zero',
  };
}

/** At equal spend, so and so many per cent more customers are so many per cent lower cost: arithmetic on the what-ifs. */
export function cheaperCustomers(link: LinkAnalysis, costs: readonly AcquisitionCost[]): CheaperCustomer[] {
  const lower = (effect: number): number => 100 * (1 / (1 + effect / 100) - 1);
  return linkedOf(link).flatMap((part) =>
    part.brands
      .filter(({ isSubject }) => isSubject)
      .flatMap((brand): CheaperCustomer[] => {
        const at = costs.find((each) => each.project === brand.project && each.brand === brand.brand);
        if (at?.cost == null) return [];
        const { cost } = at;
        return brand.whatIf.map(({ points, effect, interval, isOutside }): CheaperCustomer => {
          const change = lower(effect);
          const ends = [lower(interval[1]), lower(interval[0])] as const;
          return {
            project: brand.project,
            brand: brand.brand,
            section: part.predictor.section ?? part.label,
            currency: at.currency,
            points,
            from: cost,
            to: cost * (1 + change / 100),
            interval: [cost * (1 + ends[0] / 100), cost * (1 + ends[1] / 100)],
            change,
            changeInterval: ends,
            isOutside,
          };
        });
      }),
  );
}
