/** A chart as a figure: one alternative text on the figure, the drawing itself hidden from assistive technology. */
import type { ChartSpec } from '../../document/chart.ts';
import { type Chapter, type ChartSize, idOf } from './chapter.ts';
import { type Markup, markup, trusted } from './markup.ts';

/** Widths on paper in CSS pixels: the text area of A4, and half of it. Letter scales them by 3 %. */
export const FULL_WIDTH = 665;
export const HALF_WIDTH = 318;
/** Two full-width figures over time stand on one page with their words. */
export const OVER_TIME_HEIGHT = 268;

/**
 * Title and subtitle as text, then the drawing.
 * @param place where it stands: the same chart may stand on page 1 and in its section
 * @param heading the heading above, which a title does not repeat
 */
export function chartFigure(
  chapter: Chapter,
  spec: ChartSpec,
  size: ChartSize,
  place: string,
  heading: string,
): Markup {
  const svg = chapter.drawing.chart(spec, size);
  if (!/^\s*<svg[\s>]/.test(svg)) throw new RangeError(`chart "${spec.id}" was not drawn as a bare <svg>`);
  const own = withOwnIds(svg, idOf(chapter, 'c', place, spec.id)).replace(
    /<svg\b/,
    '<svg aria-hidden="true" focusable="false" preserveAspectRatio="xMinYMin meet"',
  );
  // A heading that says the title, and maybe more, is not said twice.
  const title = heading.includes(spec.title) ? null : markup`<p class="chart-title">${spec.title}</p>`;
  return markup`<figure class="chart" role="figure" aria-label="${spec.alt}" data-chart="${spec.id}">
<figcaption>${title}<p class="chart-subtitle">${spec.subtitle}</p></figcaption><div class="drawing">${trusted(own)}</div></figure>`;
}

/** Drawings number their clip paths by a counter of the process: renamed, so that they neither clash nor differ between runs. */
function withOwnIds(svg: string, prefix: string): string {
  const names = new Map<string, string>();
  for (const [, id] of svg.matchAll(/\sid="([^"]+)"/g))
    if (!names.has(id!)) names.set(id!, `${prefix}-${names.size + 1}`);
  return svg.replace(/(\sid="|url\(#|href="#)([^")]+)/g, (whole, start: string, id: string) =>
    names.has(id) ? `${start}${names.get(id)}` : whole,
  );
}
