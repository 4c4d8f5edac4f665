/** The drift forecast: a random walk that keeps the mean change of the past. */
import { type CompleteSeries, type Core, errorDeviation } from './core.ts';
import { defineModel } from './fitted-model.ts';

export function fitDrift({ y }: CompleteSeries): Core {
  const n = y.length;
  const slope = (y[n - 1]! - y[0]!) / (n - 1);
  const errors = y.map((value, t) => (t === 0 ? 0 : value - y[t - 1]! - slope));
  return {
    description: 'random walk with drift',
    parameters: { drift: slope },
    parameterCount: 1,
    aicc: null,
    errors,
    burnIn: 1,
    shockSd: errorDeviation(errors, 1, 1),
    path(origin, horizon, shocks) {
      const result = new Float64Array(horizon);
      let level = y[origin - 1]!;
      for (let h = 0; h < horizon; h++) {
        level += slope + (shocks === null ? 0 : shocks[h]!);
        result[h] = level;
      }
      return result;
    },
  };
}

export const drift = defineModel('drift', 'Random walk with drift', fitDrift);
