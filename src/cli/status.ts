/** `dc status`: what this installation holds and does. */
import { readConfig, redactedConfig } from '../config.ts';
import { type Command, readFlags, toColumns, toJson } from './command.ts';

export const status: Command = {
  name: 'status',
  summary: 'Say what the store holds and how the app is configured',
  help: () => `Usage: dc status [--json]

Version, store, data version, projects with their last period, queue, sources with their last sync, and the configuration with secrets redacted.
`,
  async run(args, terminal) {
    const { values } = readFlags(args, { json: { type: 'boolean' } });
    const config = readConfig();
    const { openStore, readStatus } = await import('../app.ts');
    const store = await openStore(config, { migrate: 'embedded' });
    try {
      const state = await readStatus(config, store);
      const catalog = await store.data.catalog();
      if (values.json)
        terminal.result(toJson({ ...state, catalog: catalog.projects, configuration: redactedConfig(config) }));
      else {
        terminal.result(
          toColumns(
            ['version', 'store', 'data version', 'projects', 'brands', 'reports', 'slack'],
            [
              [
                state.version,
                state.database.kind,
                state.database.dataVersion,
                String(state.projects),
                String(state.brands),
                String(state.reports),
                state.slack,
              ],
            ],
          ),
        );
        terminal.result(
          `\n${toColumns(
            ['project', 'market', 'frequency', 'brands', 'first period', 'last period'],
            catalog.projects.map((project) => [
              project.project,
              project.market,
              project.frequency,
              String(project.brands.length),
              project.firstPeriod ?? 'no scores',
              project.lastPeriod ?? 'no scores',
            ]),
          )}`,
        );
        const { finished, outdated } = state.recentRuns;
        if (finished > 0)
          terminal.result(
            `\nOf the last ${finished} finished run${finished === 1 ? '' : 's'}, ${outdated} used values that were corrected since.\n`,
          );
        if (state.sources.length > 0)
          terminal.result(
            `\n${toColumns(
              ['source', 'kind', 'state', 'last sync', 'detail'],
              state.sources.map((source) => [
                source.name,
                source.kind,
                source.state,
                source.syncedAt ?? 'never',
                source.detail,
              ]),
            )}`,
          );
      }
      return 0;
    } finally {
      await store.close();
    }
  },
};
