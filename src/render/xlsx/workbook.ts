/** A document as an Excel workbook: what it is about, its findings, and one sheet per table with typed numbers. */
import exceljs from 'exceljs';
import type { Document, RunStamp } from '../../document/document.ts';
import type { Cell, TableSpec } from '../../document/table.ts';
import { withZipDates } from './zip-dates.ts';

/** Excel's limits: 31 characters in a sheet's name, none of these signs, no empty name, no doubles by case. */
const MAX_SHEET_NAME = 31;
const FORBIDDEN = /[*?:\\/[\]]/g;
const MAX_COLUMN_WIDTH = 60;
const MIN_COLUMN_WIDTH = 8;
/** Excel cuts longer texts and calls the file broken. */
const MAX_CELL_TEXT = 32_767;

function sheetName(title: string, taken: Set<string>): string {
  const base =
    title
      .replace(FORBIDDEN, ' ')
      .replace(/^'+|'+$/g, '')
      .trim() || 'Table';
  for (let number = 1; ; number += 1) {
    const suffix = number === 1 ? '' : ` ${number}`;
    const name = `${[...base].slice(0, MAX_SHEET_NAME - suffix.length).join('')}${suffix}`.slice(0, MAX_SHEET_NAME);
    // Excel keeps "History" for itself.
    if (taken.has(name.toLowerCase()) || name.toLowerCase() === 'history') continue;
    taken.add(name.toLowerCase());
    return name;
  }
}

const cellValue = (cell: Cell): Cell => (typeof cell === 'string' ? cell.slice(0, MAX_CELL_TEXT) : cell);

const numberFormat = (decimals: number | null): string =>
  decimals === null ? 'General' : decimals === 0 ? '#,##0' : `#,##0.${'0'.repeat(decimals)}`;

function columnWidth(texts: readonly Cell[]): number {
  const longest = Math.max(0, ...texts.map((text) => (text === null ? 0 : Math.min(String(text).length, 200))));
  return Math.min(MAX_COLUMN_WIDTH, Math.max(MIN_COLUMN_WIDTH, longest + 2));
}

interface SheetColumn {
  readonly label: string;
  readonly format: string | null;
}

function addSheet(
  workbook: exceljs.Workbook,
  name: string,
  columns: readonly SheetColumn[],
  rows: readonly (readonly Cell[])[],
): void {
  const sheet = workbook.addWorksheet(name, {
    views: [{ state: 'frozen', ySplit: 1, xSplit: 0, topLeftCell: 'A2', activeCell: 'A2', showGridLines: true }],
  });
  sheet.columns = columns.map((column, i) => ({
    header: column.label,
    width: columnWidth([
      column.label,
      ...rows.slice(0, 500).map((row) => (typeof row[i] === 'string' ? row[i] : null)),
    ]),
    style: column.format === null ? { alignment: { wrapText: true, vertical: 'top' } } : { numFmt: column.format },
  }));
  for (const row of rows) sheet.addRow(row.map(cellValue));
  const head = sheet.getRow(1);
  head.font = { bold: true };
  head.alignment = { wrapText: true, vertical: 'bottom' };
  if (rows.length > 0)
    sheet.autoFilter = {
      from: { row: 1, column: 1 },
      to: { row: rows.length + 1, column: Math.max(1, columns.length) },
    };
}

const tableColumns = (table: TableSpec): SheetColumn[] =>
  table.columns.map(({ label, unit, type, decimals }) => ({
    label: unit === null ? label : `${label} (${unit})`,
    format: type === 'number' ? numberFormat(decimals) : null,
  }));

function aboutRows(document: Document, stamp: RunStamp): [string, Cell][] {
  const { scope } = document;
  return [
    ['Report', document.report.title],
    ['Title', document.title],
    ['Verdict', document.verdict.text],
    ['Scope', scope.label],
    ['Projects', scope.projects.join(', ')],
    ['Brands', scope.brands.join(', ')],
    ['Period', scope.period],
    ['Comparison', scope.comparison],
    ['Data as of', scope.dataAsOf],
    ['Data health, 0–100', document.dataHealth.score],
    ...Object.entries(document.options).map(([name, value]): [string, Cell] => [
      `Option ${name}`,
      typeof value === 'boolean' ? (value ? 'yes' : 'no') : value,
    ]),
    ['Seed', document.seed],
    ['Data version', document.dataVersion],
    ['Run', stamp.runId],
    ['Run at (UTC)', stamp.at],
    ...document.tables.map((table): [string, Cell] => [
      `Table ${table.title}`,
      [table.caption, ...table.notes].join(' '),
    ]),
  ];
}

const FINDING_COLUMNS: readonly SheetColumn[] = [
  { label: 'Finding', format: null },
  { label: 'Kind', format: null },
  { label: 'Project', format: null },
  { label: 'Brand', format: null },
  { label: 'Measure', format: null },
  { label: 'Estimate', format: 'General' },
  { label: 'Unit', format: null },
  { label: 'Low', format: 'General' },
  { label: 'High', format: 'General' },
  { label: 'Level', format: 'General' },
  { label: 'n', format: '#,##0' },
  { label: 'Test', format: null },
  { label: 'p', format: 'General' },
  { label: 'q', format: 'General' },
  { label: 'Grade', format: null },
  { label: 'Lag', format: 'General' },
  { label: 'Caveats', format: null },
  { label: 'Id', format: null },
];

const findingRows = (document: Document): Cell[][] =>
  document.findings.map((finding) => [
    finding.claim,
    finding.kind,
    finding.subject.project ?? null,
    finding.subject.brand ?? null,
    finding.measure,
    finding.estimate,
    finding.unit,
    finding.interval?.[0] ?? null,
    finding.interval?.[1] ?? null,
    finding.interval === null ? null : finding.level,
    finding.n,
    finding.test,
    finding.p,
    finding.q,
    finding.grade,
    finding.lag ?? null,
    finding.caveats.join(' '),
    finding.id,
  ]);

/** The workbook's bytes; equal documents and stamps give equal bytes. Texts stay texts: no cell is ever a formula. */
export async function documentWorkbook(document: Document, stamp: RunStamp): Promise<Uint8Array> {
  const at = new Date(stamp.at);
  const workbook = new exceljs.Workbook();
  workbook.creator = 'Digi-Cadence';
  workbook.lastModifiedBy = 'Digi-Cadence';
  workbook.created = at;
  workbook.modified = at;
  workbook.title = document.title;
  const taken = new Set<string>();
  addSheet(
    workbook,
    sheetName('About', taken),
    [
      { label: 'What', format: null },
      { label: 'Value', format: null },
    ],
    aboutRows(document, stamp),
  );
  addSheet(workbook, sheetName('Findings', taken), FINDING_COLUMNS, findingRows(document));
  for (const table of document.tables)
    addSheet(workbook, sheetName(table.title, taken), tableColumns(table), table.rows);
  const bytes = await workbook.xlsx.writeBuffer();
  return withZipDates(new Uint8Array(bytes), at);
}
