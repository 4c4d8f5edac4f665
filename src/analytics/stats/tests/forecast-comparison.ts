/** Is one forecast better than another? Diebold–Mariano for rivals, Clark–West where one model contains the other. */
import { mean } from '../describe.ts';
import { studentTail, studentTwoSided } from '../distributions/beta.ts';

export interface ForecastComparison {
  /** Mean loss of the first less that of the second; negative: the first is better. */
  readonly difference: number;
  readonly statistic: number;
  readonly p: number;
  readonly n: number;
}

/** Rectangular long-run variance of the mean of `d` for forecasts `horizon` periods ahead; Bartlett where it is not positive. */
function varianceOfMean(d: readonly number[], horizon: number): number {
  const n = d.length;
  const centre = mean(d)!;
  const gamma = (k: number): number => {
    let sum = 0;
    for (let t = k; t < n; t++) sum += (d[t]! - centre) * (d[t - k]! - centre);
    return sum / n;
  };
  let [plain, bartlett] = [gamma(0), gamma(0)];
  for (let k = 1; k < Math.min(horizon, n); k++) {
    plain += 2 * gamma(k);
    bartlett += 2 * (1 - k / horizon) * gamma(k);
  }
  return (plain > 0 ? plain : bartlett) / n;
}

/**
 * Diebold & Mariano (1995) with the small-sample correction of Harvey, Leybourne & Newbold (1997), two-sided, on losses of
 * the same origins. Not for nested models. Null: fewer than 10 origins, or losses that do not differ.
 */
export function dieboldMariano(
  lossA: readonly number[],
  lossB: readonly number[],
  horizon: number,
): ForecastComparison | null {
  const d = lossA.map((loss, t) => loss - lossB[t]!);
  const n = d.length;
  if (n < 10 || horizon < 1 || horizon >= n) return null;
  const variance = varianceOfMean(d, horizon);
  if (!(variance > 0)) return null;
  const correction = Math.sqrt((n + 1 - 2 * horizon + (horizon * (horizon - 1)) / n) / n);
  const difference = mean(d)!;
  const statistic = (correction * difference) / Math.sqrt(variance);
  return { difference, statistic, p: studentTwoSided(statistic, n - 1), n };
}

/**
 * Clark & West (2007): does the larger of two nested models forecast better? One-sided, on squared errors adjusted for the
 * noise of the extra coefficients. `difference` is the adjusted gain of the larger model. Null as above.
 */
export function clarkWest(
  actual: readonly number[],
  small: readonly number[],
  large: readonly number[],
  horizon: number,
): ForecastComparison | null {
  return clarkWestOfGains(
    actual.map((value, t) => (value - small[t]!) ** 2 - ((value - large[t]!) ** 2 - (small[t]! - large[t]!) ** 2)),
    horizon,
  );
}

/** The same on adjusted gains by origin, where each is a mean over several series that may move together. */
export function clarkWestOfGains(gain: readonly number[], horizon: number): ForecastComparison | null {
  const n = gain.length;
  if (n < 10 || horizon < 1 || horizon >= n) return null;
  const variance = varianceOfMean(gain, horizon);
  if (!(variance > 0)) return null;
  const difference = mean(gain)!;
  const statistic = difference / Math.sqrt(variance);
  return { difference, statistic, p: studentTail(statistic, n - 1), n };
}
