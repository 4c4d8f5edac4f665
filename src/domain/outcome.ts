/** The business outcomes whose unit, direction and aggregation are known without a definition file. */

export interface OutcomeDefinition {
  readonly outcome: string;
  readonly label: string;
  /** `currency` is resolved to the project's currency. */
  readonly unit: 'currency' | 'count' | 'percent' | 'ratio' | 'index' | 'rank';
  /** Which way is good for the brand. */
  readonly direction: 'higher' | 'lower';
  /** How several periods or brands become one number. */
  readonly aggregation: 'sum' | 'mean' | 'last';
}

const define = (
  outcome: string,
  label: string,
  unit: OutcomeDefinition['unit'],
  aggregation: OutcomeDefinition['aggregation'],
  direction: OutcomeDefinition['direction'] = 'higher',
): OutcomeDefinition => ({ outcome, label, unit, direction, aggregation });

export const KNOWN_OUTCOMES: readonly OutcomeDefinition[] = [
  define('revenue', 'Revenue', 'currency', 'sum'),
  define('units', 'Units', 'count', 'sum'),
  define('price', 'Price', 'currency', 'mean'),
  define('orders', 'Orders', 'count', 'sum'),
  define('order_value', 'Order value', 'currency', 'mean'),
  define('market_share', 'Market share', 'percent', 'mean'),
  define('category_sales', 'Category sales', 'currency', 'sum'),
  define('sessions', 'Sessions', 'count', 'sum'),
  define('product_views', 'Product views', 'count', 'sum'),
  define('add_to_carts', 'Add-to-carts', 'count', 'sum'),
  define('impressions', 'Impressions', 'count', 'sum'),
  define('clicks', 'Clicks', 'count', 'sum'),
  define('new_customers', 'New customers', 'count', 'sum'),
  define('retention', 'Retention', 'percent', 'mean'),
  define('purchase_frequency', 'Purchase frequency', 'ratio', 'mean'),
  define('gross_margin', 'Gross margin', 'percent', 'mean'),
  define('awareness', 'Awareness', 'percent', 'mean'),
  define('consideration', 'Consideration', 'percent', 'mean'),
  define('preference', 'Preference', 'percent', 'mean'),
  define('loyalty', 'Loyalty', 'percent', 'mean'),
  define('equity_index', 'Equity index', 'index', 'mean'),
  define('bestseller_rank', 'Bestseller rank', 'rank', 'mean', 'lower'),
  define('penetration', 'Penetration', 'percent', 'mean'),
  define('distribution', 'Distribution', 'percent', 'mean'),
];
