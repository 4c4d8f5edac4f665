/** Compatibility, frontier, concentration, roles, and the split over brands. */
import { describe, expect, it } from 'vitest';
import { hillCurve, logCurve } from '../../../src/analytics/marketing/saturation.ts';
import { allocateAcrossBrands } from '../../../src/analytics/portfolio/allocate-brands.ts';
import {
  checkCompatibility,
  type MeasuredProject,
  measuredProjects,
} from '../../../src/analytics/portfolio/compatibility.ts';
import { effectiveNumber } from '../../../src/analytics/portfolio/effective-number.ts';
import {
  meanVarianceFrontier,
  riskContributions,
  riskOf,
  solveShares,
} from '../../../src/analytics/portfolio/frontier.ts';
import { assignRole } from '../../../src/analytics/portfolio/roles.ts';
import { shrinkMeans } from '../../../src/analytics/portfolio/shrunken-means.ts';
import { AbortedError } from '../../../src/domain/aborted.ts';
import { createRng } from '../../../src/domain/rng.ts';
import { worldData } from '../../support/world-dataset.ts';

describe('compatibility', () => {
  const project = (name: string, change: Partial<MeasuredProject> = {}): MeasuredProject => ({
    project: name,
    frequency: 'monthly',
    currency: 'EUR',
    metrics: ['a', 'b', 'c', 'd'].map((key) => ({ key, direction: 'higher', unit: '%', weightShare: 0.25 })),
    ...change,
  });

  it('is full, without a mismatch, for equal definitions', () => {
    const { pairs, mismatches, common } = checkCompatibility([project('p'), project('q')]);
    expect(mismatches).toEqual([]);
    expect(common).toEqual(['a', 'b', 'c', 'd']);
    expect(pairs).toEqual([
      { projects: ['p', 'q'], shared: ['a', 'b', 'c', 'd'], sharedWeight: 1, weightOverlap: 1, verdict: 'full' },
    ]);
  });

  it('reports every kind of mismatch and compares only what is shared', () => {
    const other = project('q', {
      currency: 'INR',
      metrics: [
        { key: 'a', direction: 'lower', unit: '%', weightShare: 0.2 },
        { key: 'b', direction: 'higher', unit: '%', weightShare: 0.4 },
        { key: 'c', direction: 'higher', unit: '%', weightShare: 0.2 },
        { key: 'd', direction: 'higher', unit: '%', weightShare: 0.1 },
        { key: 'e', direction: 'higher', unit: null, weightShare: 0.1 },
      ],
    });
    const { pairs, mismatches, common } = checkCompatibility([project('p'), other]);
    expect(new Set(mismatches.map(({ kind }) => kind))).toEqual(
      new Set(['currency', 'direction', 'weight', 'missing']),
    );
    expect(common).toEqual(['b', 'c', 'd']);
    expect(pairs[0]).toMatchObject({ verdict: 'partial', shared: ['b', 'c', 'd'] });
    expect(pairs[0]!.sharedWeight).toBeCloseTo(0.7, 12);
    expect(pairs[0]!.weightOverlap).toBeCloseTo(0.55, 12);
    expect(checkCompatibility([project('p'), project('q', { frequency: 'weekly' })]).pairs[0]!.verdict).toBe('none');
  });
});

describe('compatibility of the demo market', () => {
  it('finds rounds and markets measured alike, currencies apart, and a dropped metric', () => {
    const { dataset } = worldData({ seed: 1, brands: 3, periods: 24 });
    const projects = measuredProjects(dataset);
    expect(projects.map(({ project }) => project).sort()).toEqual(
      dataset.projects.map(({ project }) => project).sort(),
    );
    for (const { metrics } of projects)
      expect(metrics.reduce((sum, { weightShare }) => sum + weightShare, 0)).toBeCloseTo(1, 12);
    const { pairs, mismatches } = checkCompatibility(projects);
    expect(pairs).toHaveLength(3);
    expect(mismatches.some(({ kind }) => kind === 'currency')).toBe(true);
    expect(mismatches.some(({ kind }) => kind === 'missing' || kind === 'unit' || kind === 'direction')).toBe(false);
    const [first, ...rest] = projects;
    const dropped = first!.metrics[0]!.key;
    const without = checkCompatibility([{ ...first!, metrics: first!.metrics.slice(1) }, ...rest]);
    expect(without.common).not.toContain(dropped);
    expect(without.mismatches.filter(({ kind, metric }) => kind === 'missing' && metric === dropped)).toHaveLength(2);
  });
});

/** Returns of `n` periods with given means and one common factor. */
function returnsOf(means: readonly number[], n: number, seed: number): number[][] {
  const rng = createRng(seed);
  return Array.from({ length: n }, () => {
    const common = rng.normal();
    return means.map((mean, i) => mean + 0.02 * common + 0.02 * (1 + i) * rng.normal());
  });
}

describe('frontier', () => {
  it('has the closed-form minimum variance where no limit binds', () => {
    // Two brands, variances 1 and 4, covariance .5: weight of the first (4 − .5) ÷ (1 + 4 − 1).
    expect(
      solveShares(
        [
          [1, 0.5],
          [0.5, 4],
        ],
        [0, 0],
        [
          { least: 0, most: 1 },
          { least: 0, most: 1 },
        ],
      ),
    ).toEqual([expect.closeTo(0.875, 12), expect.closeTo(0.125, 12)]);
    expect(solveShares([[1]], [0], [{ least: 0, most: 0.5 }])).toBeNull();
  });

  it('rises in risk with expected return, keeps limits, and no random mix beats it', () => {
    const limits = [0, 1, 2, 3].map(() => ({ least: 0.05, most: 0.6 }));
    const frontier = meanVarianceFrontier(returnsOf([0.01, 0.02, 0.03, 0.05], 60, 1), limits)!;
    const { mixes, covariance, means } = frontier;
    expect(mixes.length).toBe(21);
    for (let k = 1; k < mixes.length; k++) {
      expect(mixes[k]!.expected).toBeGreaterThan(mixes[k - 1]!.expected);
      expect(mixes[k]!.risk).toBeGreaterThanOrEqual(mixes[k - 1]!.risk - 1e-12);
    }
    for (const { shares } of mixes) {
      expect(shares.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9);
      for (const share of shares) {
        expect(share).toBeGreaterThanOrEqual(0.05 - 1e-9);
        expect(share).toBeLessThanOrEqual(0.6 + 1e-9);
      }
    }
    const rng = createRng(2);
    for (let i = 0; i < 3_000; i++) {
      const raw = means.map(() => -Math.log(1 - rng.next()));
      const total = raw.reduce((a, b) => a + b, 0);
      const shares = raw.map((value) => value / total);
      if (shares.some((share) => share < 0.05 || share > 0.6)) continue;
      const expected = shares.reduce((sum, share, j) => sum + share * means[j]!, 0);
      expect(riskOf(shares, covariance)).toBeGreaterThanOrEqual(frontier.minimumVariance.risk - 1e-12);
      const bracket = mixes.findIndex((mix) => mix.expected >= expected);
      if (bracket > 0) expect(riskOf(shares, covariance)).toBeGreaterThanOrEqual(mixes[bracket - 1]!.risk - 1e-9);
    }
  });

  it('splits risk into contributions that sum to one, equal for the minimum-variance weights', () => {
    const frontier = meanVarianceFrontier(returnsOf([0.01, 0.01, 0.01], 80, 3))!;
    const contributions = riskContributions(frontier.minimumVariance.shares, frontier.covariance)!;
    expect(contributions.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
    // At the minimum every brand in the mix adds as much risk as it has share.
    frontier.minimumVariance.shares.forEach((share, i) => {
      if (share > 1e-6) expect(contributions[i]! / share).toBeCloseTo(1, 5);
    });
    expect(
      riskContributions(
        [0, 0],
        [
          [1, 0],
          [0, 1],
        ],
      ),
    ).toBeNull();
  });

  it('refuses what cannot be estimated', () => {
    expect(meanVarianceFrontier(returnsOf([0.01, 0.02, 0.03], 5, 1))).toBeNull();
    expect(meanVarianceFrontier([[1], [2], [3]])).toBeNull();
    expect(meanVarianceFrontier(Array.from({ length: 30 }, (_, t) => [0.01, t % 2]))).toBeNull();
  });
});

describe("Jorion's means", () => {
  it('follows his formula', () => {
    // By hand: identity covariance, means 1, 2, 3, T = 60, N = 3: target 2, distance 2·(55 ÷ 59).
    const { means, shrinkage, target } = shrinkMeans(
      [1, 2, 3],
      [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
      60,
    )!;
    expect(target).toBeCloseTo(2, 12);
    const expected = 5 / (5 + 60 * 2 * (55 / 59));
    expect(shrinkage).toBeCloseTo(expected, 12);
    expect(means[0]).toBeCloseTo(1 + expected, 12);
  });

  it('pulls equal means all the way and estimates better than sample means', () => {
    expect(
      shrinkMeans(
        [2, 2],
        [
          [1, 0],
          [0, 2],
        ],
        40,
      )!.shrinkage,
    ).toBe(1);
    const rng = createRng(4);
    let [sample, shrunk] = [0, 0];
    for (let i = 0; i < 200; i++) {
      const truth = [0, 1, 2, 3, 4].map(() => 0.01 * rng.normal());
      const seen = truth.map((value) => value + 0.03 * rng.normal());
      const covariance = truth.map((_, a) => truth.map((__, b) => (a === b ? 0.03 ** 2 * 40 : 0)));
      const { means } = shrinkMeans(seen, covariance, 40)!;
      truth.forEach((value, k) => {
        sample += (seen[k]! - value) ** 2;
        shrunk += (means[k]! - value) ** 2;
      });
    }
    expect(shrunk).toBeLessThan(0.7 * sample);
  });

  it('refuses short histories and singular covariances', () => {
    expect(
      shrinkMeans(
        [1, 2],
        [
          [1, 0],
          [0, 1],
        ],
        4,
      ),
    ).toBeNull();
    expect(
      shrinkMeans(
        [1, 2],
        [
          [1, 1],
          [1, 1],
        ],
        40,
      ),
    ).toBeNull();
  });
});

describe('effective number of brands', () => {
  it('counts equal brands fully, and correlated ones less', () => {
    const even = effectiveNumber(
      [5, 5, 5, 5],
      [0, 1, 2, 3].map((i) => [0, 1, 2, 3].map((j) => Number(i === j))),
    )!;
    expect(even.bySize).toBeCloseTo(4, 12);
    expect(even.byRisk).toBeGreaterThan(0.99);
    const together = effectiveNumber(
      [5, 5],
      [
        [1, 0.999],
        [0.999, 1],
      ],
    )!;
    expect(together.byRisk).toBeLessThan(1.02);
    expect(effectiveNumber([9, 1])!.bySize).toBeCloseTo(1 / 0.82, 12);
    expect(effectiveNumber([9, 1])!.byRisk).toBeNull();
    expect(effectiveNumber([0, 0])).toBeNull();
    expect(
      effectiveNumber(
        [1, 1],
        [
          [0, 0],
          [0, 0],
        ],
      )!.byRisk,
    ).toBeNull();
  });

  it('counts uncorrelated brands of different risk by their share of variance', () => {
    const { byRisk } = effectiveNumber(
      [1, 1],
      [
        [3, 0],
        [0, 1],
      ],
    )!;
    expect(byRisk).toBeCloseTo(Math.exp(-(0.75 * Math.log(0.75) + 0.25 * Math.log(0.25))), 10);
  });
});

describe('roles', () => {
  it('follows the table', () => {
    const role = (
      relativeShare: number | null,
      share: 'up' | 'down' | 'unclear',
      category: 'up' | 'down' | 'unclear',
    ) => assignRole({ brand: 'A', relativeShare, share, category }).role;
    expect(role(1.4, 'down', 'up')).toBe('defend');
    expect(role(1, 'unclear', 'up')).toBe('grow');
    expect(role(1.4, 'up', 'unclear')).toBe('harvest');
    expect(role(0.4, 'up', 'down')).toBe('grow');
    expect(role(0.4, 'unclear', 'up')).toBe('fix');
    expect(role(0.4, 'down', 'unclear')).toBe('harvest');
    expect(role(null, 'up', 'up')).toBeNull();
  });
});

describe('split over brands', () => {
  const brands = [
    { id: 'A', curve: logCurve({ scale: 300, unit: 50 }), lower: 10, upper: 200, currentSpend: 40 },
    { id: 'B', curve: logCurve({ scale: 120, unit: 50 }), lower: 10, upper: 200, currentSpend: 60 },
    { id: 'C', curve: hillCurve({ ceiling: 250, alpha: 3, inflexion: 80 }), lower: 10, upper: 200, currentSpend: 50 },
  ];
  const settings = { population: 40, generations: 40 };
  const growthCovariance = [
    [0.09, 0, 0],
    [0, 0.01, 0],
    [0, 0, 0.01],
  ];

  it('has the proved best outcome at one end and trade-offs that nothing beats', () => {
    const result = allocateAcrossBrands(brands, 150, createRng(1), { growthCovariance, settings });
    if (!result.feasible) throw new Error(result.reason);
    expect(result.mostExpected.proved).toBe(true);
    expect(result.front.length).toBeGreaterThan(5);
    for (const a of result.front) {
      expect(a.expected).toBeLessThanOrEqual(result.mostExpected.expected + 1e-9);
      expect(a.spend.reduce((x, y) => x + y, 0)).toBeCloseTo(150, 8);
      a.spend.forEach((x, i) => {
        expect(x).toBeGreaterThanOrEqual(brands[i]!.lower - 1e-9);
        expect(x).toBeLessThanOrEqual(brands[i]!.upper + 1e-9);
      });
      for (const b of result.front)
        expect(b !== a && b.expected > a.expected && b.risk! < a.risk! && b.moved < a.moved).toBe(false);
    }
    expect(result.front.at(-1)!.expected).toBeCloseTo(result.mostExpected.expected, 8);
    expect(Math.min(...result.front.map(({ risk }) => risk!))).toBeLessThan(0.95 * result.mostExpected.risk!);
    expect(result.front).toContain(result.knee);
    expect(allocateAcrossBrands(brands, 150, createRng(1), { growthCovariance, settings })).toEqual(result);
  });

  it('trades outcome against change where no covariance is known, and keeps today on the front', () => {
    const result = allocateAcrossBrands(brands, 150, createRng(2), { settings });
    if (!result.feasible) throw new Error(result.reason);
    expect(result.front[0]!.moved).toBeCloseTo(0, 9);
    expect(result.front[0]!.risk).toBeNull();
  });

  it('refuses an impossible total and can be stopped', () => {
    expect(allocateAcrossBrands(brands, 5, createRng(1))).toMatchObject({ feasible: false });
    expect(() => allocateAcrossBrands(brands, 150, createRng(1), { isAborted: () => true })).toThrow(AbortedError);
  });
});
