/** Intervals of a line as bands, interrupted where a limit is missing. */
import type { Plugin } from 'chart.js';
import { withAlpha } from '../../palette.ts';
import { drawing } from '../sheet.ts';
import { drawable } from '../ticks.ts';

export interface Band {
  readonly low: readonly (number | null)[];
  readonly high: readonly (number | null)[];
  readonly colour: string;
  readonly weight: 'light' | 'medium';
}

/** Opacity by weight; a medium band lies on a light one. */
export const BAND_ALPHA = { light: 0.13, medium: 0.18 } as const;

export function drawBands(bands: readonly Band[]): Plugin {
  return drawing('bands', {
    beforeDatasetsDraw({ ctx, scales }) {
      for (const { low, high, colour, weight } of bands) {
        ctx.save();
        ctx.fillStyle = withAlpha(colour, BAND_ALPHA[weight]);
        let run: { x: number; low: number; high: number }[] = [];
        const close = () => {
          if (run.length > 0) {
            ctx.beginPath();
            for (const point of run) ctx.lineTo(point.x, point.low);
            for (const point of run.toReversed()) ctx.lineTo(point.x, point.high);
            ctx.closePath();
            ctx.fill();
          }
          run = [];
        };
        for (let i = 0; i < Math.max(low.length, high.length); i++) {
          const [from, to] = [drawable(low[i] ?? null), drawable(high[i] ?? null)];
          if (from === null || to === null) close();
          else
            run.push({
              x: scales.x!.getPixelForValue(i),
              low: scales.y!.getPixelForValue(from),
              high: scales.y!.getPixelForValue(to),
            });
        }
        close();
        ctx.restore();
      }
    },
  });
}
