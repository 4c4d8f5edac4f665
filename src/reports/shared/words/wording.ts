/** How this run speaks: locale, style, how much is shown, and how brands and markets are called. */
import { createFormats, type Formats } from '../../../document/format.ts';
import { possessive } from '../../../document/words.ts';
import type { MarketFacts, ScoreAnalysis } from '../analysis.ts';

export type Style = 'simple' | 'professional' | 'executive';

export type Extent = 'summary' | 'standard' | 'comprehensive';

export type Depth = 'basic' | 'standard' | 'detailed';

export interface Wording {
  readonly formats: Formats;
  readonly style: Style;
  readonly extent: Extent;
  readonly depth: Depth;
  readonly charts: boolean;
  readonly level: number;
  /** "beyond noise", or in plain words. */
  readonly beyondNoise: string;
  /** "Aurora", or "Aurora in India" when several markets are told about. */
  readonly brand: (market: MarketFacts, brand: string) => string;
  /** "Aurora’s history", or "Aurora’s history in India". */
  readonly whose: (market: MarketFacts, brand: string, thing: string) => string;
  readonly marketName: (market: MarketFacts) => string;
  /** End of the ids of a market's charts and tables; empty with one market. */
  readonly suffix: (market: MarketFacts) => string;
}

const slug = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');

export function createWording(
  { markets }: Pick<ScoreAnalysis, 'markets'>,
  options: { style: Style; extent: Extent; depth: Depth; charts: boolean; confidence: number },
  locale: string,
): Wording {
  const several = markets.length > 1;
  const names = markets.map(({ market }) => market);
  const isUnique = new Set(names).size === names.length;
  const marketName = (market: MarketFacts): string => (isUnique ? market.market : market.project);
  const slugs = markets.map((market) => slug(marketName(market)));
  const suffixes = new Map(
    markets.map((market, i) => [
      market.project,
      slugs[i] === '' || slugs.indexOf(slugs[i]!) !== i ? `-${i + 1}` : `-${slugs[i]}`,
    ]),
  );
  return {
    formats: createFormats(locale),
    style: options.style,
    extent: options.extent,
    depth: options.depth,
    charts: options.charts,
    level: options.confidence,
    beyondNoise: options.style === 'simple' ? 'beyond the usual ups and downs' : 'beyond noise',
    brand: (market, brand) => (several ? `${brand} in ${marketName(market)}` : brand),
    whose: (market, brand, thing) => `${possessive(brand)} ${thing}${several ? ` in ${marketName(market)}` : ''}`,
    marketName,
    suffix: (market) => (several ? suffixes.get(market.project)! : ''),
  };
}
