/** A world's tables as the files of the import format: the same rows are written to disk and loaded from memory. */
import type { World } from './world.ts';

export interface WorldFile {
  readonly name: string;
  readonly columns: readonly string[];
  rows(world: World): Iterable<readonly (string | number | null)[]>;
}

function* cells<Row extends object>(
  rows: Iterable<Row>,
  keys: readonly (keyof Row & string)[],
): Generator<(string | number | null)[]> {
  for (const row of rows) yield keys.map((key) => row[key] as string | number | null);
}

function file<Row extends object>(
  name: string,
  columns: readonly string[],
  rows: (world: World) => Iterable<Row>,
  keys: readonly (keyof Row & string)[],
): WorldFile {
  return { name, columns, rows: (world) => cells(rows(world), keys) };
}

/** Every file in the order of the import: what others refer to comes first. */
export const WORLD_FILES: readonly WorldFile[] = [
  file(
    'projects.csv',
    ['project', 'market', 'category', 'currency', 'frequency', 'start', 'end', 'follows'],
    (world) => world.projects,
    ['project', 'market', 'category', 'currency', 'frequency', 'start', 'end', 'follows'],
  ),
  file('brands.csv', ['brand', 'category', 'role'], (world) => world.brands, ['brand', 'category', 'role']),
  file('metrics.csv', ['metric', 'section', 'platform', 'direction', 'unit', 'definition'], (world) => world.metrics, [
    'metric',
    'section',
    'platform',
    'direction',
    'unit',
    'definition',
  ]),
  file('weights.csv', ['project', 'section', 'platform', 'metric', 'weight', 'valid_from'], (world) => world.weights, [
    'project',
    'section',
    'platform',
    'metric',
    'weight',
    'validFrom',
  ]),
  file(
    'scores.csv',
    ['project', 'brand', 'section', 'platform', 'metric', 'period', 'raw', 'normalised'],
    (world) => world.scores(),
    ['project', 'brand', 'section', 'platform', 'metric', 'period', 'raw', 'normalised'],
  ),
  file('outcomes.csv', ['project', 'brand', 'outcome', 'unit', 'period', 'value'], (world) => world.outcomes(), [
    'project',
    'brand',
    'outcome',
    'unit',
    'period',
    'value',
  ]),
  file(
    'spend.csv',
    ['project', 'brand', 'channel', 'period', 'amount', 'impressions', 'clicks'],
    (world) => world.spend(),
    ['project', 'brand', 'channel', 'period', 'amount', 'impressions', 'clicks'],
  ),
  file('events.csv', ['project', 'brand', 'date', 'label'], (world) => world.events, [
    'project',
    'brand',
    'date',
    'label',
  ]),
];
