/** What every source must do, whatever stands behind it: run by the test file of each kind. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadTables } from '../../../src/data/import/load-tables.ts';
import type { SourceRecord, TableSource } from '../../../src/data/import/table-source.ts';
import { IMPORT_TABLES } from '../../../src/data/import/tables/index.ts';
import type { Source, SourceFetch } from '../../../src/data/sources/source.ts';
import { migrate } from '../../../src/data/store/migrate.ts';
import { openDatabase } from '../../../src/data/store/open.ts';
import { AppError } from '../../../src/errors.ts';

export interface SourceSubject {
  /** Made over a market that fits the import format as a whole. */
  readonly source: Source;
  /** Rows of each table in a first fetch. */
  readonly rows: Readonly<Record<string, number>>;
  /** Texts that no description, list, problem or error may hold: passwords, tokens. */
  readonly secrets: readonly string[];
  /** Changes one value there. */
  change(): Promise<void>;
  /** The same source where nothing answers. */
  unreachable(): Source;
  /** Ends what stands behind it. */
  close(): Promise<void>;
}

const NOW = new Date('2026-11-22T00:00:00Z');
const DEADLINE_MS = 5_000;

export async function readTable(table: TableSource): Promise<SourceRecord[]> {
  const records: SourceRecord[] = [];
  for await (const record of table.records()) records.push(record);
  return records;
}

export async function readAll(fetch: SourceFetch): Promise<Map<string, SourceRecord[]>> {
  const tables = new Map<string, SourceRecord[]>();
  for (const table of fetch.tables) tables.set(table.file, await readTable(table));
  return tables;
}

const neverAborted = new AbortController().signal;

/** Declares the suite. @param open called once */
export function describeSource(name: string, open: () => Promise<SourceSubject>): void {
  describe(`${name} as a source`, () => {
    let subject: SourceSubject;
    beforeAll(async () => {
      subject = await open();
    });
    afterAll(async () => {
      await subject?.source.close();
      await subject?.close();
    });

    const expectNoSecret = (value: unknown): void => {
      const text = value instanceof Error ? `${value.message} ${value.stack}` : JSON.stringify(value);
      for (const secret of subject.secrets) expect(text).not.toContain(secret);
    };

    it('says what and where it is without its secrets', () => {
      const description = subject.source.describe();
      expect(description.name).not.toBe('');
      expect(description.location).not.toBe('');
      expectNoSecret(description);
    });

    it('lists the tables of the import format that it gives', async () => {
      const tables = await subject.source.list(neverAborted);
      expect(tables.map(({ file }) => file).sort()).toEqual(Object.keys(subject.rows).sort());
      const known = IMPORT_TABLES.map(({ file }) => file);
      for (const { file, origin } of tables) {
        expect(known).toContain(file);
        expect(origin).not.toBe('');
      }
      expectNoSecret(tables);
    });

    it('gives them with a header of known columns and lines that only grow', async () => {
      const fetch = await subject.source.fetch(null, neverAborted);
      // Lineage leads back to what the list named.
      const listed = new Map((await subject.source.list(neverAborted)).map(({ file, origin }) => [file, origin]));
      for (const { file, origin } of fetch.tables) expect(origin).toBe(listed.get(file));
      const tables = await readAll(fetch);
      expect(Object.fromEntries([...tables].map(([file, records]) => [file, records.length - 1]))).toEqual(
        subject.rows,
      );
      for (const [file, [header, ...records]] of tables) {
        const format = IMPORT_TABLES.find((table) => table.file === file);
        const columns = header?.cells ?? [];
        expect(columns).toEqual(expect.arrayContaining([...(format?.required ?? [])]));
        expect(new Set(columns).size).toBe(columns.length);
        let line = header?.line ?? 0;
        for (const record of records) {
          expect(record.line).toBeGreaterThan(line);
          line = record.line;
          if (record.refusal === undefined) expect(record.cells.length).toBe(columns.length);
        }
      }
      expectNoSecret(fetch.problems);
    });

    it('gives rows that the store takes, and that change nothing the second time', async () => {
      const store = await openDatabase({
        DATA_DIR: 'memory://',
        DATABASE_CONNECT_TIMEOUT_MS: 10_000,
        DATABASE_QUERY_TIMEOUT_MS: 30_000,
        DATABASE_POOL_SIZE: 1,
      });
      try {
        await migrate(store);
        const load = async () => {
          const { tables } = await subject.source.fetch(null, neverAborted);
          return loadTables(store, tables, 'contract', { now: NOW });
        };
        const first = await load();
        expect(first.files.flatMap(({ rejected }) => rejected)).toEqual([]);
        const second = await load();
        expect(second.dataVersion).toBe(first.dataVersion);
      } finally {
        await store.close();
      }
    });

    it('goes on where the last fetch ended, if it is incremental', async () => {
      const first = await subject.source.fetch(null, neverAborted);
      await readAll(first);
      const cursor = first.cursor();
      if (!subject.source.describe().incremental) {
        expect(cursor).toBeNull();
        return;
      }
      expect(cursor).toEqual(expect.any(String));
      expectNoSecret(cursor);
      await subject.change();
      const rest = await readAll(await subject.source.fetch(cursor, neverAborted));
      const count = [...rest.values()].reduce((sum, records) => sum + records.length - 1, 0);
      expect(count).toBeGreaterThan(0);
    });

    it('lets a reader stop early, and can be asked again', async () => {
      const [table] = (await subject.source.fetch(null, neverAborted)).tables;
      for await (const record of table?.records() ?? []) if (record.line > 1) break;
      const again = await readAll(await subject.source.fetch(null, neverAborted));
      expect([...again.keys()].sort()).toEqual(Object.keys(subject.rows).sort());
    });

    it('stops when it is told to', async () => {
      const stopped = AbortSignal.abort();
      const read = async (): Promise<void> => void (await readAll(await subject.source.fetch(null, stopped)));
      await expect(read()).rejects.toThrow();
    });

    it('says that it cannot be reached, where and what to do', { timeout: DEADLINE_MS * 4 }, async () => {
      const source = subject.unreachable();
      const read = async (): Promise<void> => void (await readAll(await source.fetch(null, neverAborted)));
      for (const attempt of [() => source.list(neverAborted), read]) {
        const error = await attempt().then(
          () => null,
          (thrown: unknown) => thrown,
        );
        expect(error).toBeInstanceOf(AppError);
        const { code, what, why, fix } = error as AppError;
        expect(code).toBe('source');
        for (const sentence of [what, why, fix]) expect(sentence).not.toBe('');
        expectNoSecret(error);
      }
      await source.close();
    });
  });
}
