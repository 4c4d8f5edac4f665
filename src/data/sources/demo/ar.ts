/** Stationary first-order autoregressions: the noise of every demo series. */
import type { Rng } from '../../../domain/rng.ts';

/**
 * `length` values of x(t) = φ·x(t−1) + ε with standard deviation `sd`, started from its stationary distribution.
 * @param phi autocorrelation at lag 1, |φ| < 1
 */
export function autoregression(rng: Rng, length: number, sd: number, phi: number): Float64Array {
  const path = new Float64Array(length);
  const innovation = sd * Math.sqrt(1 - phi * phi);
  for (let t = 0; t < length; t++)
    path[t] = t === 0 ? sd * rng.normal() : phi * (path[t - 1] as number) + innovation * rng.normal();
  return path;
}
