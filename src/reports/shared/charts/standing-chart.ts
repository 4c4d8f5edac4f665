/** The ranking as bars, with changes beside them. */
import type { RankedBars } from '../../../document/chart.ts';
import { pointsDelta } from '../../../document/format.ts';
import { countOf, fitTitle } from '../../../document/words.ts';
import type { Finding } from '../../../domain/finding.ts';
import type { MarketFacts } from '../analysis.ts';
import { ordinal } from '../words/ordinals.ts';
import { comparisonLabel, placeOf, windowLabel } from '../words/scope.ts';
import { markOf } from '../words/test-claims.ts';
import type { Wording } from '../words/wording.ts';
import { drawnPeers, emphasisOf, points } from './drawn-peers.ts';

function supportedDifference(findings: readonly Finding[], market: MarketFacts, brand: string): Finding | undefined {
  return findings.find((finding) => finding.id === `difference:${market.project}:${brand}:score`);
}

export function standingChart(market: MarketFacts, findings: readonly Finding[], words: Wording): RankedBars {
  const { formats } = words;
  const peers = drawnPeers(market);
  const best = market.subjects.find(({ peer }) => peer.rank !== null);
  const place = placeOf(market, words);
  const title = best
    ? market.subjects.length === 1
      ? fitTitle([
          `${best.brand} stands ${ordinal(best.peer.rank!)} of ${market.ranked}${place}`,
          `${best.brand} stands ${ordinal(best.peer.rank!)}`,
        ])
      : fitTitle([
          `${best.brand} is our best brand${place}, ${ordinal(best.peer.rank!)} of ${market.ranked}`,
          `${best.brand} leads our brands${place}`,
        ])
    : fitTitle([`None of these brands has a score${place}`]);
  const target = market.subjects.find((subject) => subject.target !== undefined)?.target?.target;
  const first = peers[0];
  const last = peers.at(-1);
  return {
    kind: 'ranked-bars',
    id: `standing${words.suffix(market)}`,
    title,
    subtitle: market.comparison.range ? `DC score and change, against ${comparisonLabel(market)}` : 'DC score, 0–100',
    alt: `${title}. DC score, mean of ${windowLabel(market)}. Bars of ${countOf(peers.length, 'brand')}${
      first && last && first.score !== null && last.score !== null
        ? ` from ${first.brand} ${formats.score(first.score)} to ${last.brand} ${formats.score(last.score)}`
        : ''
    }.`,
    note:
      peers.length < market.ranked ? `${peers.length} of ${market.ranked} brands are drawn; the table has all.` : null,
    findings: market.subjects.map(({ brand }) => `standing:${market.project}:${brand}`),
    table: `standing${words.suffix(market)}`,
    axis: { label: 'DC score', min: 0, max: 100, ...points },
    bars: peers.map((peer) => {
      const tested = supportedDifference(findings, market, peer.brand);
      return {
        label: peer.brand,
        value: peer.score,
        valueText: peer.score === null ? 'no score' : formats.score(peer.score),
        interval: null,
        delta: peer.delta === null ? null : { ...pointsDelta(peer.delta, formats), grade: markOf(tested) },
        emphasis: emphasisOf(peer),
        section: null,
      };
    }),
    references: [
      ...(market.peerMedian === null ? [] : [{ label: 'peer median', value: market.peerMedian }]),
      ...(target === undefined ? [] : [{ label: `target ${formats.significant(target)}`, value: target }]),
    ],
  };
}
