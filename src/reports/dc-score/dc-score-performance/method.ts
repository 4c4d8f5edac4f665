/** How the score performance report works, in the reader’s words, with sources; and what its terms mean. */
import type { Definition, MethodNote } from '../../../document/document.ts';
import type { ScoreAnalysis } from '../../shared/analysis.ts';
import {
  CHANGE_PARTS_NOTE,
  gradesNote,
  HEADROOM_NOTE,
  limitsNote,
  methodNotes,
  relativeNote,
  SCORE_NOTE,
  SCORE_TESTS_NOTE,
  STANDING_NOTE,
  TERMS,
} from '../../shared/page/method-notes.ts';
import type { Wording } from '../../shared/words/wording.ts';

const LIMITS = limitsNote(
  'Known events beside a step or an odd period are coincidences in time, not causes. Seasonal campaigns, price and distribution are not controlled for here.',
  'Events named beside a change happened at the same time; that does not make them its cause.',
);

export function methodOf(analysis: ScoreAnalysis, words: Wording): MethodNote[] {
  return methodNotes(
    [
      SCORE_NOTE,
      CHANGE_PARTS_NOTE,
      SCORE_TESTS_NOTE,
      gradesNote(analysis, words),
      STANDING_NOTE,
      words.depth === 'basic' ? null : HEADROOM_NOTE,
      relativeNote(analysis.markets),
      LIMITS,
    ],
    words,
  );
}

export function definitionsOf(words: Wording): Definition[] {
  const terms: Definition[] = [TERMS.coverage, TERMS.percentile, TERMS.tier, TERMS.peerMedian];
  if (words.style === 'simple') return terms;
  return [...terms, TERMS.valueEffect, TERMS.weightEffect, TERMS.coverageEffect, TERMS.volatility, TERMS.q];
}
