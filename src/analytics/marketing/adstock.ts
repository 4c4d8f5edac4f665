/**
 * Adstock: how the effect of one period's spend is spread over the periods after it. The first three functions follow
 * Robyn's definitions to the digit; `carryOverKernel` is the smooth form that response models are fitted with.
 */
import { quantile } from '../stats/describe.ts';

/**
 * Geometric adstock (Broadbent 1979): a(t) = x(t) + retention·a(t−1), nothing before the first period.
 * @param retention share that is left one period later, 0 ≤ retention < 1
 */
export function geometricAdstock(x: readonly number[], retention: number): number[] {
  let carried = 0;
  return x.map((value) => {
    carried = value + retention * carried;
    return carried;
  });
}

export type WeibullForm = 'cdf' | 'pdf';

/** R's `round`: halves go to the even neighbour. */
function roundHalfToEven(x: number): number {
  const low = Math.floor(x);
  const rest = x - low;
  if (rest !== 0.5) return Math.round(x);
  return low % 2 === 0 ? low : low + 1;
}

const survival = (lag: number, shape: number, scale: number): number => Math.exp(-((lag / scale) ** shape));

const density = (lag: number, shape: number, scale: number): number =>
  (shape / scale) * (lag / scale) ** (shape - 1) * survival(lag, shape, scale);

/**
 * Weights of lags 0 … length − 1 as in Robyn's `adstock_weibull` (Meta 2024). `cdf`: running product of the survival
 * function, 1 at lag 0. `pdf`: density at 1 … length, moved and stretched to 0–1, so that the effect can build up.
 * @param scale quantile of 1 … length (type 7, rounded) that becomes the Weibull scale, 0–1; with a shape or scale of 0
 *   there is no carry-over
 */
export function weibullWeights(length: number, o: { form: WeibullForm; shape: number; scale: number }): number[] {
  const lags = Array.from({ length }, (_, i) => i + 1);
  if (o.shape === 0 || o.scale === 0) return lags.map((lag) => (lag === 1 ? 1 : 0));
  const scale = roundHalfToEven(quantile(lags, o.scale) ?? 1);
  if (o.form === 'cdf') {
    let weight = 1;
    return lags.map((lag) => {
      if (lag > 1) weight *= survival(lag - 1, o.shape, scale);
      return weight;
    });
  }
  const densities = lags.map((lag) => density(lag, o.shape, scale));
  const [low, high] = [Math.min(...densities), Math.max(...densities)];
  return densities.map((value) => (high > low ? (value - low) / (high - low) : 1));
}

/** Weibull adstock as in Robyn: every period's spend spread by `weibullWeights` over the periods that follow. */
export function weibullAdstock(
  x: readonly number[],
  o: { form: WeibullForm; shape: number; scale: number },
): { values: number[]; weights: number[] } {
  const weights = weibullWeights(x.length, o);
  return { values: convolve(x, weights, 0), weights };
}

/** Σ weight(lag)·x(t − lag); `before` stands for every period in front of the first. */
export function convolve(x: readonly number[], weights: ArrayLike<number>, before: number): number[] {
  const length = weights.length;
  return x.map((_, t) => {
    let sum = 0;
    for (let lag = 0; lag < length; lag++) sum += weights[lag]! * (t >= lag ? x[t - lag]! : before);
    return sum;
  });
}

export type CarryOver =
  | { readonly form: 'geometric'; readonly retention: number }
  /** `scale` in periods, not rounded, so that a fit can move it smoothly. */
  | { readonly form: 'weibull-cdf' | 'weibull-pdf'; readonly shape: number; readonly scale: number };

/**
 * Weights of lags 0 … longest, summing to 1: adstocked spend then stays in units of spend a period, and steady spend is
 * its own adstock. Geometric: (1 − r)·r^lag; Weibull: survival products or density at lag + 1.
 */
export function carryOverKernel(carryOver: CarryOver, longest: number): Float64Array {
  const weights = new Float64Array(longest + 1);
  let product = 1;
  for (let lag = 0; lag <= longest; lag++) {
    if (carryOver.form === 'geometric') weights[lag] = carryOver.retention ** lag;
    else if (carryOver.form === 'weibull-pdf') weights[lag] = density(lag + 1, carryOver.shape, carryOver.scale);
    else {
      if (lag > 0) product *= survival(lag, carryOver.shape, carryOver.scale);
      weights[lag] = product;
    }
  }
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (!(total > 0) || !Number.isFinite(total)) {
    weights.fill(0);
    weights[0] = 1;
    return weights;
  }
  return weights.map((weight) => weight / total);
}

/** Share of the effect that comes after the period of the spend, 0–1. */
export function carryOverShare(kernel: ArrayLike<number>): number {
  return 1 - kernel[0]!;
}
