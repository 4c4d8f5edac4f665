/** Fills an empty store with the demo market, through the same path as files but without writing any. */
import { generateWorld, type World } from '../sources/demo/world.ts';
import { WORLD_FILES } from '../sources/demo/world-files.ts';
import type { Database } from '../store/database.ts';
import type { ImportProgress, ImportReport } from './import-report.ts';
import { loadTables } from './load-tables.ts';
import type { SourceRecord, TableSource } from './table-source.ts';

/** After the last period of every demo market, so that loading it warns of nothing, whatever the day. */
const DEMO_TODAY = new Date('2026-11-22T00:00:00Z');

/** A world's tables as sources; their cells are exactly those that `writeWorld` would write. */
export function worldSources(world: World): TableSource[] {
  return WORLD_FILES.map(({ name, columns, rows }) => ({
    file: name,
    *records(): Generator<SourceRecord> {
      yield { line: 1, cells: columns };
      let line = 1;
      for (const row of rows(world)) {
        line += 1;
        yield { line, cells: row.map((cell) => (cell === null ? '' : String(cell))) };
      }
    },
  }));
}

/** Whether the store holds no data yet. */
export async function isEmpty(database: Database): Promise<boolean> {
  const [row] = await database.query<{ version: string }>('SELECT version FROM digicadence.data_version');
  return row?.version === 'empty';
}

/**
 * Loads the default demo market. Into a store that already holds it, it changes nothing; whether other data may be
 * mixed with it is the caller's decision (`isEmpty`).
 */
export function loadDemo(database: Database, onProgress?: (progress: ImportProgress) => void): Promise<ImportReport> {
  return loadTables(database, worldSources(generateWorld()), 'demo', {
    now: DEMO_TODAY,
    ...(onProgress ? { onProgress } : {}),
  });
}
