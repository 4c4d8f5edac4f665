/** Cholesky factor of normal equations whose rows begin late: blocks that do not touch each other cost nothing together. */

/**
 * Lower triangle L of a symmetric positive semidefinite matrix A = LL′, row by row, entries before a row's first one left out
 * (George & Liu 1981, "Computer Solution of Large Sparse Positive Definite Systems", ch. 4: no fill-in outside the envelope).
 * Columns that say nothing new beside the earlier ones drop out; their coefficient is 0.
 */
export class EnvelopeTriangle {
  private readonly rows: readonly Float64Array[];
  private readonly starts: Int32Array;
  private readonly gram: readonly Float64Array[];
  private readonly isOut: Uint8Array;

  /**
   * @param gram lower triangle of A, row i with i + 1 entries
   * @param before squares of each column before anything was taken out
   * @param starts place of the first entry of each row that may differ from zero
   * @param nothingNew share of `before` at or below which a column drops out
   */
  constructor(gram: readonly Float64Array[], before: Float64Array, starts: Int32Array, nothingNew: number) {
    const size = gram.length;
    this.gram = gram;
    this.starts = starts;
    this.isOut = new Uint8Array(size);
    this.rows = gram.map((_, i) => new Float64Array(i + 1));
    for (let i = 0; i < size; i++) {
      const row = this.rows[i]!;
      const given = gram[i]!;
      const start = starts[i]!;
      for (let j = start; j <= i; j++) {
        const other = this.rows[j]!;
        let value = given[j]!;
        for (let k = Math.max(start, starts[j]!); k < j; k++) value -= row[k]! * other[k]!;
        if (j < i) row[j] = this.isOut[j] ? 0 : value / other[j]!;
        else if (value > nothingNew * before[i]!) row[i] = Math.sqrt(value);
        else this.isOut[i] = 1;
      }
    }
  }

  get rank(): number {
    return this.rows.length - this.isOut.reduce((sum, out) => sum + out, 0);
  }

  isKept(place: number): boolean {
    return !this.isOut[place];
  }

  /** x of Ax = b. */
  solve(b: Float64Array): Float64Array {
    const size = this.rows.length;
    const z = new Float64Array(size);
    for (let i = 0; i < size; i++) {
      if (this.isOut[i]) continue;
      const row = this.rows[i]!;
      let value = b[i]!;
      for (let k = this.starts[i]!; k < i; k++) value -= row[k]! * z[k]!;
      z[i] = value / row[i]!;
    }
    return this.backward(z, size);
  }

  /** Coefficients of the column at `place` on those before `end`, from the triangle cut there. */
  solveRow(place: number, end: number): Float64Array {
    const z = new Float64Array(this.rows.length);
    z.set(this.rows[place]!.subarray(0, end));
    return this.backward(z, end);
  }

  /** Squares of the column at `place` that are left beside those before `end`. */
  leftAfter(place: number, end: number): number {
    const row = this.rows[place]!;
    let value = this.gram[place]![place]!;
    for (let k = this.starts[place]!; k < end; k++) value -= row[k]! ** 2;
    return value;
  }

  /** Solves L′x = z, the triangle cut before `end`; `z` becomes x. */
  private backward(z: Float64Array, end: number): Float64Array {
    for (let i = end - 1; i >= 0; i--) {
      if (this.isOut[i]) {
        z[i] = 0;
        continue;
      }
      const row = this.rows[i]!;
      const value = z[i]! / row[i]!;
      z[i] = value;
      for (let k = this.starts[i]!; k < i; k++) z[k]! -= row[k]! * value;
    }
    return z;
  }
}
