/** Tables: full-precision values for CSV/XLSX beside the texts that a person reads. */

export interface TableColumn {
  readonly id: string;
  readonly label: string;
  readonly type: 'text' | 'number' | 'period' | 'grade';
  readonly unit: string | null;
  /** Decimals shown; CSV and XLSX carry full precision. */
  readonly decimals: number | null;
  /** `always` in PDF and message; `full` only in CSV/XLSX and the web page. */
  readonly show: 'always' | 'full';
}

export type Cell = string | number | null;

export interface TableSpec {
  readonly id: string;
  readonly title: string;
  /** What the rows are, units and period, in one line. */
  readonly caption: string;
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly Cell[])[];
  /** Rows shown on paper; the rest stands in the CSV. Null: all. */
  readonly paperRows: number | null;
  /** Notes under the table. */
  readonly notes: readonly string[];
}
