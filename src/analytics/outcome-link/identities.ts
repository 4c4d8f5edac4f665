/**
 * What is tied by arithmetic and therefore never tested: a ratio against its own parts, a product against its factors.
 * Finding that they move together would find the definition.
 */

/** Each outcome with what it is made of; reads both ways. */
const MADE_OF: Readonly<Record<string, readonly string[]>> = {
  revenue: ['units', 'price', 'orders', 'order_value', 'market_share', 'category_sales'],
  units: ['orders', 'revenue', 'price', 'market_share'],
  order_value: ['revenue', 'orders', 'price', 'units'],
  market_share: ['revenue', 'units', 'category_sales', 'sales_share'],
  sales_share: ['revenue', 'units', 'category_sales'],
  orders: ['add_to_carts', 'sessions', 'product_views', 'new_customers', 'conversion_rate'],
  conversion_rate: ['orders', 'sessions', 'product_views', 'add_to_carts'],
  acquisition_cost: ['spend', 'new_customers'],
  equity_index: ['awareness', 'consideration', 'preference', 'loyalty', 'brand_equity'],
  brand_equity: ['awareness', 'consideration', 'preference', 'loyalty'],
  return_on_spend: ['spend', 'revenue'],
  click_rate: ['clicks', 'impressions'],
};

/** Whether one of the two is computed from the other, or both share a part by definition. */
export function isIdentity(a: string, b: string): boolean {
  return a === b || (MADE_OF[a]?.includes(b) ?? false) || (MADE_OF[b]?.includes(a) ?? false);
}

/** Prices beside what is sold: at an equal price, what moves with the score is volume. */
const HELD_ON_PURPOSE: Readonly<Record<string, readonly string[]>> = { price: ['revenue', 'units'] };

/** Whether an outcome can be held constant beside another: not itself, nor what the other is computed from. */
export function canBeHeldConstant(control: string, outcome: string): boolean {
  return !isIdentity(control, outcome) || (HELD_ON_PURPOSE[control]?.includes(outcome) ?? false);
}

/** Score metrics that are computed from an outcome: what their name says, and the outcomes in them. */
const METRICS_OF_OUTCOMES: readonly { readonly name: RegExp; readonly outcomes: readonly string[] }[] = [
  {
    name: /return on ad|\broas\b|return on spend|revenue|sales value/i,
    outcomes: ['revenue', 'units', 'orders', 'order_value', 'market_share', 'sales_share'],
  },
  { name: /best\s?seller|category rank|sales rank/i, outcomes: ['bestseller_rank'] },
  {
    name: /market share|share of (sales|market|category)/i,
    outcomes: ['market_share', 'sales_share', 'revenue', 'units'],
  },
  { name: /cost per (acquisition|customer)|\bcac\b/i, outcomes: ['new_customers', 'acquisition_cost'] },
  { name: /\bprices?\b|\bpricing\b/i, outcomes: ['price', 'order_value'] },
  { name: /conversion/i, outcomes: ['orders', 'conversion_rate'] },
  { name: /add.to.cart/i, outcomes: ['add_to_carts'] },
  {
    name: /\bawareness\b|\bconsideration\b|\bpreference\b|\bloyalty\b|\bbrand equity\b/i,
    outcomes: ['awareness', 'consideration', 'preference', 'loyalty', 'equity_index', 'brand_equity'],
  },
];

/** Whether a score metric of this name is computed from the outcome, so that it must not be tested against it. */
export function isMetricOfOutcome(metric: string, outcome: string): boolean {
  return METRICS_OF_OUTCOMES.some(({ name, outcomes }) => outcomes.includes(outcome) && name.test(metric));
}
