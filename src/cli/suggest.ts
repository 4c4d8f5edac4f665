/** `dc suggest`: which reports are worth running now, why, and what the others lack. */
import { readConfig } from '../config.ts';
import { LOOK_BACK_RUNS, pastRunsOf } from '../delivery/past-runs.ts';
import { requirePeriod, selectionFromWords } from '../delivery/request.ts';
import { splitNames } from '../domain/names.ts';
import { resolveSelection } from '../domain/selection.ts';
import { AppError } from '../errors.ts';
import { REPORTS } from '../reports/catalog.ts';
import { suggest as suggestReports } from '../reports/suggest.ts';
import { type Command, readFlags, toJson } from './command.ts';

export const suggest: Command = {
  name: 'suggest',
  summary: 'Say which reports are worth running, and what the others lack',
  help: () => `Usage: dc suggest [flags]

  --brands "A,B"            brand names, or own, competitors, all (default own)
  --projects "P,Q"          project names (default: the current round of every market)
  --period 2024-01..2024-12 also "last 12 months", "Q3 2025", "YTD" (default: the last 12 periods with data)
  --user ID                 whose runs count as past runs (default: everybody's)
  --json                    as JSON

Reasons come from readiness, from what changed in the data since the last run, and from what is usually run.
`,
  async run(args, terminal) {
    const { values } = readFlags(args, {
      brands: { type: 'string' },
      projects: { type: 'string' },
      period: { type: 'string' },
      user: { type: 'string' },
      json: { type: 'boolean' },
    });
    const request = selectionFromWords({
      brands: splitNames(values.brands ?? ''),
      projects: splitNames(values.projects ?? ''),
      period: values.period === undefined ? undefined : requirePeriod(values.period),
    });
    const { openStore } = await import('../app.ts');
    const store = await openStore(readConfig(), { migrate: 'embedded' });
    try {
      const catalog = await store.data.catalog();
      const resolved = resolveSelection(catalog, request);
      if (!resolved.ok) {
        const [problem] = resolved.problems;
        throw new AppError({
          code: 'usage',
          what: `There is nothing to suggest for this selection: it needs ${problem?.need}.`,
          why: `The store has ${problem?.have}.`,
          fix: problem?.fix ?? 'Choose other brands or projects.',
        });
      }
      const recent = pastRunsOf(await store.recentRuns(LOOK_BACK_RUNS, values.user));
      const found = suggestReports(REPORTS, catalog, resolved.selection, recent);
      if (values.json) terminal.result(toJson(found));
      else {
        for (const { report, reasons } of found.suggested) terminal.result(`● ${report}\n  ${reasons.join(' ')}\n`);
        for (const { report, missing } of found.unavailable)
          terminal.result(
            `○ ${report}\n${missing.map(({ need, have, fix }) => `  needs ${need}; has ${have} → ${fix}\n`).join('')}`,
          );
      }
      return 0;
    } finally {
      await store.close();
    }
  },
};
