/**
 * Mean–variance frontier of brands: for each appetite for risk the mix of effort with the highest expected growth, from
 * shrunken means and covariance, under limits on every brand.
 */
import { mean } from '../stats/describe.ts';
import { ledoitWolfCovariance } from '../stats/multivariate/shrunk-covariance.ts';
import { shrinkMeans } from './shrunken-means.ts';

type Rows = readonly (readonly number[])[];

export interface ShareLimits {
  readonly least: number;
  readonly most: number;
}

/** One mix on the frontier; shares sum to 1. */
export interface Mix {
  readonly shares: readonly number[];
  /** Expected return a period. */
  readonly expected: number;
  /** Standard deviation of the return a period. */
  readonly risk: number;
}

export interface Frontier {
  readonly means: readonly number[];
  readonly covariance: Rows;
  readonly shrinkage: { readonly means: number; readonly covariance: number };
  readonly minimumVariance: Mix;
  /** From minimum variance to the highest expected return, evenly spaced in expected return. */
  readonly mixes: readonly Mix[];
}

const POINTS = 20;
const SWEEPS = 200_000;

/**
 * Minimum of ½·x'Qx − c'x with Σx = total and the limits: the pair that violates the optimality conditions most trades shares
 * until none does (Platt 1998; convergence: Keerthi & Gilbert 2002). Null: the limits do not allow the total.
 * @param start shares that keep limits and total; near the solution they save time
 */
export function solveShares(
  Q: Rows,
  c: readonly number[],
  limits: readonly ShareLimits[],
  total = 1,
  start?: readonly number[],
): number[] | null {
  const n = c.length;
  const lowest = limits.reduce((sum, { least }) => sum + least, 0);
  const highest = limits.reduce((sum, { most }) => sum + most, 0);
  if (
    n === 0 ||
    limits.some(({ least, most }) => !(least <= most)) ||
    lowest > total + 1e-12 ||
    highest < total - 1e-12
  )
    return null;
  // Every share as far from its least as the total allows.
  const spread = highest > lowest ? Math.min(1, Math.max(0, (total - lowest) / (highest - lowest))) : 0;
  const x = start ? [...start] : limits.map(({ least, most }) => least + spread * (most - least));
  const gradient = c.map((value, i) => x.reduce((sum, share, j) => sum + Q[i]![j]! * share, 0) - value);
  const size = Math.max(1e-300, ...gradient.map(Math.abs), ...Q.map((row, i) => Math.abs(row[i]!)));
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let [up, down] = [-1, -1];
    for (let i = 0; i < n; i++) {
      const { least, most } = limits[i]!;
      if (x[i]! < most && (up < 0 || gradient[i]! < gradient[up]!)) up = i;
      if (x[i]! > least && (down < 0 || gradient[i]! > gradient[down]!)) down = i;
    }
    if (up < 0 || down < 0 || gradient[down]! - gradient[up]! <= 1e-13 * size) break;
    const curvature = Q[up]![up]! + Q[down]![down]! - 2 * Q[up]![down]!;
    const room = Math.min(limits[up]!.most - x[up]!, x[down]! - limits[down]!.least);
    const wanted = curvature > 0 ? (gradient[down]! - gradient[up]!) / curvature : Number.POSITIVE_INFINITY;
    const step = Math.min(room, wanted);
    x[up] = step === limits[up]!.most - x[up]! ? limits[up]!.most : x[up]! + step;
    x[down] = step === x[down]! - limits[down]!.least ? limits[down]!.least : x[down]! - step;
    for (let i = 0; i < n; i++) gradient[i]! += step * (Q[i]![up]! - Q[i]![down]!);
  }
  return x;
}

export function riskOf(shares: readonly number[], covariance: Rows): number {
  const variance = shares.reduce(
    (sum, a, i) => sum + a * shares.reduce((inner, b, j) => inner + covariance[i]![j]! * b, 0),
    0,
  );
  return Math.sqrt(Math.max(0, variance));
}

/** Share of the portfolio's risk that each brand carries, summing to 1 (Euler's decomposition; Litterman 1996). Null: no risk. */
export function riskContributions(shares: readonly number[], covariance: Rows): number[] | null {
  const variance = riskOf(shares, covariance) ** 2;
  if (!(variance > 0)) return null;
  return shares.map((a, i) => (a * shares.reduce((sum, b, j) => sum + covariance[i]![j]! * b, 0)) / variance);
}

/**
 * The frontier from returns (rows: periods, columns: brands; e.g. changes of log revenue): covariance shrunken towards constant
 * correlation (Ledoit & Wolf 2004), means after Jorion (1986). Limits default to 0–1 for every brand.
 * @returns null with fewer than two brands, too few periods (T ≤ N + 2), a brand that never moves, or limits that exclude 1
 */
export function meanVarianceFrontier(returns: Rows, limits?: readonly ShareLimits[]): Frontier | null {
  const width = returns[0]?.length ?? 0;
  const bounds = limits ?? Array.from({ length: width }, () => ({ least: 0, most: 1 }));
  const shrunk = ledoitWolfCovariance(returns, 'constant-correlation');
  if (shrunk === null || width < 2) return null;
  const sample = Array.from({ length: width }, (_, i) => mean(returns.map((row) => row[i]!))!);
  const means = shrinkMeans(sample, shrunk.covariance, returns.length);
  if (means === null) return null;
  const mixOf = (shares: readonly number[]): Mix => ({
    shares,
    expected: shares.reduce((sum, share, i) => sum + share * means.means[i]!, 0),
    risk: riskOf(shares, shrunk.covariance),
  });
  const none = means.means.map(() => 0);
  const safest = solveShares(shrunk.covariance, none, bounds);
  if (safest === null) return null;
  const minimumVariance = mixOf(safest);
  // The boldest mix: brands in order of expected return, each up to its limit.
  const boldest = bounds.map(({ least }) => least);
  let rest = 1 - boldest.reduce((sum, share) => sum + share, 0);
  for (const i of means.means.map((_, at) => at).sort((a, b) => means.means[b]! - means.means[a]!)) {
    const more = Math.min(rest, bounds[i]!.most - boldest[i]!);
    boldest[i]! += more;
    rest -= more;
  }
  const most = mixOf(boldest);
  const mixes = [minimumVariance];
  const range = most.expected - minimumVariance.expected;
  if (range > 1e-12 * Math.max(Math.abs(most.expected), minimumVariance.risk)) {
    for (let k = 1; k < POINTS; k++) {
      const wanted = minimumVariance.expected + (range * k) / POINTS;
      mixes.push(mixOf(mixAt(shrunk.covariance, means.means, bounds, wanted, safest)));
    }
    mixes.push(most);
  }
  return {
    means: means.means,
    covariance: shrunk.covariance,
    shrinkage: { means: means.shrinkage, covariance: shrunk.shrinkage },
    minimumVariance,
    mixes,
  };
}

/** Least risk at one expected return: the appetite for return at which the best mix reaches it, by bisection. */
function mixAt(
  covariance: Rows,
  means: readonly number[],
  bounds: readonly ShareLimits[],
  wanted: number,
  start: readonly number[],
): readonly number[] {
  const expected = (shares: readonly number[]): number => shares.reduce((sum, share, i) => sum + share * means[i]!, 0);
  let near = start;
  const at = (appetite: number): readonly number[] => {
    const tilted = means.map((value) => appetite * value);
    near = solveShares(covariance, tilted, bounds, 1, near)!;
    return near;
  };
  let low = 0;
  let lower: readonly number[] = start;
  let high = 1;
  let upper: readonly number[] = at(high);
  for (let i = 0; i < 60 && expected(upper) < wanted; i++) {
    [low, lower] = [high, upper];
    high *= 4;
    upper = at(high);
  }
  const close = 1e-9 * Math.max(...means.map(Math.abs));
  for (let i = 0; i < 50 && expected(upper) - expected(lower) > close; i++) {
    const middle = (low + high) / 2;
    const shares = at(middle);
    if (expected(shares) < wanted) [low, lower] = [middle, shares];
    else [high, upper] = [middle, shares];
  }
  // Between two neighbours on the frontier the mix is linear in the expected return.
  const [a, b] = [expected(lower), expected(upper)];
  const share = b > a ? Math.min(1, Math.max(0, (wanted - a) / (b - a))) : 0;
  return lower.map((value, i) => (1 - share) * value + share * upper[i]!);
}
