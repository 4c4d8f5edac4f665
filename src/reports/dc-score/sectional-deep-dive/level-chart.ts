/** Where one brand stands among its peers in every section, as dots. */
import type { DotPlot } from '../../../document/chart.ts';
import { countOf, fitTitle } from '../../../document/words.ts';
import type { MarketFacts, SectionLevel, Subject } from '../../shared/analysis.ts';
import { ordinal } from '../../shared/words/ordinals.ts';
import { placeOf, windowLabel } from '../../shared/words/scope.ts';
import type { Wording } from '../../shared/words/wording.ts';

function titleOf(market: MarketFacts, subject: Subject, words: Wording): string {
  const place = placeOf(market, words);
  const ranked = subject.sections
    .filter((each): each is SectionLevel & { readonly rank: number } => each.rank !== null)
    .sort((a, b) => a.rank - b.rank);
  const [best, worst] = [ranked[0], ranked.at(-1)];
  if (!best || !worst) return fitTitle([`${subject.brand} has no section score${place}`]);
  if (best.rank === worst.rank)
    return fitTitle([`${subject.brand} ranks ${ordinal(best.rank)} of ${market.ranked} in every section${place}`]);
  return fitTitle([
    `${subject.brand} ranks ${ordinal(best.rank)} in ${best.section}, ${ordinal(worst.rank)} in ${worst.section}${place}`,
    `${subject.brand}: ${ordinal(best.rank)} in ${best.section}, ${ordinal(worst.rank)} in ${worst.section}`,
  ]);
}

export function levelChart(market: MarketFacts, subject: Subject, words: Wording): DotPlot {
  const { formats } = words;
  const title = titleOf(market, subject, words);
  const text = (score: number | null): string => (score === null ? 'no data' : formats.score(score));
  return {
    kind: 'dot-plot',
    id: `levels${words.suffix(market)}`,
    title,
    subtitle: `Section scores, 0–100, ${windowLabel(market)}; grey: peers, tick: peer median`,
    alt: `${title}. ${subject.sections.map(({ section, score }) => `${section} ${text(score)}`).join(', ')}, among ${countOf(market.peers.length, 'brand')}.`,
    note: null,
    findings: [`standing:${market.project}:${subject.brand}`],
    table: 'sections-in-figures',
    axis: { label: 'Section score', min: null, max: null, unit: 'points', decimals: 0 },
    rows: subject.sections.map(({ section, score, peerMedian }) => {
      const s = market.sections.indexOf(section);
      return {
        label: section,
        section,
        dots: [
          ...market.peers.flatMap(({ brand }, i) =>
            brand === subject.brand
              ? []
              : [{ value: market.sectionScores[i]![s] ?? null, emphasis: 'context' as const }],
          ),
          { value: score, emphasis: 'subject' as const },
        ],
        middle: peerMedian,
        valueText: text(score),
      };
    }),
  };
}

/** More names than this cover each other at phone width. */
const MOST_NAMED = 6;

function marketTitle(market: MarketFacts, words: Wording): string {
  const place = placeOf(market, words);
  const ranked = market.subjects
    .flatMap(({ brand, sections }) => sections.map(({ section, rank }) => ({ brand, section, rank })))
    .filter((each): each is typeof each & { rank: number } => each.rank !== null)
    .sort((a, b) => a.rank - b.rank);
  const [best, worst] = [ranked[0], ranked.at(-1)];
  if (!best || !worst) return fitTitle([`None of our brands has a section score${place}`]);
  return fitTitle([
    `${best.brand} ranks ${ordinal(best.rank)} in ${best.section}, ${worst.brand} ${ordinal(worst.rank)} in ${worst.section}${place}`,
    `${best.brand} ${ordinal(best.rank)} in ${best.section}, ${worst.brand} ${ordinal(worst.rank)} in ${worst.section}`,
    `${worst.brand} ranks ${ordinal(worst.rank)} in ${worst.section}${place}`,
  ]);
}

/** Sections by brands as dots, our brands named; null: one brand alone has its own chart, too many are unreadable. */
export function marketLevelChart(market: MarketFacts, words: Wording): DotPlot | null {
  const { subjects } = market;
  if (subjects.length < 2 || subjects.length > MOST_NAMED) return null;
  const { formats } = words;
  const title = marketTitle(market, words);
  const best = (s: number): string => {
    const scores = subjects.flatMap(({ brand, sections }) => {
      const score = sections[s]?.score;
      return score == null ? [] : [{ brand, score }];
    });
    const top = [...scores].sort((a, b) => b.score - a.score)[0];
    return top ? `${top.brand} ${formats.score(top.score)} best of ours` : 'no data';
  };
  return {
    kind: 'dot-plot',
    id: `section-dots${words.suffix(market)}`,
    title,
    subtitle: `Section scores, 0–100, ${windowLabel(market)}; grey: other brands, tick: peer median`,
    alt: `${title}. ${market.sections.map((section, s) => `${section}: ${best(s)}`).join('; ')}; among ${countOf(market.peers.length, 'brand')}.`,
    note: null,
    findings: subjects.map(({ brand }) => `standing:${market.project}:${brand}`),
    table: 'sections-in-figures',
    axis: { label: 'Section score', min: null, max: null, unit: 'points', decimals: 0 },
    rows: market.sections.map((section, s) => ({
      label: section,
      section,
      dots: market.peers.map((peer, i) => ({
        value: market.sectionScores[i]![s] ?? null,
        ...(peer.isSubject ? { emphasis: 'subject' as const, label: peer.brand } : { emphasis: 'context' as const }),
      })),
      middle: subjects[0]!.sections[s]?.peerMedian ?? null,
      valueText: '',
    })),
  };
}
