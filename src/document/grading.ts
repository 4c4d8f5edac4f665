/**
 * Grading: the one function that sees every test of a report and decides what the report may claim.
 *
 * The report's primary tests are one family. Below a supported one, the next level down (section, platform, metric) is
 * a family of its own, tested at the share of its parents' family that was selected (Benjamini & Bogomolov 2014;
 * Bogomolov, Peterson, Benjamini & Sabatti 2021). A q-value is the smallest level at which the whole procedure would
 * support the finding, so `q ≤ .05` and `supported` are the same statement. On noise alone the family is
 * Benjamini–Hochberg under the global null: P(any supported claim) ≤ .05.
 */
import type { Evidence, Grade } from '../domain/evidence.ts';
import type { Finding, FindingKind } from '../domain/finding.ts';
import type { DecidedTest, TestNode } from '../domain/test-tree.ts';

/** Fixed whatever the confidence option, which changes intervals only. */
export const ALPHA = 0.05;
export const SUGGESTIVE_ALPHA = 0.1;

type Identity = Pick<Finding, 'id' | 'kind' | 'subject' | 'measure'> &
  Partial<Pick<Finding, 'predictor' | 'period' | 'parts'>> & {
    readonly kind: Exclude<FindingKind, 'fact' | 'forecast'>;
  };

/** One test: (subject, predictor, outcome) with one primary statistic. */
export interface TestedHypothesis extends Identity {
  /** The evidence with its interval at `level`; p must not depend on `level`. Asked again for supported findings. */
  readonly evidence: (level: number) => Evidence;
  /** The tests one level down; asked only when this one is supported. */
  readonly children?: () => readonly Hypothesis[];
}

/**
 * "At least one of these": reported as itself only when no member is supported. `simes`: members are separate tests,
 * combined by Simes (1986). `searched`: the members' p-values already contain the search over all of them (a maximum
 * statistic), so the smallest is the p of the whole search.
 */
export interface AnyOf extends Identity {
  readonly anyOf: readonly Hypothesis[];
  readonly combine: 'simes' | 'searched';
  readonly test: string;
  readonly unit: string;
  readonly n: number;
  /** Why nothing could be searched; null when it was. A search that met no candidate has p = 1. */
  readonly insufficient: string | null;
  readonly detectable?: number | null;
}

export type Hypothesis = TestedHypothesis | AnyOf;

/** A finding that still lacks its sentence. */
export type Graded = Omit<Finding, 'claim'>;

/** Multiple-testing procedures, injected because documents know no statistics. */
export interface Procedures {
  /** q-values of a tree of tests: hierarchical false discovery rate. */
  readonly decideTestTree: <N extends TestNode<N>>(
    roots: readonly N[],
    supportedAt: number,
  ) => readonly DecidedTest<N>[];
  /** Simes' p that at least one of several hypotheses is false. */
  readonly simesP: (p: readonly number[]) => number;
  /** Level of intervals of selected findings (Benjamini & Yekutieli 2005). */
  readonly fcrLevel: (level: number, selected: number, total: number) => number | null;
}

export interface Grading {
  readonly findings: readonly Graded[];
  readonly family: {
    /** Primary tests that could be made, and those that could not. */
    readonly primary: number;
    readonly insufficient: number;
    /** Single tests over all levels, and the supported ones among them. */
    readonly tested: number;
    readonly supported: number;
    readonly suggestive: number;
    /** Level at which intervals of supported findings were drawn; null when there are none. */
    readonly intervalLevel: number | null;
  };
}

interface Node extends TestNode<Node> {
  readonly hypothesis: Hypothesis;
  /** Null for groups. */
  readonly evidence: Evidence | null;
}

const isGroup = (hypothesis: Hypothesis): hypothesis is AnyOf => 'anyOf' in hypothesis;

function evaluate(hypothesis: Hypothesis, level: number, simesP: Procedures['simesP']): Node {
  if (!isGroup(hypothesis)) {
    const evidence = hypothesis.evidence(level);
    return {
      hypothesis,
      evidence,
      p: evidence.p,
      members: [],
      combine: 'simes',
      children: () => (hypothesis.children?.() ?? []).map((child) => evaluate(child, level, simesP)),
    };
  }
  const members = hypothesis.anyOf.map((member) => evaluate(member, level, simesP));
  const ps = members.map((member) => member.p).filter((p) => p !== null);
  let p: number | null = null;
  if (ps.length > 0) p = hypothesis.combine === 'simes' ? simesP(ps) : Math.min(...ps);
  else if (hypothesis.insufficient === null) p = 1;
  return { hypothesis, evidence: null, p, members, combine: hypothesis.combine, children: () => [] };
}

function gradeOf(q: number | null): Grade {
  if (q === null) return 'insufficient';
  if (q <= ALPHA) return 'supported';
  return q <= SUGGESTIVE_ALPHA ? 'suggestive' : 'none';
}

/**
 * Grades everything. The order of the result is the order of the hypotheses, members and children after their parent.
 * @param level the confidence level of intervals that need no adjustment
 */
export function gradeFindings(
  hypotheses: readonly Hypothesis[],
  level: number,
  { decideTestTree, simesP, fcrLevel }: Procedures,
): Grading {
  const primary = hypotheses.map((hypothesis) => evaluate(hypothesis, level, simesP));
  const decided = decideTestTree(primary, ALPHA);
  const single = decided.filter(({ node, q }) => !isGroup(node.hypothesis) && q !== null);
  const supported = single.filter(({ q }) => gradeOf(q) === 'supported').length;
  const intervalLevel = fcrLevel(level, supported, single.length);
  const findings: Graded[] = [];
  for (const { node, q, qAnyDependence } of decided) {
    const grade = gradeOf(q);
    const { hypothesis } = node;
    const { id, kind, subject, predictor, measure, period, parts } = hypothesis;
    const identity = {
      id,
      kind,
      subject,
      ...(predictor ? { predictor } : {}),
      measure,
      ...(period === undefined ? {} : { period }),
    };
    if (isGroup(hypothesis)) {
      // Supported and suggestive groups speak through the members that carry them; only the report's own
      // questions, not the groups inside them, report that nothing was found.
      if (grade === 'supported' || grade === 'suggestive' || !primary.includes(node)) continue;
      const caveats = hypothesis.insufficient !== null && q === null ? [hypothesis.insufficient] : [];
      findings.push({
        ...identity,
        estimate: null,
        unit: hypothesis.unit,
        interval: null,
        level,
        n: hypothesis.n,
        test: hypothesis.test,
        p: node.p,
        q,
        grade,
        detectable: hypothesis.detectable ?? null,
        ...(parts ? { parts } : {}),
        caveats,
      });
      continue;
    }
    // A candidate of a search that did not stand the test is not a result of its own.
    const isCandidate = !primary.includes(node) && grade === 'none' && period !== undefined;
    if (isCandidate) continue;
    const atLevel =
      grade === 'supported' && intervalLevel !== null ? hypothesis.evidence(intervalLevel) : node.evidence!;
    const caveats = [...atLevel.caveats];
    if (atLevel.insufficient !== undefined) caveats.unshift(atLevel.insufficient);
    if (grade === 'supported' && qAnyDependence !== null && qAnyDependence > ALPHA)
      caveats.push('not under any dependence of the tests (Benjamini–Yekutieli)');
    if (grade === 'supported' && intervalLevel !== null && intervalLevel > level && atLevel.interval !== null)
      caveats.push('interval widened for selection (FCR)');
    findings.push({
      ...identity,
      estimate: atLevel.estimate,
      unit: atLevel.unit,
      interval: atLevel.interval,
      level,
      n: atLevel.n,
      test: atLevel.test,
      p: atLevel.p,
      q,
      grade,
      ...(atLevel.lag === undefined ? {} : { lag: atLevel.lag }),
      detectable: atLevel.detectable ?? null,
      ...(grade === 'none' && atLevel.interval90 !== undefined ? { interval90: atLevel.interval90 } : {}),
      parts: { ...parts, qAnyDependence },
      caveats,
    });
  }
  const grades = single.map(({ q }) => gradeOf(q));
  return {
    findings,
    family: {
      primary: primary.filter((node) => node.p !== null).length,
      insufficient: primary.filter((node) => node.p === null).length,
      tested: single.length,
      supported,
      suggestive: grades.filter((grade) => grade === 'suggestive').length,
      intervalLevel,
    },
  };
}
