import { describe, expect, it } from 'vitest';
import { equityComponents, logOddsOf } from '../../../src/analytics/equity/components.ts';
import { equalWeights, indexOf, pointsPerLogOdds, standardise } from '../../../src/analytics/equity/composite.ts';
import { equityImportance } from '../../../src/analytics/equity/importance.ts';
import {
  firstComponent,
  loadingWeights,
  movementReliability,
  withinBrands,
} from '../../../src/analytics/equity/movement.ts';
import { pricePremiums } from '../../../src/analytics/equity/price-premium.ts';
import type { LinkPanel } from '../../../src/analytics/outcome-link/units.ts';
import { fQuantile } from '../../../src/analytics/stats/distributions/beta.ts';
import { principalComponents } from '../../../src/analytics/stats/multivariate/principal-components.ts';
import { covarianceOfAll, momentsByPeriod } from '../../../src/analytics/stats/period-moments.ts';
import { alphaOf, cronbachAlpha, reliabilityOf } from '../../../src/analytics/stats/reliability.ts';
import { createRng } from '../../../src/domain/rng.ts';

const unit = (project: string, brand: string, values: (number | null)[][], start = 0) => ({
  project,
  brand,
  start,
  periods: (values[0] ?? []).map((_, t) => `${2020 + Math.floor(t / 12)}-${String((t % 12) + 1).padStart(2, '0')}-01`),
  values,
});
const shareOf = (odds: number): number => 100 / (1 + Math.exp(-odds));

describe('the composite', () => {
  it('is the mean of z values of log-odds, by hand', () => {
    // Log-odds −1, 0, 1 in both components: mean 0, sum of squares 2 over 3 − 1.
    const odds = [-1, 0, 1];
    const values = [odds.map(shareOf), odds.map((x) => shareOf(2 * x))];
    const { scales, values: z } = standardise([unit('A', 'a', values)], ['awareness', 'preference'])!;
    expect(scales.map(({ spread }) => spread)).toEqual([expect.closeTo(1, 9), expect.closeTo(2, 9)]);
    const index = indexOf(z[0]!, equalWeights(2));
    expect(index).toEqual([expect.closeTo(40, 9), expect.closeTo(50, 9), expect.closeTo(60, 9)]);
    // One log-odds more of both: 10 points of the one, 5 of the other, half each.
    expect(pointsPerLogOdds(scales, equalWeights(2))).toBeCloseTo(7.5, 9);
  });

  it('centres every market on itself and divides by one spread', () => {
    const units = [unit('A', 'a', [[shareOf(0), shareOf(2)]]), unit('B', 'b', [[shareOf(5), shareOf(7)]])];
    const { scales, values } = standardise(units, ['awareness'])!;
    expect(scales[0]!.spread).toBeCloseTo(Math.sqrt(4 / 2), 9);
    for (const [z] of values)
      expect(z!.map((each) => each!)).toEqual([expect.closeTo(-(0.5 ** 0.5), 6), expect.closeTo(0.5 ** 0.5, 6)]);
  });

  it('has no value where a component has none, and no index without variation', () => {
    expect(
      indexOf(
        [
          [1, null],
          [1, 1],
        ],
        equalWeights(2),
      ),
    ).toEqual([60, null]);
    expect(standardise([unit('A', 'a', [[40, 40, 40]])], ['awareness'])).toBeNull();
    expect([logOddsOf(50), logOddsOf(-1), logOddsOf(null)]).toEqual([0, null, null]);
    expect(logOddsOf(100)).toBeCloseTo(Math.log(99.99 / 0.01), 9);
  });

  it('takes the components that half of the brands have, and says what it leaves', () => {
    const periods = Array.from(
      { length: 20 },
      (_, t) => `${2020 + Math.floor(t / 12)}-${String((t % 12) + 1).padStart(2, '0')}-01`,
    );
    const history = { brands: ['a', 'b', 'c'], rounds: ['P'], periods, frequency: 'monthly' } as never;
    const series = (brand: string, outcome: string) => ({
      project: 'P',
      brand,
      outcome,
      unit: 'percent',
      periods,
      values: periods.map(() => 30),
    });
    const outcomes = [
      ...['a', 'b', 'c'].flatMap((brand) =>
        ['awareness', 'consideration', 'preference'].map((name) => series(brand, name)),
      ),
      series('a', 'loyalty'),
    ].filter(({ brand, outcome }) => !(brand === 'c' && outcome === 'preference'));
    const found = equityComponents([{ project: 'P', history }], outcomes);
    expect(found.components).toEqual(['awareness', 'consideration', 'preference']);
    expect(found.units.map(({ brand }) => brand)).toEqual(['a', 'b']);
    expect(found.dropped).toEqual([{ component: 'loyalty', reason: 'only 1 of 3 brand histories have it' }]);
  });
});

describe('reliability', () => {
  it('is Cronbach’s α of the rows, from their covariances', () => {
    const rng = createRng(3);
    const rows = Array.from({ length: 40 }, () => {
      const common = rng.normal();
      return [common + rng.normal(), common + 0.5 * rng.normal(), 2 * common + rng.normal()];
    });
    const columns = [0, 1, 2].map((j) => rows.map((row) => row[j]!));
    const moments = momentsByPeriod(
      columns,
      rows.map((_, t) => t % 10),
    );
    expect(alphaOf(covarianceOfAll(moments)!)).toBeCloseTo(cronbachAlpha(rows)!, 12);
    // Two parallel items that correlate by one half: 2 r ÷ (1 + r).
    expect(
      alphaOf([
        [1, 0.5],
        [0.5, 1],
      ]),
    ).toBeCloseTo(2 / 3, 12);
    expect(alphaOf([[1]])).toBeNull();
    expect(
      alphaOf([
        [1, -1],
        [-1, 1],
      ]),
    ).toBeNull();
  });

  it('has an interval near Feldt’s (1965) when rows are independent, and a wider one when periods share', () => {
    const rng = createRng(5);
    const n = 300;
    const independent = Array.from({ length: n }, () => {
      const common = rng.normal();
      return [0, 1, 2, 3].map(() => common + rng.normal());
    });
    const of = (rows: readonly number[][], periods: readonly number[]) =>
      reliabilityOf(
        [0, 1, 2, 3].map((j) => rows.map((row) => row[j]!)),
        periods,
        { level: 0.95, rng: createRng(1) },
      )!;
    const { alpha, interval } = of(
      independent,
      independent.map((_, t) => t),
    );
    const feldt = [
      1 - (1 - alpha) * fQuantile(0.975, n - 1, 3 * (n - 1)),
      1 - (1 - alpha) * fQuantile(0.025, n - 1, 3 * (n - 1)),
    ];
    expect(Math.abs(interval[0] - feldt[0]!)).toBeLessThan(0.02);
    expect(Math.abs(interval[1] - feldt[1]!)).toBeLessThan(0.02);
    // Ten brands that move as one in thirty periods say as much as thirty rows.
    const shared = Array.from({ length: 30 }, () => [0, 1, 2, 3].map(() => rng.normal()));
    const own = shared.map((row) => row.map((value) => value + row[0]!));
    const repeated = Array.from({ length: n }, (_, i) => own[i % 30]!.map((value) => value + 0.01 * rng.normal()));
    const wide = of(
      repeated,
      repeated.map((_, i) => i % 30),
    ).interval;
    const narrow = of(
      repeated,
      repeated.map((_, i) => i),
    ).interval;
    expect(wide[1] - wide[0]).toBeGreaterThan(1.5 * (narrow[1] - narrow[0]));
  });

  it('does not take famous brands or common growth for items that move together', () => {
    const rng = createRng(7);
    const units = Array.from({ length: 8 }, (_, b) => ({
      start: 0,
      values: [0, 1, 2].map(() =>
        Array.from({ length: 60 }, (_, t) => 10 * b + 0.3 * t + Math.cos((2 * Math.PI * t) / 12) + rng.normal()),
      ),
    }));
    const raw = units.flatMap(({ values }) => values[0]!.map((_, t) => values.map((series) => series[t]!)));
    expect(cronbachAlpha(raw)!).toBeGreaterThan(0.95);
    const within = withinBrands(units, { seasonLength: 12 })!;
    const { alpha, interval } = movementReliability(within, { level: 0.95, rng: createRng(1) })!;
    expect(Math.abs(alpha)).toBeLessThan(0.15);
    expect(interval[0]).toBeLessThan(0);
  });
});

describe('loadings', () => {
  const units = (signs: readonly number[], seed = 11) => {
    const rng = createRng(seed);
    return Array.from({ length: 6 }, () => {
      const common = Array.from({ length: 48 }, () => rng.normal());
      return {
        start: 0,
        values: signs.map((sign) => common.map((value): number | null => sign * value + 0.6 * rng.normal())),
      };
    });
  };

  it('are those of the principal components of the rows within brands', () => {
    const within = withinBrands(units([1, 1, 0.4]), { seasonLength: 12 })!;
    const found = firstComponent(within, { level: 0.95, rng: createRng(1), draws: 199 })!;
    const rows = within.periods.map((_, i) => within.columns.map((column) => column[i]!));
    const reference = principalComponents(rows)!;
    for (const [c, loading] of found.loadings.entries()) expect(loading).toBeCloseTo(reference.loadings[0]![c]!, 3);
    expect(found.share).toBeCloseTo(reference.shares[0]!, 3);
    found.intervals.forEach(([low, high], c) => {
      expect(low).toBeLessThan(found.loadings[c]!);
      expect(high).toBeGreaterThan(found.loadings[c]!);
    });
    expect(found.intervals[2]![1]).toBeLessThan(found.intervals[0]![0]);
  });

  it('weigh an index that keeps to what the components share; against each other they weigh none', () => {
    expect(loadingWeights([0.6, 0.6, 0.2])).toEqual([
      expect.closeTo(3 / 7, 12),
      expect.closeTo(3 / 7, 12),
      expect.closeTo(1 / 7, 12),
    ]);
    expect(loadingWeights([0.8, -0.6])).toBeNull();
    const against = firstComponent(withinBrands(units([1, 1, -1]), { seasonLength: 12 })!, {
      level: 0.95,
      rng: createRng(1),
      draws: 99,
    })!;
    expect(loadingWeights(against.loadings)).toBeNull();
  });

  it('know nothing of later periods when they are frozen', () => {
    const all = units([1, 1, 1]);
    const later = all.map(({ start, values }) => ({
      start,
      values: values.map((series, c) => series.map((value, t) => (t >= 36 && c === 0 ? 100 * t : value))),
    }));
    const of = (each: typeof all) => withinBrands(each, { seasonLength: 12, until: 36 })!;
    expect(of(later)).toEqual(of(all));
    expect(of(all).periods.every((t) => t < 36)).toBe(true);
  });
});

/** Brands whose equity follows the first of three parts by one period. */
function panel(effect: number, o: { brands?: number; shared?: number } = {}): LinkPanel {
  const rng = createRng(21);
  const market = Array.from({ length: 60 }, () => rng.normal());
  const units = Array.from({ length: o.brands ?? 8 }, (_, b) => {
    const x = [0, 1, 2].map(() => {
      let value = 0;
      return Array.from({ length: 60 }, (_, t) => {
        value = 0.4 * value + rng.normal();
        return 55 + value + (o.shared ?? 0) * market[t]!;
      });
    });
    const y = x[0]!.map(
      (_, t) => 50 + effect * ((x[0]![t - 1] ?? 55) - 55) + rng.normal() + (o.shared ?? 0) * market[t]!,
    );
    return { market: 'M', brand: `B${b}`, start: 0, x, y };
  });
  return {
    units,
    predictors: ['A', 'B', 'C'].map((section) => ({ predictor: { section } })),
    frequency: 'monthly',
  } as never;
}

describe('importance', () => {
  const run = (each: LinkPanel) =>
    equityImportance(each, { seasonLength: 12, level: 0.95, rng: createRng(1), draws: 199 })!;

  it('goes to the part that equity follows, one period later, and its rank is sure', () => {
    const found = run(panel(1));
    expect(found.parts[0]).toMatchObject({ rank: 1, rankInterval: [1, 1] });
    expect(found.parts[0]!.part).toBeGreaterThan(10 * found.parts[1]!.part);
    expect(found.parts.reduce((sum, { part }) => sum + part, 0)).toBeCloseTo(found.rSquared, 10);
    expect(found.parts[0]!.interval[0]).toBeLessThan(found.parts[0]!.part);
  });

  it('is what chance makes where nothing is, with open ranks', () => {
    const found = run(panel(0));
    expect(found.rSquared).toBeLessThan(3 * found.chance);
    for (const {
      rankInterval: [best, worst],
    } of found.parts)
      expect(worst - best).toBeGreaterThanOrEqual(1);
    expect(found.chance).toBeCloseTo(9 / (found.rows - 57 - 8 * 5), 6);
  });

  it('does not take what all brands share for a part of the score', () => {
    expect(run(panel(0, { shared: 3 })).rSquared).toBeLessThan(0.06);
    // With too few brands to take it out, it stays in.
    expect(run(panel(0, { shared: 3, brands: 3 })).rSquared).toBeGreaterThan(0.3);
  });

  it('refuses more than ten parts and too few rows', () => {
    const wide = panel(1);
    const eleven = { ...wide, predictors: Array.from({ length: 11 }, () => wide.predictors[0]!) };
    expect(equityImportance(eleven, { seasonLength: 12, level: 0.95, rng: createRng(1) })).toBeNull();
    const short = {
      ...wide,
      units: wide.units
        .slice(0, 1)
        .map((each) => ({ ...each, y: each.y.slice(0, 14), x: each.x.map((s) => s.slice(0, 14)) })),
    };
    expect(equityImportance(short, { seasonLength: 12, level: 0.95, rng: createRng(1) })).toBeNull();
  });
});

describe('price premium', () => {
  it('is the price against the geometric mean of the others, by hand', () => {
    const [a, b] = pricePremiums([
      [12, 12, null, 10],
      [8, 8, 8, 10],
      [18, null, 18, 10],
    ]);
    // √(8 · 18) = 12.
    expect(a).toEqual([expect.closeTo(0, 9), null, null, expect.closeTo(0, 9)]);
    expect(b![0]).toBeCloseTo(100 * (8 / Math.sqrt(12 * 18) - 1), 9);
  });

  it('does not change with the currency', () => {
    const prices = [
      [12, 13],
      [8, 9],
      [18, 15],
    ];
    const other = pricePremiums(prices.map((series) => series.map((value) => 83 * value)));
    for (const [i, value] of pricePremiums(prices).flat().entries()) expect(other.flat()[i]).toBeCloseTo(value!, 9);
  });
});
