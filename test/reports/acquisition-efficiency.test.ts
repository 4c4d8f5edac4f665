import { describe, expect, it } from 'vitest';
import type { Document } from '../../src/document/document.ts';
import type { OutcomeSeries, ScoreCube, SpendRow } from '../../src/domain/dataset.ts';
import type { Finding } from '../../src/domain/finding.ts';
import { createRng } from '../../src/domain/rng.ts';
import type { AcquisitionAnalysis } from '../../src/reports/dc-score/acquisition-efficiency/analysis.ts';
import { acquisitionEfficiency } from '../../src/reports/dc-score/acquisition-efficiency.ts';
import { expectAdds } from '../support/expect-adds.ts';
import { found, pages, shown, supported, tested } from '../support/read-document.ts';
import { AURORA, type Market, type Run, runsOf } from '../support/report-runs.ts';
import { worldData } from '../support/world-dataset.ts';
import { goldenMarket } from './golden-market.ts';

const CHANNELS = ['Search Ads', 'Social Ads'] as const;
const ORGANIC = 'Organic Performance';

interface Planted {
  /** Elasticity of new customers to the Organic Performance score at equal spend. */
  readonly effect?: number;
  /** Elasticity of spend to that score: a marketer who spends where organic is good. */
  readonly spendFollows?: number;
  /**
   * Points of Organic Performance for one log unit of last month’s customers, whose noise then is a random walk: noise that
   * returns to its level would be foretold by a score that remembers it.
   */
  readonly reverse?: number;
  readonly brands?: number;
  /** Last months with customers. */
  readonly periods?: number;
  readonly seed?: number;
}

/** New customers = level · spend^.5 · Organic^effect · noise, spend in two channels; five brands, two rounds. */
function acquisitionMarket(o: Planted = {}): Market {
  const { effect = 1.5, spendFollows = 0, reverse = 0, seed = 5 } = o;
  const { dataset, catalog } = goldenMarket(false, seed);
  const brands = dataset.brands.map(({ brand }) => brand).slice(0, o.brands ?? 5);
  const outcomes: OutcomeSeries[] = [];
  const spend: SpendRow[] = [];
  const scores = dataset.scores.map((cube): ScoreCube => ({ ...cube, values: cube.values.slice() }));
  for (const [b, brand] of brands.entries()) {
    const rng = createRng(seed).fork(brand);
    let noise = 0;
    let pushed = 0;
    for (const cube of scores) {
      const at = cube.metrics.flatMap(({ section }, m) => (section === ORGANIC ? [m] : []));
      const cell = (m: number, t: number): number =>
        (cube.brands.indexOf(brand) * cube.metrics.length + m) * cube.periods.length + t;
      const values = cube.periods.map((period, t) => {
        for (const m of at) cube.values[cell(m, t)]! += pushed;
        const organic = at.reduce((sum, m) => sum + cube.values[cell(m, t)]!, 0) / at.length;
        const level = Math.log(organic / 55);
        let total = 0;
        CHANNELS.forEach((channel, c) => {
          const amount = Number(
            ((c === 0 ? 60_000 : 40_000) * (1 + 0.2 * b) * Math.exp(0.2 * rng.normal() + spendFollows * level)).toFixed(
              2,
            ),
          );
          spend.push({ project: cube.project, brand, channel, period, amount, impressions: null, clicks: null });
          total += amount;
        });
        noise = (reverse > 0 ? 1 : 0.4) * noise + 0.012 * rng.normal();
        pushed = reverse * noise;
        return Math.round(20 * Math.sqrt(total) * Math.exp(effect * level + noise + 0.1 * b));
      });
      const first = cube === scores[0];
      const from = o.periods === undefined ? 0 : Math.max(0, 48 - o.periods - (first ? 0 : 24));
      outcomes.push({
        project: cube.project,
        brand,
        outcome: 'new_customers',
        unit: 'count',
        periods: cube.periods,
        values: values.map((value, t) => (t < from ? null : value)),
      });
    }
  }
  return {
    dataset: { ...dataset, scores, outcomes, spend },
    catalog: {
      ...catalog,
      projects: catalog.projects.map((project) => ({ ...project, outcomes: ['new_customers'] })),
    },
  };
}

const { outcomeOf, run } = runsOf(acquisitionEfficiency);
const pooled = (document: Document): Finding => found(document, `association:new_customers:${ORGANIC}`);
type Asked = Run<AcquisitionAnalysis>;

const market = acquisitionMarket();
const PROJECT = 'UK Skincare 2025';

describe('what is planted', () => {
  const { document, analysis } = run(market);

  it('is found with section, sign, lag and size, at equal spend, and nothing else', () => {
    const organic = pooled(document);
    expect(organic).toMatchObject({ grade: 'supported', lag: 0 });
    expect(organic.parts!.elasticityLow).toBeLessThan(1.5);
    expect(organic.parts!.elasticityHigh).toBeGreaterThan(1.5);
    for (const { predictor } of supported(document)) expect(predictor?.section).toBe(ORGANIC);
    expect(document.title).toMatch(
      /^At equal spend an Organic Performance point goes with \d\.\d+\u00a0% more new customers$/,
    );
    expect(analysis.link.controls).toEqual(['spend in Search Ads', 'spend in Social Ads']);
  });

  it('the cost of a customer is spend ÷ customers of the window, by hand, and never tested against its parts', () => {
    const { dataset } = market;
    const last = dataset.scores.at(-1)!.periods.slice(-12);
    const spend = dataset.spend
      .filter(({ brand, period }) => brand === 'Aurora' && last.includes(period))
      .reduce((sum, { amount }) => sum + amount, 0);
    const series = dataset.outcomes.find(({ brand, project }) => brand === 'Aurora' && project === PROJECT)!;
    const customers = series.values.slice(-12).reduce<number>((sum, value) => sum + value!, 0);
    expect(found(document, `cost:${PROJECT}:Aurora`).estimate).toBeCloseTo(spend / customers, 9);
    for (const { kind, subject } of document.findings)
      if (kind === 'association') expect(subject.outcome).toBe('new_customers');
    for (const { id, grade } of document.findings)
      if (/^(cost|next|channel|efficiency|cheaper)/.test(id)) expect(grade).toBeNull();
  });

  it('the next customer costs the average ÷ the elasticity, which is planted as .5', () => {
    const { response, next } = analysis;
    expect(response!.interval[0]).toBeLessThan(0.5);
    expect(response!.interval[1]).toBeGreaterThan(0.5);
    for (const each of next) {
      expect(each.cost! * each.elasticity).toBeCloseTo(each.average, 6);
      expect(each.interval![0]).toBeLessThan(2 * each.average);
      expect(each.interval![1]).toBeGreaterThan(1.5 * each.average);
    }
    // d customers ÷ d spend = .5 · customers ÷ spend in every channel.
    for (const { brand, cost, interval } of analysis.channels.filter((each) => each.brand !== null)) {
      const { average } = next.find((each) => each.brand === brand)!;
      expect(cost).toBeGreaterThan(average);
      expect(interval![0]).toBeLessThan(2 * average);
      expect(interval![1]).toBeGreaterThan(2 * average);
    }
  });

  it('what points would do to cost is the what-if turned round, and conditional', () => {
    const fact = found(document, `cheaper:${PROJECT}:Aurora:${ORGANIC}`);
    const more = found(document, `what-if:new_customers:${ORGANIC}:${PROJECT}:Aurora`).parts!.effect5 as number;
    expect(fact.estimate! * (1 + more / 100)).toBeCloseTo(fact.parts!.from as number, 6);
    expect(fact.claim).toMatch(/^If the association were causal/);
    expect(JSON.stringify([document.sections, document.verdict])).not.toMatch(/because|drives|will increase|leads to/i);
  });

  it('five brands are too few for a frontier: it says so and measures the distance from the pooled model', () => {
    const [of] = analysis.efficiency;
    expect(of).toMatchObject({ method: 'residual', needed: 6 });
    expect(of!.reason).toMatch(/5 brands .* a frontier takes 6/);
    const section = document.sections.find(({ id }) => id.startsWith('efficiency-'))!;
    expect(section.blocks.map(({ type }) => type)).toContain('missing');
    // Each brand was made e^.1 better than the one before it at equal spend and score, Organic levels being alike.
    const residuals = ['Aurora', 'Zephyr'].map((brand) => of!.units.find((unit) => unit.brand === brand)!.residual!);
    expect(residuals[1]!.interval[0]).toBeGreaterThan(residuals[0]!.interval[1]);
  });
});

describe('silence', () => {
  it('where spend alone brings the customers, a score that spend follows is not called their source', () => {
    for (const seed of [1, 2, 3]) {
      const { document } = run(acquisitionMarket({ effect: 0, spendFollows: 3, seed }), { depth: 'standard' });
      expect(supported(document), `seed ${seed}`).toEqual([]);
      expect(document.title).toMatch(/^No part of the score is seen to lead new customers/);
      expect(document.recommendations).toEqual([]);
    }
  });

  it('in a demo world of noise nothing is claimed, and the next customer has no price', () => {
    const { document, analysis } = run(
      worldData({ seed: 1101, without: ['all'], brands: 6, periods: 48 }, { withOutcomes: true }),
      { depth: 'standard' },
    );
    expect(supported(document)).toEqual([]);
    for (const { cost } of analysis.next) expect(cost).toBeNull();
    expect(found(document, 'next').claim).toMatch(/cannot be told/);
    expect(document.kpis.map(({ id }) => id)).not.toContain('next');
  });

  it('a score that follows customers is not said to bring them', () => {
    for (const seed of [1, 2, 3]) {
      const { document } = run(acquisitionMarket({ effect: 0, reverse: 100, seed }), { depth: 'standard' });
      expect(
        supported(document).filter(({ estimate }) => estimate !== null),
        `seed ${seed}`,
      ).toEqual([]);
    }
  });
});

describe('brands enough for a frontier, two markets', () => {
  const world = worldData({ seed: 7, brands: 7 }, { withOutcomes: true });
  const { document, analysis } = run(world, { depth: 'detailed' });

  it('efficiencies are corrected downwards and lie in (0, 1]', () => {
    expect(analysis.efficiency.map(({ method, draws }) => [method, draws])).toEqual([
      ['frontier', 1000],
      ['frontier', 1000],
    ]);
    for (const { units } of analysis.efficiency) {
      expect(units).toHaveLength(7);
      expect(units.filter(({ efficiency }) => efficiency!.raw === 1).length).toBeGreaterThan(0);
      for (const { efficiency, residual } of units) {
        expect(efficiency!.corrected).toBeLessThan(efficiency!.raw);
        expect(efficiency!.corrected).toBeGreaterThan(0);
        expect(efficiency!.interval[1]).toBe(efficiency!.raw);
        expect(residual).not.toBeNull();
      }
    }
    // What lies on the frontier is not said to be beaten.
    for (const of of analysis.efficiency) {
      const best = of.units.filter(({ isSubject, efficiency }) => isSubject && efficiency!.raw === 1);
      const chart = document.charts.find(({ findings }) =>
        findings.some((id) => id.startsWith(`efficiency:${of.project}:`)),
      );
      for (const { brand } of best) expect(chart!.title.startsWith(brand)).toBe(false);
    }
  });

  it('currencies stay apart: costs and frontiers by market, compared with nothing but its own past', () => {
    expect(new Set(analysis.costs.map(({ project, currency }) => `${project} ${currency}`)).size).toBe(2);
    expect(analysis.next.map(({ currency }) => currency)).toEqual(expect.arrayContaining(['AED', 'INR']));
    expect(pages(document)).toEqual(expect.arrayContaining(['channels-gulf', 'channels-india']));
    const cross = run(
      world,
      { depth: 'basic', compare: 'project:Gulf Haircare' },
      {
        ...AURORA,
        projects: ['India Skincare Round 2'],
      },
    );
    for (const { before, change } of cross.analysis.costs) expect([before, change]).toEqual([null, null]);
  });
});

describe('options', () => {
  it('depth: each adds what it says', () => {
    const few = worldData({ seed: 7, brands: 6, periods: 30 }, { withOutcomes: true });
    const runs = ['basic', 'standard', 'detailed'].map((depth) => [run(market, { depth }), run(few, { depth })]);
    const ids = ({ document }: Asked): string[] => tested(document);
    const units = ({ analysis }: Asked) => analysis.efficiency.flatMap((of) => of.units);
    expectAdds(acquisitionEfficiency.adds.depth, ['basic', 'standard', 'detailed'], runs, {
      'every part of the score against new customers at equal spend': (each) =>
        ids(each).filter((id) => id.split(':').length === 3).length === 4,
      'cost of a customer': ({ analysis }) => analysis.costs.some(({ cost }) => cost !== null),
      efficiency: (each) => units(each).some(({ efficiency }) => efficiency !== null),
      'each brand’s own estimate and test': (each) =>
        ids(each).includes(`association:new_customers:${ORGANIC}:${PROJECT}:Aurora`),
      'the next customer by channel': ({ analysis }) => analysis.channels.some(({ cost }) => cost !== null),
      'forecasts with and without the score': ({ analysis }) =>
        analysis.link.predictors.some(({ forecast }) => forecast !== null),
      robustness: ({ analysis }) => analysis.link.predictors.some((part) => part.robustness !== null),
      'platforms and metrics below a brand’s supported section': (each) =>
        ids(each).some((id) => id.includes(`${ORGANIC}/`)),
      'distance from the pooled model beside the frontier': (each) =>
        units(each).some(({ efficiency, residual }) => efficiency !== null && residual !== null),
    });
  });

  it('extent: each adds what it says', () => {
    const levels = ['summary', 'standard', 'comprehensive'];
    const runs = levels.map((extent) => [run(market, { extent, depth: 'standard' })]);
    const costs = ({ document }: Asked): number =>
      document.tables.find(({ id }) => id === 'acquisition-costs')!.rows.length;
    expectAdds(acquisitionEfficiency.adds.extent, levels, runs, {
      'page 1': ({ document }) => document.kpis.length > 0,
      'the effect': ({ document }) => pages(document).includes(`link-new-customers-effect-${ORGANIC}`),
      'what points would do to cost': ({ document }) => pages(document).includes('cheaper'),
      'lag profile': ({ document }) => pages(document).includes(`link-new-customers-when-${ORGANIC}`),
      brands: ({ document }) => pages(document).includes('link-new-customers-brands'),
      channels: ({ document }) => pages(document).includes('channels'),
      confounders: ({ document }) => pages(document).includes('link-new-customers-causes'),
      'robustness and forecasts in figures': ({ document }) =>
        pages(document).includes('link-new-customers-robustness'),
      'costs of all brands': (each) => costs(each) === 5,
      'costs by period': (each) => shown(each.document).includes('cost-path'),
      'channels brand by brand': (each) => shown(each.document).includes('brand-channels'),
      'every lag': (each) => shown(each.document).includes('link-new-customers-lags'),
      'every test': (each) => shown(each.document).includes('tests'),
    });
  });

  it('confidence changes intervals, never grades; horizon sums customers', () => {
    const [low, high] = [0.9, 0.99].map((confidence) => run(market, { confidence, depth: 'standard' }));
    const width = ([from, to]: readonly [number, number]): number => to - from;
    expect(width(pooled(high!.document).interval!)).toBeGreaterThan(width(pooled(low!.document).interval!));
    expect(width(high!.analysis.next[0]!.interval!)).toBeGreaterThan(width(low!.analysis.next[0]!.interval!));
    expect(supported(high!.document).map(({ id }) => id)).toEqual(supported(low!.document).map(({ id }) => id));
    const sums = [6, 12].map(
      (horizon) =>
        run(market, { horizon, depth: 'basic' }, AURORA).document.tables.find(
          ({ id }) => id === 'link-new-customers-what-if',
        )!.rows[0]![9] as number,
    );
    expect(sums[1]! / sums[0]!).toBeCloseTo(2, 9);
  });

  it('compare decides what the cost is compared with', () => {
    const period = { kind: 'last', count: 3, unit: 'month' } as const;
    const [before, year] = ['previous-period', 'previous-year'].map(
      (compare) => run(market, { compare, depth: 'basic' }, { ...AURORA, period }).analysis.costs[0]!,
    );
    expect(before!.cost).toBe(year!.cost);
    expect(before!.before).not.toBe(year!.before);
  });
});

describe('thin data', () => {
  it('without spend the report is unavailable and says what to import', () => {
    const unpaid = outcomeOf({ ...market, dataset: { ...market.dataset, spend: [] } });
    expect(unpaid).toMatchObject({ status: 'unavailable' });
    expect(JSON.stringify(unpaid)).toContain('import spend');
  });

  it('a brand whose spend is not known stays out of the link, and the report says so', () => {
    const { document, analysis } = run(
      {
        ...market,
        dataset: { ...market.dataset, spend: market.dataset.spend.filter(({ brand }) => brand !== 'Halo') },
      },
      { depth: 'standard' },
    );
    expect(analysis.withoutSpend).toEqual([{ project: PROJECT, brand: 'Halo' }]);
    expect(analysis.link.histories).toBe(4);
    expect(analysis.link.controls).toContain('spend in Search Ads');
    expect(pages(document)).toContain('without-spend');
  });

  it('with a short history costs are told, links and prices of the next customer are not', () => {
    const { document, analysis } = run(acquisitionMarket({ periods: 16 }));
    expect(analysis.link.insufficient).toMatch(/24/);
    expect(analysis.response).toBeNull();
    expect(document.title).toMatch(/Too little history/);
    expect(document.sections.find(({ id }) => id === 'next')!.blocks[0]).toMatchObject({ type: 'missing' });
    expect(found(document, `cost:${PROJECT}:Aurora`).estimate).toBeGreaterThan(0);
    expect(supported(document)).toEqual([]);
  });

  it('one brand alone: no pooling, nobody to compare with', () => {
    const { document, analysis } = run(acquisitionMarket({ brands: 1 }), { depth: 'standard' }, AURORA);
    expect(analysis.link.histories).toBe(1);
    expect(analysis.efficiency[0]!.method).toBeNull();
    expect(document.sections.find(({ id }) => id.startsWith('efficiency-'))!.blocks[0]).toMatchObject({
      type: 'missing',
    });
  });
});

describe('the same input', () => {
  it('gives the same bytes, whatever the order of the channels', () => {
    const turned = { ...market, dataset: { ...market.dataset, spend: market.dataset.spend.toReversed() } };
    const bytes = JSON.stringify(run(market, { depth: 'standard' }));
    expect(JSON.stringify(run(turned, { depth: 'standard' })) === bytes).toBe(true);
  });
});
