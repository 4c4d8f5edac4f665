/** Columns that tables are made of. */
import type { TableColumn } from '../../../document/table.ts';

export const textColumn = (id: string, label: string, show: TableColumn['show'] = 'always'): TableColumn => ({
  id,
  label,
  type: 'text',
  unit: null,
  decimals: null,
  show,
});

export const numberColumn = (
  id: string,
  label: string,
  decimals: number,
  unit: string | null = null,
  show: TableColumn['show'] = 'always',
): TableColumn => ({ id, label, type: 'number', unit, decimals, show });

export const gradeColumn: TableColumn = {
  id: 'grade',
  label: 'Evidence',
  type: 'grade',
  unit: null,
  decimals: null,
  show: 'always',
};

/** The first column of a table by period. */
export const periodColumn = (label: string): TableColumn => ({
  id: 'period',
  label,
  type: 'period',
  unit: null,
  decimals: null,
  show: 'always',
});

/** Rows of a long table that paper shows; the rest stands in the files. */
export const PAPER_ROWS = 24;

export const asPercent = (share: number | null): number | null => (share === null ? null : share * 100);
