/**
 * Forecasts from coarser blocks of the same series: noise averages out and the trend is seen more clearly (Kourentzes,
 * Petropoulos & Trapero 2014, International Journal of Forecasting 30). The season is adjusted for before and put back.
 */
import type { CompleteSeries, CoreFitter } from './core.ts';
import { testedShape } from './seasonally-adjusted.ts';

/** Fewest blocks worth a model. */
const FEWEST_BLOCKS = 8;

/** Forecasts `horizon` periods from means of blocks of `size` periods; null when the series has too few of them. */
export function forecastFromBlocks(
  series: CompleteSeries,
  size: number,
  fitCore: CoreFitter,
  horizon: number,
): Float64Array | null {
  const { y, seasonLength } = series;
  const n = y.length;
  const count = Math.floor(n / size);
  if (count < FEWEST_BLOCKS) return null;
  const shape = testedShape(series);
  const index = (t: number): number => shape?.indices[t % seasonLength] ?? 0;
  const adjust = (value: number, t: number): number =>
    shape === null ? value : shape.kind === 'additive' ? value - index(t) : value / index(t);
  const restore = (value: number, t: number): number =>
    shape === null ? value : shape.kind === 'additive' ? value + index(t) : value * index(t);
  const blocks = new Float64Array(count);
  const first = n - count * size;
  for (let t = first; t < n; t++) blocks[Math.floor((t - first) / size)]! += adjust(y[t]!, t) / size;
  const core = fitCore({ y: blocks, seasonLength: 1 });
  if (core === null) return null;
  const path = core.path(count, Math.ceil(horizon / size), null);
  return Float64Array.from({ length: horizon }, (_, h) => restore(path[Math.floor(h / size)]!, n + h));
}
