/** What moved, for page 1: the weightiest news of the sections; without news, what carries and drags. */
import type { SummaryItem } from '../../../document/document.ts';
import type { Finding } from '../../../domain/finding.ts';
import { MOST_ITEMS, moveOf, unitOf } from '../../shared/page/moves.ts';
import { distinct, isNews, storiesOf } from '../../shared/stories.ts';
import type { Wording } from '../../shared/words/wording.ts';
import type { SectionAnalysis } from './analysis.ts';
import { carryId } from './findings.ts';
import { carriesOf, profiledOf } from './profile-index.ts';

export function driversOf(analysis: SectionAnalysis, all: readonly Finding[], words: Wording): SummaryItem[] {
  const profiled = profiledOf(analysis);
  const isOnly = profiled.length === 1;
  const news = distinct(storiesOf(analysis, all).filter(isNews)).slice(0, MOST_ITEMS);
  if (news.length > 0) return news.map((story) => moveOf(story, isOnly, words));
  const { carrying, dragging } = carriesOf(profiled);
  return [...carrying, ...dragging]
    .sort((a, b) => Math.abs(b.section.carry) - Math.abs(a.section.carry))
    .slice(0, MOST_ITEMS)
    .map(({ market, subject, section }) => ({
      text: `${section.section} ${section.carry > 0 ? 'carries' : 'drags'}${isOnly ? '' : ` ${words.brand(market, subject.brand)}`}`,
      figure: `${words.formats.points(section.carry)}${unitOf(words)}`,
      value: section.carry,
      grade: null,
      refs: [carryId(market.project, subject.brand, section.section)],
    }));
}
