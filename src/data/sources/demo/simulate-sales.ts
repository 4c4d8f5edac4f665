/**
 * Sales, spend and brand outcomes of one brand in one market. Demand is a level times growth, season, the response to
 * spend, the lead of the score and noise; a funnel turns it into orders; revenue is units × price to the cent.
 */
import type { Rng } from '../../../domain/rng.ts';
import { autoregression } from './ar.ts';
import { ACQUIRING_SECTION, CHANNELS, type DemoChannel, LEADING_SECTION, MARKETS } from './catalogue.ts';
import { isListed, type Plan, RANK_RESPONSE, seasonAt } from './plan.ts';
import { demandNoise } from './simulate-demand-noise.ts';
import { type BrandScores, simulateScores } from './simulate-scores.ts';

export interface ChannelSpend {
  readonly channel: string;
  readonly amount: number;
  readonly impressions: number;
  readonly clicks: number;
}

/** One period of a listed brand. */
export interface SalesPeriod {
  readonly sessions: number;
  readonly productViews: number;
  readonly addToCarts: number;
  readonly orders: number;
  readonly units: number;
  readonly price: number;
  readonly revenue: number;
  readonly newCustomers: number;
  readonly bestsellerRank: number;
  readonly spend: readonly ChannelSpend[];
  /** Outcomes beside the sales, by name: equity components, and those that nothing planted moves. */
  readonly steady: Readonly<Record<string, number>>;
}

const round = (value: number, decimals: number): number => Number(value.toFixed(decimals));
const percentOf = (logit: number): number => round(100 / (1 + Math.exp(-logit)), 3);
const BURN_IN = 12;

/** Uplift of a channel at `exposure`, its adstocked spend in multiples of the usual level: Hill curve. */
function hill({ halfSaturation, slope, ceiling }: DemoChannel, exposure: number): number {
  const x = exposure ** slope;
  return (ceiling * x) / (halfSaturation ** slope + x);
}

/** What a brand sells before its partner takes some of it, split into the parts of the funnel. */
interface OwnSales {
  readonly scores: BrandScores;
  readonly size: number;
  readonly basePrice: number;
  readonly rates: { readonly view: number; readonly cart: number; readonly order: number; readonly items: number };
  /** Log units around each rate and price, by period. */
  readonly noise: Readonly<Record<'view' | 'cart' | 'order' | 'items' | 'price', Float64Array>>;
  readonly channels: readonly {
    readonly channel: DemoChannel;
    /** Spend in multiples of its usual level. */
    readonly factors: Float64Array;
  }[];
  /** Log units of sessions around their usual level, without growth and season. */
  readonly demand: Float64Array;
  /** The same of units sold. */
  readonly units: Float64Array;
}

function priceEffect(plan: Plan, price: number): number {
  return plan.priceElasticity * price;
}

function ownSales(plan: Plan, root: Rng, market: number, brand: string): OwnSales {
  const count = plan.options.periods;
  const { market: marketName, priceLevel, volumeLevel } = MARKETS[market] as (typeof MARKETS)[number];
  const rng = root.fork(`sales:${marketName}:${brand}`);
  const path = (name: string, sd: number, phi: number): Float64Array =>
    autoregression(rng.fork(`path:${name}`), count, sd, phi);
  const constant = (name: string, mean: number, sd: number): number => mean + sd * rng.fork(`level:${name}`).normal();

  const noise = {
    view: path('view-rate', 0.01, 0.4),
    cart: path('cart-rate', 0.012, 0.4),
    order: path('order-rate', 0.012, 0.4),
    items: path('items', 0.008, 0.3),
    price: path('price', 0.016, 0.6),
  };
  // Spend runs in before the first period, so that carry-over is already there.
  const channels = CHANNELS.map((channel) => {
    const factors = autoregression(rng.fork(`spend:${channel.channel}`), count + BURN_IN, 0.25, 0.4).map(Math.exp);
    let exposure = factors[0] as number;
    const uplifts = Array.from(factors, (factor) => {
      exposure = (1 - channel.adstock) * factor + channel.adstock * exposure;
      return plan.spendEffect * hill(channel, exposure);
    });
    return { channel, factors: factors.subarray(BURN_IN), uplifts: uplifts.slice(BURN_IN) };
  });
  const usualUplift = CHANNELS.reduce((sum, channel) => sum + plan.spendEffect * hill(channel, 1), 1);

  const scores = simulateScores(plan, root, market, brand);
  const unexplained = demandNoise(plan, root, market, brand);
  const score = scores.sections.get(LEADING_SECTION) as Float64Array;
  const level = scores.levels.get(LEADING_SECTION) as number;
  const demand = Float64Array.from({ length: count }, (_, t) => {
    // Section scores start one period early: index t is the period before t.
    const lead = plan.leadElasticity * Math.log((score[t] as number) / level);
    const uplift = channels.reduce((sum, { uplifts }) => sum + (uplifts[t] as number), 1);
    return (unexplained[t + 2] as number) + lead + Math.log(uplift / usualUplift);
  });
  const units = demand.map(
    (value, t) =>
      value +
      (noise.view[t] as number) +
      (noise.cart[t] as number) +
      (noise.order[t] as number) +
      (noise.items[t] as number) +
      priceEffect(plan, noise.price[t] as number),
  );
  return {
    scores,
    size: volumeLevel * Math.exp(constant('sessions', 0, 0.4)),
    basePrice: priceLevel * Math.exp(constant('price', 0, 0.25)),
    rates: {
      view: constant('view-rate', 0.62, 0.03),
      cart: constant('cart-rate', 0.16, 0.012),
      order: constant('order-rate', 0.34, 0.02),
      items: constant('items', 1.6, 0.08),
    },
    noise,
    channels,
    demand,
    units,
  };
}

/** Log units that the brand's partner in the planted pair takes from it, by period: it follows one period later. */
function salesLost(plan: Plan, root: Rng, market: number, brand: string): Float64Array {
  const lost = new Float64Array(plan.options.periods);
  const pair = plan.cannibalisation?.pair;
  const partner = pair?.includes(brand) ? pair.find((name) => name !== brand) : undefined;
  if (!plan.cannibalisation || partner === undefined) return lost;
  const { units } = ownSales(plan, root, market, partner);
  for (let t = 1; t < lost.length; t++)
    if (isListed(plan, market, partner, t - 1)) lost[t] = plan.cannibalisation.size * (units[t - 1] as number);
  return lost;
}

/** One entry a period; null while the brand is not on the market. */
export function simulateSales(plan: Plan, root: Rng, market: number, brand: string): (SalesPeriod | null)[] {
  const count = plan.options.periods;
  const { market: marketName, priceLevel, volumeLevel } = MARKETS[market] as (typeof MARKETS)[number];
  const rng = root.fork(`sales:${marketName}:${brand}`);
  const path = (name: string, sd: number, phi: number): Float64Array =>
    autoregression(rng.fork(`path:${name}`), count, sd, phi);
  const constant = (name: string, mean: number, sd: number): number => mean + sd * rng.fork(`level:${name}`).normal();

  const { scores, size, basePrice, rates, noise, channels, demand } = ownSales(plan, root, market, brand);
  const lost = salesLost(plan, root, market, brand);
  const reach = channels.map(({ channel }) => path(`reach:${channel.channel}`, 0.06, 0.3));
  const clicks = channels.map(({ channel }) => path(`clicks:${channel.channel}`, 0.06, 0.3));
  const customerNoise = path('customers', 0.04, 0.3);
  const rankNoise = path('rank', 0.1, 0.4);
  const usualOrders = size * rates.view * rates.cart * rates.order;
  const usualBudget = 0.09 * usualOrders * rates.items * basePrice;
  const usualCustomers = usualBudget / (1.4 * rates.items * basePrice);
  const usualRank = Math.log(40) - 0.8 * Math.log(size / volumeLevel) + constant('rank', 0, 0.3);

  const organic = scores.sections.get(ACQUIRING_SECTION) as Float64Array;
  const organicLevel = scores.levels.get(ACQUIRING_SECTION) as number;
  // Section scores start one period early and end with the last: a period that does not exist counts as its neighbour.
  const standing = Float64Array.from(
    { length: count },
    (_, t) => plan.equityLogOdds * ((organic[Math.min(count, t + 1 - plan.equityLag)] as number) - organicLevel),
  );
  const spirit = path('equity', 1, 0.6);
  const fame = constant('fame', 0, 0.35);
  const steadyPaths: Record<string, (t: number) => number> = {};
  const steady = (
    name: string,
    level: number,
    sd: number,
    phi: number,
    value: (x: number) => number,
    shared: (t: number) => number = () => 0,
  ): void => {
    const own = path(name, sd, phi);
    steadyPaths[name] = (t) => value(level + (own[t] as number) + shared(t));
  };
  const equity = (t: number): number => 0.06 * (spirit[t] as number) + (standing[t] as number);
  steady('awareness', 0.5 + fame, 0.05, 0.5, percentOf, equity);
  steady('consideration', -0.4 + fame, 0.05, 0.5, percentOf, equity);
  steady('preference', -1.2 + fame, 0.05, 0.5, percentOf, equity);
  steady('retention', constant('retention', 0.4, 0.25), 0.04, 0.4, percentOf);
  steady('gross_margin', constant('margin', 46, 4), 0.6, 0.5, (x) => round(x, 2));
  steady('purchase_frequency', Math.log(constant('frequency', 2, 0.15)), 0.02, 0.4, (x) => round(Math.exp(x), 3));
  steady('penetration', constant('penetration', -2.1, 0.3), 0.03, 0.5, percentOf);
  steady('distribution', constant('distribution', 0.9, 0.35), 0.05, 0.5, percentOf);

  return Array.from({ length: count }, (_, t): SalesPeriod | null => {
    if (!isListed(plan, market, brand, t)) return null;
    const deviation =
      (demand[t] as number) - (lost[t] as number) + plan.growth * t + plan.demandSeason * seasonAt(plan.calendar, t);
    const price = round(basePrice * Math.exp(noise.price[t] as number), 2);
    const sessions = Math.round(size * Math.exp(deviation));
    const productViews = Math.round(sessions * rates.view * Math.exp(noise.view[t] as number));
    const addToCarts = Math.round(productViews * rates.cart * Math.exp(noise.cart[t] as number));
    const ordering = (noise.order[t] as number) + priceEffect(plan, noise.price[t] as number);
    const orders = Math.round(addToCarts * rates.order * Math.exp(ordering));
    const units = Math.max(orders, Math.round(orders * rates.items * Math.exp(noise.items[t] as number)));

    const spend = channels.map(({ channel, factors }, c): ChannelSpend => {
      const amount = round(usualBudget * channel.budgetShare * (factors[t] as number), 2);
      const thousands = amount / ((channel.costPerMille * priceLevel) / 100);
      const impressions = Math.round(1000 * thousands * Math.exp(reach[c]?.[t] as number));
      return {
        channel: channel.channel,
        amount,
        impressions,
        clicks: Math.round(impressions * channel.clickRate * Math.exp(clicks[c]?.[t] as number)),
      };
    });
    const budget = spend.reduce((sum, { amount }) => sum + amount, 0);
    const customers =
      plan.customerElasticity * Math.log(budget / usualBudget) +
      plan.acquisitionElasticity * Math.log((organic[t + 1] as number) / organicLevel) +
      (customerNoise[t] as number);
    // Rank follows what a brand sells above its usual level; without any planted link it wanders on its own.
    const rank =
      usualRank + (rankNoise[t] as number) - (plan.spendEffect > 0 ? RANK_RESPONSE * (deviation - plan.growth * t) : 0);
    return {
      sessions,
      productViews,
      addToCarts,
      orders,
      units,
      price,
      revenue: round(units * price, 2),
      newCustomers: Math.max(1, Math.round(usualCustomers * Math.exp(customers))),
      bestsellerRank: Math.max(1, Math.round(Math.exp(rank))),
      spend,
      steady: Object.fromEntries(Object.entries(steadyPaths).map(([name, valueAt]) => [name, valueAt(t)])),
    };
  });
}

/** Sales of everybody the market does not track: about a quarter of the category. */
export function otherSales(plan: Plan, root: Rng, market: number, usualTotal: number): number[] {
  const noise = autoregression(root.fork(`others:${MARKETS[market]?.market}`), plan.options.periods, 0.03, 0.5);
  return Array.from(noise, (value, t) =>
    round(usualTotal * 0.33 * Math.exp(value + plan.growth * t + plan.demandSeason * seasonAt(plan.calendar, t)), 2),
  );
}
