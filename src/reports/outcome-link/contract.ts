/** What every report on the outcome link declares, hands on and ends with in the same way. */
import { FORMULA_OUTCOMES } from '../../analytics/outcome-link/computed-from.ts';
import { CONTROL_OUTCOME_NAMES } from '../../analytics/outcome-link/units.ts';
import type { Definition, MethodNote } from '../../document/document.ts';
import type { Grading } from '../../document/grading.ts';
import type { Finding } from '../../domain/finding.ts';
import type { ScoreAnalysis } from '../shared/analysis.ts';
import {
  gradesNote,
  limitsNote,
  methodNotes,
  SCORE_NOTE,
  type SpokenNote,
  TERMS,
} from '../shared/page/method-notes.ts';
import type { Wording } from '../shared/words/wording.ts';
import type { LinkAnalysis } from './analysis.ts';
import type { LinkedMarkets } from './markets.ts';
import { LINK_TERMS, linkNotes } from './method.ts';
import type { LinkPage } from './tables.ts';

/** What is read and how much of it there must be; a report names its outcomes. */
export const LINK_NEEDS = {
  tables: ['projects', 'brands', 'metrics', 'weights', 'scores', 'outcomes', 'spend', 'events'],
  optionalOutcomes: [...new Set([...CONTROL_OUTCOME_NAMES, ...FORMULA_OUTCOMES])],
  brands: { subject: 1, peers: 0 },
  periods: 24,
} as const;

/** What each depth tests. */
export const LINK_DEPTH = { basic: 'pooled', standard: 'brands', detailed: 'parts' } as const;

/** @param beyond what a report cannot say beside that an association is not a cause */
export const linkLimits = (beyond: string): SpokenNote =>
  limitsNote(
    `An association is not a cause: what is not held constant may drive both. ${beyond}`,
    'That two things move together does not make one the cause of the other. A test would show it.',
  );

/** The part of the analysis that all reports share: a link follows no finding up and draws no section of the score. */
export const scoreAnalysisOf = ({ facts, absent }: LinkedMarkets, { findings, family }: Grading): ScoreAnalysis => ({
  markets: facts,
  absent,
  graded: findings,
  family,
  robustness: {},
  sectionPaths: {},
});

/** @param name prefix of ids; the outcome's name unless the report links several */
export const linkPage = (
  { link, markets }: ScoreAnalysis & { readonly link: LinkAnalysis },
  all: readonly Finding[],
  words: Wording,
  name = link.outcome,
): LinkPage => ({ link, name, markets, findings: new Map(all.map((finding) => [finding.id, finding])), words });

/** @param own notes of the report before those of its link, and after them */
export const linkMethod = (
  analysis: ScoreAnalysis,
  link: LinkAnalysis | null,
  limits: SpokenNote,
  words: Wording,
  own: { readonly before?: readonly (SpokenNote | null)[]; readonly after?: readonly (SpokenNote | null)[] } = {},
): MethodNote[] =>
  methodNotes(
    [
      SCORE_NOTE,
      ...(own.before ?? []),
      ...(link === null ? [] : linkNotes(link)),
      ...(own.after ?? []),
      gradesNote(analysis, words),
      limits,
    ],
    words,
  );

/** Terms of the report and of its link; only professionals are told those of statistics. */
export const linkTerms = (words: Wording, own: readonly Definition[] = []): Definition[] =>
  words.style !== 'professional' ? [...own, ...LINK_TERMS.slice(0, 3)] : [...own, ...LINK_TERMS, TERMS.q];
