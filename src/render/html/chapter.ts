/** What the parts of one document's HTML have in common: where they are shown, and how they draw and number things. */
import type { ChartSpec } from '../../document/chart.ts';
import type { Document, RunStamp } from '../../document/document.ts';
import type { TableSpec } from '../../document/table.ts';
import { anchor } from './markup.ts';

/** Draws charts as bare `<svg>` elements, their texts escaped. Sizes are in CSS pixels. */
export interface Drawing {
  /** Without a height the chart takes what its rows need. */
  chart(spec: ChartSpec, size: ChartSize): string;
  /** @param better colours the dot at the last value */
  sparkline(
    values: readonly (number | null)[],
    better: boolean | null,
    size: { readonly widthPx: number; readonly heightPx: number },
  ): string;
}

export interface ChartSize {
  readonly width: number;
  readonly height?: number;
}

export interface Chapter {
  readonly document: Document;
  readonly stamp: RunStamp;
  readonly drawing: Drawing;
  /** `paper` is cut to pages, `web` shows every row and column. */
  readonly medium: 'paper' | 'web';
  readonly paper: 'A4' | 'Letter';
  /** Data URL; null: the product's mark. */
  readonly logo: string | null;
  /** Level of the verdict's heading: 1 for a document alone, 2 inside a bundle. */
  readonly level: 1 | 2;
  /** Prefix of ids, different for each document of a bundle. */
  readonly prefix: string;
}

export const idOf = (chapter: Chapter, ...parts: readonly string[]): string => anchor(chapter.prefix, ...parts);

export const tableOf = (document: Document, id: string): TableSpec | undefined =>
  document.tables.find((table) => table.id === id);

export const chartOf = (document: Document, id: string): ChartSpec | undefined =>
  document.charts.find((chart) => chart.id === id);

/** Name of a table's file beside the document. */
export const csvName = (document: Document, table: string): string => `${document.report.id}-${anchor(table)}.csv`;
