/** How files with a certain header are to be read, as people have said it once: by workspace, or for the installation. */
import type { FileWishes } from '../../import/file-plan.ts';
import type { Database } from '../database.ts';

export interface MappingMemory {
  /** What was said in the first of the scopes that knows the header. */
  recall(scopes: readonly string[], signature: string): Promise<FileWishes | null>;
  remember(scope: string, signature: string, wishes: FileWishes): Promise<void>;
}

/** The scope of the command line. */
export const INSTALLATION = 'installation';

export function createMappingMemory(database: Database): MappingMemory {
  return {
    async recall(scopes, signature) {
      const rows = await database.query<{ scope: string; wishes: FileWishes }>(
        'SELECT scope, wishes FROM bot.import_mappings WHERE scope = ANY($1) AND signature = $2',
        [scopes, signature],
      );
      for (const scope of scopes) {
        const found = rows.find((row) => row.scope === scope);
        if (found) return found.wishes;
      }
      return null;
    },
    async remember(scope, signature, wishes) {
      await database.query(
        `INSERT INTO bot.import_mappings (scope, signature, wishes) VALUES ($1, $2, $3)
         ON CONFLICT (scope, signature) DO UPDATE SET wishes = excluded.wishes, remembered_at = now()`,
        [scope, signature, JSON.stringify(wishes)],
      );
    },
  };
}
