/** Brands by sections as a heatmap. */
import type { Heatmap } from '../../../document/chart.ts';
import { countOf, fitTitle } from '../../../document/words.ts';
import type { MarketFacts } from '../analysis.ts';
import { placeOf, windowLabel } from '../words/scope.ts';
import type { Wording } from '../words/wording.ts';
import { drawnPeers, emphasisOf } from './drawn-peers.ts';

/** One brand on the same side of the peers with all its sections; what several do is not said in a line. */
function oneSided({ subjects }: MarketFacts, extremes: readonly { readonly lead: number }[], place: string): string[] {
  const only = subjects.length === 1 ? subjects[0] : undefined;
  if (!only || extremes.length === 0 || extremes.length < only.sections.length) return [];
  if (extremes.every(({ lead }) => lead > 0))
    return [`${only.brand}${place} is above the peer median in every section`];
  if (extremes.every(({ lead }) => lead < 0))
    return [`${only.brand}${place} is below the peer median in every section`];
  return [];
}

export function sectionHeatmap(market: MarketFacts, words: Wording): Heatmap {
  const { formats } = words;
  const drawn = new Set(drawnPeers(market).map(({ brand }) => brand));
  const rows = market.peers
    .map((peer, i) => ({ peer, scores: market.sectionScores[i]! }))
    .filter(({ peer }) => drawn.has(peer.brand));
  const all = rows.flatMap(({ scores }) => scores).filter((score) => score !== null);
  const extremes = market.subjects
    .flatMap((subject) => subject.sections.map((section) => ({ subject, section })))
    .filter(({ section }) => section.score !== null && section.peerMedian !== null)
    .map((each) => ({ ...each, lead: each.section.score! - each.section.peerMedian! }))
    .sort((a, b) => b.lead - a.lead);
  const [top, bottom] = [extremes[0], extremes.at(-1)];
  const place = placeOf(market, words);
  const title =
    top && bottom && top.lead > 0 && bottom.lead < 0
      ? top.subject.brand === bottom.subject.brand
        ? fitTitle([
            `${top.subject.brand}${place} is strong in ${top.section.section}, weak in ${bottom.section.section}`,
            `${top.subject.brand}: strong ${top.section.section}, weak ${bottom.section.section}`,
          ])
        : fitTitle([
            `${top.subject.brand} leads in ${top.section.section}, ${bottom.subject.brand} trails in ${bottom.section.section}${place}`,
            `${bottom.subject.brand} trails in ${bottom.section.section}${place}`,
          ])
      : fitTitle([...oneSided(market, extremes, place), `Section scores of ${countOf(rows.length, 'brand')}${place}`]);
  const low = all.length > 0 ? Math.min(...all) : 0;
  const high = all.length > 0 ? Math.max(...all) : 100;
  return {
    kind: 'heatmap',
    id: `sections${words.suffix(market)}`,
    title,
    subtitle: 'Section scores, 0–100, brands by rank',
    alt: `${title}. Section scores, mean of ${windowLabel(market)}. ${countOf(rows.length, 'brand')} by ${countOf(market.sections.length, 'section')}, from ${formats.score(low)} to ${formats.score(high)}.`,
    note: null,
    findings: market.subjects.map(({ brand }) => `standing:${market.project}:${brand}`),
    table: `sections${words.suffix(market)}`,
    rows: rows.map(({ peer }) => ({ label: peer.brand, emphasis: emphasisOf(peer) })),
    columns: market.sections.map((section) => ({ label: section, section })),
    cells: rows.map(({ scores }) =>
      scores.map((value) => ({ value, text: value === null ? 'no data' : formats.score(value), grade: null })),
    ),
    scale: { label: 'section score', min: low, mid: market.peerMedian, max: high },
  };
}
