/** Is an effect too small to matter? Equivalence by two one-sided tests, and the smallest effect a design can find. */
import { mean, variance } from '../describe.ts';
import { studentQuantile, studentTail, studentUpperQuantile } from '../distributions/beta.ts';

export interface Equivalence {
  /** Larger of the two one-sided p-values: small when the effect lies inside the margins. */
  readonly p: number;
  /** Interval at 1 − 2α that lies inside the margins exactly when p ≤ α. */
  readonly interval: readonly [low: number, high: number];
}

/**
 * Schuirmann's (1987) two one-sided t tests that an effect lies inside `margins`, from its estimate, standard error and
 * degrees of freedom. Null: an error that is not positive, no degrees of freedom, or margins that are not in order.
 */
export function equivalenceTest(
  effect: { readonly estimate: number; readonly error: number; readonly df: number },
  margins: readonly [low: number, high: number],
  alpha = 0.05,
): Equivalence | null {
  const { estimate, error, df } = effect;
  const [low, high] = margins;
  if (!(error > 0) || !(df > 0) || !(low < high) || ![estimate, error, low, high].every(Number.isFinite)) return null;
  const p = Math.max(studentTail((estimate - low) / error, df), studentTail((high - estimate) / error, df));
  const half = studentUpperQuantile(alpha, df) * error;
  return { p, interval: [estimate - half, estimate + half] };
}

/** Level of the interval that decides for both one-sided tests at .05. */
export const EQUIVALENCE_LEVEL = 0.9;

/**
 * The two one-sided tests of an effect whose interval carries more than its standard error (a search inside, another law),
 * by inclusion: inside the margins when the interval at `EQUIVALENCE_LEVEL` is.
 */
export function isWithin(
  [low, high]: readonly [low: number, high: number],
  margins: readonly [low: number, high: number],
): boolean {
  return low > margins[0] && high < margins[1];
}

/** The same for the difference of two means, variances free (Welch). Null below two values each or without variation. */
export function equivalenceOfMeans(
  a: readonly number[],
  b: readonly number[],
  margins: readonly [low: number, high: number],
  alpha = 0.05,
): Equivalence | null {
  const [va, vb] = [variance(a), variance(b)];
  if (va === null || vb === null) return null;
  const [ea, eb] = [va / a.length, vb / b.length];
  const df = (ea + eb) ** 2 / (ea ** 2 / (a.length - 1) + eb ** 2 / (b.length - 1));
  return equivalenceTest({ estimate: mean(a)! - mean(b)!, error: Math.sqrt(ea + eb), df }, margins, alpha);
}

/**
 * Smallest true effect that a two-sided t test at `alpha` finds with the wanted power, given the standard error it will have:
 * error · (t_{1−α/2} + t_power) (Bloom 1995). Null: an error that is not positive, no degrees of freedom, or power ≤ α.
 */
export function minimumDetectableEffect(o: {
  error: number;
  df: number;
  alpha?: number;
  power?: number;
}): number | null {
  const { error, df, alpha = 0.05, power = 0.8 } = o;
  if (!(error > 0) || !(df > 0) || !Number.isFinite(error) || !(power > alpha && power < 1)) return null;
  return error * (studentUpperQuantile(alpha / 2, df) + studentQuantile(power, df));
}
