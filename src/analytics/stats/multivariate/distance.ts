/** Euclidean distances. */
export type Rows = readonly (readonly number[])[];

export function squaredDistance(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += (a[j]! - b[j]!) ** 2;
  return sum;
}

/** All pairwise distances. */
export function distanceMatrix(rows: Rows): Float64Array[] {
  const matrix = rows.map(() => new Float64Array(rows.length));
  for (let i = 0; i < rows.length; i++)
    for (let j = i + 1; j < rows.length; j++) {
      const d = Math.sqrt(squaredDistance(rows[i]!, rows[j]!));
      matrix[i]![j] = d;
      matrix[j]![i] = d;
    }
  return matrix;
}
