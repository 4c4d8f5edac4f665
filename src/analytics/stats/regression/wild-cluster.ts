/** Wild cluster bootstrap: p of one coefficient when errors correlate within few clusters. */
import type { Rng } from '../../../domain/rng.ts';
import { orthonormalise, project } from '../series/autoregressive-regression.ts';

/** Fewest clusters: with five only Webb's six-point weights give enough different draws. */
export const FEWEST_CLUSTERS = 5;
const SIGNS_FROM = 6;
const WEBB = [Math.sqrt(1.5), 1, Math.sqrt(0.5)].flatMap((weight) => [-weight, weight]);
const SIGNS = [-1, 1];

/** Up to this many weight vectors all are visited, so that p is exact; beyond, they are drawn. */
const MOST_VECTORS = 8_192;
const DRAWS = 3_999;

export interface WildClusterTest {
  readonly coefficient: number;
  /** Cluster-robust, with the factor G ÷ (G − 1). */
  readonly error: number;
  readonly p: number;
  readonly clusters: number;
  readonly weights: 'Webb' | 'Rademacher';
}

/**
 * Two-sided p of the coefficient of `tested` in the regression of y on `tested` and `others` (no intercept is added), null
 * imposed (Cameron, Gelbach & Miller 2008): residuals without `tested` are multiplied by one random weight per
 * cluster; signs from 6 clusters, Webb's (2014) six points at 5. All weight vectors are visited up to 12 clusters;
 * beyond, 3,999 are drawn from `rng`. Assumes independent clusters. Null: fewer than 5 clusters with a share in the
 * coefficient, more than 12 without `rng`, nothing of `tested` left beside the others, or a perfect fit.
 */
export function wildClusterTest(
  y: Float64Array,
  tested: Float64Array,
  others: readonly Float64Array[],
  clusters: readonly (string | number)[],
  rng?: Rng,
): WildClusterTest | null {
  const n = y.length;
  const basis = orthonormalise(others).columns;
  const without = (values: Float64Array): Float64Array => {
    const rest = Float64Array.from(values);
    project(rest, basis);
    project(rest, basis);
    return rest;
  };
  const largest = (values: Float64Array): number =>
    values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  // In units of the largest values, so that products stay in the range of numbers.
  const [unitX, unitY] = [largest(tested), largest(y)];
  const [x, u] = [without(tested.map((value) => value / unitX)), without(y.map((value) => value / unitY))];
  let [xx, raw] = [0, 0];
  for (let t = 0; t < n; t++) {
    xx += x[t]! ** 2;
    raw += (tested[t]! / unitX) ** 2;
  }
  if (!(xx > 1e-16 * raw)) return null;
  const number = new Map<string | number, number>();
  const cluster = Int32Array.from(clusters, (name) => {
    if (!number.has(name)) number.set(name, number.size);
    return number.get(name)!;
  });
  const count = number.size;
  const informative = new Set<number>();
  for (let t = 0; t < n; t++) if (Math.abs(x[t]!) > 1e-9 * Math.sqrt(xx / n)) informative.add(cluster[t]!);
  if (informative.size < FEWEST_CLUSTERS) return null;
  const statisticOf = (products: Float64Array): { coefficient: number; error: number } => {
    let xy = 0;
    for (let g = 0; g < count; g++) xy += products[g]!;
    const coefficient = xy / xx;
    let squares = 0;
    for (let g = 0; g < count; g++) squares += (products[g]! - coefficient * own[g]!) ** 2;
    return { coefficient, error: Math.sqrt((squares * count) / (count - 1)) / xx };
  };
  const productsWith = (values: Float64Array): Float64Array => {
    const sums = new Float64Array(count);
    for (let t = 0; t < n; t++) sums[cluster[t]!]! += x[t]! * values[t]!;
    return sums;
  };
  const own = productsWith(x);
  const products = productsWith(u);
  const observed = statisticOf(products);
  if (!(observed.error > 1e-12 * Math.abs(observed.coefficient))) return null;
  const weights = count >= SIGNS_FROM ? SIGNS : WEBB;
  const vectors = weights.length ** count;
  const all = vectors <= MOST_VECTORS;
  if (!all && rng === undefined) return null;
  const statistic = Math.abs(observed.coefficient / observed.error);
  const drawn = new Float64Array(n);
  const vector = new Float64Array(count);
  let drawnProducts: Float64Array = new Float64Array(count);
  let reached = 0;
  const draws = all ? vectors : DRAWS;
  for (let draw = 0; draw < draws; draw++) {
    let rest = draw;
    for (let g = 0; g < count; g++) {
      vector[g] = weights[all ? rest % weights.length : rng!.integer(weights.length)]!;
      rest = Math.floor(rest / weights.length);
    }
    if (basis.length === 0) for (let g = 0; g < count; g++) drawnProducts[g] = vector[g]! * products[g]!;
    else {
      for (let t = 0; t < n; t++) drawn[t] = vector[cluster[t]!]! * u[t]!;
      // The weights break the orthogonality to the terms that clusters share.
      drawnProducts = productsWith(without(drawn));
    }
    const { coefficient, error } = statisticOf(drawnProducts);
    if (Math.abs(coefficient) >= statistic * error * (1 - 1e-10)) reached++;
  }
  return {
    coefficient: observed.coefficient * (unitY / unitX),
    error: observed.error * (unitY / unitX),
    p: all ? reached / vectors : (reached + 1) / (draws + 1),
    clusters: count,
    weights: count >= SIGNS_FROM ? 'Rademacher' : 'Webb',
  };
}
