import { describe, expect, it } from 'vitest';
import type { Document } from '../../src/document/document.ts';
import { createFormats } from '../../src/document/format.ts';
import type { OutcomeSeries } from '../../src/domain/dataset.ts';
import type { Finding } from '../../src/domain/finding.ts';
import { createRng } from '../../src/domain/rng.ts';
import { scoreRevenueCorrelation } from '../../src/reports/dc-score/score-revenue-correlation.ts';
import { found, pages, said, supported, tested, widthOf } from '../support/read-document.ts';
import { AURORA, type Market, runsOf } from '../support/report-runs.ts';
import { worldData } from '../support/world-dataset.ts';
import { goldenMarket } from './golden-market.ts';

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

const { run, outcomeOf } = runsOf(scoreRevenueCorrelation);
const pooled = (document: Document, section: string): Finding => found(document, `association:revenue:${section}`);
const market = revenueMarket();

describe('what is planted', () => {
  const { document, analysis } = run(market);

  it('is found with section, sign, lag and size, and nothing else', () => {
    const finding = pooled(document, 'Marketplace');
    expect(finding).toMatchObject({ grade: 'supported', lag: 1 });
    expect(finding.parts!.elasticityLow).toBeLessThan(1.5);
    expect(finding.parts!.elasticityHigh).toBeGreaterThan(1.5);
    expect(finding.parts!.direction).toBe('leads');
    for (const { predictor } of supported(document)) expect(predictor?.section).toBe('Marketplace');
    expect(document.title).toMatch(/^A Marketplace point is followed by \d\.\d+\u00a0% more revenue one month later$/);
    expect(analysis.link.histories).toBe(5);
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
    const own = run(market, {}, AURORA).document;
    expect(own.verdict.text).toMatch(/for Aurora that is £\d[\d.]*\u00a0k a month, if the association is causal/);
  });

  it('one point is told in money of every brand: sentence, tile, chart and verdict', () => {
    const { document: both, analysis } = run(market, {}, { brands: { names: ['Aurora', 'Borealis'] } });
    const part = analysis.link.predictors.find(({ predictor }) => predictor.section === 'Marketplace')!;
    const amounts = part.brands
      .filter(({ isSubject }) => isSubject)
      .map(({ whatIf }) => whatIf.find(({ points }) => points === 1)!);
    const chart = both.charts.find(({ id }) => id === 'worth')!;
    expect(chart.kind === 'ranked-bars' && chart.bars.map(({ value, interval }) => ({ value, interval }))).toEqual(
      amounts
        .map(({ amount, amountInterval }) => ({ value: amount, interval: amountInterval }))
        .sort((a, b) => b.value - a.value),
    );
    const page = both.sections.find(({ id }) => id === 'worth')!;
    expect(JSON.stringify(page)).toMatch(
      /If the association were causal, a point more of the Marketplace score would mean, one month later, £[\d.]+\u00a0k \[£[\d.]+\u00a0k, £[\d.]+\u00a0k\] of revenue a month for \w+ and £/,
    );
    expect(both.verdict.text).toMatch(
      /brand by brand that is £[\d.]+\u00a0k to £[\d.]+\u00a0k a month, if the association is causal/,
    );
    expect(both.kpis.find(({ id }) => id === 'worth')).toMatchObject({ comparison: 'a month by brand, if causal' });
    expect(both.kpis.length).toBeLessThanOrEqual(5);
  });

  it('currencies stand apart and are never added up', () => {
    const world = worldData({ seed: 7, brands: 6, periods: 40 }, { withOutcomes: true });
    const { document: both, analysis } = run(world, { depth: 'standard' });
    expect(new Set(Object.values(analysis.currencies))).toEqual(new Set(['AED', 'INR']));
    for (const [id, own, other] of [
      ['worth-inr', '₹', 'AED\u00a0'],
      ['worth-aed', 'AED\u00a0', '₹'],
    ] as const) {
      const page = both.sections.find((section) => section.id === id)!;
      const text = page.blocks.flatMap((block) => (block.type === 'text' ? block.sentences : []))[0]!.text;
      expect(text).toContain(own);
      expect(text).not.toContain(other);
      expect(both.kpis.find((kpi) => kpi.id === id)!.text).toContain(own);
      expect(both.charts.find((chart) => chart.id === id)).toBeDefined();
    }
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
    const { document } = run(worldData({ seed, without: ['all'], brands: 6, periods: 48 }, { withOutcomes: true }));
    expect(supported(document)).toEqual([]);
    expect(document.title).toMatch(/^No part of the score is seen to lead revenue/);
    expect(document.recommendations).toEqual([]);
    expect(document.tables.map(({ id }) => id)).not.toContain('link-revenue-what-if');
    for (const { grade, parts } of document.findings)
      if (grade === 'none') expect(['too small to matter', 'cannot tell']).toContain(parts!.unseen);
  });

  it('shows lags and brands of the part that came closest in grey, as no finding', () => {
    const quiet = worldData({ seed: 1101, without: ['all'], brands: 6, periods: 48 }, { withOutcomes: true });
    const { document, analysis } = run(quiet);
    const drawn = ['link-revenue-no-lag', 'link-revenue-unlinked-brands'].map(
      (id) => document.charts.find((chart) => chart.id === id)!,
    );
    for (const chart of drawn) {
      if (chart.kind !== 'ranked-bars') throw new Error(chart.kind);
      expect(chart.title).toMatch(/^No l(ag|ink) /);
      expect(chart.bars.every(({ emphasis, section }) => emphasis === 'context' && section === null)).toBe(true);
      expect(chart.bars.every(({ interval }) => interval !== null)).toBe(true);
    }
    const part = analysis.link.predictors.find(({ label }) => label === analysis.link.quiet!.label)!;
    expect(drawn[0]!.kind === 'ranked-bars' && drawn[0]!.bars.map(({ value }) => value)).toEqual(
      part.profile.map(({ perPoint }) => perPoint),
    );
    expect(document.findings.some(({ id }) => id.startsWith('what-if:'))).toBe(false);
    expect(pages(run(quiet, { extent: 'summary' }).document)).not.toContain('link-revenue-no-lag');
    expect(run(market).analysis.link.quiet).toBeUndefined();
  });

  it('in the reverse world revenue is not called driven by the score', () => {
    const { document } = run(worldData({ seed: 5101, kind: 'reverse', brands: 9 }, { withOutcomes: true }));
    for (const { estimate, lag } of supported(document)) {
      expect(estimate).toBeNull();
      expect(lag).toBeLessThan(0);
    }
  });
});

describe('options', () => {
  it('depth: basic pools, standard tests brands, detailed tests their platforms', () => {
    const [basic, standard, detailed] = ['basic', 'standard', 'detailed'].map(
      (depth) => run(market, { depth }).document,
    );
    expect(tested(basic!).every((id) => id.split(':').length === 3)).toBe(true);
    expect(tested(standard!)).toContain('association:revenue:Marketplace:UK Skincare 2025:Aurora');
    expect(tested(standard!).some((id) => id.includes('Marketplace/Bazaarly'))).toBe(false);
    expect(tested(detailed!).some((id) => id.includes('Marketplace/Bazaarly'))).toBe(true);
    expect(basic!.kpis.map(({ id }) => id)).not.toContain('forecast');
    expect(standard!.kpis.map(({ id }) => id)).toContain('forecast');
  });

  it('extent: each adds pages', () => {
    const [summary, standard, full] = ['summary', 'standard', 'comprehensive'].map(
      (extent) => run(market, { extent }).document,
    );
    expect(pages(standard!)).toEqual(expect.arrayContaining(pages(summary!)));
    expect(pages(summary!)).not.toContain('link-revenue-causes');
    expect(pages(full!)).toEqual(expect.arrayContaining([...pages(standard!), 'link-revenue-robustness', 'tests']));
  });

  it('confidence changes intervals, never grades', () => {
    const [low, high] = [0.9, 0.99].map((confidence) => run(market, { confidence }).document);
    const [narrow, wide] = [low!, high!].map((document) => widthOf(document, 'association:revenue:Marketplace'));
    expect(wide).toBeGreaterThan(narrow!);
    expect(supported(high!).map(({ id }) => id)).toEqual(supported(low!).map(({ id }) => id));
  });

  it('horizon sums the gain', () => {
    const sums = [6, 12].map(
      (horizon) => run(market, { horizon }, AURORA).document.tables.find(({ id }) => id === 'link-revenue-what-if')!,
    );
    const sum = (at: number): number => sums[at]!.rows[0]![9] as number;
    // The first month of each horizon has no effect yet.
    expect(sum(1) / sum(0)).toBeCloseTo(11 / 5, 9);
  });

  it('horizon is what the sentence sums over, interval and lag included', () => {
    const said = (horizon: number): string =>
      run(market, { horizon }, AURORA)
        .document.sections.find(({ id }) => id === 'link-revenue-what-if')!
        .blocks.flatMap((block) => (block.type === 'text' ? block.sentences : []))
        .at(-1)!.text;
    const { document, analysis } = run(market, { horizon: 6 }, AURORA);
    const five = analysis.link.predictors
      .flatMap(({ brands }) => brands)
      .flatMap(({ whatIf }) => whatIf.filter(({ points }) => points === 5))[0]!;
    const money = (value: number): string => createFormats('en-GB').currency(5 * value, 'GBP');
    expect(document.options.horizon).toBe(6);
    expect(said(6)).toBe(
      `Over 6 months, the first month without effect, that would add up to ${money(five.amount)} [${five.amountInterval.map(money).join(', ')}] for Aurora.`,
    );
    expect(said(12)).toMatch(/^Over 12 months/);
    expect(said(1)).toBe('Within 1 month nothing of it would show yet: it comes one month later.');
  });

  it('one cost of a point is refused for markets of several currencies', () => {
    const world = worldData({ seed: 7, brands: 6, periods: 40 }, { withOutcomes: true });
    const refused = outcomeOf(world, { 'point-cost': 50_000 });
    expect(refused).toMatchObject({
      status: 'unavailable',
      missing: [{ have: 'a point-cost of 50000 for markets in AED and INR', fix: expect.stringContaining('currency') }],
    });
    const gulf = run(world, { 'point-cost': 50_000 }, { projects: ['Gulf Haircare'] });
    expect(new Set(gulf.analysis.paybacks.map(({ currency }) => currency))).toEqual(new Set(['AED']));
  });

  it('a cost that nothing can be held against is shown as given', () => {
    const quiet = worldData({ seed: 1101, without: ['all'], brands: 6, periods: 48 }, { withOutcomes: true });
    const { document } = run(quiet, { 'point-cost': 50_000 }, { projects: ['Gulf Haircare'] });
    const page = document.sections.find(({ id }) => id === 'payback')!;
    expect(page.blocks).toMatchObject([{ type: 'missing', have: 'none, for a cost of AED\u00a050.0\u00a0k a point' }]);
  });

  it('the cost of a point gives payback in money of the project', () => {
    const { document, analysis } = run(market, { 'point-cost': 50_000 }, AURORA);
    const [payback] = analysis.paybacks;
    expect(payback!.periods).toBe(Math.ceil(50_000 / payback!.gain) + 1);
    expect(payback!.soonest!).toBeLessThanOrEqual(payback!.periods!);
    expect(JSON.stringify(document.sections)).toContain('at £50.0\u00a0k a point');
    expect(pages(document)).toContain('payback');
    expect(run(market, {}, AURORA).analysis.paybacks).toEqual([]);
  });

  it('another market is no change of the score', () => {
    const world = worldData({ seed: 7, brands: 6, periods: 40 }, { withOutcomes: true });
    const { analysis } = run(
      world,
      { compare: 'project:Gulf Haircare', depth: 'basic' },
      { ...AURORA, projects: ['India Skincare Round 2'] },
    );
    expect(analysis.link.predictors.some(({ direction }) => direction?.verdict === 'leads')).toBe(true);
    expect(analysis.implied).toEqual([]);
    expect(analysis.levels[0]!.change).toBeNull();
  });

  it('compare decides what the window’s change is', () => {
    const period = { kind: 'last', count: 3, unit: 'month' } as const;
    const [before, year] = ['previous-period', 'previous-year'].map(
      (compare) => run(market, { compare }, { ...AURORA, period }).analysis.levels[0]!,
    );
    expect(before!.revenue).toBe(year!.revenue);
    expect(before!.before).not.toBe(year!.before);
  });
});

describe('thin data', () => {
  it('with a short history of revenue it says so in the place of the link', () => {
    const { document, analysis } = run(revenueMarket(1.5, { periods: 16 }));
    expect(analysis.link.insufficient).toMatch(/24/);
    expect(document.title).toMatch(/Too little history/);
    expect(document.sections[0]!.blocks[0]).toMatchObject({ type: 'missing' });
    expect(supported(document)).toEqual([]);
  });

  it('with one brand it still answers, without pooling', () => {
    const { analysis } = run(revenueMarket(1.5, { brands: 1 }), {}, AURORA);
    expect(analysis.link.histories).toBe(1);
    expect(analysis.link.left.map(({ reason }) => reason)).toContain('no values of the outcome');
  });
});
