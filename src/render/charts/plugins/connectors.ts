/** Dotted links between the levels of neighbouring waterfall bars. */
import type { Plugin } from 'chart.js';
import { COLOURS } from '../../palette.ts';
import { drawing, type Sheet } from '../sheet.ts';

/** `levels[i]` is the level handed from bar i to bar i + 1. */
export function drawConnectors(levels: readonly number[], thickness: number, upright: boolean, sheet: Sheet): Plugin {
  return drawing('connectors', {
    beforeDatasetsDraw({ ctx, scales }) {
      const [index, value] = upright ? [scales.x!, scales.y!] : [scales.y!, scales.x!];
      ctx.save();
      ctx.strokeStyle = COLOURS.muted;
      ctx.lineWidth = sheet.stroke.hair;
      ctx.setLineDash([sheet.stroke.hair * 2, sheet.stroke.hair * 2]);
      levels.forEach((level, i) => {
        const from = index.getPixelForValue(i) + thickness / 2;
        const to = index.getPixelForValue(i + 1) - thickness / 2;
        const at = value.getPixelForValue(level);
        ctx.beginPath();
        ctx.moveTo(upright ? from : at, upright ? at : from);
        ctx.lineTo(upright ? to : at, upright ? at : to);
        ctx.stroke();
      });
      ctx.restore();
    },
  });
}
