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

/** Ranked by size × certainty (ties by id), the strongest of every story, at most `most`. */
export function rankInsights(candidates: readonly InsightCandidate[], most: number = MOST_INSIGHTS): Finding[] {
  const ranked = candidates
    .map((candidate) => ({ candidate, sure: certainty(candidate.finding) }))
    .filter((each): each is { candidate: InsightCandidate; sure: number } => each.sure !== null)
    .map(({ candidate, sure }) => ({ ...candidate, weight: Math.abs(candidate.size) * sure }))
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
