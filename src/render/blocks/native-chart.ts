/**
 * Charts without image files: Slack's own chart block, and below it a table. Used where files cannot be posted.
 * Slack draws only gapless series of at most 20 points, so a chart that does not fit falls to its table.
 */
import type { ChartSpec, DotPlot } from '../../document/chart.ts';
import type { Document } from '../../document/document.ts';
import type { Cell, TableSpec } from '../../document/table.ts';
import type { DataVisualization, Table } from './block.ts';
import { LIMITS } from './limits.ts';
import { breakBroadcasts, clip, oneLine } from './mrkdwn.ts';

interface Series {
  readonly name: string;
  readonly values: readonly (number | null)[];
}

/** The chart as Slack's block; null when it has gaps, too many series, or no native form. */
export function nativeChart(chart: ChartSpec): DataVisualization | null {
  const drawn = plot(chart);
  if (!drawn) return null;
  const { categories, series } = drawn;
  if (categories.length === 0 || series.length === 0 || series.length > LIMITS.chartSeries) return null;
  const labels = distinct(categories.map((label) => clip(tidy(label), LIMITS.chartLabel)));
  const names = distinct(series.map((each) => clip(tidy(each.name), LIMITS.chartLabel)));
  if (!labels || !names) return null;
  if (series.some((each) => each.values.some((value) => value === null || !Number.isFinite(value)))) return null;
  return {
    type: 'data_visualization',
    title: clip(tidy(chart.title), LIMITS.chartTitle),
    chart: {
      type: drawn.type,
      series: series.map((each, i) => ({
        name: names[i] ?? '',
        data: labels.map((label, at) => ({ label, value: Number((each.values[at] ?? 0).toFixed(drawn.decimals)) })),
      })),
      axis_config: {
        categories: labels,
        ...(drawn.axis ? { y_label: clip(tidy(drawn.axis), LIMITS.chartAxisLabel) } : {}),
      },
    },
  };
}

interface Plot {
  readonly type: 'bar' | 'line';
  readonly categories: readonly string[];
  readonly series: readonly Series[];
  readonly axis: string;
  readonly decimals: number;
}

function plot(chart: ChartSpec): Plot | null {
  if (chart.kind === 'ranked-bars') {
    const bars = chart.bars.filter((bar) => bar.value !== null).slice(0, LIMITS.chartPoints);
    return {
      type: 'bar',
      categories: bars.map((bar) => bar.label),
      series: [{ name: chart.axis.label || 'Value', values: bars.map((bar) => bar.value) }],
      axis: axisLabel(chart.axis),
      decimals: chart.axis.decimals,
    };
  }
  if (chart.kind === 'waterfall')
    return {
      type: 'bar',
      categories: chart.steps.slice(0, LIMITS.chartPoints).map((step) => step.label),
      series: [{ name: 'Contribution', values: chart.steps.slice(0, LIMITS.chartPoints).map((step) => step.value) }],
      axis: axisLabel(chart.axis),
      decimals: chart.axis.decimals,
    };
  if (chart.kind === 'lines') {
    // The last points that every line has: a short gapless window says more than no chart.
    const complete = chart.periodLabels
      .map((_, i) => i)
      .filter((i) => chart.series.every((line) => typeof line.values[i] === 'number'));
    const last = complete.slice(-LIMITS.chartPoints);
    return {
      type: 'line',
      categories: last.map((i) => chart.periodLabels[i] ?? ''),
      series: chart.series.map((line) => ({ name: line.label, values: last.map((i) => line.values[i] ?? null) })),
      axis: axisLabel(chart.axis),
      decimals: chart.axis.decimals,
    };
  }
  if (chart.kind === 'dot-plot') return subjectAmongOthers(chart);
  return null;
}

/** The subject's dots as bars beside the middle of the others; null when a row has several subjects, or none. */
function subjectAmongOthers(chart: DotPlot): Plot | null {
  const rows = chart.rows.slice(0, LIMITS.chartPoints).map(({ label, dots, middle }) => {
    const subjects = dots.filter(({ emphasis }) => emphasis === 'subject');
    return { label, value: subjects.length === 1 ? (subjects[0]?.value ?? null) : null, middle };
  });
  if (rows.some(({ value }) => value === null)) return null;
  const middles = rows.map(({ middle }) => middle);
  return {
    type: 'bar',
    categories: rows.map(({ label }) => label),
    series: [
      { name: chart.axis.label || 'Value', values: rows.map(({ value }) => value) },
      ...(middles.includes(null) ? [] : [{ name: 'Middle of the others', values: middles }]),
    ],
    axis: axisLabel(chart.axis),
    decimals: chart.axis.decimals,
  };
}

const axisLabel = (axis: { label: string; unit: string }): string =>
  axis.unit === '' || axis.label.includes(axis.unit) ? axis.label : `${axis.label}, ${axis.unit}`;

/** Null when shortening made two labels the same: Slack wants them unique, and a reader could not tell them apart. */
function distinct(labels: readonly string[]): readonly string[] | null {
  return new Set(labels).size === labels.length && labels.every((label) => label !== '') ? labels : null;
}

const tidy = (text: string): string => breakBroadcasts(oneLine(text));

/** The table that holds the chart's figures, as Slack's table block; null when the chart names none. */
export function chartTable(document: Document, chart: ChartSpec): Table | null {
  const table = document.tables.find((each) => each.id === chart.table);
  return table ? nativeTable(table) : null;
}

/** Half of the message's budget as JSON text, so that the table stands beside the rest of a result. */
const TABLE_SIZE = LIMITS.blocksBudget / 2;

/** A table block of at most 99 rows and 20 columns under its heads, as many rows as half a message holds. */
export function nativeTable(table: TableSpec): Table | null {
  const shown = table.columns
    .map((column, index) => ({ column, index }))
    .filter(({ column }) => column.show === 'always')
    .slice(0, LIMITS.tableColumns);
  if (shown.length === 0 || table.rows.length === 0) return null;
  const cell = (text: string) => ({ type: 'raw_text' as const, text: clip(tidy(text), 120) || '–' });
  const rows = [shown.map(({ column }) => cell(column.label))];
  let size = JSON.stringify(rows).length;
  for (const row of table.rows.slice(0, LIMITS.tableRows - 1)) {
    const cells = shown.map(({ column, index }) => cell(cellText(row[index] ?? null, column.decimals)));
    size += JSON.stringify(cells).length + 1;
    if (size > TABLE_SIZE) break;
    rows.push(cells);
  }
  return {
    type: 'table',
    rows,
    column_settings: shown.map(({ column }) => ({ align: column.type === 'number' ? 'right' : 'left' })),
  };
}

/** A cell for people: numbers with the column's decimals, "–" for missing values. */
export function cellText(value: Cell, decimals: number | null): string {
  if (value === null) return '–';
  if (typeof value === 'string') return value;
  return decimals === null ? String(value) : value.toFixed(decimals).replace('-', '−');
}
