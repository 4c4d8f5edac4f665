/** Rows of dots on one axis: where the subject lies among the others, with the middle of each row as a tick. */
import type { DotPlot } from '../../document/chart.ts';
import { markColour } from '../palette.ts';
import { keepRows } from './fold.ts';
import { drawGrid, tickRow } from './plugins/grid.ts';
import { drawDotNames, drawRowDots } from './plugins/row-dots.ts';
import { drawRowLabels, rowLabels } from './plugins/row-labels.ts';
import { drawBarFigures } from './plugins/value-column.ts';
import { type Area, type Plan, plotOptions, type Sheet } from './sheet.ts';
import { ellipsise } from './text.ts';
import { axisRange, drawable, tighten } from './ticks.ts';

const NAMES = 0.3;
const FIGURES = 0.3;
const LEAST_ROW = 1.3;
/** Height in label sizes of one row on paper. */
export const PAPER_DOT_ROW = 2.4;

const ORDER = { context: 0, own: 1, subject: 2 } as const;

export function dotPlot(spec: DotPlot, sheet: Sheet, area: Area): Plan {
  const { px, measure, theme } = sheet;
  const width = area.right - area.left;
  const axisPx = tickRow(sheet);
  const most = Math.max(1, Math.floor((area.bottom - area.top - axisPx) / (px.small * LEAST_ROW)));
  const shown = keepRows(
    spec.rows.map((row) => ({ ...row, emphasis: 'own' as const })),
    most,
  );
  const rows = shown.map((i) => spec.rows[i]!);
  const count = Math.max(1, rows.length);
  const rowPx = (area.bottom - area.top - axisPx) / count;
  const sizePx = rowPx < px.label * 1.4 ? px.small : px.label;
  const names = rowLabels(
    rows.map(({ label }) => ({ label, emphasis: 'own' as const })),
    rowPx,
    width * NAMES,
    sizePx,
    sheet,
  );
  const figures = rows.map(({ valueText }) => ({
    text: ellipsise(valueText, width * FIGURES, sizePx, measure, 600),
    value: 0,
    emphasis: 'subject' as const,
  }));
  const figurePx = Math.max(0, ...figures.map(({ text }) => measure(text, sizePx, 600)));
  const values = rows.flatMap(({ dots, middle }) => [...dots.map(({ value }) => value), middle]);
  const range = tighten(axisRange(values, spec.axis, false), values);
  const plot: Area = {
    left: area.left + names.width + (names.width > 0 ? sizePx * 0.9 : 0),
    right: area.right - figurePx - sizePx * 0.9,
    top: area.top,
    bottom: area.bottom - axisPx,
  };
  const dotPx = Math.min(rowPx * 0.5, px.label * 0.9);
  const marks = rows.map(({ dots, middle, section }) => ({
    middle: drawable(middle),
    dots: dots
      .flatMap(({ value, emphasis, label }) => {
        const at = drawable(value);
        return at === null
          ? []
          : [
              {
                at,
                emphasis,
                colour: markColour(emphasis === 'context' ? null : section, emphasis, theme),
                ...(label === undefined ? {} : { label }),
              },
            ];
      })
      .sort((a, b) => ORDER[a.emphasis] - ORDER[b.emphasis]),
  }));
  const hidden = spec.rows.length - rows.length;
  const startsLate = range.min > 0;
  return {
    config: {
      type: 'scatter',
      data: { datasets: [{ data: [] }] },
      options: {
        ...plotOptions(sheet, plot),
        scales: {
          x: { type: 'linear', display: false, min: range.min, max: range.max },
          y: { type: 'linear', display: false, min: -0.5, max: count - 0.5, reverse: true },
        },
      },
      plugins: [
        drawGrid({ scale: 'x', ticks: range.ticks, lines: true, labels: true, base: Number.NaN }, sheet),
        drawRowDots(marks, Math.min(rowPx * 0.5, px.label * 0.9), sheet),
        drawDotNames(marks, dotPx, px.small, sheet),
        drawRowLabels(names.labels, area.left, sizePx, 'y', sheet),
        drawBarFigures(figures, area.right, sizePx, sheet),
      ],
    },
    remarks: [
      ...(startsLate ? ['Axis does not start at zero'] : []),
      ...(hidden > 0 ? [`${rows.length} of ${spec.rows.length} rows shown; all are in the table`] : []),
    ],
  };
}
