/** How this run speaks: locale, style, how much is shown, and how brands and markets are called. */
import { createFormats, type Formats } from '../../../document/format.ts';
import { possessive } from '../../../document/words.ts';
import type { Finding } from '../../../domain/finding.ts';
import { PERIOD_NOUN, type Period, periodLabel, periodOf, rangeLabel } from '../../../domain/period.ts';
import type { Analysis, MarketAnalysis, Subject } from './analysis.ts';

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
  readonly brand: (market: MarketAnalysis, brand: string) => string;
  /** "Aurora’s history", or "Aurora’s history in India". */
  readonly whose: (market: MarketAnalysis, brand: string, thing: string) => string;
  readonly marketName: (market: MarketAnalysis) => string;
  /** End of the ids of a market's charts and tables; empty with one market. */
  readonly suffix: (market: MarketAnalysis) => string;
}

const slug = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');

export function createWording(
  analysis: Analysis,
  options: { style: Style; extent: Extent; depth: Depth; charts: boolean; confidence: number },
  locale: string,
): Wording {
  const { markets } = analysis;
  const several = markets.length > 1;
  const names = markets.map(({ market }) => market);
  const isUnique = new Set(names).size === names.length;
  const marketName = (market: MarketAnalysis): string => (isUnique ? market.market : market.project);
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

export const nounOf = (market: MarketAnalysis): string => PERIOD_NOUN[market.frequency];

const PLACES = 'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth'.split(' ');
const COUNTS = 'one two three four five six seven eight nine ten eleven twelve'.split(' ');

/** "second of twelve"; in figures from thirteen on. */
export function placeWords(rank: number, of: number): string {
  const [place, count] = [PLACES[rank - 1], COUNTS[of - 1]];
  return place !== undefined && count !== undefined ? `${place} of ${count}` : `${ordinal(rank)} of ${of}`;
}

/** "1st", "2nd", "12th". */
export function ordinal(value: number): string {
  const form = new Intl.PluralRules('en', { type: 'ordinal' }).select(value);
  return `${value}${{ one: 'st', two: 'nd', few: 'rd', other: 'th', zero: 'th', many: 'th' }[form]}`;
}

/** "Aurora’s score", "Aurora’s Marketplace score in India", "Aurora’s Buy Box Share (Bazaarly)". */
export function subjectOf(
  market: MarketAnalysis,
  finding: Pick<Finding, 'subject' | 'predictor'>,
  words: Wording,
): string {
  const { section, platform, metric } = finding.predictor ?? {};
  const owner = possessive(finding.subject.brand ?? '');
  const place = placeOf(market, words);
  if (metric !== undefined) return `${owner} ${metric} (${platform})${place}`;
  if (platform !== undefined) return `${owner} ${platform} score${place}`;
  return section === undefined ? `${owner} score${place}` : `${owner} ${section} score${place}`;
}

/** "against the 12 months before", "against IN-Skincare Round 1". */
export function againstOf(market: MarketAnalysis): string {
  const { comparison } = market;
  if (comparison.project !== market.project) return `against ${comparison.project}`;
  const nouns = market.windowPeriods === 1 ? nounOf(market) : `${market.windowPeriods} ${nounOf(market)}s`;
  return isAdjacent(market) ? `against the ${nouns} before` : 'against a year before';
}

/** " in India", or nothing with one market. */
export const placeOf = (market: MarketAnalysis, words: Wording): string =>
  words.suffix(market) === '' ? '' : ` in ${words.marketName(market)}`;

/** True when the comparison ends right before the window. */
export function isAdjacent(market: MarketAnalysis): boolean {
  const range = market.comparison.range;
  if (!range) return true;
  return market.periods.indexOf(market.window.from) - market.periods.indexOf(range.to) === 1;
}

export const windowLabel = (market: MarketAnalysis): string => rangeLabel(market.frequency, market.window);

export function comparisonLabel(market: MarketAnalysis): string {
  const { comparison } = market;
  if (!comparison.range) return 'nothing to compare with';
  const range = rangeLabel(market.frequency, comparison.range);
  return comparison.project === market.project ? range : `${comparison.project}, ${range}`;
}

/** The comparisons of all markets; those that have none are left out unless none has. */
export function comparisonScope({ markets }: Analysis): string {
  const compared = markets.filter(({ comparison }) => comparison.range !== null);
  return [...new Set((compared.length > 0 ? compared : markets).map(comparisonLabel))].join('; ');
}

export const inPeriod = (market: MarketAnalysis, period: Period): string => periodLabel(market.frequency, period);

/** Labels of known events of one brand in one period: named as coincidence, never as cause. */
export function eventsAt(market: MarketAnalysis, brand: string | undefined, period: Period): string[] {
  return market.events
    .filter((event) => event.brand === null || event.brand === brand)
    .filter((event) => periodOf(market.frequency, event.date) === period)
    .map((event) => event.label);
}

export interface Pair {
  readonly market: MarketAnalysis;
  readonly subject: Subject;
}

/** Every (market, subject) of the analysis, in order. */
export function pairsOf(analysis: Analysis): Pair[] {
  return analysis.markets.flatMap((market) => market.subjects.map((subject) => ({ market, subject })));
}
