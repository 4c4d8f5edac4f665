/**
 * Chart specifications: what a chart shows, never how a library draws it, so that a renderer can be exchanged.
 * Every figure in a chart is also in the document's tables or findings.
 */
import type { Grade } from '../domain/evidence.ts';

/** Who a mark belongs to. Subject: coloured and on top; own: coloured, lighter; context: grey. */
export type Emphasis = 'subject' | 'own' | 'context';

export interface ChartBase {
  readonly id: string;
  /** The finding in one line, ≤ 70 characters. */
  readonly title: string;
  /** Measure, unit, period, comparison. */
  readonly subtitle: string;
  /** Alternative text that states the finding and the range of the figures. */
  readonly alt: string;
  /** A line under the chart: a broken axis, what is missing. */
  readonly note: string | null;
  /** Finding ids, and the table (by id) with the figures drawn. */
  readonly findings: readonly string[];
  readonly table: string | null;
}

export interface Axis {
  readonly label: string;
  readonly unit: string;
  /** Null: chosen by the renderer from the data (bars always include zero). */
  readonly min: number | null;
  readonly max: number | null;
  readonly decimals: number;
  /** Small values on top, as ranks are read; of upright axes of lines. */
  readonly reversed?: true;
}

export interface RankedBars extends ChartBase {
  readonly kind: 'ranked-bars';
  readonly axis: Axis;
  /** Already in the order of display. */
  readonly bars: readonly {
    readonly label: string;
    readonly value: number | null;
    readonly valueText: string;
    readonly interval: readonly [number, number] | null;
    /** Change shown beside the bar: "▲ +3.3" is drawn from its sign, value and text. */
    readonly delta: {
      readonly value: number;
      readonly text: string;
      readonly better: boolean | null;
      readonly grade: Grade | null;
    } | null;
    readonly emphasis: Emphasis;
    /** Section whose hue the bar takes; null: the emphasis colour. */
    readonly section: string | null;
  }[];
  /** Vertical reference lines: peer median, best peer, target. */
  readonly references: readonly { readonly label: string; readonly value: number }[];
}

export interface LineSeries {
  readonly label: string;
  readonly values: readonly (number | null)[];
  /** Periods whose value rests on interpolated cells: a hollow dot on the line. Absent: none. */
  readonly hollow?: readonly boolean[];
  readonly emphasis: Emphasis;
  readonly section: string | null;
  readonly dashed: boolean;
  /** At the line's end: "Aurora 71". */
  readonly endLabel: string;
}

export interface Lines extends ChartBase {
  readonly kind: 'lines';
  readonly axis: Axis;
  readonly periods: readonly string[];
  readonly periodLabels: readonly string[];
  readonly series: readonly LineSeries[];
  /** Drawn in order, widest first. */
  readonly bands: readonly {
    readonly label: string;
    readonly low: readonly (number | null)[];
    readonly high: readonly (number | null)[];
    /** Index of the series whose colour the band takes. */
    readonly series: number;
    readonly weight: 'light' | 'medium';
  }[];
  readonly shifts: readonly { readonly period: string; readonly label: string }[];
  readonly anomalies: readonly { readonly series: number; readonly period: string; readonly label: string }[];
  readonly events: readonly { readonly period: string; readonly label: string }[];
  /** Shaded window of the report, if shorter than the lines. */
  readonly window: { readonly from: string; readonly to: string; readonly label: string } | null;
}

/** Lines in panels with one shared axis: more than six lines, or one panel per brand. */
export interface SmallMultiples extends ChartBase {
  readonly kind: 'small-multiples';
  readonly axis: Axis;
  readonly periods: readonly string[];
  readonly periodLabels: readonly string[];
  readonly panels: readonly {
    readonly title: string;
    readonly subtitle: string;
    readonly series: readonly LineSeries[];
    readonly shifts: Lines['shifts'];
    readonly anomalies: Lines['anomalies'];
  }[];
}

export interface Waterfall extends ChartBase {
  readonly kind: 'waterfall';
  readonly axis: Axis;
  /** The totals as text ("£1.20 M") where they are no scores; absent: with the decimals of the axis. */
  readonly start: { readonly label: string; readonly value: number; readonly valueText?: string };
  readonly steps: readonly {
    readonly label: string;
    readonly value: number;
    readonly valueText: string;
    readonly section: string | null;
  }[];
  readonly end: { readonly label: string; readonly value: number; readonly valueText?: string };
}

export interface Heatmap extends ChartBase {
  readonly kind: 'heatmap';
  readonly rows: readonly { readonly label: string; readonly emphasis: Emphasis }[];
  readonly columns: readonly { readonly label: string; readonly section: string | null }[];
  /** `cells[row][column]`; null is drawn as missing, with the text. */
  readonly cells: readonly (readonly {
    readonly value: number | null;
    readonly text: string;
    readonly grade: Grade | null;
  }[])[];
  readonly scale: { readonly label: string; readonly min: number; readonly mid: number | null; readonly max: number };
}

/** Two measures against each other: dots, some with names or intervals, and a line with its band. */
export interface Scatter extends ChartBase {
  readonly kind: 'scatter';
  readonly x: Axis;
  readonly y: Axis;
  readonly points: readonly {
    readonly x: number;
    readonly y: number;
    /** Upright, of y. */
    readonly interval: readonly [number, number] | null;
    /** Written beside the dot; null: none. */
    readonly label: string | null;
    readonly emphasis: Emphasis;
    readonly section: string | null;
  }[];
  /** Through its points in order, with a band between low and high. */
  readonly line: {
    readonly label: string;
    readonly section: string | null;
    readonly points: readonly { readonly x: number; readonly y: number; readonly low: number; readonly high: number }[];
  } | null;
}

/** Rows of dots on one axis: where the subject lies among the others. */
export interface DotPlot extends ChartBase {
  readonly kind: 'dot-plot';
  readonly axis: Axis;
  /** Already in the order of display. */
  readonly rows: readonly {
    readonly label: string;
    /** Section whose hue the subject's dot takes; null: the emphasis colour. */
    readonly section: string | null;
    /** `label`: written above the dot, where several are the subject; absent: none. */
    readonly dots: readonly { readonly value: number | null; readonly emphasis: Emphasis; readonly label?: string }[];
    /** A tick across the row, such as the peer median, which the subtitle names; null without. */
    readonly middle: number | null;
    /** The subject's figure, at the right. */
    readonly valueText: string;
  }[];
}

/** Parts of a whole over time, stacked. */
export interface Areas extends ChartBase {
  readonly kind: 'areas';
  /** `max` is the whole, when it is known. */
  readonly axis: Axis;
  readonly periods: readonly string[];
  readonly periodLabels: readonly string[];
  /** From the bottom up. */
  readonly layers: readonly {
    readonly label: string;
    readonly values: readonly (number | null)[];
    readonly emphasis: Emphasis;
    /** What is not one thing but all the rest: drawn palest. */
    readonly isRest: boolean;
    /** Beside the layer's end: "Aurora 12"; empty: none. */
    readonly endLabel: string;
  }[];
  /** Marked by its first period, if shorter than the areas. */
  readonly window: { readonly from: string; readonly to: string; readonly label: string } | null;
}

export type ChartSpec = Areas | RankedBars | Lines | SmallMultiples | Waterfall | Heatmap | Scatter | DotPlot;
export type ChartKind = ChartSpec['kind'];
