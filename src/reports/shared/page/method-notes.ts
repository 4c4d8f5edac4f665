/** How things were computed, in the reader’s words, with sources: one note a method, chosen by each report. */
import type { Definition, MethodNote } from '../../../document/document.ts';
import { countOf } from '../../../document/words.ts';
import type { MarketFacts, ScoreAnalysis } from '../analysis.ts';
import type { Wording } from '../words/wording.ts';

/** A note with its plain words; null: it is plain already. */
export interface SpokenNote extends MethodNote {
  readonly plain: string | null;
}

/** Notes in the style of the run: a board and readers of simple words get the plain ones, without sources. */
export function methodNotes(notes: readonly (SpokenNote | null)[], words: Wording): MethodNote[] {
  return notes
    .filter((note) => note !== null)
    .map(({ heading, text, plain, source }) =>
      words.style !== 'professional' && plain !== null
        ? { heading, text: plain, source: null }
        : { heading, text, source },
    );
}

export const SCORE_NOTE: SpokenNote = {
  heading: 'Score',
  text: 'Score = Σ w·x ÷ Σ w over the metrics present; w = section × platform × metric weight valid in the period, x = normalised value 0–100. Coverage = present ÷ total weight. A window’s level is the mean over its periods with a score.',
  plain:
    'A score is the weighted mean of the metrics that have a value, from 0 to 100. A period’s level is the mean of its months or weeks.',
  source: null,
};

export const CHANGE_PARTS_NOTE: SpokenNote = {
  heading: 'Parts of a change',
  text: 'Value, weight and coverage effects of every metric, averaged over all pairs of one period of each window. They add up to the change exactly, whatever the lengths and gaps of the windows.',
  plain:
    'The parts of a change add up exactly: what the metrics did, what changed weights did, and what missing data did.',
  source: 'Bennet (1920), Journal of the Royal Statistical Society 83',
};

export const SCORE_TESTS_NOTE: SpokenNote = {
  heading: 'What is tested',
  text: 'Tests use the history at today’s weights on a constant metric set; a missing metric contributes nothing, no cell is imputed. Change: difference of window means. Trend: regression with autocorrelated noise whose persistence is averaged out, from 24 periods. Steps and odd periods: search over all positions with the search inside p. Season enters as regression terms. A series whose mean lies within ten points of 0 or 100 is tested as log-odds, where noise does not shrink towards the bound, and brought back to points at its own level. Supported changes, trends and steps are repeated without their most extreme period (a change: without its counterpart in the comparison too).',
  plain: 'Every change is compared with how much the same brand’s score usually moves by itself.',
  source:
    'Summers (1973), Review of Income and Wealth 19; Perron (2006); Rosner (1983), Technometrics 25; Bai & Perron (1998), Econometrica 66; Smithson & Verkuilen (2006), Psychological Methods 11',
};

export const STANDING_NOTE: SpokenNote = {
  heading: 'Standing',
  text: 'Rank and percentile among all brands with a score in the project; equal scores share a rank. Tiers are quarters of the peer set (quartiles by linear interpolation). Levels and ranks are facts, not tests.',
  plain: 'Ranks count all brands with a score in the project.',
  source: 'Hyndman & Fan (1996), The American Statistician 50',
};

export const HEADROOM_NOTE: SpokenNote = {
  heading: 'Headroom',
  text: 'Attainable points = gap to the best peer × today’s weight share. The expected effect shrinks both brands’ means towards the peer mean by the share of their differences that is noise. Points in a year and time to close: at the pace of the quickest quarter of past year-on-year changes of that metric, all brands; actions are ranked by points in a year. With a target score, gaps are to that level on every metric below it, and only the brand’s own mean is shrunk; the time to the target lets every metric gain at its quick pace at once until it is there. It says what the score would be if the gap were closed, not that an action would close it.',
  plain:
    'Headroom is what the score would gain if a gap to the best brand, or to the target that was given, were closed; the time is what the quickest quarter of past gains took.',
  source: 'James & Stein (1961); Efron & Morris (1975), JASA 70',
};

/** What the grades mean, with the size of this report’s family of tests. */
export function gradesNote({ family }: Pick<ScoreAnalysis, 'family'>, words: Wording): SpokenNote {
  const { formats } = words;
  return {
    heading: 'Grades',
    text: `${countOf(family.primary, 'primary question')} in one family; ${countOf(family.tested, 'single test')}, ${family.supported} supported, ${family.suggestive} suggestive, ${family.insufficient} without enough data. Supported: q ≤ .05 (fixed, whatever the confidence); suggestive: q ≤ .10, shown under “worth watching” only. Sections, platforms and metrics are tested only below a supported finding.${
      family.intervalLevel === null || family.intervalLevel <= words.level
        ? ''
        : ` Intervals of supported findings are drawn at ${formats.decimal(family.intervalLevel * 100, 1)} % so that ${formats.level(words.level)} of those shown hold.`
    }`,
    plain: `A finding is marked as real only if chance alone would almost never produce it, counting all ${family.tested} checks made for this report.`,
    source:
      'Benjamini & Hochberg (1995); Benjamini & Yekutieli (2005), JASA 100; Benjamini & Bogomolov (2014), JRSS B 76; Bogomolov et al. (2021), Biometrika 108',
  };
}

/** Null: no metric is relative. */
export function relativeNote(markets: readonly MarketFacts[]): SpokenNote | null {
  if (markets.every((market) => market.relativeMetrics.length === 0)) return null;
  return {
    heading: 'Relative metrics',
    text: `Metrics with a 0 and a 100 in every period (${markets.map((market) => `${market.relativeMetrics.length} in ${market.project}`).join(', ')}) are scaled between the worst and the best brand: a rival’s move changes ours. They carry no claims about absolute change.`,
    plain: 'Some metrics only compare brands with each other; nothing is claimed about their change.',
    source: null,
  };
}

/** What a report of this kind cannot say. */
export const limitsNote = (text: string, plain: string): SpokenNote => ({
  heading: 'What this cannot say',
  text,
  plain,
  source: null,
});

/** Terms of every report that ranks scores. */
export const TERMS = {
  coverage: {
    term: 'Coverage',
    text: 'Weight of the metrics with a value ÷ weight of all metrics measured in the project.',
  },
  percentile: { term: 'Percentile', text: 'Share of the peer set with a lower score; equal scores count half.' },
  tier: { term: 'Tier', text: 'Quarter of the peer set: leading, upper, lower, trailing.' },
  peerMedian: { term: 'Peer median', text: 'The score with half of the project’s brands above it.' },
  valueEffect: { term: 'Value effect', text: 'Part of a change that comes from the metrics’ own values.' },
  weightEffect: { term: 'Weight effect', text: 'Part that comes from changed weights.' },
  coverageEffect: { term: 'Coverage effect', text: 'Part that comes from metrics that appeared or vanished.' },
  volatility: {
    term: 'Volatility',
    text: 'Standard deviation of the changes from one period to the next, today’s weights.',
  },
  q: { term: 'q', text: 'p adjusted for all tests of this report: the share of false findings when stopping here.' },
} as const satisfies Record<string, Definition>;
