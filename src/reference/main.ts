/**
 * The runner that measures the analytics core against reference sets:
 *   npm run -s reference -- <topic> <directory> [--out FILE]
 * reads the set's own file names from the directory and prints one JSON object. Exit 0: measured; 2: wrong use.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { runAllocation } from './allocation.ts';
import { runForecast } from './forecast.ts';
import { runLearn } from './learn.ts';
import { runOptimise } from './optimise.ts';
import { runShap } from './shap.ts';
import { runStats } from './stats/run.ts';

/** One topic: reads JSON files of the directory by name, imports its modules by name, and returns its result. */
type Topic = (read: (name: string) => Promise<unknown>, load: (name: string) => Promise<unknown>) => Promise<unknown>;

const topics: Readonly<Record<string, Topic>> = {
  stats: async (read) => runStats(await read('core_stats.json')),
  forecast: runForecast,
  shap: runShap,
  learn: runLearn,
  optimise: runOptimise,
  allocation: runAllocation,
};

async function main(args: readonly string[]): Promise<number> {
  const usage = `usage: npm run -s reference -- <${Object.keys(topics).join('|')}> <directory> [--out FILE]\n`;
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { out: { type: 'string' } },
  });
  const [name, directory] = positionals;
  const topic = name === undefined ? undefined : topics[name];
  if (topic === undefined || directory === undefined || positionals.length !== 2) {
    process.stderr.write(usage);
    return 2;
  }
  const result = await topic(
    (file) => readJson(join(directory, file)),
    (file) => import(pathToFileURL(resolve(directory, file)).href),
  );
  const text = `${JSON.stringify(result, null, 2)}\n`;
  if (values.out === undefined) process.stdout.write(text);
  else await writeFile(values.out, text);
  return 0;
}

async function readJson(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${path} is not JSON: ${(error as Error).message}`, { cause: error });
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`reference: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
