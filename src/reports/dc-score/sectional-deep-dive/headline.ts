/** Title and verdict: what carries and what drags, and what moved or that nothing did. */
import type { Sentence } from '../../../document/document.ts';
import { countOf, possessive } from '../../../document/words.ts';
import type { Finding } from '../../../domain/finding.ts';
import { type FindingIndex, isNews, storiesOf } from '../../shared/stories.ts';
import { PORTFOLIO } from '../../shared/words/portfolio-facts.ts';
import { nounOf, placeOf } from '../../shared/words/scope.ts';
import { tell, title } from '../../shared/words/telling.ts';
import type { Wording } from '../../shared/words/wording.ts';
import type { SectionAnalysis } from './analysis.ts';
import { carryId } from './findings.ts';
import { type Carried, carriesOf, levelOf, profiledOf } from './profile-index.ts';

export interface Headline {
  readonly title: string;
  readonly verdict: Sentence;
  /** The supported finding that the verdict adds; null when nothing is supported. */
  readonly about: Finding | null;
}

interface Said {
  /** Without figures. */
  readonly short: string;
  readonly titles: readonly string[];
  readonly text: string;
  readonly refs: readonly string[];
}

const refOf = ({ market, subject, section }: Carried): string =>
  carryId(market.project, subject.brand, section.section);

function sayCarries(analysis: SectionAnalysis, words: Wording): Said {
  const { formats } = words;
  const profiled = profiledOf(analysis);
  const { carrying, dragging } = carriesOf(profiled);
  const isOnly = profiled.length === 1;
  const isOneBrand = new Set(profiled.map(({ subject }) => subject.brand)).size === 1;
  const [up, down] = [carrying[0], dragging[0]];
  const figure = (each: Carried): string => formats.points(each.section.carry);
  const name = (each: Carried): string => words.brand(each.market, each.subject.brand);
  if (up && down) {
    const most = isOnly ? '' : ' most';
    const second =
      isOnly || name(up) === name(down)
        ? `${down.section.section} drags it (${figure(down)})`
        : `${down.section.section} drags ${name(down)} (${figure(down)})`;
    const text = `${up.section.section} carries ${name(up)}${most} (${figure(up)} points), ${second}`;
    return {
      titles: [
        text,
        text.replace(' points)', ')'),
        `${up.section.section} carries ${up.subject.brand}, ${down.section.section} drags ${isOnly ? 'it' : down.subject.brand}`,
        `${down.section.section} drags ${name(down)} (${figure(down)} points)`,
      ],
      text,
      short: `${up.section.section} carries ${name(up)}${most}, ${down.section.section} drags ${name(up) === name(down) ? 'it' : name(down)}`,
      refs: [refOf(up), refOf(down)],
    };
  }
  const one = up ?? down;
  if (one) {
    const verb = up ? 'carries' : 'drags';
    const none = up ? 'no section drags' : 'no section carries';
    const text = `${one.section.section} ${verb} ${name(one)}${isOnly ? '' : ' most'} (${figure(one)} points); ${none} ${isOneBrand ? 'it' : 'a brand'}`;
    return {
      titles: [text, `${one.section.section} ${verb} ${name(one)} (${figure(one)} points)`],
      text,
      short: `${one.section.section} ${verb} ${name(one)}${isOnly ? '' : ' most'}; ${none} ${isOneBrand ? 'it' : 'a brand'}`,
      refs: [refOf(one)],
    };
  }
  const first = profiled[0];
  const scored = (first?.profile.sections ?? [])
    .map(({ section }) => ({ section, score: levelOf(first!.subject, section).score }))
    .filter((each): each is { section: string; score: number } => each.score !== null)
    .sort((a, b) => b.score - a.score);
  if (!first || scored.length === 0)
    return {
      titles: ['No section score in the report period'],
      text: 'No section score in the report period',
      short: 'No section score in the report period',
      refs: [],
    };
  const [best, worst] = [scored[0]!, scored.at(-1)!];
  const who = possessive(words.brand(first.market, first.subject.brand));
  const text =
    best === worst
      ? `${who} only section, ${best.section}, scores ${formats.score(best.score)}`
      : `${who} sections lie between ${formats.score(worst.score)} (${worst.section}) and ${formats.score(best.score)} (${best.section})`;
  return {
    titles: [text, `${who} best section is ${best.section}`],
    text,
    short: text,
    refs: ['table:sections-in-figures'],
  };
}

export function headlineOf(
  analysis: SectionAnalysis,
  findings: FindingIndex,
  all: readonly Finding[],
  words: Wording,
): Headline {
  const said = sayCarries(analysis, words);
  const story = storiesOf(analysis, all).filter(isNews)[0];
  if (story)
    return {
      title: title(...said.titles),
      // With news the figures of what carries stand in the tiles: a verdict of four lines is not read.
      verdict: { text: `${said.short}; ${tell(story, words)}.`, refs: [...said.refs, story.finding.id] },
      about: story.finding,
    };
  const lead = all.find(
    ({ kind, grade, subject }) => kind === 'association' && grade === 'supported' && !subject.brand,
  );
  if (lead) {
    const market = analysis.markets.find(({ project }) => project === lead.subject.project)!;
    const to = (lead.subject.outcome ?? '').replace(/ score$/, '');
    const told = `${lead.predictor?.section} leads ${to} by ${countOf(lead.lag ?? 0, nounOf(market))}${placeOf(market, words)}`;
    return {
      title: title(...said.titles),
      verdict: { text: `${said.text}; ${told}.`, refs: [...said.refs, lead.id] },
      about: lead,
    };
  }
  const tested = all.some(({ id, grade }) => /^section-(changes|trends):/.test(id) && grade === 'none');
  const silence = tested ? `no section moved ${words.beyondNoise}` : 'too little history to test for movement';
  return {
    title: title(...said.titles),
    verdict: { text: `${said.text}; ${silence}.`, refs: [...said.refs, findings.get(PORTFOLIO)!.id] },
    about: null,
  };
}
