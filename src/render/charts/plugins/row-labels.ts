/** Names of rows at the left of a plot, right-aligned to it, in one or two lines; subjects bold. */
import type { Plugin } from 'chart.js';
import type { Emphasis } from '../../../document/chart.ts';
import { COLOURS } from '../../palette.ts';
import { drawing, type Sheet } from '../sheet.ts';
import { drawLines, LINE_HEIGHT, wrap } from '../text.ts';

export interface RowLabel {
  readonly lines: readonly string[];
  readonly emphasis: Emphasis;
}

/** Wraps names into a column of at most `maxPx`, two lines where the row is high enough. */
export function rowLabels(
  rows: readonly { readonly label: string; readonly emphasis: Emphasis }[],
  rowHeight: number,
  maxPx: number,
  sizePx: number,
  sheet: Sheet,
): { labels: RowLabel[]; width: number } {
  const lines = rowHeight >= 1.9 * sizePx * LINE_HEIGHT ? 2 : 1;
  const labels = rows.map(({ label, emphasis }) => ({
    lines: wrap(label, maxPx, lines, sizePx, sheet.measure, weightOf(emphasis)),
    emphasis,
  }));
  const widths = labels.flatMap(({ lines: own, emphasis }) =>
    own.map((line) => sheet.measure(line, sizePx, weightOf(emphasis))),
  );
  return { labels, width: Math.max(0, ...widths) };
}

function weightOf(emphasis: Emphasis): 400 | 600 {
  return emphasis === 'subject' ? 600 : 400;
}

export function drawRowLabels(
  labels: readonly RowLabel[],
  left: number,
  sizePx: number,
  scale: string,
  sheet: Sheet,
): Plugin {
  return drawing('row-labels', {
    afterDatasetsDraw({ ctx, scales }) {
      labels.forEach(({ lines, emphasis }, i) => {
        drawLines(ctx, sheet.fontStack, lines, left, scales[scale]!.getPixelForValue(i), {
          sizePx,
          weight: weightOf(emphasis),
          colour: emphasis === 'context' ? '#4A525B' : COLOURS.ink,
        });
      });
    },
  });
}
