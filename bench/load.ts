/**
 * What a report's slice costs while the table grows, how fast rows are loaded, and in how much memory.
 *
 *   scripts/postgres.sh node --max-semi-space-size=8 bench/load.ts 100000 1000000 10000000
 *
 * Every project holds 50,000 scores (20 brands × 50 metrics × 50 months); the slice is one project. Between sizes more
 * projects are imported, through the same path as files; then the same number of random projects is read without cache.
 * Baselines: docs/operating.md.
 */

import { loadTables } from '../src/data/import/load-tables.ts';
import type { SourceRecord, TableSource } from '../src/data/import/table-source.ts';
import { createDataReader } from '../src/data/reader.ts';
import { migrate } from '../src/data/store/migrate.ts';
import { openDatabase } from '../src/data/store/open.ts';
import type { Catalog } from '../src/domain/dataset.ts';
import { periodAt, periodIndex } from '../src/domain/period.ts';
import { createRng } from '../src/domain/rng.ts';
import { resolveSelection } from '../src/domain/selection.ts';

const [BRANDS, METRICS, PERIODS] = [20, 50, 50];
const ROWS = BRANDS * METRICS * PERIODS;
/** Projects of one import. */
const BATCH = 10;
const READS = 25;
const NOW = new Date('2026-11-22T00:00:00Z');
const FIRST = periodIndex('monthly', '2022-01-01');
const months = Array.from({ length: PERIODS }, (_, t) => periodAt('monthly', FIRST + t));

const rng = createRng(1);
const project = (p: number): string => `Project ${p}`;

function source(file: string, header: readonly string[], rows: () => Iterable<readonly string[]>): TableSource {
  return {
    file,
    *records(): Generator<SourceRecord> {
      yield { line: 1, cells: header };
      let line = 1;
      for (const cells of rows()) yield { line: ++line, cells };
    },
  };
}

const each = <T>(count: number, of: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => of(i));

function sources(from: number, to: number): TableSource[] {
  return [
    source('projects.csv', ['project', 'market', 'category', 'currency', 'frequency', 'start'], () =>
      each(to - from, (i) => [project(from + i), `Market ${from + i}`, 'Tea', 'EUR', 'monthly', months[0] as string]),
    ),
    source('brands.csv', ['brand', 'category', 'role'], () =>
      each(BRANDS, (b) => [`Brand ${b}`, 'Tea', b < 4 ? 'own' : 'competitor']),
    ),
    source('metrics.csv', ['metric', 'section', 'platform', 'direction'], () =>
      each(METRICS, (m) => [`Metric ${m}`, `Section ${m % 4}`, `Platform ${m % 10}`, 'higher']),
    ),
    source(
      'scores.csv',
      ['project', 'brand', 'section', 'platform', 'metric', 'period', 'raw', 'normalised'],
      function* () {
        for (let p = from; p < to; p++)
          for (let b = 0; b < BRANDS; b++)
            for (const month of months)
              for (let m = 0; m < METRICS; m++) {
                const value = (rng.next() * 100).toFixed(2);
                yield [
                  project(p),
                  `Brand ${b}`,
                  `Section ${m % 4}`,
                  `Platform ${m % 10}`,
                  `Metric ${m}`,
                  month,
                  value,
                  value,
                ];
              }
      },
    ),
  ];
}

const database = await openDatabase({
  DATABASE_URL: process.env.TEST_DATABASE_URL,
  DATA_DIR: 'unused',
  DATABASE_CONNECT_TIMEOUT_MS: 10_000,
  DATABASE_QUERY_TIMEOUT_MS: 600_000,
  DATABASE_POOL_SIZE: 4,
});
await migrate(database);
const reader = createDataReader(database);

async function readOne(catalog: Catalog): Promise<number> {
  const name = project(Math.floor(rng.next() * catalog.projects.length));
  const resolved = resolveSelection(catalog, { projects: [name], brands: { role: 'all' }, period: null });
  if (!resolved.ok) throw new Error(JSON.stringify(resolved.problems));
  const started = performance.now();
  const { dataset } = await reader.load(['projects', 'brands', 'metrics', 'weights', 'scores'], resolved.selection, []);
  const taken = performance.now() - started;
  if (dataset.scores[0]?.values.length !== ROWS) throw new Error('a slice is not whole');
  return taken;
}

let projects = 0;
let baseline: number | null = null;
for (const rows of process.argv.slice(2).map(Number)) {
  const started = performance.now();
  const before = projects;
  while (projects < rows / ROWS) {
    const to = Math.min(projects + BATCH, Math.ceil(rows / ROWS));
    await loadTables(database, sources(projects, to), 'bench', { now: NOW });
    projects = to;
  }
  const seconds = (performance.now() - started) / 1000;
  await database.query('VACUUM ANALYZE digicadence.normalisedvalue');
  const catalog = await reader.catalog();
  for (let i = 0; i < 3; i++) await readOne(catalog);
  const times: number[] = [];
  for (let i = 0; i < READS; i++) times.push(await readOne(catalog));
  const median = times.sort((a, b) => a - b)[READS >> 1] as number;
  baseline ??= median;
  const [size] = await database.query<{ bytes: number }>(
    `SELECT sum(pg_total_relation_size(inhrelid)) AS bytes FROM pg_inherits WHERE inhparent = 'digicadence.normalisedvalue'::regclass`,
  );
  console.log(
    `${(projects * ROWS).toLocaleString('en')} rows (${Math.round(Number(size?.bytes) / 1e6)} MB): loaded ${Math.round(((projects - before) * ROWS) / seconds)} rows/s; ` +
      `a slice of ${ROWS.toLocaleString('en')} in ${median.toFixed(0)} ms (median of ${READS}, ${times[0]?.toFixed(0)}–${times.at(-1)?.toFixed(0)}), ` +
      `${(median / baseline).toFixed(2)} × the first; peak memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`,
  );
}
await database.close();
