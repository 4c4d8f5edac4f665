/**
 * Makes the forecasts of a hierarchy agree (sections → brand → portfolio): what the parts add up to is what the whole is
 * forecast to be. ỹ = S (S'W⁻¹S)⁻¹ S'W⁻¹ ŷ (Wickramasuriya, Athanasopoulos & Hyndman 2019, Journal of the American
 * Statistical Association 114), computed in its dual form, which inverts only as many rows as there are sums.
 */
import { Matrix, solve } from 'ml-matrix';

export type ReconcileMethod = 'bottom-up' | 'ols' | 'wls' | 'mint-shrink';

/** One sum of the hierarchy: `total` is the weighted sum of `parts`. */
export interface Aggregate {
  readonly total: string;
  readonly parts: readonly { readonly id: string; readonly weight: number }[];
}

export interface Hierarchy {
  /** Series that are sums of nothing. */
  readonly bottom: readonly string[];
  /** Sums in terms of the bottom series or of sums named before them. */
  readonly aggregates: readonly Aggregate[];
}

export interface Reconciliation {
  readonly method: ReconcileMethod;
  /** By series id, one value per period ahead. */
  readonly forecasts: Readonly<Record<string, readonly number[]>>;
  /** Shrinkage of the correlations of the residuals towards 0, 0–1; null for the other methods. */
  readonly shrinkage: number | null;
}

/** Fewest complete rows of residuals for MinT; below, WLS is used. */
export const FEWEST_RESIDUALS = 24;

/** Rows of the summing matrix: each series in terms of the bottom ones. Throws on a name that is not defined before. */
export function summingRows(h: Hierarchy): Map<string, Float64Array> {
  const rows = new Map<string, Float64Array>();
  h.bottom.forEach((id, i) => {
    const row = new Float64Array(h.bottom.length);
    row[i] = 1;
    rows.set(id, row);
  });
  for (const { total, parts } of h.aggregates) {
    const row = new Float64Array(h.bottom.length);
    for (const part of parts) {
      const known = rows.get(part.id);
      if (known === undefined) throw new Error(`hierarchy: "${part.id}" in "${total}" is not defined before it`);
      for (let i = 0; i < row.length; i++) row[i]! += part.weight * known[i]!;
    }
    rows.set(total, row);
  }
  return rows;
}

/** Rows where every series has a residual. */
function completeRows(
  ids: readonly string[],
  residuals: Readonly<Record<string, readonly (number | null)[]>>,
): number[][] {
  const length = Math.min(...ids.map((id) => residuals[id]?.length ?? 0));
  const rows: number[][] = [];
  for (let t = 1; t <= length; t++) {
    const row = ids.map((id) => residuals[id]!.at(-t));
    if (row.every((e) => typeof e === 'number')) rows.push(row as number[]);
  }
  return rows;
}

/**
 * Covariance of one-step residuals (about 0) with its correlations shrunken towards 0 (Schäfer & Strimmer 2005, target D).
 * A series without error keeps a tiny variance so that its forecast stands.
 */
function shrunkenCovariance(rows: readonly number[][]): { covariance: number[][]; shrinkage: number } {
  const n = rows.length;
  const k = rows[0]!.length;
  const sd = Array.from({ length: k }, (_, i) => Math.sqrt(rows.reduce((sum, row) => sum + row[i]! ** 2, 0) / n));
  const largest = Math.max(...sd) || 1;
  const unit = sd.map((s) => Math.max(s, 1e-6 * largest));
  let [noise, signal] = [0, 0];
  const r = Array.from({ length: k }, () => new Array<number>(k).fill(1));
  for (let i = 0; i < k; i++)
    for (let j = 0; j < i; j++) {
      const products = rows.map((row) => (row[i]! / unit[i]!) * (row[j]! / unit[j]!));
      const mean = products.reduce((sum, p) => sum + p, 0) / n;
      noise += products.reduce((sum, p) => sum + (p - mean) ** 2, 0) / (n * (n - 1));
      signal += mean * mean;
      r[i]![j] = mean;
      r[j]![i] = mean;
    }
  const shrinkage = signal === 0 ? 1 : Math.min(1, Math.max(0, noise / signal));
  const covariance = r.map((row, i) => row.map((c, j) => (i === j ? 1 : (1 - shrinkage) * c) * unit[i]! * unit[j]!));
  return { covariance, shrinkage };
}

/**
 * Reconciles base forecasts of all series of the hierarchy. Residuals are one-step errors, latest last; OLS and bottom-up
 * do without them. By default MinT with at least 24 complete rows of residuals, else WLS by their variances, else OLS.
 */
export function reconcile(
  hierarchy: Hierarchy,
  forecasts: Readonly<Record<string, readonly number[]>>,
  residuals: Readonly<Record<string, readonly (number | null)[]>> = {},
  method?: ReconcileMethod,
): Reconciliation {
  const rows = summingRows(hierarchy);
  const ids = [...rows.keys()];
  const horizon = Math.min(...ids.map((id) => forecasts[id]?.length ?? 0));
  const complete = completeRows(ids, residuals);
  const chosen = method ?? (complete.length >= FEWEST_RESIDUALS ? 'mint-shrink' : complete.length >= 2 ? 'wls' : 'ols');
  const nb = hierarchy.bottom.length;
  const na = ids.length - nb;
  const result = (bottomOf: (h: number) => ArrayLike<number>, shrinkage: number | null): Reconciliation => {
    const out: Record<string, number[]> = Object.fromEntries(ids.map((id) => [id, []]));
    for (let h = 0; h < horizon; h++) {
      const bottom = bottomOf(h);
      for (const id of ids) out[id]!.push(rows.get(id)!.reduce((sum, w, i) => sum + w * bottom[i]!, 0));
    }
    return { method: chosen, forecasts: out, shrinkage };
  };
  if (chosen === 'bottom-up' || na === 0) return result((h) => hierarchy.bottom.map((id) => forecasts[id]![h]!), null);

  let covariance: number[][];
  let shrinkage: number | null = null;
  if (chosen === 'ols') covariance = ids.map((_, i) => ids.map((__, j) => (i === j ? 1 : 0)));
  else {
    if (complete.length < 2) throw new Error(`${chosen} needs at least two complete rows of residuals`);
    const found = shrunkenCovariance(complete);
    if (chosen === 'wls') covariance = found.covariance.map((row, i) => row.map((c, j) => (i === j ? c : 0)));
    else ({ covariance, shrinkage } = found);
  }
  // Dual form: with U' = [−A, I] over (bottom, sums), ỹ = ŷ − W U (U'WU)⁻¹ U'ŷ.
  const u = ids
    .slice(nb)
    .map((id, i) => [
      ...Array.from(rows.get(id)!, (w) => -w),
      ...Array.from({ length: na }, (_, j) => (i === j ? 1 : 0)),
    ]);
  const U = new Matrix(u);
  const WU = new Matrix(covariance).mmul(U.transpose());
  const gain = solve(U.mmul(WU), U, true);
  return result((h) => {
    const base = Matrix.columnVector(ids.map((id) => forecasts[id]![h]!));
    const correction = WU.mmul(gain.mmul(base));
    return Array.from({ length: nb }, (_, i) => base.get(i, 0) - correction.get(i, 0));
  }, shrinkage);
}
