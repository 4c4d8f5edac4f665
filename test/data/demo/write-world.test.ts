import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, it, onTestFinished } from 'vitest';
import type { WorldOptions } from '../../../src/data/sources/demo/options.ts';
import { generateWorld } from '../../../src/data/sources/demo/world.ts';
import { writeWorld } from '../../../src/data/sources/demo/write-world.ts';

async function written(options: Partial<WorldOptions>): Promise<Map<string, string>> {
  const parent = mkdtempSync(join(tmpdir(), 'digi-cadence-world-'));
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
  const directory = join(parent, 'new', 'folder');
  const names = await writeWorld(generateWorld(options), directory);
  expect(readdirSync(directory).sort()).toEqual([...names].sort());
  return new Map(names.map((name) => [name, readFileSync(join(directory, name), 'utf8')]));
}

it('writes the same bytes for the same options, and others for another seed', async () => {
  const options = { seed: 5, brands: 3, periods: 20 };
  const first = await written(options);
  expect(await written(options)).toEqual(first);
  expect((await written({ ...options, seed: 6 })).get('scores.csv')).not.toBe(first.get('scores.csv'));
});

it('writes every row in the columns of the import format, and the truth beside them', async () => {
  const options = { seed: 5, brands: 4, periods: 30 };
  const files = await written(options);
  expect([...files.keys()]).toEqual([
    'projects.csv',
    'brands.csv',
    'metrics.csv',
    'weights.csv',
    'scores.csv',
    'outcomes.csv',
    'spend.csv',
    'events.csv',
    'truth.json',
  ]);
  const world = generateWorld(options);
  const read = (name: string) => parse(files.get(name) as string, { columns: true }) as Record<string, string>[];
  expect(read('scores.csv')).toEqual(
    Array.from(world.scores(), (row) => ({ ...row, raw: String(row.raw), normalised: String(row.normalised) })),
  );
  expect(read('outcomes.csv').map(({ value }) => Number(value))).toEqual(
    Array.from(world.outcomes(), ({ value }) => value),
  );
  expect(read('spend.csv')).toHaveLength([...world.spend()].length);
  expect(read('weights.csv')[0]).toEqual({
    project: 'India Skincare Round 1',
    section: 'Marketplace',
    platform: '',
    metric: '',
    weight: '0.35',
    valid_from: world.truth.firstPeriod,
  });
  expect(read('metrics.csv')).toHaveLength(48);
  expect(JSON.parse(files.get('truth.json') as string)).toEqual(JSON.parse(JSON.stringify(world.truth)));
});
