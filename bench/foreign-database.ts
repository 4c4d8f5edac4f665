/**
 * Reading a Digi-Cadence database of N rows: rows a second and the memory it takes. The source is read to its end and
 * every record thrown away, so that only the source is measured; `--sync` stores them as well.
 *
 *   scripts/postgres.sh node bench/foreign-database.ts [--rows 5000000] [--sync]
 */
import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import pg from 'pg';
import type { SourceConfiguration } from '../src/data/sources/configuration.ts';
import { createPostgresSource } from '../src/data/sources/digicadence-postgres/digicadence-postgres.ts';
import { postgresOptions } from '../src/data/sources/digicadence-postgres/options.ts';
import { migrate } from '../src/data/store/migrate.ts';
import { openDatabase } from '../src/data/store/open.ts';
import { syncSource } from '../src/data/sync/sync.ts';
import { createLogger } from '../src/log.ts';

const { values } = parseArgs({ options: { rows: { type: 'string', default: '5000000' }, sync: { type: 'boolean' } } });
const rows = Number(values.rows);
const server = process.env.TEST_DATABASE_URL;
if (server === undefined) throw new Error('run it as scripts/postgres.sh node bench/foreign-database.ts');

async function at(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(sql);
  await client.end();
}
const place = async (): Promise<string> => {
  const name = `bench_${randomUUID().replaceAll('-', '')}`;
  await at(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
};

const BRANDS = 1_000;
const METRICS = 100;
const foreign = await place();
await at(
  foreign,
  `CREATE TABLE brands (brand_id int PRIMARY KEY, brand_name text);
   CREATE TABLE metrics (metric_id int PRIMARY KEY, metric_name text, section text, platform text);
   CREATE TABLE projects (project_id int PRIMARY KEY, project_name text);
   CREATE TABLE normalisedvalue (project_id int, brand_id int, metric_id int, date date, normalized_value text);
   INSERT INTO brands SELECT b, 'Brand ' || b FROM generate_series(0, ${BRANDS - 1}) b;
   INSERT INTO metrics SELECT m, 'Metric ' || m, 'Section ' || m % 5, 'Platform ' || m % 20 FROM generate_series(0, ${METRICS - 1}) m;
   INSERT INTO projects VALUES (1, 'Large');
   INSERT INTO normalisedvalue SELECT 1, i % ${BRANDS}, i / ${BRANDS} % ${METRICS},
     (date '2020-01-01' + interval '1 month' * (i / ${BRANDS * METRICS}))::date, replace(round((i % 10007) / 100.07, 2)::text, '.', ',')
     FROM generate_series(0, ${rows - 1}) i;
   ANALYZE`,
);

const options = postgresOptions.parse({
  url: { variable: 'X' },
  ownBrands: ['Brand 1'],
  defaults: {
    category: 'All',
    direction: 'higher',
    project: { market: 'World', category: 'All', currency: 'EUR', frequency: 'monthly', start: '2020-01-01' },
  },
});
const signal = new AbortController().signal;
const megabytes = (bytes: number): number => Math.round(bytes / 2 ** 20);
const rss: number[] = [];
const started = performance.now();
const before = megabytes(process.memoryUsage().rss);
const sampler = setInterval(() => rss.push(megabytes(process.memoryUsage().rss)), 250);

let read = 0;
if (values.sync) {
  const store = await openDatabase({
    DATABASE_URL: await place(),
    DATA_DIR: 'unused',
    DATABASE_CONNECT_TIMEOUT_MS: 10_000,
    DATABASE_QUERY_TIMEOUT_MS: 3_600_000,
    DATABASE_POOL_SIZE: 4,
  });
  await migrate(store);
  const logger = createLogger('warn');
  const now = (): Date => new Date('2026-11-22');
  const configuration: SourceConfiguration = {
    name: 'bench',
    kind: 'digicadence-postgres',
    precedence: 0,
    schedule: null,
    options,
    open: () => createPostgresSource('bench', foreign, options),
  };
  const report = await syncSource(configuration, {
    database: store,
    logger,
    now,
    signal,
    tools: { secret: () => '', database: store, logger, now },
  });
  read = report.rowsRead;
  if (report.outcome !== 'loaded') throw new Error(JSON.stringify(report.error));
  await store.close();
} else {
  const source = createPostgresSource('bench', foreign, options);
  const { tables } = await source.fetch(null, signal);
  for (const table of tables) for await (const record of table.records()) if (record.line > 1) read += 1;
  await source.close();
}
clearInterval(sampler);
const seconds = (performance.now() - started) / 1_000;
const part = (share: number): number => rss[Math.floor((rss.length - 1) * share)] ?? 0;
process.stdout.write(
  `${JSON.stringify({
    rows: read,
    seconds: Number(seconds.toFixed(1)),
    rowsPerSecond: Math.round(read / seconds),
    rssMb: {
      before,
      atQuarter: part(0.25),
      atHalf: part(0.5),
      atEnd: part(1),
      peak: rss.reduce((a, b) => Math.max(a, b), 0),
    },
  })}\n`,
);
