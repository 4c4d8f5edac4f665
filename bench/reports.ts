/**
 * Where the time of the reports goes, stage by stage: analysis with words, charts for paper and for Slack, PDF.
 *
 *   node bench/reports.ts [category = dc-score] [rounds = 3]
 *
 * One process, the demo market in memory (12 brands, 3 projects, 60 months), default options. How to read it: milliseconds,
 * the median of the rounds. "together" runs all reports on one load with the shared memo, first before anything is compiled;
 * run under `taskset -c 0` the wall time is that of one core, compiler and collector included. "bare" prints the same finished HTML by the
 * same browser with nothing checked and no page numbers; the goal is (PDF + Slack charts) ÷ (bare print + all charts) at most 1.5.
 */
import { performance } from 'node:perf_hooks';
import type { Document } from '../src/document/document.ts';
import { renderChartPng, renderChartSvg } from '../src/render/charts/render-chart.ts';
import { sparkline } from '../src/render/charts/sparkline.ts';
import { printPage } from '../src/render/html/print-page.ts';
import { DEFAULT_THEME } from '../src/render/palette.ts';
import { createRenderer } from '../src/render/renderer.ts';
import { REPORTS } from '../src/reports/catalog.ts';
import { runReports } from '../src/reports/run.ts';
import { launchBrowser } from '../test/support/launch-browser.ts';
import { runDataOf, select, worldData } from '../test/support/world-dataset.ts';

const category = process.argv[2] ?? 'dc-score';
const rounds = Number(process.argv[3] ?? 3);
const reports = REPORTS.filter((report) => report.category === category);
const STAMP = { runId: 'bench', at: '2026-01-01T00:00:00Z', requestedBy: null };

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
async function timed<T>(work: () => T | Promise<T>): Promise<{ ms: number; value: T }> {
  const start = performance.now();
  const value = await work();
  return { ms: performance.now() - start, value };
}
async function repeated(work: () => unknown): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) times.push((await timed(work)).ms);
  return median(times);
}

const world = worldData({}, { withOutcomes: true });
const selection = select(world.catalog);
const data = runDataOf(world, selection);
const request = { selection, options: {}, seed: 1, locale: 'en' };
const renderer = createRenderer({ timeoutMs: 120_000 });
const browser = await launchBrowser();
const signal = new AbortController().signal;

/** The HTML that the renderer prints, page numbers of the contents left open. */
const html = (document: Document): string =>
  printPage(
    [
      {
        document,
        stamp: STAMP,
        drawing: {
          chart: (spec, size) => renderChartSvg(spec, DEFAULT_THEME, size),
          sparkline: (values, better, size) => sparkline(values, better, DEFAULT_THEME, size),
        },
        medium: 'paper',
        paper: DEFAULT_THEME.paper,
        logo: null,
        level: 1,
        prefix: '',
      },
    ],
    DEFAULT_THEME.paper,
    DEFAULT_THEME.accent,
    null,
  ).html;

const cold = await timed(() => runReports(reports, data, request));
process.stdout.write(`together, the first run of the process: ${cold.ms.toFixed(0)} ms of analysis and words\n`);

const page = await browser.newPage();
async function barePrint(content: string): Promise<void> {
  await page.setContent(content, { waitUntil: 'load' });
  await page.pdf({ preferCSSPageSize: true, printBackground: true, tagged: true, outline: true });
}

const COLUMNS = ['analyse', 'svg', 'png', 'pdf', 'bare', 'ratio', 'charts'] as const;
process.stdout.write(`${'ms'.padEnd(32)}${COLUMNS.map((name) => name.padStart(9)).join('')}\n`);
const totals = new Map<string, number>();
for (const report of reports) {
  const analyse = () => runReports([report], data, request);
  const outcome = analyse()[0]!;
  if (outcome.status !== 'ready') {
    process.stdout.write(
      `${report.id.padEnd(32)} unavailable: ${outcome.missing.map(({ need }) => need).join('; ')}\n`,
    );
    continue;
  }
  const { document } = outcome;
  const content = html(document);
  await renderer.render(document, STAMP, ['pdf', 'png'], DEFAULT_THEME, signal);
  const pngs = async (): Promise<void> => {
    for (const spec of document.charts) await renderChartPng(spec, DEFAULT_THEME);
  };
  const cells = {
    analyse: await repeated(analyse),
    svg: await repeated(() => html(document)),
    png: await repeated(pngs),
    pdf: await repeated(() => renderer.render(document, STAMP, ['pdf'], DEFAULT_THEME, signal)),
    bare: await repeated(() => barePrint(content)),
  };
  const ratio = (cells.pdf + cells.png) / (cells.bare + cells.svg + cells.png);
  const row = { ...cells, ratio, charts: document.charts.length };
  for (const [name, value] of Object.entries(cells)) totals.set(name, (totals.get(name) ?? 0) + value);
  process.stdout.write(
    `${report.id.padEnd(32)}${COLUMNS.map((name) => row[name].toFixed(name === 'ratio' ? 2 : 0).padStart(9)).join('')}\n`,
  );
}
process.stdout.write(
  `${'sum'.padEnd(32)}${COLUMNS.map((name) => (totals.get(name)?.toFixed(0) ?? '').padStart(9)).join('')}\n`,
);
const together = await repeated(() => runReports(reports, data, request));
process.stdout.write(`together, again: ${together.toFixed(0)} ms of analysis and words\n`);
await browser.close();
await renderer.close();
