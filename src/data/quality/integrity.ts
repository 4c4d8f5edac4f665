/** Integrity: binary checks of the whole, beside the scores: orphans, duplicate keys, gaps in the period grid, currencies. */
import type { Project } from '../../domain/dataset.ts';
import { periodLabel } from '../../domain/period.ts';
import type { CellProblem, IntegrityCheck } from '../../domain/quality.ts';
import type { UnknownValue } from '../score-cubes.ts';
import type { Queryable } from '../store/database.ts';
import { type MarketGrid, valueAt } from './market-grid.ts';
import { listProblems } from './problems.ts';
import type { RefusedRows } from './refused-rows.ts';

/**
 * Keys of the value table that the dimension tables do not know. Values carry no foreign keys, so this is where a broken
 * restore or a foreign hand would show. Jumps from key to key along the primary key: a look-up for each project and
 * brand and partition, however many values they have.
 */
export const ORPHAN_KEYS_SQL = `
  WITH RECURSIVE keys AS (
    (SELECT project_id, brand_id FROM digicadence.normalisedvalue ORDER BY project_id, brand_id LIMIT 1)
    UNION ALL
    SELECT next.project_id, next.brand_id
    FROM keys CROSS JOIN LATERAL (
      SELECT v.project_id, v.brand_id FROM digicadence.normalisedvalue v
      WHERE (v.project_id, v.brand_id) > (keys.project_id, keys.brand_id)
      ORDER BY v.project_id, v.brand_id LIMIT 1) AS next)
  SELECT keys.project_id AS project, keys.brand_id AS brand
  FROM keys LEFT JOIN digicadence.score_coverage c ON c.project_id = keys.project_id AND c.brand_id = keys.brand_id
  WHERE c.project_id IS NULL
  LIMIT 50`;

export async function readOrphanKeys(queryable: Queryable): Promise<CellProblem[]> {
  const keys = await queryable.query<{ project: number; brand: number }>(ORPHAN_KEYS_SQL);
  return keys.map(({ project, brand }) => ({
    project: `#${project}`,
    problem: `scores are stored for project ${project} and brand ${brand}, which no list of the store knows`,
  }));
}

/** The same for metrics, which come to light when the values are read: one problem a project and metric. */
export function orphanMetrics(values: readonly UnknownValue[]): CellProblem[] {
  return [...Map.groupBy(values, ({ project, metric }) => JSON.stringify([project, metric])).values()].map((found) => {
    const { project, metric } = found[0] as UnknownValue;
    return {
      project,
      problem: `${found.length} score${found.length === 1 ? ' is' : 's are'} stored for metric ${metric}, which no list of the project knows`,
    };
  });
}

export interface IntegrityInput {
  readonly grids: readonly MarketGrid[];
  readonly refused: readonly RefusedRows[];
  readonly orphanKeys: readonly CellProblem[];
  readonly projects: readonly Project[];
}

function periodGaps(grids: readonly MarketGrid[]): CellProblem[] {
  return grids.flatMap((grid) =>
    grid.periods.flatMap((period, t) => {
      const isEmpty = grid.brands.every((_, b) => grid.metrics.every((_, m) => Number.isNaN(valueAt(grid, b, m, t))));
      return isEmpty
        ? [
            {
              project: grid.owners[t] as string,
              period,
              problem: `${periodLabel(grid.frequency, period)} has no value of any brand, though periods before and after it have`,
            },
          ]
        : [];
    }),
  );
}

/** One market in two currencies: its rounds could not be joined, nor its projects be added up. */
function currencyMix(projects: readonly Project[]): CellProblem[] {
  const byMarket = Map.groupBy(projects, ({ market, category }) => JSON.stringify([market, category]));
  return [...byMarket.values()].flatMap((members) => {
    const currencies = [...new Set(members.map(({ currency }) => currency))].sort();
    return currencies.length > 1
      ? members.map(({ project, market, currency }) => ({
          project,
          problem: `in ${currency}, while market ${market} also holds ${currencies.filter((each) => each !== currency).join(', ')}`,
        }))
      : [];
  });
}

/** Each check with what it means, whether it passed, and what broke it. */
export function checkIntegrity({ grids, refused, orphanKeys, projects }: IntegrityInput): IntegrityCheck[] {
  const rows = (kind: RefusedRows['kind']): CellProblem[] =>
    refused
      .filter((each) => each.kind === kind)
      .map(({ cell, count }) => ({ ...cell, problem: `${cell.problem} (${count}×)` }));
  const checks: readonly (readonly [IntegrityCheck['check'], string, readonly CellProblem[]])[] = [
    ['orphans', 'Every row names a project, brand and metric that are known', [...orphanKeys, ...rows('orphan')]],
    ['duplicate-keys', 'No load gave the same key twice', rows('duplicate')],
    ['period-gaps', 'No period is empty between a market’s first and last', periodGaps(grids)],
    ['currency-mix', 'Each market has one currency', currencyMix(projects)],
  ];
  return checks.map(([check, rule, found]) => ({
    check,
    rule,
    passed: found.length === 0,
    found: found.length,
    offending: listProblems(found),
  }));
}
