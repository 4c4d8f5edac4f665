/** The report's own window as a tinted ground behind the lines. */
import type { Plugin } from 'chart.js';
import { drawing } from '../sheet.ts';

export function drawWindow(from: number, to: number): Plugin {
  return drawing('window', {
    beforeDatasetsDraw({ ctx, chartArea, scales }) {
      const left = scales.x!.getPixelForValue(from);
      const right = scales.x!.getPixelForValue(to);
      ctx.save();
      ctx.fillStyle = '#F3F5F7';
      ctx.fillRect(left, chartArea.top, right - left, chartArea.bottom - chartArea.top);
      ctx.restore();
    },
  });
}
