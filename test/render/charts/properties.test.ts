/** Whatever a spec holds, a chart comes out: no error, no NaN, every text inside the sheet, well-formed, the same twice. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChartKind } from '../../../src/document/chart.ts';
import { chartCanvas } from '../../../src/render/charts/canvas.ts';
import { prepareChart, renderChartSvg } from '../../../src/render/charts/render-chart.ts';
import { SCREEN_SIZE } from '../../../src/render/charts/sheet.ts';
import { missingGlyphs } from '../../../src/render/fonts.ts';
import { DEFAULT_THEME } from '../../../src/render/palette.ts';
import { ARBITRARY } from './arbitrary-spec.ts';
import { svgSize, svgTexts } from './svg-texts.ts';

/** Browsers and the canvas round glyph positions differently; a px is invisible. */
const SLACK_PX = 1;

describe.each(Object.keys(ARBITRARY) as ChartKind[])('%s', (kind) => {
  it('draws any spec whole', () => {
    fc.assert(
      fc.property(ARBITRARY[kind], fc.constantFrom('column', 'half column', 'screen'), (spec, place) => {
        // The picture for Slack is looked at through the same vector canvas: its texts can be read there.
        const svg =
          place === 'screen'
            ? chartCanvas().renderSvg(prepareChart(spec, 'screen', SCREEN_SIZE, DEFAULT_THEME), 1200, 675, 'screen')
            : renderChartSvg(spec, DEFAULT_THEME, { width: place === 'column' ? 700 : 340 });
        expect(svg.replace(/<text [^>]*>[^<]*<\/text>/g, '')).not.toMatch(/NaN|Infinity|undefined|null/i);
        expect(svg.match(/<text [^>]*(NaN|Infinity|undefined)[^>]*>/)).toBeNull();
        const size = svgSize(svg);
        for (const { text, left, right, top, bottom } of svgTexts(svg)) {
          // What no bundled font can draw has no width of its own: each program puts another box in its place.
          if (missingGlyphs(text).length > 0) continue;
          const where = `"${text}" at ${left.toFixed(1)}–${right.toFixed(1)}, ${top.toFixed(1)}–${bottom.toFixed(1)}`;
          expect(left, where).toBeGreaterThanOrEqual(-SLACK_PX);
          expect(right, where).toBeLessThanOrEqual(size.width + SLACK_PX);
          expect(top, where).toBeGreaterThanOrEqual(-SLACK_PX);
          expect(bottom, where).toBeLessThanOrEqual(size.height + SLACK_PX);
        }
      }),
      { numRuns: 40, seed: 20261122 },
    );
  });
});
