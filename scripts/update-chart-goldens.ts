/**
 * Draws the golden pictures of the charts anew. Look at each before committing it.
 * Usage: node scripts/update-chart-goldens.ts [name …]
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { renderChartPng } from '../src/render/charts/render-chart.ts';
import { GOLDEN_DIR } from '../test/render/charts/pixels.ts';
import { GOLDEN, SAMPLES } from '../test/render/charts/samples.ts';

mkdirSync(GOLDEN_DIR, { recursive: true });
const wanted = process.argv.slice(2);
for (const name of GOLDEN)
  if (wanted.length === 0 || wanted.includes(name))
    writeFileSync(`${GOLDEN_DIR}${name}.png`, await renderChartPng(SAMPLES[name]!));
