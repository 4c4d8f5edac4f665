/** Moments in a line chart: change points as thin verticals, events as small flags; their texts stand in lanes above. */
import type { Plugin } from 'chart.js';
import { COLOURS } from '../../palette.ts';
import type { PlacedLabel } from '../lanes.ts';
import { drawing, type Sheet } from '../sheet.ts';
import { drawText } from '../text.ts';

export interface Vertical {
  /** May lie between two periods for the middle of a window. */
  readonly index: number;
  readonly kind: 'shift' | 'event' | 'window';
  readonly label: PlacedLabel | null;
}

export function drawVerticals(verticals: readonly Vertical[], lanePx: number, sheet: Sheet): Plugin {
  const { px, stroke, fontStack } = sheet;
  return drawing('verticals', {
    beforeDatasetsDraw({ ctx, chartArea, scales }) {
      ctx.save();
      for (const { index, kind, label } of verticals) {
        if (kind === 'window') continue;
        const x = scales.x!.getPixelForValue(index);
        const top = chartArea.top - ((label?.lane ?? 0) + 0.5) * lanePx;
        const flag = px.small * 0.5;
        ctx.strokeStyle = kind === 'shift' ? COLOURS.ink : COLOURS.muted;
        ctx.lineWidth = stroke.hair;
        ctx.setLineDash(kind === 'event' ? [stroke.hair * 2, stroke.hair * 3] : []);
        ctx.beginPath();
        ctx.moveTo(x, chartArea.top);
        ctx.lineTo(x, chartArea.bottom);
        // The stem goes up to its own text, and leaves out the lanes where it would strike another one through.
        for (let lane = 0; label && lane <= label.lane; lane++) {
          if (crossesText(verticals, label, lane, x, flag)) continue;
          const end =
            lane < label.lane ? chartArea.top - (lane + 1) * lanePx : top + (kind === 'shift' ? 0 : flag * 0.7);
          ctx.moveTo(x, chartArea.top - lane * lanePx);
          ctx.lineTo(x, end);
        }
        ctx.stroke();
        if (kind === 'shift') continue;
        // The flag points away from its text.
        const side = label && label.left < x ? -1 : 1;
        ctx.setLineDash([]);
        ctx.fillStyle = COLOURS.muted;
        ctx.beginPath();
        ctx.moveTo(x, top - flag * 0.7);
        ctx.lineTo(x + side * flag, top);
        ctx.lineTo(x, top + flag * 0.7);
        ctx.closePath();
        ctx.fill();
      }
      ctx.restore();
    },
    afterDatasetsDraw({ ctx, chartArea }) {
      for (const { kind, label } of verticals)
        if (label)
          drawText(ctx, fontStack, label.text, label.left, chartArea.top - (label.lane + 0.5) * lanePx, {
            sizePx: px.small,
            colour: kind === 'shift' ? COLOURS.ink : COLOURS.muted,
            halo: true,
          });
    },
  });
}

function crossesText(
  verticals: readonly Vertical[],
  own: PlacedLabel,
  lane: number,
  x: number,
  clearance: number,
): boolean {
  return verticals.some(
    ({ label }) =>
      label !== null &&
      label !== own &&
      label.lane === lane &&
      label.left - clearance < x &&
      label.left + label.width + clearance > x,
  );
}
