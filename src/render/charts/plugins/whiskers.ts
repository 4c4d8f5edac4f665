/** Intervals as thin lines with short ends across horizontal bars. */
import type { Plugin } from 'chart.js';
import { COLOURS } from '../../palette.ts';
import { drawing, type Sheet } from '../sheet.ts';

export function drawWhiskers(
  intervals: readonly (readonly [number, number] | null)[],
  endPx: number,
  sheet: Sheet,
): Plugin {
  return drawing('whiskers', {
    afterDatasetsDraw({ ctx, scales }) {
      ctx.save();
      ctx.lineCap = 'butt';
      intervals.forEach((interval, row) => {
        if (!interval) return;
        const y = scales.y!.getPixelForValue(row);
        const [from, to] = interval.map((value) => scales.x!.getPixelForValue(value)) as [number, number];
        // A white edge under the ink keeps the line visible on a dark bar.
        for (const [colour, width] of [
          [COLOURS.paper, sheet.stroke.hair * 3.6],
          [COLOURS.ink, sheet.stroke.hair * 1.6],
        ] as const) {
          ctx.strokeStyle = colour;
          ctx.lineWidth = width;
          ctx.beginPath();
          ctx.moveTo(from, y);
          ctx.lineTo(to, y);
          for (const end of [from, to]) {
            ctx.moveTo(end, y - endPx / 2);
            ctx.lineTo(end, y + endPx / 2);
          }
          ctx.stroke();
        }
      });
      ctx.restore();
    },
  });
}
