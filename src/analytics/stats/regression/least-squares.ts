/** Linear least squares by orthogonal columns: the numerical ground of every regression here. */

export interface LeastSquares {
  readonly n: number;
  /** Columns that entered. */
  readonly k: number;
  readonly coefficients: readonly number[];
  readonly fitted: Float64Array;
  readonly residuals: Float64Array;
  readonly residualSquares: number;
  /** Orthonormal columns that span the regressors. */
  readonly basis: readonly Float64Array[];
  /** (X'X)⁻¹, k × k. */
  readonly inverseGram: readonly (readonly number[])[];
}

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
};

/** Smallest part of a column that must remain beside the others; below it the columns are collinear to rounding. */
const COLLINEAR = 1e-10;

/**
 * Fits y on the given columns by Gram–Schmidt with re-orthogonalisation (as accurate as Householder for least squares:
 * Björck 1967; Giraud et al. 2005). Null when the columns are collinear or outnumber the observations.
 */
export function leastSquares(columns: readonly Float64Array[], y: Float64Array): LeastSquares | null {
  const n = y.length;
  const k = columns.length;
  if (k > n) return null;
  const basis: Float64Array[] = [];
  const upper = columns.map(() => new Float64Array(k));
  for (let j = 0; j < k; j++) {
    const q = Float64Array.from(columns[j]!);
    const before = Math.sqrt(dot(q, q));
    for (let pass = 0; pass < 2; pass++)
      for (let i = 0; i < j; i++) {
        const share = dot(q, basis[i]!);
        upper[i]![j]! += share;
        for (let t = 0; t < n; t++) q[t]! -= share * basis[i]![t]!;
      }
    const norm = Math.sqrt(dot(q, q));
    if (!(norm > COLLINEAR * before)) return null;
    upper[j]![j] = norm;
    for (let t = 0; t < n; t++) q[t]! /= norm;
    basis.push(q);
  }
  const residuals = Float64Array.from(y);
  const loadings = new Float64Array(k);
  for (let pass = 0; pass < 2; pass++)
    for (let j = 0; j < k; j++) {
      const share = dot(residuals, basis[j]!);
      loadings[j]! += share;
      for (let t = 0; t < n; t++) residuals[t]! -= share * basis[j]![t]!;
    }
  const solve = (right: Float64Array): number[] => {
    const x = new Array<number>(k).fill(0);
    for (let i = k - 1; i >= 0; i--) {
      let value = right[i]!;
      for (let j = i + 1; j < k; j++) value -= upper[i]![j]! * x[j]!;
      x[i] = value / upper[i]![i]!;
    }
    return x;
  };
  // Columns of R⁻¹; (X'X)⁻¹ = R⁻¹R⁻ᵀ.
  const inverse = columns.map((_, j) => solve(Float64Array.from({ length: k }, (_, i) => (i === j ? 1 : 0))));
  const inverseGram = columns.map((_, a) =>
    columns.map((_, b) => inverse.reduce((sum, column) => sum + column[a]! * column[b]!, 0)),
  );
  return {
    n,
    k,
    coefficients: solve(loadings),
    fitted: y.map((value, t) => value - residuals[t]!),
    residuals,
    residualSquares: dot(residuals, residuals),
    basis,
    inverseGram,
  };
}

/** Rows of observations as columns, an intercept in front unless told otherwise. */
export function designColumns(rows: readonly (readonly number[])[], intercept = true): Float64Array[] {
  const width = rows[0]?.length ?? 0;
  const columns = Array.from({ length: width }, (_, j) => Float64Array.from(rows, (row) => row[j]!));
  return intercept ? [new Float64Array(rows.length).fill(1), ...columns] : columns;
}

/** Diagonal of the hat matrix. */
export function leverages(fit: LeastSquares): Float64Array {
  const h = new Float64Array(fit.n);
  for (const q of fit.basis) for (let t = 0; t < fit.n; t++) h[t]! += q[t]! * q[t]!;
  return h;
}
