import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adjustBenjaminiHochberg, fcrLevel } from '../../src/analytics/stats/false-discovery.ts';
import { decideTestTree, simesP } from '../../src/analytics/stats/hierarchical-discovery.ts';
import { type AnyOf, gradeFindings, type Hypothesis, type TestedHypothesis } from '../../src/document/grading.ts';
import { createRng } from '../../src/domain/rng.ts';

const procedures = { decideTestTree, simesP, fcrLevel };
const grade = (hypotheses: readonly Hypothesis[], level = 0.95) => gradeFindings(hypotheses, level, procedures);

function test(id: string, p: number | null, children?: () => Hypothesis[], period?: string): TestedHypothesis {
  return {
    id,
    kind: 'difference',
    subject: {},
    measure: 'm',
    ...(period ? { period } : {}),
    ...(children ? { children } : {}),
    evidence: (level) => ({
      estimate: 1,
      unit: 'points',
      interval: [1 - level, 1 + level],
      level,
      n: 10,
      test: 't',
      p,
      ...(p === null ? { insufficient: 'too short' } : {}),
      caveats: [],
    }),
  };
}
function group(
  id: string,
  combine: AnyOf['combine'],
  anyOf: readonly Hypothesis[],
  insufficient: string | null = null,
): AnyOf {
  return {
    id,
    kind: 'anomaly',
    subject: {},
    measure: 'm',
    anyOf,
    combine,
    test: 't',
    unit: 'points',
    n: 10,
    insufficient,
  };
}
const qs = (hypotheses: readonly Hypothesis[]) =>
  Object.fromEntries(grade(hypotheses).findings.map(({ id, q }) => [id, q]));

describe('one flat family', () => {
  it('is Benjamini–Hochberg, whatever the confidence', () => {
    const p = [0.001, 0.011, 0.02, 0.04, 0.3];
    const tests = p.map((each, i) => test(`t${i}`, each));
    const expected = adjustBenjaminiHochberg(p);
    for (const level of [0.9, 0.99])
      expect(grade(tests, level).findings.map(({ q }) => q)).toEqual(expected.map((q) => expect.closeTo(q!, 12)));
    expect(grade(tests).findings.map((finding) => finding.grade)).toEqual([
      'supported',
      'supported',
      'supported',
      'supported',
      'none',
    ]);
  });

  it('leaves tests that could not be made out of the family', () => {
    const { findings, family } = grade([test('a', 0.04), test('b', null), test('c', null)]);
    expect(findings.map(({ q, grade: mark }) => [q, mark])).toEqual([
      [0.04, 'supported'],
      [null, 'insufficient'],
      [null, 'insufficient'],
    ]);
    expect(findings[1]!.caveats[0]).toBe('too short');
    expect(family).toMatchObject({ primary: 1, insufficient: 2, tested: 1, supported: 1 });
  });

  it('marks .05 < q ≤ .10 as suggestive', () => {
    expect(grade([test('a', 0.06)]).findings[0]!.grade).toBe('suggestive');
    expect(grade([test('a', 0.11)]).findings[0]!.grade).toBe('none');
  });

  it('widens the interval of what was selected, and only of that', () => {
    const { findings, family } = grade([test('a', 0.001), test('b', 0.5), test('c', 0.6), test('d', 0.7)]);
    expect(family.intervalLevel).toBeCloseTo(0.9875, 12);
    expect(findings[0]!.interval).toEqual([1 - 0.9875, 1.9875].map((x) => expect.closeTo(x, 12)));
    expect(findings[0]!.level).toBe(0.95);
    expect(findings[1]!.interval).toEqual([1 - 0.95, 1.95].map((x) => expect.closeTo(x, 12)));
  });

  it('says when Benjamini–Yekutieli would not support it', () => {
    const [finding] = grade([test('a', 0.02), test('b', 0.5)]).findings;
    expect(finding!.grade).toBe('supported');
    expect(finding!.parts!.qAnyDependence).toBeCloseTo(0.06, 12);
    expect(finding!.caveats.join()).toContain('Yekutieli');
  });
});

describe('the hierarchy', () => {
  it('goes down only below a supported parent', () => {
    let asked = 0;
    const children = (): Hypothesis[] => {
      asked++;
      return [test('child', 0.0001)];
    };
    expect(Object.keys(qs([test('a', 0.5, children)]))).toEqual(['a']);
    expect(asked).toBe(0);
    expect(Object.keys(qs([test('a', 0.001, children)]))).toEqual(['a', 'child']);
  });

  it('tests children at the share of parents that was selected', () => {
    // Two of four parents at .05 ⇒ children at .025: q of a child is twice its own adjusted p, and at least its parent's q.
    const q = qs([
      test('a', 0.001, () => [test('a1', 0.02), test('a2', 0.9)]),
      test('b', 0.002),
      test('c', 0.6),
      test('d', 0.7),
    ]);
    expect(q.a1).toBeCloseTo(0.02 * 2 * 2, 12);
    expect(qs([test('a', 0.04, () => [test('a1', 0.0001)])]).a1).toBe(0.04);
  });

  it('supports a group exactly when it supports a member', () => {
    const p = fc.double({ min: 1e-6, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.array(p, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 6 }), (families) => {
        const groups = families.map((members, g) =>
          group(
            `g${g}`,
            'simes',
            members.map((each, m) => test(`g${g}m${m}`, each, undefined, 'p')),
          ),
        );
        const { findings } = grade(groups);
        families.forEach((_, g) => {
          const own = findings.filter(({ id }) => id.startsWith(`g${g}`));
          const supported = own.filter((finding) => finding.id !== `g${g}` && finding.grade === 'supported').length;
          const asGroup = own.find(({ id }) => id === `g${g}`);
          // A group speaks for itself only when no member does.
          if (asGroup) expect([asGroup.grade, supported]).toEqual(['none', 0]);
          else expect(own.length).toBeGreaterThan(0);
        });
      }),
      { numRuns: 300, seed: 5 },
    );
  });

  it('reads the p of a search as already paid for, and no candidate as p = 1', () => {
    const q = qs([group('g', 'searched', [test('m1', 0.03, undefined, 'a'), test('m2', 0.04, undefined, 'b')])]);
    expect(q).toEqual({ m1: 0.03, m2: 0.04 });
    expect(grade([group('g', 'searched', [])]).findings[0]).toMatchObject({ id: 'g', p: 1, q: 1, grade: 'none' });
    expect(grade([group('g', 'searched', [], 'short')]).findings[0]).toMatchObject({
      p: null,
      grade: 'insufficient',
      caveats: ['short'],
    });
  });

  it('makes any claim on pure noise in at most 5 % of reports', () => {
    const rng = createRng(3);
    const runs = 4000;
    let claims = 0;
    for (let run = 0; run < runs; run++) {
      const uniform = (id: string, period?: string): TestedHypothesis =>
        test(id, rng.next(), () => [test(`${id}/x`, rng.next()), test(`${id}/y`, rng.next())], period);
      const hypotheses = Array.from({ length: 4 }, (_, b) => [
        uniform(`d${b}`),
        uniform(`m${b}`),
        group(
          `g${b}`,
          'simes',
          Array.from({ length: 5 }, (_each, s) => group(`g${b}s${s}`, 'searched', [uniform(`g${b}s${s}a`, 'p')])),
        ),
      ]).flat();
      if (grade(hypotheses).family.supported > 0) claims++;
    }
    // Binomial, 4,000 runs: 5 % ± 2 standard errors ends at 5.7 %; the family is exact, so it must also not be idle.
    expect(claims / runs).toBeLessThan(0.057);
    expect(claims / runs).toBeGreaterThan(0.035);
  });
});
