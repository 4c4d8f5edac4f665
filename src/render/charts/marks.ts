/** Marks drawn as shapes, because Inter has no glyphs for them: ▲ ▼, ● ◐ ○ –, hatching, a break in an axis. */
import type { SKRSContext2D } from '@napi-rs/canvas';
import type { Grade } from '../../domain/evidence.ts';
import { COLOURS } from '../palette.ts';

type Context = SKRSContext2D;

/** ▲ (up) or ▼ (down) of width `size`, centred. */
export function drawTriangle(context: Context, x: number, y: number, size: number, up: boolean, colour: string): void {
  const half = size / 2;
  const rise = (size * 0.86) / 2;
  const sign = up ? -1 : 1;
  context.save();
  context.fillStyle = colour;
  context.beginPath();
  context.moveTo(x, y + sign * rise);
  context.lineTo(x + half, y - sign * rise);
  context.lineTo(x - half, y - sign * rise);
  context.closePath();
  context.fill();
  context.restore();
}

/** Evidence mark of diameter `size`, centred: ● supported, ◐ suggestive, ○ none, – insufficient. */
export function drawGrade(context: Context, x: number, y: number, size: number, grade: Grade, colour: string): void {
  const width = Math.max(0.9, size * 0.12);
  const radius = (size - width) / 2;
  context.save();
  context.setLineDash([]);
  context.fillStyle = colour;
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.beginPath();
  if (grade === 'insufficient') {
    context.moveTo(x - radius, y);
    context.lineTo(x + radius, y);
    context.stroke();
  } else {
    context.arc(x, y, radius, 0, 2 * Math.PI);
    if (grade === 'supported') context.fill();
    context.stroke();
    if (grade === 'suggestive') {
      context.beginPath();
      context.arc(x, y, radius, Math.PI / 2, (3 * Math.PI) / 2);
      context.closePath();
      context.fill();
    }
  }
  context.restore();
}

/** Diagonal hatching inside a rectangle with a thin outline: a cell without data. */
export function drawHatching(
  context: Context,
  left: number,
  top: number,
  width: number,
  height: number,
  gap: number,
): void {
  context.save();
  context.strokeStyle = COLOURS.hairline;
  context.lineWidth = Math.max(0.75, gap / 8);
  context.strokeRect(left, top, width, height);
  context.beginPath();
  // Lines x + y = k, cut to the rectangle by hand: a clip would add a definition for every cell of an SVG.
  for (let k = gap; k < width + height; k += gap) {
    const [startX, startY] = k <= height ? [0, k] : [k - height, height];
    const [endX, endY] = k <= width ? [k, 0] : [width, k - width];
    context.moveTo(left + startX, top + startY);
    context.lineTo(left + endX, top + endY);
  }
  context.stroke();
  context.restore();
}

/** A white zigzag across a bar: part of it is left out. `x`, `y` is its middle; it runs along the bar's width. */
export function drawBreak(
  context: Context,
  x: number,
  y: number,
  length: number,
  thickness: number,
  upright: boolean,
): void {
  const teeth = 6;
  const step = length / teeth;
  context.save();
  context.translate(x, y);
  if (!upright) context.rotate(Math.PI / 2);
  const zigzag = (shift: number, move: boolean) => {
    for (let i = 0; i <= teeth; i++) {
      const at = -length / 2 + (move ? i : teeth - i) * step;
      const offset = shift + ((move ? i : teeth - i) % 2 === 0 ? -thickness * 0.45 : thickness * 0.45);
      if (move && i === 0) context.moveTo(at, offset);
      else context.lineTo(at, offset);
    }
  };
  context.beginPath();
  zigzag(-thickness / 2, true);
  zigzag(thickness / 2, false);
  context.closePath();
  context.fillStyle = COLOURS.paper;
  context.fill();
  context.restore();
}
