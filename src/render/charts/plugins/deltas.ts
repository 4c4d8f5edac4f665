/** Changes beside rows: ▲, ▼ or a dash for none, the signed number, the evidence mark, aligned as columns. */
import type { Plugin } from 'chart.js';
import type { RankedBars } from '../../../document/chart.ts';
import { COLOURS, changeColour } from '../../palette.ts';
import { drawGrade, drawTriangle } from '../marks.ts';
import { drawing, type Sheet } from '../sheet.ts';
import { drawText } from '../text.ts';

type Delta = RankedBars['bars'][number]['delta'];

/** Text of a change without the marks that are drawn as shapes. */
export function deltaText(delta: NonNullable<Delta>): string {
  return delta.text.replace(/^[▲▼△▽\s]+/u, '');
}

/** Width of the whole column; 0 when no row has a change. */
export function deltaColumn(deltas: readonly Delta[], sizePx: number, sheet: Sheet): number {
  const widths = deltas.map((delta) => (delta ? sheet.measure(deltaText(delta), sizePx, 600) : 0));
  if (!deltas.some((delta) => delta !== null)) return 0;
  const mark = deltas.some((delta) => delta !== null && delta.grade !== null) ? sizePx * 1.05 : 0;
  return sizePx * 0.95 + Math.max(...widths) + mark;
}

/** `right`: right edge of the column. */
export function drawDeltas(deltas: readonly Delta[], right: number, sizePx: number, sheet: Sheet): Plugin {
  const left = right - deltaColumn(deltas, sizePx, sheet);
  const graded = deltas.some((delta) => delta !== null && delta.grade !== null);
  const textRight = graded ? right - sizePx * 1.05 : right;
  return drawing('deltas', {
    afterDatasetsDraw({ ctx, scales }) {
      deltas.forEach((delta, row) => {
        if (!delta) return;
        const y = scales.y!.getPixelForValue(row);
        const colour = changeColour(delta.better);
        const mark = left + sizePx * 0.34;
        if (delta.value === 0) drawGrade(ctx, mark, y, sizePx * 0.56, 'insufficient', COLOURS.muted);
        else drawTriangle(ctx, mark, y, sizePx * 0.58, delta.value > 0, colour);
        drawText(ctx, sheet.fontStack, deltaText(delta), textRight, y, { sizePx, weight: 600, colour, align: 'right' });
        if (delta.grade) drawGrade(ctx, right - sizePx * 0.34, y, sizePx * 0.56, delta.grade, COLOURS.muted);
      });
    },
  });
}
