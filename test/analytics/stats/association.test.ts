/** Associations: few on noise, found when planted, refused when the data cannot carry them. Bounds as in bench/association.ts. */
import { describe, expect, it } from 'vitest';
import { associatePair } from '../../../src/analytics/stats/association/pair.ts';
import { associatePanel } from '../../../src/analytics/stats/association/panel.ts';
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

describe('a panel', () => {
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
