/** Stacked layers as filled shapes with a thin white edge between them, interrupted where the stack is not known. */
import type { Plugin } from 'chart.js';
import { COLOURS } from '../../palette.ts';
import { drawing } from '../sheet.ts';

export interface Layer {
  /** Lower and upper edge by period; null: not known. */
  readonly edges: readonly (readonly [number, number] | null)[];
  readonly colour: string;
}

export function drawLayers(layers: readonly Layer[], edgePx: number): Plugin {
  return drawing('layers', {
    beforeDatasetsDraw({ ctx, scales }) {
      const [x, y] = [scales.x!, scales.y!];
      ctx.save();
      ctx.lineJoin = 'round';
      for (const { edges, colour } of layers) {
        ctx.fillStyle = colour;
        ctx.strokeStyle = COLOURS.paper;
        ctx.lineWidth = edgePx;
        let run: { x: number; low: number; high: number }[] = [];
        const close = () => {
          if (run.length > 0) {
            // A single period is a thin column: an area needs two.
            const wide =
              run.length > 1 ? run : [-1, 1].map((side) => ({ ...run[0]!, x: run[0]!.x + side * edgePx * 2 }));
            ctx.beginPath();
            for (const point of wide) ctx.lineTo(point.x, point.high);
            for (const point of wide.toReversed()) ctx.lineTo(point.x, point.low);
            ctx.closePath();
            ctx.fill();
            ctx.beginPath();
            for (const point of wide) ctx.lineTo(point.x, point.high);
            ctx.stroke();
          }
          run = [];
        };
        edges.forEach((edge, i) => {
          if (edge === null) close();
          else
            run.push({ x: x.getPixelForValue(i), low: y.getPixelForValue(edge[0]), high: y.getPixelForValue(edge[1]) });
        });
        close();
      }
      ctx.restore();
    },
  });
}
