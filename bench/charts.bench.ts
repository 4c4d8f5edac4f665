/**
 * Milliseconds per chart, for Slack and for paper, warm. Usage: node bench/charts.bench.ts [rounds]
 * Read the medians; the first drawing of a process also registers fonts and is printed apart.
 */
import { performance } from 'node:perf_hooks';
import { renderChartPng, renderChartSvg } from '../src/render/charts/render-chart.ts';
import { DEFAULT_THEME } from '../src/render/palette.ts';
import { SAMPLES } from '../test/render/charts/samples.ts';

const rounds = Number(process.argv[2] ?? 15);

async function timed(work: () => Promise<unknown> | string): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

const first = await timed(() => renderChartPng(SAMPLES.lines!));
process.stdout.write(`first drawing ${first.toFixed(0)} ms\n`);
for (const [name, spec] of Object.entries(SAMPLES)) {
  const [png, svg]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    png.push(await timed(() => renderChartPng(spec)));
    svg.push(await timed(() => renderChartSvg(spec, DEFAULT_THEME, { width: 700 })));
  }
  process.stdout.write(
    `${name.padEnd(18)} png ${median(png).toFixed(0).padStart(4)} ms   svg ${median(svg).toFixed(0).padStart(4)} ms\n`,
  );
}
