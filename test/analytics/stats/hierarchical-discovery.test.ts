import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adjustBenjaminiHochberg } from '../../../src/analytics/stats/false-discovery.ts';
import { decideTestTree, simesP } from '../../../src/analytics/stats/hierarchical-discovery.ts';
import type { TestNode } from '../../../src/domain/test-tree.ts';

interface Node extends TestNode<Node> {
  readonly name: string;
}
const leaf = (name: string, p: number | null, below: readonly Node[] = []): Node => ({
  name,
  p,
  members: [],
  combine: 'simes',
  children: () => below,
});
const qOf = (roots: readonly Node[]): Record<string, number | null> =>
  Object.fromEntries(decideTestTree(roots, 0.05).map(({ node, q }) => [node.name, q]));

describe('the test tree', () => {
  it('is Benjamini–Hochberg for one flat family', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.double({ min: 0, max: 1, noNaN: true })), { maxLength: 12 }), (ps) => {
        const decided = decideTestTree(
          ps.map((p, i) => leaf(String(i), p)),
          0.05,
        );
        expect(decided.map(({ q }) => q)).toEqual(adjustBenjaminiHochberg(ps));
      }),
    );
  });

  it('tests children at the share of the family that was selected, by hand', () => {
    // Of four roots one is selected at .05, so its two children are tested at .05 ÷ 4: BH within them gives
    // .002·2 = .004 and .02; overall .016 and .08.
    const q = qOf([
      leaf('a', 0.001, [leaf('a1', 0.002), leaf('a2', 0.02)]),
      leaf('b', 0.5),
      leaf('c', 0.6),
      leaf('d', 0.7, [leaf('d1', 0.0001)]),
    ]);
    expect(q.a).toBeCloseTo(0.004, 12);
    expect(q.a1).toBeCloseTo(0.016, 12);
    expect(q.a2).toBeCloseTo(0.08, 12);
    expect(q.d1).toBeUndefined();
  });

  it('never supports a child before its parent', () => {
    const p = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(p, fc.array(p, { maxLength: 4 })), { minLength: 1, maxLength: 6 }), (tree) => {
        const q = qOf(
          tree.map(([own, below], i) =>
            leaf(
              `${i}`,
              own,
              below.map((each, j) => leaf(`${i}.${j}`, each)),
            ),
          ),
        );
        for (const [name, value] of Object.entries(q))
          if (name.includes('.')) expect(value!).toBeGreaterThanOrEqual(q[name.split('.')[0]!]!);
      }),
    );
  });
});

describe('Simes', () => {
  it('is the smallest adjusted p-value', () => {
    expect(simesP([0.04, 0.01, 0.5])).toBeCloseTo(0.03, 12);
    expect(simesP([0.02, 0.02, 0.02])).toBeCloseTo(0.02, 12);
    expect(simesP([])).toBe(1);
  });
});
