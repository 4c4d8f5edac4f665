/** What a fitted model rests on: permutation importance and partial dependence. */
import type { Rng } from '../../domain/rng.ts';
import { type Rows, toColumns } from './columns.ts';
import type { Score } from './cross-validation.ts';
import type { Predictor } from './shap/sampling-shap.ts';
import { tick, type Watch } from './watch.ts';

export interface ColumnImportance {
  /** Mean rise of the loss when the columns of the group are shuffled together, in the unit of the loss. */
  readonly rise: number;
  /** Standard deviation over shuffles. */
  readonly spread: number;
}

const asArrays = (rows: Rows): (number | null)[][] => rows.map((row) => Array.from(row));

/**
 * Rise of the loss when a column (or group of columns) is shuffled over rows (Breiman 2001; model reliance: Fisher, Rudin &
 * Dominici 2019). Take rows the model was not fitted on. Null: the loss is undefined on these rows.
 * @throws AbortedError when the signal says so.
 */
export function permutationImportance(
  predict: Predictor,
  rows: Rows,
  y: readonly number[],
  loss: Score,
  o: Watch & {
    readonly rng: Rng;
    /** Shuffles of each group; 10 by default. */
    readonly repeats?: number;
    /** Columns that are shuffled together; by default each alone. */
    readonly groups?: readonly (readonly number[])[];
  },
): ColumnImportance[] | null {
  const table = asArrays(rows);
  const before = loss(y, Array.from(predict(table)));
  if (before === null) return null;
  const groups = o.groups ?? Array.from(rows[0] ?? [], (_, j) => [j]);
  const repeats = o.repeats ?? 10;
  const result: ColumnImportance[] = [];
  for (const [g, group] of groups.entries()) {
    const rises: number[] = [];
    for (let r = 0; r < repeats; r++) {
      tick(o, g * repeats + r, groups.length * repeats);
      const rng = o.rng.fork(`group ${g} shuffle ${r}`);
      const order = table.map((_, i) => i);
      for (let i = order.length - 1; i > 0; i--) {
        const swap = rng.integer(i + 1);
        [order[i], order[swap]] = [order[swap]!, order[i]!];
      }
      const shuffled = table.map((row, i) => {
        const copy = [...row];
        for (const j of group) copy[j] = table[order[i]!]![j]!;
        return copy;
      });
      const after = loss(y, Array.from(predict(shuffled)));
      if (after === null) return null;
      rises.push(after - before);
    }
    const rise = rises.reduce((sum, value) => sum + value / repeats, 0);
    const spread = Math.sqrt(rises.reduce((sum, value) => sum + (value - rise) ** 2, 0) / Math.max(1, repeats - 1));
    result.push({ rise, spread });
  }
  tick(o, 1, 1);
  return result;
}

export interface PartialDependence {
  readonly grid: readonly number[];
  /** Mean prediction over the rows when the column is set to the grid value in all of them. */
  readonly mean: readonly number[];
  /** The curve of each row (individual conditional expectation), [row][grid point]. */
  readonly curves: readonly Float64Array[];
}

/** Equally spaced values from the smallest to the largest that is present; a single one for a constant column. */
export function columnGrid(rows: Rows, column: number, points: number): number[] {
  const values = toColumns(rows)[column]?.filter((value) => !Number.isNaN(value)) ?? new Float64Array(0);
  if (values.length === 0) return [];
  const low = values.reduce((a, b) => Math.min(a, b));
  const high = values.reduce((a, b) => Math.max(a, b));
  if (low === high || points < 2) return [low];
  return Array.from({ length: points }, (_, i) => low + ((high - low) * i) / (points - 1));
}

/**
 * Partial dependence (Friedman 2001) with individual curves (Goldstein, Kapelner, Bleich & Pitkin 2015) of one column.
 * It averages over combinations of values that may never occur together when columns are correlated.
 * Null: no rows. @throws AbortedError when the signal says so.
 */
export function partialDependence(
  predict: Predictor,
  rows: Rows,
  column: number,
  grid: readonly number[],
  watch: Watch = {},
): PartialDependence | null {
  if (rows.length === 0) return null;
  const table = asArrays(rows);
  const curves = table.map(() => new Float64Array(grid.length));
  const mean = grid.map((value, g) => {
    tick(watch, g, grid.length);
    const predictions = predict(table.map((row) => row.with(column, value)));
    let sum = 0;
    for (let i = 0; i < table.length; i++) {
      curves[i]![g] = predictions[i]!;
      sum += predictions[i]!;
    }
    return sum / table.length;
  });
  tick(watch, grid.length, grid.length);
  return { grid, mean, curves };
}
