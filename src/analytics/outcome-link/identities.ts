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

/** What revenue is a factor, a product or a share of. */
const OF_REVENUE = ['revenue', 'units', 'orders', 'order_value', 'market_share', 'sales_share'] as const;

/**
 * Score metrics that are computed from an outcome: what their name says in the field's words and abbreviations, and the
 * outcomes in them. A name that could as well be a cause (a rank in search results, a rate of defective orders) is in none.
 */
const METRICS_OF_OUTCOMES: readonly { readonly name: RegExp; readonly outcomes: readonly string[] }[] = [
  {
    name: /return on (ad|advertising|marketing|media)\b|return on (\w+ )?(spend|investment)|\bm?(roas|roi|romi)\b/i,
    outcomes: OF_REVENUE,
  },
  {
    name: /\bt?acos\b|\b(cost|spend) of sales?\b|\b(cost|spend)[ -](to|per)[ -](sales|revenue)\b|\b(cost|spend)[ -](sales|revenue) ratio\b|marketing efficiency ratio/i,
    outcomes: [...OF_REVENUE, 'price'],
  },
  {
    name: /revenue|sales value|value sales|\bgmv\b|gross merchandise|\bturnover\b|\b(net|gross|total|online|attributed|ad) sales\b|sales growth|^sales$/i,
    outcomes: OF_REVENUE,
  },
  {
    name: /\bunits? (sold|sales)\b|\bsales (volume|units|velocity)\b|\bvolume (sold|sales)\b|\bsell[ -]?(through|out)\b/i,
    outcomes: [...OF_REVENUE, 'price', 'bestseller_rank'],
  },
  {
    name: /\border (count|volume|growth)\b|\bnumber of orders\b|\borders (placed|received)\b|^orders$/i,
    outcomes: [...OF_REVENUE, 'conversion_rate'],
  },
  {
    name: /\baov\b|\b(order|basket|ticket|transaction) (value|size)\b/i,
    outcomes: ['order_value', 'revenue', 'orders', 'units', 'price'],
  },
  {
    name: /best[ -]?sell(er|ing)|\bbsr\b|category rank|sales rank|rank(ing)? in (the )?(sub-?)?category/i,
    outcomes: ['bestseller_rank'],
  },
  {
    name: /best[ -]?sell(er|ing)|\bbsr\b|sales rank/i,
    outcomes: ['units', 'orders', 'revenue', 'market_share', 'sales_share'],
  },
  {
    name: /market share|share of (the )?(sales|market|category|revenue|wallet)\b|\b(value|volume|sales|revenue|units?) share\b/i,
    outcomes: ['market_share', 'sales_share', 'revenue', 'units'],
  },
  {
    name: /cost per (new )?(acquisition|customer|buyer|action)|acquisition cost|cost of acquisition|\bcac\b|\bcpa\b/i,
    outcomes: ['new_customers', 'acquisition_cost'],
  },
  {
    name: /cost per (order|sale|conversion|purchase)\b|\bcp[ao]\b/i,
    outcomes: [...OF_REVENUE, 'new_customers', 'conversion_rate'],
  },
  {
    name: /\bnew[ -](customers?|buyers?|shoppers?)\b|\bnew[ -]to[ -]brand\b|first[ -]time (buyers?|customers?)|customers acquired/i,
    outcomes: ['new_customers', 'acquisition_cost'],
  },
  { name: /\bprices?\b|\bpricing\b|\basp\b/i, outcomes: ['price', 'order_value'] },
  // Orders are visits × conversion, and stand in what is orders × something.
  {
    name: /conversion|\bcvr\b|\b(purchase|order|buy|buying) rate\b/i,
    outcomes: ['orders', 'units', 'revenue', 'new_customers', 'conversion_rate'],
  },
  { name: /add.to.(cart|basket|bag)/i, outcomes: ['add_to_carts'] },
  {
    name: /\bawareness\b|\bconsideration\b|\bpreference\b|\bloyalty\b|\bbrand equity\b/i,
    outcomes: ['awareness', 'consideration', 'preference', 'loyalty', 'equity_index', 'brand_equity'],
  },
];

/** Whether a score metric of this name is computed from the outcome, so that it must not be tested against it. */
export function isMetricOfOutcome(metric: string, outcome: string): boolean {
  return METRICS_OF_OUTCOMES.some(({ name, outcomes }) => outcomes.includes(outcome) && name.test(metric));
}
