/** The quality of the data by itself: every market that is asked for, with today's date and the integrity checks. */
import type { IntegrityCheck, QualityCell, QualityReport } from '../../domain/quality.ts';
import { resolveSelection } from '../../domain/selection.ts';
import { AppError } from '../../errors.ts';
import type { DataReader } from '../../ports.ts';
import { loadSelection } from '../load.ts';
import { byKeys } from '../order.ts';
import type { UnknownValue } from '../score-cubes.ts';
import { readSnapshot } from '../snapshot.ts';
import type { Database } from '../store/database.ts';
import { assessSlice } from './health.ts';
import { checkIntegrity, orphanMetrics, readOrphanKeys } from './integrity.ts';
import { readImportCounts, readRefusedRows } from './refused-rows.ts';
import { readStatedScores } from './roll-up.ts';

export interface QualityRequest {
  /** Names; null: the current round of every market. */
  readonly projects: readonly string[] | null;
  /** ISO date. */
  readonly today: string;
}

/**
 * @throws AppError `not-found` for a project that the store does not know or that has no scores; `too-large` when the
 *   projects hold more cells than one read may (ask for fewer projects)
 */
export async function readQuality(
  database: Database,
  data: Pick<DataReader, 'catalog'>,
  { projects, today }: QualityRequest,
): Promise<QualityReport> {
  const catalog = await data.catalog();
  const resolved = resolveSelection(catalog, { projects, brands: { role: 'all' }, period: null });
  if (!resolved.ok) {
    const [problem] = resolved.problems;
    throw new AppError({
      code: 'not-found',
      what: 'The quality of the data could not be assessed.',
      why: `Needed is ${problem?.need ?? 'a project with scores'}; there is ${problem?.have ?? 'none'}.`,
      fix: problem?.fix ?? 'Import scores first: dc import DIR.',
    });
  }
  const { selection } = resolved;
  // Not through the reader: nothing may be filled here, and values that a report refuses to leave out are to be named.
  const unknownMetrics: UnknownValue[] = [];
  const { dataset, dataVersion } = await loadSelection(
    database,
    ['projects', 'brands', 'metrics', 'weights', 'scores'],
    selection,
    [],
    {
      onUnknown(value) {
        // An unknown brand is found by its key, in whatever project it stands.
        if (value.unknown === 'metric') unknownMetrics.push(value);
      },
    },
  );
  const read = await readSnapshot(database, async (snapshot) => ({
    counts: await readImportCounts(
      snapshot,
      selection.markets.flatMap(({ rounds }) => rounds),
    ),
    refused: await readRefusedRows(snapshot, selection.markets),
    stated: await readStatedScores(snapshot, selection.markets),
    orphanKeys: await readOrphanKeys(snapshot),
  }));
  const { health, cells, grids } = assessSlice({
    dataset,
    selection,
    ...read.counts,
    refused: read.refused,
    stated: read.stated,
    today,
  });
  const integrity: readonly IntegrityCheck[] = checkIntegrity({
    grids,
    refused: read.refused,
    orphanKeys: [...read.orphanKeys, ...orphanMetrics(unknownMetrics)],
    projects: catalog.projects.filter(
      ({ market, category }) =>
        projects === null || selection.markets.some((each) => each.market === market && each.category === category),
    ),
  });
  const sorted: readonly QualityCell[] = [...cells].sort(
    byKeys(
      (cell) => cell.project,
      (cell) => cell.brand,
      (cell) => cell.section,
    ),
  );
  return { dataVersion, today, health, cells: sorted, integrity };
}
