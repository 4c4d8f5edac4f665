/** The mean of the chosen brands of one market, with its exact change by section. */
import type { Decomposition } from '../../../analytics/scores/decomposition.ts';
import type { Portfolio, Subject } from '../analysis.ts';

export function portfolioOf(subjects: readonly Subject[], sections: readonly string[]): Portfolio | null {
  const scored = subjects.filter(({ peer }) => peer.score !== null);
  if (scored.length === 0) return null;
  const changed = scored
    .map(({ decomposition }) => decomposition)
    .filter((each): each is Extract<Decomposition, { undefined: null }> => each.undefined === null);
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  // With a change, level and change speak about the same brands: those that exist in both windows.
  if (changed.length === 0)
    return {
      brands: scored.length,
      score: mean(scored.map(({ peer }) => peer.score!)),
      before: null,
      delta: null,
      sections: [],
    };
  const before = mean(changed.map((each) => each.before));
  const score = mean(changed.map((each) => each.current));
  return {
    brands: changed.length,
    score,
    before,
    delta: score - before,
    sections: sections.map((section) => {
      const parts = changed.map((each) => each.sections.find((effects) => effects.section === section));
      const part = (name: 'value' | 'weight' | 'coverage' | 'total'): number =>
        mean(parts.map((effects) => effects?.[name] ?? 0));
      return {
        section,
        value: part('value'),
        weight: part('weight'),
        coverage: part('coverage'),
        total: part('total'),
      };
    }),
  };
}
