/** "Is any of these true?" as one primary question: its members are graded below it, and noise takes one line. */
import type { AnyOf, TestedHypothesis } from '../../../document/grading.ts';
import type { Evidence } from '../../../domain/evidence.ts';

export interface Question
  extends Pick<AnyOf, 'id' | 'kind' | 'subject' | 'measure' | 'test' | 'unit'>,
    Partial<Pick<AnyOf, 'parts'>> {}

/**
 * Members combined by Simes. What would have been seen of any member is the largest of their detectable effects.
 * @param members at least one
 */
export function anyOfTests(question: Question, members: readonly TestedHypothesis[], level: number): AnyOf {
  const remembered = members.map((member): TestedHypothesis => ({ ...member, evidence: remember(member.evidence) }));
  const all = remembered.map(({ evidence }) => evidence(level));
  const tested = all.filter(({ p }) => p !== null);
  const detectable = tested.map((each) => each.detectable ?? null).filter((each) => each !== null);
  return {
    ...question,
    anyOf: remembered,
    combine: 'simes',
    n: Math.max(0, ...all.map(({ n }) => n)),
    insufficient: tested.length > 0 ? null : (all[0]?.insufficient ?? 'nothing to test'),
    detectable: detectable.length === 0 ? null : Math.max(...detectable),
  };
}

function remember(evidence: (level: number) => Evidence): (level: number) => Evidence {
  const known = new Map<number, Evidence>();
  return (level) => {
    const before = known.get(level);
    if (before) return before;
    const found = evidence(level);
    known.set(level, found);
    return found;
  };
}
