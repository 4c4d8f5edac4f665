/** Panels of small multiples: heads, shared grid, outer axis labels, the last value as a dot, change points. */
import type { Plugin } from 'chart.js';
import { COLOURS } from '../../palette.ts';
import { drawing, type Sheet } from '../sheet.ts';
import { drawText, type Weight } from '../text.ts';
import type { Tick } from '../ticks.ts';

export interface Panel {
  readonly title: string;
  readonly titleColour: string;
  readonly weight: Weight;
  readonly subtitle: string;
  readonly subtitleLeft: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  /** Scale ids. */
  readonly x: string;
  readonly y: string;
  readonly showsValues: boolean;
  readonly showsTime: boolean;
  readonly shifts: readonly number[];
  readonly ends: readonly { readonly index: number; readonly value: number; readonly colour: string }[];
}

export function drawPanels(
  panels: readonly Panel[],
  valueTicks: readonly Tick[],
  timeTicks: readonly Tick[],
  { titlePx, headPx }: { readonly titlePx: number; readonly headPx: number },
  sheet: Sheet,
): Plugin {
  const { fontStack, stroke, measure } = sheet;
  const tickPx = Math.min(sheet.px.small, headPx);
  return drawing('panels', {
    beforeDatasetsDraw({ ctx, scales }) {
      ctx.save();
      for (const panel of panels) {
        const [x, y] = [scales[panel.x]!, scales[panel.y]!];
        ctx.lineWidth = stroke.hair;
        for (const { value, label } of valueTicks) {
          const at = y.getPixelForValue(value);
          ctx.strokeStyle = value === 0 ? COLOURS.muted : COLOURS.hairline;
          ctx.beginPath();
          ctx.moveTo(panel.left, at);
          ctx.lineTo(panel.right, at);
          ctx.stroke();
          if (panel.showsValues)
            drawText(ctx, fontStack, label, panel.left - tickPx * 0.4, at, {
              sizePx: tickPx,
              colour: COLOURS.muted,
              align: 'right',
            });
        }
        ctx.strokeStyle = COLOURS.ink;
        for (const index of panel.shifts) {
          const at = x.getPixelForValue(index);
          ctx.beginPath();
          ctx.moveTo(at, panel.top);
          ctx.lineTo(at, panel.bottom);
          ctx.stroke();
        }
        if (!panel.showsTime) continue;
        for (const { value, label } of timeTicks) {
          const half = measure(label, tickPx) / 2;
          const at = Math.min(Math.max(x.getPixelForValue(value), panel.left + half), panel.right - half);
          drawText(ctx, fontStack, label, at, panel.bottom + tickPx * 0.95, {
            sizePx: tickPx,
            colour: COLOURS.muted,
            align: 'center',
          });
        }
      }
      ctx.restore();
    },
    afterDatasetsDraw({ ctx, scales }) {
      for (const panel of panels) {
        for (const { index, value, colour } of panel.ends) {
          ctx.save();
          ctx.fillStyle = colour;
          ctx.beginPath();
          ctx.arc(
            scales[panel.x]!.getPixelForValue(index),
            scales[panel.y]!.getPixelForValue(value),
            stroke.subject * 0.95,
            0,
            2 * Math.PI,
          );
          ctx.fill();
          ctx.restore();
        }
        const y = panel.top - headPx * 0.85;
        drawText(ctx, fontStack, panel.title, panel.left, y, {
          sizePx: titlePx,
          weight: panel.weight,
          colour: panel.titleColour,
        });
        drawText(ctx, fontStack, panel.subtitle, panel.subtitleLeft, y, {
          sizePx: tickPx,
          colour: COLOURS.muted,
        });
      }
    },
  });
}
