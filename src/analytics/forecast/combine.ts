/**
 * The mean of several models, each held near their median (Petropoulos & Svetunkov 2020, International Journal of
 * Forecasting 36, on simple combinations): a model that went astray moves little. The intervals carry the errors of the
 * models and their disagreement.
 */
import { normalQuantile } from '../stats/distributions/normal.ts';
import { type Core, forecastDeviations } from './core.ts';
import type { FittedCore } from './fitted-model.ts';

/** Further opinions that have point forecasts only. */
export type PointForecaster = (horizon: number) => Float64Array | null;

/**
 * What estimating parameters and choosing models adds to σ_h beyond the disagreement of the models. Measured by rolling
 * origin inside the training parts of 200 monthly series (bench/forecast-intervals.ts): the factor at which intervals meant
 * to hold 95 % did.
 */
const SELECTION_FACTOR = 1.18;

/** Forecasts further than this many σ_h from the median of all are drawn to that distance. */
const REACH = 2;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : 0.5 * (sorted[half - 1]! + sorted[half]!);
}

const average = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Combines cores of one and the same series, at least one, and further opinions on it. */
export function combine(cores: readonly Core[], points: readonly PointForecaster[] = []): FittedCore {
  const n = cores[0]!.errors.length;
  const burnIn = Math.max(...cores.map((core) => core.burnIn));
  return {
    description: `mean of ${cores.map((core) => core.description).join(', ')}`,
    parameters: {},
    aicc: null,
    errors: Float64Array.from({ length: n }, (_, t) =>
      t < burnIn ? 0 : average(cores.map((core) => core.errors[t]!)),
    ),
    burnIn,
    predict(horizon) {
      const means = cores.map((core) => core.path(n, horizon, null));
      const own = cores.map((core) => forecastDeviations(core, n, horizon));
      const opinions = [...means, ...points.map((point) => point(horizon)).filter((mean) => mean !== null)];
      const centre = new Float64Array(horizon);
      const deviations = new Float64Array(horizon);
      for (let h = 0; h < horizon; h++) {
        const here = opinions.map((mean) => mean[h]!);
        const middle = median(here);
        const sd = average(own.map((s) => s[h]!));
        centre[h] = average(here.map((x) => Math.min(middle + REACH * sd, Math.max(middle - REACH * sd, x))));
        const disagreement = average(here.map((x) => Math.min(REACH * sd, Math.abs(x - centre[h]!)) ** 2));
        deviations[h] = SELECTION_FACTOR * Math.sqrt(sd * sd + disagreement);
      }
      return {
        centre,
        deviations,
        halfWidths: (level) => {
          const z = normalQuantile(0.5 + level / 2);
          return deviations.map((sd) => sd * z);
        },
        deviate(rng) {
          // One model's future, stretched to the combined σ_h: its dependence over time, the combination's width.
          const i = rng.integer(cores.length);
          const core = cores[i]!;
          const shocks = Float64Array.from({ length: horizon }, () => rng.normal() * core.shockSd);
          return core.path(n, horizon, shocks).map((value, h) => {
            const sd = own[i]![h]!;
            return sd > 0 ? ((value - means[i]![h]!) * deviations[h]!) / sd : 0;
          });
        },
      };
    },
  };
}
