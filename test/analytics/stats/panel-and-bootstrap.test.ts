/** Bootstraps, shrunken covariances, panels with own levels, few clusters, equivalence, long-run causality. */
import { describe, expect, it } from 'vitest';
import { binomialCdf } from '../../../src/analytics/stats/distributions/beta.ts';
import { ledoitWolfCovariance } from '../../../src/analytics/stats/multivariate/shrunk-covariance.ts';
import { fixedEffects, type PanelRow } from '../../../src/analytics/stats/regression/fixed-effects.ts';
import { wildClusterTest } from '../../../src/analytics/stats/regression/wild-cluster.ts';
import {
  automaticBlockLength,
  bootstrapStatistic,
  stationaryBootstrapPositions,
} from '../../../src/analytics/stats/series/stationary-bootstrap.ts';
import { todaYamamotoTest } from '../../../src/analytics/stats/series/toda-yamamoto.ts';
import {
  equivalenceOfMeans,
  equivalenceTest,
  isWithin,
  minimumDetectableEffect,
} from '../../../src/analytics/stats/tests/equivalence.ts';
import { ibragimovMullerTest } from '../../../src/analytics/stats/tests/ibragimov-muller.ts';
import { binomialTest, differenceOfProportions } from '../../../src/analytics/stats/tests/proportions.ts';
import { oneSampleTest, welchTest } from '../../../src/analytics/stats/tests/two-sample.ts';
import { createRng, type Rng } from '../../../src/domain/rng.ts';

function autoregression(n: number, phi: number, rng: Rng): number[] {
  let u = phi < 1 ? rng.normal() / Math.sqrt(1 - phi * phi) : 0;
  return Array.from({ length: n }, () => {
    const value = u;
    u = phi * u + rng.normal();
    return value;
  });
}
const walk = (n: number, rng: Rng): number[] => autoregression(n, 1, rng);
const meanOf = (x: ArrayLike<number>): number => Array.from(x).reduce((sum, v) => sum + v, 0) / x.length;

/** Most rejections a test of true size `size` shows in `trials` runs, except once in a thousand. */
function mostRejections(trials: number, size: number): number {
  let k = 0;
  while (binomialCdf(k, trials, size) < 0.999) k++;
  return k;
}

describe('stationary bootstrap', () => {
  it('chooses the block length that theory gives for AR(.5): (2ρ ÷ (1 − ρ²))^⅔ · n^⅓', () => {
    const rng = createRng(1);
    const lengths = Array.from({ length: 20 }, () => automaticBlockLength(autoregression(2_000, 0.5, rng))!);
    const theory = (1 / 0.75) ** (2 / 3) * 2_000 ** (1 / 3);
    expect(meanOf(lengths) / theory).toBeGreaterThan(0.8);
    expect(meanOf(lengths) / theory).toBeLessThan(1.25);
    expect(automaticBlockLength(autoregression(2_000, 0, rng))!).toBeLessThan(5);
  });

  it('draws blocks of that length on average, from every place alike', () => {
    const rng = createRng(2);
    const positions = stationaryBootstrapPositions(50_000, 8, rng);
    const breaks = positions.filter((p, t) => t > 0 && p !== (positions[t - 1]! + 1) % 50_000).length;
    expect(50_000 / breaks).toBeGreaterThan(7.5);
    expect(50_000 / breaks).toBeLessThan(8.5);
    expect(meanOf(positions) / 25_000).toBeCloseTo(1, 1);
  });

  it('covers the mean of an autocorrelated series, which independent draws do not', () => {
    const rng = createRng(3);
    let [blocks, single] = [0, 0];
    for (let r = 0; r < 100; r++) {
      const x = autoregression(120, 0.6, rng);
      const average = (positions: ArrayLike<number>) => meanOf(Array.from(positions, (t) => x[t]!));
      const covers = (o: { blockLength?: number }): boolean => {
        const [low, high] = bootstrapStatistic(x, average, { level: 0.95, draws: 199, rng, ...o })!.interval;
        return low <= 0 && high >= 0;
      };
      if (covers({})) blocks++;
      if (covers({ blockLength: 1 })) single++;
    }
    expect(blocks).toBeGreaterThanOrEqual(80);
    expect(single).toBeLessThan(blocks - 10);
  });

  it('has no answer for constants, short series, and statistics that are undefined', () => {
    expect(automaticBlockLength([3, 3, 3, 3, 3])).toBeNull();
    expect(automaticBlockLength([1, 2])).toBeNull();
    expect(bootstrapStatistic([1, 5, 2, 8, 3], () => null, { level: 0.9, rng: createRng(1) })).toBeNull();
  });
});

describe('Ledoit–Wolf covariance', () => {
  const X = Array.from({ length: 40 }, (_, i) =>
    Array.from(
      { length: 4 },
      (_, j) => Math.sin(1 + i * (j + 1) * 1.7) + (j < 2 ? 0.8 * Math.cos(i * 2.3) : 0) * (j + 1),
    ),
  );

  it('shrinks as the published formulas say', () => {
    // Computed with NumPy from the matrix forms of both papers.
    expect(ledoitWolfCovariance(X, 'identity')!.shrinkage).toBeCloseTo(0.1937106652061182, 10);
    expect(ledoitWolfCovariance(X, 'constant-correlation')!.shrinkage).toBeCloseTo(0.48523672498664683, 10);
  });

  it('moves and stretches with the data, and is invertible with fewer rows than columns', () => {
    const stretched = ledoitWolfCovariance(
      X.map((row) => row.map((v) => 1e6 + 3 * v)),
      'constant-correlation',
    )!;
    const plain = ledoitWolfCovariance(X, 'constant-correlation')!;
    expect(stretched.covariance[0]![1]! / plain.covariance[0]![1]!).toBeCloseTo(9, 6);
    const few = ledoitWolfCovariance(X.slice(0, 3), 'identity')!;
    expect(few.shrinkage).toBeGreaterThan(0);
    expect(ledoitWolfCovariance(X.slice(0, 1), 'identity')).toBeNull();
    expect(
      ledoitWolfCovariance(
        X.map(([a]) => [a!, 1]),
        'constant-correlation',
      ),
    ).toBeNull();
  });
});

describe('panel with own levels', () => {
  const panel = (rng: Rng, slope: number, units = 5, periods = 40): PanelRow[] => {
    const common = autoregression(periods, 0.6, rng);
    return Array.from({ length: units }, (_, unit) =>
      autoregression(periods, 0.5, rng).map((x, period) => ({
        unit,
        period,
        x: [x + common[period]!],
        y: 100 * unit + slope * (x + common[period]!) + rng.normal() + autoregression(1, 0, rng)[0]!,
      })),
    ).flat();
  };

  it('finds the slope whatever the levels of the units, gaps or not', () => {
    const rows = panel(createRng(4), 2).filter((_, i) => i % 7 !== 3);
    const fit = fixedEffects(rows, { periodEffects: false })!;
    expect(fit.intervals[0]![0]).toBeLessThan(2);
    expect(fit.intervals[0]![1]).toBeGreaterThan(2);
    const moved = fixedEffects(
      rows.map((row) => ({ ...row, y: row.y + 1e5 * Number(row.unit) })),
      { periodEffects: false },
    )!;
    expect(moved.coefficients[0]!).toBeCloseTo(fit.coefficients[0]!, 8);
    // With period effects, what is added to every unit in a period does not matter either.
    const both = fixedEffects(rows, { periodEffects: true })!;
    const shocked = rows.map((row) => ({ ...row, y: row.y + 10 * Math.sin(row.period) }));
    expect(fixedEffects(shocked, { periodEffects: true })!.coefficients[0]!).toBeCloseTo(both.coefficients[0]!, 8);
  });

  it('is refused for one unit, for a predictor that only differs between units, and for an identity', () => {
    const rows = panel(createRng(5), 1);
    expect(fixedEffects(rows.slice(0, 40), { periodEffects: false })).toBeNull();
    expect(
      fixedEffects(
        rows.map((row) => ({ ...row, x: [Number(row.unit)] })),
        { periodEffects: false },
      ),
    ).toBeNull();
    expect(
      fixedEffects(
        rows.map((row) => ({ ...row, y: 2 * row.x[0]! })),
        { periodEffects: false },
      ),
    ).toBeNull();
    expect(fixedEffects([], { periodEffects: true })).toBeNull();
  });
});

describe('few clusters', () => {
  const sample = (rng: Rng, clusters: number, slope: number) => {
    const names = Array.from({ length: clusters * 20 }, (_, i) => i % clusters);
    // A level and a slope of its own per cluster in the error: what makes usual errors too small.
    const levels = Array.from({ length: clusters }, () => rng.normal());
    const x = Float64Array.from(names, (c) => rng.normal() + 0.7 * levels[c]!);
    const drift = Array.from({ length: clusters }, () => rng.normal());
    return {
      names,
      x,
      y: x.map((v, i) => slope * v + drift[names[i]!]! + rng.normal()),
      one: new Float64Array(names.length).fill(1),
    };
  };

  it('keeps its level with 5 clusters (Webb) and 8 (signs), and finds a clear slope', () => {
    for (const clusters of [5, 8]) {
      const rng = createRng(clusters);
      let [hits, found] = [0, 0];
      const trials = clusters === 5 ? 40 : 60;
      for (let r = 0; r < trials; r++) {
        const { x, y, one, names } = sample(rng, clusters, 0);
        const test = wildClusterTest(y, x, [one], names)!;
        expect(test.weights).toBe(clusters === 5 ? 'Webb' : 'Rademacher');
        if (test.p <= 0.05) hits++;
        const linked = y.map((v, i) => v + 3 * x[i]!);
        if (wildClusterTest(linked, x, [one], names)!.p <= 0.05) found++;
      }
      expect(hits).toBeLessThanOrEqual(mostRejections(trials, 0.08));
      expect(found).toBeGreaterThanOrEqual(0.75 * trials);
    }
  });

  it('gives the same p whether the clusters have their own levels taken out before or in the test', () => {
    const { x, y, names } = sample(createRng(9), 6, 0.3);
    const dummies = [0, 1, 2, 3, 4, 5].map((c) => Float64Array.from(names, (name) => (name === c ? 1 : 0)));
    const centred = (v: Float64Array): Float64Array => {
      const means = [0, 1, 2, 3, 4, 5].map((c) => meanOf(v.filter((_, i) => names[i] === c)));
      return v.map((value, i) => value - means[names[i]!]!);
    };
    const inside = wildClusterTest(y, x, dummies, names)!;
    const before = wildClusterTest(centred(y), centred(x), [], names)!;
    expect(inside.p).toBeCloseTo(before.p, 12);
    expect(inside.coefficient).toBeCloseTo(before.coefficient, 10);
    // 64 sign vectors: p is a multiple of 1/64, opposite vectors alike.
    expect((inside.p * 32) % 1).toBeCloseTo(0, 9);
  });

  it('is refused with four clusters', () => {
    const { x, y, one, names } = sample(createRng(1), 4, 0);
    expect(wildClusterTest(y, x, [one], names)).toBeNull();
  });

  it('per-group estimates: a t test over the groups', () => {
    const estimates = [0.8, 1.1, 1.4, 0.6, 1.2];
    expect(ibragimovMullerTest(estimates)!.p).toBeCloseTo(oneSampleTest(estimates)!.p, 12);
    expect(ibragimovMullerTest([1])).toBeNull();
    expect(ibragimovMullerTest([1, 1, 1])).toBeNull();
  });
});

describe('too small to matter', () => {
  it('agrees with its interval: inside the margins exactly when p ≤ α', () => {
    const rng = createRng(6);
    for (let r = 0; r < 50; r++) {
      const effect = { estimate: rng.normal(), error: 0.1 + rng.next(), df: 3 + rng.integer(40) };
      const margins = [-1.5, 2] as const;
      const { p, interval } = equivalenceTest(effect, margins)!;
      expect(isWithin(interval, margins)).toBe(p < 0.05);
      expect(p <= 0.05).toBe(interval[0] >= margins[0] && interval[1] <= margins[1]);
    }
  });

  it('is the Welch test turned round, and refuses samples without variation or margins out of order', () => {
    const [a, b] = [
      [5.1, 4.9, 5.3, 5.0, 5.2],
      [5.0, 5.1, 4.8, 5.2, 5.1],
    ] as const;
    const { interval } = equivalenceOfMeans(a, b, [-1, 1])!;
    const welch = welchTest(a, b, 0.9)!;
    expect(interval[0]).toBeCloseTo(welch.interval[0], 10);
    expect(equivalenceOfMeans(a, b, [-1, 1])!.p).toBeLessThan(0.001);
    expect(equivalenceOfMeans(a, b, [-0.01, 0.01])!.p).toBeGreaterThan(0.3);
    expect(equivalenceOfMeans([1, 1], [1, 1], [-1, 1])).toBeNull();
    expect(equivalenceTest({ estimate: 0, error: 1, df: 5 }, [1, -1])).toBeNull();
  });

  it('the detectable effect of a large sample is 2.80 standard errors (1.96 + 0.84)', () => {
    expect(minimumDetectableEffect({ error: 2, df: 1e7 })!).toBeCloseTo(2 * (1.959964 + 0.841621), 4);
    expect(minimumDetectableEffect({ error: 0, df: 10 })).toBeNull();
    expect(minimumDetectableEffect({ error: 1, df: 10, power: 0.01 })).toBeNull();
  });
});

describe('proportions', () => {
  it('known values: SciPy binomtest(3, 15, .1); Newcombe (1998), 56/70 against 48/80', () => {
    expect(binomialTest(3, 15, 0.1)!).toBeCloseTo(0.18406106910639114, 10);
    const [low, high] = differenceOfProportions(56, 70, 48, 80)!;
    expect(low).toBeCloseTo(0.0524, 4);
    expect(high).toBeCloseTo(0.3339, 4);
    expect(binomialTest(0, 0, 0.5)).toBeNull();
    expect(differenceOfProportions(1, 0, 1, 2)).toBeNull();
  });
});

describe('Toda–Yamamoto', () => {
  it('keeps its level on independent random walks and finds a lead, in its direction only', () => {
    const rng = createRng(7);
    let [hits, found, reverse] = [0, 0, 0];
    const trials = 40;
    for (let r = 0; r < trials; r++) {
      const [x, y] = [walk(48, rng), walk(48, rng)];
      const options = { seasonLength: 12, rng };
      if (todaYamamotoTest(x, y, options).p! <= 0.05) hits++;
      const led = y.map((v, t) => 0.3 * v + (t > 0 ? x[t - 1]! : 0));
      if (todaYamamotoTest(x, led, options).p! <= 0.05) found++;
      if (todaYamamotoTest(led, x, options).p! <= 0.05) reverse++;
    }
    expect(hits).toBeLessThanOrEqual(mostRejections(trials, 0.07));
    expect(found).toBeGreaterThanOrEqual(0.8 * trials);
    expect(reverse).toBeLessThanOrEqual(mostRejections(trials, 0.08));
  });

  it('uses the longest stretch without gaps, and says why it cannot answer', () => {
    const rng = createRng(8);
    const [x, y] = [walk(60, rng), walk(60, rng)];
    const gappy = x.map((v, t) => (t === 20 ? null : v));
    expect(todaYamamotoTest(gappy, y, { seasonLength: 12, rng })).toMatchObject({ n: 39 });
    expect(todaYamamotoTest(x.slice(0, 20), y, { seasonLength: 12, rng })).toMatchObject({ p: null });
    expect(todaYamamotoTest(new Array(60).fill(4), y, { seasonLength: 12, rng })).toMatchObject({
      p: null,
      insufficient: 'one of the series does not vary',
    });
  });
});
