/** What a store holds, by names, for comparing one with another. */
import { loadTables } from '../../../../src/data/import/load-tables.ts';
import type { TableSource } from '../../../../src/data/import/table-source.ts';
import { WORLD_FILES } from '../../../../src/data/sources/demo/world-files.ts';
import type { Database } from '../../../../src/data/store/database.ts';
import { migrate } from '../../../../src/data/store/migrate.ts';
import { openDatabase } from '../../../../src/data/store/open.ts';
import { type Gathered, WORLD } from './installation.ts';

export const NOW = new Date('2026-11-22T08:00:00Z');

const LEVELS = `JOIN digicadence.metrics m USING (metric_id) JOIN digicadence.platforms USING (platform_id)
  JOIN digicadence.sections USING (section_id)`;
const QUERIES: Readonly<Record<string, string>> = {
  'projects.csv': `SELECT p.project, p.market, c.category, p.currency, p.frequency, p.start_date, p.end_date, f.project AS follows
    FROM digicadence.projects p JOIN digicadence.categories c USING (category_id)
    LEFT JOIN digicadence.projects f ON f.project_id = p.follows_id`,
  'brands.csv': 'SELECT brand, category, role FROM digicadence.brands JOIN digicadence.categories USING (category_id)',
  'metrics.csv': `SELECT section, platform, metric, direction, unit, definition FROM digicadence.metrics
    JOIN digicadence.platforms USING (platform_id) JOIN digicadence.sections USING (section_id)`,
  'weights.csv': `SELECT project, section, platform, metric, valid_from, weight FROM digicadence.project_weights w
    JOIN digicadence.projects USING (project_id) JOIN digicadence.sections USING (section_id)
    LEFT JOIN digicadence.platforms p ON p.platform_id = w.platform_id
    LEFT JOIN digicadence.metrics m ON m.metric_id = w.metric_id`,
  'scores.csv': `SELECT project, brand, section, platform, metric, period, raw, normalised FROM digicadence.normalisedvalue
    JOIN digicadence.projects USING (project_id) JOIN digicadence.brands USING (brand_id) ${LEVELS}`,
  'outcomes.csv': `SELECT project, brand, outcome, period, value FROM digicadence.outcomevalue
    JOIN digicadence.projects USING (project_id) JOIN digicadence.brands USING (brand_id)
    JOIN digicadence.outcomes USING (outcome_id)`,
  'spend.csv': `SELECT project, brand, channel, period, amount, impressions, clicks FROM digicadence.spend
    JOIN digicadence.projects USING (project_id) JOIN digicadence.brands USING (brand_id)`,
  'events.csv': `SELECT project, brand, date, label FROM digicadence.events e JOIN digicadence.projects USING (project_id)
    LEFT JOIN digicadence.brands b ON b.brand_id = e.brand_id`,
};

export type Stored = Readonly<Record<string, readonly string[]>>;

/** Every row of every table as text, sorted. */
export async function readStored(database: Database): Promise<Stored> {
  const tables: Record<string, string[]> = {};
  for (const [file, sql] of Object.entries(QUERIES))
    tables[file] = (await database.query(sql)).map((row) => JSON.stringify(row)).sort();
  return tables;
}

export async function openStore(): Promise<Database> {
  const store = await openDatabase({
    DATA_DIR: 'memory://',
    DATABASE_CONNECT_TIMEOUT_MS: 10_000,
    DATABASE_QUERY_TIMEOUT_MS: 30_000,
    DATABASE_POOL_SIZE: 1,
  });
  await migrate(store);
  return store;
}

/** Removes everything that was loaded, so that one store serves many cases. */
export async function emptyStore(store: Database): Promise<void> {
  await store.query(
    `TRUNCATE digicadence.projects, digicadence.brands, digicadence.categories, digicadence.metrics, digicadence.platforms,
     digicadence.sections, digicadence.quarantine, digicadence.events, digicadence.spend CASCADE`,
  );
}

export const load = (store: Database, { tables }: Pick<Gathered, 'tables'>) =>
  loadTables(
    store,
    [...tables].map(([file, records]): TableSource => ({ file, records: () => records })),
    'brand-api',
    { now: NOW },
  );

/** The world as files, without any service between. */
export const loadWorld = (store: Database) =>
  loadTables(
    store,
    WORLD_FILES.map(
      ({ name, columns, rows }): TableSource => ({
        file: name,
        *records() {
          let line = 1;
          yield { line, cells: columns };
          for (const row of rows(WORLD)) {
            line += 1;
            yield { line, cells: row.map((cell) => (cell === null ? '' : String(cell))) };
          }
        },
      }),
    ),
    'folder',
    { now: NOW },
  );
