/** Title and verdict: the weightiest thing that the tests support, or silence. Everything rests on findings. */
import type { Sentence } from '../../../document/document.ts';
import { capitalise, countOf, joinNames, possessive } from '../../../document/words.ts';
import type { Finding } from '../../../domain/finding.ts';
import type { ScoreAnalysis } from '../../shared/analysis.ts';
import {
  differenceOf,
  type FindingIndex,
  isGradable,
  isNews,
  isSupported,
  type Story,
  storiesOf,
  trendOf,
} from '../../shared/stories.ts';
import { leadingSection } from '../../shared/words/facts.ts';
import { placeWords } from '../../shared/words/ordinals.ts';
import { PORTFOLIO } from '../../shared/words/portfolio-facts.ts';
import { type Pair, pairsOf } from '../../shared/words/scope.ts';
import { tell, tellBriefly, title } from '../../shared/words/telling.ts';
import type { Wording } from '../../shared/words/wording.ts';

export interface Headline {
  readonly title: string;
  readonly verdict: Sentence;
  /** The finding that the verdict is about, for the chart beside it; null when nothing is supported. */
  readonly about: Finding | null;
}

function singleHeadline(pair: Pair, stories: readonly Story[], findings: FindingIndex, words: Wording): Headline {
  const { market, subject } = pair;
  const { formats } = words;
  const { peer, brand, decomposition } = subject;
  const standing = `standing:${market.project}:${brand}`;
  if (peer.score === null || peer.rank === null)
    return {
      title: title(`${brand} has no score in the report period`),
      verdict: { text: findings.get(standing)!.claim, refs: [standing] },
      about: null,
    };
  const score = formats.score(peer.score);
  const hasMoved = peer.rankBefore !== null && peer.rankBefore !== peer.rank;
  const shares = peer.tied > 1 ? 'shares the place of' : 'stands';
  const stands = `it ${hasMoved ? 'now ' : ''}${shares} ${placeWords(peer.rank, market.ranked)}`;
  const difference = differenceOf(pair, findings);
  if (isSupported(difference)) {
    const estimate = difference.estimate ?? 0;
    // Weights can hide or reverse what the brand did: then the headline speaks at today's weights.
    const agrees = peer.delta !== null && Math.sign(peer.delta) === Math.sign(estimate);
    const shown = agrees ? peer.delta! : estimate;
    const leading =
      agrees && decomposition.undefined === null
        ? leadingSection({ sections: decomposition.sections, change: decomposition.total })
        : null;
    const move = `${possessive(brand)} score ${shown > 0 ? 'rose' : 'fell'} ${formats.size(shown)} points ${agrees ? `to ${score}` : 'at today’s weights'}`;
    const carried = leading ? `, ${shown > 0 ? 'carried' : 'dragged'} by ${leading.section}` : '';
    return {
      title: title(`${move}${carried}; ${stands}`, `${move}${carried}`, `${move}; ${stands}`, move),
      verdict: {
        text: `${move}${carried}; ${stands}.`,
        refs: [difference.id, standing, ...(leading ? [`decomposition:${market.project}:${brand}`] : [])],
      },
      about: difference,
    };
  }
  const story = stories.find(isNews);
  if (story) {
    const text = tell(story, words);
    return {
      title: title(`${text}; at ${score} ${stands}`, text, tellBriefly(story, words)),
      verdict: { text: `${text}; at ${score} ${stands}.`, refs: [story.finding.id, standing] },
      about: story.finding,
    };
  }
  const trend = trendOf(pair, findings);
  const silence = isGradable(difference)
    ? `no change ${words.beyondNoise}`
    : isGradable(trend)
      ? `no trend ${words.beyondNoise}`
      : 'too little history to say more';
  const place = `${brand} ${shares} ${placeWords(peer.rank, market.ranked)}`;
  return {
    title: title(`${place} at ${score}: ${silence}`, `${place}: ${silence}`),
    verdict: {
      text: `${brand} scores ${score} and ${shares} ${placeWords(peer.rank, market.ranked)}: ${silence}.`,
      refs: [standing, ...(difference ? [difference.id] : []), ...(trend ? [trend.id] : [])],
    },
    about: null,
  };
}

function portfolioHeadline(
  pairs: readonly Pair[],
  analysis: ScoreAnalysis,
  stories: readonly Story[],
  findings: FindingIndex,
  words: Wording,
): Headline {
  const { formats } = words;
  const total = findings.get(PORTFOLIO)!;
  const scores = Number(total.parts?.scores ?? 0);
  const averages = analysis.markets.filter((market) => market.portfolio !== null);
  const several = analysis.markets.length > 1;
  const shown = averages.slice(0, 3);
  const isOneBrand = new Set(pairs.map(({ subject }) => subject.brand)).size === 1;
  const levels =
    shown.length === 0
      ? ''
      : `${isOneBrand ? 'it scores' : 'the mean score is'} ${joinNames(shown.map((market) => `${formats.score(market.portfolio!.score)}${several ? ` in ${words.marketName(market)}` : ''}`))}`;
  const level = levels === '' ? '' : `; ${levels}`;
  const refs = shown.map(({ project }) => `${PORTFOLIO}:${project}`);
  const moved = pairs
    .map((pair) => ({ pair, finding: differenceOf(pair, findings) }))
    .filter((each): each is { pair: Pair; finding: Finding } => isSupported(each.finding))
    .sort((a, b) => Math.abs(b.finding.estimate ?? 0) - Math.abs(a.finding.estimate ?? 0));
  if (moved.length > 0) {
    const say = ({ pair, finding }: { pair: Pair; finding: Finding }): string => {
      const { delta } = pair.subject.peer;
      const estimate = finding.estimate ?? 0;
      const agrees = delta !== null && Math.sign(delta) === Math.sign(estimate);
      return `${words.brand(pair.market, pair.subject.brand)} ${estimate > 0 ? 'rose' : 'fell'} ${formats.size(agrees ? delta : estimate)} points${agrees ? '' : ' at today’s weights'}`;
    };
    const first = moved.slice(0, 2).map(say);
    const count = `${moved.length} of ${countOf(scores, 'brand score')} changed ${words.beyondNoise}`;
    return {
      title: title(`${count}: ${joinNames(first)}`, `${count}: ${first[0]}`, capitalise(first[0]!), count),
      verdict: {
        text: `${count}: ${joinNames(first)}${moved.length > 2 ? ' most' : ''}${level}.`,
        refs: [PORTFOLIO, ...moved.slice(0, 2).map(({ finding }) => finding.id), ...refs],
      },
      about: moved[0]!.finding,
    };
  }
  const story = stories.find(isNews);
  if (story) {
    const text = tell(story, words);
    return {
      title: title(text, tellBriefly(story, words)),
      verdict: { text: `${text}${level}.`, refs: [story.finding.id, ...refs] },
      about: story.finding,
    };
  }
  const who = isOneBrand ? possessive(pairs[0]!.subject.brand) : 'No brand’s';
  const not = isOneBrand ? ['did not change', 'shows no trend'] : ['changed', 'shows a trend'];
  const silence = pairs.some((pair) => isGradable(differenceOf(pair, findings)))
    ? `${who} score ${not[0]} ${words.beyondNoise}`
    : pairs.some((pair) => isGradable(trendOf(pair, findings)))
      ? `${who} score ${not[1]} ${words.beyondNoise}`
      : `${isOneBrand ? pairs[0]!.subject.brand : 'Our brands'}: too little history to test for change`;
  return {
    title: title(silence),
    verdict: { text: `${silence}${level}.`, refs: [PORTFOLIO, ...refs] },
    about: null,
  };
}

export function headlineOf(
  analysis: ScoreAnalysis,
  findings: FindingIndex,
  all: readonly Finding[],
  words: Wording,
): Headline {
  const pairs = pairsOf(analysis);
  const stories = storiesOf(analysis, all);
  const only = pairs.length === 1 ? pairs[0] : undefined;
  return only
    ? singleHeadline(only, stories, findings, words)
    : portfolioHeadline(pairs, analysis, stories, findings, words);
}
