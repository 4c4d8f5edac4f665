/** Opens the store that the configuration names: a PostgreSQL server, or the embedded store. */
import type { Database } from './database.ts';
import { openEmbedded } from './embedded.ts';
import { openServer } from './server.ts';

/** The part of the configuration that concerns the store; a `Config` fits. */
export interface StoreSettings {
  readonly DATABASE_URL?: string | undefined;
  /** Used without DATABASE_URL: the directory of the embedded store, or "memory://". */
  readonly DATA_DIR: string;
  readonly DATABASE_CONNECT_TIMEOUT_MS: number;
  readonly DATABASE_QUERY_TIMEOUT_MS: number;
  readonly DATABASE_POOL_SIZE: number;
}

/**
 * Opens the store; `migrate` brings its schema up to date.
 * @throws AppError `configuration`, `store-unavailable` or `store-in-use`
 */
export function openDatabase(settings: StoreSettings): Promise<Database> {
  if (settings.DATABASE_URL === undefined) return openEmbedded(settings.DATA_DIR);
  return openServer({
    url: settings.DATABASE_URL,
    connectTimeoutMs: settings.DATABASE_CONNECT_TIMEOUT_MS,
    queryTimeoutMs: settings.DATABASE_QUERY_TIMEOUT_MS,
    poolSize: settings.DATABASE_POOL_SIZE,
  });
}
