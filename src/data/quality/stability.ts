/** Stability of weights: how much of the weight moved between metrics inside the history that was read. */
import type { CellProblem, DataHealth } from '../../domain/quality.ts';
import { type MarketGrid, weightAt } from './market-grid.ts';
import { type Assessment, Tally } from './problems.ts';

/** Rounding of hand-entered weights, such as thirds to three decimals, is not a change. */
const SHARE_TOLERANCE = 0.001;

function weightShares(grid: MarketGrid, t: number): number[] {
  const weights = grid.metrics.map((_, m) => weightAt(grid, m, t));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => (total > 0 ? weight / total : 0));
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

export function assessStability(
  grids: readonly MarketGrid[],
): Assessment & { readonly changes: DataHealth['weightChanges'] } {
  const problems: CellProblem[] = [];
  const changes: { project: string; validFrom: string }[] = [];
  let moved = 0;
  const tally = new Tally();
  for (const grid of grids) {
    let inMarket = 0;
    /** What moved inside or out of each section, and the most weight that it had. */
    const bySection = new Map<string, { moved: number; most: number }>();
    const note = (section: string, turnover: number, share: number): void => {
      const known = bySection.get(section) ?? { moved: 0, most: 0 };
      bySection.set(section, { moved: known.moved + turnover, most: Math.max(known.most, share) });
    };
    for (const section of new Set(grid.metrics.map((metric) => metric.section))) {
      const share = weightShares(grid, 0).reduce(
        (sum, each, m) => sum + (grid.metrics[m]?.section === section ? each : 0),
        0,
      );
      note(section, 0, share);
    }
    for (let t = 1; t < grid.periods.length; t++) {
      const before = weightShares(grid, t - 1);
      const after = weightShares(grid, t);
      const turnover = after.reduce((sum, share, m) => sum + Math.abs(share - (before[m] as number)), 0) / 2;
      if (turnover <= SHARE_TOLERANCE) continue;
      inMarket += turnover;
      const cell = { project: grid.owners[t] as string, period: grid.periods[t] as string };
      changes.push({ project: cell.project, validFrom: cell.period });
      // Told by section where sections moved, else by the metrics that moved inside them.
      const sections = [...new Set(grid.metrics.map(({ section }) => section))].map((section) => {
        const sum = (shares: readonly number[]): number =>
          shares.reduce((total, share, m) => total + (grid.metrics[m]?.section === section ? share : 0), 0);
        const turned = after.reduce(
          (total, share, m) =>
            total + (grid.metrics[m]?.section === section ? Math.abs(share - (before[m] as number)) : 0),
          0,
        );
        note(section, turned / 2, sum(after));
        return { section, from: sum(before), to: sum(after) };
      });
      const movedSections = sections.filter(({ from, to }) => Math.abs(to - from) > SHARE_TOLERANCE);
      for (const { section, from, to } of movedSections)
        problems.push({ ...cell, section, problem: `weight ${percent(from)} → ${percent(to)}` });
      if (movedSections.length === 0)
        grid.metrics.forEach((metric, m) => {
          const [from, to] = [before[m] as number, after[m] as number];
          if (Math.abs(to - from) > SHARE_TOLERANCE)
            problems.push({ ...cell, ...metric, problem: `weight ${percent(from)} → ${percent(to)}` });
        });
    }
    moved += Math.min(1, inMarket);
    for (const brand of grid.brands)
      for (const [section, { moved: turned, most }] of bySection)
        tally.add(grid.market.project, brand, section, most - Math.min(most, turned), most);
  }
  return {
    score: grids.length > 0 ? 100 * (1 - moved / grids.length) : null,
    formula:
      '100 × (1 − share of the total weight that moved between metrics, summed over the history of a market and at most 1), mean over markets',
    problems,
    tally,
    changes,
  };
}
