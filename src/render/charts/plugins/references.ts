/** Vertical reference lines (peer median, target) with their names above the plot. */
import type { Plugin } from 'chart.js';
import { COLOURS } from '../../palette.ts';
import type { PlacedLabel } from '../lanes.ts';
import { drawing, type Sheet } from '../sheet.ts';
import { drawText } from '../text.ts';

export function drawReferences(
  values: readonly number[],
  labels: readonly PlacedLabel[],
  lanePx: number,
  sheet: Sheet,
): Plugin {
  return drawing('references', {
    afterDatasetsDraw({ ctx, chartArea, scales }) {
      ctx.save();
      ctx.strokeStyle = COLOURS.ink;
      ctx.lineWidth = sheet.stroke.hair;
      for (const value of values) {
        const x = scales.x!.getPixelForValue(value);
        const lane = labels.find((label) => Math.abs(label.x - x) < 0.5)?.lane ?? 0;
        ctx.setLineDash([sheet.px.label * 0.22, sheet.px.label * 0.22]);
        ctx.beginPath();
        ctx.moveTo(x, chartArea.top - lane * lanePx - lanePx * 0.12);
        ctx.lineTo(x, chartArea.bottom);
        ctx.stroke();
      }
      ctx.restore();
      for (const { text, left, lane } of labels)
        drawText(ctx, sheet.fontStack, text, left, chartArea.top - (lane + 0.6) * lanePx, {
          sizePx: sheet.px.small,
          colour: COLOURS.muted,
          halo: true,
        });
    },
  });
}
