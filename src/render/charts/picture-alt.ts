/** Alternative text of a chart as a picture, whose title is in the pixels: the finding first, then what the spec says. */
import type { ChartSpec } from '../../document/chart.ts';
import { cleanText } from './text.ts';

/** One line; never empty unless title and text are. */
export function pictureAlt({ title, alt }: Pick<ChartSpec, 'title' | 'alt'>): string {
  const [finding, more] = [cleanText(title), cleanText(alt)];
  if (more.startsWith(finding)) return more;
  if (more === '') return finding;
  return `${finding}${/[.!?…]$/.test(finding) ? '' : '.'} ${more}`;
}
