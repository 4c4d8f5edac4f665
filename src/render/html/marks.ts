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

/** The word is there for screen readers, search and copies; figures of the tagged PDF stay for charts. */
function shape(tone: string, drawing: string, word: string | null): Markup {
  const said = word === null ? null : markup`<span class="said">${word}</span>`;
  return markup`<span class="mark ${tone}"><svg viewBox="0 0 12 12" aria-hidden="true">${trusted(drawing)}</svg>${said}</span>`;
}

/**
 * ● supported, ◐ suggestive, ○ none, – insufficient; nothing for arithmetic, which is not graded.
 * @param said false where the word stands beside the mark
 */
export function gradeMark(grade: Grade | null, said = true): Markup {
  if (grade === null) return markup``;
  return shape(`mark-${grade}`, GRADE_SHAPES[grade], said ? GRADE_WORDS[grade] : null);
}

/** ▲ or ▼ by the sign of the change, a dash for none; the class says whether that is better or worse. */
export function deltaMark(value: number, better: boolean | null): Markup {
  if (value === 0) return shape('tone-neutral', GRADE_SHAPES.insufficient, 'unchanged');
  const path =
    value > 0 ? '<path fill="currentColor" d="M6 2l5 8H1z"/>' : '<path fill="currentColor" d="M6 10L1 2h10z"/>';
  return shape(toneOf(better), path, value > 0 ? 'up' : 'down');
}

/** CSS class of a judgement: better, worse or neutral. */
export const toneOf = (better: boolean | null): string =>
  better === null ? 'tone-neutral' : better ? 'tone-better' : 'tone-worse';

/** What the marks mean, in one line. */
export function gradeKey(): Markup {
  const entry = (grade: Grade, words: string) => markup`<span class="key">${gradeMark(grade, false)} ${words}</span>`;
  return markup`<span class="keys">Evidence: ${entry('supported', 'supported, q ≤ .05')} ${entry('suggestive', 'suggestive, q ≤ .10')} ${entry('none', 'none')} ${entry('insufficient', 'too few data')}</span>`;
}
