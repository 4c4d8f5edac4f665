/** Every finding of the report: graded tests in their words, then the facts that the pages speak about. */
import type { Graded } from '../../../document/grading.ts';
import { capitalise, countOf, joinNames } from '../../../document/words.ts';
import type { Finding } from '../../../domain/finding.ts';
import type { MarketFacts } from '../../shared/analysis.ts';
import { type Told, tellStories } from '../../shared/stories.ts';
import { fact, headroomFact, standingFact } from '../../shared/words/facts.ts';
import { PORTFOLIO, portfolioFact } from '../../shared/words/portfolio-facts.ts';
import { nounOf } from '../../shared/words/scope.ts';
import { targetFact } from '../../shared/words/target-fact.ts';
import { claimOf, detectability } from '../../shared/words/test-claims.ts';
import { testFindings } from '../../shared/words/test-findings.ts';
import type { Wording } from '../../shared/words/wording.ts';
import type { SectionAnalysis, SectionProfile } from './analysis.ts';
import { levelOf, type Profiled, profiledOf } from './profile-index.ts';

export const carryId = (project: string, brand: string, section: string): string =>
  `carry:${project}:${brand}:${section}`;
export const advantageId = (project: string, brand: string): string => `advantage:${project}:${brand}`;
export const varianceId = (project: string, brand: string): string => `variance:${project}:${brand}`;
export const opportunityId = (project: string, brand: string, section: string): string =>
  `opportunity:${project}:${brand}:${section}`;

const placeIn = (market: MarketFacts, words: Wording): string =>
  words.suffix(market) === '' ? '' : ` in ${words.marketName(market)}`;

/** "a point" more precise than one decimal: slopes are small. */
const slope = (value: number, words: Wording): string =>
  `${value < 0 ? '−' : '+'}${words.formats.decimal(Math.abs(value), 2)}`;

function leadClaim(graded: Graded, market: MarketFacts, words: Wording): string {
  const from = graded.predictor?.section ?? '';
  const to = (graded.subject.outcome ?? '').replace(/ score$/, '');
  const whose = graded.subject.brand === undefined ? '' : ` of ${graded.subject.brand}`;
  const place = placeIn(market, words);
  if (graded.grade === 'insufficient' || graded.estimate === null || graded.lag === undefined)
    return `Whether ${from}${whose} leads ${to}${place} cannot be tested.`;
  if (graded.grade === 'none') return `${from}${whose} does not lead ${to} ${words.beyondNoise}${place}.`;
  const verb = graded.grade === 'supported' ? 'is followed' : 'may be followed';
  return `A rise of ${from}${whose} by one point ${verb} ${countOf(graded.lag, nounOf(market))} later by ${slope(graded.estimate, words)} points of ${to}${place}, other brands held constant.`;
}

function groupClaim(graded: Graded, market: MarketFacts, words: Wording): string {
  const brand = graded.subject.brand ?? '';
  const who = words.brand(market, brand);
  const isChange = graded.kind === 'difference';
  if (graded.grade === 'insufficient')
    return `The sections of ${who} cannot be tested for ${isChange ? 'a change' : 'a trend'}.`;
  const seen = detectability(graded, words, isChange ? 'a change of any' : 'a trend of any');
  return `No section of ${who} ${isChange ? 'changed' : 'shows a trend'} ${words.beyondNoise}${seen}.`;
}

function sectionClaim(graded: Graded, market: MarketFacts, words: Wording): string {
  const kind = graded.id.split(':', 1)[0];
  if (kind === 'section-changes' || kind === 'section-trends') return groupClaim(graded, market, words);
  if (kind === 'lead') return leadClaim(graded, market, words);
  if (kind === 'leads')
    return graded.grade === 'insufficient'
      ? `Leads between sections${placeIn(market, words)} cannot be tested.`
      : `No section leads another ${words.beyondNoise}${placeIn(market, words)}.`;
  if (kind === 'segments') return segmentClaim(graded, market, words);
  return claimOf(graded, market, words);
}

function segmentClaim(graded: Graded, market: MarketFacts, words: Wording): string {
  const { groups, brands } = graded.parts ?? {};
  const place = placeIn(market, words);
  if (graded.grade === 'insufficient') return `Too few brands${place} to look for groups.`;
  if (graded.grade === 'none') return `The ${brands} brands${place} form no groups ${words.beyondNoise}.`;
  return `The ${brands} brands${place} ${graded.grade === 'supported' ? 'fall' : 'may fall'} into ${groups} groups by their section scores (mean silhouette ${words.formats.decimal(graded.estimate ?? 0, 2)}).`;
}

function advantageFact({ market, subject, profile }: Profiled, words: Wording): Finding | null {
  const { lead } = profile;
  if (lead === null) return null;
  const { formats } = words;
  const parts = profile.sections.map(({ section, carry }) => `${section} ${formats.points(carry ?? 0)}`);
  const where = lead >= 0 ? 'above' : 'below';
  return fact({
    id: advantageId(market.project, subject.brand),
    claim: `${words.brand(market, subject.brand)} lies ${formats.size(lead)} points ${where} the mean of its peers: ${joinNames(parts)}.`,
    subject: { project: market.project, brand: subject.brand },
    measure: 'DC score − mean score of the other brands, split exactly over sections',
    estimate: lead,
    unit: 'points',
    level: words.level,
    n: market.windowPeriods,
    parts: Object.fromEntries(profile.sections.map(({ section, carry }) => [section, carry])),
  });
}

function carryFact({ market, subject }: Profiled, section: SectionProfile, words: Wording): Finding | null {
  const { carry } = section;
  if (carry === null) return null;
  const { formats } = words;
  const level = levelOf(subject, section.section);
  const who = words.brand(market, subject.brand);
  const best = carry >= 0 ? section.bestMetric : section.worstMetric;
  const mostly =
    best && Math.sign(best.carry) === Math.sign(carry) && best.metric !== null
      ? `, first ${best.metric} (${best.platform}, ${formats.points(best.carry)})`
      : '';
  return fact({
    id: carryId(market.project, subject.brand, section.section),
    claim: `${section.section} ${carry >= 0 ? 'carries' : 'drags'} ${who}: ${formats.points(carry)} points of the score against its peers${mostly}.`,
    subject: { project: market.project, brand: subject.brand },
    predictor: { section: section.section },
    measure: 'Part of the lead over the mean of the other brands',
    estimate: carry,
    unit: 'points',
    level: words.level,
    n: market.windowPeriods,
    parts: {
      score: level.score,
      rank: level.rank,
      of: market.ranked,
      change: level.delta,
      weightShare: level.weightShare,
      peerMedian: level.peerMedian,
      bestMetric: section.bestMetric?.metric ?? null,
      bestCarry: section.bestMetric?.carry ?? null,
      worstMetric: section.worstMetric?.metric ?? null,
      worstCarry: section.worstMetric?.carry ?? null,
    },
  });
}

function varianceFact({ market, subject, profile }: Profiled, words: Wording): Finding | null {
  const { variance } = profile;
  if (!variance) return null;
  const ranked = [...profile.sections].sort((a, b) => (b.varianceShare ?? 0) - (a.varianceShare ?? 0));
  const first = ranked[0]!;
  const share = first.varianceShare ?? 0;
  const owner = words.whose(market, subject.brand, 'score');
  return fact({
    id: varianceId(market.project, subject.brand),
    claim: `${first.section} makes ${words.formats.percent(share)} of the ups and downs of ${owner}.`,
    subject: { project: market.project, brand: subject.brand },
    measure: 'Covariance share of the variance of the score, today’s weights; shares add up to 100 %',
    estimate: share,
    unit: 'share',
    level: words.level,
    n: variance.periods,
    parts: {
      deviation: variance.deviation,
      ...Object.fromEntries(profile.sections.map(({ section, varianceShare }) => [section, varianceShare])),
    },
  });
}

function opportunityFact({ market, subject }: Profiled, section: SectionProfile, words: Wording): Finding | null {
  const { opportunity } = section;
  if (!opportunity) return null;
  const { formats } = words;
  const gaps = words.whose(market, subject.brand, `gaps in ${section.section}`);
  const year = opportunity.withinYear;
  const worth =
    year === null
      ? `hold ${formats.size(opportunity.points)} score points; past gains do not tell how fast they close`
      : `hold ${formats.size(opportunity.points)} score points, ${formats.size(year)} of them within a year at a quick past pace`;
  return fact({
    id: opportunityId(market.project, subject.brand, section.section),
    claim: `${capitalise(gaps)} ${worth}; first ${opportunity.first.metric} (${opportunity.first.platform}).`,
    subject: { project: market.project, brand: subject.brand },
    predictor: { section: section.section },
    measure: `Gap to the ${opportunity.first.bestPeer === null ? 'target' : 'best peer'} × weight, summed over metrics; within a year: at the pace of past gains`,
    estimate: year,
    unit: 'points',
    level: words.level,
    n: market.windowPeriods,
    parts: {
      points: opportunity.points,
      withinYear: year,
      metrics: opportunity.metrics,
      expected: opportunity.expected?.points ?? null,
      expectedLow: opportunity.expected?.interval[0] ?? null,
      expectedHigh: opportunity.expected?.interval[1] ?? null,
      periodsToClose: opportunity.first.periodsToClose,
    },
  });
}

/** Sections that moved, each once: a change, a trend or a step of the same section is one moving section. */
function movedSections(analysis: SectionAnalysis): { moved: number; of: number } {
  const moved = new Set(
    analysis.graded
      .filter(
        ({ grade, kind, predictor }) => grade === 'supported' && kind !== 'association' && predictor !== undefined,
      )
      .filter(({ predictor }) => predictor?.platform === undefined)
      .map(({ subject, predictor }) => JSON.stringify([subject.project, subject.brand, predictor?.section])),
  );
  return { moved: moved.size, of: profiledOf(analysis).reduce((sum, { profile }) => sum + profile.sections.length, 0) };
}

function scopeFact(analysis: SectionAnalysis, words: Wording): Finding {
  const { moved, of } = movedSections(analysis);
  const base = portfolioFact(analysis, [], words);
  const { rose: _rose, fell: _fell, ...parts } = base.parts ?? {};
  return {
    ...base,
    claim:
      moved === 0
        ? `None of ${countOf(of, 'section score')} moved ${words.beyondNoise}.`
        : `${moved} of ${countOf(of, 'section score')} moved ${words.beyondNoise}.`,
    parts: { ...parts, moved, sections: of },
  };
}

/** All findings: tests first, in the order of grading, then facts. */
export function findingsOf(analysis: SectionAnalysis, words: Wording): Finding[] {
  const facts: (Finding | null)[] = [scopeFact(analysis, words)];
  for (const each of profiledOf(analysis)) {
    const { market, subject, profile } = each;
    facts.push(standingFact(market, subject, words), targetFact(market, subject, words), advantageFact(each, words));
    for (const section of profile.sections) facts.push(carryFact(each, section, words));
    facts.push(varianceFact(each, words));
    for (const section of profile.sections) facts.push(opportunityFact(each, section, words));
    for (const row of subject.headroom) facts.push(headroomFact(market, subject, row, words));
  }
  return [...testFindings(analysis, words, sectionClaim), ...facts.filter((finding) => finding !== null)];
}

/** What moved first, then what carries and drags, then the rest. */
export function tellSections(
  analysis: SectionAnalysis,
  all: readonly Finding[],
  previous: readonly Finding[] | null,
): Told {
  const { insights, findings } = tellStories(analysis, all, previous);
  const isLead = ({ id, grade }: Finding): boolean =>
    grade === 'supported' || id === PORTFOLIO || id.startsWith('advantage:') || id.startsWith('carry:');
  return { insights, findings: [...findings.filter(isLead), ...findings.filter((finding) => !isLead(finding))] };
}
