/** Short rules in the sections' hues under the heads of columns. */
import type { Plugin } from 'chart.js';
import { sectionColour } from '../../palette.ts';
import { drawing } from '../sheet.ts';

export function drawSectionRules(sections: readonly (string | null)[], width: number, height: number): Plugin {
  return drawing('section-rules', {
    beforeDatasetsDraw({ ctx, chartArea, scales }) {
      ctx.save();
      sections.forEach((section, i) => {
        if (section === null) return;
        ctx.fillStyle = sectionColour(section);
        ctx.fillRect(scales.x!.getPixelForValue(i) - width / 2, chartArea.top - height * 1.6, width, height);
      });
      ctx.restore();
    },
  });
}
