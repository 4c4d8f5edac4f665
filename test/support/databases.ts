/**
 * Databases for tests: every suite runs on the embedded store and, when TEST_DATABASE_URL names a server (see
 * scripts/postgres.sh), on a database of its own there, set up so that mistakes with order, dates and floats show: ICU
 * collation, another time zone, another date style, rounded floats.
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, describe } from 'vitest';
import type { Database } from '../../src/data/store/database.ts';
import { migrate } from '../../src/data/store/migrate.ts';
import { openDatabase, type StoreSettings } from '../../src/data/store/open.ts';

/** A place for one store, empty, and its removal. */
export interface TestPlace {
  readonly settings: StoreSettings;
  remove(): Promise<void>;
}

const LIMITS = { DATABASE_CONNECT_TIMEOUT_MS: 10_000, DATABASE_QUERY_TIMEOUT_MS: 30_000, DATABASE_POOL_SIZE: 4 };

/** Address of the server for tests; undefined: there is none. */
export const TEST_SERVER = process.env.TEST_DATABASE_URL;

/** A directory for an embedded store. */
export async function embeddedPlace(): Promise<TestPlace> {
  const directory = mkdtempSync(join(tmpdir(), 'digi-cadence-store-'));
  return {
    settings: { ...LIMITS, DATA_DIR: directory },
    remove: async () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** A database of its own on the test server. */
export async function serverPlace(server: string): Promise<TestPlace> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const administer = async (...statements: readonly string[]): Promise<void> => {
    const client = new pg.Client({ connectionString: server });
    await client.connect();
    try {
      for (const statement of statements) await client.query(statement);
    } finally {
      await client.end();
    }
  };
  await administer(
    `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'en-US' LOCALE 'C'`,
    `ALTER DATABASE ${name} SET TimeZone = 'Asia/Kolkata'`,
    `ALTER DATABASE ${name} SET DateStyle = 'German, DMY'`,
    `ALTER DATABASE ${name} SET extra_float_digits = -3`,
  );
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    settings: { ...LIMITS, DATA_DIR: 'unused', DATABASE_URL: url.href },
    remove: () => administer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

/** Opens a fresh, migrated database each time it is called; closed and removed after the suite. */
export type OpenTestDatabase = () => Promise<Database>;

export interface TestDatabases {
  readonly kind: Database['kind'];
  /** Settings for a fresh, empty store (the embedded one in memory), removed after the suite. */
  settings(): Promise<StoreSettings>;
}

/**
 * Declares the suite twice: on the embedded store (in memory) and on the server, which shows as skipped when there is
 * none. Open in `beforeAll`; a call takes about half a second.
 */
export function describeOnEveryDatabase(
  name: string,
  suite: (open: OpenTestDatabase, databases: TestDatabases) => void,
): void {
  const declare = (kind: Database['kind'], fresh: () => Promise<TestPlace>): void => {
    const closers: (() => Promise<void>)[] = [];
    afterAll(async () => {
      for (const close of closers.splice(0).reverse()) await close();
    });
    const settings = async (): Promise<StoreSettings> => {
      const place = await fresh();
      closers.push(place.remove);
      return place.settings;
    };
    const open = async (): Promise<Database> => {
      const database = await openDatabase(await settings());
      closers.push(() => database.close());
      await migrate(database);
      return database;
    };
    suite(open, { kind, settings });
  };
  const inMemory: TestPlace = { settings: { ...LIMITS, DATA_DIR: 'memory://' }, remove: async () => {} };
  describe(`${name} on the embedded store`, () => declare('embedded', async () => inMemory));
  describe.skipIf(TEST_SERVER === undefined)(`${name} on a server (TEST_DATABASE_URL)`, () =>
    declare('server', () => serverPlace(TEST_SERVER ?? '')),
  );
}
