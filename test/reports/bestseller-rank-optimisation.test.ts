import { describe, expect, it } from 'vitest';
import type { OutcomeSeries } from '../../src/domain/dataset.ts';
import { createRng } from '../../src/domain/rng.ts';
import { barOf } from '../../src/reports/dc-score/bestseller-rank-optimisation/outlook.ts';
import { nextStep, stepsAround, typicalRank } from '../../src/reports/dc-score/bestseller-rank-optimisation/ranks.ts';
import { bestsellerRankOptimisation } from '../../src/reports/dc-score/bestseller-rank-optimisation.ts';
import { found, pages, supported, tested } from '../support/read-document.ts';
import { AURORA, type Market, runsOf } from '../support/report-runs.ts';
import { worldData } from '../support/world-dataset.ts';
import { goldenMarket } from './golden-market.ts';

/** Ranks around 40 that improve one month after Marketplace with elasticity `effect`; nothing else is known. */
function rankMarket(effect = 2.5, o: { periods?: number; brands?: number; rename?: string } = {}): Market {
  const { dataset, catalog } = goldenMarket(false);
  const brands = dataset.brands.map(({ brand }) => brand).slice(0, o.brands ?? 5);
  const outcomes: OutcomeSeries[] = brands.flatMap((brand) => {
    const rng = createRng(21).fork(brand);
    let noise = 0;
    let past: number | null = null;
    return dataset.scores.map((cube): OutcomeSeries => {
      const b = cube.brands.indexOf(brand);
      const at = cube.metrics.flatMap(({ section }, m) => (section === 'Marketplace' ? [m] : []));
      const ranks = cube.periods.map((_, t) => {
        noise = 0.5 * noise + 0.02 * rng.normal();
        const lead = past === null ? 0 : effect * Math.log(past / 55);
        past =
          at.reduce((sum, m) => sum + cube.values[(b * cube.metrics.length + m) * cube.periods.length + t]!, 0) /
          at.length;
        return Math.max(1, Math.round(400 * Math.exp(noise - lead)));
      });
      const from = o.periods === undefined ? 0 : Math.max(0, 48 - o.periods - (cube === dataset.scores[0] ? 0 : 24));
      return {
        project: cube.project,
        brand,
        outcome: 'bestseller_rank',
        unit: 'rank',
        periods: cube.periods,
        values: ranks.map((rank, t) => (t < from ? null : rank)),
      };
    });
  });
  const named = (metric: string): string => (metric === 'Buy Box Share' && o.rename ? o.rename : metric);
  return {
    dataset: {
      ...dataset,
      outcomes,
      metrics: dataset.metrics.map((metric) => ({ ...metric, metric: named(metric.metric) })),
      scores: dataset.scores.map((cube) => ({
        ...cube,
        metrics: cube.metrics.map((key) => ({ ...key, metric: named(key.metric) })),
      })),
    },
    catalog: { ...catalog, projects: catalog.projects.map((each) => ({ ...each, outcomes: ['bestseller_rank'] })) },
  };
}

// The inner one of the two bands around the forecast is drawn only.
const { run } = runsOf(bestsellerRankOptimisation);
const market = rankMarket();

describe('known values', () => {
  it('typical ranks are geometric means, gaps left out', () => {
    expect(typicalRank([10, null, 1_000])).toBeCloseTo(100, 9);
    expect(typicalRank([null])).toBeNull();
  });

  it('the goal without a target is the next step of the list', () => {
    expect([1, 2.9, 10, 10.1, 85, 640].map(nextStep)).toEqual([1, 1, 5, 10, 50, 500]);
    expect(stepsAround(10)).toEqual([5, 10, 20]);
    expect(stepsAround(1)).toEqual([1, 3]);
    expect(stepsAround(25)).toEqual([20, 25, 50]);
  });

  it('whole ranks stand for half a place to either side, means of ranks for themselves', () => {
    expect(Math.exp(barOf(10, [12, null, 9]))).toBeCloseTo(10.5, 12);
    expect(Math.exp(barOf(10, [12.5, 9]))).toBeCloseTo(10, 12);
  });
});

describe('what is planted', () => {
  const { document, analysis } = run(market);

  it('is found with section, direction and lag: more score, better rank, one month later', () => {
    const finding = found(document, 'association:bestseller_rank:Marketplace');
    expect(finding).toMatchObject({ grade: 'supported', lag: 1 });
    expect(finding.estimate).toBeGreaterThan(0);
    expect(finding.parts!.elasticityLow).toBeLessThan(2.5);
    expect(finding.parts!.elasticityHigh).toBeGreaterThan(2.5);
    for (const { predictor } of supported(document)) expect(predictor?.section).toBe('Marketplace');
    expect(document.title).toMatch(/^A Marketplace point is followed by a \d.*better bestseller rank one month later$/);
  });

  it('its metrics are looked at below it, all brands together, at its lag', () => {
    const metrics = document.findings.filter(({ id }) => /^association:bestseller_rank:Marketplace\/[^:]*$/.test(id));
    expect(metrics.map(({ predictor }) => predictor!.metric).sort()).toEqual(['Buy Box Share', 'In-Stock Rate']);
    // The section is their plain mean, and rank answers to it: both are in it.
    for (const metric of metrics) expect(metric).toMatchObject({ grade: 'supported', lag: 1 });
    expect(document.findings.some(({ id }) => id.startsWith('association:bestseller_rank:Socialwatch/'))).toBe(false);
    expect(pages(document)).toContain('parts');
  });

  it('points for the goal are the inverse of the shrunken link from the median forecast', () => {
    for (const each of analysis.requirements) {
      const brand = analysis.link.predictors
        .find(({ predictor }) => predictor.section === each.section)!
        .brands.find((other) => other.brand === each.brand)!;
      if (each.points === null || each.points === 0) continue;
      const reached = each.expected * Math.exp(-brand.slope * Math.log((each.score + each.points) / each.score));
      expect(reached).toBeCloseTo(each.goal, 6);
      expect(each.interval[0]!).toBeLessThan(each.points);
    }
    expect(analysis.requirements.length).toBe(2);
  });

  it('is said as an association, never as a promise', () => {
    const said = JSON.stringify([document.title, document.verdict, document.sections, document.recommendations]);
    expect(said).not.toMatch(/because|caused by|due to|drives|driver|will increase|will improve|leads to/i);
    for (const { claim, parts } of document.findings.filter(({ id }) => id.startsWith('required:')))
      if (parts!.improvement !== 0) expect(claim).toMatch(/^If the association were causal/);
    expect(document.recommendations.length).toBeGreaterThan(0);
    for (const { action, effect } of document.recommendations) {
      expect(action).toMatch(/^Test first: /);
      expect(effect!.estimate).toBeGreaterThan(0);
    }
  });

  it('chances fall with harder steps, and rise with more points', () => {
    for (const { steps } of analysis.outlooks)
      steps.forEach(({ atEnd, until }, i) => {
        expect(until).toBeGreaterThanOrEqual(atEnd);
        if (i > 0) expect(atEnd).toBeGreaterThanOrEqual(steps[i - 1]!.atEnd);
      });
    for (const { chances } of analysis.requirements)
      chances.forEach(({ chance }, i) => {
        if (i > 0) expect(chance).toBeGreaterThanOrEqual(chances[i - 1]!.chance);
      });
    // Without more points the chance is that of the outlook.
    for (const { brand, chances } of analysis.requirements)
      expect(chances[0]!.chance).toBeCloseTo(analysis.outlooks.find((each) => each.brand === brand)!.chance.at(-1)!, 9);
  });
});

describe('what is computed from the rank', () => {
  const { document, analysis } = run(rankMarket(2.5, { rename: 'Best Seller Rank Score' }));

  it('is part of no predictor and tested nowhere', () => {
    expect(analysis.link.identities).toEqual(['Best Seller Rank Score (Bazaarly)']);
    for (const { predictor } of document.findings) expect(predictor?.metric ?? '').not.toMatch(/Best Seller/);
    expect(JSON.stringify(document.tables)).toContain('not tested: computed from bestseller rank');
    // The section is what is left of it: In-Stock Rate alone.
    const plain = run(market).analysis.link.predictors.find(({ predictor }) => predictor.section === 'Marketplace')!;
    const narrowed = analysis.link.predictors.find(({ predictor }) => predictor.section === 'Marketplace')!;
    expect(narrowed.level!.score).not.toBeCloseTo(plain.level!.score, 1);
  });
});

describe('silence', () => {
  it.each([1201, 1202])('where nothing links score and rank (demo world without all, seed %i)', (seed) => {
    const { document, analysis } = run(
      worldData({ seed, without: ['all'], brands: 6, periods: 48 }, { withOutcomes: true }),
    );
    expect(supported(document)).toEqual([]);
    expect(document.title).toMatch(/^No part of the score is seen to lead bestseller rank/);
    expect(document.recommendations).toEqual([]);
    expect(analysis.requirements).toEqual([]);
    expect(document.sections.find(({ id }) => id === 'required')!.blocks[0]).toMatchObject({ type: 'missing' });
  });
});

describe('options', () => {
  it('depth: basic pools sections, standard adds brands and parts, detailed the parts of brands', () => {
    const [basic, standard, detailed] = ['basic', 'standard', 'detailed'].map(
      (depth) => run(market, { depth }).document,
    );
    expect(tested(basic!).every((id) => id.split(':').length === 3 && !id.includes('/'))).toBe(true);
    expect(pages(basic!)).not.toContain('parts');
    expect(tested(standard!)).toContain('association:bestseller_rank:Marketplace:UK Skincare 2025:Aurora');
    expect(tested(standard!)).toContain('association:bestseller_rank:Marketplace/Bazaarly/In-Stock Rate');
    expect(tested(standard!).some((id) => /Bazaarly.*Aurora/.test(id))).toBe(false);
    expect(tested(detailed!).some((id) => /Bazaarly.*Aurora/.test(id))).toBe(true);
  });

  it('extent: each adds pages', () => {
    const [summary, standard, full] = ['summary', 'standard', 'comprehensive'].map(
      (extent) => run(market, { extent, depth: 'standard' }).document,
    );
    expect(pages(standard!)).toEqual(
      expect.arrayContaining([...pages(summary!), 'parts', 'link-bestseller-rank-causes']),
    );
    expect(pages(summary!)).not.toContain('parts');
    expect(pages(full!)).toEqual(
      expect.arrayContaining([...pages(standard!), 'link-bestseller-rank-robustness', 'tests']),
    );
  });

  it('target decides the goal, its chance and what it asks for', () => {
    const [near, far] = [300, 150].map((target) => run(market, { target, depth: 'basic' }, AURORA));
    expect([near!.analysis.levels[0]!.goal, far!.analysis.levels[0]!.goal]).toEqual([300, 150]);
    expect(near!.analysis.outlooks[0]!.chance.at(-1)!).toBeGreaterThan(far!.analysis.outlooks[0]!.chance.at(-1)!);
    expect(far!.document.verdict.text).toContain('rank 150 or better');
    expect(JSON.stringify(far!.document.sections)).not.toContain('No target was given');
    expect(JSON.stringify(run(market, { depth: 'basic' }, AURORA).document.sections)).toContain('No target was given');
  });

  it('horizon moves the period of the chance; within the lag, points come too late', () => {
    const [soon, late] = [3, 12].map(
      (horizon) => run(market, { horizon, depth: 'basic' }, AURORA).analysis.outlooks[0]!,
    );
    expect(soon!.chance).toHaveLength(3);
    expect(late!.chance).toHaveLength(12);
    const { document, analysis } = run(market, { horizon: 1, target: 100, depth: 'basic' }, AURORA);
    expect(analysis.requirements[0]).toMatchObject({ chances: [], tooLate: expect.stringContaining('horizon') });
    expect(JSON.stringify(document.sections)).toContain('would not show');
  });

  it('confidence changes intervals, never grades', () => {
    const [low, high] = [0.9, 0.99].map((confidence) =>
      run(market, { confidence, target: 150, depth: 'standard' }, AURORA),
    );
    const width = ({ analysis }: typeof low & object): number => {
      const { wide } = analysis.outlooks[0]!;
      return wide.high.at(-1)! - wide.low.at(-1)!;
    };
    expect(width(high!)).toBeGreaterThan(width(low!));
    expect(high!.analysis.requirements[0]!.interval[0]!).toBeLessThan(low!.analysis.requirements[0]!.interval[0]!);
    expect(supported(high!.document).map(({ id }) => id)).toEqual(supported(low!.document).map(({ id }) => id));
  });

  it('compare decides what ranks are held against', () => {
    const period = { kind: 'last', count: 3, unit: 'month' } as const;
    const [before, year] = ['previous-period', 'previous-year'].map(
      (compare) => run(market, { compare, depth: 'basic' }, { ...AURORA, period }).analysis.levels[0]!,
    );
    expect(before!.typical).toBe(year!.typical);
    expect(before!.before).not.toBe(year!.before);
  });

  it('one brand is drawn with its bands on a turned axis, several in panels', () => {
    const one = run(market, { depth: 'basic' }, AURORA).document.charts.find(({ id }) => id === 'rank-paths')!;
    expect(one).toMatchObject({ kind: 'lines', axis: { reversed: true, min: 1 } });
    expect(one.kind === 'lines' && one.bands.length).toBe(2);
    const several = run(market, { depth: 'basic' }).document.charts.find(({ id }) => id === 'rank-paths')!;
    expect(several).toMatchObject({ kind: 'small-multiples', axis: { reversed: true } });
  });
});

describe('thin data', () => {
  it('with a short history of ranks the link is dropped in its place, the forecast stays', () => {
    const { document, analysis } = run(rankMarket(2.5, { periods: 16 }));
    expect(analysis.link.insufficient).toMatch(/24/);
    expect(document.sections.find(({ id }) => id === 'link-bestseller-rank-missing')).toBeDefined();
    expect(analysis.outlooks[0]!.insufficient).toBeNull();
  });

  it('with fewer than twelve ranks the forecast is dropped in its place too', () => {
    const { document, analysis } = run(rankMarket(2.5, { periods: 8 }));
    expect(analysis.outlooks[0]!.insufficient).toMatch(/12 ranks, there are 8/);
    expect(document.sections.find(({ id }) => id === 'outlook')!.blocks[0]).toMatchObject({ type: 'missing' });
  });

  it('a brand without ranks is said to have none; what is below 1 is no rank', () => {
    const { dataset, catalog } = market;
    const broken = {
      catalog,
      dataset: {
        ...dataset,
        outcomes: dataset.outcomes.map((series) =>
          series.brand === 'Aurora' ? { ...series, values: series.values.map(() => 0) } : series,
        ),
      },
    };
    const { document, analysis } = run(broken, { depth: 'basic' });
    expect(analysis.levels.find(({ brand }) => brand === 'Aurora')).toMatchObject({ typical: null, goal: null });
    expect(JSON.stringify(document.sections)).toContain('Aurora has no bestseller rank');
  });

  it('a brand that always ranks first needs nothing', () => {
    const { dataset, catalog } = market;
    const top = {
      catalog,
      dataset: {
        ...dataset,
        outcomes: dataset.outcomes.map((series) =>
          series.brand === 'Aurora' ? { ...series, values: series.values.map(() => 1) } : series,
        ),
      },
    };
    const { analysis } = run(top, { depth: 'basic' }, AURORA);
    expect(analysis.levels[0]).toMatchObject({ typical: 1, goal: 1, place: 1 });
    expect(analysis.outlooks[0]!.chance.at(-1)).toBeCloseTo(1, 9);
  });
});
