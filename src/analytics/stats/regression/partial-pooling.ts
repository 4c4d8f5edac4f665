/** Empirical-Bayes partial pooling: each brand's estimate pulled towards the common one, as far as its error tells. */

export interface Pooled {
  /** Precision-weighted common value and its standard error. */
  readonly common: number;
  readonly commonError: number;
  /** Variance between the true values. */
  readonly between: number;
  /** One per estimate: shrunken value, its standard error, and how far it was pulled (0 not, 1 all the way). */
  readonly shrunken: readonly { readonly value: number; readonly error: number; readonly pull: number }[];
}

/**
 * Normal–normal model (Efron & Morris 1975); the variance between by Paule & Mandel's (1982) equation, which needs no
 * normality and is never negative. The errors of the shrunken values include that of the common value (Morris 1983). Null:
 * fewer than two estimates, or an error that is not positive.
 */
export function partiallyPool(estimates: readonly { readonly value: number; readonly error: number }[]): Pooled | null {
  const k = estimates.length;
  if (k < 2 || estimates.some(({ value, error }) => !(error > 0) || !Number.isFinite(value) || !Number.isFinite(error)))
    return null;
  const at = (between: number) => {
    const weights = estimates.map(({ error }) => 1 / (error ** 2 + between));
    const total = weights.reduce((sum, w) => sum + w, 0);
    const common = estimates.reduce((sum, { value }, i) => sum + (weights[i]! / total) * value, 0);
    const q = estimates.reduce((sum, { value }, i) => sum + weights[i]! * (value - common) ** 2, 0);
    return { common, total, q };
  };
  let between = 0;
  if (at(0).q > k - 1) {
    // q falls in the variance: bracket, then halve.
    let high = Math.max(...estimates.map(({ error }) => error ** 2));
    while (at(high).q > k - 1) high *= 2;
    let low = 0;
    for (let i = 0; i < 200 && high - low > 1e-12 * high; i++) {
      const middle = (low + high) / 2;
      if (at(middle).q > k - 1) low = middle;
      else high = middle;
    }
    between = (low + high) / 2;
  }
  const { common, total } = at(between);
  const commonError = Math.sqrt(1 / total);
  const shrunken = estimates.map(({ value, error }) => {
    const pull = error ** 2 / (error ** 2 + between);
    return {
      value: pull * common + (1 - pull) * value,
      error: Math.sqrt((1 - pull) * error ** 2 + (pull * commonError) ** 2),
      pull,
    };
  });
  return { common, commonError, between, shrunken };
}
