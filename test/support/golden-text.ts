/**
 * Analysis and document as text that a person reviews: one line for what fits on one, long series and tables cut to their
 * first entries and the last, with a count of the rest. And back.
 */
import type { Document } from '../../src/document/document.ts';
import type { TableSpec } from '../../src/document/table.ts';
import { holdsFigure, unbackedNumbers } from './number-check.ts';

/** Columns of a line. */
const WIDTH = 200;
/** Series up to this length stand whole; of longer ones the first and the last entries stand. */
const WHOLE = 8;
const FIRST = 3;
const LAST = 1;

const isCount = (value: unknown): boolean => typeof value === 'string' && /^… \d+ more\b/.test(value);

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** Six significant figures: enough to see a change of method, not of the last bit. */
const rounded = (value: number): number => (Number.isInteger(value) ? value : Number(value.toPrecision(6)));

function sumUnder(value: unknown): number {
  if (typeof value === 'number') return value;
  if (value === null || typeof value !== 'object') return 0;
  return Object.values(value).reduce((sum: number, each) => sum + sumUnder(each), 0);
}

/**
 * The first and last entries of a long list, with how many are left out and the sum of their figures: a change of any of
 * them is a change of the golden.
 */
function cut(list: readonly unknown[], isKept: (entry: unknown) => boolean = () => false): readonly unknown[] {
  if (list.length <= WHOLE) return list;
  const short: unknown[] = [];
  let left: unknown[] = [];
  list.forEach((entry, i) => {
    const stands = i < FIRST || i >= list.length - LAST || isKept(entry);
    if (!stands) left.push(entry);
    if (left.length > 0 && stands) {
      short.push(`… ${left.length} more, their figures sum to ${rounded(sumUnder(left))}`);
      left = [];
    }
    if (stands) short.push(entry);
  });
  return short;
}

/** What texts rest on, by name: never cut. */
const REFERENCES: readonly string[] = ['refs', 'findings'];

/** Every list under a value cut. */
export function shortened(value: unknown): unknown {
  if (Array.isArray(value)) return cut(value).map(shortened);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, REFERENCES.includes(key) ? each : shortened(each)]),
  );
}

/**
 * A document with the series of its charts, tiles and data health cut, and its tables down to what is spoken of: rows that
 * hold figures of sentences stand, and tables whole of which sentences say what they come to. Words and findings stand
 * whole. The number check holds for it as for the whole document.
 * @param family as the number check takes it
 */
export function shortDocument(document: Document, family: unknown): unknown {
  const spoken = new Map<string, Set<string>>();
  const whole = new Set<string>();
  const cutTable = (table: TableSpec): unknown => {
    if (whole.has(table.id)) return table;
    const figures = [...(spoken.get(table.id) ?? [])];
    return {
      ...table,
      rows: cut(table.rows, (row) => figures.some((figure) => holdsFigure(row as TableSpec['rows'][number], figure))),
    };
  };
  for (;;) {
    const short = {
      ...document,
      kpis: shortened(document.kpis),
      charts: shortened(document.charts),
      dataHealth: shortened(document.dataHealth),
      tables: document.tables.map(cutTable),
    };
    let isMore = false;
    for (const { refs, number } of unbackedNumbers(withoutCounts(short) as Document, family))
      for (const ref of refs.filter((each) => each.startsWith('table:'))) {
        const id = ref.slice('table:'.length);
        const figures = spoken.get(id) ?? new Set();
        spoken.set(id, figures);
        if (whole.has(id)) continue;
        // Its rows stand already and do not do: the sentence speaks of a column.
        if (figures.has(number)) whole.add(id);
        figures.add(number);
        isMore = true;
      }
    if (!isMore) return short;
  }
}

/** What was cut, without the counts of what is left out. */
function withoutCounts(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((each) => !isCount(each)).map(withoutCounts);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withoutCounts(each)]));
}

/** What a golden holds. */
export const readGolden = (text: string): unknown => withoutCounts(JSON.parse(text));

/** JSON with every list and object on one line that fits on one, and rows of plain values on one line always. */
export function goldenText(value: unknown): string {
  return `${written(JSON.parse(JSON.stringify(value)), 0)}\n`;
}

function written(value: unknown, depth: number): string {
  const line = onLine(value);
  const isRow = Array.isArray(value) && value.every((each) => each === null || typeof each !== 'object');
  if (isRow || depth + line.length <= WIDTH || value === null || typeof value !== 'object') return line;
  const margin = ' '.repeat(depth + 1);
  const parts = Array.isArray(value)
    ? value.map((each) => written(each, depth + 1))
    : Object.entries(value).map(([key, each]) => `${JSON.stringify(key)}: ${written(each, depth + 1)}`);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  // Short neighbours share a line: a reader sees an entry at a time.
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    const isShort = (each: string): boolean => !each.includes('\n');
    if (
      !Array.isArray(value) &&
      last !== undefined &&
      isShort(last) &&
      isShort(part) &&
      margin.length + last.length + part.length + 3 <= WIDTH
    )
      lines[lines.length - 1] = `${last}, ${part}`;
    else lines.push(part);
  }
  return `${open}\n${lines.map((each) => margin + each).join(',\n')}\n${' '.repeat(depth)}${close}`;
}

function onLine(value: unknown): string {
  if (typeof value === 'number') return String(rounded(value));
  if (Array.isArray(value)) return `[${value.map(onLine).join(', ')}]`;
  if (!isRecord(value)) return JSON.stringify(value);
  if (Object.keys(value).length === 0) return '{}';
  return `{ ${Object.entries(value)
    .map(([key, each]) => `${JSON.stringify(key)}: ${onLine(each)}`)
    .join(', ')} }`;
}
