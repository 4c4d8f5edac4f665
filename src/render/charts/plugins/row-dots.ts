/** Dots along rows: the others small and grey, the subject large, a tick at the middle of each row. */
import type { Plugin } from 'chart.js';
import type { Emphasis } from '../../../document/chart.ts';
import { COLOURS, textColour, withAlpha } from '../../palette.ts';
import { placeDotNames } from '../dot-names.ts';
import { drawing, type Sheet } from '../sheet.ts';
import { drawText } from '../text.ts';

export interface RowDots {
  readonly middle: number | null;
  /** In the order of drawing. */
  readonly dots: readonly {
    readonly at: number;
    readonly emphasis: Emphasis;
    readonly colour: string;
    readonly label?: string;
  }[];
}

/** Radius by emphasis, as a share of the subject's. */
const SHARE = { subject: 1, own: 0.75, context: 0.55 } as const;
const SUBJECT_SHARE = 0.48;

/** Names of dots, above or below their row. */
export function drawDotNames(rows: readonly RowDots[], dotPx: number, sizePx: number, sheet: Sheet): Plugin {
  return drawing('dot-names', {
    afterDatasetsDraw({ ctx, scales }) {
      rows.forEach(({ dots }, row) => {
        const y = scales.y!.getPixelForValue(row);
        const colours = new Map(dots.map(({ label, colour }) => [label, colour]));
        const names = dots.flatMap(({ at, label }) =>
          label === undefined
            ? []
            : [{ text: label, x: scales.x!.getPixelForValue(at), width: sheet.measure(label, sizePx, 600) }],
        );
        const away = dotPx * SUBJECT_SHARE + sizePx * 0.65;
        const bounds = { left: scales.x!.left - away, right: scales.x!.right + away };
        for (const { text, left, side } of placeDotNames(names, bounds, sizePx * 0.35, dotPx * SUBJECT_SHARE))
          drawText(ctx, sheet.fontStack, text, left, side === 'above' ? y - away : y + away, {
            sizePx,
            weight: 600,
            colour: textColour(colours.get(text)!),
            halo: true,
          });
      });
    },
  });
}

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
