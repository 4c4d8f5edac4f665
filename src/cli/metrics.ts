/** `dc metrics`: the score metrics that the store knows, with section, platform and today's weight per project. */
import { readConfig } from '../config.ts';
import { type Command, readFlags, toColumns, toJson } from './command.ts';

export const metrics: Command = {
  name: 'metrics',
  summary: 'List the metrics that make the score, with their weights',
  help: () => `Usage: dc metrics [--json]

Section, platform, unit and direction of every metric, and its weight today in each project
(section weight × platform weight × metric weight, in per cent of the project's total).
`,
  async run(args, terminal) {
    const { values } = readFlags(args, { json: { type: 'boolean' } });
    const { openStore } = await import('../app.ts');
    const store = await openStore(readConfig(), { migrate: 'embedded' });
    try {
      const listed = await store.metrics();
      terminal.result(
        values.json
          ? toJson(listed)
          : toColumns(
              ['section', 'platform', 'metric', 'direction', 'unit', 'weights'],
              listed.map((metric) => [
                metric.section,
                metric.platform,
                metric.metric,
                metric.direction,
                metric.unit ?? '',
                metric.weights.map(({ project, sharePct }) => `${project} ${sharePct.toFixed(2)} %`).join(', '),
              ]),
            ),
      );
    } finally {
      await store.close();
    }
    return 0;
  },
};
