/** The lists of page 1: what moved, and what could go wrong. */
import type { SummaryItem } from '../../../document/document.ts';
import type { Finding } from '../../../domain/finding.ts';
import type { Analysis, MarketAnalysis } from './analysis.ts';
import { isShift, leadingSection, markOf } from './claims.ts';
import {
  differenceOf,
  distinct,
  type FindingIndex,
  isNews,
  isSupported,
  isTrend,
  type Story,
  storiesOf,
} from './stories.ts';
import { inPeriod, type Pair, pairsOf, type Wording } from './wording.ts';

const MOST_ITEMS = 3;
const WITHIN_NOISE: Readonly<Record<Wording['style'], string>> = {
  simple: ' (as usual)',
  professional: ' (within noise)',
  executive: ' (within noise)',
};

const unitOf = (words: Wording): string => (words.style === 'simple' ? ' points' : ' pt');

/** "Aurora in India" among several brands; with one brand, what of it: "Score", "Marketplace". */
function nameOf(market: MarketAnalysis, finding: Finding, isOnly: boolean, words: Wording): string {
  const section = finding.predictor?.section;
  if (isOnly) return section ?? 'Score';
  const who = words.brand(market, finding.subject.brand ?? '');
  return section === undefined ? who : `${who}, ${section}`;
}

/** A real change, as published where that has the sign of the tested estimate, with the section behind it. */
function changeOf(finding: Finding, market: MarketAnalysis, words: Wording): SummaryItem {
  const { brand = '' } = finding.subject;
  const subject = market.subjects.find((each) => each.brand === brand)!;
  const { peer, decomposition } = subject;
  const agrees = peer.delta !== null && Math.sign(peer.delta) === Math.sign(finding.estimate!);
  const shown = agrees ? peer.delta! : finding.estimate!;
  const leading =
    agrees && decomposition.undefined === null
      ? leadingSection({ sections: decomposition.sections, change: decomposition.total })
      : null;
  return {
    text: `${words.brand(market, brand)}${leading ? `, mostly ${leading.section}` : agrees ? '' : ' at today’s weights'}`,
    figure: `${words.formats.points(shown)}${unitOf(words)}`,
    value: shown,
    grade: finding.grade,
    refs: [finding.id],
  };
}

/** What moved, in points of the score; the section's own points stand in the text. */
function moveOf({ finding, market, points }: Story, isOnly: boolean, words: Wording): SummaryItem {
  const { formats } = words;
  if (finding.kind === 'difference' && finding.predictor === undefined) return changeOf(finding, market, words);
  const isUp = finding.estimate! > 0;
  const size = finding.predictor?.section === undefined ? '' : ` ${formats.size(finding.estimate!)}`;
  const when = finding.period === undefined ? '' : ` in ${inPeriod(market, finding.period)}`;
  const what = isTrend(finding)
    ? `${isUp ? 'rising' : 'falling'}${size === '' ? ',' : size} per year`
    : finding.kind === 'difference'
      ? `${isUp ? 'up' : 'down'}${size}`
      : isShift(finding)
        ? `stepped ${isUp ? 'up' : 'down'}${size}${when}`
        : `was${size} ${isUp ? 'above' : 'below'} its usual level${when}`;
  return {
    text: `${nameOf(market, finding, isOnly, words)} ${what}`,
    figure: `${formats.points(points)}${unitOf(words)}`,
    value: points,
    grade: finding.grade,
    refs: [finding.id],
  };
}

/** Metrics that make up a real change of one brand: arithmetic, so none carries an evidence mark. */
function partsOfChange({ market, subject }: Pair, words: Wording): SummaryItem[] {
  const { decomposition } = subject;
  if (decomposition.undefined !== null) return [];
  const relative = new Set(
    market.relativeMetrics.map(({ section, platform, metric }) => JSON.stringify([section, platform, metric])),
  );
  return decomposition.sections
    .flatMap(({ section, platforms }) =>
      platforms.flatMap(({ platform, metrics }) =>
        metrics
          .filter(({ metric }) => !relative.has(JSON.stringify([section, platform, metric])))
          .map(({ metric, total }) => ({ text: `${metric} (${platform})`, total })),
      ),
    )
    .sort((a, b) => Math.abs(b.total) - Math.abs(a.total))
    .slice(0, MOST_ITEMS)
    .map(({ text, total }) => ({
      text,
      figure: `${words.formats.points(total)}${unitOf(words)}`,
      value: total,
      grade: null,
      refs: ['table:decomposition-metrics'],
    }));
}

/** The largest changes when none is real: they show how much noise does. */
function changesWithinNoise(pairs: readonly Pair[], findings: FindingIndex, words: Wording): SummaryItem[] {
  return (
    pairs
      .map((pair) => ({ pair, finding: differenceOf(pair, findings), delta: pair.subject.peer.delta }))
      // Perhaps real is neither news nor noise: the table "worth watching" has it.
      .filter(({ finding, delta }) => delta !== null && finding?.grade !== 'suggestive')
      .sort((a, b) => Math.abs(b.delta!) - Math.abs(a.delta!))
      .slice(0, MOST_ITEMS)
      .map(({ pair, finding, delta }) => ({
        text: `${words.brand(pair.market, pair.subject.brand)}${finding?.grade === 'none' ? WITHIN_NOISE[words.style] : ''}`,
        figure: `${words.formats.points(delta!)}${unitOf(words)}`,
        value: delta,
        grade: markOf(finding),
        refs: [`standing:${pair.market.project}:${pair.subject.brand}`, ...(finding ? [finding.id] : [])],
      }))
  );
}

function sectionsWithinNoise(pair: Pair, findings: FindingIndex, words: Wording): SummaryItem[] {
  const { decomposition } = pair.subject;
  if (decomposition.undefined !== null) return [];
  const difference = differenceOf(pair, findings);
  return [...decomposition.sections]
    .sort((a, b) => Math.abs(b.value) - Math.abs(a.value))
    .slice(0, MOST_ITEMS)
    .map(({ section, value }) => ({
      text: `${section}${difference?.grade === 'none' ? WITHIN_NOISE[words.style] : ''}`,
      figure: `${words.formats.points(value)}${unitOf(words)}`,
      value,
      grade: markOf(difference),
      refs: ['table:decomposition'],
    }));
}

export function driversOf(
  analysis: Analysis,
  findings: FindingIndex,
  all: readonly Finding[],
  words: Wording,
): SummaryItem[] {
  const pairs = pairsOf(analysis);
  const only = pairs.length === 1 ? pairs[0]! : null;
  if (only && isSupported(differenceOf(only, findings))) return partsOfChange(only, words);
  const stories = distinct(storiesOf(analysis, all).filter(isNews));
  // Among several brands the weightiest of each: a step and the change that it makes are one move.
  const isFirst = ({ finding: { subject } }: Story, i: number): boolean =>
    stories.findIndex(
      ({ finding: { subject: other } }) => other.project === subject.project && other.brand === subject.brand,
    ) === i;
  const news = (only ? stories : stories.filter(isFirst)).slice(0, MOST_ITEMS);
  if (news.length > 0) return news.map((story) => moveOf(story, only !== null, words));
  return only ? sectionsWithinNoise(only, findings, words) : changesWithinNoise(pairs, findings, words);
}

/** Weight share below which missing data can hide a change of the score. */
const LOW_COVERAGE = 0.9;

interface Risk {
  readonly weight: number;
  readonly item: SummaryItem;
}

/** A fall that lasts: odd periods are over and no risk. */
function fallOf({ finding, market, points, weight }: Story, isOnly: boolean, words: Wording): Risk {
  const name = nameOf(market, finding, isOnly, words);
  const text = isTrend(finding)
    ? `${name} keeps falling, per year`
    : isShift(finding)
      ? `${name} has stayed down since ${inPeriod(market, finding.period!)}`
      : `${name} is down`;
  return {
    weight,
    item: {
      text,
      figure: `${words.formats.points(points)}${unitOf(words)}`,
      value: points,
      grade: finding.grade,
      refs: [finding.id],
    },
  };
}

function standingRisks({ market, subject }: Pair, words: Wording): Risk[] {
  const { formats } = words;
  const { below, typicalNoise, peer } = subject;
  const refs = [`standing:${market.project}:${subject.brand}`];
  const who = words.brand(market, subject.brand);
  const risks: Risk[] = [];
  if (below && typicalNoise !== null && below.gap < typicalNoise)
    risks.push({
      weight: (typicalNoise - below.gap) / 10,
      item: {
        text: `${below.brand} could pass ${who} by ${words.style === 'simple' ? 'chance' : 'noise'} alone`,
        figure: `${formats.size(below.gap)}${unitOf(words)} behind`,
        value: below.gap,
        grade: null,
        refs,
      },
    });
  if (peer.coverage !== null && peer.coverage < LOW_COVERAGE)
    risks.push({
      weight: (1 - peer.coverage) * 10,
      item: {
        text: `${words.whose(market, subject.brand, 'score')} rests on part of its data`,
        figure: formats.percent(peer.coverage),
        value: peer.coverage,
        grade: null,
        refs,
      },
    });
  return risks;
}

/** Lasting falls first, then rivals within reach and thin data. */
export function risksOf(analysis: Analysis, all: readonly Finding[], words: Wording): SummaryItem[] {
  const pairs = pairsOf(analysis);
  const falls = distinct(
    storiesOf(analysis, all).filter((story) => story.points < 0 && story.finding.kind !== 'anomaly' && isNews(story)),
  ).map((story) => fallOf(story, pairs.length === 1, words));
  const facts = pairs.flatMap((pair) => standingRisks(pair, words));
  facts.sort((a, b) => b.weight - a.weight || (a.item.text < b.item.text ? -1 : 1));
  return [...falls, ...facts].slice(0, MOST_ITEMS).map(({ item }) => item);
}
