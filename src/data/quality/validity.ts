/** Validity: values inside the range 0–100, and rows of a type and unit that the import could accept. */
import type { CellProblem } from '../../domain/quality.ts';
import { type MarketGrid, valueAt } from './market-grid.ts';
import { type Assessment, scoreOf, Tally } from './problems.ts';
import type { RefusedRows } from './refused-rows.ts';

/**
 * @param invalid rows refused at import for what they hold; those that name something unknown, or repeat a key, are told
 *   elsewhere
 * @param refused the same by cell, as far as the rows name one
 */
export function assessValidity(
  grids: readonly MarketGrid[],
  invalid: number,
  refused: readonly RefusedRows[] = [],
): Assessment {
  let present = 0;
  const problems: CellProblem[] = [];
  const tally = new Tally();
  for (const grid of grids)
    grid.brands.forEach((brand, b) => {
      grid.metrics.forEach((metric, m) => {
        grid.periods.forEach((period, t) => {
          const value = valueAt(grid, b, m, t);
          if (Number.isNaN(value)) return;
          present += 1;
          const isValid = value >= 0 && value <= 100;
          tally.add(grid.market.project, brand, metric.section, isValid ? 1 : 0, 1);
          if (!isValid)
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
  const outside = problems.length;
  for (const { market, brand, section, kind, count, cell } of refused) {
    if (kind !== 'invalid') continue;
    if (brand !== null && section !== null) tally.add(market, brand, section, 0, count);
    problems.push({ ...cell, problem: `${count} row${count === 1 ? '' : 's'} refused at import: ${cell.problem}` });
  }
  return {
    score: scoreOf(present - outside, present + invalid),
    formula: '100 × values inside 0–100 ÷ (values + rows refused at import as invalid and still in quarantine)',
    problems,
    tally,
  };
}
