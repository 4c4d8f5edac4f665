/** Draws a chart spec: as PNG for Slack, as SVG for paper. */
import type { ChartConfiguration } from 'chart.js';
import type { ChartSpec } from '../../document/chart.ts';
import { registerFonts } from '../fonts.ts';
import { type ChartTheme, DEFAULT_THEME } from '../palette.ts';
import { areas } from './areas.ts';
import { chartCanvas } from './canvas.ts';
import { dotPlot, PAPER_DOT_ROW } from './dot-plot.ts';
import { heatmap, PAPER_CELL } from './heatmap.ts';
import { lines } from './lines.ts';
import { drawFrame, type Frame, frameOf } from './plugins/frame.ts';
import { PAPER_ROW, rankedBars } from './ranked-bars.ts';
import { scatter } from './scatter.ts';
import { type Area, type Medium, PAPER_LABEL_PX, type Plan, SCREEN_SIZE, type Sheet, sheetOf } from './sheet.ts';
import { PAPER_PANEL, panelColumns, smallMultiples } from './small-multiples.ts';
import { cleanText, measureWith } from './text.ts';
import { waterfall } from './waterfall.ts';

/** Size of a vector figure in CSS px; without a height the figure takes what its rows need ({@link paperHeight}). */
export interface PaperSize {
  readonly width: number;
  readonly height?: number;
}

/** A copy of plain data with every text cleaned for drawing (one line, no control characters). */
function cleaned<T>(value: T): T {
  if (typeof value === 'string') return cleanText(value) as T;
  if (Array.isArray(value)) return value.map(cleaned) as T;
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, cleaned(inner)])) as T;
  return value;
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (value !== null && typeof value === 'object') return Object.values(value).flatMap(textsOf);
  return [];
}

/** Characters that the renderer itself writes: figures, units, remarks. */
const OWN_TEXT = '0123456789 ,.+−…–·\u202F%kMBTe abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ:;()';

function plan(spec: ChartSpec, sheet: Sheet, area: Area): Plan {
  switch (spec.kind) {
    case 'areas':
      return areas(spec, sheet, area);
    case 'ranked-bars':
      return rankedBars(spec, sheet, area);
    case 'lines':
      return lines(spec, sheet, area);
    case 'small-multiples':
      return smallMultiples(spec, sheet, area);
    case 'waterfall':
      return waterfall(spec, sheet, area);
    case 'heatmap':
      return heatmap(spec, sheet, area);
    case 'scatter':
      return scatter(spec, sheet, area);
    case 'dot-plot':
      return dotPlot(spec, sheet, area);
  }
}

/** The Chart.js configuration of a spec: a pure function of its arguments. */
function chartConfig(spec: ChartSpec, sheet: Sheet): ChartConfiguration {
  const areaIn = (frame: Frame): Area => ({
    left: sheet.margin,
    right: sheet.width - sheet.margin,
    top: frame.top,
    bottom: frame.bottom,
  });
  // Remarks need room at the foot, and less room can make new remarks: it settles in a few rounds.
  const notesWith = (remarks: readonly string[]) => [
    spec.note ?? '',
    ...remarks.filter((remark) => remark !== spec.note),
  ];
  let frame = frameOf(spec.title, spec.subtitle, notesWith([]), sheet);
  let drawn = plan(spec, sheet, areaIn(frame));
  for (let round = 0; round < 3; round++) {
    const next = frameOf(spec.title, spec.subtitle, notesWith(drawn.remarks), sheet);
    const settled = next.bottom === frame.bottom;
    frame = next;
    if (settled) break;
    drawn = plan(spec, sheet, areaIn(frame));
  }
  frame = { ...frame, notes: frameOf(spec.title, spec.subtitle, notesWith(drawn.remarks), sheet).notes };
  return { ...drawn.config, plugins: [drawFrame(frame, sheet), ...(drawn.config.plugins ?? [])] };
}

/** Cleans the spec, registers the fonts its texts need, and plans the drawing: everything but the canvas. */
export function prepareChart(
  spec: ChartSpec,
  medium: Medium,
  size: { readonly width: number; readonly height: number },
  theme: ChartTheme,
): ChartConfiguration {
  const clean = cleaned(spec);
  const fontStack = registerFonts(textsOf(clean).join('') + OWN_TEXT);
  return chartConfig(clean, sheetOf(medium, size, theme, fontStack, measureWith(fontStack)));
}

/**
 * The chart as PNG, 1200 × 675, for Slack: white opaque ground with a hairline frame, title, subtitle and notes inside
 * the picture. The same spec gives the same bytes.
 * @throws AppError `render` when a bundled font cannot be read.
 */
export function renderChartPng(spec: ChartSpec, theme: ChartTheme = DEFAULT_THEME): Promise<Uint8Array> {
  return chartCanvas().renderPng(prepareChart(spec, 'screen', SCREEN_SIZE, theme));
}

/** Height in CSS px that a figure of this width needs to be read on paper. */
export function paperHeight(spec: ChartSpec, width: number): number {
  const label = PAPER_LABEL_PX;
  const foot = label * 3;
  const landscape = Math.round(Math.min(320, Math.max(230, width * 0.46)));
  // Names longer than their column need two lines; a character is about half an em wide.
  const isLong = (names: readonly { readonly label: string }[], share: number) =>
    names.some((name) => name.label.length * label * 0.52 > width * share);
  const rowsOf = (names: readonly { readonly label: string }[], row: number) =>
    Math.max(1, names.length) * label * (isLong(names, 0.3) ? Math.max(row, 2.4) : row);
  switch (spec.kind) {
    case 'ranked-bars':
      return Math.round(rowsOf(spec.bars, PAPER_ROW) + foot + label * 2);
    case 'dot-plot':
      return Math.round(rowsOf(spec.rows, PAPER_DOT_ROW) + foot + label * 2);
    case 'heatmap':
      return Math.round(rowsOf(spec.rows, PAPER_CELL) + foot + label * 5);
    case 'small-multiples': {
      const columns = panelColumns(spec.panels.length, width, label);
      return Math.round(Math.max(1, Math.ceil(spec.panels.length / columns)) * label * PAPER_PANEL + foot + label);
    }
    case 'waterfall':
      return Math.max(landscape, Math.round((spec.steps.length + 2) * label * 1.6 + foot));
    case 'areas':
    case 'lines':
    case 'scatter':
      return landscape;
  }
}

/**
 * The chart as an `svg` element for paper: shapes and searchable `<text>` in the document's fonts (FONT_STACK), without
 * title and subtitle, which the page sets in its own type. The note line, which may carry remarks of the renderer (a
 * broken axis, rows left out), is inside: the page must not print `spec.note` again. The same spec and size give the
 * same bytes. Made for columns of 700 px and half columns of about 340 px.
 */
export function renderChartSvg(spec: ChartSpec, theme: ChartTheme, size: PaperSize): string {
  const full = { width: size.width, height: size.height ?? paperHeight(spec, size.width) };
  const prefix = `${spec.id.replace(/[^A-Za-z0-9]+/g, '-')}-${Math.round(full.width)}`;
  return chartCanvas().renderSvg(prepareChart(spec, 'paper', full, theme), full.width, full.height, prefix);
}

/** One function for both media, for callers that choose at run time. */
export function renderChart(spec: ChartSpec, medium: 'screen', theme: ChartTheme): Promise<Uint8Array>;
export function renderChart(spec: ChartSpec, medium: 'paper', theme: ChartTheme, size: PaperSize): string;
export function renderChart(
  spec: ChartSpec,
  medium: Medium,
  theme: ChartTheme,
  size: PaperSize = { width: 700 },
): Promise<Uint8Array> | string {
  return medium === 'screen' ? renderChartPng(spec, theme) : renderChartSvg(spec, theme, size);
}
