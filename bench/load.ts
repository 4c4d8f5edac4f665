/**
 * What a report's slice costs while the table grows, how fast rows are loaded, and in how much memory.
 *
 *   scripts/postgres.sh node --max-semi-space-size=8 bench/load.ts 100000 1000000 10000000
 *
 * Every project holds 50,000 scores (20 brands × 50 metrics × 50 months); the slice is one project. Each
 * size has a database of its own, filled through the same path as files; then random projects are read in turns.
 * Baselines: docs/operating.md.
 */

import { loadTables } from '../src/data/import/load-tables.ts';
import type { SourceRecord, TableSource } from '../src/data/import/table-source.ts';
import { type CachedDataReader, createDataReader } from '../src/data/reader.ts';
import type { Database } from '../src/data/store/database.ts';
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
const READS = 41;
const WARM_UP = 5;
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

const server = process.env.TEST_DATABASE_URL ?? '';

interface Store {
  readonly rows: number;
  readonly database: Database;
  readonly reader: CachedDataReader;
  readonly catalog: Catalog;
  readonly times: number[];
}

const connect = (url: string): Promise<Database> =>
  openDatabase({
    DATABASE_URL: url,
    DATA_DIR: 'unused',
    DATABASE_CONNECT_TIMEOUT_MS: 10_000,
    DATABASE_QUERY_TIMEOUT_MS: 600_000,
    DATABASE_POOL_SIZE: 4,
  });

async function fill(rows: number): Promise<Store> {
  const administrator = await connect(server);
  await administrator.query(`CREATE DATABASE bench_${rows}`);
  await administrator.close();
  const url = new URL(server);
  url.pathname = `/bench_${rows}`;
  const database = await connect(url.href);
  await migrate(database);
  const projects = Math.ceil(rows / ROWS);
  const started = performance.now();
  for (let from = 0; from < projects; from += BATCH)
    await loadTables(database, sources(from, Math.min(from + BATCH, projects)), 'bench', { now: NOW });
  const seconds = (performance.now() - started) / 1000;
  await database.query('VACUUM ANALYZE digicadence.normalisedvalue');
  const [size] = await database.query<{ bytes: string }>(
    `SELECT sum(pg_total_relation_size(inhrelid)) AS bytes FROM pg_inherits
     WHERE inhparent = 'digicadence.normalisedvalue'::regclass`,
  );
  const held = projects * ROWS;
  console.log(
    `${held.toLocaleString('en')} rows (${Math.round(Number(size?.bytes) / 1e6)} MB): loaded ${Math.round(held / seconds).toLocaleString('en')} rows/s, ` +
      `peak memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`,
  );
  const reader = createDataReader(database);
  return { rows: held, database, reader, catalog: await reader.catalog(), times: [] };
}

async function readOne({ reader, catalog }: Store): Promise<number> {
  const name = project(Math.floor(rng.next() * catalog.projects.length));
  const resolved = resolveSelection(catalog, { projects: [name], brands: { role: 'all' }, period: null });
  if (!resolved.ok) throw new Error(JSON.stringify(resolved.problems));
  const started = performance.now();
  const { dataset } = await reader.load(['projects', 'brands', 'metrics', 'weights', 'scores'], resolved.selection, []);
  const taken = performance.now() - started;
  if (dataset.scores[0]?.values.length !== ROWS) throw new Error('a slice is not whole');
  return taken;
}

const stores: Store[] = [];
for (const rows of process.argv.slice(2).map(Number)) stores.push(await fill(rows));
for (const store of stores) for (let i = 0; i < WARM_UP; i++) await readOne(store);
// In turns, so that whatever else the machine does falls on all sizes alike.
for (let i = 0; i < READS; i++) for (const store of stores) store.times.push(await readOne(store));
const median = ({ times }: Store): number => times.toSorted((a, b) => a - b)[times.length >> 1] as number;
for (const store of stores)
  console.log(
    `${store.rows.toLocaleString('en')} rows: a slice of ${ROWS.toLocaleString('en')} in ${median(store).toFixed(0)} ms ` +
      `(median of ${READS}, ${Math.min(...store.times).toFixed(0)}–${Math.max(...store.times).toFixed(0)}), ` +
      `${(median(store) / median(stores[0] as Store)).toFixed(2)} × the first`,
  );
for (const { database } of stores) await database.close();
