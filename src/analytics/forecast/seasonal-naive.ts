/** The seasonal naive forecast: the value one season ago; the last value where there are not two seasons. */
import { type CompleteSeries, type Core, errorDeviation } from './core.ts';
import { defineModel } from './fitted-model.ts';

export function fitSeasonalNaive({ y, seasonLength }: CompleteSeries): Core {
  const m = seasonLength;
  const errors = y.map((value, t) => (t < m ? 0 : value - y[t - m]!));
  return {
    description: m === 1 ? 'naive' : `seasonal naive [${m}]`,
    parameters: {},
    parameterCount: 0,
    aicc: null,
    errors,
    burnIn: m,
    shockSd: errorDeviation(errors, m, 0),
    path(origin, horizon, shocks) {
      const result = new Float64Array(horizon);
      for (let h = 0; h < horizon; h++)
        result[h] = (h < m ? y[origin + h - m]! : result[h - m]!) + (shocks === null ? 0 : shocks[h]!);
      return result;
    },
  };
}

export const seasonalNaive = defineModel('seasonal-naive', 'Seasonal naive (a season ago)', fitSeasonalNaive);
