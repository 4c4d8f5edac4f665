/** Simple exponential smoothing, ETS(A,N,N): a level that follows the data, no trend, no season. */
import type { CompleteSeries, Core } from './core.ts';
import { fitEts } from './ets-model.ts';
import { defineModel } from './fitted-model.ts';

export const fitSes = (series: CompleteSeries): Core | null => fitEts(series, { error: 'A', trend: 'N', season: 'N' });

export const ses = defineModel('ses', 'Simple exponential smoothing', fitSes);
