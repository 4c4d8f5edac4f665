/** Is it really moving? The paths, the supported changes and trends in full, and one line for what stayed in the noise. */
import type { Block, Section, Sentence } from '../../../document/document.ts';
import { capitalise, joinNames } from '../../../document/words.ts';
import type { Finding } from '../../../domain/finding.ts';
import type { MarketFacts, Subject } from '../../shared/analysis.ts';
import { pathChart } from '../../shared/charts/path-chart.ts';
import { type Collector, tellFully, text } from '../../shared/page/blocks.ts';
import { differenceOf, type FindingIndex, isSupported, type Story, trendOf } from '../../shared/stories.ts';
import { historyTable } from '../../shared/tables/history-tables.ts';
import { standingTable } from '../../shared/tables/standing-tables.ts';
import { nounOf } from '../../shared/words/scope.ts';
import { unseenOf } from '../../shared/words/test-claims.ts';
import type { Wording } from '../../shared/words/wording.ts';

/** More brands than this make a line nobody reads; the table of tests has them all. */
const MOST_NAMED = 8;

/** "Within noise: Aurora −0.3 and Dune +0.8 points. …": what was seen, and what could have been. */
function silenceOf(
  market: MarketFacts,
  quiet: readonly { subject: Subject; finding: Finding }[],
  words: Wording,
): Sentence[] {
  const { formats } = words;
  const isPlain = words.style !== 'professional';
  const say = (each: (typeof quiet)[number][], withDetectable: boolean): string => {
    const named = each.slice(0, MOST_NAMED).map(({ subject, finding }) => {
      const change = formats.points(subject.peer.delta ?? finding.estimate ?? 0);
      const seen =
        withDetectable && typeof finding.detectable === 'number'
          ? ` (seen from ${formats.size(finding.detectable)})`
          : '';
      return `${subject.brand} ${change}${seen}`;
    });
    const rest = each.length - named.length;
    return joinNames([...named, ...(rest > 0 ? ['the others'] : [])]);
  };
  const refs = quiet.flatMap(({ subject, finding }) => [finding.id, `standing:${market.project}:${subject.brand}`]);
  const groups = [
    ['too small to matter', 'a change that could alter the ranking would probably have been seen'],
    ['cannot tell', 'smaller changes than that cannot be told from noise'],
    [null, ''],
  ] as const;
  const lead = words.style === 'simple' ? 'as usual' : 'within noise';
  if (isPlain) return [{ text: `${capitalise(lead)}: ${say([...quiet], false)} points.`, refs }];
  const told = groups
    .map(([unseen, meaning]) => ({
      each: quiet.filter(({ finding }) => unseenOf(finding, market) === unseen),
      isVague: unseen === 'cannot tell',
      meaning,
    }))
    .filter(({ each }) => each.length > 0);
  return told.map(({ each, isVague, meaning }, i): Sentence => {
    const start = capitalise(i === 0 ? lead : `also ${lead}`);
    return { text: `${start}: ${say(each, isVague)} points${meaning === '' ? '' : `; ${meaning}`}.`, refs };
  });
}

/** "From one month to the next these scores usually move by 0.7 to 0.9 points." */
function restlessnessOf(market: MarketFacts, words: Wording): Sentence | null {
  const known = market.subjects.map(({ peer }) => peer.volatility).filter((value) => value !== null);
  if (known.length === 0 || words.style === 'executive') return null;
  const [low, high] = [Math.min(...known), Math.max(...known)].map(words.formats.size);
  return {
    text: `From one ${nounOf(market)} to the next ${known.length === 1 ? 'the score' : 'these scores'} usually move${known.length === 1 ? 's' : ''} by ${low === high ? low : `${low} to ${high}`} points.`,
    refs: [`table:standing${words.suffix(market)}`],
  };
}

export function movementSection(
  market: MarketFacts,
  findings: FindingIndex,
  all: readonly Finding[],
  stories: readonly Story[],
  page: Collector,
  words: Wording,
): Section {
  const chart = pathChart(market, all, stories, words);
  const blocks: Block[] = [...page.chart(chart)];
  page.keep(standingTable(market, all, words));
  const quiet: { subject: Subject; finding: Finding }[] = [];
  const untested: string[] = [];
  for (const subject of market.subjects) {
    const pair = { market, subject };
    const [difference, trend] = [differenceOf(pair, findings), trendOf(pair, findings)];
    for (const finding of [difference, trend])
      if (isSupported(finding)) blocks.push(...tellFully(finding, market, words));
    if (difference?.grade === 'none') quiet.push({ subject, finding: difference });
    const short = [trend, difference].find((finding) => finding?.grade === 'insufficient');
    if (short) untested.push(`${subject.brand}: ${short.caveats[0] ?? `${short.n} ${nounOf(market)}s`}`);
  }
  blocks.push(...text(...(quiet.length > 0 ? silenceOf(market, quiet, words) : []), restlessnessOf(market, words)));
  const { comparison } = market;
  if (comparison.undefined !== null)
    blocks.push({
      type: 'missing',
      need: 'scores to compare with',
      have: comparison.undefined,
      fix: 'choose a shorter period, another comparison, or import earlier scores',
    });
  else if (untested.length > 0)
    blocks.push({
      type: 'missing',
      need: `enough ${nounOf(market)}s with scores to test for movement`,
      have: untested.join('; '),
      fix: 'import earlier scores, or read the change beside its typical noise',
    });
  page.keep(historyTable(market, words));
  return { id: `movement${words.suffix(market)}`, heading: chart.title, width: 'full', blocks };
}
