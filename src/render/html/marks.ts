/** Small signs drawn as shapes, because text fonts lack them: each with a text alternative, none by colour alone. */
import type { Grade } from '../../domain/evidence.ts';
import { type Markup, markup, trusted } from './markup.ts';

export const GRADE_WORDS: Readonly<Record<Grade, string>> = {
  supported: 'supported',
  suggestive: 'suggestive',
  none: 'no effect found',
  insufficient: 'insufficient data',
};

const GRADE_SHAPES: Readonly<Record<Grade, string>> = {
  supported: '<circle cx="6" cy="6" r="4.5" fill="currentColor"/>',
  suggestive:
    '<circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" stroke-width="1.2"/><path d="M6 2a4 4 0 0 0 0 8z" fill="currentColor"/>',
  none: '<circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" stroke-width="1.2"/>',
  insufficient: '<path d="M2 6h8" stroke="currentColor" stroke-width="1.4"/>',
};

/** ● supported, ◐ suggestive, ○ none, – insufficient; nothing for arithmetic, which is not graded. */
export function gradeMark(grade: Grade | null): Markup {
  if (grade === null) return markup``;
  return markup`<svg class="mark mark-${grade}" viewBox="0 0 12 12" role="img" aria-label="${GRADE_WORDS[grade]}">${trusted(GRADE_SHAPES[grade])}</svg>`;
}

/** ▲ or ▼ by the sign of the change; the class says whether that is better or worse. */
export function deltaMark(value: number, better: boolean | null): Markup {
  if (value === 0) return markup``;
  const shape = value > 0 ? '<path d="M6 2l5 8H1z"/>' : '<path d="M6 10L1 2h10z"/>';
  return markup`<svg class="mark ${toneOf(better)}" viewBox="0 0 12 12" fill="currentColor" role="img" aria-label="${value > 0 ? 'up' : 'down'}">${trusted(shape)}</svg>`;
}

/** CSS class of a judgement: better, worse or neutral. */
export const toneOf = (better: boolean | null): string =>
  better === null ? 'tone-neutral' : better ? 'tone-better' : 'tone-worse';

/** What the marks mean, in one line. */
export function gradeKey(): Markup {
  const entry = (grade: Grade, words: string) => markup`<span class="key">${gradeMark(grade)} ${words}</span>`;
  return markup`<span class="keys">Evidence: ${entry('supported', 'supported, q ≤ .05')} ${entry('suggestive', 'suggestive, q ≤ .10')} ${entry('none', 'none')} ${entry('insufficient', 'too few data')}</span>`;
}
