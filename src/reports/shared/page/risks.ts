import type { SummaryItem } from '../../../document/document.ts';
import type { Finding } from '../../../domain/finding.ts';
import type { ScoreAnalysis } from '../analysis.ts';
import { distinct, isNews, isTrend, type Story, storiesOf } from '../stories.ts';
import { inPeriod, type Pair, pairsOf } from '../words/scope.ts';
import { isShift } from '../words/test-claims.ts';
import type { Wording } from '../words/wording.ts';
import { MOST_ITEMS, nameOf, unitOf } from './moves.ts';

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
export function risksOf(analysis: ScoreAnalysis, all: readonly Finding[], words: Wording): SummaryItem[] {
  const pairs = pairsOf(analysis);
  const falls = distinct(
    storiesOf(analysis, all).filter((story) => story.points < 0 && story.finding.kind !== 'anomaly' && isNews(story)),
  ).map((story) => fallOf(story, pairs.length === 1, words));
  const facts = pairs.flatMap((pair) => standingRisks(pair, words));
  facts.sort((a, b) => b.weight - a.weight || (a.item.text < b.item.text ? -1 : 1));
  return [...falls, ...facts].slice(0, MOST_ITEMS).map(({ item }) => item);
}
