/** Figures beside horizontal bars: at the bar's end, or in a column where intervals or negative bars are in the way. */
import type { Plugin } from 'chart.js';
import type { Emphasis } from '../../../document/chart.ts';
import { COLOURS } from '../../palette.ts';
import { drawing, type Sheet } from '../sheet.ts';
import { drawText } from '../text.ts';

export interface BarFigure {
  readonly text: string;
  readonly value: number | null;
  readonly emphasis: Emphasis;
}

/** `right`: right edge of the column; null writes each figure at the end of its bar. */
export function drawBarFigures(
  figures: readonly BarFigure[],
  right: number | null,
  sizePx: number,
  sheet: Sheet,
): Plugin {
  return drawing('bar-figures', {
    afterDatasetsDraw({ ctx, scales }) {
      figures.forEach(({ text, value, emphasis }, row) => {
        const y = scales.y!.getPixelForValue(row);
        const weight = emphasis === 'subject' && value !== null ? 600 : 400;
        const colour = value === null ? COLOURS.muted : COLOURS.ink;
        if (right === null) {
          const x = scales.x!.getPixelForValue(value ?? 0) + sizePx * 0.35;
          drawText(ctx, sheet.fontStack, text, x, y, { sizePx, weight, colour, halo: true });
        } else drawText(ctx, sheet.fontStack, text, right, y, { sizePx, weight, colour, align: 'right' });
      });
    },
  });
}
