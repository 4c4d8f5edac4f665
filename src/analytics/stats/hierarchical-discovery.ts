/** False discovery rate over a tree of tests. */
import type { DecidedTest, TestNode } from '../../domain/test-tree.ts';
import { adjustBenjaminiHochberg, adjustBenjaminiYekutieli } from './false-discovery.ts';

/**
 * Simes' p-value that at least one of the hypotheses is false (Simes 1986, Biometrika 73); valid under independence and positive
 * dependence. 1 for none.
 */
export function simesP(p: readonly number[]): number {
  const ascending = [...p].sort((a, b) => a - b);
  return Math.min(1, ...ascending.map((value, i) => (value * ascending.length) / (i + 1)));
}

/**
 * q-values of a tree of tests. The roots are one family (Benjamini–Hochberg). Members of a selected group, and the
 * children of a supported test, are families of their own, tested at the share of their parents' family that was selected
 * (Benjamini & Bogomolov 2014, JRSS B 76; Bogomolov, Peterson, Benjamini & Sabatti 2021, Biometrika 108). A q-value is
 * the smallest level at which the whole procedure rejects, never smaller than its parent's. On noise alone this is
 * Benjamini–Hochberg under the global null: P(any q ≤ α) ≤ α.
 * @param supportedAt children are asked only below tests with q at or below this
 * @returns roots in their order, each followed by its members or children
 */
export function decideTestTree<N extends TestNode<N>>(roots: readonly N[], supportedAt: number): DecidedTest<N>[] {
  const decided: DecidedTest<N>[] = [];
  /** @param inverse the overall level at which this family is tested at level x */
  const decide = (
    nodes: readonly N[],
    combine: TestNode<N>['combine'],
    inverse: (x: number) => number,
    parentQ: number,
  ): void => {
    const ps = nodes.map((node) => node.p);
    const toQ = (p: number | null): number | null => (p === null ? null : Math.min(1, Math.max(parentQ, inverse(p))));
    const qs = (combine === 'simes' ? adjustBenjaminiHochberg(ps) : ps).map(toQ);
    const cautious = (combine === 'simes' ? adjustBenjaminiYekutieli(ps) : ps).map(toQ);
    const ascending = qs.filter((q) => q !== null).sort((a, b) => a - b);
    // k of M selected at overall level a ⇒ the next level down is tested at this family's level × k/M.
    const childInverse = (x: number): number =>
      Math.min(1, ...ascending.map((q, i) => Math.max(q, inverse((x * ascending.length) / (i + 1)))));
    nodes.forEach((node, i) => {
      const q = qs[i]!;
      decided.push({ node, q, qAnyDependence: cautious[i]! });
      if (q === null) return;
      if (node.members.length > 0) decide(node.members, node.combine, childInverse, q);
      else if (q <= supportedAt) decide(node.children(), 'simes', childInverse, q);
    });
  };
  decide(roots, 'simes', (x) => x, 0);
  return decided;
}
