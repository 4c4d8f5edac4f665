/** Dots with upright intervals and names, the names of both axes, and a line with its band. */
import type { Plugin } from 'chart.js';
import { COLOURS, withAlpha } from '../../palette.ts';
import { drawing, type Sheet } from '../sheet.ts';
import { drawText, type Weight } from '../text.ts';
import { BAND_ALPHA } from './bands.ts';

export interface Dot {
  readonly x: number;
  readonly y: number;
  readonly interval: readonly [number, number] | null;
  readonly colour: string;
  readonly emphasis: 'subject' | 'own' | 'context';
}

export interface DotName {
  readonly text: string;
  readonly left: number;
  /** Middle of the text. */
  readonly y: number;
  readonly colour: string;
  readonly weight: Weight;
}

export function drawLineWithBand(
  line: readonly { readonly x: number; readonly y: number; readonly low: number; readonly high: number }[],
  colour: string,
  sheet: Sheet,
): Plugin {
  return drawing('line-with-band', {
    beforeDatasetsDraw({ ctx, scales }) {
      if (line.length < 2) return;
      const at = (x: number, y: number) => [scales.x!.getPixelForValue(x), scales.y!.getPixelForValue(y)] as const;
      ctx.save();
      ctx.fillStyle = withAlpha(colour, BAND_ALPHA.medium);
      ctx.beginPath();
      for (const { x, low } of line) ctx.lineTo(...at(x, low));
      for (const { x, high } of line.toReversed()) ctx.lineTo(...at(x, high));
      ctx.closePath();
      ctx.fill();
      ctx.strokeStyle = colour;
      ctx.lineWidth = sheet.stroke.own;
      ctx.beginPath();
      for (const { x, y } of line) ctx.lineTo(...at(x, y));
      ctx.stroke();
      ctx.restore();
    },
  });
}

export function drawDots(
  dots: readonly Dot[],
  radius: number,
  names: readonly DotName[],
  axes: { readonly x: string; readonly y: string; readonly left: number; readonly right: number; readonly top: number },
  sheet: Sheet,
): Plugin {
  const { px, stroke, fontStack } = sheet;
  return drawing('dots', {
    afterDatasetsDraw({ ctx, chartArea, scales }) {
      ctx.save();
      for (const { x, y, interval, colour } of dots) {
        const [atX, atY] = [scales.x!.getPixelForValue(x), scales.y!.getPixelForValue(y)];
        if (interval) {
          ctx.strokeStyle = colour;
          ctx.lineWidth = stroke.hair * 1.4;
          ctx.beginPath();
          ctx.moveTo(atX, scales.y!.getPixelForValue(interval[0]));
          ctx.lineTo(atX, scales.y!.getPixelForValue(interval[1]));
          ctx.stroke();
        }
        ctx.fillStyle = colour;
        ctx.strokeStyle = COLOURS.paper;
        ctx.lineWidth = stroke.hair;
        ctx.beginPath();
        ctx.arc(atX, atY, radius, 0, 2 * Math.PI);
        ctx.fill();
        ctx.stroke();
      }
      ctx.restore();
      for (const { text, left, y, colour, weight } of names)
        drawText(ctx, fontStack, text, left, y, { sizePx: px.small, weight, colour, halo: true });
      const muted = { sizePx: px.small, colour: COLOURS.muted };
      drawText(ctx, fontStack, axes.y, axes.left, axes.top + px.small * 0.6, muted);
      drawText(ctx, fontStack, axes.x, axes.right, chartArea.bottom + px.label * 1.6 + px.small * 0.6, {
        ...muted,
        align: 'right',
      });
    },
  });
}
