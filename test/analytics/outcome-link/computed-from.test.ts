import { describe, expect, it } from 'vitest';
import {
  type ComputedMetric,
  computedMetrics,
  formulaBehind,
} from '../../../src/analytics/outcome-link/computed-from.ts';
import { joinRounds } from '../../../src/analytics/scores/history.ts';
import type { SelectionRequest } from '../../../src/domain/selection.ts';
import { type Results, withMetric } from '../../support/planted-metric.ts';
import { inWeeks } from '../../support/weekly-world.ts';
import { select, type WorldData, worldData } from '../../support/world-dataset.ts';

const METRIC = 'Quality Score';

function found({ dataset, catalog }: WorldData, request: Partial<SelectionRequest> = {}): readonly ComputedMetric[] {
  const markets = select(catalog, request).markets.map(({ project, rounds, frequency }) => ({
    project,
    history: joinRounds(rounds, dataset.scores, dataset.weights, frequency)!,
  }));
  return computedMetrics(markets, dataset);
}

const small = (): WorldData => worldData({ brands: 5, periods: 36 }, { withOutcomes: true });

/** One value of a formula; null where an outcome is not known. */
const of =
  (formula: (known: (name: string) => number, spend: number) => number) =>
  ({ outcome, spend }: Results): number | null => {
    let isKnown = true;
    const value = formula((name) => {
      const known = outcome(name);
      if (known === null) isKnown = false;
      return known ?? 1;
    }, spend);
    return isKnown && Number.isFinite(value) ? value : null;
  };

const planted = (formula: (results: Results, random: number) => number | null, world = small()): WorldData =>
  withMetric(world, { metric: METRIC, kept: ['Brand Query Share'] }, formula);

const textsOf = (metrics: readonly ComputedMetric[]): readonly (readonly [string, string])[] =>
  metrics.flatMap(({ metric, formulas }) => formulas.map(({ text }) => [metric, text] as const));

describe('a metric that is computed is found, and the formula said', () => {
  it.each<[text: string, outcome: string, formula: (results: Results) => number | null]>([
    ['revenue ÷ spend', 'units', of((known, spend) => 12 * Math.log(known('revenue') / spend))],
    ['revenue ÷ spend', 'price', of((known, spend) => 100 - (200 * spend) / known('revenue'))],
    ['orders ÷ sessions', 'revenue', of((known) => (900 * known('orders')) / known('sessions'))],
    ['spend ÷ new customers', 'new_customers', of((known, spend) => Math.sqrt(spend / known('new_customers')) * 4)],
    ['bestseller rank', 'bestseller_rank', of((known) => 100 - 18 * Math.log(known('bestseller_rank')))],
    ['awareness', 'awareness', of((known) => known('awareness'))],
  ])('%s', (text, outcome, formula) => {
    const metrics = found(planted(formula));
    expect(textsOf(metrics)).toContainEqual([METRIC, text]);
    expect(metrics.map(({ metric }) => metric)).toEqual([METRIC]);
    expect(formulaBehind(metrics[0]!, outcome)).toBe(text);
  });

  it('growth over the period before', () => {
    // Cells come brand by brand, period by period.
    let last: number | null = null;
    const metrics = found(
      planted(({ outcome }) => {
        const revenue = outcome('revenue');
        const growth = revenue === null || last === null ? null : 50 * (revenue / last);
        last = revenue;
        return growth;
      }),
    );
    expect(textsOf(metrics)).toEqual([[METRIC, 'revenue ÷ revenue of the period before']]);
  });

  it('also where a good part of it is clipped', () => {
    const world = planted(of((known, spend) => 22 * (known('revenue') / spend - 8)));
    const values = world.dataset.scores.flatMap(({ metrics, periods, values: cells }) => {
      const at = metrics.findIndex(({ metric }) => metric === METRIC);
      return [...cells].filter((_, i) => Math.floor(i / periods.length) % metrics.length === at);
    });
    const clipped = values.filter((value) => value === 0 || value === 100).length;
    expect(clipped / values.length).toBeGreaterThan(0.2);
    expect(clipped / values.length).toBeLessThan(0.8);
    expect(textsOf(found(world))).toContainEqual([METRIC, 'revenue ÷ spend']);
  });
});

describe('to what it is tied', () => {
  const [metric] = found(planted(of((known, spend) => 100 - (200 * spend) / known('revenue'))));

  it.each(['revenue', 'units', 'orders', 'order_value', 'price', 'market_share', 'bestseller_rank', 'new_customers'])(
    'spend ÷ revenue to %s',
    (outcome) => expect(formulaBehind(metric!, outcome)).toBe('revenue ÷ spend'),
  );

  it.each(['awareness', 'equity_index', 'retention', 'sessions'])('not to %s', (outcome) =>
    expect(formulaBehind(metric!, outcome)).toBeNull(),
  );

  it('a metric of prices to price, and not to what prices may move', () => {
    const [ofPrice] = found(planted(of((known) => 60 * Math.log(known('price') / 100))));
    expect(ofPrice && formulaBehind(ofPrice, 'price')).toBe('price');
    expect(ofPrice && formulaBehind(ofPrice, 'revenue')).toBeNull();
  });
});

describe('what is not computed from an outcome is left in', () => {
  it.each<[name: string, world: () => WorldData]>([
    ['the demo market', () => worldData({}, { withOutcomes: true })],
    ['another', () => worldData({ seed: 12 }, { withOutcomes: true })],
    ['a reverse world', () => worldData({ kind: 'reverse', brands: 6 }, { withOutcomes: true })],
    ['common shocks', () => worldData({ seed: 5, brands: 6, without: ['lead'] }, { withOutcomes: true })],
    ['two years', () => worldData({ brands: 5, periods: 25 }, { withOutcomes: true })],
    ['weeks', () => inWeeks(worldData({ brands: 5, periods: 60 }, { withOutcomes: true }))],
  ])('%s', (_, world) => expect(found(world())).toEqual([]));

  it('a metric of spend alone, also where it might be spend × price', () => {
    expect(found(planted(({ spend }) => 8 * Math.log(1 + spend)))).toEqual([]);
  });

  it.each([
    ['nine tenths', 0.2],
    ['two thirds', 0.4],
  ])('an honest metric of which %s of the movement go with the same month’s revenue', (_, noise) => {
    const withNoise = (points: number) =>
      planted(({ outcome }, random) => {
        const revenue = outcome('revenue');
        return revenue === null ? null : 4 * Math.log(revenue) + points * random;
      });
    expect(textsOf(found(withNoise(0)))).toContainEqual([METRIC, 'revenue']);
    expect(found(withNoise(noise))).toEqual([]);
  });

  it('what agrees in fewer than forty changes', () => {
    const ratio = of((known, spend) => 12 * Math.log(known('revenue') / spend));
    const of20 = (periods: number) =>
      found(planted(ratio, worldData({ brands: 2, periods }, { withOutcomes: true })), { projects: ['Gulf Haircare'] });
    expect(of20(20)).toEqual([]);
    expect(textsOf(of20(30))).toContainEqual([METRIC, 'revenue ÷ spend']);
  });
});
