/** Ranked horizontal bars with direct figures, changes, intervals and reference lines. */
import type { RankedBars } from '../../document/chart.ts';
import { markColour } from '../palette.ts';
import { keepRows } from './fold.ts';
import { type LaneLabel, laneCount, placeInLanes } from './lanes.ts';
import { deltaColumn, drawDeltas } from './plugins/deltas.ts';
import { drawGrid, tickRow } from './plugins/grid.ts';
import { drawKey, keyHeight, placeKey, sectionKey } from './plugins/key.ts';
import { drawReferences } from './plugins/references.ts';
import { drawRowGaps } from './plugins/row-gaps.ts';
import { drawRowLabels, rowLabels } from './plugins/row-labels.ts';
import { drawBarFigures } from './plugins/value-column.ts';
import { drawWhiskers } from './plugins/whiskers.ts';
import { type Area, type Plan, plotOptions, type Sheet } from './sheet.ts';
import { ellipsise } from './text.ts';
import { axisRange, drawable } from './ticks.ts';

/** Share of the width that names may take. */
const NAMES = 0.34;
const FIGURES = 0.36;
const LEAST_ROW = 1.3;

/** Height in label sizes of one row on paper, where the figure may grow with its rows. */
export const PAPER_ROW = 1.9;

export function rankedBars(spec: RankedBars, sheet: Sheet, whole: Area): Plan {
  const { px, measure } = sheet;
  const key = placeKey(sectionKey(spec.bars), whole.right - whole.left, 3, sheet);
  const area = { ...whole, top: whole.top + keyHeight(key, sheet) };
  const width = area.right - area.left;
  const hasIntervals = spec.bars.some(({ interval }) => interval !== null);
  const references = spec.references.filter(({ value }) => drawable(value) !== null);
  const lanePx = px.small * 1.3;

  // Without intervals every bar carries its figure, and an axis would say it twice.
  const axisPx = hasIntervals ? tickRow(sheet) : 0;
  const room = Math.max(
    1,
    Math.floor((area.bottom - area.top - axisPx - (references.length > 0 ? lanePx : 0)) / (px.small * LEAST_ROW)),
  );
  const shown = keepRows(spec.bars, room);
  const bars = shown.map((i) => spec.bars[i]!);
  const rows = Math.max(1, bars.length);
  const roughRow = (area.bottom - area.top - axisPx) / rows;
  const sizePx = roughRow < px.label * 1.4 ? px.small : px.label;

  const names = rowLabels(bars, roughRow, width * NAMES, sizePx, sheet);
  const figures = bars.map(({ valueText, value, emphasis }) => ({
    text: ellipsise(valueText, width * FIGURES, sizePx, measure, 600),
    value: drawable(value),
    emphasis,
  }));
  const figurePx = Math.max(0, ...figures.map(({ text }) => measure(text, sizePx, 600)));
  const deltas = bars.map(({ delta }) =>
    delta ? { ...delta, text: ellipsise(delta.text, width * NAMES, sizePx, measure, 600) } : null,
  );
  const deltaPx = deltaColumn(deltas, sizePx, sheet);
  const inColumn = hasIntervals || references.length > 0 || bars.some(({ value }) => value !== null && value < 0);

  const left = area.left + names.width + (names.width > 0 ? sizePx * 0.6 : 0);
  const beforeDelta = area.right - deltaPx - (deltaPx > 0 ? sizePx * 0.7 : 0);
  const right = beforeDelta - figurePx - sizePx * 0.7;

  const extremes = [
    ...bars.flatMap(({ value, interval }) => [value, ...(interval ?? [])]),
    ...references.map(({ value }) => value),
  ];
  const nice = axisRange(extremes, spec.axis, true);
  const figuresOnly = extremes.map(drawable).filter((value) => value !== null);
  // Without an axis there is no need for round ends: the longest bar takes the whole width.
  const tight = { min: Math.min(0, ...figuresOnly), max: Math.max(0, ...figuresOnly) };
  const limits = hasIntervals || tight.max - tight.min < 1e-200 ? nice : tight;
  const pixel = (value: number) => left + ((value - limits.min) / (limits.max - limits.min)) * (right - left);

  const marks: LaneLabel[] = references.map(({ label, value }) => {
    const text = ellipsise(label, width * 0.3, px.small, measure);
    return { text, x: pixel(drawable(value)!), width: measure(text, px.small), side: 'centre' };
  });
  const placed = placeInLanes(marks, { left: area.left, right: area.right }, 2, px.small * 0.6);
  const plot: Area = { left, right, top: area.top + laneCount(placed) * lanePx, bottom: area.bottom - axisPx };
  const rowPx = (plot.bottom - plot.top) / rows;
  const thickness = Math.min(rowPx * 0.64, px.label * 1.5);

  const gaps = shown.flatMap((index, row) => (row + 1 < shown.length && shown[row + 1] !== index + 1 ? [row] : []));
  const hidden = spec.bars.length - shown.length;
  return {
    config: {
      type: 'bar',
      data: {
        labels: bars.map((_, i) => i),
        datasets: [
          {
            data: bars.map(({ value }) => drawable(value)),
            backgroundColor: bars.map(({ section, emphasis }) => markColour(section, emphasis, sheet.theme)),
            barThickness: thickness,
            borderRadius: Math.min(sheet.stroke.own, thickness / 4),
            borderSkipped: 'start',
          },
        ],
      },
      options: {
        ...plotOptions(sheet, plot),
        indexAxis: 'y',
        scales: {
          x: { type: 'linear', display: false, min: limits.min, max: limits.max },
          y: { type: 'category', display: false },
        },
      },
      plugins: [
        drawGrid(
          {
            scale: 'x',
            ticks: hasIntervals ? nice.ticks : [{ value: 0, label: '' }],
            lines: hasIntervals,
            labels: hasIntervals,
            base: 0,
          },
          sheet,
        ),
        drawRowGaps(gaps, area.left, area.right, sheet),
        drawRowLabels(names.labels, area.left, sizePx, 'y', sheet),
        drawWhiskers(
          bars.map(({ interval }) => (interval ? [drawable(interval[0])!, drawable(interval[1])!] : null)),
          Math.min(thickness * 0.5, px.label * 0.5),
          sheet,
        ),
        drawReferences(
          references.map(({ value }) => drawable(value)!),
          placed,
          lanePx,
          sheet,
        ),
        drawBarFigures(figures, inColumn ? beforeDelta : null, sizePx, sheet),
        drawDeltas(deltas, area.right, sizePx, sheet),
        drawKey(key, area.left, whole.top, sheet),
      ],
    },
    remarks: hidden > 0 ? [`${shown.length} of ${spec.bars.length} shown; all are in the table`] : [],
  };
}
