/** What this report asks beside the link: share of voice against share, and whether rivals lose in proportion to their shares. */
import { type CrossEffects, crossEffects } from '../../../analytics/attraction/cross-effects.ts';
import { VOICE_LABEL, voicePanel } from '../../../analytics/attraction/share-of-voice.ts';
import { linkOutcome, type OutcomeLink } from '../../../analytics/outcome-link/link.ts';
import type { LinkMarket } from '../../../analytics/outcome-link/units.ts';
import type { Grading, Hypothesis } from '../../../document/grading.ts';
import type { Evidence } from '../../../domain/evidence.ts';
import type { Rng } from '../../../domain/rng.ts';
import type { LinkTests } from '../../outcome-link/link-tests.ts';
import type { DrawTest, VoiceLink } from './analysis.ts';

export const drawId = (outcome: string, section: string): string => `draw:${outcome}:${section}`;
export const voiceId = (outcome: string): string => `voice:${outcome}`;

const insufficient = (reason: string, level: number, unit: string, test: string): Evidence => ({
  estimate: null,
  unit,
  interval: null,
  level,
  n: 0,
  test,
  p: null,
  insufficient: reason,
  caveats: [],
});

export interface VoiceTests {
  readonly hypotheses: readonly Hypothesis[];
  describe(): VoiceLink;
}

/** Share of voice in the attraction model, the parts of the score held constant. */
export function voiceTestsOf(
  tests: LinkTests,
  markets: readonly LinkMarket[],
  voice: ReadonlyMap<string, readonly (readonly (number | null)[])[]>,
  outcome: string,
  level: number,
): VoiceTests {
  const made =
    tests.link === null
      ? 'shares and scores have too little history together'
      : linkOutcome(voicePanel(tests.link.panel, markets, voice), { outcomeUnit: '%' });
  const unit = 'pp per point';
  const evidence = (asked: number): Evidence =>
    typeof made === 'string' ? insufficient(made, asked, unit, 'not tested') : made.evidence(0, asked);
  return {
    hypotheses: [
      {
        id: voiceId(outcome),
        kind: 'association',
        subject: { outcome },
        predictor: { channel: VOICE_LABEL },
        measure: `${outcome.replaceAll('_', ' ')} per point of ${VOICE_LABEL}, change on change, parts of the score held constant`,
        evidence,
      },
    ],
    describe: () => {
      const found = evidence(level);
      return {
        perPoint: found.estimate,
        lag: found.lag ?? null,
        histories: typeof made === 'string' ? 0 : made.regression.units.length,
        insufficient: typeof made === 'string' ? made : null,
      };
    },
  };
}

export interface DrawTests {
  /** The link's hypotheses, each with the test of proportional draw below it. */
  readonly hypotheses: readonly Hypothesis[];
  /** After grading: the tests that were made, by section. */
  describe(grading: Grading, level: number): readonly DrawTest[];
  /** Cross effects of a section at its place among the predictors; null unless the test rejected proportional draw. */
  rejected(grading: Grading, section: string): CrossEffects | null;
}

/** How many cross effects are listed. */
const MOST_LISTED = 40;

/** Below each part of the score that share follows: does every rival lose in proportion to its share? */
export function drawTestsOf(tests: LinkTests, outcome: string, rng: Rng): DrawTests {
  const { link } = tests;
  const made = new Map<string, CrossEffects | string>();
  const madeFor = (of: OutcomeLink, section: string): CrossEffects | string => {
    const known = made.get(section);
    if (known !== undefined) return known;
    const at = of.panel.predictors.findIndex(({ predictor }) => predictor.section === section);
    const lag = of.evidence(at, 0.95).lag;
    const found =
      lag === undefined || lag < 0
        ? 'the score follows the share'
        : crossEffects(of, at, lag, rng.fork(`draw:${section}`));
    made.set(section, found);
    return found;
  };
  const test = 'largest cross effect beside the common model, wild bootstrap by period';
  const drawTest = (of: OutcomeLink, section: string): Hypothesis => ({
    id: drawId(outcome, section),
    kind: 'association',
    subject: { outcome },
    predictor: { section },
    measure: 'a rival’s attraction against other rivals, per cent for one per cent of a brand’s score',
    evidence: (level): Evidence => {
      const found = madeFor(of, section);
      if (typeof found === 'string') return insufficient(found, level, '%', test);
      const { strongest } = found;
      const half = found.critical(level) * strongest.error;
      return {
        estimate: strongest.slope,
        unit: '%',
        interval: [strongest.slope - half, strongest.slope + half],
        level,
        n: strongest.periods,
        test,
        p: found.p,
        detectable: found.critical(0.95) * strongest.error,
        caveats: ['the largest of all pairs of a brand and a rival; the search over pairs is inside p'],
      };
    },
  });
  const rejected = (grading: Grading, section: string): CrossEffects | null => {
    const found = made.get(section);
    const isSupported = grading.findings.some(
      ({ id, grade }) => id === drawId(outcome, section) && grade === 'supported',
    );
    return isSupported && found !== undefined && typeof found !== 'string' ? found : null;
  };
  return {
    hypotheses: tests.hypotheses.map((hypothesis): Hypothesis => {
      const section = hypothesis.predictor?.section;
      if (link === null || section === undefined || 'anyOf' in hypothesis) return hypothesis;
      return {
        ...hypothesis,
        children: () => {
          const at = link.panel.predictors.findIndex(({ predictor }) => predictor.section === section);
          const own = hypothesis.children?.() ?? [];
          return link.direction(at).verdict === 'follows' ? own : [...own, drawTest(link, section)];
        },
      };
    }),
    rejected,
    describe: (grading, level) =>
      [...made].flatMap(([section, found]): DrawTest[] => {
        if (typeof found === 'string' || link === null) return [];
        const nameOf = (unit: number): { project: string; brand: string } => link.panel.units[unit]!;
        const isRejected = rejected(grading, section) !== null;
        const { strongest } = found;
        const half = found.critical(level) * strongest.error;
        const ordered = [...found.effects].sort((a, b) => Math.abs(b.slope / b.error) - Math.abs(a.slope / a.error));
        return [
          {
            section,
            pairs: found.effects.length,
            p: found.p,
            strongest: {
              project: nameOf(strongest.mover).project,
              mover: nameOf(strongest.mover).brand,
              rival: nameOf(strongest.rival).brand,
              slope: strongest.slope,
              interval: [strongest.slope - half, strongest.slope + half],
              shrunken: isRejected ? strongest.shrunken : 0,
            },
            isRejected,
            effects: ordered.slice(0, MOST_LISTED).map(({ mover, rival, slope, error, shrunken }) => ({
              project: nameOf(mover).project,
              mover: nameOf(mover).brand,
              rival: nameOf(rival).brand,
              slope,
              error,
              drawn: isRejected ? shrunken : 0,
            })),
          },
        ];
      }),
  };
}
