/** The one grading of a report: every hypothesis in one family, and what remains of what was found. */
import { fcrLevel } from '../../../analytics/stats/false-discovery.ts';
import { decideTestTree, simesP } from '../../../analytics/stats/hierarchical-discovery.ts';
import { type Graded, type Grading, gradeFindings, type Hypothesis } from '../../../document/grading.ts';
import { type Robustness, type ScoreAnalysis, sectionKey } from '../analysis.ts';
import type { ScoreTests } from './score-tests.ts';

/** Benjamini–Hochberg down the hierarchy, Benjamini–Yekutieli beside it, intervals FCR-adjusted. */
export function grade(hypotheses: readonly Hypothesis[], level: number): Grading {
  return gradeFindings(hypotheses, level, { decideTestTree, simesP, fcrLevel });
}

/** The score tests of a report by market and brand. */
export class TestIndex {
  private readonly tests = new Map<string, ScoreTests>();

  private static key(project: string, brand: string): string {
    return JSON.stringify([project, brand]);
  }

  add(project: string, brand: string, tests: ScoreTests): void {
    this.tests.set(TestIndex.key(project, brand), tests);
  }

  of({ project, brand }: Graded['subject']): ScoreTests | undefined {
    return project === undefined || brand === undefined ? undefined : this.tests.get(TestIndex.key(project, brand));
  }
}

/**
 * Supported changes, trends and steps without their most extreme period, and the paths of sections with a supported event.
 * @param withRobustness false: the repeats are not computed
 */
export function followUp(
  findings: readonly Graded[],
  tests: TestIndex,
  withRobustness: boolean,
): Pick<ScoreAnalysis, 'robustness' | 'sectionPaths'> {
  const robustness: Record<string, Robustness> = {};
  const sectionPaths: Record<string, readonly (number | null)[]> = {};
  for (const { id, grade: mark, subject, predictor, period } of findings) {
    const { project, brand } = subject;
    const own = tests.of(subject);
    if (mark !== 'supported' || project === undefined || brand === undefined || own === undefined) continue;
    const robust = withRobustness ? own.withoutWorst(id) : null;
    if (robust) robustness[id] = robust;
    if (period !== undefined && predictor?.section !== undefined)
      sectionPaths[sectionKey(project, brand, predictor.section)] ??= own.sectionPath(predictor.section);
  }
  return { robustness, sectionPaths };
}
