/** Outliers of one sample without order: robust z-scores, plain z-scores, box-plot fences. */
import { mean, median, medianAbsoluteDeviation, quantile, standardDeviation } from '../describe.ts';

/** 0.6745·(x − median) ÷ MAD (Iglewicz & Hoaglin 1993); null when more than half the values are equal. */
export function modifiedZScores(x: readonly number[]): number[] | null {
  const centre = median(x);
  const mad = medianAbsoluteDeviation(x);
  if (centre === null || mad === null || mad === 0) return null;
  return x.map((value) => (0.6745 * (value - centre)) / mad);
}

/** Standard scores; null for a constant sample. */
export function zScores(x: readonly number[]): number[] | null {
  const centre = mean(x);
  const sd = standardDeviation(x);
  return centre === null || sd === null || sd === 0 ? null : x.map((value) => (value - centre) / sd);
}

/** Tukey's (1977) fences: quartiles (type 7) ∓ `reach` interquartile ranges. */
export function tukeyFences(x: readonly number[], reach = 1.5): readonly [low: number, high: number] | null {
  const [low, high] = [quantile(x, 0.25), quantile(x, 0.75)];
  return low === null || high === null ? null : [low - reach * (high - low), high + reach * (high - low)];
}
