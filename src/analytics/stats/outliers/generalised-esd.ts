/** Generalised extreme Studentised deviates (Rosner 1983), plain and with median and MAD (Hochenbaum et al. 2017). */
import { MAD_TO_SIGMA, mean, median, medianAbsoluteDeviation, standardDeviation } from '../describe.ts';
import { studentUpperQuantile } from '../distributions/beta.ts';
import { stl } from '../series/stl.ts';

export interface EsdStep {
  /** Position of the value taken out in this step. */
  readonly index: number;
  /** Its distance from the centre of what was left, in its spread. */
  readonly statistic: number;
  readonly critical: number;
}

export interface EsdResult {
  readonly steps: readonly EsdStep[];
  /** Positions of the outliers, in the order taken out: all up to the last step above its critical value. */
  readonly outliers: readonly number[];
}

/** Tests for up to `most` outliers at level `alpha`. `robust` uses median and 1.4826·MAD instead of mean and sd. */
export function generalisedEsd(x: readonly number[], o: { most: number; alpha: number; robust?: boolean }): EsdResult {
  const left = x.map((value, index) => ({ value, index }));
  const steps: EsdStep[] = [];
  const n = x.length;
  for (let i = 1; i <= Math.min(o.most, n - 2); i++) {
    const values = left.map((item) => item.value);
    const centre = (o.robust === true ? median(values) : mean(values))!;
    const spread = (o.robust === true ? medianAbsoluteDeviation(values, MAD_TO_SIGMA) : standardDeviation(values))!;
    if (!(spread > 0)) break;
    let worst = 0;
    left.forEach((item, k) => {
      if (Math.abs(item.value - centre) > Math.abs(left[worst]!.value - centre)) worst = k;
    });
    const [taken] = left.splice(worst, 1);
    const t = studentUpperQuantile(o.alpha / (2 * (n - i + 1)), n - i - 1);
    steps.push({
      index: taken!.index,
      statistic: Math.abs(taken!.value - centre) / spread,
      critical: ((n - i) * t) / Math.sqrt((n - i - 1 + t * t) * (n - i + 1)),
    });
  }
  const last = steps.findLastIndex((step) => step.statistic > step.critical);
  return { steps, outliers: steps.slice(0, last + 1).map((step) => step.index) };
}

/**
 * Seasonal ESD on a series without gaps, robust STL underneath: on the values less season and median (`hybrid`, Twitter's
 * S-H-ESD) and on the STL remainders (`remainder`). Both assume independent remainders and over-report on autocorrelated
 * series; reports use `findAnomalies`. Null below two seasons.
 */
export function seasonalEsd(
  y: readonly number[],
  o: { period: number; most: number; alpha: number; seasonal?: number },
): { hybrid: EsdResult; remainder: EsdResult } | null {
  const parts = stl(y, { period: o.period, seasonal: o.seasonal ?? 7, robust: true });
  const centre = median(y);
  if (parts === null || centre === null) return null;
  const test = { most: o.most, alpha: o.alpha, robust: true };
  return {
    hybrid: generalisedEsd(
      y.map((value, t) => value - parts.seasonal[t]! - centre),
      test,
    ),
    remainder: generalisedEsd([...parts.remainder], test),
  };
}
