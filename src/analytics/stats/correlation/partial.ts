/** Partial correlation: what two variables share once others are held constant. */
import { inverse, Matrix } from 'ml-matrix';
import { designColumns, leastSquares } from '../regression/least-squares.ts';
import { correlationCoefficient, correlationP, fisherInterval } from './pearson.ts';

export interface PartialCorrelation {
  readonly n: number;
  readonly r: number | null;
  readonly t: number | null;
  readonly df: number;
  readonly p: number | null;
  readonly interval: readonly [number, number] | null;
}

/** Correlation of the residuals of x and y on the controls (one row per observation); df = n − 2 − controls. */
export function partialCorrelation(
  x: readonly number[],
  y: readonly number[],
  controls: readonly (readonly number[])[],
  level = 0.95,
): PartialCorrelation {
  const n = x.length;
  const held = controls[0]?.length ?? 0;
  const df = n - 2 - held;
  const design = designColumns(controls);
  const [fx, fy] = [leastSquares(design, Float64Array.from(x)), leastSquares(design, Float64Array.from(y))];
  const r = df < 1 || fx === null || fy === null ? null : correlationCoefficient([...fx.residuals], [...fy.residuals]);
  if (r === null) return { n, r: null, t: null, df, p: null, interval: null };
  const rest = (1 - r) * (1 + r);
  return {
    n,
    r,
    t: rest > 0 ? r * Math.sqrt(df / rest) : null,
    df,
    p: correlationP(r, df),
    interval: fisherInterval(r, n - held, level),
  };
}

/** Correlations of all pairs of columns. Null: a constant column. */
export function correlationMatrix(rows: readonly (readonly number[])[]): number[][] | null {
  const width = rows[0]?.length ?? 0;
  const columns = Array.from({ length: width }, (_, j) => rows.map((row) => row[j]!));
  const matrix = columns.map((a, i) => columns.map((b, j) => (i === j ? 1 : correlationCoefficient(a, b))));
  return matrix.some((row) => row.includes(null)) || columns.some((c) => correlationCoefficient(c, c) === null)
    ? null
    : (matrix as number[][]);
}

/** Correlation of each pair given all the other columns, from the inverse of the correlation matrix. Null: collinear columns. */
export function partialCorrelationMatrix(rows: readonly (readonly number[])[]): number[][] | null {
  const correlations = correlationMatrix(rows);
  const width = rows[0]?.length ?? 0;
  if (correlations === null || rows.length <= width + 1) return null;
  const precision = inverse(new Matrix(correlations)).to2DArray();
  if (!precision.every((row) => row.every(Number.isFinite)) || precision.some((row, i) => row[i]! > 1e12)) return null;
  return precision.map((row, i) =>
    row.map((value, j) => (i === j ? 1 : -value / Math.sqrt(row[i]! * precision[j]![j]!))),
  );
}
