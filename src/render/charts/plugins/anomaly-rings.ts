/** Rings around anomalies; the text stands on the free side of the ring. */
import type { Plugin } from 'chart.js';
import { COLOURS, textColour } from '../../palette.ts';
import { drawing, type Sheet } from '../sheet.ts';
import { drawText } from '../text.ts';

export interface Ring {
  readonly index: number;
  readonly value: number;
  /** Middle of the text in px; null: no room, the ring stands alone. */
  readonly text: { readonly text: string; readonly x: number; readonly y: number } | null;
}

export function drawAnomalyRings(
  rings: readonly Ring[],
  radius: number,
  sheet: Sheet,
  axes: { readonly x: string; readonly y: string } = { x: 'x', y: 'y' },
): Plugin {
  return drawing('anomaly-rings', {
    afterDatasetsDraw({ ctx, scales }) {
      ctx.save();
      ctx.strokeStyle = COLOURS.vermilion;
      ctx.lineWidth = radius * 0.26;
      for (const { index, value } of rings) {
        ctx.beginPath();
        ctx.arc(
          scales[axes.x]!.getPixelForValue(index),
          scales[axes.y]!.getPixelForValue(value),
          radius,
          0,
          2 * Math.PI,
        );
        ctx.stroke();
      }
      ctx.restore();
      for (const { text } of rings)
        if (text)
          drawText(ctx, sheet.fontStack, text.text, text.x, text.y, {
            sizePx: sheet.px.small,
            colour: textColour(COLOURS.vermilion),
            align: 'center',
            halo: true,
          });
    },
  });
}
