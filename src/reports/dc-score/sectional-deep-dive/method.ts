/** How the sectional report works, in the reader’s words, with sources; and what its terms mean. */
import type { Definition, MethodNote } from '../../../document/document.ts';
import {
  gradesNote,
  HEADROOM_NOTE,
  limitsNote,
  methodNotes,
  relativeNote,
  SCORE_NOTE,
  SCORE_TESTS_NOTE,
  type SpokenNote,
  TERMS,
} from '../../shared/page/method-notes.ts';
import type { Wording } from '../../shared/words/wording.ts';
import type { SectionAnalysis } from './analysis.ts';

const CARRY: SpokenNote = {
  heading: 'What carries and drags',
  text: 'A brand’s lead over the mean of its peers is split over metrics in every period: share of the common weight × difference of the values, and for metrics that only one side has the distance that they make. Averaged over peers and periods the parts add up to the lead exactly. A section carries when its part is above nothing. This is arithmetic, not a test.',
  plain:
    'The distance between a brand and its peers is split exactly over its sections: those that add to it carry, those that take from it drag.',
  source: 'Bennet (1920), Journal of the Royal Statistical Society 83',
};

const VARIANCE: SpokenNote = {
  heading: 'Ups and downs',
  text: 'Share of a section = covariance of its contribution (today’s weight × section score) with the score ÷ variance of the score, over the history. Shares add up to 100 %; a negative one moved against the score. Trends and seasons are part of it.',
  plain: 'The shares say whose moves the moves of the score are; together they make 100 %.',
  source: null,
};

const LEADS: SpokenNote = {
  heading: 'Leads between sections',
  text: 'For every ordered pair of sections the change of one is regressed on the change of the other one to seven periods before (one to three below 36 periods), with its own past, the season and the same section’s mean over the other brands held constant, pooled over all brands of the market. Errors are summed over brands by period. The search over lags is inside p. A brand’s own lead is tested only below a supported one. Metrics in both sections, and relative ones, are left out, because they would follow each other by arithmetic; a section is never tested against the score that it is part of.',
  plain: 'A section leads another when its changes come before the other’s changes, in all brands together.',
  source: 'Driscoll & Kraay (1998); Lazarus, Lewis, Stock & Watson (2018), JBES 36',
};

const GROUPS: SpokenNote = {
  heading: 'Groups of brands',
  text: 'Ward’s clusters of standardised section scores, cut where the mean silhouette is best, against normal clouds with the same covariance that are searched over the same cuts. No groups are shown when chance makes as good ones.',
  plain: 'Brands are put into groups only when their section scores differ more than one cloud of brands would.',
  source: 'Ward (1963); Rousseeuw (1987); Liu, Hayes, Nobel & Marron (2008), JASA 103',
};

const LIMITS = limitsNote(
  'What carries a brand is a distance to its peers, not an effect. A lead of one section over another is an association of short-run changes: price, promotion and distribution are not controlled for here.',
  'Sections that carry a brand do not have to be what customers reward; leads are patterns in time, not causes.',
);

export function methodOf(analysis: SectionAnalysis, words: Wording): MethodNote[] {
  const { depth } = words;
  return methodNotes(
    [
      SCORE_NOTE,
      CARRY,
      SCORE_TESTS_NOTE,
      gradesNote(analysis, words),
      ...(depth === 'basic' ? [] : [VARIANCE, GROUPS, HEADROOM_NOTE]),
      depth === 'detailed' ? LEADS : null,
      relativeNote(analysis.markets),
      LIMITS,
    ],
    words,
  );
}

export function definitionsOf(words: Wording): Definition[] {
  const terms: Definition[] = [
    {
      term: 'Carries',
      text: 'Points of the DC score that a section adds to the lead over the mean of the other brands.',
    },
    { term: 'Drags', text: 'The same when it takes from it.' },
    { term: 'Spread', text: 'Distance between the best and the worst platform of a section.' },
    TERMS.coverage,
    TERMS.peerMedian,
  ];
  return words.style === 'simple' ? terms : [...terms, TERMS.volatility, TERMS.q];
}
