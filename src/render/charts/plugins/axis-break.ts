/** Marks bars that do not begin at zero: a zigzag cut near their foot and a dotted base. */
import type { Plugin } from 'chart.js';
import { COLOURS } from '../../palette.ts';
import { drawBreak } from '../marks.ts';
import { drawing, type Sheet } from '../sheet.ts';

/** `broken`: indices of the bars cut; `at`: value at which they are cut; `base`: value at the plot's edge. */
export function drawAxisBreak(
  broken: readonly number[],
  at: number,
  thickness: number,
  upright: boolean,
  sheet: Sheet,
): Plugin {
  return drawing('axis-break', {
    afterDatasetsDraw({ ctx, scales }) {
      const [index, value] = upright ? [scales.x!, scales.y!] : [scales.y!, scales.x!];
      const along = value.getPixelForValue(at);
      for (const i of broken) {
        const across = index.getPixelForValue(i);
        drawBreak(
          ctx,
          upright ? across : along,
          upright ? along : across,
          thickness * 1.12,
          sheet.px.label * 0.34,
          upright,
        );
      }
    },
  });
}

/** The line on which bars stand: solid at zero, dotted when it is not zero. */
export function drawBase(atPx: number, upright: boolean, isZero: boolean, sheet: Sheet): Plugin {
  return drawing('base', {
    afterDatasetsDraw({ ctx, chartArea }) {
      ctx.save();
      ctx.strokeStyle = COLOURS.muted;
      ctx.lineWidth = sheet.stroke.hair;
      if (!isZero) ctx.setLineDash([sheet.stroke.hair * 3, sheet.stroke.hair * 3]);
      ctx.beginPath();
      ctx.moveTo(upright ? chartArea.left : atPx, upright ? atPx : chartArea.top);
      ctx.lineTo(upright ? chartArea.right : atPx, upright ? atPx : chartArea.bottom);
      ctx.stroke();
      ctx.restore();
    },
  });
}
