/** The findings of a link: every graded association with its sentence, and the facts that other sentences quote. */
import type { Graded } from '../../document/grading.ts';
import type { Finding } from '../../domain/finding.ts';
import type { MarketFacts } from '../shared/analysis.ts';
import { fact } from '../shared/words/facts.ts';
import type { Wording } from '../shared/words/wording.ts';
import type { LinkAnalysis, LinkBrand, LinkPredictorAnalysis } from './analysis.ts';
import { linkId } from './link-tests.ts';
import { associationClaim, effectWords, lagWords, linkNoun, partWords, perPeriod, unseenEffect } from './words.ts';

/** True for the associations that `linkTestsOf` made for this outcome. */
export const isOfLink = (graded: Pick<Graded, 'id' | 'kind'>, name: string): boolean =>
  graded.kind === 'association' && graded.id.startsWith(`association:${name}:`);

/** Id of the what-if facts of one brand and one part of the score. */
export const whatIfId = (
  name: string,
  { predictor }: Pick<LinkPredictorAnalysis, 'predictor'>,
  brand: Pick<LinkBrand, 'project' | 'brand'>,
): string => linkId(name, predictor, brand).replace(/^association/, 'what-if');

/**
 * Associations first (in the order of grading), then one what-if fact for every subject brand and supported part.
 * @param name prefix of ids, as in the request; the outcome when absent
 */
export function linkFindings(
  graded: readonly Graded[],
  link: LinkAnalysis,
  markets: readonly MarketFacts[],
  words: Wording,
  name: string = link.outcome,
): Finding[] {
  const byProject = new Map(markets.map((market) => [market.project, market]));
  const associations = graded
    .filter((each) => isOfLink(each, name))
    .map((each): Finding => {
      const market = byProject.get(each.subject.project ?? '');
      const pooled =
        each.subject.brand === undefined
          ? link.predictors.find(({ predictor }) => linkId(name, predictor) === each.id)
          : undefined;
      const own = brandOf(each, link);
      const unseen = unseenEffect(each, link);
      return {
        ...each,
        claim: associationClaim(each, link, market, words),
        parts: {
          ...each.parts,
          ...(unseen === null ? {} : { unseen }),
          ...(pooled ? pooledParts(pooled, link) : {}),
          ...(own
            ? {
                shrunken: own.shrunken,
                shrunkenLow: own.shrunkenInterval[0],
                shrunkenHigh: own.shrunkenInterval[1],
                elasticity: own.elasticity,
              }
            : {}),
        },
      };
    });
  const whatIfs = link.predictors.flatMap((part) =>
    part.brands
      .filter(({ isSubject }) => isSubject)
      .map((brand) => whatIfFact(part, brand, link, byProject.get(brand.project), words, name)),
  );
  return [...associations, ...whatIfs];
}

const brandOf = ({ subject, predictor }: Graded, link: LinkAnalysis): LinkBrand | undefined =>
  link.predictors
    .find(
      (part) =>
        part.predictor.section === predictor?.section &&
        predictor?.platform === part.predictor.platform &&
        predictor?.metric === part.predictor.metric,
    )
    ?.brands.find(({ project, brand }) => project === subject.project && brand === subject.brand);

function pooledParts(part: LinkPredictorAnalysis, link: LinkAnalysis): NonNullable<Finding['parts']> {
  const { elasticity, robustness, forecast, direction } = part;
  return {
    elasticity: elasticity?.estimate ?? null,
    elasticityLow: elasticity?.interval[0] ?? null,
    elasticityHigh: elasticity?.interval[1] ?? null,
    score: part.level?.score ?? null,
    varianceInflation: part.inflation,
    histories: link.histories,
    brands: link.brands,
    direction: direction?.verdict ?? null,
    reverseP: direction?.reverse?.p ?? null,
    reverseLag: direction?.reverse?.lag ?? null,
    leaveOneOutLow: robustness?.leaveOneOut?.low ?? null,
    leaveOneOutHigh: robustness?.leaveOneOut?.high ?? null,
    leaveOneOutBrands: robustness?.leaveOneOut?.brands ?? null,
    leaveOneOutKept: robustness?.leaveOneOut?.kept ?? null,
    worstPeriod: robustness?.withoutWorst?.period ?? null,
    withoutWorst: robustness?.withoutWorst?.perPoint ?? null,
    withoutWorstP: robustness?.withoutWorst?.p ?? null,
    anotherLag: robustness?.anotherLag?.lag ?? null,
    atAnotherLag: robustness?.anotherLag?.perPoint ?? null,
    anotherLagP: robustness?.anotherLag?.p ?? null,
    withoutPeriodEffects: robustness?.withoutPeriodEffects?.perPoint ?? null,
    withoutPeriodEffectsP: robustness?.withoutPeriodEffects?.p ?? null,
    ownSlopesP: robustness?.ownSlopes?.p ?? null,
    ownSlopes: robustness?.ownSlopes?.brands ?? null,
    sameSign: robustness?.ownSlopes?.sameSign ?? null,
    wildClusterP: robustness?.wildCluster?.p ?? null,
    forecastGain: forecast?.gain ?? null,
    forecastP: forecast?.p ?? null,
    forecastPeriods: forecast?.gain == null ? null : forecast.periods,
  };
}

function whatIfFact(
  part: LinkPredictorAnalysis,
  brand: LinkBrand,
  link: LinkAnalysis,
  market: MarketFacts | undefined,
  words: Wording,
  name: string,
): Finding {
  const five = brand.whatIf.find(({ points }) => points === 5) ?? brand.whatIf[0];
  const lag = part.lag ?? 0;
  const place = market && words.suffix(market) !== '' ? ` in ${words.marketName(market)}` : '';
  return fact({
    id: whatIfId(name, part, brand),
    claim: five
      ? `If the association were causal, ${words.formats.integer(five.points)} points more of ${partWords(part.predictor, brand.brand)}${place} would mean ${effectWords(five.effect, link, words)}${perPeriod(link)}, ${lagWords(lag, link)}${five.isOutside ? '; the score has never been that high' : ''}.`
      : `No what-if for ${brand.brand}${place}.`,
    subject: { project: brand.project, brand: brand.brand, outcome: link.outcome },
    predictor: part.predictor,
    measure: `${link.label} a ${linkNoun(link)} if the association were causal, shrunken estimate`,
    estimate: brand.shrunken,
    unit: link.unit,
    level: words.level,
    n: brand.periods,
    parts: {
      score: brand.level.score,
      level: brand.level.outcome,
      shrunkenLow: brand.shrunkenInterval[0],
      shrunkenHigh: brand.shrunkenInterval[1],
      lag,
      ...Object.fromEntries(
        brand.whatIf.flatMap(({ points, effect, interval, amount, amountInterval, isOutside }) => [
          [`points${points}`, points],
          [`effect${points}`, effect],
          [`low${points}`, interval[0]],
          [`high${points}`, interval[1]],
          [`amount${points}`, amount],
          [`amountLow${points}`, amountInterval[0]],
          [`amountHigh${points}`, amountInterval[1]],
          [`outside${points}`, isOutside ? 'outside the observed range' : null],
        ]),
      ),
      ...(brand.test
        ? {
            testPoints: brand.test.points,
            testEffect: brand.test.effect,
            testLow: brand.test.interval[0],
            testHigh: brand.test.interval[1],
            testRegions: brand.test.regions,
            testPeriods: brand.test.periods,
            testPerArm: brand.test.perArm,
            testPower: brand.test.power,
            testLiftPeriods: brand.lift?.periods ?? null,
          }
        : {}),
    },
  });
}
