/** What a supported finding means to the reader: how large it is beside the others, and whether it is still news. */
import type { Insight } from '../../document/document.ts';
import { type InsightCandidate, rankInsights } from '../../document/insights.ts';
import type { Finding } from '../../domain/finding.ts';
import type { MarketFacts, ScoreAnalysis } from './analysis.ts';
import { PORTFOLIO } from './words/portfolio-facts.ts';
import type { Pair } from './words/scope.ts';
import { scoreEffectOf } from './words/test-claims.ts';

export type FindingIndex = ReadonlyMap<string, Finding>;

export const differenceOf = ({ market, subject }: Pair, findings: FindingIndex): Finding | undefined =>
  findings.get(`difference:${market.project}:${subject.brand}:score`);

export const trendOf = ({ market, subject }: Pair, findings: FindingIndex): Finding | undefined =>
  findings.get(`movement:${market.project}:${subject.brand}:score`);

export const isSupported = (finding: Finding | undefined): finding is Finding & { grade: 'supported' } =>
  finding?.grade === 'supported';

export const isGradable = (finding: Finding | undefined): boolean =>
  finding !== undefined && finding.grade !== null && finding.grade !== 'insufficient';

export const isTrend = (finding: Finding): boolean => finding.kind === 'movement' && finding.period === undefined;

export const inWindow = (market: MarketFacts, finding: Finding): boolean =>
  finding.period !== undefined && finding.period >= market.window.from && finding.period <= market.window.to;

/** A supported finding about a brand's score or one of its sections, with its size in points of that score. */
export interface Story {
  readonly finding: Finding;
  readonly market: MarketFacts;
  /** Signed; of a trend: in a year. */
  readonly points: number;
  /** Points weighed by how much they matter now: an odd period is over, older events are old news. */
  readonly weight: number;
}

/** What is over matters less than what lasts, and what happened before the report's window less than what is new. */
const OVER = 0.5;

function storyOf(finding: Finding, market: MarketFacts | undefined): Story | null {
  // What is about the whole market is no story of a brand.
  if (!market || !isSupported(finding) || finding.subject.brand === undefined) return null;
  const points = scoreEffectOf(finding, market);
  if (points === null) return null;
  const isOld = finding.period !== undefined && !inWindow(market, finding);
  const weight = Math.abs(points) * (finding.kind === 'anomaly' ? OVER : 1) * (isOld ? OVER : 1);
  return { finding, market, points, weight };
}

/** All stories, the weightiest first. */
export function storiesOf(analysis: ScoreAnalysis, all: readonly Finding[]): Story[] {
  const markets = new Map(analysis.markets.map((market) => [market.project, market]));
  return all
    .map((finding) => storyOf(finding, markets.get(finding.subject.project ?? '')))
    .filter((story) => story !== null)
    .sort((a, b) => b.weight - a.weight || (a.finding.id < b.finding.id ? -1 : 1));
}

/** Stories of now: changes, trends, and events inside the window. */
export const isNews = ({ finding, market }: Story): boolean =>
  finding.period === undefined || inWindow(market, finding);

/** One brand's one move, seen in the score and in its sections, is one story. */
export function keyOf({ finding }: Pick<Story, 'finding'>): string {
  const when = finding.period ?? (finding.kind === 'difference' ? 'change' : 'trend');
  return `${finding.subject.project}:${finding.subject.brand}:${when}`;
}

/** The first story of every key. */
export function distinct(stories: readonly Story[]): Story[] {
  const told = new Set<string>();
  return stories.filter((story) => !told.has(keyOf(story)) && told.add(keyOf(story)));
}

/** What is told of all findings: the insights, and every finding with theirs first. */
export interface Told {
  readonly insights: readonly Insight[];
  readonly findings: readonly Finding[];
}

/** Findings of the insights in their order, then the others as they come. */
export function insightsFirst(insights: readonly Insight[], all: readonly Finding[]): Finding[] {
  const byId = new Map(all.map((finding) => [finding.id, finding]));
  const first = insights.map(({ finding }) => byId.get(finding)!);
  return [...first, ...all.filter((finding) => !first.includes(finding))];
}

/** Findings with the insights first, so that a message that shows a few shows the right ones; the standing after them. */
export function tellStories(
  analysis: ScoreAnalysis,
  all: readonly Finding[],
  previous: readonly Finding[] | null,
): Told {
  const stories = storiesOf(analysis, all);
  const candidates = stories.map((story): InsightCandidate => {
    const subject = story.market.subjects.find(({ brand }) => brand === story.finding.subject.brand);
    // In units of the brand's typical noise, so that restless and steady brands compare.
    const noise = Math.max(subject?.typicalNoise ?? 0, 0.1);
    return { finding: story.finding, size: story.weight / noise, story: keyOf(story) };
  });
  const sized = new Set(stories.map(({ finding }) => finding));
  const others = all.filter((finding) => isSupported(finding) && !sized.has(finding));
  // What moved below a section is part of its move. What goes with what, and groups of brands, are shares between 0 and 1.
  const isPart = ({ kind, subject }: Finding): boolean => subject.brand !== undefined && kind !== 'association';
  const insights = rankInsights(
    [
      ...candidates,
      ...others
        .filter((finding) => !isPart(finding))
        .map((finding) => ({ finding, size: finding.estimate ?? 0, story: finding.id })),
    ],
    { previous, beside: others.filter(isPart).map((finding) => ({ finding, story: keyOf({ finding }) })) },
  );
  const isSummary = ({ id }: Finding): boolean =>
    id === PORTFOLIO || id.startsWith('standing:') || id.startsWith(`${PORTFOLIO}:`);
  return {
    insights,
    findings: insightsFirst(insights, [...all.filter(isSummary), ...all.filter((finding) => !isSummary(finding))]),
  };
}
