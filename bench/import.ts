/**
 * Import of one large file: time, rows a second and peak memory of the importing process.
 *
 *   scripts/postgres.sh node --max-semi-space-size=8 bench/import.ts 1000000 [csv|xlsx]   against a server, as npm run dc
 *   node bench/import.ts 500000 csv embedded                                               into the embedded store (in memory)
 *
 * The file is written by another process, so that only the import counts. Baselines: docs/operating.md.
 */
import { spawnSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import exceljs from 'exceljs';
import { importPlanned, planImport } from '../src/data/import/import-files.ts';
import { loadTables } from '../src/data/import/load-tables.ts';
import type { TableSource } from '../src/data/import/table-source.ts';
import { migrate } from '../src/data/store/migrate.ts';
import { openDatabase } from '../src/data/store/open.ts';

const [METRICS, PERIODS] = [50, 60];
const HEADER = ['project', 'brand', 'section', 'platform', 'metric', 'period', 'raw', 'normalised'];
const month = (t: number): string => `${2020 + Math.floor(t / 12)}-${String((t % 12) + 1).padStart(2, '0')}-01`;

function* rows(count: number): Generator<string[]> {
  for (let i = 0; i < count; i++) {
    const [m, t, b] = [i % METRICS, Math.floor(i / METRICS) % PERIODS, Math.floor(i / (METRICS * PERIODS))];
    const value = String(((i * 7919) % 10_000) / 100);
    yield ['Alpha', `Brand ${b}`, `Section ${m % 4}`, `Platform ${m % 10}`, `Metric ${m}`, month(t), value, value];
  }
}

async function write(path: string, count: number): Promise<void> {
  if (path.endsWith('.csv')) {
    async function* text() {
      let chunk = `${HEADER.join(',')}\n`;
      for (const row of rows(count)) {
        chunk += `${row.join(',')}\n`;
        if (chunk.length < 65_536) continue;
        yield chunk;
        chunk = '';
      }
      yield chunk;
    }
    await pipeline(text, createWriteStream(path));
    return;
  }
  const book = new exceljs.stream.xlsx.WorkbookWriter({ filename: path });
  const sheet = book.addWorksheet('Scores');
  sheet.addRow(HEADER).commit();
  let at = 0;
  for (const row of rows(count)) {
    sheet.addRow([...row.slice(0, 6), Number(row[6]), Number(row[7])]).commit();
    // The writer queues without bound unless it gets a turn.
    if (++at % 10_000 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await book.commit();
}

const dimensions = (count: number): TableSource[] => {
  const table = (file: string, lines: readonly (readonly string[])[]): TableSource => ({
    file,
    *records() {
      for (const [at, cells] of lines.entries()) yield { line: at + 1, cells };
    },
  });
  const brands = Math.ceil(count / (METRICS * PERIODS));
  return [
    table('projects.csv', [
      ['project', 'market', 'category', 'currency', 'frequency', 'start'],
      ['Alpha', 'A', 'Tea', 'EUR', 'monthly', '2020-01-01'],
    ]),
    table('brands.csv', [
      ['brand', 'category', 'role'],
      ...Array.from({ length: brands }, (_, b) => [`Brand ${b}`, 'Tea', 'own']),
    ]),
    table('metrics.csv', [
      ['metric', 'section', 'platform', 'direction'],
      ...Array.from({ length: METRICS }, (_, m) => [`Metric ${m}`, `Section ${m % 4}`, `Platform ${m % 10}`, 'higher']),
    ]),
  ];
};

const [count = '1000000', format = 'csv', store = 'server', writing] = process.argv.slice(2);
if (writing !== undefined) await write(writing, Number(count));
else {
  const directory = mkdtempSync(join(tmpdir(), 'digi-cadence-bench-'));
  try {
    const path = join(directory, `scores.${format}`);
    spawnSync(process.execPath, [import.meta.filename, count, format, store, path], { stdio: 'inherit' });
    const database = await openDatabase({
      ...(store === 'server' ? { DATABASE_URL: process.env.TEST_DATABASE_URL } : {}),
      DATA_DIR: 'memory://',
      DATABASE_CONNECT_TIMEOUT_MS: 10_000,
      DATABASE_QUERY_TIMEOUT_MS: 600_000,
      DATABASE_POOL_SIZE: 4,
    });
    await migrate(database);
    await loadTables(database, dimensions(Number(count)), 'bench', { now: new Date() });
    const before = process.resourceUsage().maxRSS / 1024;
    const started = performance.now();
    let staged = 0;
    const report = await importPlanned(database, await planImport(path), 'bench', {
      now: new Date(),
      maxRows: Number.POSITIVE_INFINITY,
      onProgress: () => {
        staged = performance.now();
      },
    });
    const seconds = (performance.now() - started) / 1000;
    const [file] = report.files;
    console.log(
      `${format} ${store}: ${file?.taken} rows taken of ${file?.rows} from ${(statSync(path).size / 1e6).toFixed(0)} MB in ${seconds.toFixed(1)} s ` +
        `(read, checked and staged in ${((staged - started) / 1000).toFixed(1)} s): ${Math.round(Number(count) / seconds)} rows/s; ` +
        `peak memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MB (${Math.round(before)} MB before)`,
    );
    await database.close();
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
