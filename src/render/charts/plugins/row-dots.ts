/** Dots along rows: the others small and grey, the subject large, a tick at the middle of each row. */
import type { Plugin } from 'chart.js';
import type { Emphasis } from '../../../document/chart.ts';
import { COLOURS, withAlpha } from '../../palette.ts';
import { drawing, type Sheet } from '../sheet.ts';

export interface RowDots {
  readonly middle: number | null;
  /** In the order of drawing. */
  readonly dots: readonly { readonly at: number; readonly emphasis: Emphasis; readonly colour: string }[];
}

/** Radius by emphasis, as a share of the subject's. */
const SHARE = { subject: 1, own: 0.75, context: 0.55 } as const;
const SUBJECT_SHARE = 0.48;

export function drawRowDots(rows: readonly RowDots[], sizePx: number, sheet: Sheet): Plugin {
  return drawing('row-dots', {
    afterDatasetsDraw({ ctx, chartArea, scales }) {
      ctx.save();
      rows.forEach(({ middle, dots }, row) => {
        const y = scales.y!.getPixelForValue(row);
        ctx.strokeStyle = COLOURS.hairline;
        ctx.lineWidth = sheet.stroke.hair;
        ctx.beginPath();
        ctx.moveTo(chartArea.left, y);
        ctx.lineTo(chartArea.right, y);
        ctx.stroke();
        for (const { at, emphasis, colour } of dots) {
          ctx.fillStyle = emphasis === 'context' ? withAlpha(colour, 0.75) : colour;
          ctx.beginPath();
          ctx.arc(scales.x!.getPixelForValue(at), y, sizePx * SUBJECT_SHARE * SHARE[emphasis], 0, 2 * Math.PI);
          ctx.fill();
          if (emphasis === 'context') continue;
          // A white edge parts the dot from those under it.
          ctx.strokeStyle = COLOURS.paper;
          ctx.lineWidth = sheet.stroke.hair * 1.2;
          ctx.stroke();
        }
        if (middle === null) return;
        ctx.strokeStyle = COLOURS.ink;
        ctx.lineWidth = sheet.stroke.hair * 1.8;
        ctx.beginPath();
        const x = scales.x!.getPixelForValue(middle);
        ctx.moveTo(x, y - sizePx * 0.75);
        ctx.lineTo(x, y + sizePx * 0.75);
        ctx.stroke();
      });
      ctx.restore();
    },
  });
}
