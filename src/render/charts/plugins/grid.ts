/** Hairlines and labels of an axis with few ticks; labels stay inside the sheet and off each other. */
import type { Plugin } from 'chart.js';
import { COLOURS } from '../../palette.ts';
import { drawing, type Sheet } from '../sheet.ts';
import { drawText } from '../text.ts';
import type { Tick } from '../ticks.ts';

export interface Grid {
  readonly scale: string;
  readonly ticks: readonly Tick[];
  readonly lines: boolean;
  readonly labels: boolean;
  /** Value whose line is drawn darker: the base of bars. */
  readonly base: number | null;
}

/** Room that the labels of an upright axis take at its left, with their distance. */
export function tickColumn(ticks: readonly Tick[], sheet: Sheet): number {
  const widest = Math.max(0, ...ticks.map(({ label }) => sheet.measure(label, sheet.px.label)));
  return widest + sheet.px.label * 0.5;
}

/** Height of a row of tick labels under the plot. */
export function tickRow(sheet: Sheet): number {
  return sheet.px.label * 1.6;
}

export function drawGrid(grid: Grid, sheet: Sheet): Plugin {
  const { px, stroke, fontStack, measure, width } = sheet;
  return drawing(`grid-${grid.scale}`, {
    beforeDatasetsDraw({ ctx, chartArea, scales }) {
      const scale = scales[grid.scale]!;
      const along = scale.isHorizontal();
      ctx.save();
      for (const { value, label } of grid.ticks) {
        const at = scale.getPixelForValue(value);
        const isBase = value === grid.base;
        if (grid.lines || isBase) {
          ctx.beginPath();
          ctx.strokeStyle = isBase ? COLOURS.muted : COLOURS.hairline;
          ctx.lineWidth = stroke.hair;
          ctx.moveTo(along ? at : chartArea.left, along ? chartArea.top : at);
          ctx.lineTo(along ? at : chartArea.right, along ? chartArea.bottom : at);
          ctx.stroke();
        }
        if (!grid.labels || label === '') continue;
        const style = { sizePx: px.label, colour: COLOURS.muted };
        if (along) {
          const half = measure(label, px.label) / 2;
          const x = Math.min(Math.max(at, half + sheet.margin), width - half - sheet.margin);
          drawText(ctx, fontStack, label, x, chartArea.bottom + px.label * 1.02, { ...style, align: 'center' });
        } else drawText(ctx, fontStack, label, chartArea.left - px.label * 0.5, at, { ...style, align: 'right' });
      }
      ctx.restore();
    },
  });
}
