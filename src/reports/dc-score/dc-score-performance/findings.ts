/** Every finding of the report: graded tests, then the facts that the pages speak about. */
import type { Finding } from '../../../domain/finding.ts';
import type { ScoreAnalysis } from '../../shared/analysis.ts';
import { decompositionFact, headroomFact, standingFact } from '../../shared/words/facts.ts';
import { marketFact, portfolioFact } from '../../shared/words/portfolio-facts.ts';
import { targetFact } from '../../shared/words/target-fact.ts';
import { testFindings } from '../../shared/words/test-findings.ts';
import type { Wording } from '../../shared/words/wording.ts';

/** All findings: tests first, in the order of grading, then facts. */
export function findingsOf(analysis: ScoreAnalysis, words: Wording): Finding[] {
  const tests = testFindings(analysis, words);
  const facts: Finding[] = [portfolioFact(analysis, analysis.graded, words)];
  for (const market of analysis.markets) {
    const average = marketFact(market, words);
    if (average) facts.push(average);
    for (const subject of market.subjects) {
      facts.push(standingFact(market, subject, words));
      const parts = decompositionFact(market, subject, words);
      if (parts) facts.push(parts);
      const target = targetFact(market, subject, words);
      if (target) facts.push(target);
      for (const row of subject.headroom) facts.push(headroomFact(market, subject, row, words));
    }
  }
  return [...tests, ...facts];
}
