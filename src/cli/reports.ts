/** `dc reports`: the catalogue. */
import { readConfig } from '../config.ts';
import { reportsByCategory } from '../reports/catalog.ts';
import { missingByDefault } from '../reports/readiness.ts';
import { type AnyReport, CATEGORIES, type Missing } from '../reports/report.ts';
import { type Command, readFlags, toColumns, toJson, wrongUsage } from './command.ts';

export const reports: Command = {
  name: 'reports',
  summary: 'List the reports and the questions they answer',
  help: () => `Usage: dc reports [category] [--ready] [--json]

Categories: ${CATEGORIES.join(', ')}.
--ready asks the store whether the data of the default selection suffice, and what is missing.
With --json also what each report needs and which options it takes.
`,
  async run(args, terminal) {
    const { values, positionals } = readFlags(args, { json: { type: 'boolean' }, ready: { type: 'boolean' } });
    const [category] = positionals;
    if (category !== undefined && !(CATEGORIES as readonly string[]).includes(category))
      throw wrongUsage(`"${category}" is no category; there are ${CATEGORIES.join(', ')}.`);
    const listed = reportsByCategory()
      .filter((each) => category === undefined || each.category === category)
      .flatMap((each) => each.reports);
    const missing = values.ready ? await readMissing(listed) : null;
    terminal.result(
      values.json
        ? toJson(
            listed.map(({ id, title, category: of, question, needs, options, adds }) => ({
              id,
              title,
              category: of,
              question,
              needs,
              options,
              adds,
              ...(missing === null ? {} : { missing: missing.get(id) ?? [] }),
            })),
          )
        : toColumns(
            ['id', 'category', ...(missing === null ? [] : ['state']), 'question'],
            listed.map(({ id, category: of, question }) => [
              id,
              of,
              ...(missing === null ? [] : [stateOf(missing.get(id) ?? [])]),
              question,
            ]),
          ),
    );
    return 0;
  },
};

const stateOf = ([first]: readonly Missing[]): string => (first ? `needs ${first.need}` : 'ready');

/** What the default selection of the store lacks, by report. */
async function readMissing(reports: readonly AnyReport[]): Promise<Map<string, readonly Missing[]>> {
  const { openStore } = await import('../app.ts');
  const store = await openStore(readConfig(), { migrate: 'embedded' });
  try {
    const catalog = await store.data.catalog();
    return new Map(reports.map((report) => [report.id, missingByDefault(report, catalog)]));
  } finally {
    await store.close();
  }
}
