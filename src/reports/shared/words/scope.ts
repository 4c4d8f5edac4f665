/** What a report calls its markets, brands, windows and comparisons. */
import { possessive, someNames } from '../../../document/words.ts';
import type { Finding } from '../../../domain/finding.ts';
import { PERIOD_NOUN, type Period, periodLabel, periodOf, rangeLabel } from '../../../domain/period.ts';
import type { MarketFacts, ScoreAnalysis, Subject } from '../analysis.ts';
import type { Wording } from './wording.ts';

export const nounOf = (market: MarketFacts): string => PERIOD_NOUN[market.frequency];

/** "Aurora’s score", "Aurora’s Marketplace score in India", "Aurora’s Buy Box Share (Bazaarly)". */
export function subjectOf(
  market: MarketFacts,
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
export function againstOf(market: MarketFacts): string {
  const { comparison } = market;
  if (comparison.project !== market.project) return `against ${comparison.project}`;
  const nouns = market.windowPeriods === 1 ? nounOf(market) : `${market.windowPeriods} ${nounOf(market)}s`;
  return isAdjacent(market) ? `against the ${nouns} before` : 'against a year before';
}

/** " in India", or nothing with one market. */
export const placeOf = (market: MarketFacts, words: Wording): string =>
  words.suffix(market) === '' ? '' : ` in ${words.marketName(market)}`;

/** True when the comparison ends right before the window. */
export function isAdjacent(market: MarketFacts): boolean {
  const range = market.comparison.range;
  if (!range) return true;
  return market.periods.indexOf(market.window.from) - market.periods.indexOf(range.to) === 1;
}

export const windowLabel = (market: MarketFacts): string => rangeLabel(market.frequency, market.window);

export function comparisonLabel(market: MarketFacts): string {
  const { comparison } = market;
  if (!comparison.range) return 'nothing to compare with';
  const range = rangeLabel(market.frequency, comparison.range);
  return comparison.project === market.project ? range : `${comparison.project}, ${range}`;
}

/** The comparisons of all markets; those that have none are left out unless none has. */
export function comparisonScope({ markets }: Pick<ScoreAnalysis, 'markets'>): string {
  const compared = markets.filter(({ comparison }) => comparison.range !== null);
  return [...new Set((compared.length > 0 ? compared : markets).map(comparisonLabel))].join('; ');
}

export const inPeriod = (market: MarketFacts, period: Period): string => periodLabel(market.frequency, period);

/** Labels of known events of one brand in one period: named as coincidence, never as cause. */
export function eventsAt(market: MarketFacts, brand: string | undefined, period: Period): string[] {
  return market.events
    .filter((event) => event.brand === null || event.brand === brand)
    .filter((event) => periodOf(market.frequency, event.date) === period)
    .map((event) => event.label);
}

export interface Pair {
  readonly market: MarketFacts;
  readonly subject: Subject;
}

/** Every (market, subject) of the analysis, in order. */
export function pairsOf(analysis: Pick<ScoreAnalysis, 'markets'>): Pair[] {
  return analysis.markets.flatMap((market) => market.subjects.map((subject) => ({ market, subject })));
}

/** "Aurora and Dune · India, Gulf". */
export function scopeLabel(analysis: Pick<ScoreAnalysis, 'markets'>): string {
  const brands = [...new Set(pairsOf(analysis).map(({ subject }) => subject.brand))].sort();
  return `${someNames(brands, 4)} · ${someNames(
    analysis.markets.map(({ project }) => project),
    3,
  )}`;
}

export function scopePeriod(analysis: Pick<ScoreAnalysis, 'markets'>): string {
  return [...new Set(analysis.markets.map(windowLabel))].join('; ');
}
