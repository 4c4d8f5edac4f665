/** A table specification as HTML: right-aligned tabular figures, repeated heads, "n of m, see CSV". */
import type { Cell, TableColumn, TableSpec } from '../../document/table.ts';
import type { Grade } from '../../domain/evidence.ts';
import { GRADE_WORDS, gradeMark } from './marks.ts';
import { type Markup, markup } from './markup.ts';
import { formatNumber, formatPeriod, formatProbability, isProbability } from './numbers.ts';

export interface TableStyle {
  readonly locale: string;
  /** Paper shows `paperRows` rows and the `always` columns; the web page shows everything. */
  readonly complete: boolean;
  /** File with all rows and columns. */
  readonly csvName: string;
  /** The heading above the table says its title already. */
  readonly titled: boolean;
}

/** Longer tables may break between rows; shorter ones stay whole. */
export const ROWS_KEPT_TOGETHER = 14;

/** Rows of the table that paper shows. */
export const paperRowCount = (table: TableSpec): number =>
  Math.min(table.rows.length, table.paperRows ?? table.rows.length);

/** Words up to this length stay in one line: a table grows sideways before each of its rows takes two. */
const LONGEST_UNBROKEN = 28;
const isBrief = (values: readonly Cell[]): boolean =>
  values.every((value) => typeof value !== 'string' || value.length <= LONGEST_UNBROKEN);

/** A word that every row repeats is said once, above the table; the first column names the rows. */
const isSame = (values: readonly Cell[], index: number): boolean =>
  index > 0 && values.length > 1 && typeof values[0] === 'string' && values.every((value) => value === values[0]);

const isGrade = (cell: Cell): cell is Grade => typeof cell === 'string' && Object.hasOwn(GRADE_WORDS, cell);

function cellContent(cell: Cell, column: TableColumn, values: readonly Cell[], locale: string): unknown {
  if (cell === null) return markup`<span class="absent" title="no data">–</span>`;
  if (column.type === 'grade' && isGrade(cell))
    return markup`<span class="graded">${gradeMark(cell, false)} ${cell === 'none' ? 'none' : GRADE_WORDS[cell]}</span>`;
  if (typeof cell === 'number') {
    // A text column may hold a figure; its digits are its own.
    if (column.type !== 'number') return String(cell);
    return isProbability(column) ? formatProbability(cell) : formatNumber(cell, column.decimals, locale);
  }
  return column.type === 'period' ? formatPeriod(cell, values) : cell;
}

function headContent(column: TableColumn, only: boolean): unknown {
  return only && column.unit !== null ? markup`${column.label} <small>${column.unit}</small>` : column.label;
}

const classOf = ({ type }: TableColumn, values: readonly Cell[]): string =>
  `cell-${type}${type === 'text' && isBrief(values) ? ' brief' : ''}`;

export function tableMarkup(table: TableSpec, style: TableStyle): Markup {
  const rows = style.complete ? table.rows : table.rows.slice(0, paperRowCount(table));
  const chosen = table.columns
    .map((column, index) => ({ column, index, values: table.rows.map((row) => row[index] ?? null) }))
    .filter(({ column }) => style.complete || column.show === 'always');
  const same = chosen.filter(
    ({ column, index, values }) => !style.complete && column.type === 'text' && isSame(values, index),
  );
  const columns = chosen.filter((each) => !same.includes(each));
  const said = same.map(({ column, values }) => ` ${column.label}: ${values[0]}.`).join('');
  const units = new Set(columns.map(({ column }) => column.unit).filter((unit) => unit !== null));
  const hidden = table.columns.length - chosen.length;
  const cut = rows.length < table.rows.length;
  const more = cut
    ? `${formatNumber(rows.length, 0, style.locale)} of ${formatNumber(table.rows.length, 0, style.locale)} rows; all in ${style.csvName}`
    : hidden > 0
      ? `${hidden} more ${hidden === 1 ? 'column' : 'columns'} in ${style.csvName}`
      : null;
  const long = rows.length > ROWS_KEPT_TOGETHER ? ' long' : '';
  return markup`<div class="table-frame${long}"><table class="data">
<caption>${style.titled ? null : markup`<strong>${table.title}</strong> `}<span>${table.caption}${said}</span></caption>
<thead><tr>${columns.map(({ column, values }) => markup`<th scope="col" class="${classOf(column, values)}">${headContent(column, units.size > 1)}</th>`)}</tr></thead>
<tbody>${rows.map(
    (row) =>
      markup`<tr>${columns.map(({ column, index, values }, position) => {
        const content = cellContent(row[index] ?? null, column, values, style.locale);
        return position === 0
          ? markup`<th scope="row" class="${classOf(column, values)}">${content}</th>`
          : markup`<td class="${classOf(column, values)}">${content}</td>`;
      })}</tr>`,
  )}</tbody></table></div>
${more === null ? null : markup`<p class="more">${more}</p>`}
${table.notes.map((note) => markup`<p class="note">${note}</p>`)}`;
}
