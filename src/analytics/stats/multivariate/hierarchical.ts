/** Agglomerative clustering: Ward, average, complete and single linkage by Lance & Williams' (1967) updates. */
import { correlationCoefficient } from '../correlation/pearson.ts';
import { distanceMatrix, type Rows } from './distance.ts';

export type Linkage = 'ward' | 'average' | 'complete' | 'single';

export interface Dendrogram {
  /** Merges in order of height; clusters ≥ n are earlier merges. Ward heights are √(2·ESS increase), as R's ward.D2. */
  readonly merges: readonly {
    readonly a: number;
    readonly b: number;
    readonly height: number;
    readonly size: number;
  }[];
  /** Correlation of the merge heights with the distances; null when either is constant. */
  readonly copheneticCorrelation: number | null;
  /** Labels 0 … k − 1 in order of first appearance. */
  cut(k: number): number[];
}

/** Null below two rows. */
export function hierarchicalClusters(rows: Rows, linkage: Linkage): Dendrogram | null {
  const n = rows.length;
  if (n < 2) return null;
  const original = distanceMatrix(rows);
  const d = original.map((row) => (linkage === 'ward' ? row.map((value) => value * value) : Float64Array.from(row)));
  const active = rows.map((_, i) => ({ slot: i, id: i, size: 1, members: [i] }));
  const cophenetic = rows.map(() => new Float64Array(n));
  const merges: { a: number; b: number; height: number; size: number }[] = [];
  while (active.length > 1) {
    let [bestI, bestJ] = [0, 1];
    for (let i = 0; i < active.length; i++)
      for (let j = i + 1; j < active.length; j++)
        if (d[active[i]!.slot]![active[j]!.slot]! < d[active[bestI]!.slot]![active[bestJ]!.slot]!)
          [bestI, bestJ] = [i, j];
    const [a, b] = [active[bestI]!, active[bestJ]!];
    const apart = d[a.slot]![b.slot]!;
    const height = linkage === 'ward' ? Math.sqrt(apart) : apart;
    for (const c of active) {
      if (c === a || c === b) continue;
      const [ca, cb] = [d[a.slot]![c.slot]!, d[b.slot]![c.slot]!];
      const total = a.size + b.size + c.size;
      const merged = {
        ward: ((a.size + c.size) * ca + (b.size + c.size) * cb - c.size * apart) / total,
        average: (a.size * ca + b.size * cb) / (a.size + b.size),
        complete: Math.max(ca, cb),
        single: Math.min(ca, cb),
      }[linkage];
      d[a.slot]![c.slot] = merged;
      d[c.slot]![a.slot] = merged;
    }
    for (const i of a.members)
      for (const j of b.members) {
        cophenetic[i]![j] = height;
        cophenetic[j]![i] = height;
      }
    merges.push({ a: a.id, b: b.id, height, size: a.size + b.size });
    active.splice(bestJ, 1);
    active[bestI] = {
      slot: a.slot,
      id: n + merges.length - 1,
      size: a.size + b.size,
      members: [...a.members, ...b.members],
    };
  }
  const upper = (matrix: readonly Float64Array[]): number[] => matrix.flatMap((row, i) => [...row.subarray(i + 1)]);
  return {
    merges,
    copheneticCorrelation: correlationCoefficient(upper(original), upper(cophenetic)),
    cut: (k) => {
      const owner = Array.from({ length: n + merges.length }, (_, i) => i);
      merges.slice(0, Math.max(0, n - k)).forEach(({ a, b }, m) => {
        owner[a] = n + m;
        owner[b] = n + m;
      });
      const root = (i: number): number => (owner[i] === i ? i : root(owner[i]!));
      const names = new Map<number, number>();
      return rows.map((_, i) => {
        const top = root(i);
        if (!names.has(top)) names.set(top, names.size);
        return names.get(top)!;
      });
    },
  };
}
