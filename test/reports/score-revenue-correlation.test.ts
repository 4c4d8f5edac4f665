import { describe, expect, it } from 'vitest';
import type { Document } from '../../src/document/document.ts';
import type { OutcomeSeries, SpendRow } from '../../src/domain/dataset.ts';
import type { Finding } from '../../src/domain/finding.ts';
import { createRng } from '../../src/domain/rng.ts';
import type { Comparison, SelectionRequest } from '../../src/domain/selection.ts';
import type { RevenueAnalysis } from '../../src/reports/dc-score/score-revenue-correlation/analysis.ts';
import { scoreRevenueCorrelation } from '../../src/reports/dc-score/score-revenue-correlation.ts';
import type { OptionValue } from '../../src/reports/options.ts';
import { runReports } from '../../src/reports/run.ts';
import { expectSound } from '../support/expect-sound.ts';
import { runDataOf, select, worldData } from '../support/world-dataset.ts';
import { goldenMarket } from './golden-market.ts';

type Market = Pick<ReturnType<typeof goldenMarket>, 'dataset' | 'catalog'>;

/** Revenue that follows Marketplace by one month with elasticity `effect`; price known for all, spend for nobody. */
function revenueMarket(effect = 1.5, o: { periods?: number; brands?: number } = {}): Market {
  const { dataset, catalog } = goldenMarket(false);
  const brands = dataset.brands.map(({ brand }) => brand).slice(0, o.brands ?? 5);
  const outcomes: OutcomeSeries[] = brands.flatMap((brand) => {
    const rng = createRng(12).fork(brand);
    let noise = 0;
    let past: number | null = null;
    return dataset.scores.flatMap((cube): OutcomeSeries[] => {
      const b = cube.brands.indexOf(brand);
      const at = cube.metrics.flatMap(({ section }, m) => (section === 'Marketplace' ? [m] : []));
      const price: number[] = [];
      const revenue = cube.periods.map((_, t) => {
        noise = 0.5 * noise + 0.015 * rng.normal();
        price.push(Number((20 * Math.exp(0.02 * rng.normal())).toFixed(2)));
        const lead = past === null ? 0 : effect * Math.log(past / 55);
        past =
          at.reduce((sum, m) => sum + cube.values[(b * cube.metrics.length + m) * cube.periods.length + t]!, 0) /
          at.length;
        return Number((1_000_000 * Math.exp(lead + noise)).toFixed(2));
      });
      const from = o.periods === undefined ? 0 : Math.max(0, 48 - o.periods - (cube === dataset.scores[0] ? 0 : 24));
      const series = (outcome: string, unit: string, values: readonly number[]): OutcomeSeries => ({
        project: cube.project,
        brand,
        outcome,
        unit,
        periods: cube.periods,
        values: values.map((value, t) => (t < from ? null : value)),
      });
      return [series('revenue', 'GBP', revenue), series('price', 'GBP', price)];
    });
  });
  return {
    dataset: { ...dataset, outcomes },
    catalog: {
      ...catalog,
      projects: catalog.projects.map((project) => ({ ...project, outcomes: ['price', 'revenue'] })),
    },
  };
}

function run(
  { dataset, catalog }: Market,
  options: Record<string, OptionValue> = {},
  request: Partial<SelectionRequest> = {},
): { document: Document; analysis: RevenueAnalysis; json: string } {
  const selection = select(catalog, request, options.compare as Comparison | undefined);
  const [outcome] = runReports([scoreRevenueCorrelation], runDataOf({ dataset, catalog }, selection), {
    selection,
    options,
    seed: 1,
    locale: 'en-GB',
  });
  if (outcome?.status !== 'ready') throw new Error(JSON.stringify(outcome));
  return { document: outcome.document, analysis: outcome.analysis as RevenueAnalysis, json: JSON.stringify(outcome) };
}

const supported = (document: Document): Finding[] => document.findings.filter(({ grade }) => grade === 'supported');
const pooled = (document: Document, section: string): Finding =>
  document.findings.find(({ id }) => id === `association:revenue:${section}`)!;
const said = (document: Document): string =>
  JSON.stringify([
    document.title,
    document.verdict,
    document.sections,
    document.kpis,
    // Not the names of the lists, one of which is called drivers.
    [...document.summary.drivers, ...document.summary.risks],
    document.recommendations,
  ]);
const market = revenueMarket();
const aurora = { brands: { names: ['Aurora'] } };

describe('what is planted', () => {
  const { document, analysis } = run(market);

  it('is found with section, sign, lag and size, and nothing else', () => {
    const found = pooled(document, 'Marketplace');
    expect(found).toMatchObject({ grade: 'supported', lag: 1 });
    expect(found.parts!.elasticityLow).toBeLessThan(1.5);
    expect(found.parts!.elasticityHigh).toBeGreaterThan(1.5);
    expect(found.parts!.direction).toBe('leads');
    for (const { predictor } of supported(document)) expect(predictor?.section).toBe('Marketplace');
    expect(document.title).toMatch(/^A Marketplace point is followed by \d\.\d+\u00a0% more revenue one month later$/);
    expect(analysis.link.histories).toBe(5);
    expectSound(document, { document, analysis });
  });

  it('is said as an association: conditional money, a test instead of a promise', () => {
    expect(said(document)).not.toMatch(/because|caused by|due to|drives|driver|will increase|leads to/i);
    for (const { action, effectText } of document.recommendations) {
      expect(action).toMatch(/^Test first: /);
      expect(effectText).toMatch(/^if causal/);
    }
    expect(document.recommendations.length).toBeGreaterThan(0);
    const facts = document.findings.filter(({ id }) => id.startsWith('what-if:'));
    for (const { claim } of facts) expect(claim).toMatch(/^If the association were causal/);
    expect(said(document)).toContain('Not held constant: promotion, distribution and spend');
  });

  it('one point of one brand is told in money', () => {
    const own = run(market, {}, aurora).document;
    expect(own.verdict.text).toMatch(/for Aurora that is £\d[\d.]*\u00a0k a month, if the association is causal/);
    expectSound(own, own);
  });

  it('a decoy that trends like revenue is not called a driver', () => {
    const trending: Market = {
      ...market,
      dataset: {
        ...market.dataset,
        scores: market.dataset.scores.map((cube, round) => ({
          ...cube,
          values: cube.values.map((value, i) => {
            const t = i % cube.periods.length;
            const m = Math.floor(i / cube.periods.length) % cube.metrics.length;
            return cube.metrics[m]!.section === 'Socialwatch' ? value + 0.3 * (t + 24 * round) : value;
          }),
        })),
        outcomes: market.dataset.outcomes.map((series, i) => ({
          ...series,
          values: series.values.map((value, t) =>
            value === null || series.outcome !== 'revenue'
              ? value
              : value * Math.exp(0.01 * (t + (i % 4 < 2 ? 0 : 24))),
          ),
        })),
      },
    };
    const { document: other } = run(trending);
    expect(pooled(other, 'Socialwatch').grade).not.toBe('supported');
    expect(pooled(other, 'Marketplace').grade).toBe('supported');
  });
});

describe('silence', () => {
  it.each([1101, 1102, 1103])('where nothing links score and revenue (demo world without all, seed %i)', (seed) => {
    const { document, analysis } = run(
      worldData({ seed, without: ['all'], brands: 6, periods: 48 }, { withOutcomes: true }),
    );
    expect(supported(document)).toEqual([]);
    expect(document.title).toMatch(/^No part of the score is seen to lead revenue/);
    expect(document.recommendations).toEqual([]);
    expect(document.tables.map(({ id }) => id)).not.toContain('link-revenue-what-if');
    for (const { grade, parts } of document.findings)
      if (grade === 'none') expect(['too small to matter', 'cannot tell']).toContain(parts!.unseen);
    expectSound(document, { document, analysis });
  });

  it('in the reverse world revenue is not called driven by the score', () => {
    const { document } = run(worldData({ seed: 5101, kind: 'reverse', brands: 9 }, { withOutcomes: true }));
    for (const { estimate, lag } of supported(document)) {
      expect(estimate).toBeNull();
      expect(lag).toBeLessThan(0);
    }
    expectSound(document, document);
  });
});

describe('options', () => {
  const ids = (document: Document): string[] => [...document.sections, ...document.appendix].map(({ id }) => id);
  const kinds = (document: Document): string[] =>
    document.findings.filter(({ grade }) => grade !== null).map(({ id }) => id);

  it('depth: basic pools, standard tests brands, detailed tests their platforms', () => {
    const [basic, standard, detailed] = ['basic', 'standard', 'detailed'].map(
      (depth) => run(market, { depth }).document,
    );
    expect(kinds(basic!).every((id) => id.split(':').length === 3)).toBe(true);
    expect(kinds(standard!)).toContain('association:revenue:Marketplace:UK Skincare 2025:Aurora');
    expect(kinds(standard!).some((id) => id.includes('Marketplace/Bazaarly'))).toBe(false);
    expect(kinds(detailed!).some((id) => id.includes('Marketplace/Bazaarly'))).toBe(true);
    expect(basic!.kpis.map(({ id }) => id)).not.toContain('forecast');
    expect(standard!.kpis.map(({ id }) => id)).toContain('forecast');
    for (const document of [basic!, standard!, detailed!]) expectSound(document, document);
  });

  it('extent: each adds pages', () => {
    const [summary, standard, full] = ['summary', 'standard', 'comprehensive'].map(
      (extent) => run(market, { extent }).document,
    );
    expect(ids(standard!)).toEqual(expect.arrayContaining(ids(summary!)));
    expect(ids(summary!)).not.toContain('link-revenue-causes');
    expect(ids(full!)).toEqual(expect.arrayContaining([...ids(standard!), 'link-revenue-robustness', 'tests']));
    for (const document of [summary!, standard!, full!]) expectSound(document, document);
  });

  it('confidence changes intervals, never grades', () => {
    const [low, high] = [0.9, 0.99].map((confidence) => run(market, { confidence }).document);
    const width = (document: Document): number => {
      const [from, to] = pooled(document, 'Marketplace').interval!;
      return to - from;
    };
    expect(width(high!)).toBeGreaterThan(width(low!));
    expect(supported(high!).map(({ id }) => id)).toEqual(supported(low!).map(({ id }) => id));
  });

  it('horizon sums the gain, charts can be left out, styles speak differently', () => {
    const sums = [6, 12].map(
      (horizon) => run(market, { horizon }, aurora).document.tables.find(({ id }) => id === 'link-revenue-what-if')!,
    );
    const sum = (at: number): number => sums[at]!.rows[0]![9] as number;
    // The first month of each horizon has no effect yet.
    expect(sum(1) / sum(0)).toBeCloseTo(11 / 5, 9);
    const silent = run(market, { charts: false }).document;
    expect(silent.charts).toEqual([]);
    expect(silent.summary.headline).toBeNull();
    expectSound(silent, silent);
    for (const style of ['simple', 'executive']) {
      const { document } = run(market, { style });
      expectSound(document, document);
      if (style === 'simple') expect(JSON.stringify(document.sections)).not.toMatch(/p = |p < |elasticit/);
    }
  });

  it('the cost of a point gives payback in money of the project', () => {
    const { document, analysis } = run(market, { 'point-cost': 50_000 }, aurora);
    const [payback] = analysis.paybacks;
    expect(payback!.periods).toBe(Math.ceil(50_000 / payback!.gain) + 1);
    expect(payback!.soonest!).toBeLessThanOrEqual(payback!.periods!);
    expect(JSON.stringify(document.sections)).toContain('at £50.0\u00a0k a point');
    expect(ids(document)).toContain('payback');
    expectSound(document, document);
    expect(run(market, {}, aurora).analysis.paybacks).toEqual([]);
  });

  it('another market is no change of the score', () => {
    const world = worldData({ seed: 7, brands: 6, periods: 40 }, { withOutcomes: true });
    const { document, analysis } = run(
      world,
      { compare: 'project:Gulf Haircare', depth: 'basic' },
      { ...aurora, projects: ['India Skincare Round 2'] },
    );
    expect(analysis.link.predictors.some(({ direction }) => direction?.verdict === 'leads')).toBe(true);
    expect(analysis.implied).toEqual([]);
    expect(analysis.levels[0]!.change).toBeNull();
    expectSound(document, document);
  });

  it('compare decides what the window’s change is', () => {
    const period = { kind: 'last', count: 3, unit: 'month' } as const;
    const [before, year] = ['previous-period', 'previous-year'].map(
      (compare) => run(market, { compare }, { ...aurora, period }).analysis.levels[0]!,
    );
    expect(before!.revenue).toBe(year!.revenue);
    expect(before!.before).not.toBe(year!.before);
  });
});

describe('thin data', () => {
  it('without revenue the report is unavailable and says what to import', () => {
    const { dataset, catalog } = goldenMarket();
    const selection = select(catalog);
    const [outcome] = runReports([scoreRevenueCorrelation], runDataOf({ dataset, catalog }, selection), {
      selection,
      options: {},
      seed: 1,
      locale: 'en-GB',
    });
    expect(outcome).toMatchObject({ status: 'unavailable' });
    expect(JSON.stringify(outcome)).toContain('import revenue');
  });

  it('with a short history of revenue it says so in the place of the link', () => {
    const { document, analysis } = run(revenueMarket(1.5, { periods: 16 }));
    expect(analysis.link.insufficient).toMatch(/24/);
    expect(document.title).toMatch(/Too little history/);
    expect(document.sections[0]!.blocks[0]).toMatchObject({ type: 'missing' });
    expect(supported(document)).toEqual([]);
    expectSound(document, { document, analysis });
  });

  it('with one brand it still answers, without pooling', () => {
    const { document, analysis } = run(revenueMarket(1.5, { brands: 1 }), {}, aurora);
    expect(analysis.link.histories).toBe(1);
    expect(analysis.link.left.map(({ reason }) => reason)).toContain('no values of the outcome');
    expectSound(document, { document, analysis });
  });
});

describe('the same input', () => {
  it('gives the same bytes, whatever the order of rows', () => {
    const spend: SpendRow[] = [];
    const first = run(market, { depth: 'standard' }).json;
    const shuffled = {
      ...market,
      dataset: {
        ...market.dataset,
        spend,
        outcomes: [...market.dataset.outcomes].reverse(),
        scores: [...market.dataset.scores].reverse(),
      },
    };
    expect(run(shuffled, { depth: 'standard' }).json).toBe(first);
  });
});

describe('goldens', () => {
  /** Six significant figures: enough to see a change of method, not of the last bit. */
  const serialise = (value: unknown): string =>
    `${JSON.stringify(value, (_key, each) => (typeof each === 'number' && !Number.isInteger(each) ? Number(each.toPrecision(6)) : each), 1)}\n`;

  // After a wanted change: vitest run test/reports/score-revenue-correlation.test.ts -u, and read the difference.
  it('analysis of the link and document of one brand', async () => {
    const { document, analysis } = run(market, { depth: 'standard' }, aurora);
    await expect(serialise(analysis.link)).toMatchFileSnapshot('goldens/score-revenue-correlation.analysis.json');
    await expect(serialise(document)).toMatchFileSnapshot('goldens/score-revenue-correlation.document.json');
  });
});
