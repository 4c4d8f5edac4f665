/** What a forecaster knows at each period: a least-squares fit and means that grow with the calendar. */
import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import type { Series } from '../stats/association/short-run.ts';
import { mean } from '../stats/describe.ts';

/** Smallest part of a regressor that must remain beside the others. */
const COLLINEAR = 1e-10;

/**
 * Normal equations that grow with the calendar, so that a forecast a period later does not fit everything anew. The columns of a
 * smaller model are the first ones of the larger, so that both are solved from the same sums.
 */
export class GrowingFit {
  rows = 0;
  private readonly gram: number[][];
  private readonly moments: number[];

  constructor(width: number) {
    this.gram = Array.from({ length: width }, () => new Array<number>(width).fill(0));
    this.moments = new Array<number>(width).fill(0);
  }

  add(row: readonly number[], target: number): void {
    this.rows++;
    row.forEach((value, i) => {
      this.moments[i]! += value * target;
      for (let j = 0; j <= i; j++) this.gram[i]![j]! += value * row[j]!;
    });
  }

  /** Coefficients of the first `width` columns; null when they are collinear. */
  solve(width: number): readonly number[] | null {
    const gram = Matrix.zeros(width, width);
    for (let i = 0; i < width; i++)
      for (let j = 0; j <= i; j++) {
        gram.set(i, j, this.gram[i]![j]!);
        gram.set(j, i, this.gram[i]![j]!);
      }
    const cholesky = new CholeskyDecomposition(gram);
    if (!cholesky.isPositiveDefinite()) return null;
    const pivots = cholesky.lowerTriangularMatrix.diagonal();
    if (pivots.some((pivot, i) => pivot ** 2 <= COLLINEAR * gram.get(i, i))) return null;
    return cholesky.solve(Matrix.columnVector(this.moments.slice(0, width))).to1DArray();
  }
}

/** Mean of everything up to each place; what is missing is left out. */
export function meansSoFar(series: Series): (number | null)[] {
  const known: number[] = [];
  return series.map((value) => {
    if (value !== null && Number.isFinite(value)) known.push(value);
    return mean(known);
  });
}

export const predict = (row: readonly number[], coefficients: readonly number[]): number =>
  row.reduce((sum, value, j) => sum + value * coefficients[j]!, 0);
