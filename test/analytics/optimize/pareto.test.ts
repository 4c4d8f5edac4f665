/** Dominance, ranks, crowding and hypervolume: by hand, by brute force, by properties. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  hypervolume,
  hypervolumeContributions,
  selectByHypervolume,
} from '../../../src/analytics/optimize/hypervolume.ts';
import {
  crowdingDistances,
  dominates,
  nonDominatedRanks,
  paretoFront,
  selectByCrowding,
} from '../../../src/analytics/optimize/pareto.ts';

/** Points on a coarse grid, so that ties and repeats are common. */
const cloud = (objectives: number, most = 12) =>
  fc.array(fc.array(fc.integer({ min: 0, max: 6 }), { minLength: objectives, maxLength: objectives }), {
    minLength: 1,
    maxLength: most,
  });

/** Ranks by their definition: peel fronts off one after another. */
function ranksByPeeling(points: readonly (readonly number[])[]): number[] {
  const ranks = new Array<number>(points.length).fill(-1);
  for (let rank = 0; ranks.includes(-1); rank++) {
    const left = points.map((_, i) => i).filter((i) => ranks[i] === -1);
    for (const i of left.filter((i) => !left.some((j) => dominates(points[j]!, points[i]!)))) ranks[i] = rank;
  }
  return ranks;
}

/** Counts unit cells of the integer grid: exact for points with whole coordinates. */
function volumeByCells(points: readonly (readonly number[])[], reference: readonly number[]): number {
  const cells = (prefix: readonly number[]): number => {
    if (prefix.length === reference.length)
      return points.some((point) => point.every((value, i) => value <= prefix[i]!)) ? 1 : 0;
    let sum = 0;
    for (let v = 0; v < reference[prefix.length]!; v++) sum += cells([...prefix, v]);
    return sum;
  };
  return cells([]);
}

describe('dominance', () => {
  it('needs no worse and something better', () => {
    expect(dominates([1, 2], [1, 3])).toBe(true);
    expect(dominates([1, 2], [1, 2])).toBe(false);
    expect(dominates([0, 3], [1, 2])).toBe(false);
  });

  it.each([2, 3, 4])('ranks %i objectives as peeling does', (objectives) => {
    fc.assert(
      fc.property(cloud(objectives, 20), (points) => {
        expect(nonDominatedRanks(points)).toEqual(ranksByPeeling(points));
        expect(paretoFront(points).every((i) => !points.some((other) => dominates(other, points[i]!)))).toBe(true);
      }),
    );
  });

  it('gives the ends of a front infinite distance and the rest the gap around them', () => {
    const distances = crowdingDistances([
      [0, 10],
      [2, 4],
      [10, 0],
      [4, 3],
    ]);
    expect(distances).toEqual([Number.POSITIVE_INFINITY, 4 / 10 + 7 / 10, Number.POSITIVE_INFINITY, 8 / 10 + 4 / 10]);
  });

  it('selects by rank, then the least crowded', () => {
    const points = [
      [0, 10],
      [5, 5],
      [5.1, 4.9],
      [10, 0],
      [11, 11],
    ];
    expect(selectByCrowding(points, 3).sort()).toEqual([0, 1, 3]);
    expect(selectByCrowding(points, 9).sort()).toEqual([0, 1, 2, 3, 4]);
  });
});

describe('hypervolume', () => {
  it('is known for small sets', () => {
    expect(hypervolume([], [1, 1])).toBe(0);
    expect(hypervolume([[2, 2]], [1, 1])).toBe(0);
    expect(hypervolume([[3]], [5])).toBe(2);
    expect(
      hypervolume(
        [
          [1, 2],
          [2, 1],
        ],
        [3, 3],
      ),
    ).toBe(3);
    expect(
      hypervolume(
        [
          [1, 2, 3],
          [3, 2, 1],
          [2, 2, 2],
        ],
        [4, 4, 4],
      ),
    ).toBe(12);
  });

  it.each([2, 3, 4])('equals the count of covered cells in %i dimensions', (objectives) => {
    const reference = new Array<number>(objectives).fill(5);
    fc.assert(
      fc.property(cloud(objectives, 8), (points) => {
        expect(hypervolume(points, reference)).toBeCloseTo(volumeByCells(points, reference), 9);
      }),
      { numRuns: objectives === 4 ? 30 : 100 },
    );
  });

  it.each([2, 3])('credits each point with what is lost without it (%i objectives)', (objectives) => {
    const reference = new Array<number>(objectives).fill(5);
    fc.assert(
      fc.property(cloud(objectives, 8), (points) => {
        const contributions = hypervolumeContributions(points, reference);
        const front = paretoFront(points);
        points.forEach((_, i) => {
          const rest = front.filter((j) => j !== i).map((j) => points[j]!);
          const lost = front.includes(i) ? hypervolume(points, reference) - hypervolume(rest, reference) : 0;
          expect(contributions[i]).toBeCloseTo(lost, 9);
        });
      }),
    );
  });

  it('chooses subsets at least as good as 1 − 1/e of the best', () => {
    fc.assert(
      fc.property(cloud(2, 7), (points) => {
        const reference = [7, 7];
        const volume = (chosen: readonly number[]) =>
          hypervolume(
            chosen.map((i) => points[i]!),
            reference,
          );
        let best = 0;
        for (let i = 0; i < points.length; i++)
          for (let j = 0; j < points.length; j++) best = Math.max(best, volume([i, j]));
        const chosen = selectByHypervolume(points, 2, reference);
        expect(new Set(chosen).size).toBe(Math.min(2, points.length));
        expect(volume(chosen)).toBeGreaterThanOrEqual((1 - 1 / Math.E) * best - 1e-9);
      }),
    );
  });
});
