/** The colour scale of a heatmap: a stepped bar with its name and its ends. */
import type { Plugin } from 'chart.js';
import { COLOURS } from '../../palette.ts';
import { drawing, type Sheet } from '../sheet.ts';
import { drawText } from '../text.ts';

const STEPS = 24;

export interface ColourScale {
  readonly name: string;
  readonly low: string;
  readonly high: string;
  readonly colourAt: (share: number) => string;
}

/** Drawn right-aligned: `right` edge, vertical middle `y`. */
export function drawColourScale(scale: ColourScale, right: number, y: number, barPx: number, sheet: Sheet): Plugin {
  const sizePx = sheet.px.small;
  const style = { sizePx, colour: COLOURS.muted, align: 'right' } as const;
  return drawing('colour-scale', {
    afterDatasetsDraw({ ctx }) {
      let x = right;
      drawText(ctx, sheet.fontStack, scale.high, x, y, style);
      x -= sheet.measure(scale.high, sizePx) + sizePx * 0.4 + barPx;
      ctx.save();
      for (let i = 0; i < STEPS; i++) {
        ctx.fillStyle = scale.colourAt((i + 0.5) / STEPS);
        ctx.fillRect(x + (i * barPx) / STEPS, y - sizePx * 0.32, barPx / STEPS + 0.4, sizePx * 0.64);
      }
      ctx.restore();
      x -= sizePx * 0.4;
      drawText(ctx, sheet.fontStack, scale.low, x, y, style);
      x -= sheet.measure(scale.low, sizePx) + sizePx * 0.8;
      drawText(ctx, sheet.fontStack, scale.name, x, y, style);
    },
  });
}
