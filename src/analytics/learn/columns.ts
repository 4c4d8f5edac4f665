/** Tables of predictors: rows as they come in, columns as the algorithms read them. */

/** One observation a row, one predictor a position; null or NaN is a missing value. */
export type Rows = readonly ArrayLike<number | null>[];

/**
 * Columns of the table, NaN where a value is missing. `width` must be given where there may be no rows.
 * @throws RangeError when rows differ in width or hold an infinite value.
 */
export function toColumns(rows: Rows, width = rows[0]?.length ?? 0): Float64Array[] {
  const columns = Array.from({ length: width }, () => new Float64Array(rows.length));
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    if (row.length !== width) throw new RangeError(`row ${i} has ${row.length} values, not ${width}`);
    for (let j = 0; j < width; j++) {
      const value = row[j] ?? Number.NaN;
      if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY)
        throw new RangeError(`row ${i}, column ${j} is infinite`);
      columns[j]![i] = value;
    }
  }
  return columns;
}

/** Checks a target against its rows. @throws RangeError on another length or a value that is not finite. */
export function checkTarget(rows: Rows, y: ArrayLike<number>): void {
  if (rows.length !== y.length) throw new RangeError(`${rows.length} rows, ${y.length} targets`);
  for (let i = 0; i < y.length; i++) if (!Number.isFinite(y[i])) throw new RangeError(`target ${i} is not finite`);
}

/** Row numbers of each column by rising value, ties by row number, missing values last. */
export function sortColumns(columns: readonly Float64Array[]): Int32Array[] {
  return columns.map((column) => {
    const order = Int32Array.from(column, (_, i) => i);
    const present = order.filter((i) => !Number.isNaN(column[i]));
    present.sort((a, b) => column[a]! - column[b]! || a - b);
    const missing = order.filter((i) => Number.isNaN(column[i]));
    order.set(present);
    order.set(missing, present.length);
    return order;
  });
}

/** Those of the row numbers whose mark is above 0, in the same sequence, into the first places of `into`. */
export function keepMarked(order: Int32Array, marks: ArrayLike<number>, into: Int32Array): void {
  let kept = 0;
  for (let i = 0; i < order.length; i++) {
    const row = order[i]!;
    if (marks[row]! > 0) into[kept++] = row;
  }
}
