/** Sources in memory for tests of the sync: their rows can change between fetches, and they can fail or wait. */
import type { SourceConfiguration } from '../../../src/data/sources/configuration.ts';
import type { Source } from '../../../src/data/sources/source.ts';
import type { Database } from '../../../src/data/store/database.ts';
import type { SyncTools } from '../../../src/data/sync/sync.ts';
import { createLogger } from '../../../src/log.ts';

export type Rows = readonly (readonly string[])[];

export interface MemorySource {
  /** Rows of each file, the first being the header. */
  tables: Record<string, Rows>;
  cursor: string | null;
  /** Cursors that fetches were asked to go on from. */
  readonly asked: (string | null)[];
  /** Called before the last row of every table. */
  beforeLast: () => Promise<void>;
  readonly configuration: SourceConfiguration;
}

export function memorySource(name: string, precedence = 0, options: unknown = {}): MemorySource {
  const memory: MemorySource = {
    tables: {},
    cursor: null,
    asked: [],
    beforeLast: async () => undefined,
    configuration: { name, kind: 'csv-url', precedence, schedule: null, options, open: () => source },
  };
  const source: Source = {
    describe: () => ({ name, kind: 'csv-url', location: 'memory', incremental: true }),
    list: async () => [],
    async fetch(cursor) {
      memory.asked.push(cursor);
      const { tables, cursor: next } = memory;
      return {
        tables: Object.entries(tables).map(([file, rows]) => ({
          file,
          origin: `memory of ${name}`,
          async *records() {
            for (const [i, cells] of rows.entries()) {
              if (i === rows.length - 1) await memory.beforeLast();
              yield { line: i + 1, cells };
            }
          },
        })),
        problems: [],
        cursor: () => next,
      };
    },
    close: async () => undefined,
  };
  return memory;
}

export const NOW = new Date('2026-11-22T00:00:00Z');

export function syncTools(database: Database, signal = new AbortController().signal): SyncTools {
  const logger = createLogger('silent');
  const now = (): Date => NOW;
  return { database, logger, now, signal, tools: { secret: () => '', database, logger, now } };
}

export const MARKET: Record<string, Rows> = {
  'projects.csv': [
    ['project', 'market', 'category', 'currency', 'frequency', 'start'],
    ['IN', 'India', 'Skincare', 'INR', 'monthly', '2026-01-01'],
    ['DE', 'Germany', 'Skincare', 'EUR', 'monthly', '2026-01-01'],
  ],
  'brands.csv': [
    ['brand', 'category', 'role'],
    ['Aurora', 'Skincare', 'own'],
    ['Cirrus', 'Skincare', 'competitor'],
  ],
  'metrics.csv': [
    ['metric', 'section', 'platform', 'direction'],
    ['Rating', 'Marketplace', 'Amazon', 'higher'],
  ],
  'weights.csv': [
    ['project', 'section', 'weight', 'valid_from'],
    ['IN', 'Marketplace', '2', '2026-01-01'],
  ],
};

const SCORES = ['project', 'brand', 'section', 'platform', 'metric', 'period', 'normalised'];

/** scores.csv with one value a brand and month. */
export const scores = (
  ...rows: readonly (readonly [project: string, brand: string, period: string, value: string])[]
): Rows => [
  SCORES,
  ...rows.map(([project, brand, period, value]) => [project, brand, 'Marketplace', 'Amazon', 'Rating', period, value]),
];
