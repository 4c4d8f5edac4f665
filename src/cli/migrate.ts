/** `dc migrate`: brings the database to this version's schema. */
import { readConfig } from '../config.ts';
import { type Command, readFlags } from './command.ts';

export const migrateStore: Command = {
  name: 'migrate',
  summary: 'Bring the database to the schema of this version',
  help: () => `Usage: dc migrate

Applies the migrations that the database lacks; does nothing when there are none.
Uses DATABASE_URL, or the embedded store in DATA_DIR (default .data).
`,
  async run(args, terminal) {
    readFlags(args, {});
    const { openStore } = await import('../app.ts');
    const store = await openStore(readConfig(), { migrate: true });
    await store.close();
    const { applied } = store;
    terminal.result(applied.length === 0 ? 'The schema is up to date.\n' : `Applied: ${applied.join(', ')}.\n`);
    return 0;
  },
};
