/** Which findings are worth a reader's first minute: the largest and surest, each story once, at most seven. */
import type { Finding } from '../domain/finding.ts';

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
const REPEATED = 0.25;

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
}

/** Ranked by size × certainty × novelty (ties by id), the strongest of every story, at most `most` (seven). */
export function rankInsights(candidates: readonly InsightCandidate[], settings: InsightSettings = {}): Finding[] {
  const { most = MOST_INSIGHTS, previous } = settings;
  const before = new Map((previous ?? []).map((finding) => [finding.id, finding]));
  const ranked = candidates
    .map((candidate) => ({ candidate, sure: certainty(candidate.finding) }))
    .filter((each): each is { candidate: InsightCandidate; sure: number } => each.sure !== null)
    .map(({ candidate, sure }) => {
      const { finding, size } = candidate;
      return { ...candidate, weight: Math.abs(size) * sure * novelty(finding, before.get(finding.id)) };
    })
    .sort((a, b) => b.weight - a.weight || (a.finding.id < b.finding.id ? -1 : 1));
  const told = new Set<string>();
  const insights: Finding[] = [];
  for (const { finding, story } of ranked) {
    if (told.has(story) || insights.length === most) continue;
    told.add(story);
    insights.push(finding);
  }
  return insights;
}
