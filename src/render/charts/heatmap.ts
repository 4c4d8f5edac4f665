/** Heatmap of rows by columns with figures in the cells, a colour scale, and marks for missing data. */
import type { Heatmap } from '../../document/chart.ts';
import { COLOURS, mix } from '../palette.ts';
import { keepRows } from './fold.ts';
import { drawCells, type HeatCell } from './plugins/cells.ts';
import { type ColourScale, drawColourScale } from './plugins/colour-scale.ts';
import { drawColumnLabels } from './plugins/column-labels.ts';
import { drawRowLabels, rowLabels } from './plugins/row-labels.ts';
import { drawSectionRules } from './plugins/section-rules.ts';
import { type Area, type Plan, plotOptions, type Sheet } from './sheet.ts';
import { ellipsise, LINE_HEIGHT, wrap } from './text.ts';
import { drawable, tickLabel } from './ticks.ts';

const NAMES = 0.27;
const LEAST_ROW = 1.45;
const LEAST_COLUMN = 2;
/** Height of a row on paper, in label sizes. */
export const PAPER_CELL = 2.4;

/** Ends of the scales: light enough for ink text in the middle, dark enough to be told apart in grey. */
const HIGH = '#1F78B4';
const LOW = '#D9773B';
const GROUND = '#F4F6F8';

/** Colour of a share 0–1 of the scale; with a middle it diverges, vermilion below and blue above it. */
function colourOf(share: number, diverging: boolean): string {
  const at = Math.min(1, Math.max(0, share));
  if (!diverging) return mix('#EDF3F8', HIGH, at);
  return at >= 0.5 ? mix(GROUND, HIGH, (at - 0.5) * 2) : mix(GROUND, LOW, (0.5 - at) * 2);
}

/** Place of a value on the scale: 0 at min, ½ at mid (if any), 1 at max. */
function shareOf(value: number, scale: Heatmap['scale']): number {
  const [min, max] = [drawable(scale.min)!, drawable(scale.max)!];
  const between = (from: number, to: number) => (to - from < 1e-200 ? 0.5 : (value - from) / (to - from));
  const mid = drawable(scale.mid);
  if (mid === null) return between(min, max);
  return value >= mid ? 0.5 + between(mid, max) / 2 : between(min, mid) / 2;
}

export function heatmap(spec: Heatmap, sheet: Sheet, area: Area): Plan {
  const { px, measure } = sheet;
  const width = area.right - area.left;
  const height = area.bottom - area.top;
  const scalePx = px.small * 1.9;

  const mostRows = Math.max(1, Math.floor((height - scalePx - px.small * 2.2) / (px.small * LEAST_ROW)));
  const rowsKept = keepRows(spec.rows, mostRows);
  const rows = rowsKept.map((i) => spec.rows[i]!);
  const roughRow = (height - scalePx - px.small * 2.2) / Math.max(1, rows.length);
  const sizePx = roughRow < px.label * 1.5 ? px.small : px.label;
  const names = rowLabels(rows, roughRow, width * NAMES, sizePx, sheet);
  const left = area.left + names.width + (names.width > 0 ? sizePx * 0.6 : 0);
  const mostColumns = Math.max(1, Math.floor((area.right - left) / (px.small * LEAST_COLUMN)));
  const columns = spec.columns.slice(0, mostColumns);
  // Few columns do not stretch over the whole sheet: a cell wider than that reads as a bar.
  const cellWidth = Math.min((area.right - left) / Math.max(1, columns.length), px.label * 12);
  const right = left + cellWidth * Math.max(1, columns.length);

  const headSizes = [px.label, px.small, px.small * 0.86];
  const wrapHead = (label: string, size: number) => wrap(label, cellWidth * 0.98, 2, size, measure);
  const headPx =
    headSizes.find((size) =>
      columns.every(
        ({ label }) =>
          label.split(' ').every((word) => measure(word, size) <= cellWidth * 0.98) &&
          !wrapHead(label, size).some((line) => line.endsWith('…')),
      ),
    ) ?? headSizes.at(-1)!;
  const heads = columns.map(({ label }) => wrapHead(label, headPx));
  const headLines = Math.max(0, ...heads.map(({ length }) => length));
  const rulePx = px.label * 0.2;
  const plot: Area = {
    left,
    right,
    top: area.top + headLines * headPx * LINE_HEIGHT + rulePx * 2.6,
    bottom: area.bottom - scalePx,
  };
  const cellHeight = Math.min((plot.bottom - plot.top) / Math.max(1, rows.length), px.label * 5);
  const bottom = plot.top + cellHeight * Math.max(1, rows.length);

  const diverging = spec.scale.mid !== null;
  const cells = rowsKept.map((row) =>
    columns.map((_, column): HeatCell => {
      const cell = spec.cells[row]?.[column];
      const value = drawable(cell?.value ?? null);
      return {
        fill: value === null ? null : colourOf(shareOf(value, spec.scale), diverging),
        text: cell?.text ?? '',
        grade: cell?.grade ?? null,
        strong: spec.rows[row]!.emphasis === 'subject',
      };
    }),
  );
  const widest = Math.max(0, ...cells.flat().map(({ text }) => measure(text, sizePx, 600)));
  const gap = Math.max(1.5, px.label * 0.09);
  const figurePx = Math.min(
    sizePx,
    Math.max(px.small * 0.8, (sizePx * (cellWidth - gap) * 0.94) / Math.max(1, widest)),
  );
  const fitted = cells.map((row) =>
    // A figure is shown whole or not at all: a shortened number is another number.
    row.map((cell) => {
      const fits = measure(cell.text, figurePx, cell.strong ? 600 : 400) <= cellWidth - gap;
      return fits ? cell : { ...cell, text: '' };
    }),
  );

  const end = (value: number) => {
    const figure = drawable(value)!;
    const largest = Math.max(Math.abs(drawable(spec.scale.min)!), Math.abs(drawable(spec.scale.max)!));
    return tickLabel(figure, largest > 0 ? 10 ** (Math.floor(Math.log10(largest)) - 1) : 1, largest, '');
  };
  const barPx = px.small * 5;
  const [low, high] = [end(spec.scale.min), end(spec.scale.max)];
  const scaleNamePx = Math.max(0, width - barPx - measure(low, px.small) - measure(high, px.small) - px.small * 2);
  const scaleName = ellipsise(spec.scale.label, scaleNamePx, px.small, measure);
  const scalePart = width - scaleNamePx + measure(scaleName, px.small);
  const scale: ColourScale = {
    name: scaleName,
    low,
    high,
    colourAt: (share) => colourOf(share, diverging),
  };

  const hiddenRows = spec.rows.length - rows.length;
  const hiddenColumns = spec.columns.length - columns.length;
  return {
    config: {
      type: 'scatter',
      data: { datasets: [{ data: [] }] },
      options: {
        ...plotOptions(sheet, { ...plot, bottom }),
        scales: {
          x: { type: 'linear', display: false, min: -0.5, max: Math.max(1, columns.length) - 0.5 },
          y: { type: 'linear', display: false, min: -0.5, max: Math.max(1, rows.length) - 0.5, reverse: true },
        },
      },
      plugins: [
        drawCells(fitted, { width: cellWidth, height: cellHeight, gap, sizePx: figurePx }, sheet),
        drawSectionRules(
          columns.map(({ section }) => section),
          cellWidth - gap,
          rulePx,
        ),
        drawColumnLabels(
          // Heads stand on the cells: shorter ones begin lower.
          heads.map((own) => ({
            lines: [...Array.from({ length: headLines - own.length }, () => ''), ...own],
            colour: COLOURS.ink,
            weight: 400,
          })),
          area.top,
          headPx,
          sheet,
        ),
        drawRowLabels(names.labels, area.left, sizePx, 'y', sheet),
        drawColourScale(scale, Math.max(right, area.left + scalePart), bottom + scalePx * 0.62, barPx, sheet),
      ],
    },
    remarks: [
      ...(hiddenRows > 0 ? [`${rows.length} of ${spec.rows.length} rows shown; all are in the table`] : []),
      ...(cells.flat().some(({ text }, i) => text !== fitted.flat()[i]!.text)
        ? ['Figures too long for their cell are in the table']
        : []),
      ...(hiddenColumns > 0 ? [`${columns.length} of ${spec.columns.length} columns shown`] : []),
    ],
  };
}
