/** Cells of a heatmap with their figures and evidence marks; missing ones are outlined and hatched. */
import type { Plugin } from 'chart.js';
import type { Grade } from '../../../domain/evidence.ts';
import { COLOURS, ensureContrast } from '../../palette.ts';
import { drawGrade, drawHatching } from '../marks.ts';
import { drawing, type Sheet } from '../sheet.ts';
import { drawText } from '../text.ts';

export interface HeatCell {
  /** Null: missing. */
  readonly fill: string | null;
  readonly text: string;
  readonly grade: Grade | null;
  readonly strong: boolean;
}

export interface CellSize {
  readonly width: number;
  readonly height: number;
  readonly gap: number;
  readonly sizePx: number;
}

export function drawCells(cells: readonly (readonly HeatCell[])[], size: CellSize, sheet: Sheet): Plugin {
  const { width, height, gap, sizePx } = size;
  return drawing('cells', {
    beforeDatasetsDraw({ ctx, scales }) {
      cells.forEach((row, y) => {
        row.forEach(({ fill, text, grade, strong }, x) => {
          const [middleX, middleY] = [scales.x!.getPixelForValue(x), scales.y!.getPixelForValue(y)];
          const [left, top] = [middleX - width / 2 + gap / 2, middleY - height / 2 + gap / 2];
          if (fill === null) drawHatching(ctx, left, top, width - gap, height - gap, sheet.px.label * 0.5);
          else {
            ctx.save();
            ctx.fillStyle = fill;
            ctx.fillRect(left, top, width - gap, height - gap);
            ctx.restore();
          }
          const colour =
            fill === null ? ensureContrast(COLOURS.muted, COLOURS.paper) : ensureContrast(COLOURS.ink, fill);
          const mark = grade === null ? 0 : sizePx * 0.62;
          const textWidth = sheet.measure(text, sizePx, strong ? 600 : 400);
          const whole = textWidth + (mark > 0 ? mark + sizePx * 0.3 : 0);
          const fits = whole <= width - gap - sizePx * 0.3;
          const start = middleX - (fits ? whole : textWidth) / 2;
          if (textWidth <= width - gap)
            drawText(ctx, sheet.fontStack, text, start, middleY, {
              sizePx,
              weight: strong ? 600 : 400,
              colour,
              halo: fill === null,
            });
          if (grade === null) return;
          if (fits) drawGrade(ctx, start + whole - mark / 2, middleY, mark, grade, colour);
          // A narrow cell that is tall enough has its mark under the figure.
          else if (height - gap >= sizePx * 2.8) drawGrade(ctx, middleX, middleY + sizePx, mark, grade, colour);
        });
      });
    },
  });
}
