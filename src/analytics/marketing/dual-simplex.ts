/**
 * Linear programs with bounded variables by the dual simplex method on a dense tableau: the relaxation of every exact
 * selection. Sized for hundreds of variables, not for thousands.
 */

/** Σ coefficients·x ≤ limit. */
export interface LinearRow {
  readonly coefficients: readonly { readonly index: number; readonly value: number }[];
  readonly limit: number;
}

const TOLERANCE = 1e-9;
const SMALLEST_PIVOT = 1e-9;

/**
 * Maximise values·x under the rows and 0 ≤ x ≤ upper. Slacks are the last `rows` variables. The start, every variable at the
 * bound that its value prefers, is dual feasible because all are bounded; tightening a bound keeps it so, and the bound
 * on the objective stays valid at every step (Lemke 1954; bounded form: Maros 2003, ch. 10).
 */
export class BoundedProgram {
  readonly count: number;
  readonly #rows: number;
  readonly #width: number;
  /** Row-major: basic variable of the row = constant − Σ entry·nonbasic; columns of basic variables are unit columns. */
  readonly #tableau: Float64Array;
  readonly #constants: Float64Array;
  /** Change of the objective for one unit of each nonbasic variable. */
  readonly #reduced: Float64Array;
  readonly #basic: Int32Array;
  readonly #inBasis: Uint8Array;
  readonly #atUpper: Uint8Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  #base: number;

  constructor(
    source: BoundedProgram | { values: readonly number[]; upper: readonly number[]; rows: readonly LinearRow[] },
  ) {
    if (source instanceof BoundedProgram) {
      this.count = source.count;
      this.#rows = source.#rows;
      this.#width = source.#width;
      this.#tableau = source.#tableau.slice();
      this.#constants = source.#constants.slice();
      this.#reduced = source.#reduced.slice();
      this.#basic = source.#basic.slice();
      this.#inBasis = source.#inBasis.slice();
      this.#atUpper = source.#atUpper.slice();
      this.lower = source.lower.slice();
      this.upper = source.upper.slice();
      this.#base = source.#base;
      return;
    }
    const { values, rows } = source;
    const n = values.length;
    const m = rows.length;
    this.count = n;
    this.#rows = m;
    this.#width = n + m;
    this.#tableau = new Float64Array(m * (n + m));
    this.#constants = Float64Array.from(rows, ({ limit }) => limit);
    this.#reduced = new Float64Array(n + m);
    this.#reduced.set(values);
    this.#basic = Int32Array.from({ length: m }, (_, r) => n + r);
    this.#inBasis = new Uint8Array(n + m);
    this.#inBasis.fill(1, n);
    this.#atUpper = new Uint8Array(n + m);
    values.forEach((value, j) => {
      if (value > 0) this.#atUpper[j] = 1;
    });
    this.lower = new Float64Array(n + m);
    this.upper = new Float64Array(n + m).fill(Number.POSITIVE_INFINITY);
    this.upper.set(source.upper);
    this.#base = 0;
    rows.forEach(({ coefficients }, r) => {
      for (const { index, value } of coefficients) this.#tableau[r * this.#width + index]! += value;
      this.#tableau[r * this.#width + n + r] = 1;
    });
  }

  #nonbasic(j: number): number {
    return this.#atUpper[j] === 1 ? this.upper[j]! : this.lower[j]!;
  }

  #basicValue(r: number): number {
    let value = this.#constants[r]!;
    const start = r * this.#width;
    for (let j = 0; j < this.#width; j++)
      if (this.#inBasis[j] === 0) {
        const entry = this.#tableau[start + j]!;
        if (entry !== 0) value -= entry * this.#nonbasic(j);
      }
    return value;
  }

  /** Upper bound of the objective (the optimum once solved). */
  objective(): number {
    let value = this.#base;
    for (let j = 0; j < this.#width; j++) if (this.#inBasis[j] === 0) value += this.#reduced[j]! * this.#nonbasic(j);
    return value;
  }

  /** Loss of the objective for moving variable j one unit off its bound; null while it is basic. */
  reducedCost(j: number): { readonly cost: number; readonly atUpper: boolean } | null {
    return this.#inBasis[j] === 1 ? null : { cost: Math.abs(this.#reduced[j]!), atUpper: this.#atUpper[j] === 1 };
  }

  solution(): Float64Array {
    const x = new Float64Array(this.count);
    for (let j = 0; j < this.count; j++) if (this.#inBasis[j] === 0) x[j] = this.#nonbasic(j);
    for (let r = 0; r < this.#rows; r++) if (this.#basic[r]! < this.count) x[this.#basic[r]!] = this.#basicValue(r);
    return x;
  }

  /**
   * Dual simplex until no basic variable is out of bounds.
   * @param cutoff stop as soon as the objective cannot exceed this
   * @returns `cut` below the cutoff; `stalled` after too many steps, when `objective()` is still a valid bound
   */
  solve(cutoff: number): 'optimal' | 'infeasible' | 'cut' | 'stalled' {
    const limit = 50 * (this.#rows + this.count);
    for (let step = 0; step < limit; step++) {
      let leaving = -1;
      let worst = TOLERANCE;
      let below = false;
      for (let r = 0; r < this.#rows; r++) {
        const variable = this.#basic[r]!;
        const value = this.#basicValue(r);
        const [under, over] = [this.lower[variable]! - value, value - this.upper[variable]!];
        if (under > worst) [leaving, worst, below] = [r, under, true];
        if (over > worst) [leaving, worst, below] = [r, over, false];
      }
      if (leaving < 0) return 'optimal';
      const start = leaving * this.#width;
      let entering = -1;
      let ratio = Number.POSITIVE_INFINITY;
      let size = 0;
      for (let j = 0; j < this.#width; j++) {
        if (this.#inBasis[j] === 1 || this.lower[j] === this.upper[j]) continue;
        const entry = this.#tableau[start + j]!;
        if (Math.abs(entry) < SMALLEST_PIVOT) continue;
        // The leaving variable must move towards its bound when j leaves its own.
        const helps = (this.#atUpper[j] === 1) === (below ? entry > 0 : entry < 0);
        if (!helps) continue;
        const candidate = Math.abs(this.#reduced[j]!) / Math.abs(entry);
        if (candidate < ratio - 1e-12 || (candidate <= ratio + 1e-12 && Math.abs(entry) > size)) {
          entering = j;
          ratio = candidate;
          size = Math.abs(entry);
        }
      }
      if (entering < 0) return 'infeasible';
      this.#pivot(leaving, entering, below);
      if (this.objective() <= cutoff) return 'cut';
    }
    return 'stalled';
  }

  #pivot(r: number, entering: number, leavesAtLower: boolean): void {
    const width = this.#width;
    const t = this.#tableau;
    const start = r * width;
    const inverse = 1 / t[start + entering]!;
    for (let j = 0; j < width; j++) t[start + j]! *= inverse;
    t[start + entering] = 1;
    this.#constants[r]! *= inverse;
    for (let other = 0; other < this.#rows; other++) {
      if (other === r) continue;
      const at = other * width;
      const factor = t[at + entering]!;
      if (factor === 0) continue;
      for (let j = 0; j < width; j++) t[at + j]! -= factor * t[start + j]!;
      t[at + entering] = 0;
      this.#constants[other]! -= factor * this.#constants[r]!;
    }
    const price = this.#reduced[entering]!;
    if (price !== 0) {
      for (let j = 0; j < width; j++) this.#reduced[j]! -= price * t[start + j]!;
      this.#base += price * this.#constants[r]!;
      this.#reduced[entering] = 0;
    }
    const leaving = this.#basic[r]!;
    this.#basic[r] = entering;
    this.#inBasis[entering] = 1;
    this.#inBasis[leaving] = 0;
    this.#atUpper[leaving] = leavesAtLower ? 0 : 1;
  }
}
