/** `dc reports`: the catalogue. */

import { reportsByCategory } from '../reports/catalog.ts';
import { CATEGORIES } from '../reports/report.ts';
import { type Command, readFlags, toColumns, toJson, wrongUsage } from './command.ts';

export const reports: Command = {
  name: 'reports',
  summary: 'List the reports and the questions they answer',
  help: () => `Usage: dc reports [category] [--json]

Categories: ${CATEGORIES.join(', ')}.
With --json also what each report needs and which options it takes.
`,
  async run(args, terminal) {
    const { values, positionals } = readFlags(args, { json: { type: 'boolean' } });
    const [category] = positionals;
    if (category !== undefined && !(CATEGORIES as readonly string[]).includes(category))
      throw wrongUsage(`"${category}" is no category; there are ${CATEGORIES.join(', ')}.`);
    const listed = reportsByCategory()
      .filter((each) => category === undefined || each.category === category)
      .flatMap((each) => each.reports);
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
            })),
          )
        : toColumns(
            ['id', 'category', 'question'],
            listed.map(({ id, category: of, question }) => [id, of, question]),
          ),
    );
    return 0;
  },
};
