/** Associations: few on noise, found when planted, refused when the data cannot carry them. Bounds as in bench/association.ts. */
import { describe, expect, it } from 'vitest';
import { associatePair } from '../../../src/analytics/stats/association/pair.ts';
import { associatePanel } from '../../../src/analytics/stats/association/panel.ts';
import { searchedLevel, searchedP, searchShares } from '../../../src/analytics/stats/association/short-run.ts';
import { binomialCdf } from '../../../src/analytics/stats/distributions/beta.ts';
import { createRng, type Rng } from '../../../src/domain/rng.ts';

const options = { unit: 'sales per point', level: 0.95, seasonLength: 12 };

function walk(n: number, rng: Rng): number[] {
  let u = 0;
  return Array.from({ length: n }, () => {
    u += rng.normal();
    return u;
  });
}

/** Most rejections a test of true size `size` shows in `trials` runs, except once in a thousand. */
function mostRejections(trials: number, size: number): number {
  let k = 0;
  while (binomialCdf(k, trials, size) < 0.999) k++;
  return k;
}

describe('a pair', () => {
  it('of independent random walks is hardly ever associated', () => {
    const rng = createRng(1);
    const hits = Array.from({ length: 150 }, () => associatePair(walk(60, rng), walk(60, rng), options)).filter(
      (evidence) => evidence.p !== null && evidence.p <= 0.05,
    );
    expect(hits.length).toBeLessThanOrEqual(mostRejections(150, 0.07));
  });

  it('with a planted lead is found at its lag, with its size', () => {
    const rng = createRng(2);
    let right = 0;
    for (let r = 0; r < 30; r++) {
      const x = walk(62, rng);
      const y = x.slice(0, 60).map((_, t) => (t >= 2 ? 3 * x[t - 2]! : 0) + 0.5 * t + 2 * rng.normal());
      const evidence = associatePair(y, x.slice(0, 60), options);
      const [low, high] = evidence.interval!;
      expect(evidence.p! <= 0.05).toBe(low > 0 || high < 0);
      if (evidence.p! <= 0.05 && evidence.lag === 2 && low <= 3 && high >= 3) right++;
    }
    expect(right).toBeGreaterThanOrEqual(27);
  });

  it('that is an identity, constant, or short is refused with a reason', () => {
    const rng = createRng(3);
    const x = walk(60, rng);
    const double = x.map((value) => 2 * value);
    const identity = associatePair(double, x, options);
    expect(identity.lag).not.toBe(0);
    const constant = associatePair(x, new Array<number>(60).fill(4), options);
    expect(constant).toMatchObject({ p: null, estimate: null });
    expect(constant.insufficient).toMatch(/does not vary/);
    expect(associatePair(x.slice(0, 20), double.slice(0, 20), options).insufficient).toMatch(/24 periods/);
  });

  it('whose common cause is held constant is no longer associated', () => {
    const rng = createRng(4);
    const cause = walk(60, rng);
    const [x, y] = [cause.map((v) => v + 0.3 * rng.normal()), cause.map((v) => v + 0.3 * rng.normal())];
    expect(associatePair(y, x, options).p!).toBeLessThan(0.001);
    expect(associatePair(y, x, { ...options, controls: [cause] }).p!).toBeGreaterThan(0.01);
  });
});

describe('the search over lags', () => {
  it('spends its level exactly, more of it on short lags', () => {
    const shares = searchShares([0, 1, 2, 3, 4, 5, 6]);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    expect([...shares].sort((a, b) => b - a)).toEqual(shares);
    // The chance that none of independent p-values falls below its own bound is 1 − α.
    const spent = shares.map((share) => 1 - searchedLevel(0.95, share));
    expect(spent.reduce((none, alpha) => none * (1 - alpha), 1)).toBeCloseTo(0.95, 12);
    spent.forEach((alpha, i) => {
      expect(searchedP(alpha, shares[i]!)).toBeCloseTo(0.05, 12);
    });
    expect(searchedP(1, 0.2)).toBe(1);
    expect(searchedP(1e-300, 0.2)).toBeGreaterThan(0);
  });
});

describe('what would fool changes alone', () => {
  const white = (n: number, rng: Rng): number[] => Array.from({ length: n }, () => rng.normal());
  const shape = [0, 4, -2, 1, 5, -3, 0, 2, -4, 3, 1, 6];

  it('two trends with white noise, or with the same arbitrary season, are hardly ever associated', () => {
    for (const [name, make] of [
      ['trend', (rng: Rng) => white(36, rng).map((v, t) => v + 0.2 * t)],
      ['season', (rng: Rng) => white(36, rng).map((v, t) => v + shape[t % 12]!)],
    ] as const) {
      const rng = createRng(name.length);
      const hits = Array.from({ length: 200 }, () => associatePair(make(rng), make(rng), options).p!).filter(
        (p) => p <= 0.05,
      );
      expect(hits.length).toBeLessThanOrEqual(mostRejections(200, 0.07));
    }
  });

  it('an arbitrary season on two years is refused, not guessed', () => {
    const rng = createRng(11);
    const series = () => white(24, rng).map((v, t) => v + shape[t % 12]!);
    expect(associatePair(series(), series(), options)).toMatchObject({ p: null, estimate: null });
  });

  it('the answer does not depend on units, origins, or a control that never changes', () => {
    const rng = createRng(12);
    const [x, y] = [walk(48, rng), white(48, rng)];
    const plain = associatePair(y, x, options);
    const moved = associatePair(
      y.map((v) => 1e7 + 4 * v),
      x.map((v) => 0.5 * v - 1e6),
      { ...options, controls: [new Array<number>(48).fill(9.99)] },
    );
    expect(moved.p!).toBeCloseTo(plain.p!, 6);
    expect(moved.estimate! / plain.estimate!).toBeCloseTo(8, 5);
  });
});

describe('a panel', () => {
  it('is confirmed by its brands when they share the slope, and says so when one brand makes it', () => {
    const rng = createRng(13);
    const brands = Array.from({ length: 6 }, () => {
      const x = walk(48, rng);
      return { x, y: x.map((v) => 2 * v + rng.normal()) };
    });
    const shared = associatePanel(brands, options);
    expect(shared.confirmation!.ownSlopes!.p).toBeLessThan(0.001);
    expect(shared.confirmation!.ownSlopes).toMatchObject({ brands: 6, sameSign: 6 });
    expect(shared.confirmation!.wildCluster).toMatchObject({ clusters: 6, weights: 'Rademacher' });
    expect(shared.confirmation!.wildCluster!.p).toBeLessThanOrEqual(2 / 64);
    const [low, high] = shared.confirmation!.leaveOneOut!;
    expect(low).toBeLessThan(shared.estimate!);
    expect(high).toBeGreaterThan(shared.estimate!);
    expect(shared.brands.every(({ value, error }) => Math.abs(value - 2) < 5 * error)).toBe(true);
    expect(shared.caveats).toHaveLength(1);
    const lone = associatePanel(
      brands.map(({ x, y }, i) => ({ x, y: i === 0 ? y.map((v) => 10 * v) : walk(48, rng) })),
      options,
    );
    expect(lone.p!).toBeLessThan(0.05);
    expect(lone.caveats.join()).toMatch(/do not confirm/);
  });

  it('finds a slope that all brands share, and little on noise that brands share', () => {
    const rng = createRng(5);
    const trials = 100;
    let [hits, found] = [0, 0];
    for (let r = 0; r < trials; r++) {
      const [cx, cy] = [walk(48, rng), walk(48, rng)];
      const brands = Array.from({ length: 4 }, () => ({
        x: walk(48, rng).map((v, t) => v + cx[t]!),
        y: walk(48, rng).map((v, t) => v + cy[t]!),
      }));
      if (associatePanel(brands, options).p! <= 0.05) hits++;
      const linked = brands.map(({ x, y }) => ({ x, y: y.map((v, t) => v + (t > 0 ? 0.9 * x[t - 1]! : 0)) }));
      const evidence = associatePanel(linked, options);
      if (evidence.p! <= 0.05 && evidence.lag === 1) found++;
    }
    expect(hits).toBeLessThanOrEqual(mostRejections(trials, 0.07));
    expect(found).toBeGreaterThanOrEqual(70);
  });

  it('of one brand is refused', () => {
    const rng = createRng(6);
    expect(associatePanel([{ x: walk(48, rng), y: walk(48, rng) }], options).insufficient).toMatch(/two brands/);
  });
});
