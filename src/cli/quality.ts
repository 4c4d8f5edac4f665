/** `dc quality`: how good the data are, by dimension and cell, and the integrity checks. */
import { writeFile } from 'node:fs/promises';
import { readConfig } from '../config.ts';
import { readQuality } from '../data/quality/read-quality.ts';
import { qualityDocument } from '../document/quality-document.ts';
import type { CellProblem, QualityReport } from '../domain/quality.ts';
import { DEFAULT_LOCALE } from '../domain/request.ts';
import { type Command, readFlags, type Terminal, toColumns, toJson } from './command.ts';

const LISTED = 10;

export const quality: Command = {
  name: 'quality',
  summary: 'Assess the quality and integrity of the data',
  help: () => `Usage: dc quality [PROJECT…] [--json] [--chart FILE.png]

Completeness, validity, uniqueness, consistency, stability of weights and timeliness, 0–100 each with its formula and the
offending cells; their weighted mean; and the integrity checks. Without projects: the current round of every market.

  --json           everything, by brand and section too
  --chart FILE     the scores of every brand and section as a heatmap (PNG)

Exit code 1 when an integrity check fails.
`,
  async run(args, terminal) {
    const { values, positionals } = readFlags(args, { json: { type: 'boolean' }, chart: { type: 'string' } });
    const { openStore, openRenderer } = await import('../app.ts');
    const config = readConfig();
    const store = await openStore(config, { migrate: 'embedded' });
    try {
      const report = await readQuality(store.database, store.data, {
        projects: positionals.length > 0 ? positionals : null,
        today: new Date().toISOString().slice(0, 10),
      });
      if (values.chart !== undefined) {
        const renderer = openRenderer(config);
        try {
          const [image] = await renderer.render(
            qualityDocument(report, DEFAULT_LOCALE),
            { runId: 'quality', at: new Date().toISOString(), requestedBy: null },
            ['png'],
            { accent: config.THEME_ACCENT, logo: null, paper: config.PAPER },
            AbortSignal.timeout(config.RENDER_TIMEOUT_MS),
          );
          if (image) await writeFile(values.chart, image.bytes);
        } finally {
          await renderer.close();
        }
      }
      if (values.json) terminal.result(toJson(report));
      else say(report, terminal);
      return report.integrity.every(({ passed }) => passed) ? 0 : 1;
    } finally {
      await store.close();
    }
  },
};

const figure = (score: number | null): string => (score === null ? '–' : score.toFixed(1));

const place = ({ project, brand, section, platform, metric, period }: CellProblem): string =>
  [project, brand, section, platform, metric, period].filter((part) => part !== undefined).join(' › ');

function say({ health, integrity, cells, today }: QualityReport, terminal: Terminal): void {
  terminal.result(`Quality ${figure(health.score)} of 100 · data as of ${health.dataAsOf} · assessed on ${today}\n\n`);
  terminal.result(
    toColumns(
      ['dimension', 'score', 'weight', 'offending'],
      health.dimensions.map(({ dimension, score, weight, offending }) => [
        dimension,
        figure(score),
        weight.toFixed(1),
        String(offending.length),
      ]),
    ),
  );
  for (const { dimension, formula, offending } of health.dimensions) {
    terminal.result(`\n${dimension}: ${formula}\n`);
    for (const problem of offending.slice(0, LISTED)) terminal.result(`  ${place(problem)}: ${problem.problem}\n`);
    if (offending.length > LISTED) terminal.result(`  … ${offending.length - LISTED} more; --json lists them\n`);
  }
  terminal.result('\nIntegrity\n');
  for (const { rule, passed, found, offending } of integrity) {
    terminal.result(`  ${passed ? 'ok    ' : 'BROKEN'} ${rule}${passed ? '' : `: ${found} found`}\n`);
    for (const problem of offending.slice(0, LISTED))
      terminal.result(`         ${place(problem)}: ${problem.problem}\n`);
  }
  const worst = [...cells].filter(({ score }) => score !== null).sort((a, b) => (a.score ?? 0) - (b.score ?? 0));
  if (worst.length > 0)
    terminal.result(
      `\n${toColumns(
        ['project', 'brand', 'section', 'score'],
        worst.slice(0, LISTED).map(({ project, brand, section, score }) => [project, brand, section, figure(score)]),
      )}`,
    );
  for (const note of health.notes) terminal.result(`${note}\n`);
}
