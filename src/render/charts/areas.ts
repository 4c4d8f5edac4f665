/** Parts of a whole over time: stacked layers with their names at the end, brands of the report coloured, others grey. */
import type { Areas } from '../../document/chart.ts';
import { type ChartTheme, COLOURS, emphasisColour, mix, textColour } from '../palette.ts';
import { drawEndLabels, type EndLabel } from './plugins/end-labels.ts';
import { drawGrid, tickColumn, tickRow } from './plugins/grid.ts';
import { drawLayers, type Layer } from './plugins/layers.ts';
import { drawVerticals } from './plugins/verticals.ts';
import { type Area, type Plan, plotOptions, type Sheet } from './sheet.ts';
import { spread } from './spread.ts';
import { ellipsise, LINE_HEIGHT } from './text.ts';
import { axisRange, drawable } from './ticks.ts';
import { timeTicks } from './time-axis.ts';

/** Share of the width that names at the ends may take; more where the sheet is narrow for its type. */
const NAMES = { wide: 0.25, narrow: 0.33 };
const NARROW = 32;
/** How far neighbours of one colour are set apart. */
const STEP = 0.22;
const REST = 0.62;

/** Layers of one kind alternate between two tones, so that the edge between them shows in print too. */
function colourOf(layer: Areas['layers'][number], place: number, theme: ChartTheme): string {
  const colour = emphasisColour(layer.emphasis, theme);
  if (layer.isRest) return mix(colour, COLOURS.paper, REST + (place % 2) * 0.14);
  return place % 2 === 0 ? colour : mix(colour, COLOURS.paper, STEP);
}

export function areas(spec: Areas, sheet: Sheet, area: Area): Plan {
  const { px, measure, theme } = sheet;
  const width = area.right - area.left;
  const count = spec.periods.length;
  const bottoms = new Float64Array(count);
  const places = new Map<string, number>();
  const stacked = spec.layers.map((layer): Layer & { readonly layer: Areas['layers'][number] } => {
    const kind = `${layer.emphasis}:${layer.isRest}`;
    const place = places.get(kind) ?? 0;
    places.set(kind, place + 1);
    return {
      layer,
      colour: colourOf(layer, place, theme),
      edges: Array.from({ length: count }, (_, t) => {
        const value = drawable(layer.values[t] ?? null);
        if (value === null) return null;
        const low = bottoms[t]!;
        bottoms[t] = low + Math.max(0, value);
        return [low, bottoms[t]!] as const;
      }),
    };
  });
  const range = axisRange([0, ...bottoms], spec.axis, true);

  const namesShare = width < px.label * NARROW ? NAMES.narrow : NAMES.wide;
  const lineStep = px.small * LINE_HEIGHT;
  const lowest = area.bottom - tickRow(sheet) + px.label * 0.4;
  const room = Math.max(1, Math.floor((lowest - area.top) / lineStep));
  const ends = stacked
    .map(({ layer, edges, colour }) => {
      const last = edges.findLastIndex((edge) => edge !== null);
      return { layer, colour, last, middle: last < 0 ? 0 : (edges[last]![0] + edges[last]![1]) / 2 };
    })
    .filter(({ layer, last }) => layer.endLabel !== '' && last >= 0);
  const rank = { subject: 0, own: 1, context: 2 } as const;
  const named = [...ends].sort((a, b) => rank[a.layer.emphasis] - rank[b.layer.emphasis]).slice(0, room);
  const weightOf = ({ emphasis }: Areas['layers'][number]) => (emphasis === 'context' ? 400 : 600);
  const texts = named.map(({ layer }) =>
    ellipsise(layer.endLabel, width * namesShare, px.small, measure, weightOf(layer)),
  );
  const namesPx = Math.max(0, ...named.map(({ layer }, i) => measure(texts[i]!, px.small, weightOf(layer))));
  const left = area.left + tickColumn(range.ticks, sheet);
  const nameLeft = area.right - namesPx;
  const right = namesPx > 0 ? nameLeft - px.small * 0.9 : area.right - px.label * 0.3;
  const [first, final] = count > 1 ? [0, count - 1] : [-1, 1];
  const pixelX = (index: number) => left + ((index - first) / (final - first)) * (right - left);

  // The window is marked by where it begins: a ground would lie under the areas.
  const from = spec.window ? spec.periods.indexOf(spec.window.from) : -1;
  const isMarked = from > 0;
  const label = isMarked ? ellipsise(spec.window!.label, width * 0.4, px.small, measure) : '';
  const labelPx = measure(label, px.small);
  const lanePx = px.small * 1.35;
  const plot: Area = {
    left,
    right,
    top: area.top + Math.max(px.label * 0.5, isMarked ? lanePx + px.small * 0.2 : 0),
    bottom: area.bottom - tickRow(sheet),
  };
  const pixelY = (value: number) =>
    plot.bottom - ((value - range.min) / (range.max - range.min)) * (plot.bottom - plot.top);
  const wishes = named.map(({ middle }) => pixelY(middle));
  const middles = spread(
    wishes,
    named.map(() => lineStep),
    area.top,
    lowest,
  );
  const labels: EndLabel[] = named.map(({ layer, colour, last }, i) => ({
    lines: [texts[i]!],
    colour: layer.emphasis === 'context' ? COLOURS.muted : textColour(colour),
    weight: weightOf(layer),
    fromX: pixelX(last),
    fromY: wishes[i]!,
    y: middles[i]!,
  }));
  const x = pixelX(from);
  return {
    config: {
      type: 'line',
      data: { datasets: [{ data: [] }] },
      options: {
        ...plotOptions(sheet, plot),
        scales: {
          x: { type: 'linear', display: false, min: first, max: final },
          y: { type: 'linear', display: false, min: range.min, max: range.max },
        },
      },
      plugins: [
        drawGrid({ scale: 'y', ticks: range.ticks, lines: true, labels: true, base: 0 }, sheet),
        drawGrid(
          {
            scale: 'x',
            ticks: timeTicks(spec.periods, spec.periodLabels, (right - left) / (final - first), (tick) =>
              measure(tick, px.label),
            ).map((tick) => ({ ...tick, label: ellipsise(tick.label, width * 0.3, px.label, measure) })),
            lines: false,
            labels: true,
            base: null,
          },
          sheet,
        ),
        drawLayers(stacked, sheet.stroke.hair),
        ...(isMarked
          ? [
              drawVerticals(
                [
                  {
                    index: from,
                    kind: 'shift',
                    label: {
                      text: label,
                      x,
                      width: labelPx,
                      side: 'after',
                      left: Math.max(area.left, Math.min(x, area.right - labelPx)),
                      lane: 0,
                    },
                  },
                ],
                lanePx,
                sheet,
              ),
            ]
          : []),
        drawEndLabels(labels, nameLeft, px.small, sheet),
      ],
    },
    remarks: named.length < ends.length ? [`${named.length} of ${ends.length} areas are named`] : [],
  };
}
