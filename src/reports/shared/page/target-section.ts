/** The target score against the brands: who has met it, who could in time, who could not. */
import type { Section } from '../../../document/document.ts';
import { fitTitle, joinNames } from '../../../document/words.ts';
import type { ScoreAnalysis } from '../analysis.ts';
import type { FindingIndex } from '../stories.ts';
import { pairsOf } from '../words/scope.ts';
import { targetId } from '../words/target-fact.ts';
import type { Wording } from '../words/wording.ts';
import { sentenceOf, tellTogether, text } from './blocks.ts';

/** Brands below the target that are told one by one, the closest first. */
const MOST = 6;

/** Null: no target was given, or no brand has a score. */
export function targetSection(
  analysis: Pick<ScoreAnalysis, 'markets'>,
  findings: FindingIndex,
  words: Wording,
): Section | null {
  const rows = pairsOf(analysis).flatMap(({ market, subject }) => {
    const finding = findings.get(targetId(market, subject.brand));
    return finding && subject.target ? [{ market, subject, finding, gap: subject.target.gap }] : [];
  });
  const first = rows[0];
  if (!first) return null;
  const goal = words.formats.significant(first.subject.target!.target);
  const met = rows.filter(({ gap }) => gap <= 0);
  const short = rows.filter(({ gap }) => gap > 0).sort((a, b) => a.gap - b.gap);
  const nameOf = ({ market, subject }: (typeof rows)[number]): string => words.brand(market, subject.brand);
  const heading =
    short.length === 0
      ? [`${joinNames(met.map(nameOf))} ${met.length === 1 ? 'meets' : 'meet'} the target of ${goal}`]
      : met.length === 0
        ? [
            ...(short.length === 1
              ? [`${nameOf(short[0]!)} is ${words.formats.size(short[0]!.gap)} points short of the target of ${goal}`]
              : []),
            `No brand meets the target of ${goal}; ${nameOf(short[0]!)} is closest`,
          ]
        : [`${joinNames(met.map(nameOf))} ${met.length === 1 ? 'meets' : 'meet'} the target of ${goal}, others do not`];
  return {
    id: 'target',
    heading: fitTitle([...heading, `Some brands meet the target of ${goal}, others do not`]),
    width: 'full',
    blocks: text(
      ...tellTogether(
        met.map(({ finding }) => finding),
        () =>
          `${joinNames(met.map((each) => `${nameOf(each)} (${words.formats.score(each.subject.peer.score!)})`))} meet the target of ${goal}.`,
      ),
      ...short.slice(0, MOST).map(({ finding }) => sentenceOf(finding)),
    ),
  };
}
