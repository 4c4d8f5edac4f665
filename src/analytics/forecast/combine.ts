/**
 * The weighted mean of several models, each held near their median: one that went astray moves little. The intervals carry
 * the errors of the models and their disagreement.
 */
import { studentQuantile } from '../stats/distributions/beta.ts';
import { type Core, forecastDeviations } from './core.ts';
import type { FittedCore } from './fitted-model.ts';

/** One member: a core, or an opinion that has point forecasts only. */
export type Member = { readonly name: string; readonly weight: number } & (
  | { readonly core: Core }
  | { readonly point: (horizon: number) => Float64Array | null }
);

/**
 * Law of the errors in units of √(σ² + disagreement²). Student's t with few degrees of freedom, because σ itself is
 * uncertain and differs from its estimate from series to series; its scale falls with the length n of the series as
 * factor·√(1 + estimation ÷ n), because choosing and estimating models costs more on short ones. All three measured by
 * rolling origin inside the training parts of 200 monthly series (bench/forecast-intervals.ts).
 */
const ERROR_LAW = { df: 4, factor: 0.727, estimation: 52 };

/** Forecasts further than this many σ_h from the median of all are drawn to that distance. */
const REACH = 2;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : 0.5 * (sorted[half - 1]! + sorted[half]!);
}

function relative(weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** Combines models of one and the same series; at least one of them a core. Weights are relative. */
export function combine(members: readonly Member[]): FittedCore {
  const weights = relative(members.map((member) => member.weight));
  const cored = members.filter((member) => 'core' in member);
  const cores = cored.map((member) => member.core);
  const coreWeights = cored.map((member) => member.weight);
  const coreShares = relative(coreWeights);
  const n = cores[0]!.errors.length;
  const scale = ERROR_LAW.factor * Math.sqrt(1 + ERROR_LAW.estimation / n);
  const burnIn = Math.max(...cores.map((core) => core.burnIn));
  const weigh = (weights: readonly number[], at: (i: number) => number): number =>
    weights.reduce((sum, weight, i) => sum + weight * at(i), 0);
  return {
    description: `combination of ${cores.map((core) => core.description).join(', ')}`,
    parameters: Object.fromEntries(members.map((member, i) => [`weight of ${member.name}`, weights[i]!])),
    aicc: null,
    errors: Float64Array.from({ length: n }, (_, t) =>
      t < burnIn ? 0 : weigh(coreShares, (i) => cores[i]!.errors[t]!),
    ),
    burnIn,
    predict(horizon) {
      const means = cores.map((core) => core.path(n, horizon, null));
      const own = cores.map((core) => forecastDeviations(core, n, horizon));
      const opinions = means.map((path, i) => ({ path, weight: coreWeights[i]! }));
      for (const member of members) {
        const path = 'core' in member ? null : member.point(horizon);
        if (path !== null) opinions.push({ path, weight: member.weight });
      }
      const shares = relative(opinions.map((opinion) => opinion.weight));
      const centre = new Float64Array(horizon);
      const deviations = new Float64Array(horizon);
      for (let h = 0; h < horizon; h++) {
        const middle = median(opinions.map(({ path }) => path[h]!));
        const sd = weigh(coreShares, (i) => own[i]![h]!);
        const held = (x: number): number => Math.min(middle + REACH * sd, Math.max(middle - REACH * sd, x));
        const c = weigh(shares, (i) => held(opinions[i]!.path[h]!));
        const disagreement = weigh(shares, (i) => (held(opinions[i]!.path[h]!) - c) ** 2);
        centre[h] = c;
        deviations[h] = scale * Math.sqrt(sd * sd + disagreement);
      }
      return {
        centre,
        deviations,
        halfWidths: (level) => {
          const t = studentQuantile(0.5 + level / 2, ERROR_LAW.df);
          return deviations.map((sd) => sd * t);
        },
        deviate(rng) {
          // One model's future, stretched to the combined σ_h: its dependence over time, the combination's width.
          let draw = rng.next();
          const drawn = coreShares.findIndex((share) => {
            draw -= share;
            return draw < 0;
          });
          const i = drawn < 0 ? cores.length - 1 : drawn;
          const core = cores[i]!;
          // One χ² a path makes normal shocks Student's: a future with larger errors has them throughout.
          let squares = 0;
          for (let k = 0; k < ERROR_LAW.df; k++) squares += rng.normal() ** 2;
          const stretch = Math.sqrt(ERROR_LAW.df / squares);
          const shocks = Float64Array.from({ length: horizon }, () => rng.normal() * core.shockSd);
          return core.path(n, horizon, shocks).map((value, h) => {
            const sd = own[i]![h]!;
            return sd > 0 ? ((value - means[i]![h]!) * stretch * deviations[h]!) / sd : 0;
          });
        },
      };
    },
  };
}
