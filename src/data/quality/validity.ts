/** Validity: values inside the range 0–100, and rows that the import could accept. */
import type { CellProblem } from '../../domain/quality.ts';
import { type MarketGrid, valueAt } from './market-grid.ts';
import { type Assessment, scoreOf } from './problems.ts';

/** @param quarantined rows refused at import for these projects */
export function assessValidity(grids: readonly MarketGrid[], quarantined: number): Assessment {
  let present = 0;
  const problems: CellProblem[] = [];
  for (const grid of grids)
    grid.brands.forEach((brand, b) => {
      grid.metrics.forEach((metric, m) => {
        grid.periods.forEach((period, t) => {
          const value = valueAt(grid, b, m, t);
          if (Number.isNaN(value)) return;
          present += 1;
          if (value < 0 || value > 100)
            problems.push({
              project: grid.owners[t] as string,
              brand,
              ...metric,
              period,
              problem: `normalised value ${value} is outside 0–100`,
            });
        });
      });
    });
  return {
    score: scoreOf(present - problems.length, present + quarantined),
    formula: '100 × values inside 0–100 ÷ (values + rows refused at import and still in quarantine)',
    problems,
  };
}
