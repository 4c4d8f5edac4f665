/** Roll-up: whether the score that a source states equals the one that its own values and weights give. */
import type { CellProblem } from '../../domain/quality.ts';
import type { Market } from '../../domain/selection.ts';
import type { Queryable } from '../store/database.ts';
import { type MarketGrid, valueAt, weightAt } from './market-grid.ts';
import { Tally } from './problems.ts';

/** Scores as a source states them, by section or (null) for the whole brand. */
export interface StatedScore {
  readonly project: string;
  readonly brand: string;
  readonly section: string | null;
  readonly period: string;
  readonly score: number;
}

/** Half a point: stated scores come rounded to whole numbers. */
export const ROLL_UP_TOLERANCE = 0.5;
/** For differences that are binary rounding alone. */
const EPSILON = 1e-9;

/** Weighted mean of the metrics present; null without any. */
function rollUp(grid: MarketGrid, b: number, t: number, section: string | null): number | null {
  let sum = 0;
  let total = 0;
  grid.metrics.forEach((metric, m) => {
    if (section !== null && metric.section !== section) return;
    const value = valueAt(grid, b, m, t);
    if (Number.isNaN(value)) return;
    const weight = weightAt(grid, m, t);
    sum += weight * value;
    total += weight;
  });
  return total > 0 ? sum / total : null;
}

export interface RollUpCheck {
  readonly agreeing: number;
  readonly stated: number;
  readonly problems: readonly CellProblem[];
  readonly tally: Tally;
}

/** Holds every stated score of the grids against ours; one without any value of ours is a contradiction too. */
export function checkRollUp(grids: readonly MarketGrid[], scores: readonly StatedScore[]): RollUpCheck {
  const problems: CellProblem[] = [];
  const tally = new Tally();
  let agreeing = 0;
  let stated = 0;
  for (const grid of grids)
    for (const { project, brand, section, period, score } of scores) {
      const t = grid.periods.indexOf(period);
      if (!grid.market.rounds.includes(project) || (t >= 0 && grid.owners[t] !== project)) continue;
      const b = grid.brands.indexOf(brand);
      const ours = t < 0 || b < 0 ? null : rollUp(grid, b, t, section);
      const agrees = ours !== null && Math.abs(ours - score) <= ROLL_UP_TOLERANCE + EPSILON;
      stated += 1;
      if (agrees) agreeing += 1;
      else
        problems.push({
          project,
          brand,
          ...(section === null ? {} : { section }),
          period,
          problem: `the source states ${score}, its values give ${ours === null ? 'none' : ours.toFixed(2)}`,
        });
      const sections = section === null ? [...new Set(grid.metrics.map((metric) => metric.section))] : [section];
      for (const each of sections) tally.add(grid.market.project, brand, each, agrees ? 1 : 0, 1);
    }
  return { agreeing, stated, problems, tally };
}

/** Most installations state none; those that do state one row for several hundred values. */
const MAX_STATED = 500_000;

export async function readStatedScores(queryable: Queryable, markets: readonly Market[]): Promise<StatedScore[]> {
  const projects = markets.flatMap(({ rounds }) => rounds);
  return queryable.query<StatedScore>(
    `SELECT j.project, b.brand, n.section, s.period, s.score
     FROM digicadence.statedscore s JOIN digicadence.projects j USING (project_id)
     JOIN digicadence.brands b USING (brand_id) LEFT JOIN digicadence.sections n ON n.section_id = s.section_id
     WHERE s.project_id IN (SELECT project_id FROM digicadence.projects WHERE project = ANY($1))
     ORDER BY j.project COLLATE "C", b.brand COLLATE "C", n.section COLLATE "C" NULLS FIRST, s.period
     LIMIT ${MAX_STATED}`,
    [projects],
  );
}
