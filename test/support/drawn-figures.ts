/** Checks that what charts draw is held by tables and findings of the same document. */
import { median } from '../../src/analytics/stats/describe.ts';
import type { ChartSpec, DotPlot } from '../../src/document/chart.ts';
import type { Document } from '../../src/document/document.ts';

export interface Unheld {
  readonly chart: string;
  readonly figure: number;
}

type Drawn = number | null | undefined;

const isNumber = (value: Drawn): value is number => typeof value === 'number';

/** The median of the dots drawn, with or without the subject, says nothing that the dots do not. */
function isMiddle(middle: number | null, dots: DotPlot['rows'][number]['dots']): boolean {
  const medianOf = (among: typeof dots): number | null => median(among.map(({ value }) => value).filter(isNumber));
  const middles = [medianOf(dots), medianOf(dots.filter(({ emphasis }) => emphasis !== 'subject'))];
  return middle !== null && middles.some((each) => each !== null && isSame(each, middle));
}

/** Every figure that a chart turns into a length, a place or a colour; axes and scales are not figures. */
export function drawnFigures(spec: ChartSpec): number[] {
  const drawn = (): readonly Drawn[] => {
    switch (spec.kind) {
      case 'ranked-bars':
        // Reference lines say what they are; some are no measurements, such as equal weights.
        return spec.bars.flatMap(({ value, interval, delta }) => [value, ...(interval ?? []), delta?.value]);
      case 'lines':
        return [
          ...spec.series.flatMap(({ values }) => values),
          ...spec.bands.flatMap(({ low, high }) => [...low, ...high]),
        ];
      case 'small-multiples':
        return spec.panels.flatMap(({ series }) => series.flatMap(({ values }) => values));
      case 'waterfall':
        return [spec.start.value, ...spec.steps.map(({ value }) => value), spec.end.value];
      case 'heatmap':
        return spec.cells.flat().map(({ value }) => value);
      case 'scatter':
        return spec.points.flatMap(({ x, y, interval }) => [x, y, ...(interval ?? [])]);
      case 'dot-plot':
        return spec.rows.flatMap(({ dots, middle }) => [
          ...dots.map(({ value }) => value),
          ...(isMiddle(middle, dots) ? [] : [middle]),
        ]);
      case 'areas':
        return spec.layers.flatMap(({ values }) => values);
    }
  };
  return drawn().filter(isNumber);
}

function numbersUnder(value: unknown, into: number[]): number[] {
  if (typeof value === 'number') into.push(value);
  else if (value !== null && typeof value === 'object')
    for (const each of Object.values(value)) numbersUnder(each, into);
  return into;
}

/** Equal but for the last digits of a sum taken in another order. */
const isSame = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));

/**
 * Heights of a scatter's line where it is no ray through zero with a held slope: `[x, y]` each. A ray says one figure,
 * its slope; any other line must be held point by point.
 */
function linePoints(spec: ChartSpec): readonly (readonly [x: number, y: number])[] {
  if (spec.kind !== 'scatter') return [];
  return (spec.line?.points ?? []).flatMap(({ x, y, low, high }) => [y, low, high].map((each) => [x, each] as const));
}

/** Steps of a waterfall that sum up a column of its table: together what start, end and the other steps leave. */
function areSums(spec: ChartSpec, figures: readonly number[]): boolean {
  if (spec.kind !== 'waterfall') return false;
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const others = spec.steps.map(({ value }) => value).filter((value) => !figures.includes(value));
  return isSame(spec.end.value - spec.start.value - sum(others), sum(figures));
}

/** Figures drawn that no table and no finding of the document holds; at most the first of each chart. */
export function unheldFigures(document: Document): Unheld[] {
  const tables = document.tables.map(({ rows }) => rows);
  const held = Float64Array.from(numbersUnder([tables, document.findings], [])).sort();
  return document.charts.flatMap((chart): Unheld[] => {
    const isHeld = (figure: number): boolean => {
      let [low, high] = [0, held.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (held[middle]! < figure) low = middle + 1;
        else high = middle;
      }
      return [held[low - 1], held[low]].some((near) => near !== undefined && isSame(near, figure));
    };
    const loose = [...new Set(drawnFigures(chart))].filter((each) => !isHeld(each));
    const isOnRay = ([x, y]: readonly [number, number]): boolean => (x === 0 ? y === 0 : isHeld(y / x));
    const bent = linePoints(chart).find((point) => !isHeld(point[1]) && !isOnRay(point));
    const figure = (areSums(chart, loose) ? undefined : loose[0]) ?? bent?.[1];
    return figure === undefined ? [] : [{ chart: chart.id, figure }];
  });
}
