/** Many tests at once: adjusted p-values, and interval levels for what was selected. Untested hypotheses (null) stay null. */

type P = number | null;

function stepUp(p: readonly P[], factor: (rank: number, total: number) => number): P[] {
  const order = p.flatMap((value, i) => (value === null ? [] : [{ value, i }])).sort((a, b) => b.value - a.value);
  const result: P[] = p.map(() => null);
  let smallest = 1;
  order.forEach(({ value, i }, k) => {
    smallest = Math.min(smallest, value * factor(order.length - k, order.length));
    result[i] = smallest;
  });
  return result;
}

/**
 * Benjamini–Hochberg q-values: false discovery rate under independence or positive dependence (Benjamini & Hochberg
 * 1995). Nulls are not tests and do not count in the family.
 */
export function adjustBenjaminiHochberg(p: readonly P[]): P[] {
  return stepUp(p, (rank, total) => total / rank);
}

/** Benjamini–Yekutieli q-values: false discovery rate under any dependence (Benjamini & Yekutieli 2001). */
export function adjustBenjaminiYekutieli(p: readonly P[]): P[] {
  const tested = p.filter((value) => value !== null).length;
  let harmonic = 0;
  for (let i = 1; i <= tested; i++) harmonic += 1 / i;
  return stepUp(p, (rank, total) => (harmonic * total) / rank);
}

/** Holm's step-down p-values: family-wise error rate under any dependence (Holm 1979). */
export function adjustHolm(p: readonly P[]): P[] {
  const order = p.flatMap((value, i) => (value === null ? [] : [{ value, i }])).sort((a, b) => a.value - b.value);
  const result: P[] = p.map(() => null);
  let largest = 0;
  order.forEach(({ value, i }, k) => {
    largest = Math.max(largest, Math.min(1, value * (order.length - k)));
    result[i] = largest;
  });
  return result;
}

/** Bonferroni's p-values. */
export function adjustBonferroni(p: readonly P[]): P[] {
  const tested = p.filter((value) => value !== null).length;
  return p.map((value) => (value === null ? null : Math.min(1, value * tested)));
}

/** Hochberg's step-up p-values (Hochberg 1988), for independent or positively dependent tests. */
export function adjustHochberg(p: readonly P[]): P[] {
  return stepUp(p, (rank, total) => total - rank + 1);
}

/**
 * Level at which intervals of selected findings must be drawn so that the expected share of selected intervals that
 * miss stays 1 − `level` (Benjamini & Yekutieli 2005): 1 − (1 − level)·selected ÷ total. Null when nothing is selected.
 */
export function fcrLevel(level: number, selected: number, total: number): number | null {
  if (selected <= 0 || total <= 0) return null;
  return 1 - (1 - level) * Math.min(1, selected / total);
}
