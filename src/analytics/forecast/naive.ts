/** The naive forecast: the last value, every shock stays (a random walk). */
import { type CompleteSeries, type Core, errorDeviation } from './core.ts';
import { defineModel } from './fitted-model.ts';

export function fitNaive({ y }: CompleteSeries): Core {
  const errors = y.map((value, t) => (t === 0 ? 0 : value - y[t - 1]!));
  return {
    description: 'naive',
    parameters: {},
    parameterCount: 0,
    aicc: null,
    errors,
    burnIn: 1,
    shockSd: errorDeviation(errors, 1, 0),
    path(origin, horizon, shocks) {
      const result = new Float64Array(horizon);
      let level = y[origin - 1]!;
      for (let h = 0; h < horizon; h++) {
        level += shocks === null ? 0 : shocks[h]!;
        result[h] = level;
      }
      return result;
    },
  };
}

export const naive = defineModel('naive', 'Naive (last value)', fitNaive);
