/** Which brands a chart draws, and how strongly. */
import type { Emphasis } from '../../../document/chart.ts';
import type { MarketFacts, Peer } from '../analysis.ts';

/** More bars than this are unreadable at phone width. */
const MOST_BARS = 16;

export const emphasisOf = (peer: Pick<Peer, 'isSubject' | 'role'>): Emphasis =>
  peer.isSubject ? 'subject' : peer.role === 'own' ? 'own' : 'context';

export const points = { unit: 'points', decimals: 0 } as const;

/** The peers to draw: all, or the best, the subjects with their neighbours, and the last. */
export function drawnPeers(market: MarketFacts): readonly Peer[] {
  const ranked = market.peers.filter((peer) => peer.score !== null);
  if (ranked.length <= MOST_BARS) return ranked;
  const kept = new Set<number>();
  const keep = (i: number): void => {
    if (i >= 0 && i < ranked.length && kept.size < MOST_BARS) kept.add(i);
  };
  ranked.forEach((peer, i) => {
    if (peer.isSubject) keep(i);
  });
  keep(0);
  keep(ranked.length - 1);
  ranked.forEach((peer, i) => {
    if (!peer.isSubject) return;
    keep(i - 1);
    keep(i + 1);
  });
  for (let i = 1; kept.size < MOST_BARS && i < ranked.length; i++) keep(i);
  return ranked.filter((_, i) => kept.has(i));
}
