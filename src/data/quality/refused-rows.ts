/** Rows that the import refused and that still wait in quarantine, by the cell that they name. */
import type { CellProblem } from '../../domain/quality.ts';
import type { Market } from '../../domain/selection.ts';
import { byKeys } from '../order.ts';
import type { Queryable } from '../store/database.ts';

export interface RefusedRows {
  /** The current project of the market that the rows' project belongs to. */
  readonly market: string;
  readonly brand: string | null;
  readonly section: string | null;
  readonly kind: 'invalid' | 'orphan' | 'duplicate';
  readonly count: number;
  /** The cell, with the reason as its problem. */
  readonly cell: CellProblem;
}

/** What the imports had to say about these projects. */
export async function readImportCounts(
  queryable: Queryable,
  projects: readonly string[],
): Promise<{ quarantined: number; duplicates: number; invalid: number; replaced: number }> {
  const [counts] = await queryable.query<{
    quarantined: number;
    duplicates: number;
    invalid: number;
    replaced: number;
  }>(
    `WITH ids AS (SELECT project_id FROM digicadence.projects WHERE project = ANY($1)),
       waiting AS (SELECT kind FROM digicadence.quarantine WHERE project = ANY($1) AND resolved_by IS NULL)
     SELECT (SELECT count(*) FROM waiting) AS quarantined,
       (SELECT count(*) FROM waiting WHERE kind = 'duplicate') AS duplicates,
       (SELECT count(*) FROM waiting WHERE kind = 'invalid') AS invalid,
       (SELECT count(*) FROM digicadence.normalisedvalue_history WHERE project_id IN (SELECT project_id FROM ids))
       + (SELECT count(*) FROM digicadence.outcomevalue_history WHERE project_id IN (SELECT project_id FROM ids))
       + (SELECT count(*) FROM digicadence.spend_history WHERE project_id IN (SELECT project_id FROM ids)) AS replaced`,
    [projects],
  );
  if (!counts) throw new Error('a query of aggregates returned no row');
  return counts;
}

/** Groups read at most; what is beyond them is in the counts, not in the lists. */
const MAX_GROUPS = 500;

interface RefusedGroup {
  readonly project: string;
  readonly brand: string | null;
  readonly section: string | null;
  readonly platform: string | null;
  readonly metric: string | null;
  readonly kind: RefusedRows['kind'];
  readonly count: number;
  readonly reason: string;
}

/** The refused rows of these markets' rounds: one group for each kind and metric of a brand, with its first reason. */
export async function readRefusedRows(queryable: Queryable, markets: readonly Market[]): Promise<RefusedRows[]> {
  const marketOf = new Map(markets.flatMap(({ project, rounds }) => rounds.map((round) => [round, project] as const)));
  const groups = await queryable.query<RefusedGroup>(
    `SELECT project, row->>'brand' AS brand, row->>'section' AS section, row->>'platform' AS platform,
            row->>'metric' AS metric, kind, count(*) AS count, min(reason COLLATE "C") AS reason
     FROM digicadence.quarantine WHERE resolved_by IS NULL AND project = ANY($1)
     GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY count(*) DESC, min(quarantine_id) LIMIT ${MAX_GROUPS}`,
    [[...marketOf.keys()]],
  );
  groups.sort(
    byKeys(
      (row) => row.project,
      (row) => row.brand,
      (row) => row.section,
      (row) => row.platform,
      (row) => row.metric,
      (row) => row.kind,
    ),
  );
  return groups.map(({ project, brand, section, platform, metric, kind, count, reason }) => ({
    market: marketOf.get(project) ?? project,
    brand: brand || null,
    section: section || null,
    kind,
    count,
    cell: {
      project,
      ...(brand ? { brand } : {}),
      ...(section ? { section } : {}),
      ...(platform ? { platform } : {}),
      ...(metric ? { metric } : {}),
      problem: reason,
    },
  }));
}
