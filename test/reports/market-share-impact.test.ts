import { describe, expect, it } from 'vitest';
import type { OutcomeSeries, SpendRow } from '../../src/domain/dataset.ts';
import { createRng } from '../../src/domain/rng.ts';
import { marketShareImpact } from '../../src/reports/dc-score/market-share-impact.ts';
import { found, pages, supported, tested, widthOf } from '../support/read-document.ts';
import { AURORA, type Market, runsOf } from '../support/report-runs.ts';
import { worldData } from '../support/world-dataset.ts';
import { goldenMarket } from './golden-market.ts';

interface Wanted {
  /** What is imported: shares, sales of all brands, or sales of all but Verity. */
  readonly as?: 'market_share' | 'revenue' | 'revenue-without-verity';
  /** Elasticity of attraction to the Marketplace score one month before. */
  readonly effect?: number;
  /** What Borealis loses beyond its part when Aurora's score rises. */
  readonly cross?: number;
  readonly spend?: boolean;
  readonly months?: number;
}

/** Shares from attractions: a quarter of the market is not tracked. */
function shareMarket({
  as = 'market_share',
  effect = 1.5,
  cross = 0,
  spend = false,
  months = 48,
}: Wanted = {}): Market {
  const { dataset, catalog } = goldenMarket(false);
  const brands = dataset.brands.map(({ brand }) => brand);
  const rows: SpendRow[] = [];
  const states = new Map(brands.map((brand) => [brand, { rng: createRng(12).fork(brand), noise: 0, past: 0 }]));
  const outcomes = dataset.scores.flatMap((cube): OutcomeSeries[] => {
    const at = cube.metrics.flatMap(({ section }, m) => (section === 'Marketplace' ? [m] : []));
    const attractions = cube.periods.map((period, t) => {
      const last = states.get('Aurora')!.past;
      return brands
        .map((brand) => {
          const state = states.get(brand)!;
          const b = cube.brands.indexOf(brand);
          state.noise = 0.5 * state.noise + 0.015 * state.rng.normal();
          const budget = 1000 * Math.exp(0.3 * state.rng.normal());
          if (spend)
            rows.push({
              project: cube.project,
              brand,
              channel: 'Search Ads',
              period,
              amount: budget,
              impressions: null,
              clicks: null,
            });
          const voice = spend ? 0.1 * Math.log(budget / 1000) : 0;
          const stolen = brand === 'Borealis' ? cross * last : 0;
          const attraction = Math.exp(effect * state.past + state.noise + voice - stolen);
          const score =
            at.reduce((sum, m) => sum + cube.values[(b * cube.metrics.length + m) * cube.periods.length + t]!, 0) /
            at.length;
          return { attraction, next: Math.log(score / 55), state };
        })
        .map(({ attraction, next, state }) => {
          state.past = next;
          return attraction;
        });
    });
    const from = Math.max(0, 48 - months - (cube === dataset.scores[0] ? 0 : 24));
    const outcome = as === 'market_share' ? 'market_share' : 'revenue';
    return brands.flatMap((brand, b): OutcomeSeries[] =>
      as === 'revenue-without-verity' && brand === 'Verity'
        ? []
        : [
            {
              project: cube.project,
              brand,
              outcome,
              unit: as === 'market_share' ? '%' : 'GBP',
              periods: cube.periods,
              values: attractions.map((period, t) => {
                const total = period.reduce((sum, each) => sum + each, 0);
                if (t < from) return null;
                return as === 'market_share' ? (75 * period[b]!) / total : Math.round(1e6 * period[b]!);
              }),
            },
          ],
    );
  });
  return {
    dataset: { ...dataset, outcomes, spend: rows },
    catalog: {
      ...catalog,
      projects: catalog.projects.map((project) => ({
        ...project,
        outcomes: [as === 'market_share' ? 'market_share' : 'revenue'],
      })),
    },
  };
}

const { outcomeOf, run } = runsOf(marketShareImpact);
const market = shareMarket();

describe('what is planted', () => {
  const { document, analysis } = run(market);

  it('is found as the parameter of the attraction model, with sign, lag and size, and nothing else', () => {
    const finding = found(document, 'association:market_share:Marketplace');
    expect(finding).toMatchObject({ grade: 'supported', lag: 1, unit: 'pp per point' });
    expect(finding.parts!.attractionLow).toBeLessThan(1.5);
    expect(finding.parts!.attractionHigh).toBeGreaterThan(1.5);
    for (const { predictor } of supported(document)) expect(predictor?.section).toBe('Marketplace');
    expect(document.title).toMatch(
      /^A Marketplace point is followed by 0\.\d+\u00a0pp more market share one month later$/,
    );
  });

  it('is said as an association, conditional and with a test', () => {
    const said = JSON.stringify([document.verdict, document.sections, document.kpis, document.summary.risks]);
    expect(said).not.toMatch(/because|caused by|due to|drives|will increase|leads to/i);
    expect(document.recommendations.length).toBeGreaterThan(0);
    for (const { effectText } of document.recommendations) expect(effectText).toMatch(/^if causal/);
    for (const { id, claim } of document.findings)
      if (id.startsWith('simulation:')) expect(claim).toMatch(/^If the association were causal and rivals stood still/);
  });

  it('simulates shares that keep the market whole: what one gains the others lose in proportion', () => {
    for (const { simulation } of analysis.simulations) {
      expect(simulation.drawn.reduce((sum, { change }) => sum + change, 0)).toBeCloseTo(0, 9);
      const parts = simulation.drawn.filter(({ change }) => change < 0).map(({ change, share }) => change / share);
      expect(Math.max(...parts)).toBeCloseTo(Math.min(...parts), 9);
    }
    expect(analysis.draw.map(({ isRejected }) => isRejected)).toEqual([false]);
  });

  it('shows shares with others, stacked to the whole', () => {
    const chart = document.charts.find(({ kind }) => kind === 'areas');
    if (chart?.kind !== 'areas') throw new Error('no areas');
    expect(chart.layers.at(-1)).toMatchObject({ label: 'Others', isRest: true });
    const last = chart.layers.reduce((sum, { values }) => sum + values.at(-1)!, 0);
    expect(last).toBeCloseTo(100, 9);
    expect(document.charts.filter(({ kind }) => kind === 'scatter').map(({ id }) => id)).toContain('movers');
  });
});

describe('proportional draw', () => {
  it('is rejected where one rival loses more, which the simulation then follows', () => {
    const { document, analysis } = run(shareMarket({ cross: 2 }), {}, AURORA);
    const finding = found(document, 'draw:market_share:Marketplace');
    expect(finding).toMatchObject({ grade: 'supported', parts: { mover: 'Aurora', rival: 'Borealis' } });
    expect(finding.estimate).toBeLessThan(0);
    expect(finding.claim).toMatch(/^Borealis loses more than in proportion to Aurora/);
    const drawn = new Map(
      analysis.simulations[0]!.simulation.drawn.map(({ name, share, change }) => [name, change / share]),
    );
    expect(drawn.get('Borealis')!).toBeLessThan(1.5 * drawn.get('Halo')!);
    expect(document.tables.find(({ id }) => id.startsWith('drawn-'))!.caption).toMatch(/with cross effects/);
  });
});

describe('share of voice', () => {
  const { document, analysis } = run(shareMarket({ spend: true }));

  it('is linked with share beside the parts of the score', () => {
    expect(found(document, 'voice:market_share')).toMatchObject({ grade: 'supported', lag: 0 });
    expect(found(document, 'voice:market_share').estimate).toBeGreaterThan(0);
    // Elasticity .1: at a share s and a voice v, a point goes with .1 · s (1 − s) ÷ v.
    const [share, voice] = [0.15, 20];
    expect(analysis.voice!.perPoint! / ((0.1 * 100 * share * (1 - share)) / voice)).toBeGreaterThan(0.7);
    expect(analysis.voice!.perPoint! / ((0.1 * 100 * share * (1 - share)) / voice)).toBeLessThan(1.3);
    for (const { voice: said, share: held, excess } of analysis.levels) expect(excess).toBeCloseTo(said! - held!, 9);
    expect(found(document, 'share:UK Skincare 2025:Aurora').claim).toMatch(/its share of voice is/);
  });

  it('is missing, with what to import, where competitors’ spend is not known', () => {
    const { document: without, analysis: other } = run(market);
    expect(other.voice).toBeNull();
    expect(without.sections.find(({ id }) => id === 'voice')!.blocks[0]).toMatchObject({ type: 'missing' });
  });
});

describe('share of tracked sales', () => {
  it('takes the place of market share where only sales are known, and is called so', () => {
    const { document, analysis } = run(shareMarket({ as: 'revenue' }));
    expect(analysis.basis).toMatchObject({ outcome: 'sales_share', sales: 'revenue' });
    expect(document.title).toMatch(/more share of tracked sales one month later$/);
    expect(JSON.stringify(document.sections)).not.toMatch(/% market share|more market share/i);
    // The denominator drops out: the parameter is the same as of market shares of the same attractions.
    const [tracked, stated] = [analysis, run(market).analysis].map(
      ({ attraction }) => attraction.find(({ section }) => section === 'Marketplace')!.estimate,
    );
    expect(tracked).toBeCloseTo(stated!, 2);
    const areas = document.charts.find(({ kind }) => kind === 'areas');
    if (areas?.kind === 'areas') expect(areas.layers.map(({ label }) => label)).not.toContain('Others');
  });

  it('is refused where a tracked brand has no sales: the report is unavailable and names the brand', () => {
    const outcome = outcomeOf(shareMarket({ as: 'revenue-without-verity' }));
    expect(outcome).toMatchObject({ status: 'unavailable' });
    expect(JSON.stringify(outcome)).toContain('no revenue of Verity');
  });
});

describe('silence', () => {
  it.each([1101, 1102])('where nothing links score and share (demo world without all, seed %i)', (seed) => {
    const { document, analysis } = run(
      worldData({ seed, without: ['all'], brands: 6, periods: 48 }, { withOutcomes: true }),
    );
    expect(supported(document)).toEqual([]);
    expect(document.title).toMatch(/^No part of the score is seen to lead market share/);
    expect(document.recommendations).toEqual([]);
    expect(analysis.simulations).toEqual([]);
    expect(analysis.draw).toEqual([]);
  });
});

describe('options', () => {
  it('depth: basic pools, standard tests brands and draw and simulates, detailed tests platforms', () => {
    const [basic, standard, detailed] = ['basic', 'standard', 'detailed'].map(
      (depth) => run(market, { depth }).document,
    );
    expect(tested(basic!).every((id) => id.split(':').length === 3)).toBe(true);
    expect(pages(basic!)).not.toContain('simulation');
    expect(tested(standard!)).toEqual(
      expect.arrayContaining([
        'draw:market_share:Marketplace',
        'association:market_share:Marketplace:UK Skincare 2025:Aurora',
      ]),
    );
    expect(tested(standard!).some((id) => id.includes('Marketplace/'))).toBe(false);
    expect(tested(detailed!).some((id) => id.includes('Marketplace/Bazaarly'))).toBe(true);
  });

  it('extent: each adds pages', () => {
    const [summary, standard, full] = ['summary', 'standard', 'comprehensive'].map(
      (extent) => run(market, { extent }).document,
    );
    expect(pages(standard!)).toEqual(
      expect.arrayContaining([...pages(summary!), 'shares', 'movers', 'voice', 'drawn']),
    );
    expect(pages(summary!)).not.toContain('shares');
    expect(pages(full!)).toEqual(expect.arrayContaining([...pages(standard!), 'cross-effects', 'tests']));
  });

  it('confidence changes intervals, never grades', () => {
    const [low, high] = [0.9, 0.99].map((confidence) => run(market, { confidence }));
    const [narrow, wide] = [low!, high!].map(({ document }) =>
      widthOf(document, 'association:market_share:Marketplace'),
    );
    expect(wide).toBeGreaterThan(narrow!);
    expect(supported(high!.document).map(({ id }) => id)).toEqual(supported(low!.document).map(({ id }) => id));
  });

  it('horizon and points decide what is simulated', () => {
    const at = (options: Record<string, number>) => run(market, options, AURORA).analysis.simulations[0]!;
    const [near, far] = [at({ horizon: 3 }), at({ horizon: 24 })];
    expect(near.simulation.asIs.median).toHaveLength(3);
    expect(far.simulation.asIs.median).toHaveLength(24);
    expect(far.simulation.asIs.median.slice(0, 3)).not.toEqual(near.simulation.asIs.median.slice(0, 2));
    const gain = (points: number) => at({ points }).simulation.gain.median;
    expect(gain(10) / gain(5)).toBeGreaterThan(1.7);
    expect(gain(10) / gain(5)).toBeLessThan(2.2);
    expect(
      run(market, { horizon: 1 }, AURORA).document.findings.find(({ id }) => id.startsWith('simulation:'))!.claim,
    ).toMatch(/would come only after one month/);
  });

  it('compare decides what the change of share is', () => {
    const period = { kind: 'last', count: 3, unit: 'month' } as const;
    const [before, year] = ['previous-period', 'previous-year'].map(
      (compare) => run(market, { compare }, { ...AURORA, period }).analysis.levels.find(({ isSubject }) => isSubject)!,
    );
    expect(before!.share).toBe(year!.share);
    expect(before!.before).not.toBe(year!.before);
  });
});

describe('thin data', () => {
  it('with a short history it says so in the place of the link, and still shows who holds how much', () => {
    const { document, analysis } = run(shareMarket({ months: 16 }));
    expect(analysis.link.insufficient).toMatch(/24/);
    expect(document.title).toMatch(/Too little history/);
    expect(pages(document)).toContain('shares');
    expect(supported(document)).toEqual([]);
  });
});
