/** Lines over time with bands, change points, anomalies, events, and names at the lines' ends. */
import type { Lines } from '../../document/chart.ts';
import { COLOURS, markColour, textColour } from '../palette.ts';
import { type LaneLabel, laneCount, placeInLanes } from './lanes.ts';
import { drawAnomalyRings, type Ring } from './plugins/anomaly-rings.ts';
import { drawBands } from './plugins/bands.ts';
import { drawEndLabels, type EndLabel } from './plugins/end-labels.ts';
import { drawGrid, tickColumn, tickRow } from './plugins/grid.ts';
import { drawKey, type KeyItem, placeKey } from './plugins/key.ts';
import { drawVerticals, type Vertical } from './plugins/verticals.ts';
import { drawWindow } from './plugins/window.ts';
import { lastIndex, lineDataset } from './series.ts';
import { type Area, type Plan, plotOptions, type Sheet } from './sheet.ts';
import { spread } from './spread.ts';
import { ellipsise, LINE_HEIGHT, wrap } from './text.ts';
import { axisRange, drawable } from './ticks.ts';
import { timeTicks } from './time-axis.ts';

/** Share of the width that names at the line ends may take; more where the sheet is narrow for its type. */
const NAMES = { wide: 0.25, narrow: 0.33 };
const NARROW = 32;
const LANES = 4;

/** The remark on an axis that leaves zero out; empty when it does not. */
function zeroRemark(min: number, max: number, lowest: string, highest: string): string[] {
  if (min > 0) return [`Axis starts at ${lowest}, not at zero`];
  return max < 0 ? [`Axis ends at ${highest}, not at zero`] : [];
}

/** Said of every axis that is turned round. */
export const REVERSED_REMARK = 'Axis turned round: small figures are on top';

export function lines(spec: Lines, sheet: Sheet, area: Area): Plan {
  const { px, measure, theme } = sheet;
  const width = area.right - area.left;
  const namesShare = width < px.label * NARROW ? NAMES.narrow : NAMES.wide;
  const indexOf = new Map(spec.periods.map((period, i) => [period, i]));
  const range = axisRange(
    [...spec.series.flatMap(({ values }) => values), ...spec.bands.flatMap(({ low, high }) => [...low, ...high])],
    spec.axis,
    false,
  );
  const isReversed = spec.axis.reversed === true;
  const remarks = isReversed
    ? [REVERSED_REMARK]
    : zeroRemark(range.min, range.max, range.ticks[0]?.label ?? '', range.ticks.at(-1)?.label ?? '');

  // Names at the ends: subjects first; those that find no room are counted in a remark.
  const named = spec.series
    .map((series, i) => ({ series, i, last: lastIndex(series.values) }))
    .filter(({ series, last }) => series.endLabel !== '' && last >= 0);
  const rank = { subject: 0, own: 1, context: 2 } as const;
  const namePx = named.length > 8 ? px.small : px.label;
  const lineStep = namePx * LINE_HEIGHT;
  const lowest = area.bottom - tickRow(sheet) + px.label * 0.4;
  const labelRoom = Math.max(1, Math.floor((lowest - area.top) / lineStep));
  const chosen = [...named]
    .sort((a, b) => rank[a.series.emphasis] - rank[b.series.emphasis] || a.i - b.i)
    .slice(0, labelRoom);
  const linesEach = chosen.length * 2 <= labelRoom ? 2 : 1;
  const endTexts = chosen.map(({ series }) =>
    wrap(series.endLabel, width * namesShare, linesEach, namePx, measure, series.emphasis === 'context' ? 400 : 600),
  );
  const namesPx = Math.max(
    0,
    ...chosen.map(({ series }, at) =>
      Math.max(...endTexts[at]!.map((line) => measure(line, namePx, series.emphasis === 'context' ? 400 : 600))),
    ),
  );
  if (chosen.length < named.length) remarks.push(`${chosen.length} of ${named.length} lines are named`);

  const left = area.left + tickColumn(range.ticks, sheet);
  const nameLeft = area.right - namesPx;
  const right = namesPx > 0 ? nameLeft - namePx * 0.9 : area.right - px.label * 0.3;
  const count = spec.periods.length;
  // A single period stands in the middle.
  const [first, final] = count > 1 ? [0, count - 1] : [-1, 1];
  const pixelX = (index: number) => left + ((index - first) / (final - first)) * (right - left);

  const windowFrom = spec.window ? indexOf.get(spec.window.from) : undefined;
  const windowTo = spec.window ? indexOf.get(spec.window.to) : undefined;

  // Texts above the plot: change points first, then events, then the window (centred over it).
  const lanePx = px.small * 1.35;
  const moments = [
    ...spec.shifts.map(({ period, label }) => ({ kind: 'shift' as const, index: indexOf.get(period), label })),
    ...spec.events.map(({ period, label }) => ({ kind: 'event' as const, index: indexOf.get(period), label })),
    ...(windowFrom !== undefined && windowTo !== undefined
      ? [{ kind: 'window' as const, index: (windowFrom + windowTo) / 2, label: spec.window?.label ?? '' }]
      : []),
  ].filter((moment): moment is typeof moment & { index: number } => moment.index !== undefined);
  const laneLabels = moments.map(({ kind, index, label }): LaneLabel => {
    const text = ellipsise(label, width * 0.62, px.small, measure);
    const flag = kind === 'event' ? px.small * 0.5 : 0;
    return {
      text,
      x: pixelX(index),
      width: measure(text, px.small) + flag,
      side: kind === 'window' ? 'centre' : 'after',
    };
  });
  const said = laneLabels.filter(({ text }) => text !== '');
  // Left of the plot stands the axis, whose topmost figure reaches into the lane next to the plot.
  const place = (labels: readonly LaneLabel[], lanes: number) =>
    placeInLanes(labels, { left, right: area.right }, lanes, px.small * 0.6);
  // The window is seen without its name, which takes no fourth lane from the plot.
  const inUse = laneCount(
    place(
      said.filter(({ side }) => side !== 'centre'),
      LANES,
    ),
  );
  const placed = place(said, Math.max(3, inUse));
  const verticals: Vertical[] = moments.map(({ kind, index }, i) => {
    const label = placed.find(({ x, text }) => x === laneLabels[i]!.x && text === laneLabels[i]!.text) ?? null;
    const shift = kind === 'event' && label && label.left >= label.x ? px.small * 0.5 : 0;
    return { index, kind, label: label && { ...label, left: label.left + shift } };
  });

  const keyItems = spec.bands.flatMap(({ label, series, weight }): KeyItem[] => {
    const owner = spec.series[series];
    if (!owner || label === '') return [];
    return [{ text: label, colour: markColour(owner.section, owner.emphasis, theme), weight }];
  });
  const uniqueKey = keyItems.filter(
    (item, i) => keyItems.findIndex(({ text, colour }) => text === item.text && colour === item.colour) === i,
  );
  const key = placeKey(uniqueKey, area.right - left, 1, sheet);
  // The key takes a free place in a lane, else a lane of its own on top.
  const lanesPx = laneCount(placed) * lanePx;
  const keyRight = key.reduce((end, item) => Math.max(end, item.left + item.width), 0) + left + px.small * 0.6;
  const freeLane = Array.from({ length: laneCount(placed) }, (_, lane) => lane)
    .reverse()
    .find((lane) => placed.every((label) => label.lane !== lane || label.left > keyRight));
  const crossed = placed.some(({ x, lane }) => x < keyRight && lane >= (freeLane ?? 0));
  const keyLane = freeLane === undefined || crossed ? laneCount(placed) : freeLane;
  const keyPx = key.length > 0 && keyLane === laneCount(placed) ? lanePx : 0;
  const plot: Area = {
    left,
    right,
    top: area.top + keyPx + Math.max(px.label * 0.5, lanesPx + px.small * 0.2),
    bottom: area.bottom - tickRow(sheet),
  };
  const pixelY = (value: number) => {
    const share = (value - range.min) / (range.max - range.min);
    return plot.bottom - (isReversed ? 1 - share : share) * (plot.bottom - plot.top);
  };

  const sizes = endTexts.map((text) => Math.max(1, text.length) * lineStep);
  const wishes = chosen.map(({ series, last }) => pixelY(drawable(series.values[last]!)!));
  const middles = spread(wishes, sizes, area.top, lowest);
  const endLabels: EndLabel[] = chosen.map(({ series, last }, at) => ({
    lines: endTexts[at]!,
    colour:
      series.emphasis === 'context' && series.section === null
        ? COLOURS.muted
        : textColour(markColour(series.section, series.emphasis, theme)),
    weight: series.emphasis === 'context' ? 400 : 600,
    fromX: pixelX(last),
    fromY: wishes[at]!,
    y: middles[at]!,
  }));

  const ringPx = px.label * 0.42;
  const rings = placeRings(spec, indexOf, { pixelX, pixelY, plot, ringPx, sheet });

  return {
    config: {
      type: 'line',
      data: { datasets: spec.series.map((series) => lineDataset(series, sheet)) },
      options: {
        ...plotOptions(sheet, plot),
        scales: {
          x: { type: 'linear', display: false, min: first, max: final },
          y: { type: 'linear', display: false, min: range.min, max: range.max, reverse: isReversed },
        },
      },
      plugins: [
        ...(windowFrom !== undefined && windowTo !== undefined ? [drawWindow(windowFrom, windowTo)] : []),
        drawGrid({ scale: 'y', ticks: range.ticks, lines: true, labels: true, base: 0 }, sheet),
        drawGrid(
          {
            scale: 'x',
            ticks: timeTicks(spec.periods, spec.periodLabels, (right - left) / (final - first), (label) =>
              measure(label, px.label),
            ).map((tick) => ({ ...tick, label: ellipsise(tick.label, width * 0.3, px.label, measure) })),
            lines: false,
            labels: true,
            base: null,
          },
          sheet,
        ),
        drawBands(
          spec.bands.flatMap(({ low, high, series, weight }) => {
            const owner = spec.series[series];
            return owner ? [{ low, high, weight, colour: markColour(owner.section, owner.emphasis, theme) }] : [];
          }),
        ),
        drawVerticals(verticals, lanePx, sheet),
        drawEndLabels(endLabels, nameLeft, namePx, sheet),
        drawAnomalyRings(rings, ringPx, sheet),
        drawKey(key, left, plot.top - (keyLane + 1) * lanePx, sheet),
      ],
    },
    remarks,
  };
}

interface RingRoom {
  readonly pixelX: (index: number) => number;
  readonly pixelY: (value: number) => number;
  readonly plot: Area;
  readonly ringPx: number;
  readonly sheet: Sheet;
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const overlap = (a: Box, b: Box) => a.left < b.right && a.right > b.left && a.top < b.bottom && a.bottom > b.top;

/** Points along every line, a few between neighbours: what a text should not cover. */
function pointsOf(spec: Lines, { pixelX, pixelY }: RingRoom): { x: number; y: number }[] {
  const parts = 4;
  return spec.series.flatMap(({ values }) =>
    values.flatMap((raw, i) => {
      const [from, to] = [drawable(raw), drawable(values[i + 1] ?? null)];
      if (from === null) return [];
      if (to === null) return [{ x: pixelX(i), y: pixelY(from) }];
      return Array.from({ length: parts }, (_, part) => {
        const share = part / parts;
        return { x: pixelX(i + share), y: pixelY(from + (to - from) * share) };
      });
    }),
  );
}

/** Each text stands beside its ring where it covers least of the lines; it is dropped when every side is taken. */
function placeRings(spec: Lines, indexOf: ReadonlyMap<string, number>, room: RingRoom): Ring[] {
  const { pixelX, pixelY, plot, ringPx, sheet } = room;
  const { px, measure } = sheet;
  // Change points are lines too.
  const verticals = spec.shifts.flatMap(({ period }) => {
    const index = indexOf.get(period);
    if (index === undefined) return [];
    const count = Math.ceil((plot.bottom - plot.top) / (px.small * 0.5));
    return Array.from({ length: count }, (_, i) => ({ x: pixelX(index), y: plot.top + i * px.small * 0.5 }));
  });
  const points = spec.anomalies.length > 0 ? [...pointsOf(spec, room), ...verticals] : [];
  const taken: Box[] = [];
  const rings: Ring[] = [];
  for (const { series, period, label } of spec.anomalies) {
    const index = indexOf.get(period);
    const value = index === undefined ? null : drawable(spec.series[series]?.values[index] ?? null);
    if (index === undefined || value === null) continue;
    const text = ellipsise(label, (plot.right - plot.left) * 0.4, px.small, measure);
    const width = measure(text, px.small);
    const [x, y] = [pixelX(index), pixelY(value)];
    const [above, beside] = [ringPx + px.small * 0.75, ringPx + px.small * 0.4 + width / 2];
    const middles = [
      [0, above],
      [0, -above],
      [beside, 0],
      [-beside, 0],
      [beside * 0.7, above],
      [-beside * 0.7, above],
      [beside * 0.7, -above],
      [-beside * 0.7, -above],
    ].map(([right, down]) => ({ x: x + right!, y: y + down! }));
    const free = middles.flatMap((middle) => {
      const box: Box = {
        left: middle.x - width / 2,
        right: middle.x + width / 2,
        top: middle.y - px.small * 0.55,
        bottom: middle.y + px.small * 0.55,
      };
      const inside =
        box.left >= plot.left &&
        box.right <= plot.right &&
        box.top >= plot.top &&
        box.bottom <= plot.bottom + px.small * 0.4;
      if (!inside || taken.some((other) => overlap(box, other))) return [];
      const covered = points.filter(
        (point) => point.x > box.left && point.x < box.right && point.y > box.top && point.y < box.bottom,
      ).length;
      return [{ middle, box, covered }];
    });
    const best = free.reduce<(typeof free)[number] | null>(
      (least, place) => (least === null || place.covered < least.covered ? place : least),
      null,
    );
    taken.push({ left: x - ringPx, right: x + ringPx, top: y - ringPx, bottom: y + ringPx });
    if (best && text !== '') taken.push(best.box);
    rings.push({ index, value, text: best && text !== '' ? { text, ...best.middle } : null });
  }
  return rings;
}
