/** Tests that are asked in order: a report's primary questions, the members of a search, and what lies below a supported one. */

export interface TestNode<N extends TestNode<N>> {
  /** Null: could not be tested. */
  readonly p: number | null;
  /** What this node stands for ("at least one of these"); empty for a single test. */
  readonly members: readonly N[];
  /**
   * How the members' p-values relate. `simes`: separate tests, combined by Simes (1986). `searched`: each already contains the search
   * over all of them (a maximum statistic).
   */
  readonly combine: 'simes' | 'searched';
  /** The tests one level down; asked only below a supported single test. */
  children(): readonly N[];
}

export interface DecidedTest<N> {
  readonly node: N;
  /** Smallest level at which the whole procedure rejects; null: could not be tested. */
  readonly q: number | null;
  /** The same under any dependence within each family (Benjamini–Yekutieli). */
  readonly qAnyDependence: number | null;
}
