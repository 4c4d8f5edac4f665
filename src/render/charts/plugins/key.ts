/** A small key above the plot for what no line end can name: bands. */
import type { Plugin } from 'chart.js';
import { COLOURS, withAlpha } from '../../palette.ts';
import { drawing, type Sheet } from '../sheet.ts';
import { drawText } from '../text.ts';
import { BAND_ALPHA } from './bands.ts';

export interface KeyItem {
  readonly text: string;
  readonly colour: string;
  readonly weight: 'light' | 'medium';
}

const swatch = (sheet: Sheet) => sheet.px.small * 0.9;

/** Items that fit side by side in `maxPx`, with their left edges. */
export function placeKey(items: readonly KeyItem[], maxPx: number, sheet: Sheet): (KeyItem & { left: number })[] {
  const placed: (KeyItem & { left: number })[] = [];
  let left = 0;
  for (const item of items) {
    const width = swatch(sheet) * 1.5 + sheet.measure(item.text, sheet.px.small);
    if (left + width > maxPx) break;
    placed.push({ ...item, left });
    left += width + sheet.px.small * 1.1;
  }
  return placed;
}

export function drawKey(items: readonly (KeyItem & { left: number })[], x: number, y: number, sheet: Sheet): Plugin {
  const size = swatch(sheet);
  return drawing('key', {
    afterDatasetsDraw({ ctx }) {
      for (const { text, colour, weight, left } of items) {
        ctx.save();
        // A medium band lies on a light one, so its swatch does too.
        for (const alpha of weight === 'medium' ? [BAND_ALPHA.light, BAND_ALPHA.medium] : [BAND_ALPHA.light]) {
          ctx.fillStyle = withAlpha(colour, alpha);
          ctx.fillRect(x + left, y - size / 2, size, size);
        }
        ctx.restore();
        drawText(ctx, sheet.fontStack, text, x + left + size * 1.4, y, {
          sizePx: sheet.px.small,
          colour: COLOURS.muted,
        });
      }
    },
  });
}
