/** Lines of page 1 about what moved. */
import type { SummaryItem } from '../../../document/document.ts';
import type { Finding } from '../../../domain/finding.ts';
import type { MarketFacts } from '../analysis.ts';
import { differenceOf, type FindingIndex, isTrend, type Story } from '../stories.ts';
import { leadingSection } from '../words/facts.ts';
import { inPeriod, type Pair } from '../words/scope.ts';
import { isShift, markOf } from '../words/test-claims.ts';
import type { Wording } from '../words/wording.ts';

export const MOST_ITEMS = 3;

export const WITHIN_NOISE: Readonly<Record<Wording['style'], string>> = {
  simple: ' (as usual)',
  professional: ' (within noise)',
  executive: ' (within noise)',
};

export const unitOf = (words: Wording): string => (words.style === 'simple' ? ' points' : ' pt');

/** "Aurora in India" among several brands; with one brand, what of it: "Score", "Marketplace". */
export function nameOf(market: MarketFacts, finding: Finding, isOnly: boolean, words: Wording): string {
  const section = finding.predictor?.section;
  if (isOnly) return section ?? 'Score';
  const who = words.brand(market, finding.subject.brand ?? '');
  return section === undefined ? who : `${who}, ${section}`;
}

/** A real change, as published where that has the sign of the tested estimate, with the section behind it. */
function changeOf(finding: Finding, market: MarketFacts, words: Wording): SummaryItem {
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
export function moveOf({ finding, market, points }: Story, isOnly: boolean, words: Wording): SummaryItem {
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

/** The largest changes when none is real: they show how much noise does. */
export function changesWithinNoise(pairs: readonly Pair[], findings: FindingIndex, words: Wording): SummaryItem[] {
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
