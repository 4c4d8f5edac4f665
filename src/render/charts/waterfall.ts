/** Waterfall from one total to another; upright when its names fit under the columns, else lying. */
import type { Waterfall } from '../../document/chart.ts';
import { COLOURS, sectionColour } from '../palette.ts';
import { drawAxisBreak, drawBase } from './plugins/axis-break.ts';
import { drawColumnLabels } from './plugins/column-labels.ts';
import { drawConnectors } from './plugins/connectors.ts';
import { drawKey, keyHeight, placeKey, sectionKey } from './plugins/key.ts';
import { drawRowLabels, rowLabels } from './plugins/row-labels.ts';
import { drawStepFigures } from './plugins/step-figures.ts';
import { type Area, type Plan, plotOptions, type Sheet } from './sheet.ts';
import { ellipsise, LINE_HEIGHT, wrap } from './text.ts';
import { drawable, tickLabel } from './ticks.ts';

const TOTAL = '#3B4148';
const NEUTRAL = '#7B848E';
/** Below this share of the totals the steps would be slivers on an axis from zero. */
const READABLE_SHARE = 0.5;
/** Share of the plot below the lowest level on a broken axis: the stump that carries the break. */
const STUMP = 0.3;
const NAME_LINES = 2;

interface Bar {
  readonly label: string;
  readonly text: string;
  readonly from: number;
  readonly to: number;
  readonly colour: string;
  readonly total: boolean;
}

/** Fixed decimals with a true minus; very large and very small totals are abbreviated as on axes. */
function totalText(value: number, decimals: number): string {
  const size = Math.abs(value);
  if (size >= 1e4 || (size > 0 && size < 10 ** -decimals / 2)) return tickLabel(value, size / 100, size, '');
  return `${value < 0 ? '−' : ''}${size.toFixed(Math.min(20, Math.max(0, decimals)))}`;
}

/** Bars in order; steps that find no room are joined into one, which keeps the arithmetic whole. */
function barsOf(spec: Waterfall, room: number): { bars: Bar[]; joined: number } {
  const steps = spec.steps.map((step) => ({ ...step, value: drawable(step.value) ?? 0 }));
  const keep = Math.max(0, room - 2);
  const bySize = steps.map((_, i) => i).sort((a, b) => Math.abs(steps[b]!.value) - Math.abs(steps[a]!.value) || a - b);
  const kept = steps.length <= keep ? bySize : bySize.slice(0, Math.max(0, keep - 1));
  const shown = [...kept].sort((a, b) => a - b).map((i) => steps[i]!);
  const joined = steps.length - shown.length;
  if (joined > 0) {
    const rest = steps.filter((_, i) => !kept.includes(i)).reduce((sum, { value }) => sum + value, 0);
    const text = totalText(rest, spec.axis.decimals);
    shown.push({
      label: `${joined} smaller`,
      value: rest,
      valueText: rest > 0 ? `+${text}` : text,
      section: null,
    });
  }
  const start = drawable(spec.start.value) ?? 0;
  const end = drawable(spec.end.value) ?? 0;
  const totals = ({ label, valueText }: Waterfall['start'], value: number): Bar => ({
    label,
    text: valueText ?? totalText(value, spec.axis.decimals),
    from: 0,
    to: value,
    colour: TOTAL,
    total: true,
  });
  // Without sections the way of a step is what tells it from others.
  const hasSections = spec.steps.some(({ section }) => section !== null);
  const plain = (value: number): string =>
    hasSections || value === 0 ? NEUTRAL : value > 0 ? COLOURS.blue : COLOURS.vermilion;
  let level = start;
  const bars = shown.map(({ label, value, valueText, section }): Bar => {
    const from = level;
    level += value;
    return {
      label,
      text: valueText,
      from,
      to: level,
      colour: section === null ? plain(value) : sectionColour(section),
      total: false,
    };
  });
  return { bars: [totals(spec.start, start), ...bars, totals(spec.end, end)], joined };
}

/** Value range: from zero, or broken when the totals dwarf the way between them. */
function rangeOf(bars: readonly Bar[]): { min: number; max: number; broken: boolean } {
  const levels = bars.flatMap(({ from, to, total }) => (total ? [to] : [from, to]));
  const [low, high] = [Math.min(...levels), Math.max(...levels)];
  const way = high - low;
  const size = Math.max(Math.abs(low), Math.abs(high));
  const oneSided = low > 0 || high < 0;
  if (way < 1e-200 || way < size * 1e-9 || !oneSided || way >= size * READABLE_SHARE) {
    const [min, max] = [Math.min(0, low), Math.max(0, high)];
    return max - min < 1e-200 ? { min: 0, max: 1, broken: false } : { min, max, broken: false };
  }
  const stump = (way * STUMP) / (1 - STUMP);
  return low > 0 ? { min: low - stump, max: high, broken: true } : { min: low, max: high + stump, broken: true };
}

export function waterfall(spec: Waterfall, sheet: Sheet, whole: Area): Plan {
  const { px, measure } = sheet;
  const key = placeKey(sectionKey(spec.steps), whole.right - whole.left, 3, sheet);
  const area = { ...whole, top: whole.top + keyHeight(key, sheet) };
  const width = area.right - area.left;
  const height = area.bottom - area.top;

  const columns = spec.steps.length + 2;
  const slot = (width / columns) * 0.96;
  const labels = [spec.start.label, ...spec.steps.map(({ label }) => label), spec.end.label];
  const figures = [
    ...spec.steps.map(({ valueText }) => valueText),
    ...[spec.start, spec.end].map(({ value, valueText }) => valueText ?? totalText(value, spec.axis.decimals)),
  ];
  const fits = (sizePx: number) =>
    labels.every((label) =>
      wrap(label, slot, NAME_LINES + 1, sizePx, measure).every((line, i) => i < NAME_LINES && !line.endsWith('…')),
    ) &&
    labels.every((label) => label.split(' ').every((word) => measure(word, sizePx) <= slot)) &&
    figures.every((text) => measure(text, sizePx, 600) <= slot * 1.04);
  const nameSizes = [px.label, px.small, px.small * 0.88];
  const sizePx = nameSizes.find(fits);
  const upright = sizePx !== undefined;

  const rowSize = height / Math.max(1, columns) < px.label * 1.5 ? px.small : px.label;
  const { bars, joined } = barsOf(spec, upright ? columns : Math.max(3, Math.floor(height / (rowSize * 1.35))));
  const { min, max, broken } = rangeOf(bars);
  const below = max <= 0;
  const base = broken ? (below ? max : min) : 0;
  const data = bars.map(({ from, to, total }): [number, number] => [total ? base : from, to]);
  const remarks = [
    ...(joined > 0 ? [`${joined} smaller steps are joined; all are in the table`] : []),
    ...(broken ? ['Axis broken: the dark bars do not start at zero'] : []),
  ];
  const edge = broken ? (below ? max : min) : 0;
  const cut = broken ? base + ((below ? min : max) - base) * STUMP * 0.42 : 0;
  const totals = bars.flatMap(({ total }, i) => (total ? [i] : []));
  const shared = (thickness: number, plot: Area, atPx: number) => ({
    data: {
      labels: bars.map((_, i) => i),
      datasets: [
        {
          data,
          backgroundColor: bars.map(({ colour }) => colour),
          barThickness: thickness,
          minBarLength: sheet.stroke.hair * 1.5,
          borderRadius: sheet.stroke.hair,
          borderSkipped: false as const,
        },
      ],
    },
    options: plotOptions(sheet, plot),
    plugins: [
      drawConnectors(
        bars.slice(0, -1).map(({ to }) => to),
        thickness,
        upright,
        sheet,
      ),
      drawKey(key, area.left, whole.top, sheet),
      drawBase(atPx, upright, !broken, sheet),
      ...(broken ? [drawAxisBreak(totals, cut, thickness, upright, sheet)] : []),
    ],
  });

  if (upright) {
    const names = labels.map((label) => wrap(label, slot, NAME_LINES, sizePx, measure));
    const lines = Math.max(1, ...names.map(({ length }) => length));
    const plot: Area = {
      ...area,
      top: area.top + px.label * 1.5,
      bottom: area.bottom - lines * sizePx * LINE_HEIGHT - px.small * 0.5,
    };
    const thickness = Math.min((width / bars.length) * 0.68, px.label * 5);
    const pixel = (value: number) => plot.bottom - ((value - min) / (max - min)) * (plot.bottom - plot.top);
    const common = shared(thickness, plot, pixel(edge));
    return {
      config: {
        type: 'bar',
        ...common,
        options: {
          ...common.options,
          scales: { x: { type: 'category', display: false }, y: { type: 'linear', display: false, min, max } },
        },
        plugins: [
          ...common.plugins,
          drawColumnLabels(
            names.map((own, i) => ({
              lines: own,
              colour: bars[i]!.total ? COLOURS.ink : '#4A525B',
              weight: bars[i]!.total ? 600 : 400,
            })),
            plot.bottom + px.small * 0.4,
            sizePx,
            sheet,
          ),
          drawStepFigures(
            bars.map(({ text, from, to, total }) => ({
              text,
              top: total ? Math.max(base, to) : Math.max(from, to),
              weight: 600,
            })),
            null,
            Math.min(px.label, sizePx * 1.08),
            sheet,
          ),
        ],
      },
      remarks,
    };
  }

  const names = rowLabels(
    bars.map(({ label, total }) => ({ label, emphasis: total ? ('subject' as const) : ('own' as const) })),
    height / bars.length,
    width * 0.38,
    rowSize,
    sheet,
  );
  const texts = bars.map(({ text }) => ellipsise(text, width * 0.22, rowSize, measure, 600));
  const figurePx = Math.max(...texts.map((text) => measure(text, rowSize, 600)));
  const plot: Area = {
    ...area,
    left: area.left + names.width + rowSize * 0.6,
    right: area.right - figurePx - rowSize * 0.8,
  };
  const pixel = (value: number) => plot.left + ((value - min) / (max - min)) * (plot.right - plot.left);
  const common = shared(Math.min((height / bars.length) * 0.66, px.label * 1.5), plot, pixel(edge));
  return {
    config: {
      type: 'bar',
      ...common,
      options: {
        ...common.options,
        indexAxis: 'y',
        scales: { y: { type: 'category', display: false }, x: { type: 'linear', display: false, min, max } },
      },
      plugins: [
        ...common.plugins,
        drawRowLabels(names.labels, area.left, rowSize, 'y', sheet),
        drawStepFigures(
          texts.map((text, i) => ({ text, top: 0, weight: bars[i]!.total ? 600 : 400 })),
          area.right,
          rowSize,
          sheet,
        ),
      ],
    },
    remarks,
  };
}
