/** `dc import DIR`: loads a folder in import format, in one transaction, and says what became of every row. */
import { readConfig } from '../config.ts';
import { importFolder } from '../data/import/import-folder.ts';
import { type Command, readFlags, toColumns, toJson, wrongUsage } from './command.ts';

export const importData: Command = {
  name: 'import',
  summary: 'Import a folder of CSV files',
  help: () => `Usage: dc import DIR [--json]

Reads any of projects.csv, brands.csv, metrics.csv, weights.csv, scores.csv, outcomes.csv, spend.csv, events.csv and
outcome_definitions.csv from DIR in one transaction. Importing the same folder twice changes nothing; a corrected value
replaces the former one, which is kept in history. Rows that do not fit are quarantined with file, line and reason.
`,
  async run(args, terminal) {
    const { values, positionals } = readFlags(args, { json: { type: 'boolean' } });
    const [directory] = positionals;
    if (directory === undefined) throw wrongUsage('Name the folder to import.');
    const { openStore } = await import('../app.ts');
    const store = await openStore(readConfig(), { migrate: 'embedded' });
    try {
      const report = await importFolder(store.database, directory, {
        now: new Date(),
        onProgress: ({ file, rows }) => terminal.progress(`${file}: ${rows.toLocaleString('en')} rows`),
      });
      if (values.json) terminal.result(toJson(report));
      else {
        terminal.result(
          toColumns(
            ['file', 'rows', 'taken', 'replaced', 'unchanged', 'rejected'],
            report.files.map((file) => [
              file.file,
              ...[file.rows, file.taken, file.replaced, file.unchanged, file.rejectedCount].map((count) =>
                count.toLocaleString('en'),
              ),
            ]),
          ),
        );
        for (const file of report.files) {
          for (const warning of file.warnings) terminal.result(`${file.file}: ${warning}\n`);
          for (const { line, reason } of file.rejected) terminal.result(`${file.file}:${line}: ${reason}\n`);
          if (file.rejectedCount > file.rejected.length)
            terminal.result(
              `${file.file}: ${file.rejectedCount - file.rejected.length} more rejected rows are in quarantine\n`,
            );
        }
      }
      return 0;
    } finally {
      await store.close();
    }
  },
};
