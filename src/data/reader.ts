/** The data port of reports and rims over the store. */
import type { Dataset } from '../domain/dataset.ts';
import type { DataReader, LoadedData } from '../ports.ts';
import { type CacheStats, createCache } from './cache.ts';
import { createCatalogReader, searchNames } from './catalog.ts';
import { DEFAULT_BOUNDS, type LoadBounds, loadSelection } from './load.ts';
import { compareText } from './order.ts';
import type { Database } from './store/database.ts';

export interface ReaderOptions {
  readonly bounds?: LoadBounds;
  /** Memory for loaded slices; 0 keeps none. */
  readonly cacheBytes?: number;
  /** Short gaps of scores are interpolated and marked. */
  readonly fillGaps?: boolean;
}

export interface CachedDataReader extends DataReader {
  cacheStats(): CacheStats;
}

/** A row as an object with its texts, roughly. */
const ROW_BYTES = 200;

/** Memory of a loaded slice, roughly: cubes count by the cell, everything else by the row. */
function bytesOf({ dataset }: LoadedData): number {
  const cubes = dataset.scores.reduce((sum, cube) => sum + cube.values.byteLength, 0);
  const series = dataset.outcomes.reduce((sum, { values }) => sum + 24 * values.length, 0);
  const lists = Object.values(dataset) as Dataset[keyof Dataset][];
  return cubes + series + ROW_BYTES * lists.reduce((sum, rows) => sum + rows.length, 1);
}

/** What is shared must not be changed by one of its readers. */
export function createDataReader(
  database: Database,
  { bounds = DEFAULT_BOUNDS, cacheBytes = 0, fillGaps = false }: ReaderOptions = {},
): CachedDataReader {
  const catalog = createCatalogReader(database);
  const slices = createCache(cacheBytes, bytesOf);
  return {
    catalog,
    searchBrands: async (query, limit) => searchNames((await catalog()).brands, (row) => row.brand, query, limit),
    async searchProjects(query, limit) {
      const found = searchNames((await catalog()).projects, (row) => row.project, query, limit);
      return found.map(({ project, market, category }) => ({ project, market, category }));
    },
    async load(tables, selection, outcomes) {
      // A batch that only filled the quarantine leaves the data as they are, and yet the health card differs.
      const [stamp] = await database.query<{ version: string; batch: number | null }>(
        'SELECT version, (SELECT max(batch_id) FROM digicadence.import_batches) AS batch FROM digicadence.data_version',
      );
      const wanted = [[...tables].sort(compareText), [...new Set(outcomes)].sort(compareText)];
      const key = JSON.stringify([stamp?.version, stamp?.batch, wanted, selection]);
      return slices.get(
        key,
        () => loadSelection(database, tables, selection, outcomes, { bounds, gapsToFill: fillGaps }),
        ({ dataVersion }) => dataVersion === stamp?.version,
      );
    },
    cacheStats: slices.stats,
  };
}
