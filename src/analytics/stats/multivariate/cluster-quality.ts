/** How good a clustering is by itself, and how much two clusterings agree. */
import { distanceMatrix, type Rows, squaredDistance } from './distance.ts';

function groups(labels: readonly number[]): Map<number, number[]> {
  const members = new Map<number, number[]>();
  labels.forEach((label, i) => {
    const list = members.get(label);
    if (list === undefined) members.set(label, [i]);
    else list.push(i);
  });
  return members;
}

/** Silhouette of each row, −1…1, 0 in clusters of one (Rousseeuw 1987). Null below two clusters. */
export function silhouettes(rows: Rows, labels: readonly number[]): number[] | null {
  const members = groups(labels);
  if (members.size < 2) return null;
  const d = distanceMatrix(rows);
  return rows.map((_, i) => {
    const own = members.get(labels[i]!)!;
    if (own.length === 1) return 0;
    const meanTo = (list: readonly number[], divisor: number): number =>
      list.reduce((s, j) => s + d[i]![j]!, 0) / divisor;
    const inside = meanTo(own, own.length - 1);
    let outside = Number.POSITIVE_INFINITY;
    for (const [label, list] of members)
      if (label !== labels[i]) outside = Math.min(outside, meanTo(list, list.length));
    const larger = Math.max(inside, outside);
    return larger === 0 ? 0 : (outside - inside) / larger;
  });
}

function centroids(rows: Rows, members: Map<number, number[]>): Map<number, number[]> {
  return new Map(
    [...members].map(([label, list]) => [
      label,
      rows[0]!.map((_, j) => list.reduce((sum, i) => sum + rows[i]![j]!, 0) / list.length),
    ]),
  );
}

/** Between- to within-cluster variance (Caliński & Harabasz 1974); null with one cluster, as many as rows, or no spread inside. */
export function calinskiHarabasz(rows: Rows, labels: readonly number[]): number | null {
  const members = groups(labels);
  const [n, k] = [rows.length, members.size];
  if (k < 2 || k >= n) return null;
  const centres = centroids(rows, members);
  const grand = rows[0]!.map((_, j) => rows.reduce((sum, row) => sum + row[j]!, 0) / n);
  let [between, within] = [0, 0];
  for (const [label, list] of members) {
    between += list.length * squaredDistance(centres.get(label)!, grand);
    for (const i of list) within += squaredDistance(rows[i]!, centres.get(label)!);
  }
  return within === 0 ? null : between / (k - 1) / (within / (n - k));
}

/** Mean similarity of each cluster to its closest other (Davies & Bouldin 1979), lower is better; null below two clusters. */
export function daviesBouldin(rows: Rows, labels: readonly number[]): number | null {
  const members = groups(labels);
  if (members.size < 2) return null;
  const centres = centroids(rows, members);
  const list = [...members].map(([label, indices]) => {
    const centre = centres.get(label)!;
    return {
      centre,
      spread: indices.reduce((sum, i) => sum + Math.sqrt(squaredDistance(rows[i]!, centre)), 0) / indices.length,
    };
  });
  let sum = 0;
  for (const a of list) {
    let worst = 0;
    for (const b of list) {
      if (a === b) continue;
      const apart = Math.sqrt(squaredDistance(a.centre, b.centre));
      if (apart === 0) return null;
      worst = Math.max(worst, (a.spread + b.spread) / apart);
    }
    sum += worst;
  }
  return sum / list.length;
}

const pairs = (n: number): number => (n * (n - 1)) / 2;

/** Adjusted Rand index (Hubert & Arabie 1985) and normalised mutual information (arithmetic mean of the entropies). */
export function clusterAgreement(
  a: readonly number[],
  b: readonly number[],
): { adjustedRand: number; normalisedMutualInformation: number } | null {
  const n = a.length;
  if (n === 0) return null;
  const counts = (labels: readonly (number | string)[]): number[] => {
    const size = new Map<number | string, number>();
    for (const label of labels) size.set(label, (size.get(label) ?? 0) + 1);
    return [...size.values()];
  };
  const cells = counts(a.map((label, i) => `${label}|${b[i]}`));
  const [ca, cb] = [counts(a), counts(b)];
  const sum = (sizes: readonly number[]): number => sizes.reduce((total, size) => total + pairs(size), 0);
  const expected = n < 2 ? 0 : (sum(ca) * sum(cb)) / pairs(n);
  const largest = (sum(ca) + sum(cb)) / 2;
  const entropy = (sizes: readonly number[]): number =>
    -sizes.reduce((h, size) => h + (size / n) * Math.log(size / n), 0);
  const mean = (entropy(ca) + entropy(cb)) / 2;
  return {
    adjustedRand: largest === expected ? 1 : (sum(cells) - expected) / (largest - expected),
    normalisedMutualInformation: mean === 0 ? 1 : (entropy(ca) + entropy(cb) - entropy(cells)) / mean,
  };
}
