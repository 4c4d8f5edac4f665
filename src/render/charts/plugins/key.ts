/** A small key above the plot for what no label in it names: bands, and sections by their hues. */
import type { Plugin } from 'chart.js';
import { COLOURS, sectionColour, withAlpha } from '../../palette.ts';
import { drawing, type Sheet } from '../sheet.ts';
import { drawText } from '../text.ts';
import { BAND_ALPHA } from './bands.ts';

export interface KeyItem {
  readonly text: string;
  readonly colour: string;
  /** Of a band; `solid` is a filled mark. */
  readonly weight: 'light' | 'medium' | 'solid';
}

export type PlacedKey = KeyItem & { readonly left: number; readonly width: number; readonly row: number };

/** Sections of marks, each once, when the marks are not named after their sections. */
export function sectionKey(marks: readonly { readonly label: string; readonly section: string | null }[]): KeyItem[] {
  const sections = [...new Set(marks.flatMap(({ section }) => section ?? []))];
  if (sections.every((section) => marks.every((mark) => mark.section !== section || mark.label === section))) return [];
  return sections.map((section) => ({ text: section, colour: sectionColour(section), weight: 'solid' }));
}

const rowHeight = (sheet: Sheet) => sheet.px.small * 1.3;

/** Height that a key takes above what follows; 0 when it is empty. */
export function keyHeight(items: readonly PlacedKey[], sheet: Sheet): number {
  const rows = items.reduce((most, { row }) => Math.max(most, row + 1), 0);
  return rows === 0 ? 0 : rows * rowHeight(sheet) + sheet.px.small * 0.3;
}

/** A medium band lies on a light one, so its swatch does too. */
const LAYERS = { light: [BAND_ALPHA.light], medium: [BAND_ALPHA.light, BAND_ALPHA.medium], solid: [1] } as const;

const swatch = (sheet: Sheet) => sheet.px.small * 0.9;

/** Items side by side in rows of `maxPx`; what finds no place in `maxRows` is left out. */
export function placeKey(items: readonly KeyItem[], maxPx: number, maxRows: number, sheet: Sheet): PlacedKey[] {
  const placed: PlacedKey[] = [];
  let left = 0;
  let row = 0;
  for (const item of items) {
    const width = swatch(sheet) * 1.5 + sheet.measure(item.text, sheet.px.small);
    if (left > 0 && left + width > maxPx) {
      left = 0;
      row++;
    }
    if (row >= maxRows || width > maxPx) break;
    placed.push({ ...item, left, width, row });
    left += width + sheet.px.small * 1.1;
  }
  return placed;
}

/** `x`, `top`: the upper left corner. */
export function drawKey(items: readonly PlacedKey[], x: number, top: number, sheet: Sheet): Plugin {
  const size = swatch(sheet);
  return drawing('key', {
    afterDatasetsDraw({ ctx }) {
      for (const { text, colour, weight, left, row } of items) {
        const y = top + (row + 0.5) * rowHeight(sheet);
        ctx.save();
        for (const alpha of LAYERS[weight]) {
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
