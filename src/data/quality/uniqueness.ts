/** Uniqueness: one row per key. */
import type { CellProblem } from '../../domain/quality.ts';
import { type MarketGrid, valueAt } from './market-grid.ts';
import { type Assessment, scoreOf, Tally } from './problems.ts';
import type { RefusedRows } from './refused-rows.ts';

/**
 * @param duplicates rows refused because the same load had already given their key
 * @param refused the same by cell, as far as the rows name one
 */
export function assessUniqueness(
  grids: readonly MarketGrid[],
  duplicates: number,
  refused: readonly RefusedRows[] = [],
): Assessment {
  let present = 0;
  const tally = new Tally();
  const problems: CellProblem[] = [];
  for (const grid of grids)
    grid.brands.forEach((brand, b) => {
      grid.metrics.forEach(({ section }, m) => {
        grid.periods.forEach((_, t) => {
          if (Number.isNaN(valueAt(grid, b, m, t))) return;
          present += 1;
          tally.add(grid.market.project, brand, section, 1, 1);
        });
      });
    });
  for (const { market, brand, section, kind, count, cell } of refused) {
    if (kind !== 'duplicate') continue;
    if (brand !== null && section !== null) tally.add(market, brand, section, 0, count);
    problems.push({ ...cell, problem: `${count} row${count === 1 ? '' : 's'} refused at import: ${cell.problem}` });
  }
  return {
    score: scoreOf(present, present + duplicates),
    formula: '100 × values ÷ (values + rows refused because their key was given twice in one load)',
    problems,
    tally,
  };
}
