/** Graded tests as findings: with a sentence, their size in the score, and what remains without their worst period. */
import type { Graded } from '../../../document/grading.ts';
import type { Finding } from '../../../domain/finding.ts';
import type { MarketFacts, ScoreAnalysis } from '../analysis.ts';
import { claimOf, scoreEffectOf, unseenOf } from './test-claims.ts';
import type { Wording } from './wording.ts';

/** Says one graded test; `claimOf` says every test of `scoreTestsOf`. */
export type Claim = (graded: Graded, market: MarketFacts, words: Wording) => string;

/** In the order of grading; tests whose market could not be described are left out. */
export function testFindings(analysis: ScoreAnalysis, words: Wording, claim: Claim = claimOf): Finding[] {
  const byProject = new Map(analysis.markets.map((market) => [market.project, market]));
  return analysis.graded.flatMap((graded): Finding[] => {
    const market = byProject.get(graded.subject.project ?? '');
    if (market === undefined) return [];
    const robust = analysis.robustness[graded.id];
    const unseen = unseenOf(graded, market);
    return [
      {
        ...graded,
        claim: claim(graded, market, words),
        parts: {
          ...graded.parts,
          scoreEffect: scoreEffectOf(graded, market),
          ...(unseen === null ? {} : { unseen }),
          ...(robust ? { worstPeriod: robust.period, withoutWorst: robust.estimate, withoutWorstP: robust.p } : {}),
        },
      },
    ];
  });
}
