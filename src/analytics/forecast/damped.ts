/** Damped trend (Gardner & McKenzie 1985), ETS(A,Ad,N); Holt's trend or the level alone where the series is shorter. */
import type { CompleteSeries, Core } from './core.ts';
import { fitEts } from './ets-model.ts';
import { defineModel } from './fitted-model.ts';
import { fitHolt } from './holt.ts';

export const fitDamped = (series: CompleteSeries): Core | null =>
  fitEts(series, { error: 'A', trend: 'Ad', season: 'N' }) ?? fitHolt(series);

export const damped = defineModel('damped', 'Damped trend', fitDamped);
