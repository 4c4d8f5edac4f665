/** Uniqueness: one row per key. */
import { type MarketGrid, valueAt } from './market-grid.ts';
import { type Assessment, scoreOf } from './problems.ts';

/** @param duplicates rows refused because the same load had already given their key */
export function assessUniqueness(grids: readonly MarketGrid[], duplicates: number): Assessment {
  let present = 0;
  for (const grid of grids)
    grid.brands.forEach((_, b) => {
      grid.metrics.forEach((_, m) => {
        grid.periods.forEach((_, t) => {
          if (!Number.isNaN(valueAt(grid, b, m, t))) present += 1;
        });
      });
    });
  return {
    score: scoreOf(present, present + duplicates),
    formula: '100 × values ÷ (values + rows refused because their key was given twice in one load)',
    problems: [],
  };
}
