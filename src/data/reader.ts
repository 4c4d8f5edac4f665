/** The data port of reports and rims over the store. */
import type { DataReader } from '../ports.ts';
import { createCatalogReader, searchNames } from './catalog.ts';
import { DEFAULT_BOUNDS, type LoadBounds, loadSelection } from './load.ts';
import type { Database } from './store/database.ts';

export function createDataReader(database: Database, bounds: LoadBounds = DEFAULT_BOUNDS): DataReader {
  const catalog = createCatalogReader(database);
  return {
    catalog,
    searchBrands: async (query, limit) => searchNames((await catalog()).brands, (row) => row.brand, query, limit),
    async searchProjects(query, limit) {
      const found = searchNames((await catalog()).projects, (row) => row.project, query, limit);
      return found.map(({ project, market, category }) => ({ project, market, category }));
    },
    load: (tables, selection, outcomes) => loadSelection(database, tables, selection, outcomes, bounds),
  };
}
