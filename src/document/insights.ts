/** Which findings are worth a reader's first minute: the largest and surest, each story once, at most seven. */
import type { Finding } from '../domain/finding.ts';
import type { Insight } from './document.ts';

export interface InsightCandidate {
  readonly finding: Finding;
  /** Size on a scale that compares findings: estimate ÷ typical noise, or share of the change explained. */
  readonly size: number;
  /** Candidates with the same story (one brand's one event seen in score and section) are told once. */
  readonly story: string;
}

export const MOST_INSIGHTS = 7;

/** 1 − q for tests; facts are certain. Only supported findings and facts may be told. */
function certainty(finding: Finding): number | null {
  if (finding.grade === null) return 1;
  return finding.grade === 'supported' ? 1 - (finding.q ?? 1) : null;
}

/** A finding that the reader was told before, and that says the same again, counts a quarter. */
export const REPEATED = 0.25;

/**
 * 1 for what is new, or has changed: not supported before, another sign, or an estimate that the earlier interval does not
 * hold. Facts are no news of their own: they are as new as what stands beside them.
 */
function novelty(finding: Finding, before: Finding | undefined): number {
  if (before === undefined || finding.grade === null || before.grade !== 'supported') return 1;
  if (finding.estimate === null || before.estimate === null) return REPEATED;
  if (Math.sign(finding.estimate) !== Math.sign(before.estimate)) return 1;
  const [low, high] = before.interval ?? [before.estimate, before.estimate];
  return finding.estimate >= low && finding.estimate <= high ? REPEATED : 1;
}

export interface InsightSettings {
  readonly most?: number;
  /** Findings of the run that the reader saw last; absent: everything is new. */
  readonly previous?: readonly Finding[] | null;
  /** What never leads a story but tells it too: a part of a part, a what-if of the same effect. */
  readonly beside?: readonly { readonly finding: Finding; readonly story: string }[];
}

/** Ranked by size × certainty × novelty (ties by id), the strongest of every story, at most `most` (seven). */
export function rankInsights(candidates: readonly InsightCandidate[], settings: InsightSettings = {}): Insight[] {
  const { most = MOST_INSIGHTS, previous, beside = [] } = settings;
  const before = new Map((previous ?? []).map((finding) => [finding.id, finding]));
  const ranked = candidates
    .map((candidate) => ({ candidate, sure: certainty(candidate.finding) }))
    .filter((each): each is { candidate: InsightCandidate; sure: number } => each.sure !== null)
    .map(({ candidate, sure }) => {
      const { finding, size, story } = candidate;
      return { id: finding.id, story, weight: Math.abs(size) * sure * novelty(finding, before.get(finding.id)) };
    })
    .sort((a, b) => b.weight - a.weight || (a.id < b.id ? -1 : 1));
  const stories = new Map<string, { finding: string; also: string[]; weight: number }>();
  for (const { id, story, weight } of ranked) {
    const told = stories.get(story);
    if (told) told.also.push(id);
    else stories.set(story, { finding: id, also: [], weight });
  }
  for (const { finding, story } of beside) stories.get(story)?.also.push(finding.id);
  return [...stories.values()].slice(0, most);
}
