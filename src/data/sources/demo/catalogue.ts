/** Names and scales of the demo market: invented brands, sections, platforms and metrics, channels, markets. */
import type { Brand, Metric } from '../../../domain/dataset.ts';

export interface DemoMetric extends Metric {
  readonly unit: string;
  /** Raw value at normalised 0 and 100; falling when lower is better. */
  readonly rawAt0: number;
  readonly rawAt100: number;
  /** Relative within the platform. */
  readonly weight: number;
}

export interface DemoPlatform {
  readonly section: string;
  readonly platform: string;
  /** Relative within the section. */
  readonly weight: number;
  readonly metrics: readonly DemoMetric[];
}

export interface DemoSection {
  readonly section: string;
  /** Relative in the project, before and after the weight change. */
  readonly weight: number;
  readonly weightAfterChange: number;
  readonly platforms: readonly DemoPlatform[];
}

type MetricLine = readonly [metric: string, unit: string, rawAt0: number, rawAt100: number, definition: string];

const METRIC_WEIGHTS: Readonly<Record<number, readonly number[]>> = {
  3: [0.4, 0.35, 0.25],
  4: [0.35, 0.3, 0.2, 0.15],
  5: [0.3, 0.25, 0.2, 0.15, 0.1],
};

function platform(section: string, name: string, weight: number, lines: readonly MetricLine[]): DemoPlatform {
  const weights = METRIC_WEIGHTS[lines.length] as readonly number[];
  return {
    section,
    platform: name,
    weight,
    metrics: lines.map(([metric, unit, rawAt0, rawAt100, definition], at) => ({
      section,
      platform: name,
      metric,
      direction: rawAt100 > rawAt0 ? 'higher' : 'lower',
      unit,
      definition,
      rawAt0,
      rawAt100,
      weight: weights[at] as number,
    })),
  };
}

const MARKETPLACE = 'Marketplace';
const DIGITAL = 'Digital Spends';
const ORGANIC = 'Organic Performance';
const SOCIAL = 'Socialwatch';

const SHELF: readonly MetricLine[] = [
  ['Share of Search', '%', 0, 40, 'Share of category searches in which the brand is on the first page.'],
  ['Buy Box Share', '%', 40, 100, 'Share of page views in which the brand’s own offer is the default.'],
  ['Average Rating', 'stars', 2.5, 5, 'Mean customer rating of the listed products.'],
  ['In-Stock Rate', '%', 60, 100, 'Share of listed products that could be ordered.'],
  ['Return Rate', '%', 20, 0, 'Returned units as a share of units sold.'],
];

/** The four sections with 11 platforms and 48 metrics. */
export const SECTIONS: readonly DemoSection[] = [
  {
    section: MARKETPLACE,
    weight: 0.35,
    weightAfterChange: 0.3,
    platforms: [
      platform(MARKETPLACE, 'Bazaarly', 0.5, SHELF),
      platform(MARKETPLACE, 'GlowCart', 0.3, [
        ['Category Rank Score', 'points', 0, 1000, 'Visibility points from positions in category listings.'],
        ['Content Completeness', '%', 30, 100, 'Share of required images, texts and attributes present.'],
        ['Review Volume', 'reviews', 0, 4000, 'New reviews in the month.'],
        ['Delivery Promise', 'days', 9, 1, 'Promised days to delivery, mean of listings.'],
        ['Price Index', 'index', 140, 80, 'Shelf price against the category mean (100).'],
      ]),
      platform(MARKETPLACE, 'QuickBasket', 0.2, [
        ['City Availability', '%', 10, 100, 'Share of served cities with at least one product in stock.'],
        ['First-Page Listings', 'listings', 0, 60, 'Products on the first page of category searches.'],
        ['Add-to-Cart Rate', '%', 0, 18, 'Product views that end in a cart.'],
        ['Substitution Rate', '%', 25, 0, 'Orders in which the product was replaced.'],
        ['Promo Depth', '%', 45, 0, 'Mean discount against list price.'],
      ]),
    ],
  },
  {
    section: DIGITAL,
    weight: 0.25,
    weightAfterChange: 0.3,
    platforms: [
      platform(DIGITAL, 'Search Ads', 0.5, [
        ['Click-Through Rate', '%', 0, 9, 'Clicks per impression.'],
        ['Cost per Click', 'currency', 60, 4, 'Spend per click.'],
        ['Impression Share', '%', 0, 90, 'Impressions won of those available.'],
        ['Quality Score', 'points', 1, 10, 'Rating of keyword, ad and landing page.'],
        ['Brand Query Share', '%', 5, 75, 'Share of paid clicks on the brand’s own name.'],
      ]),
      platform(DIGITAL, 'Social Ads', 0.3, [
        ['Engagement Rate', '%', 0, 8, 'Reactions per impression.'],
        ['Cost per Mille', 'currency', 400, 60, 'Spend per thousand impressions.'],
        ['Return on Ad Spend', 'ratio', 0.5, 7, 'Attributed revenue per unit of spend.'],
        ['Frequency Pressure', 'exposures', 14, 2, 'Mean exposures per person and month.'],
        ['Landing Rate', '%', 30, 95, 'Clicks that reach the landing page.'],
      ]),
      platform(DIGITAL, 'Video Ads', 0.2, [
        ['View-Through Rate', '%', 5, 60, 'Views to the end per start.'],
        ['Cost per View', 'currency', 3, 0.2, 'Spend per completed view.'],
        ['Viewability', '%', 30, 95, 'Impressions that were visible for two seconds.'],
        ['Brand Lift Index', 'index', 80, 140, 'Recall of exposed against unexposed people.'],
        ['Skip Rate', '%', 90, 25, 'Starts that were skipped.'],
      ]),
    ],
  },
  {
    section: ORGANIC,
    weight: 0.25,
    weightAfterChange: 0.25,
    platforms: [
      platform(ORGANIC, 'Web Search', 0.5, [
        ['Organic Visibility', 'index', 0, 120, 'Position-weighted presence on tracked keywords.'],
        ['Keywords in Top 10', 'keywords', 0, 900, 'Tracked keywords on the first result page.'],
        ['Snippet Share', '%', 0, 35, 'Highlighted answers held by the brand.'],
        ['Backlink Quality', 'points', 10, 80, 'Mean authority of linking sites.'],
      ]),
      platform(ORGANIC, 'Brand Site', 0.3, [
        ['Page Speed', 'seconds', 7, 0.8, 'Time until the main content is visible.'],
        ['Bounce Rate', '%', 85, 20, 'Visits with a single page.'],
        ['Pages per Visit', 'pages', 1, 7, 'Mean pages of a visit.'],
        ['Direct Traffic Share', '%', 5, 60, 'Visits that typed the address.'],
      ]),
      platform(ORGANIC, 'Content Hub', 0.2, [
        ['Article Reads', 'reads', 0, 50000, 'Reads of at least thirty seconds.'],
        ['Newsletter Open Rate', '%', 8, 55, 'Opened newsletters of those delivered.'],
        ['Saved Articles', 'saves', 0, 3000, 'Articles saved by readers.'],
        ['Content Age', 'days', 240, 10, 'Median age of the fifty most read articles.'],
      ]),
    ],
  },
  {
    section: SOCIAL,
    weight: 0.15,
    weightAfterChange: 0.15,
    platforms: [
      platform(SOCIAL, 'Community Feeds', 0.6, [
        ['Follower Growth', '%', -2, 8, 'Followers gained against the month before.'],
        ['Share of Conversation', '%', 0, 45, 'Mentions of the brand among those of its category.'],
        ['Response Time', 'hours', 36, 1, 'Median time to the first answer.'],
      ]),
      platform(SOCIAL, 'Short Video', 0.4, [
        ['Positive Sentiment', '%', 20, 90, 'Positive mentions of all with a sentiment.'],
        ['Creator Mentions', 'mentions', 0, 700, 'Posts by creators above ten thousand followers.'],
        ['Completion Rate', '%', 10, 75, 'Videos watched to the end.'],
      ]),
    ],
  },
];

/** The section that leads revenue, the one that lowers acquisition cost, and the one that drives nothing. */
export const LEADING_SECTION = MARKETPLACE;
export const ACQUIRING_SECTION = ORGANIC;
export const DECOY_SECTION = SOCIAL;
export const PAID_SECTION = DIGITAL;

export const ALL_METRICS: readonly DemoMetric[] = SECTIONS.flatMap((section) =>
  section.platforms.flatMap((each) => each.metrics),
);

export interface DemoMarket {
  readonly market: string;
  readonly category: string;
  readonly currency: string;
  /** Project names, oldest round first; a single name when the market has one round. */
  readonly rounds: readonly string[];
  /** Units of currency for what costs 1 in a common measure. */
  readonly priceLevel: number;
  readonly volumeLevel: number;
}

export const MARKETS: readonly [DemoMarket, DemoMarket] = [
  {
    market: 'India',
    category: 'Skincare',
    currency: 'INR',
    rounds: ['India Skincare Round 1', 'India Skincare Round 2'],
    priceLevel: 480,
    volumeLevel: 900_000,
  },
  {
    market: 'Gulf',
    category: 'Haircare',
    currency: 'AED',
    rounds: ['Gulf Haircare'],
    priceLevel: 46,
    volumeLevel: 320_000,
  },
];

/** Spend channels with the parameters of their response: geometric adstock, Hill curve, ceiling of the uplift. */
export interface DemoChannel {
  readonly channel: string;
  /** Share of the brand's budget. */
  readonly budgetShare: number;
  /** Carry-over per month, 0–1. */
  readonly adstock: number;
  /** Adstocked spend, in multiples of its usual level, at which half of the ceiling is reached. */
  readonly halfSaturation: number;
  readonly slope: number;
  /** Uplift of demand at full saturation. */
  readonly ceiling: number;
  /** Currency per thousand impressions at price level 100, and clicks per impression. */
  readonly costPerMille: number;
  readonly clickRate: number;
}

export const CHANNELS: readonly DemoChannel[] = [
  ['Search Ads', 0.28, 0.1, 1.2, 1.6, 0.14, 90, 0.042],
  ['Social Ads', 0.22, 0.25, 1.0, 1.4, 0.1, 38, 0.011],
  ['Video Ads', 0.16, 0.55, 0.9, 1.8, 0.08, 52, 0.004],
  ['Marketplace Ads', 0.2, 0.05, 1.4, 1.2, 0.16, 70, 0.026],
  ['Display', 0.08, 0.3, 0.6, 1.1, 0.03, 18, 0.002],
  ['Influencers', 0.06, 0.4, 0.8, 1.5, 0.05, 60, 0.009],
].map(([channel, budgetShare, adstock, halfSaturation, slope, ceiling, costPerMille, clickRate]) => ({
  channel: channel as string,
  budgetShare: budgetShare as number,
  adstock: adstock as number,
  halfSaturation: halfSaturation as number,
  slope: slope as number,
  ceiling: ceiling as number,
  costPerMille: costPerMille as number,
  clickRate: clickRate as number,
}));

export interface DemoBrand extends Brand {
  /** Mean score over the sections at today's weights, before planted facts; null: drawn. */
  readonly level: number | null;
}

const OWN: readonly (readonly [string, number, string])[] = [
  ['Aurora', 67, 'Skincare'],
  ['Borealis', 61, 'Skincare'],
  ['Cirrus', 54, 'Haircare'],
  ['Dune', 63, 'Haircare'],
];
/** Zephyr starts seven points below Dune, which it is about to overtake. */
const RIVALS: readonly (readonly [string, number, string])[] = [
  ['Zephyr', 56, 'Haircare'],
  ['Verity', 58, 'Skincare'],
  ['Quillon', 49, 'Skincare'],
  ['Tamarind', 65, 'Haircare'],
  ['Wrenfield', 46, 'Skincare'],
  ['Solstice', 60, 'Skincare'],
  ['Ripple', 52, 'Haircare'],
  ['Umbra', 57, 'Skincare'],
];
const FIRST = 'Al,Bel,Cor,Dor,El,Fen,Gal,Hal,Ing,Jor,Kel,Lor,Mar,Nor,Or,Pel,Ros,Sel,Tor,Ul,Vel,Wil,Yar,Zel'.split(',');
const MIDDLE = 'a,ada,ana,ara,e,ela,ena,era,i,ili,ina,iri,o,olo,ona,oro,u,umi,una,uri'.split(',');
const LAST = 'bel,cea,dine,fra,gard,lia,mire,nova,phine,que,ra,sia,tine,va,wyn,zea'.split(',');

/** Any number of distinct invented names beyond the named ones. */
function inventedName(at: number): string {
  const total = FIRST.length * MIDDLE.length * LAST.length;
  // A step that shares no factor with the total visits every combination once, in an order that looks unsorted.
  const pick = (at * 4_643) % total;
  const name = `${FIRST[pick % FIRST.length]}${MIDDLE[Math.floor(pick / FIRST.length) % MIDDLE.length]}${
    LAST[Math.floor(pick / FIRST.length / MIDDLE.length)]
  }`;
  return at < total ? name : `${name} ${Math.floor(at / total) + 1}`;
}

/** The brands of a world: a third own (at least one, never all), the named ones first. */
export function demoBrands(count: number): DemoBrand[] {
  const own = Math.max(1, Math.min(count - 1, Math.round(count / 3)));
  let invented = 0;
  return Array.from({ length: count }, (_, at): DemoBrand => {
    const role = at < own ? 'own' : 'competitor';
    const named = role === 'own' ? OWN[at] : RIVALS[at - own];
    if (named) return { brand: named[0], level: named[1], category: named[2], role };
    const category = invented % 2 === 0 ? 'Skincare' : 'Haircare';
    return { brand: inventedName(invented++), level: null, category, role };
  });
}
