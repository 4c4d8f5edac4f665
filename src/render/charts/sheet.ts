/** The sheet a chart is drawn on: size, type sizes and line widths of a medium, and the room left for the plot. */
import type { ChartConfiguration, Plugin } from 'chart.js';
import type { ChartTheme } from '../palette.ts';
import type { Measure } from './text.ts';

/** `screen`: a picture for Slack with its own title. `paper`: a vector figure whose title stands in the page. */
export type Medium = 'screen' | 'paper';

export interface Sheet {
  readonly medium: Medium;
  readonly width: number;
  readonly height: number;
  /** Margin that nothing but the frame enters. */
  readonly margin: number;
  readonly px: { readonly title: number; readonly subtitle: number; readonly label: number; readonly small: number };
  readonly stroke: {
    readonly subject: number;
    readonly own: number;
    readonly context: number;
    readonly hair: number;
  };
  readonly theme: ChartTheme;
  readonly fontStack: string;
  readonly measure: Measure;
}

/** Room for the plot with its labels, in px of the sheet. */
export interface Area {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** What a chart kind makes of its spec: a Chart.js configuration, and remarks the reader must know. */
export interface Plan {
  readonly config: ChartConfiguration;
  /** "12 of 40 bars shown", "The axis is broken …": printed after the spec's own note. */
  readonly remarks: readonly string[];
}

/** Slack's picture: at 360 px (a phone) the labels are still above 8 px. */
export const SCREEN_SIZE = { width: 1200, height: 675 } as const;

const SCREEN = {
  margin: 44,
  px: { title: 42, subtitle: 27, label: 28, small: 24 },
  stroke: { subject: 5.5, own: 4, context: 3, hair: 1.5 },
};

/** CSS px: 12 px are 9 pt. */
export const PAPER_LABEL_PX = 12;

const PAPER = {
  margin: 2,
  px: { title: 16, subtitle: 12, label: PAPER_LABEL_PX, small: 11 },
  stroke: { subject: 2.25, own: 1.75, context: 1.25, hair: 0.75 },
};

export function sheetOf(
  medium: Medium,
  size: { readonly width: number; readonly height: number },
  theme: ChartTheme,
  fontStack: string,
  measure: Measure,
): Sheet {
  const style = medium === 'screen' ? SCREEN : PAPER;
  return { medium, width: size.width, height: size.height, theme, fontStack, measure, ...style };
}

/** Options every chart shares: still, silent, and with the plot exactly in `plot`; axes are drawn by plugins. */
export function plotOptions(sheet: Sheet, plot: Area): NonNullable<ChartConfiguration['options']> {
  return {
    responsive: false,
    animation: false,
    events: [],
    devicePixelRatio: 1,
    layout: {
      autoPadding: false,
      padding: {
        left: plot.left,
        top: plot.top,
        right: sheet.width - plot.right,
        bottom: sheet.height - plot.bottom,
      },
    },
    plugins: { legend: { display: false }, tooltip: { enabled: false }, colors: { enabled: false } },
  };
}

/** A plugin with its identity; what it draws is closed over. */
export function drawing(id: string, hooks: Omit<Plugin, 'id'>): Plugin {
  return { id, ...hooks };
}
