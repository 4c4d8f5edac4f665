/** Exact SHAP values of linear models (Štrumbelj & Kononenko 2014; Lundberg & Lee 2017). */
import { type Rows, toColumns } from '../columns.ts';
import type { ShapValues } from './tree-shap.ts';

/**
 * Column j of a row gets coefficient × (value − mean of the column over the background): the interventional value, exact
 * whatever the dependence between columns.
 * @throws RangeError on a missing value, no background row, or a width other than the number of coefficients.
 */
export function linearShap(
  model: { readonly intercept: number; readonly coefficients: readonly number[] },
  rows: Rows,
  background: Rows,
): ShapValues {
  const width = model.coefficients.length;
  if (background.length === 0) throw new RangeError('a background row is needed');
  const [table, against] = [toColumns(rows, width), toColumns(background, width)];
  for (const column of [...table, ...against])
    if (column.some((value) => Number.isNaN(value))) throw new RangeError('a linear model needs every value');
  const means = against.map((column) => column.reduce((sum, value) => sum + value / column.length, 0));
  return {
    expected: model.coefficients.reduce((sum, w, j) => sum + w * means[j]!, model.intercept),
    values: rows.map((_, i) => Float64Array.from(model.coefficients, (w, j) => w * (table[j]![i]! - means[j]!))),
    interactions: null,
  };
}
