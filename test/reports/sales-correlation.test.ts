import { describe, expect, it } from 'vitest';
import type { Document } from '../../src/document/document.ts';
import type { OutcomeSeries } from '../../src/domain/dataset.ts';
import type { Finding } from '../../src/domain/finding.ts';
import { createRng } from '../../src/domain/rng.ts';
import type { SalesAnalysis } from '../../src/reports/dc-score/sales-correlation/analysis.ts';
import { salesCorrelation } from '../../src/reports/dc-score/sales-correlation.ts';
import { found, pages, said, supported, tested, widthOf } from '../support/read-document.ts';
import { AURORA, type Market, runsOf } from '../support/report-runs.ts';
import { worldData } from '../support/world-dataset.ts';
import { goldenMarket } from './golden-market.ts';

interface Sales {
  readonly units: number;
  readonly orders: number;
  readonly price: number;
}

interface MarketOptions {
  readonly periods?: number;
  readonly brands?: number;
  /** Outcomes in the data; revenue is units × price, to the cent. */
  readonly outcomes?: readonly string[];
  /** What replaces the sales of a brand in a month, counted from the first of 48. */
  readonly sales?: (brand: string, t: number, usual: Sales) => Sales;
  /** Factor on revenue, so that it is not units × price any more. */
  readonly off?: (brand: string, t: number) => number;
}

const ALL = ['revenue', 'units', 'orders', 'price'];

/** Units and orders that follow Marketplace by one month with elasticity `effect`; prices that follow nothing. */
function salesMarket(effect = 1.5, o: MarketOptions = {}): Market {
  const { dataset, catalog } = goldenMarket(false);
  const { outcomes: kept = ALL } = o;
  const brands = dataset.brands.map(({ brand }) => brand).slice(0, o.brands ?? 5);
  const outcomes: OutcomeSeries[] = brands.flatMap((brand) => {
    const rng = createRng(12).fork(brand);
    let noise = 0;
    let past: number | null = null;
    return dataset.scores.flatMap((cube, round): OutcomeSeries[] => {
      const b = cube.brands.indexOf(brand);
      const at = cube.metrics.flatMap(({ section }, m) => (section === 'Marketplace' ? [m] : []));
      const months = cube.periods.map((_, i) => {
        const t = i + 24 * round;
        noise = 0.5 * noise + 0.015 * rng.normal();
        const price = Number((20 * Math.exp(0.02 * rng.normal())).toFixed(2));
        const lead = past === null ? 0 : effect * Math.log(past / 55);
        past =
          at.reduce((sum, m) => sum + cube.values[(b * cube.metrics.length + m) * cube.periods.length + i]!, 0) /
          at.length;
        const orders = Math.round(30_000 * Math.exp(lead + noise));
        const units = Math.round(orders * 1.6 * Math.exp(0.005 * rng.normal()));
        const sales = o.sales?.(brand, t, { units, orders, price }) ?? { units, orders, price };
        return { ...sales, revenue: Number((sales.units * sales.price * (o.off?.(brand, t) ?? 1)).toFixed(2)), t };
      });
      const from = o.periods === undefined ? 0 : 48 - o.periods;
      return (['revenue', 'units', 'orders', 'price'] as const)
        .filter((outcome) => kept.includes(outcome))
        .map((outcome) => ({
          project: cube.project,
          brand,
          outcome,
          unit: outcome === 'revenue' || outcome === 'price' ? 'GBP' : 'count',
          periods: cube.periods,
          values: months.map((month) => (month.t < from ? null : month[outcome])),
        }));
    });
  });
  return {
    dataset: { ...dataset, outcomes },
    catalog: { ...catalog, projects: catalog.projects.map((project) => ({ ...project, outcomes: [...kept].sort() })) },
  };
}

const { run } = runsOf(salesCorrelation);
const linked = (document: Document): Finding[] => supported(document).filter(({ kind }) => kind === 'association');
const market = salesMarket();
const effectsSum = ({ volume, price, itemMix, groupMix, entered, left }: Record<string, number>): number =>
  volume! + price! + itemMix! + groupMix! + entered! + left!;

describe('what is planted', () => {
  const { document, analysis } = run(market);

  it('units and orders follow Marketplace by one month, price and order value stay silent', () => {
    for (const component of ['units', 'orders']) {
      const finding = found(document, `association:${component}:Marketplace`);
      expect(finding).toMatchObject({ grade: 'supported', lag: 1 });
      expect(finding.parts!.elasticityLow).toBeLessThan(1.5);
      expect(finding.parts!.elasticityHigh).toBeGreaterThan(1.5);
    }
    for (const { predictor, subject } of linked(document)) {
      expect(predictor?.section).toBe('Marketplace');
      expect(['units', 'orders']).toContain(subject.outcome);
    }
    expect(document.title).toBe(
      'Units and orders follow Marketplace one month later; order value and price are not seen to',
    );
    expect(document.summary.headline).toBe('lags-marketplace');
  });

  it('knowing the score takes error off forecasts of units and orders, not of price', () => {
    for (const component of ['units', 'orders']) {
      const gain = found(document, `forecast-gain:${component}`);
      expect(gain.grade).toBe('supported');
      expect(gain.estimate).toBeGreaterThan(10);
    }
    for (const component of ['price', 'order_value'])
      expect(found(document, `forecast-gain:${component}`).grade).not.toBe('supported');
    const [race] = analysis.components[0]!.races;
    if (race?.insufficient !== null) throw new Error('no race');
    expect(race.board[0]!.forecaster).toBe('with the score');
    expect(race.board.map(({ rootMeanSquare }) => rootMeanSquare)).toEqual(
      race.board.map(({ rootMeanSquare }) => rootMeanSquare).sort((a, b) => a - b),
    );
  });

  it('is said as an association, with a test in the place of a promise', () => {
    expect(said(document)).not.toMatch(/because|caused by|due to|drives|driver|will increase|leads to/i);
    expect(document.recommendations.length).toBeGreaterThan(0);
    for (const { action } of document.recommendations) expect(action).toMatch(/^Test first: /);
  });

  it('nothing is tested against its own parts', () => {
    const outcomes = new Set(
      document.findings.filter(({ grade }) => grade !== null).map(({ subject }) => subject.outcome),
    );
    expect([...outcomes].sort()).toEqual(['order_value', 'orders', 'price', 'units']);
    const own = analysis.components.find(({ component }) => component === 'order_value')!;
    expect(own.isDerived).toBe(true);
    expect(own.link.controls).not.toContain('price');
    expect(analysis.components[0]!.link.controls).toContain('price');
  });

  it('metrics that are computed from a component are left out beside it', () => {
    const { dataset, catalog } = market;
    const renamed: Market = {
      catalog,
      dataset: {
        ...dataset,
        scores: dataset.scores.map((cube) => ({
          ...cube,
          metrics: cube.metrics.map((each) =>
            each.metric === 'In-Stock Rate' ? { ...each, metric: 'Price Index' } : each,
          ),
        })),
        metrics: dataset.metrics.map((each) =>
          each.metric === 'In-Stock Rate' ? { ...each, metric: 'Price Index' } : each,
        ),
      },
    };
    const { analysis: other, document: told } = run(renamed, { depth: 'basic' });
    const of = (component: string) => other.components.find((each) => each.component === component)!;
    expect(of('price').identities).toEqual(['Price Index (Bazaarly)']);
    expect(of('units').identities).toEqual([]);
    expect(JSON.stringify(told.tables)).toContain(
      'Left out of the score beside order value and price, because computed from it: Price Index',
    );
  });
});

describe('why revenue changed', () => {
  /** Two years of one price and volume each: 100 at 10 then 120 at 12 (Aurora), 200 at 20 then 150 at 20 (Borealis). */
  const steps = (brand: string, t: number): Sales =>
    brand === 'Aurora'
      ? t < 36
        ? { units: 100, orders: 60, price: 10 }
        : { units: 120, orders: 70, price: 12 }
      : t < 36
        ? { units: 200, orders: 150, price: 20 }
        : { units: 150, orders: 90, price: 20 };
  const plain = salesMarket(0, { sales: steps });

  it('by hand: volume, price and mix of a market of two brands', () => {
    const { analysis, document } = run(plain, { depth: 'basic' });
    const whole = analysis.changes.find(({ brand }) => brand === null)!;
    // 5000 → 4440. Price: 110 × 2 = 220. Average price (5000 ÷ 300 + 4440 ÷ 270) ÷ 2 = 16.555…, × −30 = −496.666…
    // Mix: (11 − 16.555…) × 20 + (20 − 16.555…) × −50 = −111.111… − 172.222… = −283.333…; in all −560.
    expect(whole.effects.change).toBeCloseTo(-560, 9);
    expect(whole.effects.price).toBeCloseTo(220, 9);
    expect(whole.effects.volume).toBeCloseTo(-496.6666666667, 9);
    expect(whole.effects.itemMix).toBeCloseTo(-283.3333333333, 9);
    expect(Math.abs(effectsSum({ ...whole.effects }) - whole.effects.change)).toBeLessThan(1e-9 * 5000);
    const own = analysis.changes.find(({ brand }) => brand === 'Aurora')!;
    expect(own.effects).toMatchObject({ before: 1000, now: 1440, volume: 220, price: 220, itemMix: 0 });
    expect(document.verdict.text).toContain(
      'Revenue a month: −11.2\u00a0% (volume −9.9\u00a0%, price +4.4\u00a0%, mix −5.7\u00a0%)',
    );
  });

  it('is refused for a brand whose revenue is not units × price, which the market is then without', () => {
    const off = salesMarket(0, { sales: steps, off: (brand) => (brand === 'Borealis' ? 1.2 : 1) });
    const { analysis, document } = run(off, { depth: 'basic' });
    expect(analysis.refused).toEqual([
      {
        project: 'UK Skincare 2025',
        brand: 'Borealis',
        reason: 'revenue is not volume × price',
        gap: expect.closeTo(100 / 6, 6),
      },
    ]);
    expect(analysis.changes.map(({ brand }) => brand)).toEqual(['Aurora']);
    expect(said(document)).toContain('it misses 16.7\u00a0% of it');
    // Inside the tolerance it is not refused, and revenue decides: 0.5 % above units × price.
    const near = run(salesMarket(0, { sales: steps, off: () => 1.005 }), { depth: 'basic' }).analysis;
    expect(near.refused).toEqual([]);
    expect(near.changes[0]!.effects.before).toBeCloseTo(5025, 6);
  });

  it('takes revenue ÷ units where no price is known, and says so', () => {
    const { analysis, document } = run(salesMarket(0, { sales: steps, outcomes: ['revenue', 'units'] }), {
      depth: 'basic',
    });
    expect(analysis.isPriceDerived).toBe(true);
    expect(analysis.changes.find(({ brand }) => brand === null)!.effects.price).toBeCloseTo(220, 6);
    expect(JSON.stringify(document.tables)).toContain('Where no price is known it is revenue ÷ units');
    expect(analysis.missing).toEqual(['orders', 'order_value']);
    expect(JSON.stringify(document.sections)).toContain('import orders into outcomes');
  });

  it('counts orders where no units are known', () => {
    const { analysis } = run(salesMarket(0, { sales: steps, outcomes: ['revenue', 'orders'] }), { depth: 'basic' });
    expect(analysis.volume).toBe('orders');
    expect(analysis.changes.find(({ brand }) => brand === 'Aurora')!.volume).toEqual({ before: 60, now: 70 });
  });

  it('without revenue says what to import and still tests the components', () => {
    const { analysis, document } = run(salesMarket(1.5, { outcomes: ['units'] }), { depth: 'basic' });
    expect(analysis.changes).toEqual([]);
    expect(JSON.stringify(document.sections)).toContain('import revenue and units into outcomes');
    expect(found(document, 'association:units:Marketplace').grade).toBe('supported');
  });

  it('of markets with one currency tells mix between them; other currencies stay apart', () => {
    const { dataset, catalog } = worldData({ brands: 5, periods: 30, seed: 3 }, { withOutcomes: true });
    const apart = run({ dataset, catalog }, { depth: 'basic' });
    expect(apart.analysis.changes.every(({ project }) => project !== null)).toBe(true);
    const currency = 'EUR';
    const joined = run(
      {
        dataset: { ...dataset, projects: dataset.projects.map((project) => ({ ...project, currency })) },
        catalog: { ...catalog, projects: catalog.projects.map((project) => ({ ...project, currency })) },
      },
      { depth: 'basic' },
    );
    const all = joined.analysis.changes[0]!;
    expect(all).toMatchObject({ project: null, brand: null, currency });
    expect(all.effects.groupMix).not.toBe(0);
    const parts = joined.analysis.changes.filter(({ brand }) => brand !== null);
    expect(Math.abs(effectsSum({ ...all.effects }) - all.effects.change) / all.effects.before).toBeLessThan(1e-9);
    const prices = parts.reduce((sum, { effects }) => sum + effects.price, 0);
    expect(Math.abs(all.effects.price - prices) / all.effects.before).toBeLessThan(1e-9);
  });

  it('follows the comparison asked for', () => {
    const period = { kind: 'last', count: 3, unit: 'month' } as const;
    const [before, year] = ['previous-period', 'previous-year'].map(
      (compare) => run(plain, { depth: 'basic', compare }, { ...AURORA, period }).analysis.changes[0]!,
    );
    // The step lies a year back: nothing changed since the last quarter, all of it since the same one.
    expect(before!.effects.change).toBe(0);
    expect(year!.effects.change).toBeCloseTo(440, 9);
  });
});

describe('silence', () => {
  it.each([1201, 1202, 1203])('where nothing links score and sales (demo world without all, seed %i)', (seed) => {
    const { document } = run(worldData({ seed, without: ['all'], brands: 6, periods: 48 }, { withOutcomes: true }), {
      depth: 'standard',
    });
    expect(supported(document)).toEqual([]);
    expect(document.title).toMatch(/^No sales component is seen to follow the score/);
    expect(document.recommendations).toEqual([]);
  });

  it('in the reverse world no component is called driven', () => {
    const { document } = run(worldData({ seed: 5201, kind: 'reverse', brands: 9 }, { withOutcomes: true }), {
      depth: 'basic',
    });
    for (const { estimate, lag } of linked(document)) {
      expect(estimate).toBeNull();
      expect(lag).toBeLessThan(0);
    }
  });
});

describe('options', () => {
  it('depth: basic pools, standard adds brands and forecasts, detailed platforms and forecasts further ahead', () => {
    const [basic, standard, detailed] = ['basic', 'standard', 'detailed'].map((depth) => run(market, { depth }));
    const horizons = ({ analysis }: { analysis: SalesAnalysis }) =>
      analysis.components[0]!.races.map(({ horizon }) => horizon);
    expect(tested(basic!.document).every((id) => id.split(':').length === 3)).toBe(true);
    expect(tested(basic!.document).some((id) => id.startsWith('forecast-gain'))).toBe(false);
    expect(horizons(basic!)).toEqual([]);
    expect(tested(standard!.document)).toContain('association:units:Marketplace:UK Skincare 2025:Aurora');
    expect(horizons(standard!)).toEqual([1]);
    expect(tested(standard!.document).some((id) => id.includes('Marketplace/Bazaarly'))).toBe(false);
    expect(tested(detailed!.document).some((id) => id.includes('Marketplace/Bazaarly'))).toBe(true);
    expect(horizons(detailed!)).toEqual([1, 3, 6, 12]);
  });

  it('horizon: how far forecasts and gains reach', () => {
    const [short, long] = [5, 12].map((horizon) => run(market, { horizon }, AURORA));
    expect(short!.analysis.components[0]!.races.map(({ horizon }) => horizon)).toEqual([1, 3]);
    const sum = ({ document }: { document: Document }): number =>
      document.tables.find(({ id }) => id === 'link-units-what-if')!.rows[0]![9] as number;
    expect(sum(long!) / sum(short!)).toBeCloseTo(11 / 4, 9);
  });

  it('extent: each adds pages', () => {
    const [summary, standard, full] = ['summary', 'standard', 'comprehensive'].map(
      (extent) => run(market, { extent, depth: 'standard' }).document,
    );
    expect(pages(standard!)).toEqual(expect.arrayContaining(pages(summary!)));
    expect(pages(summary!)).toEqual(expect.arrayContaining(['components', 'change']));
    expect(pages(summary!)).not.toContain('forecasts');
    expect(pages(standard!)).toEqual(expect.arrayContaining(['forecasts', 'link-units-causes']));
    expect(pages(standard!)).not.toContain('link-orders-causes');
    expect(pages(full!)).toEqual(
      expect.arrayContaining([...pages(standard!), 'link-orders-causes', 'lags', 'all-lags', 'tests']),
    );
    expect(full!.charts.filter(({ kind }) => kind === 'heatmap')).toHaveLength(4);
  });

  it('confidence changes intervals, never grades', () => {
    const [low, high] = [0.9, 0.99].map((confidence) => run(market, { confidence, depth: 'basic' }).document);
    const [narrow, wide] = [low!, high!].map((document) => widthOf(document, 'association:units:Marketplace'));
    expect(wide).toBeGreaterThan(narrow!);
    expect(linked(high!).map(({ id }) => id)).toEqual(linked(low!).map(({ id }) => id));
  });

  it('executives are spared the name of the test', () => {
    const executive = run(market, { style: 'executive', depth: 'standard' }).document;
    expect(JSON.stringify(executive.sections)).not.toMatch(/Clark–West on nested/);
  });
});

describe('thin data', () => {
  it('with a short history it says so in the place of the links, and still decomposes revenue', () => {
    const { document, analysis } = run(salesMarket(1.5, { periods: 20 }));
    expect(analysis.components.every(({ link }) => link.insufficient?.includes('24'))).toBe(true);
    expect(document.title).toMatch(/^Too little history/);
    expect(analysis.changes.length).toBeGreaterThan(0);
    expect(linked(document)).toEqual([]);
  });

  it('with one brand it still answers, without pooling', () => {
    const { analysis } = run(salesMarket(1.5, { brands: 1 }), {}, AURORA);
    expect(analysis.components[0]!.link.histories).toBe(1);
  });
});
