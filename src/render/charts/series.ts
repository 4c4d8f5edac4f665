/** Lines as Chart.js datasets: width and colour by emphasis, gaps for missing data, dots for lone points. */
import type { ChartDataset, Point } from 'chart.js';
import type { LineSeries } from '../../document/chart.ts';
import { COLOURS, markColour } from '../palette.ts';
import type { Sheet } from './sheet.ts';
import { drawable } from './ticks.ts';

/** Subjects are drawn last, on top. */
const ORDER = { subject: 0, own: 1, context: 2 } as const;

export function lastIndex(values: readonly (number | null)[]): number {
  return values.findLastIndex((value) => drawable(value) !== null);
}

export function lineDataset(
  series: LineSeries,
  sheet: Sheet,
  thin = 1,
  axes: { readonly x: string; readonly y: string } = { x: 'x', y: 'y' },
): ChartDataset<'bar' | 'line'> {
  const colour = markColour(series.section, series.emphasis, sheet.theme);
  const width = sheet.stroke[series.emphasis] * thin;
  const data = series.values.map((value, x) => ({ x, y: drawable(value) }));
  const isLone = (i: number) =>
    data[i]!.y !== null && (data[i - 1]?.y ?? null) === null && (data[i + 1]?.y ?? null) === null;
  const isHollow = (i: number) => series.hollow?.[i] === true;
  return {
    // Chart.js reads a null as a gap; its types do not say so.
    data: data as Point[],
    xAxisID: axes.x,
    yAxisID: axes.y,
    order: ORDER[series.emphasis],
    borderColor: colour,
    borderWidth: width,
    borderDash: series.dashed ? [width * 2, width * 1.6] : [],
    borderCapStyle: series.dashed ? 'butt' : 'round',
    borderJoinStyle: 'round',
    pointBackgroundColor: data.map((_, i) => (isHollow(i) ? COLOURS.paper : colour)),
    pointBorderColor: colour,
    pointBorderWidth: data.map((_, i) => (isHollow(i) ? width * 0.5 : 0)),
    pointRadius: data.map((_, i) => (isHollow(i) ? width * 1.2 : isLone(i) ? width * 1.1 : 0)),
    spanGaps: false,
    // Half of a line that runs along the edge of the plot would be cut off.
    clip: width,
  };
}
