/** Pareto dominance, non-dominated ranks, crowding distance. All objectives are minimised. */

/** True when `a` is nowhere worse than `b` and somewhere better. Equal points do not dominate each other. */
export function dominates(a: readonly number[], b: readonly number[]): boolean {
  let better = false;
  for (let i = 0; i < a.length; i++) {
    const difference = (a[i] as number) - (b[i] as number);
    if (difference > 0) return false;
    if (difference < 0) better = true;
  }
  return better;
}

/** Indices of the points that no other point dominates, in the order given. Repeated points all stay. */
export function paretoFront(points: readonly (readonly number[])[]): number[] {
  return nonDominatedRanks(points).flatMap((rank, i) => (rank === 0 ? [i] : []));
}

/**
 * Rank of every point: 0 on the front, 1 on the front that is left without rank 0, and so on.
 * Two objectives: sweep in O(n log n) (Jensen 2003); more: fast non-dominated sorting in O(m n²) (Deb et al. 2002,
 * "A fast and elitist multiobjective genetic algorithm: NSGA-II", IEEE TEVC 6(2)).
 */
export function nonDominatedRanks(points: readonly (readonly number[])[]): number[] {
  return points.length > 0 && points[0]?.length === 2 ? sweepRanks(points) : fastRanks(points);
}

function sweepRanks(points: readonly (readonly number[])[]): number[] {
  const order = points.map((_, i) => i);
  const x = (i: number): number => points[i]?.[0] as number;
  const y = (i: number): number => points[i]?.[1] as number;
  order.sort((a, b) => x(a) - x(b) || y(a) - y(b) || a - b);
  const ranks = new Array<number>(points.length).fill(0);
  /** The last (lowest-y) point of each front so far; its y rises with the rank. */
  const tails: number[] = [];
  for (const i of order) {
    const dominated = (rank: number): boolean => {
      const tail = tails[rank] as number;
      return y(tail) < y(i) || (y(tail) === y(i) && x(tail) < x(i));
    };
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (dominated(middle)) low = middle + 1;
      else high = middle;
    }
    ranks[i] = low;
    tails[low] = i;
  }
  return ranks;
}

function fastRanks(points: readonly (readonly number[])[]): number[] {
  const n = points.length;
  const ranks = new Array<number>(n).fill(0);
  const dominators = new Array<number>(n).fill(0);
  const dominated: number[][] = points.map(() => []);
  for (let i = 0; i < n; i++)
    for (let j = i + 1; j < n; j++) {
      const a = points[i] as readonly number[];
      const b = points[j] as readonly number[];
      if (dominates(a, b)) {
        dominated[i]?.push(j);
        dominators[j] = (dominators[j] as number) + 1;
      } else if (dominates(b, a)) {
        dominated[j]?.push(i);
        dominators[i] = (dominators[i] as number) + 1;
      }
    }
  let front = dominators.flatMap((count, i) => (count === 0 ? [i] : []));
  for (let rank = 0; front.length > 0; rank++) {
    const next: number[] = [];
    for (const i of front) {
      ranks[i] = rank;
      for (const j of dominated[i] as number[]) {
        dominators[j] = (dominators[j] as number) - 1;
        if (dominators[j] === 0) next.push(j);
      }
    }
    front = next;
  }
  return ranks;
}

/**
 * Crowding distance of each point of one front (Deb et al. 2002): the sum over objectives of the gap between its two
 * neighbours, as a share of the front's range; Infinity at both ends of every objective.
 */
export function crowdingDistances(front: readonly (readonly number[])[]): number[] {
  const distances = new Array<number>(front.length).fill(0);
  const objectives = front[0]?.length ?? 0;
  const order = front.map((_, i) => i);
  for (let m = 0; m < objectives; m++) {
    const at = (i: number): number => front[i]?.[m] as number;
    order.sort((a, b) => at(a) - at(b) || a - b);
    const first = order[0] as number;
    const last = order[order.length - 1] as number;
    const range = at(last) - at(first);
    distances[first] = Number.POSITIVE_INFINITY;
    distances[last] = Number.POSITIVE_INFINITY;
    if (range === 0) continue;
    for (let k = 1; k < order.length - 1; k++) {
      const i = order[k] as number;
      distances[i] = (distances[i] as number) + (at(order[k + 1] as number) - at(order[k - 1] as number)) / range;
    }
  }
  return distances;
}

/**
 * Indices of the `size` best points by rank, then by crowding distance (NSGA-II's environmental selection); all of them
 * when there are fewer. Ties keep the order given.
 */
export function selectByCrowding(points: readonly (readonly number[])[], size: number): number[] {
  const ranks = nonDominatedRanks(points);
  const selected: number[] = [];
  for (let rank = 0; selected.length < Math.min(size, points.length); rank++) {
    const front = ranks.flatMap((r, i) => (r === rank ? [i] : []));
    if (selected.length + front.length <= size) {
      selected.push(...front);
      continue;
    }
    const distances = crowdingDistances(front.map((i) => points[i] as readonly number[]));
    const order = front.map((_, k) => k).sort((a, b) => compareDescending(distances[a], distances[b]) || a - b);
    selected.push(...order.slice(0, size - selected.length).map((k) => front[k] as number));
  }
  return selected;
}

/** Sorts by descending distance; two infinite distances are equal. */
function compareDescending(a: number | undefined, b: number | undefined): number {
  if (a === b) return 0;
  return (b as number) > (a as number) ? 1 : -1;
}
