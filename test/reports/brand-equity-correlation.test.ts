import { describe, expect, it } from 'vitest';
import type { Document } from '../../src/document/document.ts';
import type { OutcomeSeries } from '../../src/domain/dataset.ts';
import type { Finding } from '../../src/domain/finding.ts';
import { createRng } from '../../src/domain/rng.ts';
import type { EquityAnalysis } from '../../src/reports/dc-score/brand-equity-correlation/analysis.ts';
import { brandEquityCorrelation } from '../../src/reports/dc-score/brand-equity-correlation.ts';
import { expectAdds } from '../support/expect-adds.ts';
import { found, pages, said, shown, supported } from '../support/read-document.ts';
import { AURORA, type Market, type Run, runsOf } from '../support/report-runs.ts';
import { worldData } from '../support/world-dataset.ts';
import { goldenMarket } from './golden-market.ts';

const LEVELS: Readonly<Record<string, number>> = {
  awareness: 0.5,
  consideration: -0.4,
  preference: -1.2,
  loyalty: -0.8,
};
/** Log-odds of every component for a point of Organic Performance one month before. */
const EFFECT = 0.05;

interface EquityMarket {
  readonly effect?: number;
  readonly components?: readonly string[];
  /** Months with equity at the end. */
  readonly periods?: number;
  readonly brands?: number;
  readonly price?: boolean;
  readonly index?: boolean;
  /** Components that move against the others. */
  readonly against?: readonly string[];
}

/** Equity that follows Organic Performance by one month; one common movement beside it and one of each component. */
function equityMarket(o: EquityMarket = {}): Market {
  const { dataset, catalog } = goldenMarket(false);
  const names = o.components ?? ['awareness', 'consideration', 'preference'];
  const brands = dataset.brands.map(({ brand }) => brand).slice(0, o.brands ?? 5);
  const outcomes: OutcomeSeries[] = brands.flatMap((brand, number) => {
    const rng = createRng(31).fork(brand);
    let common = 0;
    let past: number | null = null;
    return dataset.scores.flatMap((cube, round): OutcomeSeries[] => {
      const b = cube.brands.indexOf(brand);
      const organic = cube.metrics.findIndex(({ section }) => section === 'Organic Performance');
      const values = new Map<string, (number | null)[]>();
      const put = (name: string, value: number | null): void => {
        values.set(name, [...(values.get(name) ?? []), value]);
      };
      cube.periods.forEach((_, t) => {
        common = 0.5 * common + 0.03 * rng.normal();
        const lead = past === null ? 0 : (o.effect ?? EFFECT) * (past - 60);
        past = cube.values[(b * cube.metrics.length + organic) * cube.periods.length + t]!;
        const isIn = o.periods === undefined || t + 24 * round >= 48 - o.periods;
        for (const name of names) {
          const sign = o.against?.includes(name) ? -1 : 1;
          const odds = LEVELS[name]! + 0.2 * number + sign * (lead + common) + 0.03 * rng.normal();
          put(name, isIn ? Number((100 / (1 + Math.exp(-odds))).toFixed(3)) : null);
        }
        if (o.index) put('equity_index', Number((60 + 20 * (lead + common)).toFixed(2)));
        if (o.price !== false) put('price', Number(((18 + number) * Math.exp(0.02 * rng.normal())).toFixed(2)));
      });
      return [...values].map(([outcome, series]) => ({
        project: cube.project,
        brand,
        outcome,
        unit: outcome === 'price' ? 'GBP' : 'percent',
        periods: cube.periods,
        values: series,
      }));
    });
  });
  const known = [...new Set(outcomes.map(({ outcome }) => outcome))].sort();
  return {
    dataset: { ...dataset, outcomes },
    catalog: { ...catalog, projects: catalog.projects.map((project) => ({ ...project, outcomes: known })) },
  };
}

const { outcomeOf, run } = runsOf(brandEquityCorrelation);
const pooled = (document: Document, section: string): Finding => found(document, `association:equity:${section}`);
const shows = (document: Document, what: string): boolean =>
  shown(document).includes(what) || shown(document, 'chart').includes(what);
const has = (document: Document, prefix: string): boolean => document.findings.some(({ id }) => id.startsWith(prefix));

const market = equityMarket();
const whole = run(market);

describe('what is planted', () => {
  const { document, analysis } = whole;

  it('is found with section, sign, lag and size, in the whole and in every component', () => {
    const finding = pooled(document, 'Organic Performance');
    const truth = EFFECT * analysis.equity.pointsPerLogOdds!;
    expect(finding).toMatchObject({ grade: 'supported', lag: 1, unit: 'pt per point' });
    expect(finding.interval![0]).toBeLessThan(truth);
    expect(finding.interval![1]).toBeGreaterThan(truth);
    for (const { predictor } of supported(document)) expect(predictor?.section).toBe('Organic Performance');
    for (const component of ['awareness', 'consideration', 'preference'])
      expect(document.findings.find(({ id }) => id === `association:${component}:Organic Performance`)).toMatchObject({
        grade: 'supported',
        lag: 1,
        unit: 'pp per point',
      });
    expect(document.title).toMatch(/^An Organic Performance point is followed by \d\.\d+\u00a0pt more brand equity/);
  });

  it('carries most of the movement, and only it', () => {
    const [first, second] = analysis.importance!.parts;
    expect(first).toMatchObject({ section: 'Organic Performance', rank: 1, rankInterval: [1, 1] });
    expect(first!.part).toBeGreaterThan(5 * second!.part);
    const parts = analysis.importance!.parts.reduce((sum, { part }) => sum + part, 0);
    expect(parts).toBeCloseTo(analysis.importance!.explained, 9);
    const chart = document.charts.find(({ id }) => id === 'equity-importance');
    expect(chart?.title).toMatch(/^Organic Performance carries most/);
    expect(document.summary.headline).toBe('equity-importance');
  });

  it('is said as an association: conditional what-ifs, a test instead of a promise, no per cent of an index', () => {
    expect(said(document)).not.toMatch(/because|caused by|due to|drives|driver|will increase|leads to|[Ee]lasticit/);
    for (const { action, effectText } of document.recommendations) {
      expect(action).toMatch(/^Test first: /);
      expect(effectText).toMatch(/^if causal/);
    }
    expect(document.recommendations).toHaveLength(2);
    for (const { claim } of document.findings.filter(({ id }) => id.startsWith('what-if:')))
      expect(claim).toMatch(/^If the association were causal/);
  });

  it('leaves out of its tables what an index has not', () => {
    for (const { id, columns, rows } of document.tables) {
      expect([id, columns.filter((column) => /elasticity|amount/.test(column.id))]).toEqual([id, []]);
      for (const row of rows) expect(row).toHaveLength(columns.length);
    }
    const brands = document.tables.find(({ id }) => id === 'link-equity-brands')!;
    expect(brands.rows[0]![brands.columns.findIndex(({ id }) => id === 'shrunken')]).toBe(
      analysis.link.predictors.find(({ brands: all }) => all.length > 0)!.brands.find(({ isSubject }) => isSubject)!
        .shrunken,
    );
  });

  it('a metric that is equity itself stays out of its section', () => {
    const renamed: Market = {
      catalog: market.catalog,
      dataset: {
        ...market.dataset,
        metrics: market.dataset.metrics.map((each) =>
          each.metric === 'Response Time' ? { ...each, metric: 'Brand awareness' } : each,
        ),
        scores: market.dataset.scores.map((cube) => ({
          ...cube,
          metrics: cube.metrics.map((each) =>
            each.metric === 'Response Time' ? { ...each, metric: 'Brand awareness' } : each,
          ),
        })),
      },
    };
    const { document: other, analysis: found } = run(renamed, { depth: 'standard' });
    expect(found.excluded).toEqual(['Brand awareness (Feeds)']);
    // It was the only metric of Socialwatch.
    expect(has(other, 'association:equity:Socialwatch')).toBe(false);
    expect(JSON.stringify(other.method)).toContain('Brand awareness (Feeds) is a component of equity itself');
  });
});

describe('silence', () => {
  it.each([1101, 1102])('where nothing links score and equity (demo world without all, seed %i)', (seed) => {
    const { document } = run(worldData({ seed, without: ['all'], brands: 6, periods: 48 }, { withOutcomes: true }), {
      depth: 'standard',
    });
    expect(supported(document)).toEqual([]);
    expect(document.title).toMatch(/^No part of the score is seen to lead brand equity/);
    expect(document.recommendations).toEqual([]);
    expect(document.charts.find(({ id }) => id === 'equity-importance')?.title).toMatch(/^No part/);
    expect(has(document, 'association:awareness')).toBe(false);
  });

  it('in the reverse world equity is not called driven by the score', () => {
    const { document } = run(worldData({ seed: 5101, kind: 'reverse', brands: 9 }, { withOutcomes: true }), {
      depth: 'standard',
    });
    for (const { estimate, lag } of supported(document)) {
      expect(estimate).toBeNull();
      expect(lag).toBeLessThan(0);
    }
  });
});

describe('how equity is measured', () => {
  it('weights by the first principal component when asked, frozen before the window', () => {
    const { document, analysis } = run(market, { 'equity-measure': 'pca', depth: 'standard' });
    const { measure, components, loadings, frozenBefore, agreement } = analysis.equity;
    expect(measure).toBe('pca');
    const total = loadings!.loadings.reduce((sum, loading) => sum + loading, 0);
    components.forEach(({ weight }, c) => {
      expect(weight).toBeCloseTo(loadings!.loadings[c]! / total, 12);
    });
    expect(frozenBefore).toBe(analysis.markets[0]!.window.from);
    expect(agreement).toBeGreaterThan(0.95);
    expect(analysis.levels[0]!.equity).not.toBe(whole.analysis.levels[0]!.equity);
    expect(pooled(document, 'Organic Performance').grade).toBe('supported');
  });

  it('keeps equal weights where components move against each other, and says so', () => {
    const { document, analysis } = run(equityMarket({ against: ['preference'] }), {
      'equity-measure': 'pca',
      depth: 'standard',
    });
    expect(analysis.equity.measure).toBe('mean');
    expect(analysis.equity.instead).toMatch(/^the components do not move together \(preference/);
    expect(said(document)).toContain('Not the measure that was chosen: the components do not move together');
    expect(analysis.equity.reliability!.interval[1]).toBeLessThan(0.7);
    expect(said(document)).toContain('they do not move as one thing');
  });

  it('takes the imported index when asked or when there is nothing else', () => {
    const both = equityMarket({ index: true });
    expect(run(both, { depth: 'basic' }).analysis.equity.measure).toBe('mean');
    const asked = run(both, { 'equity-measure': 'index', depth: 'standard' });
    expect(asked.analysis.equity).toMatchObject({ measure: 'index', instead: null, reliability: null });
    expect(asked.document.title).toMatch(/equity index/);
    const alone = run(equityMarket({ index: true, components: [] }), { depth: 'standard' });
    expect(alone.analysis.equity.measure).toBe('index');
    expect(alone.analysis.equity.instead).toMatch(/fewer than three components/);
    for (const { document } of [asked, alone]) {
      expect(pooled(document, 'Organic Performance')).toMatchObject({ grade: 'supported', lag: 1 });
      expect(document.kpis.map(({ id }) => id)).not.toContain('reliability');
    }
    const none = run(market, { 'equity-measure': 'index', depth: 'basic' });
    expect(none.analysis.equity).toMatchObject({ measure: 'mean', instead: 'no equity index is imported' });
  });

  it('takes a fourth component, and leaves one that few brands have', () => {
    const four = equityMarket({ components: ['awareness', 'consideration', 'preference', 'loyalty'] });
    expect(run(four, { depth: 'basic' }).analysis.equity.components).toHaveLength(4);
    const rare: Market = {
      ...four,
      dataset: {
        ...four.dataset,
        outcomes: four.dataset.outcomes.filter(({ brand, outcome }) => outcome !== 'loyalty' || brand === 'Aurora'),
      },
    };
    const { document, analysis } = run(rare, { depth: 'standard' });
    expect(analysis.equity.dropped).toEqual([{ label: 'loyalty', reason: 'only 1 of 5 brand histories have it' }]);
    expect(document.tables.find(({ id }) => id === 'equity-measure')!.notes[0]).toContain('Without loyalty');
  });
});

describe('options', () => {
  it('depth adds what it says', () => {
    const runs = ['basic', 'standard', 'detailed'].map((depth) => [run(market, { depth, extent: 'comprehensive' })]);
    expectAdds(brandEquityCorrelation.adds.depth, ['basic', 'standard', 'detailed'], runs, {
      'every part of the score against equity over all brands': ({ document }) =>
        has(document, 'association:equity:Marketplace'),
      direction: ({ analysis }) => analysis.link.predictors.some(({ direction }) => direction !== null),
      reliability: ({ document }) => has(document, 'reliability:'),
      'what-ifs': ({ document }) => has(document, 'what-if:'),
      'each brand’s own estimate and test': ({ document }) =>
        has(document, 'association:equity:Organic Performance:UK Skincare 2025:Aurora'),
      'components one by one': ({ document }) => has(document, 'association:preference:'),
      'importance with rank intervals': ({ document }) => has(document, 'importance:'),
      loadings: ({ document }) => has(document, 'loadings:'),
      'forecasts with and without the score': ({ document }) => document.kpis.some(({ id }) => id === 'forecast'),
      robustness: ({ document }) => shows(document, 'link-equity-robustness'),
      'platforms and metrics below a brand’s supported section': ({ document }) =>
        has(document, 'association:equity:Organic Performance/Web Search:'),
    });
  });

  it('extent adds what it says', () => {
    const runs = ['summary', 'standard', 'comprehensive'].map((extent) => [run(market, { extent, depth: 'standard' })]);
    expectAdds(brandEquityCorrelation.adds.extent, ['summary', 'standard', 'comprehensive'], runs, {
      'page 1': ({ document }) => document.kpis.length > 0,
      importance: ({ document }) => pages(document).includes('importance'),
      'the effect': ({ document }) => pages(document).some((id) => id.startsWith('link-equity-effect')),
      'what-ifs': ({ document }) => pages(document).includes('link-equity-what-if'),
      components: ({ document }) => shows(document, 'equity-components'),
      'equity and score over time': ({ document }) => shows(document, 'equity-paths'),
      'what the index is made of': ({ document }) => shows(document, 'equity-measure'),
      'price premium': ({ document }) => shows(document, 'price-premium'),
      'lag profile': ({ document }) => shows(document, 'link-equity-lags-organic-performance'),
      brands: ({ document }) => shows(document, 'link-equity-brands'),
      confounders: ({ document }) => shows(document, 'link-equity-confounders'),
      'importance in figures': ({ document }) =>
        document.sections.some(({ id, blocks }) => id === 'importance' && blocks.some(({ type }) => type === 'table')),
      robustness: ({ document }) => shows(document, 'link-equity-robustness'),
      forecasts: ({ document }) => shows(document, 'link-equity-forecast'),
      'every lag': ({ document }) => shows(document, 'link-equity-lags'),
      'every brand that entered': ({ document }) => shows(document, 'link-equity-all-brands'),
      'every test': ({ document }) => pages(document).includes('tests'),
    });
  });

  it('confidence changes intervals, never grades', () => {
    const [low, high] = [0.9, 0.99].map((confidence) => run(market, { confidence, depth: 'standard' }));
    const widths = ({ document, analysis }: Run<EquityAnalysis>): number[] =>
      [
        pooled(document, 'Organic Performance').interval!,
        analysis.equity.reliability!.interval,
        analysis.equity.loadings!.shareInterval,
        analysis.importance!.parts[0]!.interval,
      ].map(([from, to]) => to - from);
    widths(high!).forEach((width, i) => {
      expect(width).toBeGreaterThan(widths(low!)[i]!);
    });
    expect(supported(high!.document).map(({ id }) => id)).toEqual(supported(low!.document).map(({ id }) => id));
  });

  it('compare decides what a change is; a simple style leaves reliability out', () => {
    const simple = run(market, { style: 'simple', depth: 'standard' }).document;
    expect(simple.kpis.map(({ id }) => id)).not.toContain('reliability');
    const period = { kind: 'last', count: 3, unit: 'month' } as const;
    const [before, year] = ['previous-period', 'previous-year'].map(
      (compare) => run(market, { compare, depth: 'basic' }, { ...AURORA, period }).analysis,
    );
    expect(before!.levels[0]!.equity).toBe(year!.levels[0]!.equity);
    expect(before!.levels[0]!.before).not.toBe(year!.levels[0]!.before);
    expect(before!.premiums![0]!.before).not.toBe(year!.premiums![0]!.before);
  });

  it('has no horizon: equity is a level, nothing of it adds up', () => {
    expect(brandEquityCorrelation.options.map(({ name }) => name)).not.toContain('horizon');
  });
});

describe('thin data', () => {
  it('needs an index or three components, and says what is missing', () => {
    const two = outcomeOf(equityMarket({ components: ['awareness', 'preference'] }));
    expect(two).toMatchObject({ status: 'unavailable' });
    if (two.status !== 'unavailable') throw new Error('two components are not enough');
    expect(two.missing).toEqual([
      {
        need: 'values of an equity index, or of three of awareness, consideration, preference and loyalty for the chosen brands',
        have: 'none for this selection',
        fix: 'import equity_index or consideration or loyalty into outcomes',
      },
    ]);
    expect(
      outcomeOf(equityMarket({ components: ['awareness', 'preference', 'loyalty'] }), { depth: 'basic' }).status,
    ).toBe('ready');
    const { dataset, catalog } = goldenMarket();
    expect(outcomeOf({ dataset, catalog })).toMatchObject({ status: 'unavailable' });
  });

  it('with a short history of equity it says so in the place of the link', () => {
    const { document, analysis } = run(equityMarket({ periods: 16 }));
    expect(analysis.link.insufficient).toMatch(/24/);
    expect(document.title).toMatch(/Too little history/);
    expect(document.sections[0]!.blocks[0]).toMatchObject({ type: 'missing' });
    expect(supported(document)).toEqual([]);
  });

  it('without prices it says what is missing in the place of the premium', () => {
    const { document, analysis } = run(equityMarket({ price: false }), { depth: 'basic' });
    expect(analysis.premiums).toBeNull();
    expect(document.sections.find(({ id }) => id === 'premium')!.blocks[0]).toMatchObject({
      type: 'missing',
      fix: 'import price into outcomes',
    });
  });

  it('with one brand it still answers, without pooling', () => {
    const { analysis } = run(equityMarket({ brands: 1 }), { depth: 'standard' }, AURORA);
    expect(analysis.link.histories).toBe(1);
    expect(analysis.premiums![0]!.premium).toBeNull();
  });
});
