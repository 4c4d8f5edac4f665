/** Names under (or over) columns, centred, in up to three lines. */
import type { Plugin } from 'chart.js';
import { drawing, type Sheet } from '../sheet.ts';
import { drawText, LINE_HEIGHT, type Weight } from '../text.ts';

export interface ColumnLabel {
  readonly lines: readonly string[];
  readonly colour: string;
  readonly weight: Weight;
}

/** `top`: where the first line begins. */
export function drawColumnLabels(labels: readonly ColumnLabel[], top: number, sizePx: number, sheet: Sheet): Plugin {
  return drawing('column-labels', {
    afterDatasetsDraw({ ctx, scales }) {
      labels.forEach(({ lines, colour, weight }, i) => {
        const x = scales.x!.getPixelForValue(i);
        lines.forEach((line, row) => {
          drawText(ctx, sheet.fontStack, line, x, top + (row + 0.5) * sizePx * LINE_HEIGHT, {
            sizePx,
            weight,
            colour,
            align: 'center',
          });
        });
      });
    },
  });
}
