/**
 * Holt–Winters: level, trend and season. Multiplicative season where all values are positive and it fits better, else
 * additive; Holt's trend where there is no season of two full rounds.
 */
import type { CompleteSeries, Core } from './core.ts';
import { fitEts } from './ets-model.ts';
import { defineModel } from './fitted-model.ts';
import { fitHolt } from './holt.ts';

export function fitHoltWinters(series: CompleteSeries): Core | null {
  const additive = fitEts(series, { error: 'A', trend: 'A', season: 'A' });
  const multiplicative = fitEts(series, { error: 'M', trend: 'A', season: 'M' });
  if (additive === null) return multiplicative ?? fitHolt(series);
  return multiplicative !== null && multiplicative.aicc! < additive.aicc! ? multiplicative : additive;
}

export const holtWinters = defineModel('holt-winters', 'Holt–Winters', fitHoltWinters);
