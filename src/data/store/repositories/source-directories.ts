/** The discovered services of each source, shared by all processes on one store. */
import { type DirectoryStore, directorySchema } from '../../sources/digicadence-api/directory.ts';
import type { Queryable } from '../database.ts';

export function createDirectoryStore(database: Queryable): DirectoryStore {
  return {
    async read(source) {
      const [row] = await database.query<{ directory: unknown }>(
        'SELECT directory FROM bot.source_directories WHERE source = $1',
        [source],
      );
      const parsed = directorySchema.safeParse(row?.directory);
      return parsed.success ? parsed.data : null;
    },
    async write(source, directory) {
      await database.query(
        `INSERT INTO bot.source_directories (source, directory, discovered_at) VALUES ($1, $2, $3)
         ON CONFLICT (source) DO UPDATE SET directory = excluded.directory, discovered_at = excluded.discovered_at`,
        [source, JSON.stringify(directory), new Date(directory.discoveredAt)],
      );
    },
  };
}
