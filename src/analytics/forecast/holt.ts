/** Holt's linear trend, ETS(A,A,N); the level alone where the series is too short for a trend. */
import type { CompleteSeries, Core } from './core.ts';
import { fitEts } from './ets-model.ts';
import { defineModel } from './fitted-model.ts';
import { fitSes } from './ses.ts';

export const fitHolt = (series: CompleteSeries): Core | null =>
  fitEts(series, { error: 'A', trend: 'A', season: 'N' }) ?? fitSes(series);

export const holt = defineModel('holt', "Holt's linear trend", fitHolt);
