import type { Block, Section, Sentence } from '../../../document/document.ts';
import { joinNames } from '../../../document/words.ts';
import type { Finding } from '../../../domain/finding.ts';
import type { MarketFacts } from '../analysis.ts';
import { standingChart } from '../charts/standing-chart.ts';
import { standingTable } from '../tables/standing-tables.ts';
import { ordinal } from '../words/ordinals.ts';
import { placeOf } from '../words/scope.ts';
import type { Wording } from '../words/wording.ts';
import { type Collector, text } from './blocks.ts';

/** Brands named in one sentence about the ranking. */
const MOST_PLACES = 6;

/** "Aurora stands 1st, Dune 3rd and Cirrus 5th of 12; the peer median is 58.7." */
function standingSentence(market: MarketFacts, words: Wording): Sentence | null {
  const ranked = market.subjects.filter(({ peer }) => peer.rank !== null);
  const first = ranked[0];
  if (!first) return null;
  const places = ranked
    .slice(0, MOST_PLACES)
    .map(({ brand, peer }, i) => `${brand}${i === 0 ? ' stands' : ''} ${ordinal(peer.rank!)}`);
  const best = market.peers[0]!;
  const lead = first.peer.rank === 1 ? '' : `; ${best.brand} is best with ${words.formats.score(best.score!)}`;
  const median = market.peerMedian === null ? '' : `; the peer median is ${words.formats.score(market.peerMedian)}`;
  return {
    text: `${joinNames(places)} of ${market.ranked}${placeOf(market, words)}${lead}${median}.`,
    refs: [
      ...ranked.map(({ brand }) => `standing:${market.project}:${brand}`),
      'table:peer-set',
      `table:standing${words.suffix(market)}`,
    ],
  };
}

export function standingSection(
  market: MarketFacts,
  all: readonly Finding[],
  isBeside: boolean,
  page: Collector,
  words: Wording,
): Section {
  const chart = standingChart(market, all, words);
  const alone: Block[] =
    market.ranked < 2
      ? [
          {
            type: 'missing',
            need: 'at least 2 brands with scores for a ranking',
            have: `${market.ranked}`,
            fix: 'import scores of competitors into this project',
          },
        ]
      : [];
  return {
    id: `standing${words.suffix(market)}`,
    heading: chart.title,
    width: isBeside && page.withCharts ? 'half' : 'full',
    blocks: [
      ...page.chart(chart),
      ...text(standingSentence(market, words)),
      ...(page.withCharts ? [] : page.table(standingTable(market, all, words))),
      ...alone,
    ],
  };
}
