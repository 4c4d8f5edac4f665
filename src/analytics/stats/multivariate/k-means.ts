/** k-means: seeded by k-means++, refined by Lloyd's rounds and Hartigan's single moves, best of many starts. */
import type { Rng } from '../../../domain/rng.ts';
import { type Rows, squaredDistance } from './distance.ts';

export interface KMeans {
  readonly labels: readonly number[];
  readonly centres: readonly (readonly number[])[];
  /** Sum of squared distances to the own centre. */
  readonly inertia: number;
}

/** k-means++ seeding (Arthur & Vassilvitskii 2007). */
function seed(rows: Rows, k: number, rng: Rng): number[][] {
  const centres = [[...rows[rng.integer(rows.length)]!]];
  const nearest = rows.map((row) => squaredDistance(row, centres[0]!));
  while (centres.length < k) {
    const total = nearest.reduce((sum, d) => sum + d, 0);
    let draw = rng.next() * total;
    let pick = 0;
    while (pick < rows.length - 1 && draw >= nearest[pick]!) draw -= nearest[pick++]!;
    const centre = [...rows[pick]!];
    centres.push(centre);
    rows.forEach((row, i) => {
      nearest[i] = Math.min(nearest[i]!, squaredDistance(row, centre));
    });
  }
  return centres;
}

function assign(rows: Rows, centres: Rows): number[] {
  return rows.map((row) => {
    let best = 0;
    for (let c = 1; c < centres.length; c++)
      if (squaredDistance(row, centres[c]!) < squaredDistance(row, centres[best]!)) best = c;
    return best;
  });
}

function centresOf(rows: Rows, labels: readonly number[], k: number, previous: Rows): number[][] {
  const width = rows[0]!.length;
  const sums = Array.from({ length: k }, () => new Array<number>(width).fill(0));
  const sizes = new Array<number>(k).fill(0);
  rows.forEach((row, i) => {
    sizes[labels[i]!]!++;
    for (let j = 0; j < width; j++) sums[labels[i]!]![j]! += row[j]!;
  });
  return sums.map((sum, c) => (sizes[c] === 0 ? [...previous[c]!] : sum.map((value) => value / sizes[c]!)));
}

/** Moves single rows while that lowers the inertia (Hartigan 1975): leaves optima that Lloyd's rounds cannot. */
function hartigan(rows: Rows, labels: number[], k: number, start: Rows): number[][] {
  const centres = centresOf(rows, labels, k, start);
  const sizes = new Array<number>(k).fill(0);
  for (const label of labels) sizes[label]!++;
  for (let moved = true; moved; ) {
    moved = false;
    rows.forEach((row, i) => {
      const from = labels[i]!;
      if (sizes[from]! < 2) return;
      const saved = (sizes[from]! / (sizes[from]! - 1)) * squaredDistance(row, centres[from]!);
      let [to, cheapest] = [from, saved];
      for (let c = 0; c < k; c++) {
        if (c === from) continue;
        const cost = (sizes[c]! / (sizes[c]! + 1)) * squaredDistance(row, centres[c]!);
        if (cost < cheapest * (1 - 1e-12)) [to, cheapest] = [c, cost];
      }
      if (to === from) return;
      for (let j = 0; j < row.length; j++) {
        centres[from]![j]! += (centres[from]![j]! - row[j]!) / (sizes[from]! - 1);
        centres[to]![j]! += (row[j]! - centres[to]![j]!) / (sizes[to]! + 1);
      }
      sizes[from]!--;
      sizes[to]!++;
      labels[i] = to;
      moved = true;
    });
  }
  return centresOf(rows, labels, k, centres);
}

/** Best of `starts` runs. Null: fewer distinct rows than clusters. Deterministic given `rng`; scale the columns first. */
export function kMeans(rows: Rows, k: number, o: { rng: Rng; starts?: number }): KMeans | null {
  if (k < 1 || new Set(rows.map((row) => row.join())).size < k) return null;
  let best: KMeans | null = null;
  for (let start = 0; start < (o.starts ?? 50); start++) {
    let centres = seed(rows, k, o.rng);
    let labels = assign(rows, centres);
    for (let round = 0; round < 100; round++) {
      centres = centresOf(rows, labels, k, centres);
      const next = assign(rows, centres);
      const settled = next.every((label, i) => label === labels[i]);
      labels = next;
      if (settled) break;
    }
    centres = hartigan(rows, labels, k, centres);
    const inertia = rows.reduce((sum, row, i) => sum + squaredDistance(row, centres[labels[i]!]!), 0);
    if (best === null || inertia < best.inertia) best = { labels, centres, inertia };
  }
  return best;
}
