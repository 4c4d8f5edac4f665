/** Exact hypervolume of a set of points below a reference point, its contributions, and subsets that keep most of it. */
import { dominates, paretoFront } from './pareto.ts';

/**
 * Volume of the region that the points dominate and that dominates the reference point; all objectives minimised.
 * Points not strictly better than the reference in every objective add nothing. Two objectives: sweep in O(n log n);
 * more: WFG, exact (While, Bradstreet & Barone 2012, "A fast way of calculating exact hypervolumes", IEEE TEVC 16(1)),
 * exponential in the number of objectives in the worst case, fit for ≤ 6 objectives and some hundred points.
 * @returns ≥ 0, in the product of the objectives' units
 */
export function hypervolume(points: readonly (readonly number[])[], reference: readonly number[]): number {
  const inside = points.filter((point) => point.every((value, i) => value < (reference[i] as number)));
  if (reference.length === 0 || inside.length === 0) return 0;
  if (reference.length === 1) return (reference[0] as number) - Math.min(...inside.map((point) => point[0] as number));
  if (reference.length === 2) return sweep(inside, reference[0] as number, reference[1] as number);
  return wfg(withoutDominated(inside), reference);
}

function sweep(points: readonly (readonly number[])[], referenceX: number, referenceY: number): number {
  const sorted = points
    .map((point) => [point[0] as number, point[1] as number] as const)
    .sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  let volume = 0;
  let lowest = referenceY;
  for (const [x, y] of sorted) {
    if (y >= lowest) continue;
    volume += (referenceX - x) * (lowest - y);
    lowest = y;
  }
  return volume;
}

/** Sum over the points of what each adds to those after it; the worst in the last objective first, which keeps the limited sets small. */
function wfg(front: readonly (readonly number[])[], reference: readonly number[]): number {
  const last = reference.length - 1;
  const sorted = [...front].sort((a, b) => (b[last] as number) - (a[last] as number));
  let volume = 0;
  for (let i = 0; i < sorted.length; i++)
    volume += exclusive(sorted[i] as readonly number[], sorted.slice(i + 1), reference);
  return volume;
}

/** What `point` adds to `others`: its own box less the part that the others, limited to it, cover. */
function exclusive(
  point: readonly number[],
  others: readonly (readonly number[])[],
  reference: readonly number[],
): number {
  const box = point.reduce((product, value, i) => product * ((reference[i] as number) - value), 1);
  if (others.length === 0) return box;
  const limited = others.map((other) => other.map((value, i) => Math.max(value, point[i] as number)));
  return box - wfg(withoutDominated(limited), reference);
}

/** The non-dominated points, each once. */
function withoutDominated(points: readonly (readonly number[])[]): (readonly number[])[] {
  const kept: (readonly number[])[] = [];
  for (const point of points) {
    if (kept.some((other) => dominates(other, point) || other.every((value, i) => value === point[i]))) continue;
    for (let i = kept.length - 1; i >= 0; i--) if (dominates(point, kept[i] as readonly number[])) kept.splice(i, 1);
    kept.push(point);
  }
  return kept;
}

/**
 * What the front loses without each point: 0 for dominated or repeated points and those beyond the reference.
 */
export function hypervolumeContributions(
  points: readonly (readonly number[])[],
  reference: readonly number[],
): number[] {
  const contributions = new Array<number>(points.length).fill(0);
  const front = paretoFront(points);
  const onFront = front.map((i) => points[i] as readonly number[]);
  if (reference.length === 2) {
    const order = front
      .filter((i) => (points[i] as readonly number[]).every((value, m) => value < (reference[m] as number)))
      .sort((a, b) => (points[a]?.[0] as number) - (points[b]?.[0] as number));
    order.forEach((i, k) => {
      const [x, y] = points[i] as readonly [number, number];
      const right = k + 1 < order.length ? (points[order[k + 1] as number]?.[0] as number) : (reference[0] as number);
      const above = k > 0 ? (points[order[k - 1] as number]?.[1] as number) : (reference[1] as number);
      contributions[i] = (right - x) * (above - y);
    });
    return contributions;
  }
  const all = hypervolume(onFront, reference);
  front.forEach((i, k) => {
    const rest = onFront.filter((_, j) => j !== k);
    contributions[i] = Math.max(0, all - hypervolume(rest, reference));
  });
  return contributions;
}

/**
 * Greedy choice of `size` points that together keep much of the hypervolume: at least 1 − 1/e of the best subset's
 * (Guerreiro, Fonseca & Paquete 2016, "Greedy hypervolume subset selection in low dimensions", Evol. Comput. 24(3)).
 * @returns indices in the order chosen; ties go to the earlier point
 */
export function selectByHypervolume(
  points: readonly (readonly number[])[],
  size: number,
  reference: readonly number[],
): number[] {
  const left = points.map((_, i) => i);
  const chosen: number[] = [];
  let volume = 0;
  while (chosen.length < size && left.length > 0) {
    let best = 0;
    let bestVolume = Number.NEGATIVE_INFINITY;
    left.forEach((i, k) => {
      const together = hypervolume(
        [...chosen, i].map((j) => points[j] as readonly number[]),
        reference,
      );
      if (together - volume > bestVolume) {
        bestVolume = together - volume;
        best = k;
      }
    });
    volume += bestVolume;
    chosen.push(...left.splice(best, 1));
  }
  return chosen;
}
