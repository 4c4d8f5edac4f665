/** Brings the store's schema up to date: numbered SQL files, forward only, each in one transaction. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../errors.ts';
import type { Database, Transaction } from './database.ts';

/** Any constant will do; all processes of Digi-Cadence use this one. */
const ADVISORY_LOCK = 3_210_001;
const FILE_NAME = /^(\d{4})-[a-z0-9-]+\.sql$/;

interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

export const MIGRATIONS_DIRECTORY = join(import.meta.dirname, 'migrations');

function readMigrations(directory: string): Migration[] {
  const files = readdirSync(directory)
    .filter((name) => name.endsWith('.sql'))
    .sort();
  return files.map((name, i) => {
    const version = Number(FILE_NAME.exec(name)?.[1]);
    if (version !== i + 1)
      throw new AppError({
        code: 'migration',
        what: 'The migration files are not in order.',
        why: `"${name}" stands where number ${i + 1} was expected.`,
        fix: 'Name them 0001-name.sql, 0002-name.sql and so on.',
      });
    // Line endings are git's business and not part of the content.
    const sql = readFileSync(join(directory, name), 'utf8').replaceAll('\r\n', '\n');
    return { version, name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
  });
}

async function readApplied(transaction: Transaction): Promise<Map<number, { name: string; checksum: string }>> {
  const [found] = await transaction.query<{ schema: boolean; table: boolean }>(
    `SELECT to_regnamespace('digicadence') IS NOT NULL AS schema, to_regclass('digicadence.migrations') IS NOT NULL AS table`,
  );
  // Not IF NOT EXISTS, which asks for the right to create also when there is nothing to create.
  if (!found?.schema) await transaction.query('CREATE SCHEMA digicadence');
  if (!found?.table)
    await transaction.query(`CREATE TABLE digicadence.migrations (
      version integer PRIMARY KEY,
      name text NOT NULL,
      checksum text NOT NULL,
      applied_at timestamptz NOT NULL DEFAULT now()
    )`);
  const rows = await transaction.query<{ version: number; name: string; checksum: string }>(
    'SELECT version, name, checksum FROM digicadence.migrations',
  );
  return new Map(rows.map((row) => [row.version, row]));
}

function checkHistory(
  applied: Map<number, { name: string; checksum: string }>,
  migrations: readonly Migration[],
): void {
  for (const [version, { name, checksum }] of applied) {
    const migration = migrations[version - 1];
    if (!migration)
      throw new AppError({
        code: 'migration',
        what: 'The database is newer than this program.',
        why: `It holds migration "${name}", which this version does not know.`,
        fix: 'Update Digi-Cadence; migrations only go forward.',
      });
    if (migration.checksum !== checksum)
      throw new AppError({
        code: 'migration',
        what: `Migration "${migration.name}" was changed after it had been applied.`,
        why: `The database recorded checksum ${checksum.slice(0, 12)}, the file has ${migration.checksum.slice(0, 12)}.`,
        fix: 'Restore the file and put the change into a new migration.',
      });
  }
}

/**
 * Applies what is missing. Processes that start at once take turns by an advisory lock, and each looks again.
 * @returns the names of the files applied now
 * @throws AppError `migration` when the recorded history and the files disagree, or a file fails (it leaves no trace)
 */
export async function migrate(database: Database, directory: string = MIGRATIONS_DIRECTORY): Promise<string[]> {
  const migrations = readMigrations(directory);
  const done: string[] = [];
  for (const migration of migrations) {
    const isNew = await database.transaction(async (transaction) => {
      // Waiting for the other process, and the migration itself, may take longer than a query may.
      await transaction.query('SET LOCAL statement_timeout = 0');
      await transaction.query('SELECT pg_advisory_xact_lock($1)', [ADVISORY_LOCK]);
      const applied = await readApplied(transaction);
      checkHistory(applied, migrations);
      if (applied.has(migration.version)) return false;
      try {
        await transaction.query(migration.sql);
      } catch (error) {
        throw new AppError(
          {
            code: 'migration',
            what: `Migration "${migration.name}" failed.`,
            why: `${error instanceof Error ? error.message : String(error)}.`,
            fix: 'Nothing of it was kept. The database role needs the right to create schemas and tables.',
          },
          error,
        );
      }
      await transaction.query('INSERT INTO digicadence.migrations (version, name, checksum) VALUES ($1, $2, $3)', [
        migration.version,
        migration.name,
        migration.checksum,
      ]);
      return true;
    });
    if (isNew) done.push(migration.name);
  }
  return done;
}
