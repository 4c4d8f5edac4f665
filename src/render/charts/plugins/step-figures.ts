/** Figures at waterfall bars: over upright bars, in a column beside lying ones. */
import type { Plugin } from 'chart.js';
import { COLOURS } from '../../palette.ts';
import { drawing, type Sheet } from '../sheet.ts';
import { drawText, type Weight } from '../text.ts';

export interface StepFigure {
  readonly text: string;
  /** Upper end of the bar. */
  readonly top: number;
  readonly weight: Weight;
}

/** `right`: right edge of the column; null: the bars are upright. */
export function drawStepFigures(
  figures: readonly StepFigure[],
  right: number | null,
  sizePx: number,
  sheet: Sheet,
): Plugin {
  return drawing('step-figures', {
    afterDatasetsDraw({ ctx, scales }) {
      figures.forEach(({ text, top, weight }, i) => {
        const style = { sizePx, weight, colour: COLOURS.ink, halo: true } as const;
        if (right === null)
          drawText(
            ctx,
            sheet.fontStack,
            text,
            scales.x!.getPixelForValue(i),
            scales.y!.getPixelForValue(top) - sizePx * 0.8,
            { ...style, align: 'center' },
          );
        else drawText(ctx, sheet.fontStack, text, right, scales.y!.getPixelForValue(i), { ...style, align: 'right' });
      });
    },
  });
}
