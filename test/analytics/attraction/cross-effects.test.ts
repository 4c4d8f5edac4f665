/** Proportional draw: kept where it holds, rejected where one rival loses more, in worlds made by hand. */
import { describe, expect, it } from 'vitest';
import { crossEffects } from '../../../src/analytics/attraction/cross-effects.ts';
import { linkOutcome } from '../../../src/analytics/outcome-link/link.ts';
import type { LinkPanel, LinkUnit } from '../../../src/analytics/outcome-link/units.ts';
import { periodAt, periodIndex } from '../../../src/domain/period.ts';
import { createRng } from '../../../src/domain/rng.ts';

const PERIODS = 60;
const START = periodIndex('monthly', '2021-11-01');

/** Shares of `count` brands from attractions: own elasticity 1.2 one month before, and Borealis losing to Aurora's score by `cross`. */
function panelOf(seed: number, cross: number, count = 6): LinkPanel {
  const rng = createRng(seed);
  const names = ['Aurora', 'Borealis', 'Halo', 'Verity', 'Zephyr', 'Quillon'].slice(0, count);
  const scores = names.map(() => {
    let state = 0;
    return Array.from({ length: PERIODS }, () => {
      state = 0.5 * state + 0.03 * rng.normal();
      return 55 * Math.exp(state);
    });
  });
  const logs = names.map((_, b) => {
    let noise = 0;
    return Array.from({ length: PERIODS }, (_value, t) => {
      noise = 0.5 * noise + 0.03 * rng.normal();
      const own = t === 0 ? 0 : 1.2 * Math.log(scores[b]![t - 1]! / 55);
      return noise + own - (b === 1 && t > 0 ? cross * Math.log(scores[0]![t - 1]! / 55) : 0);
    });
  });
  const shares = names.map((_, b) =>
    Array.from(
      { length: PERIODS },
      (_value, t) => (100 * Math.exp(logs[b]![t]!)) / (2 + logs.reduce((sum, each) => sum + Math.exp(each[t]!), 0)),
    ),
  );
  return {
    units: names.map(
      (brand, b): LinkUnit => ({
        market: 'UK',
        project: 'UK',
        brand,
        start: START,
        periods: Array.from({ length: PERIODS }, (_, t) => periodAt('monthly', START + t)),
        outcome: shares[b]!,
        scores: [scores[b]!],
        y: shares[b]!.map(Math.log),
        x: [scores[b]!.map(Math.log)],
        controls: [],
      }),
    ),
    frequency: 'monthly',
    outcomeScale: 'attraction',
    predictorScale: 'log',
    predictors: [{ predictor: { section: 'Marketplace' }, label: 'Marketplace score', filter: () => () => true }],
    controls: [],
    missing: [],
    left: [],
  };
}

function crossOf(panel: LinkPanel, seed = 1) {
  const link = linkOutcome(panel, { outcomeUnit: '%' });
  if (typeof link === 'string') throw new Error(link);
  return { link, found: crossEffects(link, 0, 1, createRng(seed)) };
}

describe('the attraction model', () => {
  it('finds the effect on log attraction, and reads it as per cent points of a share', () => {
    const { link } = crossOf(panelOf(5, 0));
    const evidence = link.evidence(0, 0.95);
    expect(evidence).toMatchObject({ lag: 1, unit: 'pp per point' });
    const slope = link.regression.fit(1)!.slope(0)!;
    expect(Math.abs(slope.slope - 1.2)).toBeLessThan(2.5 * slope.error);
    // s (1 − s) β ÷ score: the derivative of a share to a point of its own score.
    const { score, outcome } = link.level(0);
    expect(evidence.estimate! / ((outcome * (1 - outcome / 100) * slope.slope) / score)).toBeCloseTo(1, 1);
    expect(link.elasticity(0, 0.95)!.estimate).toBeCloseTo(slope.slope * (1 - outcome / 100), 9);
  });

  it('does not see what all brands of a market share: a factor on all shares changes nothing', () => {
    const panel = panelOf(6, 0, 3);
    const moved: LinkPanel = {
      ...panel,
      units: panel.units.map((unit) => ({ ...unit, y: unit.y.map((value, t) => value! + 0.4 * Math.sin(t * t)) })),
    };
    const [plain, other] = [panel, moved].map((each) => crossOf(each).link.regression.fit(1)!.slope(0)!.slope);
    // Own pasts of two shares with a common part differ a little; the common part itself is gone.
    expect(Math.abs(plain! - other!)).toBeLessThan(0.35);
    expect(crossOf(moved).link.regression.withPeriodEffects).toEqual(['UK']);
  });
});

describe('cross effects', () => {
  it('reject proportional draw where one rival loses more, and name the pair', () => {
    const { found } = crossOf(panelOf(7, 1.2));
    if (typeof found === 'string') throw new Error(found);
    expect(found.p).toBeLessThan(0.01);
    expect([found.strongest.mover, found.strongest.rival]).toEqual([0, 1]);
    expect(found.strongest.slope).toBeLessThan(-0.6);
    expect(Math.abs(found.strongest.shrunken)).toBeLessThan(Math.abs(found.strongest.slope));
    expect(found.effects).toHaveLength(30);
  });

  it('hold their level where rivals lose in proportion', () => {
    let rejected = 0;
    for (let seed = 0; seed < 40; seed++) {
      const { found } = crossOf(panelOf(100 + seed, 0), seed);
      if (typeof found === 'string') throw new Error(found);
      if (found.p <= 0.05) rejected++;
    }
    // 99.5 % of samples of 40 at .05 lie at 6 or below.
    expect(rejected).toBeLessThanOrEqual(6);
  });

  it('need three brands of one market', () => {
    expect(crossOf(panelOf(8, 0, 2)).found).toMatch(/three brands/);
  });
});
