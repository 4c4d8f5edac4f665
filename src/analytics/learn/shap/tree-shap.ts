/**
 * Exact Shapley values and interaction indices of sums of trees (Lundberg et al. 2020, Nature Machine Intelligence 2), for
 * the two usual meanings of "a column is not known": its branches are weighted by the training rows that took them
 * (path-dependent), or its value comes from a background row (interventional).
 */
import { type Rows, toColumns } from '../columns.ts';
import type { Ensemble } from '../tree.ts';
import { tick, type Watch } from '../watch.ts';
import { type LeafPath, type LeafRule, type LeafSums, patternReader, playLeaves } from './leaf-games.ts';
import { gaussLegendre } from './quadrature.ts';

export interface ShapOptions extends Watch {
  /** Also compute interaction indices, columns² numbers a row; false by default. */
  readonly interactions?: boolean;
}

export interface ShapValues {
  /** Prediction before anything is known of a row; expected + Σ of a row's values = its prediction. */
  readonly expected: number;
  /** One array a row, one value a column, in the unit of the ensemble's predictions. */
  readonly values: readonly Float64Array[];
  /**
   * One array a row, columns × columns, symmetric: cell (a, b) is half the interaction of a and b, the diagonal what a
   * column adds alone; rows of the matrix sum to the column's value. Null unless asked for.
   */
  readonly interactions: readonly Float64Array[] | null;
}

function byRow(sums: LeafSums, rowCount: number, width: number): ShapValues {
  const cut = (all: Float64Array, size: number): Float64Array[] =>
    Array.from({ length: rowCount }, (_, i) => all.subarray(i * size, (i + 1) * size));
  return {
    expected: sums.expected,
    values: cut(sums.values, width),
    interactions: sums.interactions === null ? null : cut(sums.interactions, width * width),
  };
}

/**
 * Path-dependent game of a leaf. With conditions j met (1) or not (0), m_j, and shares s_j, the Shapley value is
 * v (m_j − s_j) ∫₀¹ Π_{k≠j} (m_k t + s_k (1 − t)) dt: the weights |S|! (n − 1 − |S|)! ÷ n! are the integrals of
 * t^|S| (1 − t)^(n−1−|S|). The integrand is a polynomial of degree n − 1, so ⌈n/2⌉ Gauss points give it exactly; all terms
 * are positive, nothing cancels, and depth costs no accuracy.
 */
function pathDependentRule(longest: number): LeafRule {
  const front = new Float64Array(longest);
  return {
    expected: (path) => path.share.reduce((product, share) => product * share, path.value),
    values(path, met, from, into) {
      const n = path.columns.length;
      const { points, weights } = gaussLegendre((n + 1) >> 1);
      const { share } = path;
      for (let q = 0; q < points.length; q++) {
        const t = points[q]!;
        // Product of the factors in front of j, then of those behind it.
        let product = weights[q]!;
        for (let j = 0; j < n; j++) {
          front[j] = product;
          product *= met[from + j]! * t + share[j]! * (1 - t);
        }
        product = 1;
        for (let j = n - 1; j >= 0; j--) {
          into[j]! += front[j]! * product;
          product *= met[from + j]! * t + share[j]! * (1 - t);
        }
      }
      for (let j = 0; j < n; j++) into[j]! *= path.value * (met[from + j]! - share[j]!);
    },
    pairs(path, met, from, into) {
      const n = path.columns.length;
      const { points, weights } = gaussLegendre(n >> 1);
      const { share } = path;
      for (let q = 0; q < points.length; q++) {
        const t = points[q]!;
        for (let j = 0; j < n; j++)
          for (let k = j + 1; k < n; k++) {
            let product = weights[q]!;
            for (let l = 0; l < n; l++) if (l !== j && l !== k) product *= met[from + l]! * t + share[l]! * (1 - t);
            into[j * n + k]! += product;
          }
      }
      for (let j = 0; j < n; j++)
        for (let k = j + 1; k < n; k++)
          into[j * n + k]! *= 0.5 * path.value * (met[from + j]! - share[j]!) * (met[from + k]! - share[k]!);
    },
  };
}

/** ∫₀¹ tˣ (1 − t)ʸ dt = x! y! ÷ (x + y + 1)! for x, y ≤ longest, at x·(longest + 1) + y. */
function betaTable(longest: number): Float64Array {
  const size = longest + 1;
  const table = new Float64Array(size * size);
  for (let x = 0; x < size; x++) {
    table[x * size] = 1 / (x + 1);
    for (let y = 1; y < size; y++) table[x * size + y] = (table[x * size + y - 1]! * y) / (x + y + 1);
  }
  return table;
}

/**
 * Interventional game of a leaf, averaged over background rows. Against one of them, the a conditions that only the row
 * meets must be known and the b that only the background row meets must not, for the leaf to pay; where neither meets one,
 * it never pays. Background rows of the same pattern are played once, with their number as weight.
 */
function interventionalRule(background: readonly Float64Array[], rowCount: number, longest: number) {
  const read = patternReader(background, rowCount);
  const beta = betaTable(longest);
  const size = longest + 1;
  let patterns = read(EMPTY_PATH);
  /** Counts the conditions that only one of the two meets; false where the leaf pays in no coalition. */
  const tally = Int32Array.of(0, 0);
  const face = (n: number, met: Uint8Array, from: number, against: number): boolean => {
    let [a, b] = [0, 0];
    for (let j = 0; j < n; j++) {
      const own = met[from + j]!;
      const other = patterns.met[against + j]!;
      if (own === other) {
        if (own === 0) return false;
      } else if (own === 1) a++;
      else b++;
    }
    tally[0] = a;
    tally[1] = b;
    return a + b > 0;
  };
  const rule: LeafRule = {
    expected(path) {
      const n = path.columns.length;
      let paid = 0;
      for (let s = 0; s < patterns.count; s++) {
        let all = 1;
        for (let j = 0; j < n; j++) all &= patterns.met[s * n + j]!;
        paid += all * patterns.rows[s]!;
      }
      return (path.value * paid) / rowCount;
    },
    values(path, met, from, into) {
      const n = path.columns.length;
      for (let s = 0; s < patterns.count; s++) {
        const against = s * n;
        if (!face(n, met, from, against)) continue;
        const [a, b] = [tally[0]!, tally[1]!];
        const weight = (path.value * patterns.rows[s]!) / rowCount;
        const gain = a === 0 ? 0 : weight * beta[(a - 1) * size + b]!;
        const loss = b === 0 ? 0 : weight * beta[a * size + b - 1]!;
        for (let j = 0; j < n; j++) {
          const own = met[from + j]!;
          if (own !== patterns.met[against + j]!) into[j]! += own === 1 ? gain : -loss;
        }
      }
    },
    pairs(path, met, from, into) {
      const n = path.columns.length;
      for (let s = 0; s < patterns.count; s++) {
        const against = s * n;
        if (!face(n, met, from, against)) continue;
        const [a, b] = [tally[0]!, tally[1]!];
        if (a + b < 2) continue;
        const weight = (0.5 * path.value * patterns.rows[s]!) / rowCount;
        const both = a < 2 ? 0 : weight * beta[(a - 2) * size + b]!;
        const mixed = a < 1 || b < 1 ? 0 : -weight * beta[(a - 1) * size + b - 1]!;
        const neither = b < 2 ? 0 : weight * beta[a * size + b - 2]!;
        for (let j = 0; j < n; j++) {
          const first = met[from + j]!;
          if (first === patterns.met[against + j]!) continue;
          for (let k = j + 1; k < n; k++) {
            const second = met[from + k]!;
            if (second === patterns.met[against + k]!) continue;
            into[j * n + k]! += first !== second ? mixed : first === 1 ? both : neither;
          }
        }
      }
    },
  };
  return (path: LeafPath): LeafRule => {
    patterns = read(path);
    return rule;
  };
}

const NONE = new Float64Array(0);
const EMPTY_PATH: LeafPath = {
  value: 0,
  columns: new Int32Array(0),
  low: NONE,
  high: NONE,
  missing: new Uint8Array(0),
  share: NONE,
};

/**
 * Path-dependent SHAP values: unknown columns are averaged by the cover of the branches. Needs no background data; credit
 * follows how the trees were grown, so of two columns that carry the same news the one asked first gets more.
 * Time grows with leaves × rows; memory with rows × columns (× columns for interactions).
 * @throws RangeError when rows are of another width than the ensemble. @throws AbortedError when the signal says so.
 */
export function pathDependentShap(ensemble: Ensemble, rows: Rows, o: ShapOptions = {}): ShapValues {
  const table = toColumns(rows, ensemble.featureCount);
  const rule = pathDependentRule(ensemble.featureCount);
  const sums = playLeaves(ensemble, table, rows.length, () => rule, {
    interactions: o.interactions === true,
    onTree: (done) => tick(o, done, ensemble.trees.length),
  });
  return byRow(sums, rows.length, ensemble.featureCount);
}

/**
 * Interventional SHAP values: unknown columns take their values from background rows, all equally likely; columns that the
 * model does not use get exactly 0 (Janzing, Minorics & Blöbaum 2020). Time grows with leaves × (rows + background rows +
 * distinct patterns of both, multiplied), not with rows × background rows.
 * @throws RangeError when there is no background row, or rows are of another width than the ensemble.
 * @throws AbortedError when the signal says so.
 */
export function interventionalShap(ensemble: Ensemble, rows: Rows, background: Rows, o: ShapOptions = {}): ShapValues {
  if (background.length === 0) throw new RangeError('a background row is needed');
  const table = toColumns(rows, ensemble.featureCount);
  const against = toColumns(background, ensemble.featureCount);
  const prepare = interventionalRule(against, background.length, ensemble.featureCount);
  const sums = playLeaves(ensemble, table, rows.length, prepare, {
    interactions: o.interactions === true,
    onTree: (done) => tick(o, done, ensemble.trees.length),
  });
  return byRow(sums, rows.length, ensemble.featureCount);
}

/** Mean absolute SHAP value of each column over the rows. Null: no rows. */
export function meanAbsoluteShap(shap: ShapValues): number[] | null {
  const width = shap.values[0]?.length;
  if (width === undefined) return null;
  return Array.from({ length: width }, (_, j) =>
    shap.values.reduce((sum, row) => sum + Math.abs(row[j]!) / shap.values.length, 0),
  );
}

/** SHAP values of groups of columns: per row the sum over the columns of each group; additivity stays. */
export function groupShap(shap: ShapValues, groups: readonly (readonly number[])[]): Float64Array[] {
  return shap.values.map((row) => Float64Array.from(groups, (group) => group.reduce((sum, j) => sum + row[j]!, 0)));
}
