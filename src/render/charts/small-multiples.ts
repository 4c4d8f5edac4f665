/** Lines in panels with one shared axis, in one Chart.js chart whose axes are stacked side by side and one under another. */
import type { ChartConfiguration } from 'chart.js';
import type { SmallMultiples } from '../../document/chart.ts';
import { COLOURS, markColour, textColour } from '../palette.ts';
import { REVERSED_REMARK } from './lines.ts';
import { drawAnomalyRings, type Ring } from './plugins/anomaly-rings.ts';
import { tickColumn } from './plugins/grid.ts';
import { drawPanels, type Panel } from './plugins/panels.ts';
import { lastIndex, lineDataset } from './series.ts';
import { type Area, type Plan, plotOptions, type Sheet } from './sheet.ts';
import { ellipsise } from './text.ts';
import { axisRange, drawable, type Tick, tighten } from './ticks.ts';
import { timeTicks } from './time-axis.ts';

/** Least panel, in label sizes: narrower or lower ones cannot be read; wider ones are better when there is room below. */
const LEAST_WIDTH = 8.2;
const GOOD_WIDTH = 10.5;
const LEAST_HEIGHT = 4.6;
/** Height of a panel on paper, in label sizes. */
export const PAPER_PANEL = 9.5;

/** Columns of panels in a sheet of this width with rows enough: even rows, of well readable panels where they fit. */
export function panelColumns(
  count: number,
  width: number,
  labelPx: number,
  mostRows = Number.POSITIVE_INFINITY,
): number {
  for (const least of [GOOD_WIDTH, LEAST_WIDTH]) {
    const most = Math.max(1, Math.floor(width / (labelPx * least)));
    const rows = Math.max(count > 3 ? 2 : 1, Math.ceil(count / most));
    if (rows <= mostRows) return Math.max(1, Math.ceil(count / rows));
  }
  return Math.max(1, Math.floor(width / (labelPx * LEAST_WIDTH)));
}

type Scales = NonNullable<NonNullable<ChartConfiguration['options']>['scales']>;

export function smallMultiples(spec: SmallMultiples, sheet: Sheet, area: Area): Plan {
  const { px, measure, theme } = sheet;
  const sizePx = px.label * (sheet.medium === 'screen' ? 0.93 : 1);
  const tickPx = Math.min(px.small, sizePx);
  const height = area.bottom - area.top;
  const width = area.right - area.left;
  const mostRows = Math.max(1, Math.floor(height / (px.label * LEAST_HEIGHT)));
  const mostColumns = Math.max(1, Math.floor(width / (px.label * LEAST_WIDTH)));
  const shown = spec.panels.slice(0, mostRows * mostColumns);
  const hidden = spec.panels.length - shown.length;
  const columns = hidden > 0 ? mostColumns : panelColumns(shown.length, width, px.label, mostRows);
  const rows = Math.max(1, Math.ceil(shown.length / columns));

  const figures = shown.flatMap(({ series }) => series.flatMap(({ values }) => values));
  const range = tighten(axisRange(figures, spec.axis, false), figures);
  const headPx = sizePx * 1.8;
  const footPx = tickPx * 1.6;
  // Small panels carry three lines: both ends and the middle.
  const few: Tick[] =
    range.ticks.length > 3 && (height - footPx) / rows - headPx < tickPx * 7
      ? range.ticks.filter((_, i) => i % 2 === (range.ticks.length - 1) % 2)
      : [...range.ticks];
  const left = area.left + tickColumn(few, sheet);
  const right = area.right - sheet.stroke.subject;
  const gapX = tickPx * 1.1;
  const panelWidth = (right - left - gapX * (columns - 1)) / columns;
  const panelHeight = (area.bottom - footPx - area.top - headPx * rows) / rows;
  const plot: Area = { left, right, top: area.top, bottom: area.bottom - footPx };

  const count = spec.periods.length;
  const [first, final] = count > 1 ? [0, count - 1] : [-1, 1];
  const indexOf = new Map(spec.periods.map((period, i) => [period, i]));
  const widthOf = (label: string) => measure(label, tickPx);
  const ends = count > 1 ? [0, count - 1] : [0];
  const years = timeTicks(spec.periods, spec.periodLabels, panelWidth / (final - first), widthOf);
  const bothEnds = ends.map((value) => ({ value, label: spec.periodLabels[value] ?? '' }));
  const endsFit = bothEnds.reduce((sum, { label }) => sum + widthOf(label), 0) + tickPx < panelWidth;
  // Labels are held inside their panel, which can push the outer ones into their neighbours.
  const edges = years.map(({ value, label }) => {
    const half = widthOf(label) / 2;
    const at = ((value - first) / (final - first)) * panelWidth;
    const middle = Math.min(Math.max(at, half), panelWidth - half);
    return { from: middle - half, to: middle + half };
  });
  const yearsFit = years.length >= 2 && edges.every(({ from }, i) => i === 0 || from > edges[i - 1]!.to + tickPx * 0.3);
  const time = (yearsFit ? years : endsFit ? bothEnds : bothEnds.slice(-1)).map((tick) => ({
    ...tick,
    label: ellipsise(tick.label, panelWidth, tickPx, measure),
  }));

  // Chart.js stacks axes that share a stack, in order and by weight: plots alternate with gaps (across) and heads (down).
  const scales: Scales = {};
  for (let column = 0; column < columns; column++) {
    if (column > 0)
      scales[`xgap${column}`] = { type: 'linear', axis: 'x', display: false, stack: 'x', stackWeight: gapX };
    scales[`x${column}`] = {
      type: 'linear',
      axis: 'x',
      display: false,
      stack: 'x',
      stackWeight: panelWidth,
      min: first,
      max: final,
    };
  }
  for (let row = 0; row < rows; row++) {
    // At the right, because Chart.js stacks the axes of the left side in reverse.
    scales[`yhead${row}`] = {
      type: 'linear',
      axis: 'y',
      position: 'right',
      display: false,
      stack: 'y',
      stackWeight: headPx,
    };
    scales[`y${row}`] = {
      type: 'linear',
      axis: 'y',
      position: 'right',
      display: false,
      stack: 'y',
      stackWeight: panelHeight,
      min: range.min,
      max: range.max,
      reverse: spec.axis.reversed === true,
    };
  }

  // All heads in one size: smaller where a name would be cut.
  const titlePx =
    [1, 0.92, 0.84, 0.78]
      .map((share) => share * sizePx)
      .find((size) => shown.every(({ title }) => measure(title, size, 600) <= panelWidth)) ?? sizePx * 0.78;
  const panels = shown.map((panel, i): Panel => {
    const [column, row] = [i % columns, Math.floor(i / columns)];
    const panelLeft = left + column * (panelWidth + gapX);
    const top = area.top + headPx * (row + 1) + panelHeight * row;
    const subject = panel.series.some(({ emphasis }) => emphasis === 'subject');
    const weight = 600;
    const lead = panel.series.find(({ emphasis }) => emphasis === 'subject') ?? panel.series[0];
    const fullTitle = measure(panel.title, titlePx, weight);
    const subtitleRoom = panelWidth - Math.min(fullTitle, panelWidth) - tickPx * 0.6;
    const subtitle = measure(panel.subtitle, tickPx) <= subtitleRoom ? panel.subtitle : '';
    const title = ellipsise(panel.title, panelWidth, titlePx, measure, weight);
    return {
      title,
      titleColour: subject && lead ? textColour(markColour(lead.section, lead.emphasis, theme)) : COLOURS.ink,
      weight,
      subtitle,
      subtitleLeft: panelLeft + panelWidth - measure(subtitle, tickPx),
      left: panelLeft,
      right: panelLeft + panelWidth,
      top,
      bottom: top + panelHeight,
      x: `x${column}`,
      y: `y${row}`,
      showsValues: column === 0,
      showsTime: i + columns >= shown.length,
      shifts: panel.shifts.flatMap(({ period }) => indexOf.get(period) ?? []),
      ends: panel.series.flatMap((series) => {
        const index = lastIndex(series.values);
        const value = index < 0 ? null : drawable(series.values[index]!);
        if (value === null || series.emphasis === 'context') return [];
        return [{ index, value, colour: markColour(series.section, series.emphasis, theme) }];
      }),
    };
  });

  const thin = sheet.medium === 'screen' ? 0.75 : 0.85;
  return {
    config: {
      type: 'line',
      data: {
        datasets: shown.flatMap((panel, i) =>
          panel.series.map((series) => lineDataset(series, sheet, thin, { x: panels[i]!.x, y: panels[i]!.y })),
        ),
      },
      options: { ...plotOptions(sheet, plot), scales },
      plugins: [
        drawPanels(panels, few, time, { titlePx, headPx: sizePx }, sheet),
        ...shown.map((panel, i) =>
          drawAnomalyRings(
            panel.anomalies.flatMap(({ series, period }): Ring[] => {
              const index = indexOf.get(period);
              const value = index === undefined ? null : drawable(panel.series[series]?.values[index] ?? null);
              return index === undefined || value === null ? [] : [{ index, value, text: null }];
            }),
            px.label * 0.34,
            sheet,
            { x: panels[i]!.x, y: panels[i]!.y },
          ),
        ),
      ],
    },
    remarks: [
      ...(hidden > 0 ? [`${shown.length} of ${spec.panels.length} panels shown; all are in the table`] : []),
      ...(spec.axis.reversed ? [REVERSED_REMARK] : []),
      ...(!spec.axis.reversed && (range.min > 0 || range.max < 0)
        ? ['One axis for all panels; it does not include zero']
        : []),
    ],
  };
}
