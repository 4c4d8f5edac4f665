/** Whether the data, and not the prior, tell a channel's marginal return. What they do not tell is never optimised on. */
import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { standardDeviation } from '../stats/describe.ts';
import { chiSquaredQuantile } from '../stats/distributions/gamma.ts';
import type { SampledChannel, WhitenedData } from './response-sampler.ts';

export interface Verdict {
  readonly identified: boolean;
  /** Profile-likelihood interval of the marginal return, 95 %; null when no shape fits. */
  readonly profile: readonly [low: number, high: number] | null;
  /** Nothing, and what the channel would return if all of the outcome were its doing. */
  readonly bounds: readonly [low: number, high: number];
  /** Posterior ÷ prior standard deviation of the log marginal return. */
  readonly sdRatio: number;
  /** Why not; empty when identified. */
  readonly reasons: readonly string[];
}

const PROFILE_LEVEL = 0.95;
const LARGEST_SD_RATIO = 0.5;
/** Chains further apart than this have not found the same posterior (Vehtari et al. 2021 ask 1.01 of final results). */
export const LARGEST_R_HAT = 1.05;

/** Media columns of one set of shapes. */
interface Configuration {
  readonly shapes: readonly (readonly number[])[];
}

/**
 * Profile interval of one channel's marginal return: the returns at which some shape, everything linear free, fits within the χ²
 * limit of the best fit. Coefficients are free of the prior and of its sign, so an interval that holds 0 shows itself. The
 * shapes tried are those of the posterior and, for this channel, of the prior; experiments enter as further observations.
 * @param marginal marginal return for a coefficient of 1
 */
export function profileInterval(
  data: WhitenedData,
  channels: readonly SampledChannel[],
  configurations: readonly Configuration[],
  channel: number,
  marginal: (shape: readonly number[]) => number,
): readonly [number, number] | null {
  const fits = configurations.flatMap(({ shapes }) => {
    const columns = channels.map((each, c) => data.project(each.column(shapes[c]!)));
    const fit = fitLinear(data, channels, shapes, columns);
    return fit === null ? [] : [{ ...fit, factor: marginal(shapes[channel]!) }];
  });
  if (fits.length === 0) return null;
  const least = Math.min(...fits.map(({ squares }) => squares));
  const limit = least * Math.exp(chiSquaredQuantile(PROFILE_LEVEL, 1) / data.freedom);
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { squares, coefficients, inverse, factor } of fits) {
    if (squares > limit) continue;
    const half = Math.sqrt((limit - squares) * inverse[channel]!);
    low = Math.min(low, factor * (coefficients[channel]! - half));
    high = Math.max(high, factor * (coefficients[channel]! + half));
  }
  return [low, high];
}

/** Least squares on media columns with experiments as further rows, weighted by the noise of a first fit. */
function fitLinear(
  data: WhitenedData,
  channels: readonly SampledChannel[],
  shapes: readonly (readonly number[])[],
  columns: readonly Float64Array[],
): { squares: number; coefficients: readonly number[]; inverse: readonly number[] } | null {
  const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, t) => sum + value * b[t]!, 0);
  const gram = columns.map((a) => columns.map((b) => dot(a, b)));
  const cross = columns.map((a) => dot(a, data.outcome));
  const solve = (g: number[][], v: readonly number[], yy: number) => {
    // Scaled to unit diagonal: returns of channels differ by orders of magnitude.
    const size = g.map((row, i) => Math.sqrt(row[i]!));
    if (size.some((s) => !(s > 0))) return null;
    const scaled = new CholeskyDecomposition(
      new Matrix(g.map((row, i) => row.map((value, j) => value / (size[i]! * size[j]!)))),
    );
    if (!scaled.isPositiveDefinite()) return null;
    const inverse = scaled.solve(Matrix.eye(g.length));
    const coefficients = v.map(
      (_, i) => v.reduce((sum, value, j) => sum + (inverse.get(i, j) * value) / size[j]!, 0) / size[i]!,
    );
    const squares = yy - coefficients.reduce((sum, b, i) => sum + b * v[i]!, 0);
    return { squares, coefficients, inverse: size.map((s, i) => inverse.get(i, i) / (s * s)) };
  };
  const first = solve(gram, cross, data.yy);
  if (first === null || !(first.squares > 0)) return null;
  if (channels.every(({ experiments }) => experiments.length === 0)) return first;
  const noise = first.squares / data.freedom;
  let yy = data.yy;
  channels.forEach(({ experiments }, c) => {
    for (const { estimate, standardError, expected } of experiments) {
      const effect = expected(shapes[c]!);
      const weight = noise / standardError ** 2;
      gram[c]![c]! += weight * effect * effect;
      cross[c]! += weight * effect * estimate;
      yy += weight * estimate ** 2;
    }
  });
  return solve(gram, cross, yy);
}

/** Puts the pieces together: profile inside its bounds, sd at most half the prior's, chains agreed. */
export function judge(o: {
  profile: readonly [number, number] | null;
  bounds: readonly [number, number];
  priorMarginal: readonly number[];
  posteriorMarginal: readonly number[];
  rHat: number;
}): Verdict {
  const { bounds } = o;
  const spread = (values: readonly number[]): number =>
    standardDeviation(values.filter((value) => value > 0).map(Math.log)) ?? Number.POSITIVE_INFINITY;
  const sdRatio = spread(o.posteriorMarginal) / spread(o.priorMarginal);
  const reasons: string[] = [];
  if (o.profile === null) reasons.push('no shape of the curve fits');
  else {
    if (!(o.profile[0] > bounds[0])) reasons.push('the data do not rule out that it returns nothing');
    if (!(o.profile[1] < bounds[1])) reasons.push('the data do not limit how much it returns');
  }
  if (!(sdRatio <= LARGEST_SD_RATIO)) reasons.push('the data hardly narrow what was believed before');
  if (!(o.rHat <= LARGEST_R_HAT)) reasons.push('the chains of the fit do not agree');
  return { identified: reasons.length === 0, profile: o.profile, bounds, sdRatio, reasons };
}

/** Split-chain R̂ (Gelman et al. 2013, §11.4): 1 when every half of every chain tells the same. */
export function splitRHat(values: readonly number[], chains: readonly number[]): number {
  const halves = [...new Set(chains)].flatMap((chain) => {
    const own = values.filter((_, i) => chains[i] === chain);
    const middle = own.length >> 1;
    return [own.slice(0, middle), own.slice(middle, 2 * middle)];
  });
  const n = halves[0]?.length ?? 0;
  if (n < 2) return Number.POSITIVE_INFINITY;
  const means = halves.map((half) => half.reduce((sum, value) => sum + value, 0) / n);
  const within = halves.reduce((sum, half) => sum + (standardDeviation(half) ?? 0) ** 2, 0) / halves.length;
  const between = (standardDeviation(means) ?? 0) ** 2;
  if (within === 0) return between === 0 ? 1 : Number.POSITIVE_INFINITY;
  return Math.sqrt((n - 1) / n + between / within);
}
