/**
 * Forecasts from coarser blocks of the same series: noise averages out and the trend is seen more clearly (Kourentzes,
 * Petropoulos & Trapero 2014, International Journal of Forecasting 30). The season is adjusted for before and put back.
 */
import type { CompleteSeries, CoreFitter } from './core.ts';
import { constantSeason, removeSeason, restoreSeason } from './seasonally-adjusted.ts';

/** Fewest blocks worth a model. */
const FEWEST_BLOCKS = 8;

/** Forecasts `horizon` periods from means of blocks of `size` periods; null when the series has too few of them. */
export function forecastFromBlocks(
  series: CompleteSeries,
  size: number,
  fitCore: CoreFitter,
  horizon: number,
): Float64Array | null {
  const { y } = series;
  const n = y.length;
  const count = Math.floor(n / size);
  if (count < FEWEST_BLOCKS) return null;
  const season = constantSeason(series);
  const blocks = new Float64Array(count);
  const first = n - count * size;
  for (let t = first; t < n; t++) blocks[Math.floor((t - first) / size)]! += removeSeason(season, y[t]!, t) / size;
  const core = fitCore({ y: blocks, seasonLength: 1 });
  if (core === null) return null;
  const path = core.path(count, Math.ceil(horizon / size), null);
  return Float64Array.from({ length: horizon }, (_, h) => restoreSeason(season, path[Math.floor(h / size)]!, n + h));
}
