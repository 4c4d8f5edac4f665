/** Facts of this report beside the link: what equity is made of, its level, importance of parts, components, price premium. */
import { joinNames } from '../../../document/words.ts';
import type { Finding } from '../../../domain/finding.ts';
import { PERIOD_NOUN } from '../../../domain/period.ts';
import { isOfLink } from '../../outcome-link/findings.ts';
import { associationClaim } from '../../outcome-link/words.ts';
import type { MarketFacts } from '../../shared/analysis.ts';
import { fact } from '../../shared/words/facts.ts';
import { againstOf, windowLabel } from '../../shared/words/scope.ts';
import type { Wording } from '../../shared/words/wording.ts';
import type { EquityAnalysis, EquityLevel, ImportanceOfPart, PremiumLevel } from './analysis.ts';
import { INDEX_UNIT } from './measure.ts';

export const RELIABILITY = 'reliability:equity';
export const LOADINGS = 'loadings:equity';
export const equityId = ({ project, brand }: { project: string; brand: string }): string =>
  `equity:${project}:${brand}`;
export const premiumId = ({ project, brand }: { project: string; brand: string }): string =>
  `premium:${project}:${brand}`;
export const importanceId = ({ section }: Pick<ImportanceOfPart, 'section'>): string => `importance:${section}`;

const interval = ([low, high]: readonly [number, number], words: Wording, decimals: number): string =>
  `[${words.formats.decimal(low, decimals)}, ${words.formats.decimal(high, decimals)}]`;

/** Signed change of the index, "0.0" without a sign. */
const indexPoints = (value: number, words: Wording): string => words.formats.points(value);

function equityFact(level: EquityLevel, analysis: EquityAnalysis, market: MarketFacts, words: Wording): Finding {
  const name = analysis.link.label;
  const isOwnScale = analysis.equity.measure !== 'index';
  const claim =
    level.equity === null
      ? `${words.brand(market, level.brand)} has no ${name} in ${windowLabel(market)}.`
      : `${words.whose(market, level.brand, name)} is ${words.formats.score(level.equity)}${
          level.change === null ? '' : `, ${indexPoints(level.change, words)} ${againstOf(market)}`
        }${isOwnScale ? `; ${words.formats.integer(50)} is the mean of its market` : ''}.`;
  return fact({
    id: equityId(level),
    claim,
    subject: { project: level.project, brand: level.brand, outcome: analysis.link.outcome },
    measure: `${name}, mean of the window`,
    estimate: level.equity,
    unit: INDEX_UNIT,
    level: words.level,
    n: level.periods,
    parts: {
      before: level.before,
      change: level.change,
      rank: level.rank,
      of: level.of,
      centre: isOwnScale ? 50 : null,
      periods: market.comparison.periods,
      window: market.windowPeriods,
      ...Object.fromEntries(level.components.map(({ label, share }) => [label, share])),
    },
  });
}

function importanceFact(part: ImportanceOfPart, analysis: EquityAnalysis, words: Wording): Finding {
  const { importance, link } = analysis;
  const { integer, decimal } = words.formats;
  const [best, worst] = part.rankInterval;
  const ranks =
    best === worst
      ? `rank ${integer(best)} of ${integer(importance!.parts.length)} however periods are drawn again`
      : `its rank lies between ${integer(best)} and ${integer(worst)} of ${integer(importance!.parts.length)}`;
  return fact({
    id: importanceId(part),
    claim: `Changes of ${part.section} carry ${decimal(part.part, 1)}\u00a0% of the movement of ${link.label} ${interval(part.interval, words, 1)}; ${ranks}.`,
    subject: { outcome: link.outcome },
    predictor: { section: part.section },
    measure: `part of R² (LMG) of changes of ${link.label}, changes of the same and the two ${PERIOD_NOUN[link.frequency]}s before`,
    estimate: part.part,
    unit: '%',
    level: words.level,
    n: importance!.rows,
    parts: {
      low: part.interval[0],
      high: part.interval[1],
      rank: part.rank,
      rankBest: best,
      rankWorst: worst,
      of: importance!.parts.length,
      explained: importance!.explained,
      chance: importance!.chance,
    },
  });
}

/** α below which a composite mixes different things (Nunnally 1978 asks for .7 in early research). */
export const ACCEPTABLE_ALPHA = 0.7;

function reliabilityFact({ equity, link }: EquityAnalysis, words: Wording): Finding | null {
  const { reliability } = equity;
  if (reliability === null) return null;
  const names = joinNames(equity.components.map(({ label }) => label));
  const isSure = reliability.interval[0] >= ACCEPTABLE_ALPHA;
  const isPoor = reliability.interval[1] < ACCEPTABLE_ALPHA;
  const says = isSure
    ? 'they move as one thing'
    : isPoor
      ? 'they do not move as one thing, so read them one by one'
      : 'whether they move as one thing is open';
  const figure = `Cronbach’s α ${words.formats.decimal(reliability.alpha, 2)} ${interval(reliability.interval, words, 2)}`;
  return fact({
    id: RELIABILITY,
    claim:
      words.style !== 'professional'
        ? `${names.charAt(0).toUpperCase()}${names.slice(1)}: ${says}.`
        : `Within brands ${names} have ${figure}: ${says}.`,
    subject: { outcome: link.outcome },
    measure: 'Cronbach’s α of the components within brands, level, line and season taken out',
    estimate: reliability.alpha,
    unit: '',
    level: words.level,
    n: reliability.rows,
    parts: {
      low: reliability.interval[0],
      high: reliability.interval[1],
      items: reliability.items,
      periods: reliability.periods,
      acceptable: ACCEPTABLE_ALPHA,
      pointsPerLogOdds: equity.pointsPerLogOdds,
    },
  });
}

function loadingsFact({ equity, link }: EquityAnalysis, words: Wording): Finding | null {
  const { loadings } = equity;
  if (loadings === null) return null;
  const agree =
    equity.agreement === null
      ? ''
      : `; weighed by it, the index correlates ${words.formats.decimal(equity.agreement, 2)} with the plain mean`;
  return fact({
    id: LOADINGS,
    claim: `One common movement holds ${words.formats.percent(loadings.share)} of what the components do within brands [${words.formats.decimal(100 * loadings.shareInterval[0], 0)}, ${words.formats.decimal(100 * loadings.shareInterval[1], 0)}]${agree}.`,
    subject: { outcome: link.outcome },
    measure: 'share of the first principal component of correlations within brands',
    estimate: loadings.share,
    unit: '',
    level: words.level,
    n: loadings.rows,
    parts: {
      low: loadings.shareInterval[0],
      high: loadings.shareInterval[1],
      agreement: equity.agreement,
      ...Object.fromEntries(equity.components.map(({ label }, c) => [label, loadings.loadings[c] ?? null])),
    },
  });
}

function premiumFact(each: PremiumLevel, market: MarketFacts, words: Wording): Finding {
  const { formats } = words;
  const who = words.brand(market, each.brand);
  const change = each.change === null ? '' : `, ${formats.percentPoints(each.change)} ${againstOf(market)}`;
  const claim =
    each.premium === null
      ? `${who} has no price premium in ${windowLabel(market)}: it or its rivals lack a price.`
      : `${who} sells ${formats.decimal(Math.abs(each.premium), 1)}\u00a0% ${each.premium >= 0 ? 'above' : 'below'} the mean price of ${formats.integer(each.others)} other brands${change}.`;
  return fact({
    id: premiumId(each),
    claim,
    subject: { project: each.project, brand: each.brand, outcome: 'price' },
    measure: 'price premium: price above the geometric mean of the other brands, mean of the window',
    estimate: each.premium,
    unit: '%',
    level: words.level,
    n: each.periods,
    parts: {
      before: each.before,
      change: each.change,
      others: each.others,
      periods: market.comparison.periods,
      window: market.windowPeriods,
    },
  });
}

/** Graded associations of the components, in their own words. */
function componentFindings(analysis: EquityAnalysis, words: Wording): Finding[] {
  return analysis.components.flatMap(({ component, link }) =>
    analysis.graded
      .filter((each) => isOfLink(each, component))
      .map((each): Finding => ({ ...each, claim: associationClaim(each, link, undefined, words) })),
  );
}

export function equityFindings(analysis: EquityAnalysis, words: Wording): Finding[] {
  const byProject = new Map(analysis.markets.map((market) => [market.project, market]));
  return [
    ...componentFindings(analysis, words),
    ...(analysis.importance?.parts ?? []).map((part) => importanceFact(part, analysis, words)),
    ...[reliabilityFact(analysis, words), loadingsFact(analysis, words)].filter((each) => each !== null),
    ...analysis.levels.map((level) => equityFact(level, analysis, byProject.get(level.project)!, words)),
    ...(analysis.premiums ?? []).map((each) => premiumFact(each, byProject.get(each.project)!, words)),
  ];
}
