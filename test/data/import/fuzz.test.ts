import { rmSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ImportReport, importFolder } from '../../../src/data/import/import-folder.ts';
import { loadTables } from '../../../src/data/import/load-tables.ts';
import type { Database } from '../../../src/data/store/database.ts';
import { migrate } from '../../../src/data/store/migrate.ts';
import { openDatabase } from '../../../src/data/store/open.ts';
import { embeddedPlace } from '../../support/databases.ts';
import { type Files, NOW, SMALL, writeFolder } from './folders.ts';

const FILES = Object.keys(SMALL);

describe('garbage', () => {
  let database: Database;
  beforeAll(async () => {
    const { settings } = await embeddedPlace();
    database = await openDatabase({ ...settings, DATA_DIR: 'memory://' });
    await migrate(database);
    await importBytes(SMALL);
  });
  afterAll(() => database.close());

  const importBytes = async (files: Files): Promise<ImportReport> => {
    const directory = writeFolder(files);
    try {
      return await importFolder(database, directory, { now: NOW });
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  };

  const counts = async (): Promise<unknown> => {
    const [row] = await database.query(
      `SELECT (SELECT count(*) FROM digicadence.normalisedvalue) AS scores,
        (SELECT count(*) FROM digicadence.import_batches) AS batches,
        (SELECT count(*) FROM digicadence.quarantine) AS quarantine,
        (SELECT count(*) FROM digicadence.brands) AS brands,
        (SELECT version FROM digicadence.data_version) AS version`,
    );
    return row;
  };

  const cell = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.constantFrom('Alpha', 'Aurora', 'Shelf', 'Shop', 'Rating', '2024-03-01', '50', 'own', 'Tea', ''),
    },
    { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('1e308', '-0', '9999-12-31', '\u0000', '\\N', '\ud83d\ude00', "');--", 'null', '{}'),
    },
  );

  it('as cells: every row is either taken or refused with a reason', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...FILES),
        fc.array(fc.array(cell, { maxLength: 10 }), { maxLength: 12 }),
        async (file, rows) => {
          const header = (SMALL[file] as string).split('\n', 1)[0]?.split(',') as string[];
          const source = {
            file,
            *records() {
              yield { line: 1, cells: header };
              for (const [at, cells] of rows.entries()) yield { line: at + 2, cells };
            },
          };
          const report = await loadTables(database, [source], 'fuzz', { now: NOW });
          const result = report.files[0] as (typeof report.files)[number];
          expect(result.rows).toBe(rows.length);
          expect(result.taken + result.replaced + result.unchanged + result.rejectedCount).toBe(rows.length);
          expect(
            Math.min(result.taken, result.replaced, result.unchanged, result.rejectedCount),
          ).toBeGreaterThanOrEqual(0);
          for (const { line, reason } of result.rejected) {
            expect(line).toBeGreaterThan(1);
            expect(reason.length).toBeGreaterThan(0);
          }
        },
      ),
      { numRuns: 80, seed: 5 },
    );
  });

  it('as bytes: an import is reported or refused as a whole, never half stored', async () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map((tail) => Buffer.from(tail)),
      fc.string({ unit: 'binary', maxLength: 200 }).map((text) => Buffer.from(text)),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...FILES), bytes, fc.boolean(), async (file, tail, keepHead) => {
        const content = keepHead ? Buffer.concat([Buffer.from(SMALL[file] as string), tail]) : tail;
        const before = await counts();
        try {
          const report = await importBytes({ ...SMALL, [file]: content });
          expect(report.files).toHaveLength(FILES.length);
        } catch (error) {
          expect(error).toMatchObject({ name: 'AppError', code: 'import', message: expect.stringContaining(file) });
          expect(await counts()).toEqual(before);
        }
      }),
      { numRuns: 40, seed: 5 },
    );
  });
});
