import { describe, expect, it } from 'vitest';
import { directionOf } from '../../../src/analytics/outcome-link/direction.ts';
import { effectOfPoints, elasticityOf } from '../../../src/analytics/outcome-link/express.ts';
import { forecastGain } from '../../../src/analytics/outcome-link/forecast-gain.ts';
import { canBeHeldConstant, isIdentity, isMetricOfOutcome } from '../../../src/analytics/outcome-link/identities.ts';
import { linkOutcome } from '../../../src/analytics/outcome-link/link.ts';
import {
  moveOutcome,
  predictorScaleOf,
  toOutcomeScale,
  toPredictorScale,
} from '../../../src/analytics/outcome-link/transform.ts';
import type { LinkPanel, LinkUnit } from '../../../src/analytics/outcome-link/units.ts';
import { designTest, whatIf } from '../../../src/analytics/outcome-link/what-if.ts';
import { winnerInterval } from '../../../src/analytics/outcome-link/winner-interval.ts';
import { searchedP, searchShares } from '../../../src/analytics/stats/association/short-run.ts';
import { studentTwoSided } from '../../../src/analytics/stats/distributions/beta.ts';
import { KNOWN_OUTCOMES } from '../../../src/domain/outcome.ts';
import { createRng, type Rng } from '../../../src/domain/rng.ts';

const path = (rng: Rng, length: number): number[] => {
  let value = rng.normal();
  return Array.from({ length }, () => {
    value = 0.5 * value + rng.normal();
    return value;
  });
};

/**
 * Eight brands over 60 months: log revenue follows (or leads, or ignores) the score by one month.
 * Scores lie around 60 with a spread of about one point.
 */
function panelOf(link: 'leads' | 'follows' | 'none', seed = 3): LinkPanel {
  const rng = createRng(seed);
  const units = Array.from({ length: 8 }, (_, b): LinkUnit => {
    const own = rng.fork(`${link} ${b}`);
    const [a, c] = [path(own, 61), path(own, 61)];
    const x = a.slice(1).map((value, t) => 60 + value + (link === 'follows' ? 1.2 * c[t]! : 0));
    const y = c.slice(1).map((value, t) => 10 + 0.02 * value + (link === 'leads' ? 0.02 * a[t]! : 0));
    return {
      market: 'M',
      project: 'M',
      brand: `B${b}`,
      start: 24_000,
      periods: Array.from(
        { length: 60 },
        (__, t) => `20${String(20 + Math.floor(t / 12)).padStart(2, '0')}-${String((t % 12) + 1).padStart(2, '0')}-01`,
      ),
      outcome: y.map(Math.exp),
      scores: [x],
      y,
      x: [x.map(Math.log)],
      controls: [],
    };
  });
  return {
    units,
    frequency: 'monthly',
    outcomeScale: 'log',
    predictorScale: 'log',
    predictors: [{ predictor: { section: 'S' }, label: 'S score', filter: () => () => true }],
    controls: [],
    missing: [],
    left: [],
  };
}

const linkOf = (panel: LinkPanel) => {
  const link = linkOutcome(panel, { outcomeUnit: 'GBP' });
  if (typeof link === 'string') throw new Error(link);
  return link;
};

describe('scales', () => {
  it('go there and back', () => {
    for (const scale of ['log', 'log-rank', 'logit', 'level'] as const)
      for (const value of [1.5, 20, 60])
        for (const other of [2, 30, 75]) {
          const change = toOutcomeScale(other, scale)! - toOutcomeScale(value, scale)!;
          expect(moveOutcome(value, change, scale)).toBeCloseTo(other, 9);
        }
    expect(toOutcomeScale(0, 'log')).toBeNull();
    expect(toOutcomeScale(0, 'logit')).toBeLessThan(-9);
    expect(toOutcomeScale(-1, 'level')).toBe(-1);
    expect(toPredictorScale(null, 'log')).toBeNull();
    expect(Number.isFinite(toPredictorScale(100, 'logit'))).toBe(true);
  });

  it('choose elasticities beside logarithms, points else, log-odds near a bound', () => {
    expect(predictorScaleOf([[50, 60]], 'log')).toBe('log');
    expect(predictorScaleOf([[50, 60]], 'log-rank')).toBe('log');
    expect(predictorScaleOf([[50, 60]], 'logit')).toBe('points');
    expect(
      predictorScaleOf(
        [
          [50, 60],
          [95, 96],
        ],
        'log',
      ),
    ).toBe('logit');
  });

  it('say effects per point and elasticities that agree with each other', () => {
    // Elasticity 1.2 at 60 points: one point is 1/60 of the score.
    const scales = { outcomeScale: 'log', predictorScale: 'log' } as const;
    expect(effectOfPoints(1.2, 1, { score: 60, outcome: 5 }, scales)).toBeCloseTo(100 * ((61 / 60) ** 1.2 - 1), 10);
    expect(effectOfPoints(1.2, 1, { score: 60, outcome: 5 }, { ...scales, outcomeScale: 'log-rank' })).toBeCloseTo(
      100 * (1 - (61 / 60) ** -1.2),
      10,
    );
    expect(elasticityOf(1.2, { score: 60, outcome: 5 }, scales)).toBe(1.2);
    // On every pair of scales: the elasticity is what a small step of the score does to the outcome in relative terms.
    for (const outcomeScale of ['log', 'logit', 'level'] as const)
      for (const predictorScale of ['log', 'points', 'logit'] as const) {
        const level = { score: 40, outcome: 30 };
        const step = 1e-4;
        const moved = effectOfPoints(0.7, step, level, { outcomeScale, predictorScale });
        const relative = outcomeScale === 'log' ? moved / 100 : moved / level.outcome;
        expect(
          elasticityOf(0.7, level, { outcomeScale, predictorScale })! / (relative / (step / level.score)),
        ).toBeCloseTo(1, 3);
      }
  });
});

describe('identities', () => {
  it('are known both ways, also for metrics', () => {
    expect(isIdentity('revenue', 'units')).toBe(true);
    expect(isIdentity('units', 'revenue')).toBe(true);
    expect(isIdentity('spend', 'acquisition_cost')).toBe(true);
    expect(isIdentity('revenue', 'awareness')).toBe(false);
    expect(isMetricOfOutcome('Return on Ad Spend', 'revenue')).toBe(true);
    expect(isMetricOfOutcome('Buy Box Share', 'revenue')).toBe(false);
  });

  it.each<[names: readonly string[], tied: readonly string[], free: readonly string[]]>([
    [
      ['Return on Ad Spend', 'ROAS', 'Marketing ROI', 'Return on Media Investment'],
      ['revenue', 'units'],
      ['awareness'],
    ],
    [
      ['ACoS', 'TACoS', 'Advertising Cost of Sales', 'Total advertising cost of sale', 'Ad spend to revenue'],
      ['revenue', 'units', 'orders', 'order_value', 'price', 'market_share', 'sales_share'],
      ['preference'],
    ],
    [
      ['GMV', 'Gross Merchandise Value', 'Net Sales', 'Sales Growth', 'Ad revenue'],
      ['revenue', 'orders'],
      ['awareness'],
    ],
    [
      ['Units Sold', 'Unit Sales', 'Sales Volume', 'Sell-Through'],
      ['units', 'revenue', 'bestseller_rank'],
      ['loyalty'],
    ],
    [['AOV', 'Average Order Value', 'Basket Size'], ['order_value', 'revenue', 'price'], ['new_customers']],
    [['Order Count', 'Number of Orders'], ['orders', 'revenue'], ['price']],
    [['Customer Acquisition Cost', 'CAC', 'Cost per New Customer', 'CPA'], ['new_customers'], ['awareness']],
    [['Cost per Order', 'Cost per Sale'], ['orders', 'revenue', 'new_customers'], ['awareness']],
    [['New-to-Brand Share', 'New Customers', 'First-time buyers'], ['new_customers'], ['revenue']],
    [['BSR', 'Best Seller Rank', 'Sales Rank'], ['bestseller_rank', 'units', 'revenue'], ['price']],
    [['Rank in Category', 'Ranking in Sub-category'], ['bestseller_rank'], ['price']],
    [['Conversion Rate', 'CVR', 'Purchase Rate'], ['orders', 'units', 'revenue', 'new_customers'], ['price']],
    [
      ['Market Share', 'Value Share', 'Share of Category', 'Volume Share'],
      ['market_share', 'sales_share', 'revenue'],
      ['price'],
    ],
    [
      ['ASP', 'Price Index'],
      ['price', 'order_value'],
      ['revenue', 'units'],
    ],
  ])('are told by the names of the field: %j', (names, tied, free) => {
    for (const name of names) {
      for (const outcome of tied)
        expect([name, outcome, isMetricOfOutcome(name, outcome)]).toEqual([name, outcome, true]);
      for (const outcome of free)
        expect([name, outcome, isMetricOfOutcome(name, outcome)]).toEqual([name, outcome, false]);
    }
  });

  it.each([
    ...['Share of Search', 'Buy Box Share', 'Impression Share', 'Share of Conversation', 'Direct Traffic Share'],
    ...['Order Defect Rate', 'Average Order Processing Time', 'Return Rate', 'Review Volume', 'Search Volume'],
    ...['Search Rank', 'Organic Ranking', 'Keyword Rank', 'Cost per Click', 'Cost per View', 'Frequency Pressure'],
    ...['Unit Completeness', 'Sales Team Response', 'Customer Rating', 'Visibility Growth', 'Content Value'],
  ])('%s is in nobody’s definition', (name) => {
    const outcomes = KNOWN_OUTCOMES.map(({ outcome }) => outcome);
    expect(outcomes.filter((outcome) => isMetricOfOutcome(name, outcome))).toEqual([]);
  });

  it('an outcome is not held constant beside what is computed from it; price beside volume is, on purpose', () => {
    expect(canBeHeldConstant('price', 'price')).toBe(false);
    expect(canBeHeldConstant('price', 'order_value')).toBe(false);
    expect(canBeHeldConstant('spend', 'acquisition_cost')).toBe(false);
    expect(canBeHeldConstant('price', 'revenue')).toBe(true);
    expect(canBeHeldConstant('spend', 'new_customers')).toBe(true);
  });
});

describe('the interval of a winner', () => {
  const shares = searchShares([0, 1, 2, 3, 4, 5, 6]);

  it('is nearly plain when nothing else comes near, and never wider than the simultaneous one', () => {
    const alone = winnerInterval(
      { slope: 12, error: 1, df: 1e6, share: shares[1]! },
      shares.slice(2).map((share) => ({ slope: 0.5, error: 1, df: 1e6, share, correlation: 0.1 })),
      0.95,
    );
    expect(alone[1] - alone[0]).toBeGreaterThan(3.9);
    expect(alone[1] - alone[0]).toBeLessThan(4.15);
    const close = winnerInterval(
      { slope: 2.2, error: 1, df: 1e6, share: shares[1]! },
      [{ slope: 2.1, error: 1, df: 1e6, share: shares[0]!, correlation: 0 }],
      0.95,
    );
    // That it won by a hair says that the truth may well be lower.
    expect(close[0]).toBeLessThan(0);
    expect(close[1]).toBeLessThan(2.2 + 2.9);
    expect(close[1]).toBeGreaterThanOrEqual(2.2);
  });

  it('covers the value of the lag that won, whatever the truth', () => {
    const rng = createRng(8);
    for (const truth of [0, 2, 6]) {
      let covered = 0;
      const runs = 250;
      for (let r = 0; r < runs; r++) {
        const t = shares.map((_, k) => (k === 1 ? truth : 0) + rng.normal());
        const ps = t.map((value, k) => searchedP(studentTwoSided(value, 1e6), shares[k]!));
        const best = ps.indexOf(Math.min(...ps));
        const others = t.flatMap((slope, k) =>
          k === best ? [] : [{ slope, error: 1, df: 1e6, share: shares[k]!, correlation: 0 }],
        );
        const [low, high] = winnerInterval({ slope: t[best]!, error: 1, df: 1e6, share: shares[best]! }, others, 0.9);
        const value = best === 1 ? truth : 0;
        if (low <= value && value <= high) covered++;
      }
      // Three standard errors below .9.
      expect(covered / runs).toBeGreaterThan(0.9 - 3 * Math.sqrt(0.09 / runs));
    }
  });
});

describe('a link', () => {
  const link = linkOf(panelOf('leads'));
  const evidence = link.evidence(0, 0.95);

  it('has effect, lag and direction of what was planted', () => {
    // .02 a point at 60 points: about 2 % a point, an elasticity of 1.2.
    expect(evidence.lag).toBe(1);
    expect(evidence.p).toBeLessThan(1e-6);
    expect(evidence.interval![0]).toBeLessThan(2.02);
    expect(evidence.interval![1]).toBeGreaterThan(2.02);
    expect(link.elasticity(0, 0.95)!.interval[0]).toBeLessThan(1.2);
    expect(link.elasticity(0, 0.95)!.interval[1]).toBeGreaterThan(1.2);
    expect(link.direction(0).verdict).toBe('leads');
    expect(evidence.unit).toBe('% per point');
  });

  it('p does not depend on the level, and the interval grows with it', () => {
    const wide = link.evidence(0, 0.99);
    expect(wide.p).toBe(evidence.p);
    expect(wide.interval![0]).toBeLessThan(evidence.interval![0]);
    expect(wide.interval![1]).toBeGreaterThan(evidence.interval![1]);
  });

  it('stays without any one brand and without its heaviest month', () => {
    const robust = link.robustness(0, createRng(5))!;
    expect(robust.leaveOneOut!.low).toBeLessThanOrEqual(evidence.estimate!);
    expect(robust.leaveOneOut!.high).toBeGreaterThanOrEqual(evidence.estimate!);
    expect(robust.leaveOneOut!.kept).toBe(8);
    expect(robust.withoutWorst!.perPoint).toBeGreaterThan(1);
    expect(robust.anotherLag!.lag).not.toBe(1);
    expect(robust.ownSlopes).toMatchObject({ brands: 8, sameSign: 8 });
    expect(robust.ownSlopes!.p).toBeLessThan(0.001);
    expect(robust.wildCluster).toMatchObject({ clusters: 8 });
    expect(robust.wildCluster!.p).toBeLessThan(0.05);
    expect(robust.withoutPeriodEffects!.perPoint).toBeGreaterThan(1);
  });

  it('improves a forecast, which noise does not', () => {
    const gain = link.forecast(0);
    expect(gain.gain).toBeGreaterThan(0.1);
    expect(gain.p).toBeLessThan(0.01);
    const silent = panelOf('none');
    expect(
      forecastGain(
        silent,
        silent.units.map((_, i) => i),
        0,
        1,
        12,
      ).p,
    ).toBeGreaterThan(0.05);
    expect(forecastGain(panelOf('leads'), [], 0, 1, 12).insufficient).toMatch(/10 periods/);
  });

  it('is turned round when the score follows', () => {
    const reversed = linkOf(panelOf('follows'));
    expect(reversed.direction(0)).toMatchObject({ verdict: 'follows', reverse: { lag: 1 } });
    const claimed = reversed.evidence(0, 0.95);
    if (claimed.p! <= 0.05) {
      expect(claimed.estimate).toBeNull();
      expect(claimed.lag).toBe(-1);
    }
    expect(directionOf(panelOf('none'), 0, null, [0, 1, 2], 12).verdict).toBe('same-period');
  });

  it('draws brands together and says what more points would mean, marked where nobody has been', () => {
    const brands = link.brands(0, 0.95);
    expect(brands).toHaveLength(8);
    const spread = (values: readonly number[]): number => Math.max(...values) - Math.min(...values);
    expect(spread(brands.map(({ shrunken }) => shrunken.slope))).toBeLessThan(
      spread(brands.map(({ own }) => own.value)),
    );
    const rows = whatIf(link.panel, 0, brands[0]!, 0.95);
    expect(rows.map(({ points }) => points)).toEqual([1, 5, 10]);
    expect(rows[1]!.effect).toBeCloseTo(effectOfPoints(brands[0]!.shrunken.slope, 5, brands[0]!.level, link.panel), 10);
    expect(rows[1]!.amount).toBeCloseTo((brands[0]!.level.outcome * rows[1]!.effect) / 100, 6);
    expect(rows.map(({ isOutside }) => isOutside)).toEqual([false, true, true]);
    for (const { effect, interval } of rows) {
      expect(interval[0]).toBeLessThan(effect);
      expect(interval[1]).toBeGreaterThan(effect);
    }
  });

  it('sizes a test as Cohen’s tables do', () => {
    const brand = link.brands(0, 0.95)[0]!;
    const one = {
      ...brand,
      level: { score: 60, outcome: 1 },
      shrunken: { ...brand.shrunken, slope: 0.5 / Math.log(62 / 60) },
    };
    const panel = { ...link.panel, units: link.panel.units.map((unit) => ({ ...unit, scores: [[60, 62]] })) };
    // Two points within reach, an effect of half a standard deviation: 64 a group (Cohen 1988, table 2.4.1), over 8 regions.
    expect(designTest(panel, 0, one, { noise: 1, season: 12, level: 0.95 })).toMatchObject({
      points: 2,
      perArm: 64,
      regions: 8,
      periods: 9,
      power: 0.8,
    });
    expect(
      designTest(
        panel,
        0,
        { ...one, shrunken: { ...one.shrunken, slope: 0.01 } },
        { noise: 1, season: 12, level: 0.95 },
      ),
    ).toBeNull();
  });

  it('tests a brand at the lag of the others', () => {
    const own = link.brandEvidence(0, { project: 'M', brand: 'B2' }, 0.95);
    expect(own.lag).toBe(1);
    expect(own.test).toContain('lag from the other brands');
    expect(link.brandEvidence(0, { project: 'M', brand: 'nobody' }, 0.95)).toMatchObject({ p: null, estimate: null });
  });
});
