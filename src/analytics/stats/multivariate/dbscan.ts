/** DBSCAN (Ester, Kriegel, Sander & Xu 1996): clusters as regions of density, the rest as noise. */
import { type Rows, squaredDistance } from './distance.ts';

/** Label of each row, −1 for noise, and whether it is a core row. `neighbours` counts the row itself. */
export function dbscan(
  rows: Rows,
  o: { radius: number; neighbours: number },
): { labels: number[]; core: boolean[]; clusters: number } {
  const limit = o.radius ** 2;
  const near = rows.map((row) => rows.flatMap((other, j) => (squaredDistance(row, other) <= limit ? [j] : [])));
  const core = near.map((list) => list.length >= o.neighbours);
  const labels = rows.map(() => -1);
  let clusters = 0;
  for (let i = 0; i < rows.length; i++) {
    if (!core[i] || labels[i] !== -1) continue;
    const queue = [i];
    labels[i] = clusters;
    for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
      if (!core[at]) continue;
      for (const j of near[at]!) {
        if (labels[j] !== -1) continue;
        labels[j] = clusters;
        queue.push(j);
      }
    }
    clusters++;
  }
  return { labels, core, clusters };
}
