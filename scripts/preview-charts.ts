/**
 * Draws every sample chart into out/charts: the picture for Slack, the vector figure for paper (full and half column),
 * and an HTML page with all of them, the pictures also at a phone's 360 px.
 * Usage: node scripts/preview-charts.ts [name …]
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { renderChartPng, renderChartSvg } from '../src/render/charts/render-chart.ts';
import { sparkline } from '../src/render/charts/sparkline.ts';
import { DEFAULT_THEME } from '../src/render/palette.ts';
import { SAMPLES } from '../test/render/charts/samples.ts';

const out = 'out/charts';
mkdirSync(out, { recursive: true });
const wanted = process.argv.slice(2);
const page: string[] = [
  sparkline([61, 62, null, 63, 62.4, 64, 65.1], true),
  sparkline([5, 4, 3, null, 2, null, 1], false),
  sparkline([1, 1, 1], null),
];
for (const [name, spec] of Object.entries(SAMPLES)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  writeFileSync(`${out}/${name}.png`, await renderChartPng(spec, DEFAULT_THEME));
  const figures = [700, 340].map((width) => {
    const svg = renderChartSvg(spec, DEFAULT_THEME, { width });
    writeFileSync(`${out}/${name}-${width}.svg`, svg);
    return svg;
  });
  page.push(`<h2>${name}</h2>`, ...figures, `<img src="${name}.png" width="360">`);
}
writeFileSync(`${out}/index.html`, `<!doctype html><meta charset="utf-8"><body>${page.join('\n')}`);
