/** Dotted lines between rows that are not neighbours in the full ranking. */
import type { Plugin } from 'chart.js';
import { COLOURS } from '../../palette.ts';
import { drawing, type Sheet } from '../sheet.ts';

/** `after`: rows (as drawn) below which others were left out. */
export function drawRowGaps(after: readonly number[], left: number, right: number, sheet: Sheet): Plugin {
  return drawing('row-gaps', {
    beforeDatasetsDraw({ ctx, scales }) {
      ctx.save();
      ctx.strokeStyle = COLOURS.context;
      ctx.lineWidth = sheet.stroke.hair * 1.3;
      ctx.setLineDash([sheet.stroke.hair * 1.3, sheet.px.small * 0.3]);
      for (const row of after) {
        const y = (scales.y!.getPixelForValue(row) + scales.y!.getPixelForValue(row + 1)) / 2;
        ctx.beginPath();
        ctx.moveTo(left, y);
        ctx.lineTo(right, y);
        ctx.stroke();
      }
      ctx.restore();
    },
  });
}
