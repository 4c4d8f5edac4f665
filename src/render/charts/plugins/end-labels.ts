/** Names at the ends of lines instead of a legend, moved apart, with a leader where a name is not beside its line. */
import type { Plugin } from 'chart.js';
import { COLOURS } from '../../palette.ts';
import { drawing, type Sheet } from '../sheet.ts';
import { drawLines, type Weight } from '../text.ts';

export interface EndLabel {
  readonly lines: readonly string[];
  readonly colour: string;
  readonly weight: Weight;
  /** End of the line. */
  readonly fromX: number;
  readonly fromY: number;
  /** Middle of the text. */
  readonly y: number;
}

/** `left`: left edge of the column of names. */
export function drawEndLabels(labels: readonly EndLabel[], left: number, sizePx: number, sheet: Sheet): Plugin {
  return drawing('end-labels', {
    beforeDatasetsDraw({ ctx }) {
      ctx.save();
      ctx.strokeStyle = COLOURS.context;
      ctx.lineWidth = sheet.stroke.hair * 0.8;
      for (const { fromX, fromY, y } of labels) {
        const end = left - sizePx * 0.2;
        const bend = left - sizePx * 0.75;
        const isAside = Math.abs(y - fromY) > sizePx * 0.4;
        if (!isAside && fromX > bend - sizePx) continue;
        ctx.beginPath();
        ctx.moveTo(fromX + sheet.stroke.subject, fromY);
        if (fromX < bend - sizePx) ctx.lineTo(bend, fromY);
        ctx.lineTo(end, y);
        ctx.stroke();
      }
      ctx.restore();
    },
    afterDatasetsDraw({ ctx }) {
      for (const { lines, y, colour, weight } of labels)
        drawLines(ctx, sheet.fontStack, lines, left, y, { sizePx, weight, colour });
    },
  });
}
