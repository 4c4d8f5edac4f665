/** How a link is said: sizes, lags, levels, and one sentence for every graded association. */

import { isWithin } from '../../analytics/stats/tests/equivalence.ts';
import type { Graded } from '../../document/grading.ts';
import { capitalise, joinNames, possessive, withArticle } from '../../document/words.ts';
import type { Finding } from '../../domain/finding.ts';
import { KNOWN_OUTCOMES } from '../../domain/outcome.ts';
import { PERIOD_NOUN } from '../../domain/period.ts';
import type { MarketFacts } from '../shared/analysis.ts';
import type { Wording } from '../shared/words/wording.ts';
import type { LinkAnalysis, LinkPredictorAnalysis } from './analysis.ts';

export const linkNoun = ({ frequency }: Pick<LinkAnalysis, 'frequency'>): string => PERIOD_NOUN[frequency];

/** "one", "two", … so that a lag is never read as a figure. */
const COUNT_WORDS = ['no', 'one', 'two', 'three', 'four', 'five', 'six'];

export const lagSize = (lag: number, link: Pick<LinkAnalysis, 'frequency'>): string =>
  `${COUNT_WORDS[lag] ?? lag} ${linkNoun(link)}${lag === 1 ? '' : 's'}`;

/** "in the same month", "one month later". */
export const lagWords = (lag: number, link: Pick<LinkAnalysis, 'frequency'>): string =>
  lag === 0 ? `in the same ${linkNoun(link)}` : `${lagSize(lag, link)} later`;

/** Unit of effects without the points: "%", "pp", "% better". */
export const effectUnitOf = ({ unit }: Pick<LinkAnalysis, 'unit'>): string => unit.replace(/ per point$/, '');

const isPercent = (link: Pick<LinkAnalysis, 'outcomeScale'>): boolean =>
  link.outcomeScale === 'log' || link.outcomeScale === 'log-rank';

/** Counts are spoken of in the plural: "new customers are", "revenue is". */
export const isCounted = ({ outcome }: Pick<LinkAnalysis, 'outcome'>): boolean =>
  KNOWN_OUTCOMES.find((known) => known.outcome === outcome)?.unit === 'count';

/** Size of an effect without its sign: "2.01 %", "0.3 pp", "0.45". */
export function effectSize(value: number, link: Pick<LinkAnalysis, 'outcomeScale' | 'unit'>, words: Wording): string {
  const size = words.formats.significant(Math.abs(value));
  if (isPercent(link)) return `${size}\u00a0%`;
  const unit = effectUnitOf(link);
  return unit === '' ? size : `${size}\u00a0${unit}`;
}

/** "+2.01 %", "−0.3 pp". */
export const signedEffect = (
  value: number,
  link: Pick<LinkAnalysis, 'outcomeScale' | 'unit'>,
  words: Wording,
): string => `${value > 0 ? '+' : value < 0 ? '−' : ''}${effectSize(value, link, words)}`;

/** "2.01 % more revenue", "0.3 pp less market share", "2 % better bestseller rank". */
export function effectWords(value: number, link: LinkAnalysis, words: Wording): string {
  const size = effectSize(value, link, words);
  if (link.outcomeScale === 'log-rank') return `${withArticle(size)} ${value > 0 ? 'better' : 'worse'} ${link.label}`;
  return `${size} ${value > 0 ? 'more' : isCounted(link) ? 'fewer' : 'less'} ${link.label}`;
}

/** What effects are measured in: "% of revenue", "pp of market share", "% better bestseller rank". */
export const effectMeasure = (link: Pick<LinkAnalysis, 'outcomeScale' | 'unit' | 'label'>): string =>
  link.outcomeScale === 'log-rank' ? `% better ${link.label}` : `${effectUnitOf(link)} of ${link.label}`;

/** "+2.01 % of revenue", "a 2.01 % better bestseller rank". */
export const effectOnOutcome = (value: number, link: LinkAnalysis, words: Wording): string =>
  link.outcomeScale === 'log-rank'
    ? effectWords(value, link, words)
    : `${signedEffect(value, link, words)} of ${link.label}`;

/** " a month" of what adds up over time; a rank, a share, an index is what it is. */
export const perPeriod = (link: Pick<LinkAnalysis, 'aggregation' | 'frequency'>): string =>
  link.aggregation === 'sum' ? ` a ${linkNoun(link)}` : '';

/** Bracketed interval in the unit of effects: "[1.7, 2.3]". */
export const effectInterval = ([low, high]: readonly [number, number], words: Wording): string =>
  `[${words.formats.significant(low)}, ${words.formats.significant(high)}]`;

/** "the Marketplace score", "the Buy Box Share (Bazaarly)", of a brand with its owner. */
export function partWords(predictor: Finding['predictor'], owner?: string): string {
  const { section, platform, metric } = predictor ?? {};
  const name =
    metric !== undefined
      ? `${metric} (${platform})`
      : platform !== undefined
        ? `${platform} score`
        : section === undefined
          ? 'DC score'
          : `${section} score`;
  return owner === undefined ? `the ${name}` : `${possessive(owner)} ${name}`;
}

/** An effect matters when so many points of the score go with what the outcome does in an ordinary period by itself. */
export const POINTS_THAT_MATTER = 5;

/** Of grade `none`: too small to matter when two one-sided tests say that it is (equivalence); else nobody can tell. */
export function unseenEffect(
  { grade, interval90 }: Pick<Finding, 'grade' | 'interval90'>,
  link: LinkAnalysis,
): 'too small to matter' | 'cannot tell' | null {
  if (grade !== 'none' || interval90 === undefined || link.noise === null) return null;
  const margin = link.noise / POINTS_THAT_MATTER;
  return isWithin(interval90, [-margin, margin]) ? 'too small to matter' : 'cannot tell';
}

/** One sentence in the words that the grade allows. */
export function associationClaim(
  graded: Graded,
  link: LinkAnalysis,
  market: MarketFacts | undefined,
  words: Wording,
): string {
  const { brand } = graded.subject;
  const owner = brand === undefined ? undefined : market ? words.brand(market, brand) : brand;
  const place = brand !== undefined && market && words.suffix(market) !== '' ? ` in ${words.marketName(market)}` : '';
  const part = brand === undefined ? partWords(graded.predictor) : `${partWords(graded.predictor, brand)}${place}`;
  if (graded.grade === 'insufficient')
    return `Whether ${link.label} goes with ${part} cannot be tested${graded.caveats[0] === undefined ? '' : `: ${graded.caveats[0]}`}.`;
  if (graded.lag !== undefined && graded.lag < 0) {
    const verb = graded.grade === 'supported' ? 'follows' : 'may follow';
    return `${capitalise(part)} ${verb} ${link.label} by ${lagSize(-graded.lag, link)}; ${link.label} ${isCounted(link) ? 'are' : 'is'} not shown to follow it.`;
  }
  if (graded.estimate === null || graded.lag === undefined)
    return `Whether ${link.label} goes with ${part} cannot be tested.`;
  const size = effectWords(graded.estimate, link, words);
  if (graded.grade === 'none') {
    const seen =
      words.style === 'professional' && typeof graded.detectable === 'number'
        ? `; ${effectSize(graded.detectable, link, words)} a point would probably have been seen`
        : '';
    const noise = words.style === 'simple' ? 'beyond chance' : 'beyond noise';
    return `${capitalise(link.label)} ${isCounted(link) ? 'are' : 'is'} not seen to go with ${part} ${noise}${seen}.`;
  }
  const verb = graded.grade === 'supported' ? (graded.lag > 0 ? 'is followed by' : 'goes with') : 'may go with';
  const of = owner === undefined ? part : part;
  return `A point more of ${of} ${verb} ${size} ${lagWords(graded.lag, link)}.`;
}

const PLAIN: Readonly<Record<NonNullable<Finding['grade']>, string>> = {
  supported: 'clearly more than chance would make',
  suggestive: 'perhaps more than chance; worth watching',
  none: 'no more than chance would make',
  insufficient: 'too little history to tell',
};

/** The grade of an association in plain words; what is said of movements ("ups and downs") does not fit two series. */
export const plainGrade = (finding: Pick<Finding, 'grade'>): string =>
  finding.grade === null ? 'counted, not estimated' : PLAIN[finding.grade];

/** Leaving out one brand undoes it. */
export function restsOnSingleBrands({ robustness }: Pick<LinkPredictorAnalysis, 'robustness'>): boolean {
  const kept = robustness?.leaveOneOut;
  return kept != null && kept.kept < kept.brands;
}

/**
 * Predictors whose association is supported and that the score leads or shares: what may be called a link. The largest effect
 * first, but those behind that rest on single brands.
 */
export function linkedOf(link: LinkAnalysis): LinkPredictorAnalysis[] {
  return link.predictors
    .filter(({ direction }) => direction !== null && direction.verdict !== 'follows')
    .sort(
      (a, b) =>
        Number(restsOnSingleBrands(a)) - Number(restsOnSingleBrands(b)) ||
        Math.abs(b.perPoint ?? 0) - Math.abs(a.perPoint ?? 0) ||
        (a.label < b.label ? -1 : 1),
    );
}

/** Predictors that follow the outcome. */
export const followersOf = (link: LinkAnalysis): LinkPredictorAnalysis[] =>
  link.predictors.filter(({ direction }) => direction?.verdict === 'follows');

/** How the direction came out, in words. */
export function directionWords({ direction, label }: LinkPredictorAnalysis, link: LinkAnalysis): string {
  switch (direction?.verdict) {
    case 'leads':
      return `the score first, then ${link.label}; the other way nothing is seen`;
    case 'same-period':
      return `both in the same ${linkNoun(link)}: which comes first is not told`;
    case 'both':
      return `each follows the other, ${link.label} more clearly`;
    case 'follows':
      return `the ${label} follows ${link.label}`;
    default:
      return 'not looked at: no association is supported';
  }
}

/** "Marketplace", "Marketplace and Organic Performance". */
export const sectionNames = (predictors: readonly LinkPredictorAnalysis[]): string =>
  joinNames(predictors.map(({ predictor, label }) => predictor.section ?? label));

/** What is added about brands whose what-if lies above their highest score so far: "; Aurora never had a score that high". */
export const neverSoHigh = (outside: readonly string[], of: number): string =>
  outside.length === 0
    ? ''
    : outside.length === of
      ? '; none of these scores has ever been that high'
      : `; ${joinNames(outside)} never had a score that high`;
