/** Two measures against each other: dots with intervals and names, zero lines, a line with its band. */
import type { Scatter } from '../../document/chart.ts';
import { markColour, textColour } from '../palette.ts';
import { type Dot, type DotName, drawDots, drawLineWithBand } from './plugins/dots.ts';
import { drawGrid, tickColumn, tickRow } from './plugins/grid.ts';
import { type Area, type Plan, plotOptions, type Sheet } from './sheet.ts';
import { ellipsise, LINE_HEIGHT } from './text.ts';
import { axisRange, drawable, tighten } from './ticks.ts';

/** Share of the width that one name may take. */
const NAME = 0.25;

const RANK = { subject: 0, own: 1, context: 2 } as const;

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const overlap = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Whether the way from one point to another touches the box; cut to the box from all four sides (Liang & Barsky 1984). */
function crosses(from: Point, to: Point, box: Box): boolean {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  let [enter, leave] = [0, 1];
  for (const [step, room] of [
    [-dx, from.x - box.left],
    [dx, box.right - from.x],
    [-dy, from.y - box.top],
    [dy, box.bottom - from.y],
  ] as const) {
    if (step === 0) {
      if (room < 0) return false;
    } else if (step < 0) enter = Math.max(enter, room / step);
    else leave = Math.min(leave, room / step);
  }
  return enter <= leave;
}

export function scatter(spec: Scatter, sheet: Sheet, area: Area): Plan {
  const { px, measure, theme } = sheet;
  const width = area.right - area.left;
  const known = spec.points.flatMap((point) => {
    const [x, y] = [drawable(point.x), drawable(point.y)];
    const low = point.interval === null ? null : drawable(point.interval[0]);
    const high = point.interval === null ? null : drawable(point.interval[1]);
    return x === null || y === null
      ? []
      : [{ ...point, x, y, interval: low === null || high === null ? null : ([low, high] as const) }];
  });
  const line = (spec.line?.points ?? []).flatMap(({ x, y, low, high }) => {
    const [at, mid, from, to] = [drawable(x), drawable(y), drawable(low), drawable(high)];
    return at === null || mid === null || from === null || to === null ? [] : [{ x: at, y: mid, low: from, high: to }];
  });
  const allX = [...known.map(({ x }) => x), ...line.map(({ x }) => x)];
  const allY = [
    ...known.flatMap(({ y, interval }) => [y, ...(interval ?? [])]),
    ...line.flatMap(({ low, high }) => [low, high]),
  ];
  const xs = tighten(axisRange(allX, spec.x, false), allX);
  const ys = tighten(axisRange(allY, spec.y, false), allY);
  // Both axes are named: upright above its figures, along under them.
  const yName = ellipsise(withUnit(spec.y.label, spec.y.unit), width * 0.6, px.small, measure);
  const xName = ellipsise(withUnit(spec.x.label, spec.x.unit), width * 0.8, px.small, measure);
  const plot: Area = {
    left: area.left + tickColumn(ys.ticks, sheet),
    right: area.right - px.label * 0.6,
    // The topmost figure reaches half its height above the plot.
    top: area.top + px.small * 1.3 + px.label * 0.7,
    bottom: area.bottom - tickRow(sheet) - px.small * 1.2,
  };
  const pixelX = (value: number) => plot.left + ((value - xs.min) / (xs.max - xs.min)) * (plot.right - plot.left);
  const pixelY = (value: number) => plot.bottom - ((value - ys.min) / (ys.max - ys.min)) * (plot.bottom - plot.top);
  const radius = Math.max(
    sheet.stroke.subject * 0.9,
    Math.min(px.label * 0.32, (px.label * 6) / Math.sqrt(known.length + 1) / 2),
  );

  const dots = known
    .map((point): Dot => ({ ...point, colour: markColour(point.section, point.emphasis, theme) }))
    .sort((a, b) => RANK[b.emphasis] - RANK[a.emphasis]);

  // Names: subjects first, each at the first free side of its dot; a name without a free place is left out.
  const taken: Box[] = known.map(({ x, y }) => ({
    left: pixelX(x) - radius,
    right: pixelX(x) + radius,
    top: pixelY(y) - radius,
    bottom: pixelY(y) + radius,
  }));
  const at = ({ x, y }: Point): Point => ({ x: pixelX(x), y: pixelY(y) });
  const names: DotName[] = [];
  const height = px.small * LINE_HEIGHT;
  const wanted = known
    .filter(({ label }) => label !== null && label !== '')
    .sort((a, b) => RANK[a.emphasis] - RANK[b.emphasis]);
  // The line and the zero lines: names keep off them where there is another place.
  const strokes: (readonly [Point, Point])[] = line.slice(1).map((to, i) => [at(line[i]!), at(to)] as const);
  if (xs.min < 0 && xs.max > 0)
    strokes.push([
      { x: pixelX(0), y: plot.top },
      { x: pixelX(0), y: plot.bottom },
    ]);
  if (ys.min < 0 && ys.max > 0)
    strokes.push([
      { x: plot.left, y: pixelY(0) },
      { x: plot.right, y: pixelY(0) },
    ]);
  const place = (text: string, x: number, y: number, colour: string, weight: 400 | 600, keepsOff: boolean): boolean => {
    const textWidth = measure(text, px.small, weight);
    const gap = radius + px.small * 0.25;
    for (const [left, middle] of [
      [x + gap, y],
      [x - gap - textWidth, y],
      [x - textWidth / 2, y - gap - height / 2],
      [x - textWidth / 2, y + gap + height / 2],
    ] as const) {
      const box = { left, right: left + textWidth, top: middle - height / 2, bottom: middle + height / 2 };
      if (box.left < area.left || box.right > area.right || box.top < area.top || box.bottom > plot.bottom) continue;
      if (taken.some((other) => overlap(box, other))) continue;
      if (keepsOff && strokes.some(([from, to]) => crosses(from, to, box))) continue;
      taken.push(box);
      names.push({ text, left, y: middle, colour, weight });
      return true;
    }
    return false;
  };
  let unnamed = 0;
  for (const { label, x, y, emphasis, section } of wanted) {
    const text = ellipsise(label!, width * NAME, px.small, measure, emphasis === 'subject' ? 600 : 400);
    const colour = textColour(markColour(section, emphasis, theme));
    const weight = emphasis === 'subject' ? 600 : 400;
    if (![true, false].some((keepsOff) => place(text, pixelX(x), pixelY(y), colour, weight, keepsOff))) unnamed++;
  }
  const lineColour = markColour(spec.line?.section ?? null, 'subject', theme);
  const end = line.at(-1);
  if (spec.line && end && spec.line.label !== '') {
    const text = ellipsise(spec.line.label, width * 0.5, px.small, measure, 600);
    const textWidth = measure(text, px.small, 600);
    const rises = end.y >= (line[0]?.y ?? 0);
    // In the upper corner that the line leaves free.
    const left = rises ? plot.left + px.small * 0.6 : plot.right - textWidth - px.small * 0.6;
    const y = plot.top + height * 0.9;
    names.push({ text, left, y, colour: textColour(lineColour), weight: 600 });
  }
  return {
    config: {
      type: 'scatter',
      data: { datasets: [{ data: [] }] },
      options: {
        ...plotOptions(sheet, plot),
        scales: {
          x: { type: 'linear', display: false, min: xs.min, max: xs.max },
          y: { type: 'linear', display: false, min: ys.min, max: ys.max },
        },
      },
      plugins: [
        drawGrid({ scale: 'y', ticks: ys.ticks, lines: true, labels: true, base: 0 }, sheet),
        drawGrid({ scale: 'x', ticks: xs.ticks, lines: false, labels: true, base: 0 }, sheet),
        drawLineWithBand(line, lineColour, sheet),
        drawDots(dots, radius, names, { x: xName, y: yName, left: area.left, right: plot.right, top: area.top }, sheet),
      ],
    },
    remarks: unnamed > 0 ? [`${wanted.length - unnamed} of ${wanted.length} are named; all are in the table`] : [],
  };
}

const withUnit = (label: string, unit: string): string =>
  unit === '' || label.includes(unit) ? label : `${label}, ${unit}`;
