/** Do rows fall into groups, or is the best grouping no better than that of one cloud? */
import type { Rng } from '../../../domain/rng.ts';
import { sequentialP } from '../series/sequential-p.ts';
import { silhouettes } from './cluster-quality.ts';
import type { Rows } from './distance.ts';
import { hierarchicalClusters } from './hierarchical.ts';

export interface Segments {
  /** Number of groups with the best mean silhouette. */
  readonly groups: number;
  /** Group of each row, 0 … groups − 1 in order of first appearance. */
  readonly labels: readonly number[];
  /** Mean silhouette, −1 … 1. */
  readonly silhouette: number;
  /** Share of clouds without groups (normal, same covariance) whose best grouping is at least as good, by simulation. */
  readonly p: number;
}

/** Below this the best of several groupings of a few rows is always good. */
export const MINIMUM_ROWS = 8;
const MOST_GROUPS = 6;
/** Finest p is 1 ÷ 2,000, of many rows, which take long, 1 ÷ 200; a grouping that chance beats often stops at 20. */
const simulationsOf = (rows: number) => ({ maximum: rows <= 40 ? 1_999 : 199, exceedances: 20 });

/**
 * Ward's clusters of the standardised columns, cut where the mean silhouette is best (Rousseeuw 1987); p from normal clouds
 * with the same covariance, each searched over the same cuts (as SigClust: Liu, Hayes, Nobel & Marron 2008), so that the
 * choice of the number of groups is inside p.
 * @param rows complete rows; columns that do not vary are left out
 * @returns null below eight rows or without a column that varies
 */
export function findSegments(rows: Rows, rng: Rng): Segments | null {
  if (rows.length < MINIMUM_ROWS) return null;
  const scaled = standardise(rows);
  if (scaled === null) return null;
  const best = bestCut(scaled);
  if (best === null) return null;
  const factor = choleskyOf(covarianceOf(scaled));
  const p = sequentialP(() => {
    const cloud = standardise(rows.map(() => draw(factor, rng)));
    const simulated = cloud === null ? null : bestCut(cloud);
    return simulated !== null && simulated.silhouette >= best.silhouette;
  }, simulationsOf(rows.length));
  return { ...best, p };
}

function bestCut(rows: Rows): Omit<Segments, 'p'> | null {
  const tree = hierarchicalClusters(rows, 'ward');
  if (tree === null) return null;
  let best: Omit<Segments, 'p'> | null = null;
  for (let groups = 2; groups <= Math.min(MOST_GROUPS, Math.floor(rows.length / 2)); groups++) {
    const labels = tree.cut(groups);
    const each = silhouettes(rows, labels);
    if (each === null) continue;
    const silhouette = each.reduce((sum, value) => sum + value, 0) / each.length;
    if (best === null || silhouette > best.silhouette) best = { groups, labels, silhouette };
  }
  return best;
}

function standardise(rows: Rows): number[][] | null {
  const n = rows.length;
  const columns = rows[0]!.map((_, j) => rows.map((row) => row[j]!));
  const kept = columns.flatMap((column) => {
    const mean = column.reduce((sum, value) => sum + value, 0) / n;
    const deviation = Math.sqrt(column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1));
    return deviation > 1e-9 ? [column.map((value) => (value - mean) / deviation)] : [];
  });
  return kept.length === 0 ? null : rows.map((_, i) => kept.map((column) => column[i]!));
}

function covarianceOf(rows: Rows): number[][] {
  const width = rows[0]!.length;
  return Array.from({ length: width }, (_, i) =>
    Array.from(
      { length: width },
      (_unused, j) => rows.reduce((sum, row) => sum + row[i]! * row[j]!, 0) / (rows.length - 1),
    ),
  );
}

/** Lower factor L with L·Lᵀ = the matrix; directions without variance of their own get none. */
function choleskyOf(matrix: Rows): number[][] {
  const lower = matrix.map((row) => row.map(() => 0));
  for (let i = 0; i < matrix.length; i++)
    for (let j = 0; j <= i; j++) {
      let rest = matrix[i]![j]!;
      for (let k = 0; k < j; k++) rest -= lower[i]![k]! * lower[j]![k]!;
      if (i === j) lower[i]![i] = Math.sqrt(Math.max(0, rest));
      else lower[i]![j] = lower[j]![j]! > 1e-9 ? rest / lower[j]![j]! : 0;
    }
  return lower;
}

function draw(lower: Rows, rng: Rng): number[] {
  const z = lower.map(() => rng.normal());
  return lower.map((row) => row.reduce((sum, value, k) => sum + value * z[k]!, 0));
}
