/** Timeliness: how many periods the data of each brand and section are behind what their frequency promises. */
import { type Frequency, type Period, periodAt, periodIndex } from '../../domain/period.ts';
import type { CellProblem } from '../../domain/quality.ts';
import { type MarketGrid, valueAt } from './market-grid.ts';
import { type Assessment, Tally } from './problems.ts';

/** Data of a period are expected before the next one ends: closing a month takes part of the next. */
const GRACE_PERIODS = 1;
/** Four periods late are as good as abandoned. */
const POINTS_PER_PERIOD = 25;

/** The last period whose data should be there on `today`. */
function lastExpected(frequency: Frequency, today: string, end: string | null): Period {
  const index = periodIndex(frequency, today) - 1 - GRACE_PERIODS;
  const last = end === null ? index : Math.min(index, periodIndex(frequency, end));
  return periodAt(frequency, last);
}

/** @param ends last day of each market's current project; null: it goes on */
export function assessTimeliness(
  grids: readonly MarketGrid[],
  today: string,
  ends: ReadonlyMap<string, string | null>,
): Assessment {
  const problems: CellProblem[] = [];
  const tally = new Tally();
  let sum = 0;
  let cells = 0;
  for (const grid of grids) {
    const { frequency, market, metrics } = grid;
    const expected = lastExpected(frequency, today, ends.get(market.project) ?? null);
    const start = periodIndex(frequency, grid.periods[0] as string);
    const due = periodIndex(frequency, expected) - start;
    const sections = [...new Set(metrics.map(({ section }) => section))];
    grid.brands.forEach((brand, b) => {
      if ((grid.firstSeen[b] as number) > due) return;
      for (const section of sections) {
        let last = -1;
        metrics.forEach((metric, m) => {
          if (metric.section !== section) return;
          for (let t = grid.periods.length - 1; t > last; t--) if (!Number.isNaN(valueAt(grid, b, m, t))) last = t;
        });
        // A section that the brand never had is a matter of completeness.
        if (last < 0) continue;
        const late = Math.max(0, due - last);
        const score = Math.max(0, 100 - POINTS_PER_PERIOD * late);
        sum += score;
        cells += 1;
        tally.add(market.project, brand, section, score, 100);
        if (late > 0)
          problems.push({
            project: market.project,
            brand,
            section,
            period: grid.periods[last] as string,
            problem: `last value is of ${grid.periods[last]}; by ${today} values up to ${expected} were due (${late} late)`,
          });
      }
    });
  }
  return {
    score: cells > 0 ? sum / cells : null,
    formula: `mean over brand × section of 100 − ${POINTS_PER_PERIOD} for each period by which its last value is late, at least 0; a period is due when the next one has ended, and nothing is due after a project’s end`,
    problems,
    tally,
  };
}
