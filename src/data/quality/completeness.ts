/** Completeness: which weight of the expected cells holds a value. */
import type { CellProblem, MarketHealth } from '../../domain/quality.ts';
import { type MarketGrid, valueAt, weightAt } from './market-grid.ts';
import { type Assessment, scoreOf, Tally } from './problems.ts';

interface Weighed {
  present: number;
  expected: number;
}

/** Adds period `t` of every brand that has appeared by then. */
function weigh(grid: MarketGrid, t: number, sum: Weighed, tally?: Tally): void {
  grid.brands.forEach((brand, b) => {
    if (t < (grid.firstSeen[b] as number)) return;
    grid.metrics.forEach(({ section }, m) => {
      const weight = weightAt(grid, m, t);
      const present = Number.isNaN(valueAt(grid, b, m, t)) ? 0 : weight;
      sum.expected += weight;
      sum.present += present;
      tally?.add(grid.market.project, brand, section, present, weight);
    });
  });
}

/** The missing cells of one brand and period, told as widely as they are: whole brand, whole platform, single metrics. */
function gapsOf(grid: MarketGrid, b: number, t: number): CellProblem[] {
  const cell = {
    project: grid.owners[t] as string,
    brand: grid.brands[b] as string,
    period: grid.periods[t] as string,
  };
  const missing = grid.metrics.map((_, m) => Number.isNaN(valueAt(grid, b, m, t)));
  if (missing.every(Boolean)) return [{ ...cell, problem: 'no value of the brand in this period' }];
  const problems: CellProblem[] = [];
  const told = new Set<string>();
  grid.metrics.forEach(({ section, platform, metric }, m) => {
    if (!missing[m]) return;
    const inPlatform = grid.metrics.flatMap((other, at) =>
      other.section === section && other.platform === platform ? [at] : [],
    );
    if (inPlatform.length > 1 && inPlatform.every((at) => missing[at])) {
      const key = JSON.stringify([section, platform]);
      if (!told.has(key))
        problems.push({ ...cell, section, platform, problem: 'no value of the platform in this period' });
      told.add(key);
    } else problems.push({ ...cell, section, platform, metric, problem: 'value missing' });
  });
  return problems;
}

export function assessCompleteness(grids: readonly MarketGrid[]): Assessment {
  const sum: Weighed = { present: 0, expected: 0 };
  const problems: CellProblem[] = [];
  const tally = new Tally();
  for (const grid of grids)
    grid.periods.forEach((_, t) => {
      weigh(grid, t, sum, tally);
      grid.brands.forEach((_, b) => {
        if (t >= (grid.firstSeen[b] as number)) problems.push(...gapsOf(grid, b, t));
      });
    });
  return {
    score: scoreOf(sum.present, sum.expected),
    formula:
      '100 × weight of the cells that hold a value ÷ weight of all cells (brand × metric × period), from the first period in which the brand appears to the last of the market; metrics without any value in a market are not expected',
    problems,
    tally,
  };
}

/** Weighted coverage of the market's last period and of its window. */
export function marketHealth(grid: MarketGrid): MarketHealth {
  const { market, periods } = grid;
  const last: Weighed = { present: 0, expected: 0 };
  const window: Weighed = { present: 0, expected: 0 };
  periods.forEach((period, t) => {
    if (period === market.lastPeriod) weigh(grid, t, last);
    if (period >= market.window.from && period <= market.window.to) weigh(grid, t, window);
  });
  const share = ({ present, expected }: Weighed): number => (expected > 0 ? present / expected : 0);
  return {
    project: market.project,
    lastPeriod: market.lastPeriod,
    lastPeriodCoverage: share(last),
    coverage: share(window),
  };
}
